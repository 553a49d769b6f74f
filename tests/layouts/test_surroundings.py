"""What stands around a table: institution, code, fiscal year, unit of money."""

from __future__ import annotations

import pytest

from pipelines.layouts.surroundings import surroundings_of, unit_inside, year_inside
from pipelines.values.money import MoneyError
from tests.tables.building import line, page_table


@pytest.mark.parametrize(
    ("text", "institution", "code"),
    [
        ("单位名称：广州番禺职业技术学院", "广州番禺职业技术学院", None),
        ("单位名称:甲学院", "甲学院", None),
        ("部门（单位）名称：甲学院", "甲学院", None),
        ("填报单位（盖章）：甲学院", "甲学院", None),
        ("单位名称：[173]中国科学院", "中国科学院", "173"),
        ("预算单位：173001-甲学院", "甲学院", "173001"),
        ("单位名称：甲学院 单位：万元", "甲学院", None),
        ("单位名称：甲学院 2025年度", "甲学院", None),
        ("部门名称：[173]甲学院 2025年 单位：万元", "甲学院", "173"),
        ("填报单位：甲学院 填报日期：2025年1月8日 金额单位：元", "甲学院", None),
        ("部门名称：甲中心（2025）", "甲中心", None),
        ("项目支出绩效目标表", None, None),
        ("单位：万元", None, None),
    ],
)
def test_the_institution_and_its_code(text, institution, code):
    found = surroundings_of([line(text)])
    assert (found.institution, found.institution_code) == (institution, code)


def test_a_name_that_begins_with_digits_keeps_them():
    assert surroundings_of([line("单位名称：第108中学")]).institution == "第108中学"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("（2025年度）", 2025),
        ("2025年部门预算", 2025),
        ("（2024-2025年度）", None),
        ("财预〔2025〕10号", None),
        ("目标表", None),
    ],
)
def test_the_fiscal_year_is_the_one_year_named(text, year):
    assert surroundings_of([line(text)]).fiscal_year == year


@pytest.mark.parametrize(
    ("text", "unit"),
    [("单位：万元", "万元"), ("金额单位：元", "元"), ("单位:人民币万元", "万元"), ("单位名称：甲", None)],
)
def test_the_unit_of_money(text, unit):
    assert surroundings_of([line(text)]).unit == unit


def test_the_line_nearest_to_the_table_wins():
    lines = [
        line("单位名称：甲学院 单位：元", top=20),
        line("单位名称：乙学院", top=40),
        line("单位：万元", x0=400, top=40),
    ]
    found = surroundings_of(lines)
    assert (found.institution, found.unit) == ("乙学院", "万元")


def test_nothing_around_says_nothing():
    found = surroundings_of([])
    assert (found.institution, found.institution_code, found.fiscal_year, found.unit) == (None, None, None, None)


def test_two_units_in_one_line_are_refused():
    with pytest.raises(MoneyError):
        surroundings_of([line("单位：万元 单位：元")])


def test_the_unit_inside_the_table():
    assert unit_inside(page_table([["项目名称", "预算数（万元）"]])) == "万元"
    assert unit_inside(page_table([["项目名称", "预算数"]])) is None


def test_a_unit_in_a_long_text_is_not_the_tables():
    goal = "本年度完成设备购置总投资控制在预算之内的目标金额（万元）以内并通过验收"
    assert unit_inside(page_table([["项目名称", "甲"], ["总体目标", goal]])) is None


def test_the_year_in_a_title_row_inside_the_rules():
    assert year_inside(page_table([["项目支出绩效目标表", "<"], ["（2024年度）", "<"], ["项目名称", "甲"]])) == 2024


def test_a_year_in_a_name_is_not_the_tables():
    assert year_inside(page_table([["项目名称", "2023年信息化项目"], ["实施单位", "甲学院"]])) is None
