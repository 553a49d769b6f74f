"""What a document contradicts in itself: each rule with data that breaks it and data that does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.extract.consistency import bound, findings_between, findings_of, printed_totals
from pipelines.model.records import Finding, Statement
from tests.making import amount, indicator, project, statement, total


def found(what: Statement, rule: str) -> list[Finding]:
    return [finding for finding in findings_of(what) if finding.rule == rule]


def rules(what: Statement) -> set[str]:
    return {finding.rule for finding in findings_of(what)}


def rows(*yuan: str, source: str = "财政拨款") -> list:
    return [project(f"项目{at}", amount(source, value), total=total(value)) for at, value in enumerate(yuan)]


def test_a_sound_statement_has_no_finding():
    assert (
        findings_of(statement(*rows("100.00", "200.00"), totals=[total("300.00"), amount("财政拨款", "300.00")])) == []
    )


def test_records_stay_as_printed():
    what = statement(*rows("100.00"), totals=[total("900000.00")])
    before = repr(what)
    assert findings_of(what)
    assert repr(what) == before


# totals


def test_the_bound_is_half_the_last_printed_place_for_each_row_and_the_total():
    assert bound(25, "万元") == Decimal("1300")
    assert bound(3, "元") == Decimal("0.020")


@pytest.mark.parametrize(
    ("residual", "inside"), [("0.02", True), ("0.03", True), ("0.04", False), ("-0.03", True), ("-0.04", False)]
)
def test_a_residual_of_the_total_is_rounding_up_to_the_bound(residual, inside):
    # Five rows in 万元: 0.005 × 6 = 0.03 万元.
    printed = Decimal("5.00") + Decimal(residual)
    what = statement(*rows(*["10000.00"] * 5), totals=[total(str(printed * 10000))])
    assert [(f.severity, f.rule) for f in findings_of(what)] == [
        ("info", "total_residual") if inside else ("error", "total_mismatch")
    ]


def test_the_residual_is_stored_with_its_amount_and_place():
    what = statement(*rows("61559500.00"), totals=[amount("财政拨款", "61559700.00", "6,155.97")])
    (residual,) = found(what, "total_residual") or found(what, "total_mismatch")
    assert "200.00 元" in residual.message and "6,155.97 万元" in residual.message
    assert (residual.subject, residual.page, residual.box) == ("甲学院 财政拨款", 1, what.totals[0].box)


def test_each_source_is_summed_by_itself():
    projects = [*rows("100.00"), *rows("200.00", source="其他资金")]
    sound = [total("300.00"), amount("财政拨款", "100.00"), amount("其他资金", "200.00")]
    assert [(t.source, summed) for t, summed, _ in printed_totals(statement(*projects, totals=sound))] == [
        ("合计", 300), ("财政拨款", 100), ("其他资金", 200)
    ]  # fmt: skip
    swapped = [total("300.00"), amount("财政拨款", "200.00"), amount("其他资金", "100.00")]
    assert [f.subject for f in found(statement(*projects, totals=swapped, unit="元"), "total_mismatch")] == [
        "甲学院 财政拨款", "甲学院 其他资金"
    ]  # fmt: skip


def test_a_project_without_total_counts_with_its_sources():
    what = statement(
        project("甲", amount("财政拨款", "1.00"), amount("其他资金", "2.00")), totals=[total("3.00")], unit="元"
    )
    assert findings_of(what) == []


def test_the_total_against_its_own_sources():
    off = [total("300.00"), amount("财政拨款", "250.00")]
    (wrong,) = found(statement(*rows("250.00"), totals=off, unit="元"), "total_against_sources")
    assert wrong.severity == "error" and "50.00 元" in wrong.message
    assert not found(
        statement(*rows("300.00"), totals=[total("300.00"), amount("财政拨款", "300.00")]), "total_against_sources"
    )


def test_a_source_that_projects_print_and_the_total_row_does_not():
    projects = [*rows("100.00"), project("乙", amount("其他资金", "5.00"), total=total("5.00"))]
    what = statement(*projects, totals=[total("105.00"), amount("财政拨款", "100.00")], unit="元")
    assert [f.subject for f in found(what, "total_mismatch")] == ["甲学院 其他资金"]


def test_a_statement_without_totals_is_not_summed():
    assert findings_of(statement(*rows("100.00"))) == []


# a project's sources


def test_a_projects_total_against_its_sources():
    what = statement(
        project("甲", amount("财政拨款", "100.00"), amount("其他资金", "1.00"), total=total("102.00")), unit="元"
    )
    (wrong,) = found(what, "project_total_mismatch")
    assert (wrong.severity, wrong.subject) == ("error", "甲") and "1.00 元" in wrong.message


def test_a_projects_total_within_rounding_is_an_info():
    # Two sources in 万元: 0.005 × 3 = 0.015 万元.
    what = statement(
        project("甲", amount("财政拨款", "10000.00"), amount("其他资金", "100.00"), total=total("10200.00"))
    )
    assert [(f.severity, f.rule) for f in findings_of(what)] == [("info", "project_total_residual")]


def test_a_total_that_is_not_divided_has_nothing_to_contradict():
    assert findings_of(statement(project("甲", amount("未区分", "100.00"), total=total("100.00")))) == []


# numbering, names, repeats


@pytest.mark.parametrize(
    ("numbers", "odd"), [([1, 2, 3], False), ([1, 3], True), ([2, 3], True), ([1, 1, 2], True), ([], False)]
)
def test_indicators_are_numbered_without_gaps(numbers, odd):
    what = statement(project(indicators=[indicator(seq, f"指标{at}") for at, seq in enumerate(numbers)]))
    assert [f.severity for f in found(what, "indicator_numbering")] == (["warning"] if odd else [])


def test_two_projects_of_one_name():
    what = statement(project("甲 项目", seq=1), project("甲项目", seq=2), project("乙项目", seq=3))
    assert [(f.severity, f.subject) for f in found(what, "duplicate_project_name")] == [
        ("warning", "甲 项目"), ("warning", "甲项目")
    ]  # fmt: skip


def test_the_same_indicator_twice_with_two_values():
    what = statement(project(indicators=[indicator(1, "面积", "10527㎡"), indicator(2, "面积", "10871㎡")]))
    (twice,) = found(what, "duplicate_indicator_values_differ")
    assert twice.severity == "warning" and "10527㎡" in twice.message and "10871㎡" in twice.message
    assert not found(what, "duplicate_indicator")


def test_the_same_indicator_twice_with_one_value():
    what = statement(project(indicators=[indicator(1), indicator(2)]))
    assert [f.severity for f in found(what, "duplicate_indicator")] == ["info"]


def test_one_name_under_two_categories_is_no_repeat():
    other = indicator(2, level1=("2", "效益指标"), level2=("22", "社会效益"))
    assert not rules(statement(project(indicators=[indicator(1), other]))) & {
        "duplicate_indicator", "duplicate_indicator_values_differ"
    }  # fmt: skip


def test_a_code_and_a_name_that_disagree():
    what = statement(project(indicators=[indicator(level2=("13", "数量指标"))]))
    assert [(f.severity, f.subject) for f in findings_of(what)] == [("warning", "甲项目")]
    assert findings_of(statement(project(indicators=[indicator(level2=("13", "时效指标"))]))) == []


def test_a_layout_without_codes_has_none_to_doubt():
    plain = indicator(level1=(None, "产出指标"), level2=(None, "数量指标"))
    assert findings_of(statement(project(indicators=[plain]))) == []


def test_a_cycle_value_beside_another_annual_value():
    what = statement(project(indicators=[indicator(annual="＞300", cycle="＞3000")]))
    assert [(f.severity, f.rule) for f in findings_of(what)] == [("info", "cycle_differs_from_annual")]
    assert findings_of(statement(project(indicators=[indicator(annual="＞300", cycle="＞300")]))) == []


# signs of damage


def goals(*texts: str | None) -> Statement:
    return statement(*(project(f"项目{at}", goal=text) for at, text in enumerate(texts)))


@pytest.mark.parametrize("goal", ["按时完成。", "按时完成；", "按时完成！", "（含运维）", "见《办法》", None, ""])
def test_a_last_goal_that_ends_ends(goal):
    assert not found(goals("按时", goal), "text_breaks_off")


def test_a_last_goal_that_breaks_off_is_a_warning():
    (broken,) = found(goals("按时完成。", "切实体现教"), "text_breaks_off")
    assert (broken.severity, broken.subject) == ("warning", "项目1") and "切实体现教" in broken.message


@pytest.mark.parametrize(
    ("value", "twice"), [("＜10%＜10%", True), ("是是", False), ("≥10人", False), ("1010", True), (None, False)]
)
def test_a_value_that_repeats_itself(value, twice):
    what = statement(project(indicators=[indicator(annual=value)]))
    assert [f.severity for f in found(what, "value_repeats_itself")] == (["warning"] if twice else [])


def test_a_cycle_value_that_repeats_itself():
    assert found(statement(project(indicators=[indicator(cycle="3次3次")])), "value_repeats_itself")


@pytest.mark.parametrize(("value", "two"), [("＜5%10%", True), ("90%-95%", False), ("≥98%", False), (None, False)])
def test_two_values_in_one(value, two):
    what = statement(project(indicators=[indicator(annual=value)]))
    assert [f.severity for f in found(what, "value_runs_together")] == (["warning"] if two else [])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("榕城幼儿师范高等专科学校", "榕城幼儿师范高等专学校", True),
        ("甲城市教育局", "甲城市教育局机关", False),
        ("甲区教育局", "城甲区教育局", False),
        ("甲区第一小学", "甲区第二小学", False),
        ("甲区小学", "甲区小学", False),
    ],
)
def test_two_institutions_that_may_be_one_misprinted(one, other, alike):
    statements = [replace(statement(project()), institution=name) for name in (one, other)]
    assert [f.rule for f in findings_between(statements)] == (["institutions_alike"] if alike else [])


def test_one_institution_with_two_years():
    statements = [replace(statement(project()), fiscal_year=year) for year in (2025, 2026)]
    (finding,) = findings_between(statements)
    assert (finding.severity, finding.rule, finding.subject) == ("warning", "several_years", "甲学院")
    assert findings_between([replace(each, institution=f"学院{each.fiscal_year}") for each in statements]) == []


@pytest.mark.parametrize("level", ["level1", "level2"])
def test_a_category_that_is_printed_empty_is_a_warning(level):
    levels = {"level1": (None, "产出指标"), "level2": (None, "数量指标"), level: (None, "")}
    what = statement(project(indicators=[indicator(**levels)]))
    assert [f.severity for f in found(what, "category_missing")] == ["warning"]


def test_a_layout_without_a_category_column_misses_none():
    assert not found(statement(project(indicators=[indicator(level2=(None, None))])), "category_missing")


def test_an_empty_level_two_name_with_its_code_is_printed_so():
    assert not found(statement(project(indicators=[indicator(level2=("24", ""))])), "category_missing")


# spreadsheet errors


@pytest.mark.parametrize(
    "printed", ["#NAME?", "#REF!", "≥#DIV/0!", "Err:509", "########", "＃N/A", "＃＃＃＃", "错误:502"]
)
def test_a_spreadsheet_error_in_a_value_is_named(printed):
    what = statement(project(indicators=[indicator(annual=printed)]))
    assert [(f.severity, f.subject) for f in found(what, "spreadsheet_error")] == [("error", "甲项目")]


def test_a_spreadsheet_error_in_a_name_or_a_goal_is_named():
    what = statement(project("#REF!", goal="#VALUE!", indicators=[indicator(name="#N/A")]))
    assert len(found(what, "spreadsheet_error")) == 3


@pytest.mark.parametrize("printed", ["1#楼", "#5宿舍", "C##", "错误率≤5%", "Err"])
def test_a_hash_in_a_name_is_no_spreadsheet_error(printed):
    what = statement(project(printed, indicators=[indicator(name=printed, annual=printed)]))
    assert not found(what, "spreadsheet_error")
