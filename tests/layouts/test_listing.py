"""Layout `list`: the indicator cell's grammar, rows over page breaks, totals."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layouts.numbered_text import parse_piece, split_indicators
from pipelines.layouts.sections import Section
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Indicator
from pipelines.tables.cells import PageTable
from tests.layouts.reading import LIST, ONE, layout_named, rules_in, run_of
from tests.tables.building import page_table


def read(*tables: PageTable) -> tuple[list[Section], list[Finding]]:
    findings: list[Finding] = []
    return layout_named("list").read(run_of("list", *tables), "万元", findings), findings


def indicators_in(cell: str) -> tuple[list[Indicator], list[Finding]]:
    sections, findings = read(page_table([LIST, ["    甲项目", "1.00", "1.00", "", "", "目标", cell]]))
    return sections[0].projects[0].indicators, findings


def printed(seq: int, name: str, cycle: str, annual: str, code: str = "11", level2: str = "数量指标") -> str:
    return f"{seq}、1-产出指标；{code}-{level2}；{name}；实施周期指标值:{cycle}；年度指标值:{annual}。"


# the indicator cell

# Whatever stands in a name or a value: full stops, semicolons, commas and digits included. What nobody could part is left
# out: a number with 、 and a level code, and the words that announce a value.
_TEXT = st.text(st.sampled_from("人数面积率校园安全。；、，：:.-≥＜%（）()0123456789ab℃"), max_size=24).filter(
    lambda text: not re.search(r"\d、\d|、$", text)
)
_NAME = _TEXT.filter(bool)


@given(st.lists(st.tuples(_NAME, _TEXT, _TEXT), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_what_is_joined_in_the_printed_grammar_splits_back(rows):
    cell = "".join(printed(seq, name, cycle, annual) for seq, (name, cycle, annual) in enumerate(rows, 1))
    pieces, odd = split_indicators(cell)
    assert odd == []
    assert "".join(cell[piece.start : piece.end] for piece in pieces) == cell
    read = [parse_piece(piece.text) for piece in pieces]
    assert [(each.name, each.cycle, each.annual) for each in read if each] == rows


def test_one_indicator():
    (only,), findings = indicators_in(ONE)
    assert (only.seq, only.level1_code, only.level1_name, only.level2_code, only.level2_name) == (
        1, "1", "产出指标", "11", "数量指标"
    )  # fmt: skip
    assert (only.name, only.cycle_value, only.annual_value) == ("人数", "≥10人", "≥10人")
    assert findings == []


def test_full_stops_semicolons_and_commas_inside_names_and_values_stay():
    cell = printed(1, "培训班；讲座、会议场次。", "≥6场次，其中；3场", "是。否") + printed(2, "次数", "1", "2")
    found, _ = indicators_in(cell)
    assert [(i.name, i.cycle_value, i.annual_value) for i in found] == [
        ("培训班；讲座、会议场次。", "≥6场次，其中；3场", "是。否"), ("次数", "1", "2")
    ]  # fmt: skip


def test_a_number_with_a_code_inside_a_value_is_no_beginning():
    # 100。2、1- begins the second indicator; 12、1- is not the number that comes next.
    cell = (
        printed(1, "面积", "100", "100")
        + printed(2, "说明", "见表9、1-附件", "12、1-产出")
        + printed(3, "率", "1", "1")
    )
    found, findings = indicators_in(cell)
    assert [i.seq for i in found] == [1, 2, 3]
    assert (found[1].cycle_value, found[1].annual_value) == ("见表9、1-附件", "12、1-产出")
    assert findings == []


def test_the_next_number_with_a_code_inside_a_value_is_never_silent():
    cell = printed(1, "面积", "100", "100") + printed(2, "说明", "见表3、1-附件", "是") + printed(3, "率", "1", "1")
    found, findings = indicators_in(cell)
    assert [i.seq for i in found] == [1, 2, 3] or "error indicator_unreadable" in rules_in(findings)


def test_an_empty_level_two_name_is_empty():
    (only,), _ = indicators_in("1、2-效益指标；24-；文化影响；实施周期指标值:持续；年度指标值:持续。")
    assert (only.level2_code, only.level2_name) == ("24", "")


def test_a_missing_colon_before_the_value():
    (only,), _ = indicators_in("1、1-产出指标；13-时效指标；设备完好率；实施周期指标值:≥98%；年度指标值≥98%。")
    assert only.annual_value == "≥98%"


def test_a_cell_without_cycle_values():
    (only,), _ = indicators_in("1、1-产出指标；11-数量指标；人数；年度指标值:10。")
    assert (only.cycle_value, only.annual_value) == (None, "10")


def test_a_value_that_lost_its_full_stop_still_ends():
    cell = printed(1, "人数", "10", "10人").removesuffix("。") + printed(2, "次数", "2", "3")
    found, _ = indicators_in(cell)
    assert [(i.seq, i.annual_value) for i in found] == [(1, "10人"), (2, "3")]


def test_a_number_that_lost_its_full_stop_before_the_next_number_is_never_silent():
    # 10 and 2、 run into 102、: which digits are the value's nobody can say.
    cell = printed(1, "人数", "10", "10").removesuffix("。") + printed(2, "次数", "2", "3")
    _, findings = indicators_in(cell)
    assert "error indicator_unreadable" in rules_in(findings)


def test_the_last_full_stop_may_be_missing():
    (only,), _ = indicators_in(ONE.removesuffix("。"))
    assert only.annual_value == "≥10人"


def test_a_number_wrapped_between_its_digits():
    cell = "".join(printed(seq, f"指标{seq}号", "1", "1") for seq in range(1, 12)).replace("10、1-", "1\n0、1-")
    found, findings = indicators_in(cell)
    assert [i.seq for i in found] == list(range(1, 12))
    assert findings == []


def test_a_skipped_number_is_named_and_nothing_is_lost():
    cell = (
        printed(1, "甲", "1", "1")
        + printed(2, "乙", "2", "2")
        + printed(4, "丁", "4", "4")
        + printed(5, "戊", "5", "5")
    )
    found, findings = indicators_in(cell)
    assert [(i.seq, i.name) for i in found] == [(1, "甲"), (2, "乙"), (4, "丁"), (5, "戊")]
    assert rules_in(findings) == ["warning indicator_numbering"]
    assert "after indicator 2 comes number 4" in findings[0].message


def test_a_repeated_number_is_named():
    cell = printed(1, "甲", "1", "1") + printed(1, "乙", "2", "2") + printed(2, "丙", "3", "3")
    found, findings = indicators_in(cell)
    assert [i.name for i in found] == ["甲", "乙", "丙"]
    assert "indicator_numbering" in {f.rule for f in findings}


def test_text_before_the_first_indicator_is_named():
    found, findings = indicators_in("详见附件。" + ONE)
    assert len(found) == 1
    assert rules_in(findings) == ["warning indicator_numbering"]
    assert "详见附件" in findings[0].message


def test_a_cell_that_yields_no_indicator_is_an_error():
    found, findings = indicators_in("详见项目绩效目标表")
    assert found == []
    assert rules_in(findings) == ["error cell_without_indicator"]


def test_a_piece_that_is_no_indicator_is_an_error_and_the_others_stay():
    found, findings = indicators_in("1、1-产出指标；人数 10人。" + printed(2, "次数", "2", "2"))
    assert [i.seq for i in found] == [2]
    assert rules_in(findings) == ["error indicator_unreadable"]


def test_an_empty_cell_is_a_warning():
    found, findings = indicators_in("")
    assert found == []
    assert rules_in(findings) == ["warning project_without_indicators"]


def test_an_indicator_knows_its_own_lines():
    first, second = printed(1, "甲", "1", "1"), printed(2, "乙", "2", "2")
    found, _ = indicators_in(f"{first}\n{second}")
    assert found[1].box.top == found[0].box.top + 10
    assert found[0].box.bottom < found[1].box.top


# rows and sections

TOTAL = ["甲学院", "3.00", "3.00", "", "", "", ""]


def row(name: str, money: str = "1.00", goal: str = "目标", indicators: str = ONE) -> list[str]:
    return [name and f"    {name}", money, money, "", "", goal, indicators]


def names(section: Section) -> list[str]:
    return [project.name for project in section.projects]


def test_projects_stand_under_the_total_row_above_them():
    (section,), findings = read(page_table([LIST, TOTAL, row("甲项目"), row("乙项目", "2.00")]))
    assert (section.institution, names(section)) == ("甲学院", ["甲项目", "乙项目"])
    assert [(a.source, a.yuan) for a in section.totals] == [("合计", Decimal(30000)), ("财政拨款", Decimal(30000))]
    assert findings == []


def test_a_project_named_after_its_institution_is_no_total():
    (section,), _ = read(page_table([LIST, TOTAL, row("甲项目"), row("甲学院5号楼维修工程", "2.00")]))
    assert names(section) == ["甲项目", "甲学院5号楼维修工程"]


def test_two_institutions_in_one_table_have_a_section_each():
    other = ["乙学院", "2.00", "2.00", "", "", "", ""]
    sections, _ = read(page_table([LIST, TOTAL, row("甲项目"), other, row("乙项目", "2.00")]))
    assert [(s.institution, names(s)) for s in sections] == [("甲学院", ["甲项目"]), ("乙学院", ["乙项目"])]


def test_a_departments_total_above_its_units_is_not_the_units():
    department = ["教育局", "9.00", "9.00", "", "", "", ""]
    (section,), _ = read(page_table([LIST, department, TOTAL, row("甲项目")]))
    assert (section.institution, [a.yuan for a in section.totals]) == ("甲学院", [30000, 30000])
    assert [a.yuan for a in section.parents] == [90000, 90000]


def test_a_total_row_at_the_end():
    (section,), _ = read(
        page_table([LIST, row("甲项目"), row("乙项目", "2.00"), ["合计", "3.00", "3.00", "", "", "", ""]])
    )
    assert names(section) == ["甲项目", "乙项目"]
    assert [a.yuan for a in section.totals] == [30000, 30000]


def test_a_row_over_the_page_break_is_found_by_its_money():
    head = row("甲项目", indicators="1、1-产出指标；11-数量指标；人数；实施周期")
    rest = ["", "", "", "", "", "", "指标值:≥10人；年度指标值:≥10人。"]
    (section,), _ = read(page_table([LIST, TOTAL, head]), page_table([LIST, rest, row("乙项目", "2.00")], page=2))
    assert names(section) == ["甲项目", "乙项目"]
    project = section.projects[0]
    assert [i.annual_value for i in project.indicators] == ["≥10人"]
    assert (project.page_first, project.page_last) == (1, 2)


def test_a_row_whose_name_and_money_stand_below_the_break():
    head = ["", "", "", "", "", "目标的前", ""]
    rest = ["    甲项目", "1.00", "1.00", "", "", "一半", ONE]
    (section,), _ = read(page_table([LIST, row("乙项目", "2.00"), head]), page_table([rest], page=2))
    assert names(section) == ["乙项目", "甲项目"]
    assert section.projects[1].goal == "目标的前一半"


def test_a_new_numbering_below_the_break_is_another_project():
    (section,), _ = read(page_table([LIST, row("甲项目")]), page_table([LIST, row("乙项目", "2.00")], page=2))
    assert names(section) == ["甲项目", "乙项目"]


def test_two_projects_of_one_name_on_both_sides_of_the_break_are_two():
    (section,), _ = read(page_table([LIST, row("甲项目")]), page_table([LIST, row("甲项目", "2.00")], page=2))
    assert [p.amounts[0].yuan for p in section.projects] == [10000, 20000]


def test_a_name_and_money_printed_again_after_the_break_are_counted_once():
    head = row("甲项目", indicators=printed(1, "甲", "1", "1"))
    rest = row("甲项目", goal="", indicators=printed(2, "乙", "2", "2"))
    (section,), findings = read(page_table([LIST, TOTAL, head]), page_table([LIST, rest], page=2))
    assert names(section) == ["甲项目"]
    assert [a.yuan for a in section.projects[0].amounts] == [10000]
    assert [i.name for i in section.projects[0].indicators] == ["甲", "乙"]
    assert "info repeated_row_head" in rules_in(findings)


def test_a_row_parted_in_some_columns_only_is_refused():
    ragged = page_table([LIST, row("甲项目"), ["^", "^", "^", "^", "^", "^", "2、1-产出"]])
    with pytest.raises(Refused) as refused:
        read(ragged)
    assert refused.value.rule == "ragged_row"


def test_a_project_without_money_is_an_error():
    _, findings = read(page_table([LIST, row("乙项目"), row("甲项目", money="")]))
    assert "error project_without_money" in rules_in(findings)


def test_a_project_without_a_name_is_refused():
    with pytest.raises(Refused, match="page 1: project 2 of the table") as refused:
        read(page_table([LIST, row("乙项目"), ["", "1.00", "1.00", "", "", "目标", ONE], row("甲项目")]))
    assert refused.value.rule == "project_without_name"


def test_an_unreadable_amount_is_an_error_and_left_out():
    (section,), findings = read(page_table([LIST, ["    甲项目", "1,00.00", "1.00", "", "", "目标", ONE]]))
    assert section.projects[0].total is None
    assert [a.source for a in section.projects[0].amounts] == ["财政拨款"]
    assert rules_in(findings) == ["error amount_unreadable"]


def test_a_wrapped_amount_is_one_amount():
    (section,), _ = read(page_table([LIST, ["    甲项目", "10,505\n.95", "10,505\n.95", "", "", "目标", ONE]]))
    assert [a.yuan for a in section.projects[0].amounts] == [Decimal("105059500.00")]


def test_a_name_that_swallowed_the_mark_of_its_value_is_never_silent():
    damaged = "1、3-满意度指标；31-服务对象满意度；二级值:≥90%；年度指标值:≥90%。"
    (section,), findings = read(page_table([LIST, row("甲项目", indicators=damaged)]))
    assert section.projects[0].indicators == []
    assert "error indicator_unreadable" in rules_in(findings)


def test_two_columns_of_one_source_are_one_amount():
    headings = ["项目名称", "总计", "一般公共预算", "政府性基金", "绩效目标", "绩效指标"]
    (section,), _ = read(page_table([headings, ["    甲项目", "3.00", "1.00", "2.00", "目标", ONE]]))
    (amount,) = section.projects[0].amounts
    assert (amount.source, amount.printed, amount.yuan) == ("财政拨款", "1.00 + 2.00", Decimal(30000))


def test_a_total_alone_is_undivided():
    headings = ["项目名称", "预算数", "绩效目标", "绩效指标"]
    (section,), _ = read(page_table([headings, ["    甲项目", "3.00", "目标", ONE]]))
    assert [(a.source, a.yuan) for a in section.projects[0].amounts] == [("未区分", Decimal(30000))]


def test_a_cell_over_two_columns_is_never_silent():
    # The rule between name and total is lost: 甲项 1.00 目 is no name.
    merged = page_table([LIST, TOTAL, ["    甲项1.00目", "<", "1.00", "", "", "目标。", ONE], row("乙项目", "2.00")])
    try:
        _, findings = read(merged)
    except Refused as refused:
        assert refused.rule == "ragged_row"
    else:
        assert [f for f in findings if f.severity in ("warning", "error")]


def test_a_total_row_may_span_columns_that_it_leaves_empty():
    total = ["甲学院", "3.00", "3.00", "", "<", "", "<"]
    (section,), _ = read(page_table([LIST, total, row("甲项目"), row("乙项目", "2.00")]))
    assert names(section) == ["甲项目", "乙项目"]
