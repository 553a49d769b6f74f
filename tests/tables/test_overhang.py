"""Text that hangs out of a table's outline: read where it certainly belongs to a cell, else found by the proof."""

from __future__ import annotations

import pytest

from pipelines.pdf.page import Page, Rules
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.glyph_filter import open_sheet
from pipelines.tables.overhang import beside, is_caption
from pipelines.tables.page_tables import tables_on
from tests.tables.building import Text, line, page_of, page_table, rules_of

# Two columns over two rows; the goal in the second column takes three lines at a distance of 12 points.
ROWS = (100, 120)
GOAL = ("建成一批实训室并通过", "验收投入使用，服务全", "校师生。")


def rules(*, bottom: float, closed: bool) -> Rules:
    across = [(float(y), 50.0, 260.0) for y in (*ROWS, *((bottom,) if closed else ()))]
    return rules_of(across, [(float(x), 100.0, bottom) for x in (50, 150, 260)])


def goal(lines: int, *, x: float = 155, pitch: float = 12) -> list[Text]:
    return [Text(text, x, 124 + pitch * at) for at, text in enumerate(GOAL[:lines])]


def read(page: Page) -> tuple[PageTable, list[Line], list[str]]:
    sheet = open_sheet(page)
    (table,), free = tables_on(sheet)
    return table, free, [finding.rule for finding in sheet.findings]


def page(*, shown: float, closed: bool, more: tuple[Text, ...] = (), pitch: float = 12) -> Page:
    head = (Text("项目", 55, 105), Text("目标", 155, 105), Text("甲项目", 55, 124))
    return page_of(*head, *goal(3, pitch=pitch), *more, rules=rules(bottom=shown, closed=closed))


def test_lines_below_a_row_that_the_page_cuts_belong_to_its_cell():
    table, free, named = read(page(shown=136, closed=False))
    assert [cell.text for cell in table.cells] == ["项目", "目标", "甲项目", "".join(GOAL)]
    assert (free, named) == ([], [])


def test_lines_of_several_columns_below_a_cut_row_go_each_to_its_own():
    table, free, _ = read(page(shown=136, closed=False, more=(Text("二期", 55, 136),)))
    assert [cell.text for cell in table.cells][2:] == ["甲项目二期", "".join(GOAL)]
    assert free == []


def test_a_wrapped_line_below_a_closing_rule_is_read_with_a_warning():
    table, free, named = read(page(shown=147, closed=True))
    assert table.cells[3].text == "".join(GOAL)
    assert (free, named) == ([], ["text_below_table"])


def test_a_note_below_a_table_is_free_text():
    table, free, _ = read(page(shown=161, closed=True, more=(Text("注：金额含税", 55, 164),)))
    assert [one.text for one in free] == ["注：金额含税"]
    assert beside(table, free, continued=False) is None


def test_a_line_over_two_columns_is_no_cells_text():
    _, free, _ = read(page(shown=161, closed=False, more=(Text("本表由财务处填写并审核报送", 100, 162),)))
    assert [one.text for one in free] == ["本表由财务处填写并审核报送"]


def test_a_line_at_another_distance_is_not_taken_and_fails_the_proof():
    table, free, _ = read(page(shown=161, closed=True, more=(Text("另有两项", 155, 163),)))
    found = beside(table, free, continued=False)
    assert found is not None and found.text == "另有两项"


def test_text_to_the_right_of_the_outline_fails_the_proof():
    table = page_table([["甲", "乙"]])
    right = line("余下", x0=table.box.x1 + 1, top=table.box.top + 4)
    assert beside(table, [right], continued=False) is right


def test_text_far_from_the_outline_is_free():
    table = page_table([["甲", "乙"]])
    free = [line("正文", top=table.box.bottom + 30), line("正文", x0=table.box.x1 + 40, top=table.box.top + 4)]
    assert beside(table, free, continued=False) is None


def test_text_above_the_first_rule_fails_the_proof_where_the_table_goes_on_from_the_page_before():
    table = page_table([["甲", "乙"]])
    above = line("余下", top=table.box.top - 9)
    assert beside(table, [above], continued=True) is above
    assert beside(table, [above], continued=False) is None


@pytest.mark.parametrize(
    "text", ["单位：万元", "续表", "第3页", "- 3 -", "填报人：某某", "项目支出绩效目标表", "（2025年度）"]
)
def test_what_stands_around_tables_is_a_caption(text):
    assert is_caption(text)


@pytest.mark.parametrize("text", ["校师生。", "A标段", "批）", "提高公共服务水平"])
def test_what_goes_on_a_cells_text_is_none(text):
    assert not is_caption(text)
