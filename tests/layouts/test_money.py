"""Printed figures of a row to amounts by funding source."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.layouts.columns import Value
from pipelines.layouts.money import amounts_of
from pipelines.model.records import TOTAL, Finding
from tests.layouts.reading import rules_in
from tests.tables.building import line


def value(text: str, page: int = 1) -> Value:
    return Value([line(text, page=page)] if text else [])


def read(money: dict[str, list[str]], unit: str = "万元") -> tuple[dict[str, Decimal], Decimal | None, list[Finding]]:
    findings: list[Finding] = []
    values = {source: [value(text) for text in texts] for source, texts in money.items()}
    total, amounts = amounts_of(values, unit, "甲项目", findings)
    return {a.source: a.yuan for a in amounts}, total.yuan if total else None, findings


def test_sources_and_total():
    assert read({TOTAL: ["3.00"], "财政拨款": ["1.00"], "其他资金": ["2.00"]}) == (
        {"财政拨款": 10000, "其他资金": 20000}, 30000, []
    )  # fmt: skip


def test_a_total_alone_is_the_one_amount():
    assert read({TOTAL: ["3.00"], "财政拨款": [""]}) == ({"未区分": 30000}, 30000, [])


@pytest.mark.parametrize("mark", ["—", "-", "", "/"])
def test_a_blank_mark_is_no_amount(mark):
    assert read({TOTAL: ["3.00"], "财政拨款": ["3.00"], "其他资金": [mark]})[0] == {"财政拨款": 30000}


def test_a_printed_zero_is_an_amount():
    assert read({"财政拨款": ["0.00"]}, "元")[0] == {"财政拨款": Decimal("0.00")}


@pytest.mark.parametrize("sign", ["-", "－", "−", "△", "▲", "﹣"])
def test_a_sign_before_a_figure_makes_no_sentence_of_it(sign):
    amounts, _, findings = read({"财政拨款": [f"{sign}12.30"]}, "元")
    assert (amounts, findings) == ({"财政拨款": Decimal("-12.30")}, [])


def test_a_unit_beside_the_figure_wins():
    assert read({"财政拨款": ["320万"]}, "元")[0] == {"财政拨款": 3200000}


@pytest.mark.parametrize("printed", ["1,00.00", "1 2.00", "约3万", "12.345678901"])
def test_what_is_no_amount_is_an_error_and_never_coerced(printed):
    amounts, _, findings = read({"财政拨款": [printed], "其他资金": ["1.00"]}, "元")
    assert amounts == {"其他资金": 1}
    assert rules_in(findings) == ["error amount_unreadable"]
    assert findings[0].subject == "甲项目" and "财政拨款" in findings[0].message


def test_two_columns_of_a_source_are_added_and_both_printed():
    findings: list[Finding] = []
    _, (amount,) = amounts_of({"财政拨款": [value("1.50"), value("2.50")]}, "万元", "甲项目", findings)
    assert (amount.printed, amount.yuan, findings) == ("1.50 + 2.50", 40000, [])


def test_an_amount_knows_where_it_stands():
    _, (amount,) = amounts_of({"财政拨款": [value("1.50", page=7)]}, "万元", "甲项目", [])
    assert amount.page == 7
