"""Printed money to exact yuan, and the unit a table names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.money import UNITS, MoneyError, find_unit, parse_amount


@pytest.mark.parametrize(
    ("printed", "unit", "yuan"),
    [
        ("4,350.00", "万元", "43500000.00"),
        ("10,505.97", "万元", "105059700.00"),
        ("0.06", "万元", "600.00"),
        ("0", "万元", "0.00"),
        ("0.00", "元", "0.00"),
        ("10.12345", "万元", "101234.50"),
        ("34,728,900.00", "元", "34728900.00"),
        ("1234567.89", "元", "1234567.89"),
        ("１，２３４．５６", "元", "1234.56"),
        ("￥320.00", "元", "320.00"),
        ("¥ 320.00", "元", "320.00"),
        ("320万", "万元", "3200000.00"),
        ("320万元", "万元", "3200000.00"),
        ("320万", "元", "3200000.00"),
        ("320元", "万元", "320.00"),
        ("1.2亿元", "万元", "120000000.00"),
        ("5 万元", "元", "50000.00"),
        ("-1.00", "元", "-1.00"),
        ("－1.00", "元", "-1.00"),
        ("(1.00)", "元", "-1.00"),
        ("（1.00）", "元", "-1.00"),
        ("△1.00", "元", "-1.00"),
        ("-0.00", "元", "0.00"),
        (" 12.50 ", "千元", "12500.00"),
        ("1.5", "百万元", "1500000.00"),
    ],
)
def test_amounts(printed: str, unit: str, yuan: str) -> None:
    amount = parse_amount(printed, unit)
    assert amount == Decimal(yuan)
    assert str(amount) == yuan


@pytest.mark.parametrize("printed", ["", "  ", "-", "－", "—", "——", "/", "／", "无"])
def test_marks_in_place_of_an_amount_are_none(printed: str) -> None:
    assert parse_amount(printed, "万元") is None


@pytest.mark.parametrize(
    "printed",
    [
        "1,23.00",
        "12,34",
        "1,234,56.00",
        ",123",
        "1234,567",
        "1.2.3",
        "12 34",
        "12\n34",
        "12万34",
        "万",
        "abc",
        "12个",
        "(1.00",
        "1.00)",
        "(-1.00)",
        "--1",
        "007",
        "1.",
        ".5",
        "+1",
        "10%",
        "详见附件",
        "1e5",
        "NaN",
        "٣",
        "2025年",
    ],
)
def test_anything_else_is_refused_in_one_line(printed: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        parse_amount(printed, "万元")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("printed", "unit"), [("0.001", "元"), ("0.0000001", "万元"), ("10.1234567", "万元")])
def test_an_amount_finer_than_a_fen_is_refused(printed: str, unit: str) -> None:
    with pytest.raises(MoneyError, match="fen"):
        parse_amount(printed, unit)


def test_an_amount_the_warehouse_cannot_hold_is_refused() -> None:
    with pytest.raises(MoneyError, match="too large"):
        parse_amount("9" * 17, "元")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(MoneyError, match="unit"):
        parse_amount("1", "美元")


@given(st.decimals(min_value=0, max_value=10**7, places=2), st.sampled_from(sorted(UNITS)))
def test_printed_with_commas_or_without_is_the_same_amount(number: Decimal, unit: str) -> None:
    assert parse_amount(f"{number:,.2f}", unit) == parse_amount(f"{number:.2f}", unit) == number * UNITS[unit]


@given(st.text(alphabet="0123456789,.，．-－()（）△¥￥万亿元 /—", max_size=12))
def test_an_amount_is_parsed_refused_or_a_mark_and_never_finer_than_a_fen(printed: str) -> None:
    try:
        amount = parse_amount(printed, "元")
    except MoneyError:
        return
    if amount is None:
        assert not any(character.isdigit() for character in printed)
    else:
        assert amount.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位：元", "元"),
        ("单位:人民币万元", "万元"),
        ("单 位： 万 元", "万元"),
        ("单位：（万元）", "万元"),
        ("（万元）", "万元"),
        ("年度资金总额（万元）", "万元"),
        ("年度资金总额\n(万元)", "万元"),
        ("项目资金 （元）", "元"),
        ("单位：千元", "千元"),
        ("单位：亿元", "亿元"),
        ("单位：万元  人均（元）", "万元"),
        ("单位名称：某学院", None),
        ("（元/人）", None),
        ("单位：元/人", None),
        ("成本（万元/年）", None),
        ("100万元", None),
        ("", None),
    ],
)
def test_find_unit(text: str, unit: str | None) -> None:
    assert find_unit(text) == unit


def test_two_units_that_disagree_are_refused() -> None:
    with pytest.raises(MoneyError, match="two units"):
        find_unit("单位：元 … 单位：万元")
