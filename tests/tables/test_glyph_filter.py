"""What of a page is printed text: watermarks, hidden layers, copies of split rows and page numbers set aside by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.model.errors import Refused
from pipelines.pdf.ink import Ink
from pipelines.pdf.page import Visibility
from pipelines.tables.glyph_filter import (
    Fate,
    Sheet,
    check_ink,
    open_sheet,
    resolve_clipped,
    set_aside_copies,
    set_aside_hidden,
    set_aside_page_numbers,
)
from tests.tables.building import Text, page_of

BODY = Text("服务二级单位数", 60, 300)


def text_of(sheet: Sheet, fate: Fate) -> str:
    return "".join(sheet.page.glyphs.text[i] for i in np.flatnonzero(sheet.fate == fate))


def rules_of(sheet: Sheet) -> list[tuple[str, str]]:
    return [(found.severity, found.rule) for found in sheet.findings]


def ink(sheet: Sheet, without: str = "") -> Ink:
    """An ink proof that finds no ink under the characters `without`."""
    glyphs = sheet.page.glyphs
    missing = np.array([text in without and text != "" for text in glyphs.text])
    return Ink(missing, np.zeros((0, 4)), 0, len(glyphs))


# watermarks


def test_a_slanted_watermark_is_set_aside():
    sheet = open_sheet(page_of(BODY, Text("内部资料", 200, 400, size=56, angle=-35, luminance=0.82)))
    assert text_of(sheet, Fate.WATERMARK) == "内部资料"
    assert text_of(sheet, Fate.UNPLACED) == BODY.text


def test_a_horizontal_watermark_is_known_by_its_pale_large_letters():
    sheet = open_sheet(page_of(BODY, Text("内部资料", 100, 400, size=90, luminance=0.82)))
    assert text_of(sheet, Fate.WATERMARK) == "内部资料"


def test_pale_text_of_ordinary_size_is_no_watermark():
    sheet = open_sheet(page_of(BODY, Text("50%", 100, 400, luminance=0.6)))
    assert text_of(sheet, Fate.UNPLACED) == BODY.text + "50%"


def test_a_large_black_title_is_no_watermark():
    sheet = open_sheet(page_of(BODY, Text("项目支出绩效目标表", 100, 40, size=22)))
    assert text_of(sheet, Fate.WATERMARK) == ""


def test_a_heading_set_upright_beside_the_table_is_no_watermark():
    # 绩效指标 turned by 90°: part of the table, whatever becomes of it.
    sheet = open_sheet(page_of(BODY, Text("绩效指标", 20, 300, angle=90)))
    assert text_of(sheet, Fate.WATERMARK) == ""


def test_a_page_with_most_of_its_text_turned_is_known_as_such():
    assert open_sheet(page_of(Text("服务二级单位数", 60, 300, angle=90))).is_turned
    assert not open_sheet(page_of(Text("服务二级单位数", 60, 300), Text("单位", 60, 400, angle=90))).is_turned


def test_spaces_are_named_as_such():
    sheet = open_sheet(page_of(Text("一 二", 60, 300)))
    assert sheet.count(Fate.SPACE) == 1
    assert len(sheet.pending) == 3


# hidden text


@pytest.mark.parametrize(
    ("visibility", "said"), [(Visibility.INVISIBLE, "an invisible"), (Visibility.WHITE, "a white")]
)
def test_a_hidden_layer_is_set_aside_with_a_warning(visibility, said):
    sheet = open_sheet(page_of(BODY, Text("99", 60, 320, visibility=visibility)))
    set_aside_hidden(sheet)
    assert text_of(sheet, Fate.HIDDEN) == "99"
    assert rules_of(sheet) == [("warning", "hidden_text")]
    assert said in sheet.findings[0].message and "99" in sheet.findings[0].message


def test_a_page_without_hidden_text_has_no_finding():
    sheet = open_sheet(page_of(BODY))
    set_aside_hidden(sheet)
    check_ink(sheet, ink(sheet))
    assert sheet.findings == [] and sheet.count(Fate.HIDDEN) == 0


def test_text_that_should_show_and_does_not_is_a_refusal():
    sheet = open_sheet(page_of(BODY, Text("88.00", 60, 320)))
    with pytest.raises(Refused, match=r"88\.00") as refused:
        check_ink(sheet, ink(sheet, without="8.0"))
    assert refused.value.rule == "glyph_without_ink"


def test_an_unmapped_glyph_without_ink_is_not_held_against_the_page():
    sheet = open_sheet(page_of(BODY, Text("\0", 60, 320)))
    check_ink(sheet, ink(sheet, without="\0"))
    assert sheet.findings == []


# rows over a page break, printed in full on both pages behind a clip

ROW = ("第一行的文字在这里", "第二行的文字在这里", "第三行的文字在这里", "第四行的文字在这里")


def clipped(top: float, seen: range, *more: Text, number: int = 1) -> Sheet:
    """A page that holds all four lines of a row from `top` downwards and shows those in `seen`."""
    texts = [
        Text(
            words, 60, top + 12 * at,
            visibility=Visibility.VISIBLE if at in seen else Visibility.CLIPPED,
            clip=(0, top + 12 * seen[0], 600, top + 12 * seen[-1] + 11),
        )
        for at, words in enumerate(ROW)
    ]  # fmt: skip
    return open_sheet(page_of(*texts, *more, number=number))


def test_what_each_page_hides_and_the_other_shows_is_a_copy():
    first, second = clipped(700, range(2)), clipped(20, range(2, 4), number=2)
    set_aside_copies(first, second)
    assert text_of(first, Fate.SPLIT_ROW_COPY) == ROW[2] + ROW[3]
    assert text_of(second, Fate.SPLIT_ROW_COPY) == ROW[0] + ROW[1]
    assert text_of(first, Fate.UNPLACED) + text_of(second, Fate.UNPLACED) == "".join(ROW)
    resolve_clipped(first)
    resolve_clipped(second)
    assert (first.findings, second.findings) == ([], [])


def test_a_short_clipped_line_that_also_stands_on_the_next_page_is_no_copy():
    # The last line of a row too low for it: 满意度 is on the next page too, in a row of its own.
    cut = Text("满意度", 60, 700, visibility=Visibility.CLIPPED, clip=(0, 600, 600, 702))
    first = open_sheet(page_of(BODY, cut))
    second = open_sheet(page_of(Text("满意度", 60, 120), number=2))
    set_aside_copies(first, second)
    assert text_of(first, Fate.SPLIT_ROW_COPY) == ""
    resolve_clipped(first)
    assert text_of(first, Fate.UNPLACED) == BODY.text + "满意度"
    assert rules_of(first) == [("warning", "clip_truncated")]
    assert first.clip_truncated == 3


def test_a_long_hidden_text_needs_no_answer_from_the_other_page():
    # The second page shows all that is left of the row and hides nothing.
    first = clipped(700, range(1))
    second = open_sheet(page_of(*(Text(words, 60, 32 + 12 * at) for at, words in enumerate(ROW[1:])), number=2))
    set_aside_copies(first, second)
    assert text_of(first, Fate.SPLIT_ROW_COPY) == "".join(ROW[1:])


def test_hidden_text_that_no_page_shows_is_kept_and_named():
    first = clipped(700, range(2))
    second = open_sheet(page_of(Text("另一个项目的绩效目标", 60, 20), number=2))
    set_aside_copies(first, second)
    resolve_clipped(first)
    assert text_of(first, Fate.UNPLACED) == "".join(ROW)
    assert rules_of(first) == [("warning", "clip_truncated")]


def test_text_off_the_page_is_set_aside_and_named():
    sheet = open_sheet(page_of(BODY, Text("旧稿", 700, 300, visibility=Visibility.OFF_PAGE)))
    resolve_clipped(sheet)
    assert text_of(sheet, Fate.HIDDEN) == "旧稿"
    assert rules_of(sheet) == [("warning", "hidden_text")]


# page numbers


def numbered(number: int, text: str, *, x: float | None = None, top: float = 770.0, size: float = 9.0) -> Sheet:
    at = 300 - len(text) * size / 2 if x is None else x
    return open_sheet(page_of(BODY, Text(text, at, top, size=size), number=number))


@pytest.mark.parametrize("text", ["第1页", "—1—", "-1-", "第1页共9页", "第1页/共9页"])
def test_a_decorated_number_in_the_margin_is_a_page_number(text):
    sheet = numbered(1, text)
    set_aside_page_numbers([sheet])
    assert text_of(sheet, Fate.PAGE_NUMBER) == text


def test_bare_numbers_that_count_with_the_pages_are_page_numbers():
    sheets = [numbered(7, "5"), numbered(8, "6"), numbered(9, "7")]
    set_aside_page_numbers(sheets)
    assert [text_of(sheet, Fate.PAGE_NUMBER) for sheet in sheets] == ["5", "6", "7"]


def test_a_bare_number_on_one_page_alone_is_a_value():
    sheet = numbered(1, "1")
    set_aside_page_numbers([sheet])
    assert text_of(sheet, Fate.PAGE_NUMBER) == ""


def test_values_in_the_middle_column_that_do_not_count_with_the_pages_are_values():
    sheets = [numbered(1, "36"), numbered(2, "36")]
    set_aside_page_numbers(sheets)
    assert [text_of(sheet, Fate.PAGE_NUMBER) for sheet in sheets] == ["", ""]


def test_numbers_that_count_but_stand_at_other_heights_are_values():
    sheets = [numbered(1, "1", top=770), numbered(2, "2", top=740)]
    set_aside_page_numbers(sheets)
    assert [text_of(sheet, Fate.PAGE_NUMBER) for sheet in sheets] == ["", ""]


def test_numbers_that_count_away_from_the_middle_are_values():
    sheets = [numbered(1, "1", x=80), numbered(2, "2", x=80)]
    set_aside_page_numbers(sheets)
    assert [text_of(sheet, Fate.PAGE_NUMBER) for sheet in sheets] == ["", ""]


def test_a_number_in_the_middle_of_the_page_is_a_value():
    sheets = [numbered(1, "第1页", top=400), numbered(2, "第2页", top=400)]
    set_aside_page_numbers(sheets)
    assert [text_of(sheet, Fate.PAGE_NUMBER) for sheet in sheets] == ["", ""]


def test_a_range_in_the_margin_is_no_page_number():
    sheet = numbered(1, "18-26")
    set_aside_page_numbers([sheet])
    assert text_of(sheet, Fate.PAGE_NUMBER) == ""


def test_a_negative_value_at_the_foot_of_a_column_is_no_page_number():
    sheet = numbered(1, "-5.6")
    set_aside_page_numbers([sheet])
    assert text_of(sheet, Fate.PAGE_NUMBER) == ""


def test_a_text_beside_the_page_number_stays():
    sheet = open_sheet(page_of(BODY, Text("第3页", 280, 770), replace(BODY, x=60, top=770), number=3))
    set_aside_page_numbers([sheet])
    assert text_of(sheet, Fate.PAGE_NUMBER) == "第3页"
