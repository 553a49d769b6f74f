"""Signs of damage: characters on each other, holes in lines, page numbers that do not count up."""

from __future__ import annotations

import pytest

from pipelines.tables.anomalies import glyph_anomalies, page_order
from pipelines.tables.cells import PageTable, table_on_page
from pipelines.tables.glyph_filter import Sheet, open_sheet, set_aside_page_numbers
from pipelines.tables.grid import find_grids
from tests.tables.building import Text, page_of, rules_of

BODY = Text("服务二级单位数", 60, 30)


def table_of(*texts: Text) -> tuple[Sheet, PageTable]:
    rules = rules_of([(0, 0, 400), (200, 0, 400)], [(x, 0, 200) for x in (0, 200, 400)])
    page = page_of(*texts, rules=rules)
    sheet = open_sheet(page)
    (grid,) = find_grids(rules, page.glyphs.centre_x, page.glyphs.centre_y)
    return sheet, table_on_page(1, page.glyphs, sheet.pending, grid)


def odd(*texts: Text) -> list[tuple[str, str]]:
    return [(f.severity, f.rule) for f in glyph_anomalies(*table_of(*texts))]


def test_a_sound_line_has_no_oddity():
    assert odd(BODY, Text("第二行文字", 60, 45), Text("第二列的文字", 210, 30)) == []


def test_two_characters_on_one_place():
    assert odd(Text("安全保障", 60, 30), Text("障", 80, 30)) == [("warning", "glyphs_overlap")]


def test_a_character_printed_twice_for_boldness_is_no_oddity():
    assert odd(Text("安全", 60, 30), Text("全", 70.3, 30)) == []


def test_punctuation_marks_set_closer_are_no_oddity():
    assert odd(Text("设备（套）；合格率", 60, 30, advance=5.5)) != []
    assert odd(Text("设备套", 60, 30), Text("）", 90, 30), Text("；", 95, 30), Text("合格率", 105, 30)) == []


def test_a_hole_of_one_character():
    assert odd(Text("服务二", 60, 30), Text("单位数", 100, 30)) == [("warning", "gap_in_line")]


def test_a_printed_space_is_no_hole():
    assert odd(Text("服务二 单位数", 60, 30)) == []


def test_justified_text_has_no_holes():
    assert odd(Text("服务二级单位数", 60, 30, advance=19)) == []


def test_a_hole_beside_a_number_or_of_several_characters_is_a_hole():
    assert odd(Text("共有一百", 60, 30), Text("25", 110, 30)) == [("warning", "gap_in_line")]
    assert odd(Text("服务二级单位", 60, 30), Text("数", 150, 30)) == [("warning", "gap_in_line")]


def test_a_gap_between_latin_words_is_no_hole():
    assert odd(Text("Wi", 60, 30), Text("Fi", 95, 30)) == []


def test_the_same_character_twice_side_by_side_and_half_over_each_other():
    assert odd(Text("生活质量", 60, 30), Text("活", 75, 30)) != []


def test_a_letter_in_a_chinese_characters_place():
    narrow = Text("12345", 210, 30, advance=5, width=5)
    assert odd(narrow, Text("使用x求", 60, 30)) == [("warning", "wide_letter")]
    assert odd(narrow, Text("使用需求，W", 60, 30)) == []


def test_a_font_that_sets_every_letter_wide_is_no_oddity():
    assert odd(Text("共12人", 60, 30), Text("A4纸", 60, 60)) == []


def test_two_columns_are_not_one_line():
    assert odd(Text("服务", 178, 30), Text("单位", 205, 30)) == []


def test_the_finding_names_the_characters_and_their_place():
    (found,) = glyph_anomalies(*table_of(Text("服务二", 60, 30), Text("单位数", 100, 30)))
    assert "二单" in found.message
    assert found.box is not None and (found.box.x0, found.box.x1) == (80, 110)


# page numbers


def numbered(*numbers: int | None) -> list[Sheet]:
    sheets = []
    for page, number in enumerate(numbers, 1):
        texts = [BODY] if number is None else [BODY, Text(f"第{number}页", 280, 770, size=9)]
        sheets.append(open_sheet(page_of(*texts, number=page)))
    set_aside_page_numbers(sheets)
    return sheets


@pytest.mark.parametrize("numbers", [(1, 2, 3), (7, 8, 9), (5, None, 7), (None, None), (4,)])
def test_numbers_that_count_up_with_the_pages_are_in_order(numbers):
    assert list(page_order(numbered(*numbers))) == []


@pytest.mark.parametrize(
    ("numbers", "at"), [((1, 3), "page 2"), ((1, 2, 2), "page 3"), ((2, 1), "page 2"), ((5, None, 8), "page 3")]
)
def test_numbers_that_do_not_are_named(numbers, at):
    first, *_ = page_order(numbered(*numbers))
    assert (first.severity, first.rule, first.subject) == ("warning", "page_order", at)


def test_every_break_of_the_order_is_named():
    assert len(list(page_order(numbered(1, 3, 2, 4)))) == 3


def joined(*texts: Text) -> list[str]:
    """The oddities of a table whose left column is one cell over both rows, and whose first row goes over the two columns
    to its right."""
    rules = rules_of(
        [(0, 0, 600), (100, 200, 600), (200, 0, 600)],
        [(0, 0, 200), (200, 0, 200), (400, 100, 200), (600, 0, 200)],
    )
    page = page_of(*texts, rules=rules)
    sheet = open_sheet(page)
    (grid,) = find_grids(rules, page.glyphs.centre_x, page.glyphs.centre_y)
    table = table_on_page(1, page.glyphs, sheet.pending, grid)
    return [finding.rule for finding in glyph_anomalies(sheet, table)]


def test_text_on_both_sides_of_a_lost_line_between_rows() -> None:
    assert joined(Text("某某学院", 10, 50), Text("某某学院", 10, 150)) == ["text_in_two_places"]


def test_text_on_both_sides_of_a_lost_line_between_columns() -> None:
    assert joined(Text("元/人", 350, 50), Text("45", 440, 50)) == ["text_in_two_places"]


def test_a_text_that_runs_over_several_rows_or_columns_stands_in_one_place() -> None:
    rows = [Text("培养学生的专业技能", 10, 80 + 12 * line) for line in range(4)]
    assert joined(*rows, Text("跨过两列的一行文字", 360, 50)) == []
