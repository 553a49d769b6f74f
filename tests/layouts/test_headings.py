"""The dictionary of headings, and where a table's heading row stands."""

from __future__ import annotations

import pytest

from pipelines.layouts.headings import (
    field_of,
    fold,
    fulfils,
    headings,
    is_ignored,
    is_suspicious,
    speaks_of_money,
)
from pipelines.model.errors import Refused
from tests.layouts.reading import find_heading
from tests.tables.building import page_table


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("项目名称（资金使用单位）", "项目名称"),
        ("项 目 名 称", "项目名称"),
        ("项目名称：", "项目名称"),
        ("其中：财政拨款", "财政拨款"),
        ("其中:当年财政拨款", "当年财政拨款"),
        ("年度资金总额：", "年度资金总额"),
        ("1.绩效目标", "绩效目标"),
        ("一、绩效目标", "绩效目标"),
        ("（一）绩效目标", "绩效目标"),
        ("⼀级指标", "一级指标"),
        ("项目资金\n（万元）", "项目资金"),
        ("[指标值]", "[指标值]"),
    ],
)
def test_headings_are_compared_without_what_print_adds_to_them(printed, folded):
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ("项目名称（资金使用单位）", "project_name"),
        ("总计", "money:合计"),
        ("财政专户拨款", "money:财政专户拨款"),
        ("其中：财政拨款", "money:财政拨款"),
        ("上年结转资金", "money:上年结转资金"),
        ("单位资金", "money:其他资金"),
        ("年度总体目标", "goal"),
        ("项目总目标", "project_goal"),
        ("年度(/项目)指标值", "value"),
        ("绩效指标性质", "operator"),
        ("绩效度量单位", "unit"),
        ("绩效目标申报", None),
        ("", None),
    ],
)
def test_a_heading_names_its_field(printed, field):
    assert field_of(printed) == field


def test_every_layout_of_the_dictionary_requires_fields_that_it_knows():
    known = {meaning.role.partition(":")[0] for meaning in headings().meanings.values()} | {"category"}
    for name, required in headings().requires.items():
        assert required <= known, name


def test_no_ignored_heading_names_a_field():
    assert [word for word in headings().ignored if word in headings().meanings] == []


def test_a_wording_under_two_fields_is_an_error(monkeypatch):
    twice = {
        "fields": {"goal": ["绩效目标"], "indicators": ["绩效 目标："]}, "money": {}, "ignored": [], "content": [],
        "life_money": [], "periods": {}, "before": [], "behind": [], "grades": [], "explains": [], "kinds": {},
        "layouts": {}, "suspicious": {"words": [], "at_least": 1},
    }  # fmt: skip
    monkeypatch.setattr("pipelines.layouts.headings.yaml.safe_load", lambda text: twice)
    headings.cache_clear()
    try:
        with pytest.raises(ValueError, match="绩效 目标： stands under both goal and indicators"):
            headings()
    finally:
        headings.cache_clear()


def test_ignored_headings_are_known():
    assert is_ignored("备 注") and is_ignored("指标值说明") and not is_ignored("指标值")


@pytest.mark.parametrize("printed", ["地方政府专项债券", "银行贷款", "其他来源收入", "预算调整"])
def test_an_unknown_heading_may_speak_of_money(printed):
    assert speaks_of_money(printed)


@pytest.mark.parametrize("printed", ["备注说明", "责任科室", "评审意见"])
def test_an_unknown_heading_may_be_harmless(printed):
    assert not speaks_of_money(printed)


def test_any_column_of_money_fulfils_what_a_layout_asks_for():
    assert fulfils("list", {"project_name", "goal", "indicators", "money:合计"})
    assert not fulfils("list", {"project_name", "goal", "indicators"})


def test_two_words_of_a_target_table_make_a_table_suspicious():
    assert is_suspicious({"indicator_name", "value"})
    assert not is_suspicious({"value", "project_name"})


# find_heading

LIST = ["项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]


def test_the_first_row_is_the_heading():
    heading = find_heading(page_table([LIST, ["甲项目", "1.00", "1.00", "", "", "目标", "指标"]]))
    assert heading is not None
    assert (heading.first_row, heading.end_row) == (0, 1)
    assert heading.fields == {
        0: "project_name", 1: "money:合计", 2: "money:财政拨款", 3: "money:财政专户拨款", 4: "money:其他资金",
        5: "goal", 6: "indicators",
    }  # fmt: skip
    assert (heading.unknown, heading.repeated, heading.unclear_money) == ([], [], None)


def test_a_heading_below_a_title_and_a_unit_line_inside_the_rules_is_found():
    title = ["项目支出绩效目标表", *["<"] * 6]
    unit = ["单位：万元", *["<"] * 6]
    heading = find_heading(page_table([title, unit, LIST]))
    assert heading is not None and heading.first_row == 2


def test_a_heading_over_two_rows_gives_each_column_its_own():
    top = ["项目名称", "资金来源", "<", "<", "绩效目标", "绩效指标"]
    low = ["^", "总计", "财政拨款", "其他资金", "^", "^"]
    heading = find_heading(page_table([top, low, ["甲", "1", "1", "", "目标", "指标"]]))
    assert heading is not None
    assert heading.end_row == 2
    assert [heading.fields.get(column) for column in range(6)] == [
        "project_name", "money:合计", "money:财政拨款", "money:其他资金", "goal", "indicators"
    ]  # fmt: skip


def test_a_table_without_a_project_column_has_no_heading():
    assert find_heading(page_table([["科目名称", "总计", "财政拨款"]])) is None


def test_a_single_known_word_is_no_heading():
    assert find_heading(page_table([["项目名称", "说明"], ["甲", "乙"]])) is None


def test_a_field_that_stands_twice_is_named():
    heading = find_heading(page_table([["项目名称", "总计", "绩效目标", "绩效目标"]]))
    assert heading is not None and heading.repeated == ["绩效目标"]


def test_two_columns_of_one_funding_source_are_no_repeat():
    heading = find_heading(page_table([["项目名称", "一般公共预算", "政府性基金", "绩效目标"]]))
    assert heading is not None
    assert heading.repeated == []
    assert heading.fields[2] == "money:财政拨款#2"


def test_an_unknown_heading_is_named_and_one_that_speaks_of_money_apart():
    heading = find_heading(page_table([["项目名称", "总计", "银行贷款", "责任科室", "备注", "绩效目标"]]))
    assert heading is not None
    assert heading.unknown == ["银行贷款", "责任科室"]
    with pytest.raises(Refused, match="银行贷款"):
        heading.check(1)
