"""Which project of a budget a self-evaluation reports on; what stays apart; what people decide."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linking.evaluations import EvaluatedProjects, link_evaluations
from tests.linking.test_families import GOAL, INDICATORS, _frame, _row


def _family(name: str) -> str:
    return f"family of {name}"


def _link(
    budgets: list[dict[str, Any]], evaluations: list[dict[str, Any]], *decided: dict[str, str]
) -> EvaluatedProjects:
    frame = _frame(*budgets).with_columns(project_family_id=pl.format("family of {}", "project_name"))
    return link_evaluations(frame, _frame(*evaluations), decided)


def _pairs(linked: EvaluatedProjects) -> list[tuple[str, str]]:
    return linked.pairs.select("method", "budget_project_key").rows()


def _decided(action: str, one: str, other: str) -> dict[str, str]:
    return {
        "action": action, "institution_name": "云岭工贸职业学院", "project_name": one, "other_project_name": other,
        "reason": "见附件", "date": "2026-01-05",
    }  # fmt: skip


def _key(name: str) -> str:
    return str(_row(2024, name)["project_key"])


def test_the_same_name_is_the_same_project() -> None:
    linked = _link([_row(2024, "实训楼维修"), _row(2024, "实训设备采购")], [_row(2024, "实训楼维修")])
    assert _pairs(linked) == [("name", _key("实训楼维修"))]
    assert linked.links.is_empty()  # A project that a budget prints has its family from there.


def test_a_code_before_the_name_and_a_year_in_it_make_no_difference() -> None:
    budget = [_row(2024, "2024年实训楼维修"), _row(2024, "校园网运维")]
    evaluated = [_row(2024, "51000021R000000019951-实训楼维修"), _row(2024, "校园网运维项目（2024年）")]
    linked = _link(budget, evaluated)
    assert {key for _, key in _pairs(linked)} == {_key("2024年实训楼维修"), _key("校园网运维")}
    assert set(linked.links["project_family_id"]) == {_family("2024年实训楼维修"), _family("校园网运维")}


def test_a_renamed_project_is_found_though_its_budget_goes_on_next_year() -> None:
    about = {"goal": GOAL, "indicators": INDICATORS}
    budget = [_row(2024, "高速无线网络建设", **about), _row(2025, "高速无线网络建设", **about)]
    linked = _link(budget, [_row(2024, "高速无线校园网络建设", **about)])
    [(_, year, key, budget_key, method, score, _)] = linked.pairs.rows()
    assert (year, key, budget_key, method) == (2024, _key("高速无线校园网络建设"), _key("高速无线网络建设"), "likeness")
    assert score >= 0.8


def test_contrasts_stay_apart() -> None:
    budget = [_row(2024, "东校区学生宿舍维修"), _row(2024, "5号楼加固工程")]
    linked = _link(budget, [_row(2024, "西校区学生宿舍维修"), _row(2024, "6号楼加固工程")])
    assert _pairs(linked) == []
    assert linked.links["project_family_id"].n_unique() == 2
    assert not set(linked.links["project_family_id"]) & {_family("东校区学生宿舍维修"), _family("5号楼加固工程")}


def test_a_project_that_only_another_years_budget_prints_is_of_its_family() -> None:
    linked = _link([_row(2023, "图书购置"), _row(2024, "实训楼维修")], [_row(2024, "2024年图书购置")])
    assert _pairs(linked) == []
    assert linked.links.select("project_key", "project_family_id").rows() == [
        (_key("2024年图书购置"), _family("图书购置"))
    ]


def test_self_evaluations_without_any_budget_have_families_of_their_own() -> None:
    linked = _link([], [_row(2023, "图书购置（2023年）"), _row(2024, "2024年图书购置"), _row(2024, "实训楼维修")])
    families = dict(linked.links.select("project_key", "project_family_id").rows())
    assert families[_key("图书购置（2023年）")] == families[_key("2024年图书购置")] != families[_key("实训楼维修")]


def test_each_budget_project_has_one_self_evaluation_at_most() -> None:
    budget = [_row(2024, "信息化建设（一期）"), _row(2024, "信息化建设（二期）")]
    evaluated = [
        _row(2024, "信息化建设项目（二期）"),
        _row(2024, "信息化建设项目（一期）"),
        _row(2024, "信息化建设项目"),
    ]
    linked = _link(budget, evaluated)
    assert linked.pairs["budget_project_key"].n_unique() == linked.pairs.height == 2
    matched = dict(linked.pairs.select("project_key", "budget_project_key").rows())
    assert matched[_key("信息化建设项目（一期）")] == _key("信息化建设（一期）")
    assert matched[_key("信息化建设项目（二期）")] == _key("信息化建设（二期）")


def test_people_join_what_no_rule_would_and_keep_apart_what_is_alike() -> None:
    budget, evaluated = [_row(2024, "图书购置")], [_row(2024, "文献资源保障")]
    assert _pairs(_link(budget, evaluated)) == []
    decided = _decided("match", "文献资源保障", "图书购置")
    assert _pairs(_link(budget, evaluated, decided)) == [("override", _key("图书购置"))]
    other_year = _link([_row(2023, "图书购置")], evaluated, decided)
    assert other_year.links["project_family_id"].to_list() == [_family("图书购置")]
    near = [_row(2024, "图书购置"), _row(2025, "图书购置")]
    apart = _link(near, [_row(2024, "2024年图书购置")], _decided("split", "图书购置", "2024年图书购置"))
    assert _pairs(apart) == []
    assert apart.links["project_family_id"].to_list() != [_family("图书购置")]


@settings(max_examples=25, deadline=None)
@given(st.permutations(["图书购置", "2024年实训楼维修", "校园网运维", "5号楼加固"]), st.randoms())
def test_the_order_of_rows_does_not_matter(names: list[str], random: Any) -> None:
    evaluated = [_row(2024, f"{name}项目") for name in names]
    random.shuffle(evaluated)
    linked = _link([_row(2024, name) for name in names], evaluated)
    again = _link([_row(2024, name) for name in sorted(names)], sorted(evaluated, key=lambda row: row["project_name"]))
    assert linked.pairs.equals(again.pairs)
    assert linked.pairs.height == 4
