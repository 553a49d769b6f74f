"""Layout `expanded`: a row an indicator, the project merged over its rows, printed once, or repeated on each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.layouts.sections import Section
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Indicator
from pipelines.tables.cells import PageTable
from tests.layouts.reading import EXPANDED, layout_named, rules_in, run_of
from tests.tables.building import page_table

NEXT = ["^"] * 4


def read(*tables: PageTable) -> tuple[list[Section], list[Finding]]:
    findings: list[Finding] = []
    return layout_named("expanded").read(run_of("expanded", *tables), "万元", findings), findings


def head(name: str, money: str = "1.00", unit: str = "甲学院", goal: str = "目标") -> list[str]:
    return [unit, name, money, goal]


def target(
    name: str, value: str = "10", l1: str = "产出指标", l2: str = "数量指标", op: str = "≥", unit: str = "人"
) -> list[str]:
    return [l1, l2, name, op, value, unit]


def told(section: Section) -> list[tuple[str, list[str]]]:
    return [(project.name, [i.name for i in project.indicators]) for project in section.projects]


def indicators(section: Section, at: int = 0) -> list[Indicator]:
    return section.projects[at].indicators


def test_a_project_merged_over_its_rows_owns_them():
    rows = [
        EXPANDED,
        [*head("甲项目"), *target("人数")],
        [*NEXT, *target("次数")],
        [*head("乙项目", "2.00"), *target("面积")],
    ]
    (section,), findings = read(page_table(rows))
    assert told(section) == [("甲项目", ["人数", "次数"]), ("乙项目", ["面积"])]
    assert [a.yuan for p in section.projects for a in p.amounts] == [Decimal(10000), Decimal(20000)]
    assert {p.implementing_unit for p in section.projects} == {"甲学院"}
    assert findings == []


def test_operator_value_and_unit_are_one_value():
    rows = [
        EXPANDED,
        [*head("甲项目"), *target("人数")],
        [*NEXT, *target("办公环境", "进一步改善", op="定性", unit="")],
    ]
    (section,), _ = read(page_table(rows))
    assert [i.annual_value for i in indicators(section)] == ["≥10人", "进一步改善"]


def test_a_project_repeated_on_each_row_is_one_project():
    rows = [
        EXPANDED,
        [*head("甲项目"), *target("人数")],
        [*head("甲项目"), *target("次数")],
        [*head("乙项目"), *target("面积")],
    ]
    (section,), _ = read(page_table(rows))
    assert told(section) == [("甲项目", ["人数", "次数"]), ("乙项目", ["面积"])]
    assert [a.yuan for p in section.projects for a in p.amounts] == [10000, 10000]


def test_two_projects_of_one_name_with_other_money_are_two():
    rows = [EXPANDED, [*head("甲项目"), *target("人数")], [*head("甲项目", "2.00"), *target("次数")]]
    (section,), _ = read(page_table(rows))
    assert told(section) == [("甲项目", ["人数"]), ("甲项目", ["次数"])]


def test_a_project_printed_on_its_first_row_only_owns_the_blank_rows_below():
    blank = ["", "", "", ""]
    rows = [
        EXPANDED,
        [*head("甲项目"), *target("人数")], [*blank, *target("次数")], [*blank, *target("面积")],
        [*head("乙项目"), *target("座数")], [*blank, *target("台数")],
    ]  # fmt: skip
    (section,), _ = read(page_table(rows))
    assert told(section) == [("甲项目", ["人数", "次数", "面积"]), ("乙项目", ["座数", "台数"])]


def test_merged_level_cells_count_for_each_of_their_rows():
    rows = [
        EXPANDED,
        [*head("甲项目"), *target("人数")],
        [*NEXT, "^", "^", *target("次数")[2:]],
        [*NEXT, "^", "质量指标", *target("合格率")[2:]],
    ]
    (section,), _ = read(page_table(rows))
    assert [(i.level1_name, i.level2_name) for i in indicators(section)] == [
        ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标")
    ]  # fmt: skip


def test_a_project_over_a_page_break_with_its_cells_open_is_one():
    above = page_table([EXPANDED, [*head("甲项目"), *target("人数")]])
    below = page_table([EXPANDED, ["", "", "", "的下半", *target("次数")]], page=2)
    (section,), _ = read(above, below)
    assert told(section) == [("甲项目", ["人数", "次数"])]
    assert section.projects[0].goal == "目标的下半"
    assert (section.projects[0].page_first, section.projects[0].page_last) == (1, 2)


def test_a_project_that_begins_below_the_break_is_another():
    above = page_table([EXPANDED, [*head("甲项目"), *target("人数")]])
    below = page_table([EXPANDED, [*head("乙项目", "2.00"), *target("次数")]], page=2)
    (section,), _ = read(above, below)
    assert told(section) == [("甲项目", ["人数"]), ("乙项目", ["次数"])]


def test_one_indicator_cut_by_the_break_is_one_indicator():
    above = page_table([EXPANDED, [*head("甲项目"), "产出指标", "数量指标", "编外人员", "", "", ""]])
    below = page_table([["", "", "", "", "", "", "聘用人数", "≥", "250", "人"]], page=2)
    (section,), _ = read(above, below)
    assert [(i.name, i.annual_value) for i in indicators(section)] == [("编外人员聘用人数", "≥250人")]


def test_a_level_that_stands_on_one_side_of_the_break_counts_on_both_and_is_named():
    above = page_table([EXPANDED, [*head("甲项目"), *target("人数")]], open_bottom=True)
    below = page_table([["", "", "", "", *target("次数", l1="", l2="")]], page=2, open_top=True)
    (section,), findings = read(above, below)
    assert [(i.level1_name, i.level2_name) for i in indicators(section)] == [("产出指标", "数量指标")] * 2
    assert set(rules_in(findings)) == {"info level_carried_over"}


def test_a_row_without_indicator_is_a_total():
    rows = [EXPANDED, [*head("合计", "3.00", unit="合计", goal=""), *[""] * 6], [*head("甲项目"), *target("人数")]]
    (section,), _ = read(page_table(rows))
    assert told(section) == [("甲项目", ["人数"])]


def test_units_of_a_department_have_a_section_each():
    rows = [EXPANDED, [*head("甲项目"), *target("人数")], [*head("乙项目", unit="乙学院"), *target("次数")]]
    sections, _ = read(page_table(rows))
    assert [(s.institution, [p.name for p in s.projects]) for s in sections] == [
        ("甲学院", ["甲项目"]),
        ("乙学院", ["乙项目"]),
    ]


def test_an_indicator_over_two_projects_is_refused():
    rows = [EXPANDED, [*head("甲项目"), *target("人数")], [*head("乙项目"), "^", "^", "^", "^", "^", "^"]]
    with pytest.raises(Refused) as refused:
        read(page_table(rows))
    assert refused.value.rule == "ragged_row"


def test_a_value_over_two_indicators_is_refused():
    # The rule between two values is missing: ≥ 85 and ≥ 40 would read as 8540.
    rows = [EXPANDED, [*head("甲项目"), *target("人数", "85\n40")], [*NEXT, *target("次数")[:3], "^", "^", "^"]]
    with pytest.raises(Refused) as refused:
        read(page_table(rows))
    assert refused.value.rule == "ragged_row"


def test_missing_names_values_and_money_are_named():
    rows = [EXPANDED, [*head("甲项目", ""), *target("人数", "", op="", unit="")], [*NEXT, *target("", "10")]]
    _, findings = read(page_table(rows))
    assert {
        "error project_without_money", "warning indicator_without_value", "error indicator_without_name"
    } <= set(rules_in(findings))  # fmt: skip


def test_a_project_without_a_name_is_refused():
    rows = [EXPANDED, [*head("甲项目"), *target("人数")], [*head("", "2.00"), *target("面积")]]
    with pytest.raises(Refused, match="project 2 of the table prints no name") as refused:
        read(page_table(rows))
    assert refused.value.rule == "project_without_name"


def test_a_cell_over_two_columns_is_never_silent():
    rows = [EXPANDED, [*head("甲项目"), "产出指标", "数量指标", "人数", "≥10", "<", "人"], [*NEXT, *target("次数")]]
    try:
        _, findings = read(page_table(rows))
    except Refused as refused:
        assert refused.rule == "ragged_row"
    else:
        assert [f for f in findings if f.severity in ("warning", "error")]
