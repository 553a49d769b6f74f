"""Truths tested: they are the same for the same arguments, add up, and hold the traps that were asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.printing import TRAPS, facts, make_truth
from tests.printing.truth import value_of


def test_a_truth_is_the_same_for_the_same_arguments_and_adds_up():
    truth = make_truth(projects=7, seed=3)
    assert truth == make_truth(projects=7, seed=3)
    assert truth != make_truth(projects=7, seed=4)
    for key in ("total", "fiscal", "special", "other"):
        assert value_of(truth["totals"][key]) == sum(value_of(p[key]) for p in truth["projects"])
    for project in truth["projects"]:
        assert value_of(project["total"]) == sum(value_of(project[key]) for key in ("fiscal", "special", "other"))


def test_a_residual_is_kept_between_the_rows_and_the_total():
    truth = make_truth(residual=Decimal("0.02"))
    assert value_of(truth["totals"]["total"]) - sum(value_of(p["total"]) for p in truth["projects"]) == Decimal("0.02")


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_changes_the_truth(trap):
    assert make_truth(traps=[trap]) != make_truth()


def test_an_unknown_trap_is_an_error():
    with pytest.raises(ValueError, match="unknown traps"):
        make_truth(traps=["no_such_trap"])


def test_facts_of_a_form_put_all_other_sources_into_one():
    truth = make_truth(layout="form", projects=1, traps=["three_sources"])
    funding, _ = facts(truth)
    assert [(source, yuan) for _, source, yuan in funding if source == "其他资金"] == [
        ("其他资金", Decimal("179400.00"))
    ]


def test_facts_of_the_expanded_layout_join_operator_value_and_unit():
    truth = make_truth(layout="expanded", projects=1, traps=["negative", "date", "boolean"])
    values = {fact[6]: fact[8] for fact in facts(truth)[1]}
    assert values["成本变动率"] == "≤-5.6%"
    assert values["完工时间"] == "2025年12月31日"
    assert values["扩大社会影响"] == "是"
