"""Columns and rows that only white shows: found where they are certain, and given up where they are not."""

from __future__ import annotations

import numpy as np

from pipelines.tables.cells import Line, pieces_of, table_on_page
from pipelines.tables.glyph_filter import Sheet, open_sheet
from pipelines.tables.grid import find_grids
from pipelines.tables.whitespace_columns import complete_rules, join_wrapped, ruled_rows
from tests.tables.building import Text, page_of, rules_of

HEADINGS = [Text("项目名称", 50, 100), Text("总计", 200, 100), Text("绩效目标", 300, 100)]
ROWS = [
    Text("甲项目", 50, 130), Text("10.00", 195, 130), Text("按时完成建设任务。", 300, 130),
    Text("乙项目", 50, 160), Text("2.00", 200, 160), Text("按质完成。", 300, 160),
]  # fmt: skip
ACROSS = [(y, 45, 420) for y in (95, 120, 150, 180)]


def sheet(*texts: Text, across: list[tuple[float, float, float]] = (), down=(), number: int = 1) -> Sheet:
    return open_sheet(page_of(*texts, rules=rules_of(across, down), number=number))


def free(made: Sheet) -> list[Line]:
    return join_wrapped(made, pieces_of(made.page.number, made.page.glyphs, made.pending))


def headings(made: Sheet) -> list[Line]:
    return [line for line in free(made) if line.box.top < 110]


def columns(rules) -> list[float]:
    return sorted(float(x) for x in rules.vertical[:, 0])


def test_columns_stand_between_the_gutters():
    made = sheet(*HEADINGS, *ROWS, across=ACROSS)
    rules = complete_rules([made], headings(made))
    assert rules is not None
    first, second, third, last = columns(rules[1])
    assert first < 50 and 90 < second < 195 and 245 < third < 300 and last > 390
    glyphs = made.page.glyphs
    (grid,) = find_grids(rules[1], glyphs.centre_x, glyphs.centre_y)
    table = table_on_page(1, glyphs, made.pending, grid)
    assert [cell.text for cell in sorted(table.cells, key=lambda c: (c.row0, c.col0)) if cell.text] == [
        "项目名称", "总计", "绩效目标", "甲项目", "10.00", "按时完成建设任务。", "乙项目", "2.00", "按质完成。"
    ]  # fmt: skip


def test_rows_are_told_by_the_printed_rules():
    made = sheet(*HEADINGS, *ROWS, across=ACROSS)
    rules = complete_rules([made], headings(made))
    assert rules is not None
    assert rules[1].horizontal[:, 0].tolist() == [95, 120, 150, 180]


def test_without_any_rule_rows_are_told_by_wider_white():
    wrapped = [
        Text("按时完成建设", 300, 130),
        Text("任务。", 300, 142),
        Text("甲项目", 50, 130),
        Text("1.00", 200, 130),
    ]
    more = [Text("乙项目", 50, 175), Text("2.00", 200, 175), Text("按质完成", 300, 175), Text("二期。", 300, 187)]
    made = sheet(*HEADINGS, *wrapped, *more)
    rules = complete_rules([made], headings(made))
    assert rules is not None
    inner = sorted(rules[1].horizontal[:, 0])[1:-1]
    assert [round(float(y)) for y in inner] == [120, 164]


def test_a_gutter_must_be_white_on_every_page():
    first = sheet(*HEADINGS, *ROWS, across=ACROSS)
    # On the second page a text reaches from the second column into the third.
    second = sheet(*ROWS[:1], Text("这一段文字跨过两列之间的空白", 200, 130), across=ACROSS, number=2)
    assert complete_rules([first, second], headings(first)) is None


def test_a_stretch_without_a_heading_that_is_near_to_nobody_decides_nothing():
    made = sheet(*HEADINGS, *ROWS, Text("?", 150, 130, size=6), across=ACROSS)
    assert complete_rules([made], headings(made)) is None


def test_two_columns_are_no_table():
    made = sheet(*HEADINGS[:2], *ROWS[:2], across=ACROSS)
    assert complete_rules([made], headings(made)) is None


def test_the_printed_rules_of_a_page_are_kept():
    made = sheet(*HEADINGS, *ROWS, across=ACROSS)
    before = made.page.rules.horizontal.copy()
    rules = complete_rules([made], headings(made))
    assert rules is not None and np.array_equal(rules[1].horizontal, before)
    assert len(made.page.rules.vertical) == 0


# ruled_rows


def test_wide_rules_that_share_their_ends_part_rows():
    assert ruled_rows(sheet(*HEADINGS, across=ACROSS)) == (45.0, 420.0, [95.0, 120.0, 150.0, 180.0])


def test_a_table_with_verticals_needs_no_help():
    assert ruled_rows(sheet(*HEADINGS, across=ACROSS, down=[(150, 95, 180)])) is None


def test_one_rule_alone_parts_nothing():
    assert ruled_rows(sheet(*HEADINGS, across=ACROSS[:1])) is None
    assert ruled_rows(sheet(*HEADINGS)) is None


def test_an_underline_is_no_rule_of_the_table():
    found = ruled_rows(sheet(*HEADINGS, across=[*ACROSS, (130, 60, 90)]))
    assert found is not None and found[2] == [95.0, 120.0, 150.0, 180.0]


# join_wrapped


def test_a_heading_that_wraps_is_one_line_again():
    made = sheet(Text("项目名称", 50, 100), Text("（资金使用单位）", 40, 112), Text("总计", 200, 106))
    assert sorted(line.text for line in free(made)) == ["总计", "项目名称（资金使用单位）"]


def test_nothing_is_joined_over_a_rule():
    made = sheet(Text("项目名称", 50, 100), Text("甲项目", 50, 114), across=[(112, 45, 420)])
    assert sorted(line.text for line in free(made)) == ["甲项目", "项目名称"]


def test_lines_far_apart_are_two():
    made = sheet(Text("项目名称", 50, 100), Text("甲项目", 50, 130))
    assert len(free(made)) == 2
