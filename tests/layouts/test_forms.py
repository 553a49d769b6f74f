"""Layouts `form` and `application_form`: one project on a sheet of labelled cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Project
from pipelines.tables.cells import PageTable
from tests.layouts.reading import layout_named, rules_in, run_of
from tests.tables.building import page_table

HEAD = [
    ["项目名称", "<", "甲项目", "<"],
    ["主管部门及代码", "<", "教育局[215]", "<"],
    ["实施单位", "<", "甲学院", "<"],
    ["项目资金\n（万元）", "年度资金总额：", "3.00", "<"],
    ["^", "其中：财政拨款", "1.00", "<"],
    ["^", "其他资金", "2.00", "<"],
    ["总体目标", "按时完成建设。", "<", "<"],
]
INDICATORS = [
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "人数", "≥10人"],
    ["^", "^", "次数", "3次"],
    ["效益指标", "社会效益", "知晓率", "≥90%"],
]
APPLICATION = [
    ["项目名称", "甲项目", "项目类别", "特定目标类"],
    ["主管部门", "教育局", "实施单位", "甲学院"],
    ["项目资金总额", "900.00", "年度资金申请总额", "300.00"],
    ["其中：财政资金", "600.00", "其中：当年财政拨款", "100.00"],
    ["", "", "上年结转资金", "50.00"],
    ["其他资金", "300.00", "其他资金", "150.00"],
    ["项目总目标", "<", "年度总体目标", "<"],
    ["三年内完成建设。", "<", "今年完成一期。", "<"],
]


def read(layout: str, *tables: PageTable) -> tuple[list[Project], list[Finding]]:
    findings: list[Finding] = []
    unit = "元" if layout == "application_form" else "万元"
    sections = layout_named(layout).read(run_of(layout, *tables), unit, findings)
    return [project for section in sections for project in section.projects], findings


def one(layout: str, *tables: PageTable) -> Project:
    (project,), _ = read(layout, *tables)
    return project


def amounts(project: Project) -> dict[str, Decimal]:
    return {amount.source: amount.yuan for amount in project.amounts}


def test_a_form_is_one_project():
    project = one("form", page_table([*HEAD, *INDICATORS]))
    assert (project.name, project.implementing_unit, project.supervising_department) == (
        "甲项目", "甲学院", "教育局[215]"
    )  # fmt: skip
    assert project.goal == "按时完成建设。"
    assert project.total is not None and project.total.yuan == 30000
    assert amounts(project) == {"财政拨款": 10000, "其他资金": 20000}
    assert [(i.seq, i.level1_name, i.level2_name, i.name, i.annual_value) for i in project.indicators] == [
        (1, "产出指标", "数量指标", "人数", "≥10人"),
        (2, "产出指标", "数量指标", "次数", "3次"),
        (3, "效益指标", "社会效益", "知晓率", "≥90%"),
    ]
    assert {i.cycle_value for i in project.indicators} == {None}


def test_two_forms_in_one_table_are_two_projects():
    second = [["项目名称", "<", "乙项目", "<"], *HEAD[1:]]
    projects, _ = read("form", page_table([*HEAD, *INDICATORS, *second, *INDICATORS]))
    assert [(p.name, len(p.indicators)) for p in projects] == [("甲项目", 3), ("乙项目", 3)]


def test_a_caption_above_the_name_belongs_to_the_form_below_it():
    title = [["项目支出绩效目标表", "<", "<", "<"], ["（2025年度）", "<", "<", "<"]]
    second = [*title, ["项目名称", "<", "乙项目", "<"], *HEAD[1:]]
    projects, _ = read("form", page_table([*title, *HEAD, *INDICATORS, *second, *INDICATORS]))
    assert [[i.name for i in p.indicators] for p in projects] == [["人数", "次数", "知晓率"]] * 2


def test_a_form_goes_on_over_the_page():
    projects, _ = read("form", page_table([*HEAD, *INDICATORS[:2]]), page_table(INDICATORS[3:], page=2))
    (project,) = projects
    assert [i.name for i in project.indicators] == ["人数", "知晓率"]
    assert (project.page_first, project.page_last) == (1, 2)
    assert [i.page for i in project.indicators] == [1, 2]


def test_the_goal_over_a_page_break_is_one_text():
    above = page_table([*HEAD[:-1], ["总体目标", "按时完成", "<", "<"]], open_bottom=True)
    below = page_table([["", "建设。", "<", "<"], *INDICATORS], page=2, open_top=True)
    project = one("form", above, below)
    assert (project.goal, len(project.indicators)) == ("按时完成建设。", 3)


def test_a_merged_level_over_the_page_break_counts_on_both_sides():
    above = page_table([*HEAD, *INDICATORS[:2]])
    below = page_table([["", "", "次数", "3次"], *INDICATORS[3:]], page=2)
    project = one("form", above, below)
    assert [(i.level1_name, i.name) for i in project.indicators] == [
        ("产出指标", "人数"), ("产出指标", "次数"), ("效益指标", "知晓率")
    ]  # fmt: skip


def test_an_indicator_row_cut_by_the_break_is_one_indicator():
    above = page_table([*HEAD, INDICATORS[0], ["产出指标", "数量指标", "编外人员", ""]])
    below = page_table([["", "", "聘用人数", "≥250人"]], page=2)
    project = one("form", above, below)
    assert [(i.name, i.annual_value) for i in project.indicators] == [("编外人员聘用人数", "≥250人")]


def test_a_form_with_operator_value_and_unit_columns():
    rows = [
        ["项目名称", "<", "甲项目", "<", "<"],
        ["年度资金总额", "<", "3.00", "<", "<"],
        ["年度目标", "<", "按时完成。", "<", "<"],
        ["一级指标", "三级指标", "指标性质", "指标值", "度量单位"],
        ["产出指标", "人数", "≥", "10", "人"],
        ["效益指标", "环境", "定性", "改善", ""],
    ]
    assert [i.annual_value for i in one("form", page_table(rows)).indicators] == ["≥10人", "改善"]


MIDTERM = [
    ["项目名称", "甲项目", "<", "<", "<"],
    ["主管部门", "教育厅", "实施单位", "甲馆", "<"],
    ["项目资金（元）", "中期资金总额：", "3000000", "年度资金总额：", "1000000"],
    ["^", "其中：财政拨款", "3000000", "其中：财政拨款", "800000"],
    ["^", "其他资金", "", "其他资金", "200000"],
    ["总体目标", "今年完成。", "<", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "指标值", "<"],
    ["产出指标", "数量指标", "人数", "≥10人", "<"],
]


def test_the_whole_terms_money_beside_the_years_is_no_fact():
    project = one("form", page_table(MIDTERM))
    assert amounts(project) == {"财政拨款": 8000000000, "其他资金": 2000000000}
    assert project.total is not None and project.total.printed == "1000000"


def test_money_in_two_columns_without_the_years_total_is_refused():
    rows = [["总额" if cell.startswith("年度资金") else cell for cell in row] for row in MIDTERM]
    rows[2][3] = "预算总额"
    with pytest.raises(Refused) as refused:
        read("form", page_table(rows))
    assert refused.value.rule == "money_columns_unclear"


def test_a_central_form_with_shares_of_a_score_loads_without_a_warning():
    rows = [
        ["项目名称", "<", "留学基金", "<", "<"],
        ["项目资金\n（万元）", "年度资金总额：", "3.00", "执行率\n分值(10)", "10"],
        ["^", "其中：财政拨款", "1.00", "^", "^"],
        ["^", "上年结转", "2.00", "^", "^"],
        ["年度总体目标", "目标1：完成。", "<", "<", "<"],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值权重(90)"],
        ["产出指标", "数量指标", "人数", "≥10人", "20"],
    ]
    (project,), findings = read("form", page_table(rows))
    assert amounts(project) == {"财政拨款": 10000, "上年结转资金": 20000}
    assert findings == []


def test_a_label_that_nobody_knows_is_named():
    rows = [[cell.replace("实施单位", "实施实施单位") for cell in row] for row in HEAD]
    (project,), findings = read("form", page_table([*rows, *INDICATORS]))
    assert project.implementing_unit is None
    assert rules_in(findings) == ["warning unknown_label"]
    assert "实施实施单位" in findings[0].message


def test_a_total_that_is_left_blank_is_named():
    rows = [[cell if cell != "3.00" else "" for cell in row] for row in HEAD]
    (project,), findings = read("form", page_table([*rows, *INDICATORS]))
    assert project.total is None
    assert rules_in(findings) == ["warning total_not_printed"]


def test_a_total_alone_is_undivided():
    rows = [row for row in HEAD if "拨款" not in row[1] and "其他" not in row[1]]
    assert amounts(one("form", page_table([*rows, *INDICATORS]))) == {"未区分": 30000}


def test_an_unknown_label_among_the_money_is_refused():
    rows = [*HEAD[:5], ["^", "银行贷款", "2.00", "<"], *HEAD[5:]]
    with pytest.raises(Refused, match="银行贷款") as refused:
        read("form", page_table([*rows, *INDICATORS]))
    assert refused.value.rule == "unknown_heading"


def test_a_form_whose_indicators_have_no_heading_is_refused():
    with pytest.raises(Refused) as refused:
        read("form", page_table([*HEAD, *INDICATORS[1:]]))
    assert refused.value.rule == "form_without_indicators"


def test_a_sheet_with_a_name_and_targets_that_cannot_be_told_is_never_skipped():
    # Rules are lost: labels run together with what stands below them.
    broken = [
        ["项目名称", "乙项目", "<", "<"],
        ["主管部门项目资金", "教育局年度资金总额", "<", "3.00"],
        ["^", "其中：财政拨款", "<", "3.00"],
        ["总体目标绩效指标", "按时完成。三级指标人数", "<", "指标值≥10人"],
    ]
    try:
        _, findings = read("form", page_table([*HEAD, *INDICATORS]), page_table(broken, page=2))
    except Refused as refused:
        assert refused.rule in ("form_without_indicators", "ragged_row", "columns_change")
    else:
        assert [f for f in findings if f.severity in ("warning", "error")]


def test_a_heading_that_stands_twice_is_refused():
    # Long-term and annual blocks side by side (Wuhan): which one is this year's is not known.
    heading = ["三级指标", "指标值", "三级指标", "指标值"]
    with pytest.raises(Refused) as refused:
        read("form", page_table([*HEAD, heading, ["人数", "10", "次数", "3"]]))
    assert refused.value.rule == "heading_not_unique"


def test_a_value_over_two_indicators_is_refused_or_named():
    # The rule between two values is missing: ≥85% and ≥40% would read as one.
    rows = [*HEAD, INDICATORS[0], ["产出指标", "数量指标", "人数", "≥85%\n≥40%"], ["^", "^", "次数", "^"]]
    try:
        _, findings = read("form", page_table(rows))
    except Refused as refused:
        assert refused.rule == "ragged_row"
    else:
        assert [f for f in findings if f.severity in ("warning", "error")]


def test_missing_goal_money_and_indicators_are_named():
    rows = [HEAD[0], ["年度资金总额", "<", "", "<"], ["总体目标", "", "<", "<"], INDICATORS[0]]
    _, findings = read("form", page_table(rows))
    assert set(rules_in(findings)) == {
        "error project_without_money", "warning project_without_goal", "warning project_without_indicators"
    }  # fmt: skip


def test_an_indicator_without_name_or_value_is_named():
    rows = [*HEAD, INDICATORS[0], ["产出指标", "数量指标", "人数", ""], ["产出指标", "数量指标", "", "3次"]]
    _, findings = read("form", page_table(rows))
    assert set(rules_in(findings)) == {"warning indicator_without_value", "error indicator_without_name"}


# application_form


def test_only_this_years_money_and_goal_are_facts():
    project = one("application_form", page_table([*APPLICATION, *INDICATORS]))
    assert project.total is not None and project.total.yuan == 300
    assert amounts(project) == {"财政拨款": 100, "上年结转资金": 50, "其他资金": 150}
    assert project.goal == "今年完成一期。"


def test_an_empty_level_one_cell_stays_empty():
    rows = [*APPLICATION, INDICATORS[0], ["", "数量指标", "人数", "≥10人"]]
    (indicator,) = one("application_form", page_table(rows)).indicators
    assert (indicator.level1_name, indicator.level2_name) == ("", "数量指标")


def test_an_application_without_the_years_total_is_refused():
    rows = [[text.replace("年度资金申请总额", "备注") for text in row] for row in APPLICATION]
    with pytest.raises(Refused) as refused:
        read("application_form", page_table([*rows, *INDICATORS]))
    assert refused.value.rule == "year_money_unclear"


def test_the_goals_over_a_page_break_stay_apart():
    above = page_table([*APPLICATION[:-1], ["三年内", "<", "今年", "<"]], open_bottom=True)
    below = page_table([["完成建设。", "<", "完成一期。", "<"], *INDICATORS], page=2, open_top=True)
    assert one("application_form", above, below).goal == "今年完成一期。"
