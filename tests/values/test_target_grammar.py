"""The printed values that a person reads at a glance: class by class, and what must never be read as one number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.values.targets import parse_target


@pytest.mark.parametrize(
    ("printed", "operator", "number", "unit"),
    [
        ("80%以上教师", ">=", "80", "%"), ("2小时以内响应", "<=", "2", "小时"), ("95%≤", ">=", "95", "%"), ("5%≥", "<=", "5", "%"),
        ("不得低于90%", ">=", "90", "%"), ("确保95%", "=", "95", "%"), ("近100人", "=", "100", "人"), ("逾500人", ">", "500", "人"),
        ("三百余人", ">", "300", "人"), ("百分之九十五", "=", "95", "%"), ("三个以上", ">=", "3", "个"), ("零", "=", "0", ""),
        ("≮95%", ">=", "95", "%"), ("≯5%", "<=", "5", "%"), ("﹥90%", ">", "90", "%"), ("每年3次", "=", "3", "次"),
        ("≥90%（含）", ">=", "90", "%"), ("提高到95%", "=", "95", "%"), ("师生满意度≥90%", ">=", "90", "%"),
        ("一等奖1项", "=", "1", "项"), ("三成", "=", "3", "成"), ("故障2小时内响应", "<=", "2", "小时"),
    ],
)  # fmt: skip
def test_single_numbers_as_a_person_reads_them(printed: str, operator: str, number: str, unit: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.operator, target.number, target.unit) == ("number", operator, Decimal(number), unit)


@pytest.mark.parametrize(
    ("printed", "nature"),
    [
        ("1+X证书", "unparsed"), ("3D打印", "unparsed"), ("GB/T 22239", "unparsed"), ("等保2.0", "unparsed"), ("5号楼", "unparsed"),
        ("1:18", "ratio"), ("三分之二以上", "ratio"), ("同比增长5%", "change"), ("逐年提高", "change"), ("优", "grade"), ("一级", "grade"),
        ("≥二级", "grade"), ("本科≥90%、专科≥85%", "parts"), ("3次，200人", "parts"), ("3篇论文2项专利", "parts"), ("改善", "wording"),
        ("进一步改善", "wording"), ("一次性通过", "wording"), ("零距离服务", "wording"),
    ],
)  # fmt: skip
def test_what_is_no_single_number_is_text_of_its_own_nature(printed: str, nature: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.nature, target.number) == ("text", nature, None)


@pytest.mark.parametrize(
    ("printed", "operator", "last_day"),
    [
        ("2025年12月底前", "<=", date(2025, 12, 31)), ("第三季度", "=", date(2025, 9, 30)), ("年内", "<=", date(2025, 12, 31)),
        ("9月1日开学前", "<=", date(2025, 9, 1)), ("次年3月底前", "<=", date(2026, 3, 31)), ("20251231", "=", date(2025, 12, 31)),
        ("二〇二五年二月底前", "<=", date(2025, 2, 28)), ("2024年9月-2025年8月", "between", date(2025, 8, 31)), ("开学前", "<=", None),
    ],
)  # fmt: skip
def test_deadlines_are_dates_with_the_last_day_meant(printed: str, operator: str, last_day: date | None) -> None:
    target = parse_target(printed)
    assert (target.kind, target.operator) == ("date", operator)
    assert target.deadline is not None
    assert target.deadline.last_day(2025) == last_day


@pytest.mark.parametrize(
    ("one", "other"),
    [("每年3次", "3次/年"), ("3次", "3次/年"), ("5年", "60个月"), ("三成", "30%"), ("3千人", "3000人")],
)
def test_the_same_target_in_other_words_compares_as_equal(one: str, other: str) -> None:
    first, second = parse_target(one), parse_target(other)
    assert (first.standard_number, first.standard_unit) == (second.standard_number, second.standard_unit)
