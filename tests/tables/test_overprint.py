"""Text printed twice for boldness is one text; neighbours that are alike are two."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.glyph_filter import Fate, open_sheet
from pipelines.tables.overprint import second_prints
from tests.tables.building import Text, page_of


def left(*texts: Text) -> str:
    """The characters that remain once second prints are set aside."""
    sheet = open_sheet(page_of(*texts))
    return "".join(sheet.page.glyphs.text[i] for i in sheet.pending)


@pytest.mark.parametrize("shift", [(0.1, 0), (0.3, 0), (1.5, 0), (-0.5, 0), (0, 0.7), (1, 1)])
def test_a_second_print_at_any_small_shift_is_set_aside(shift):
    assert left(Text("项目名称", 60, 100), Text("项目名称", 60 + shift[0], 100 + shift[1])) == "项目名称"


def test_the_second_print_of_a_part_of_a_line_is_set_aside():
    assert left(Text("项目名称", 60, 100), Text("名称", 80.4, 100)) == "项目名称"


def test_narrow_characters_of_a_second_print_are_too():
    figures = {"advance": 3.0, "width": 2.0}
    assert left(Text("1,1.81", 60, 100, **figures), Text("1,1.81", 61.1, 100, **figures)) == "1,1.81"


def test_the_same_character_in_a_row_is_no_second_print():
    assert left(Text("甲", 60, 100), Text("甲", 70, 100), Text("...", 80, 100, advance=1.2, width=1.2)) == "甲甲..."


def test_a_smaller_character_is_no_second_print():
    assert left(Text("2", 60, 100), Text("2", 60.5, 99, size=6)) == "22"


def test_three_prints_leave_one():
    assert left(*(Text("合计", 60 + shift, 100) for shift in (0, 0.4, 0.8))) == "合计"


def test_second_prints_have_a_name_of_their_own():
    assert open_sheet(page_of(Text("甲", 60, 100), Text("甲", 60.5, 100))).count(Fate.SECOND_PRINT) == 1


@given(st.text("甲乙1.", min_size=1, max_size=8), st.floats(4, 12), st.integers(0, 3))
def test_lines_one_below_the_other_are_never_second_prints(text, leading, more):
    page = page_of(*(Text(text, 60, 100 + leading * at) for at in range(more + 1)))
    assert not second_prints(page.glyphs, np.arange(len(page.glyphs))).any()
