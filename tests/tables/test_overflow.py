"""Text that flows from one cell into the next without a rule that cuts a glyph."""

from __future__ import annotations

import pytest

from pipelines.tables.glyph_filter import open_sheet
from pipelines.tables.overflow import overflowing
from pipelines.tables.page_tables import tables_on
from tests.tables.building import Text, page_of, rules_of

RULES = rules_of(
    [(y, 50, 250) for y in (100, 140, 200, 240)], [(x, 100, 240) for x in (50, 150, 250)]
)  # fmt: skip


def flows(*texts: Text) -> str:
    sheet = open_sheet(page_of(*texts, rules=RULES))
    (table,), _ = tables_on(sheet)
    return overflowing(table, sheet.page.glyphs)


FULL = "甲乙丙丁戊己庚辛壬"
ABOVE = (Text(FULL, 52, 104), Text(FULL, 52, 116), Text(FULL, 52, 128))
ASIDE = (Text("三", 160, 115), Text("四", 160, 165), Text("五", 160, 215))


def test_a_wrapped_line_that_the_file_prints_on_in_the_cell_below_flows_over():
    assert flows(*ABOVE, Text("余下的字。", 52, 140.2), *ASIDE) == "乙丙丁戊己庚辛壬 / 余下的字。"


def test_also_where_the_cell_below_has_a_text_of_its_own():
    below = Text("它自己的。", 52, 172)
    assert flows(*ABOVE, below, *ASIDE, Text("余下的字。", 52, 140.2)) == "乙丙丁戊己庚辛壬 / 余下的字。"


def test_rows_without_any_room_between_them_are_two_texts():
    rows = rules_of([(y, 50, 250) for y in (100, 136, 160, 196)], [(x, 100, 196) for x in (50, 150, 250)])
    texts = [Text(FULL, 52, 101 + 12 * at) for at in range(8)]
    beside = [Text("三", 160, 101), Text("四", 160, 137), Text("五", 160, 161)]
    in_rows = [*texts[:3], beside[0], *texts[3:5], beside[1], *texts[5:], beside[2]]
    sheet = open_sheet(page_of(*in_rows, rules=rows))
    (table,), _ = tables_on(sheet)
    assert overflowing(table, sheet.page.glyphs) == ""


def test_a_last_line_that_is_not_full_ends_its_text():
    assert flows(*ABOVE[:2], Text("完。", 52, 128), Text("下一个目标。", 52, 140.2), *ASIDE) == ""


@pytest.mark.parametrize(("gap", "shown"), [(0.0, "壬 / 癸"), (4.0, "")])
def test_a_word_that_goes_on_beyond_the_side_of_its_cell_flows_over(gap, shown):
    # The ninth character ends at the rule, the tenth begins there: no rule cuts a glyph.
    assert flows(Text(FULL, 60, 115), Text("癸子", 150 + gap, 115)) == shown


def test_a_table_whose_texts_stand_in_their_cells_has_none():
    assert flows(*ABOVE, *ASIDE, Text("下面的。", 52, 165), Text("最后的。", 52, 215)) == ""
