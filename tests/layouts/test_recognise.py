"""What a table is: a target table of some layout, a self-evaluation, another table, or one that must be refused."""

from __future__ import annotations

import pytest

from pipelines.layouts.recognise import LAYOUTS
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from tests.layouts.reading import EXPANDED, LIST, ONE, recognised, rules_in
from tests.tables.building import line, page_table

LIST_ROW = ["    甲项目", "1.00", "1.00", "", "", "目标", ONE]
FORM = [
    ["项目名称", "<", "甲项目", "<"],
    ["主管部门", "<", "教育局", "<"],
    ["项目资金（万元）", "年度资金总额", "1.00", "<"],
    ["^", "其中：财政拨款", "1.00", "<"],
    ["总体目标", "<", "按时完成", "<"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "人数", "≥10人"],
]
APPLICATION = [
    ["项目名称", "<", "甲项目", "<"],
    ["项目资金（元）", "年度资金申请总额", "100.00", "<"],
    ["^", "其中：当年财政拨款", "100.00", "<"],
    ["项目总目标", "<", "年度总体目标", "<"],
    ["三年内完成", "<", "按时完成", "<"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "人数", "≥10人"],
]
EXPANDED_ROW = ["甲学院", "甲项目", "1.00", "目标", "产出指标", "数量指标", "人数", "≥", "10", "人"]


def test_each_layout_is_recognised():
    tables = {
        "list": [LIST, LIST_ROW], "expanded": [EXPANDED, EXPANDED_ROW], "form": FORM, "application_form": APPLICATION,
    }  # fmt: skip
    for name, rows in tables.items():
        assert [run.layout.name for run in recognised(page_table(rows)).runs] == [name]
    assert {layout.name for layout in LAYOUTS} == {*tables, "horizontal"}


def test_a_table_with_the_same_money_columns_but_no_goals_is_no_target_table():
    decoy = page_table([LIST[:5], ["甲项目", "1.00", "1.00", "", ""], ["乙项目", "2.00", "2.00", "", ""]])
    found = recognised(decoy)
    assert (found.runs, found.foreign) == ([], {})


def test_a_decoy_that_speaks_of_bonus_pay_is_no_target_table():
    found = recognised(page_table([["科目名称", "合计", "绩效工资"], ["基本支出", "1.00", "0.50"]]))
    assert found.runs == []


def test_a_self_evaluation_form_is_named_and_left_out():
    rows = [
        ["项目名称", "<", "甲项目", "<", "<"],
        ["年度资金总额", "年初预算数", "全年预算数", "全年执行数", "得分"],
        ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
        ["产出指标", "人数", "≥10人", "12人", "10"],
    ]
    found = recognised(page_table(rows, page=3))
    assert (found.runs, found.foreign) == ([], {"self_evaluation": [3]})


def test_a_self_evaluation_list_is_named_and_left_out():
    headings = ["项目名称", "全年预算数", "全年执行数", "年度绩效目标", "实际完成情况", "年度指标值", "完成值", "得分"]
    found = recognised(page_table([headings, ["甲项目", "1", "1", "目标", "已完成", ONE, "12人", "98.5"]]))
    assert (found.runs, found.foreign) == ([], {"self_evaluation": [1]})


@pytest.mark.parametrize("column", ["1-7月执行数", "1—9月完成情况", "全年预计执行数"])
def test_a_monitoring_form_is_left_out_by_its_kind(column):
    form = [*FORM[:2], ["项目资金（万元）", "年初预算数", column, "<"], *FORM[2:]]
    found = recognised(page_table(form))
    assert (found.runs, found.foreign) == ([], {"monitoring": [1]})


def test_a_self_evaluation_goes_on_over_the_page():
    headings = ["项目名称", "全年预算数", "全年执行数", "得分"]
    first = page_table([headings, ["甲项目", "1", "1", "98"]], page=1)
    second = page_table([["乙项目", "2", "2", "97"]], page=2)
    assert recognised(first, second).foreign == {"self_evaluation": [1, 2]}


def test_an_unknown_heading_that_may_be_a_source_of_funding_is_refused():
    headings = [*LIST[:5], "地方政府专项债券", *LIST[5:]]
    with pytest.raises(Refused, match="地方政府专项债券") as refused:
        recognised(page_table([headings, [*LIST_ROW[:5], "9.00", *LIST_ROW[5:]]]))
    assert refused.value.rule == "unknown_heading"


def test_a_heading_that_stands_twice_is_refused():
    with pytest.raises(Refused, match="twice") as refused:
        recognised(page_table([[*LIST, "绩效目标"], [*LIST_ROW, "另一目标"]]))
    assert refused.value.rule == "heading_not_unique"


def test_an_unknown_harmless_heading_is_a_warning_once():
    tables = [page_table([[*LIST, "责任科室"], [*LIST_ROW, "后勤处"]], page=n) for n in (1, 2)]
    (run,) = recognised(*tables).runs
    findings: list[Finding] = []
    run.layout.read(run, "万元", findings)
    assert [(f.severity, f.rule, f.subject) for f in findings] == [("warning", "unknown_heading", "责任科室")]


def test_an_ignored_heading_is_no_finding():
    (run,) = recognised(page_table([[*LIST, "备注"], [*LIST_ROW, ""]])).runs
    assert run.heading.unknown == []


def test_an_unknown_layout_with_indicators_is_refused():
    rows = [["三级指标", "长期", "目标值", "度量单位"], ["人数", "", "10", "人"]]
    with pytest.raises(Refused, match="fits no") as refused:
        recognised(page_table(rows))
    assert refused.value.rule == "unknown_layout"


def test_a_form_without_money_loads_with_the_amount_unknown_and_says_so():
    rows = [row for row in FORM if "拨款" not in row[1] and "总额" not in row[1]]
    (run,) = recognised(page_table(rows)).runs
    findings: list[Finding] = []
    ((project,),) = [section.projects for section in run.layout.read(run, None, findings)]
    assert (project.name, project.amounts, rules_in(findings)) == ("甲项目", [], ["warning money_not_printed"])


def test_a_sheet_of_labels_without_indicators_is_no_target_table():
    rows = [["项目名称", "<", "甲项目", "<"], ["主管部门", "<", "教育局", "<"], ["联系人", "张三", "联系电话", "12345"]]
    (run,) = recognised(page_table(rows)).runs
    findings: list[Finding] = []
    assert (run.layout.read(run, "万元", findings), rules_in(findings)) == ([], ["warning sheet_not_read"])


def test_a_table_goes_on_without_a_heading_on_the_next_page():
    found = recognised(page_table([LIST, LIST_ROW]), page_table([["    乙项目", *LIST_ROW[1:]]], page=2))
    assert [[f.table.page for f in run.fragments] for run in found.runs] == [[1, 2]]
    assert [f.first_row for f in found.runs[0].fragments] == [1, 0]


def test_a_table_goes_on_below_a_repeated_heading():
    found = recognised(page_table([LIST, LIST_ROW]), page_table([LIST, LIST_ROW], page=2))
    assert [[f.first_row for f in run.fragments] for run in found.runs] == [[1, 1]]


def test_another_table_of_other_columns_ends_the_run():
    other = page_table([["项目", "上年预算数"], ["公务接待费", "0.80"]], page=2, widths=[280.0, 280.0])
    found = recognised(page_table([LIST, LIST_ROW]), other, free=[line("“三公”经费支出表", page=2)])
    assert [[f.table.page for f in run.fragments] for run in found.runs] == [[1]]


def test_a_table_below_a_title_that_stands_on_each_page_is_another_table():
    # 收支总表 pages that look alike follow the table: their title is no running header of the table's own page.
    other = [["收入项目", *["<"] * 5, "预算数"], ["拨款", *["<"] * 5, "9.00"]]
    pages = [page_table([LIST, LIST_ROW])] + [page_table(other, page=n) for n in (2, 3, 4)]
    found = recognised(*pages, free=[line("收支总表", page=n) for n in (2, 3, 4)])
    assert [[f.table.page for f in run.fragments] for run in found.runs] == [[1]]


def test_a_running_header_does_not_part_the_table():
    free = [line(f"甲学院部门预算 第{n}页", page=n, top=10) for n in (1, 2)]
    found = recognised(page_table([LIST, LIST_ROW]), page_table([["    乙项目", *LIST_ROW[1:]]], page=2), free=free)
    assert [len(run.fragments) for run in found.runs] == [2]


def test_text_between_the_parts_ends_the_table():
    free = [line("三、名词解释", page=1, top=700)]
    found = recognised(page_table([LIST, LIST_ROW]), page_table([["    乙项目", *LIST_ROW[1:]]], page=2), free=free)
    assert [len(run.fragments) for run in found.runs] == [1]


def test_a_table_right_below_on_the_same_page_is_another_table():
    below = page_table([["公务接待费", "0.80", "", "", "", "", ""]], top=500)
    found = recognised(page_table([LIST, LIST_ROW]), below)
    assert [len(run.fragments) for run in found.runs] == [1]


def test_a_table_two_pages_on_does_not_continue_the_run():
    found = recognised(page_table([LIST, LIST_ROW]), page_table([["乙项目", *LIST_ROW[1:]]], page=3))
    assert [len(run.fragments) for run in found.runs] == [1]


def test_another_institution_above_the_heading_begins_another_run():
    free = [line("单位名称：甲学院", page=1), line("单位名称：乙学院", page=2)]
    found = recognised(page_table([LIST, LIST_ROW]), page_table([LIST, LIST_ROW], page=2), free=free)
    assert [[f.table.page for f in run.fragments] for run in found.runs] == [[1], [2]]
    assert [[above.text for above in run.above] for run in found.runs] == [["单位名称：甲学院"], ["单位名称：乙学院"]]


def test_the_same_institution_above_a_repeated_heading_goes_on():
    free = [line("单位名称：甲学院", page=1), line("单位名称：甲学院", page=2)]
    found = recognised(page_table([LIST, LIST_ROW]), page_table([LIST, LIST_ROW], page=2), free=free)
    assert [len(run.fragments) for run in found.runs] == [2]
