"""What stands in cells and is no text that a person reads there: strokes, tiny type, characters in one place."""

from __future__ import annotations

from typing import cast

import numpy as np

from pipelines.extract import visible_text
from pipelines.model.records import Box
from pipelines.pdf.page import Page
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.tables import glyph_filter
from pipelines.tables.cells import PageTable
from tests.tables.building import Text, page_of, rules_of

GRID_ACROSS = [(100.0, 50.0, 250.0), (120.0, 50.0, 250.0)]
GRID_DOWN = [(50.0, 100.0, 120.0), (250.0, 100.0, 120.0)]


class BlankPictures:
    """A reader whose page is white paper in both pictures."""

    def grey(self, index: int, dpi: int) -> np.ndarray:
        return np.full((1600, 1200), 255, dtype=np.uint8)

    grey_of_text = grey


def rules_named(page: Page) -> list[str]:
    glyphs = np.arange(len(page.glyphs))
    table = PageTable(1, Box(50, 100, 250, 120), [50, 250], [100, 120], [], [], glyphs, np.zeros(0, dtype=np.int64))
    sheet = glyph_filter.open_sheet(page)
    return [finding.rule for finding in visible_text.check(sheet, [table], cast(PdfiumReader, BlankPictures()))]


def with_strokes(*down: tuple[float, float, float]) -> Page:
    return page_of(Text("甲", 60, 105), rules=rules_of(GRID_ACROSS, [*GRID_DOWN, *down]))


def test_a_plain_cell_is_not_named():
    assert rules_named(with_strokes()) == []


def test_a_stroke_that_touches_no_line_across_is_named():
    assert rules_named(with_strokes((150, 106, 114))) == ["drawn_in_cell"]


def test_a_rule_from_line_to_line_is_not_named():
    assert rules_named(with_strokes((150, 100, 120))) == []


def test_the_dashes_of_a_broken_line_are_not_named():
    assert rules_named(with_strokes((150, 103, 107), (150, 109, 113), (150, 115, 118))) == []


def test_different_characters_in_one_place_are_named():
    page = page_of(Text("甲乙", 60, 105), Text("丙", 71, 105), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == ["characters_share_place"]


def test_one_character_printed_twice_for_boldness_is_not_named():
    page = page_of(Text("甲乙", 60, 105), Text("甲乙", 60.3, 105), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == []


def test_type_too_small_for_the_eye_is_named():
    page = page_of(Text("甲", 60, 105), Text("9", 75, 110, size=1), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == ["tiny_text"]


def test_text_that_a_line_runs_through_is_named():
    page = page_of(Text("123", 60, 105), rules=rules_of([*GRID_ACROSS, (110.5, 58, 92)], GRID_DOWN))
    assert "text_struck_through" in rules_named(page)


def test_a_line_below_text_is_not_named_as_striking_it_out():
    page = page_of(Text("123", 60, 103), rules=rules_of([*GRID_ACROSS, (114.5, 50, 250)], GRID_DOWN))
    assert "text_struck_through" not in rules_named(page)


def test_a_raised_figure_behind_a_number_is_named():
    page = page_of(Text("95", 60, 105), Text("2", 80, 103, size=6), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == ["raised_figure"]


def test_a_small_unit_behind_a_number_is_not_named():
    page = page_of(Text("95", 60, 105), Text("人", 80, 108, size=7), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == []


def test_text_in_the_colour_of_its_ground_is_named():
    page = page_of(Text("95", 60, 105, luminance=0.9), rules=rules_of(GRID_ACROSS, GRID_DOWN))
    assert rules_named(page) == ["pale_text"]
