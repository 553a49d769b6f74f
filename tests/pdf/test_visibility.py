"""Which rules and glyphs show: what is painted over, masked, clipped or switched off is not read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.pdf.page import Page, Visibility
from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.pdf.minimal import form, write_pdf

LINE = "20 50 m 180 50 l S "
TEXT = "BT /F 10 Tf 60 46 Td (12345) Tj ET "
WHITE_IMAGE = "q 160 0 0 1 20 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
BLACK_IMAGE = WHITE_IMAGE.replace("\xff", "\x00")


def read(tmp_path: Path, content: str, objects: tuple[bytes, ...] = ()) -> Page:
    with PdfiumReader(write_pdf(tmp_path / "a.pdf", content.encode("latin-1"), objects=objects)) as reader:
        return reader.page(0)


def visibilities(page: Page) -> set[int]:
    return set(page.glyphs.visibility.tolist())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINE, id="alone"),
        pytest.param(LINE + "0.8 g 10 20 180 30 re f " + LINE, id="drawn_again_over_paint"),
        pytest.param("0.8 g 10 20 180 60 re f 0 G " + LINE, id="on_a_shaded_ground"),
        pytest.param("0.85 G " + LINE, id="light_grey"),
        pytest.param(LINE + TEXT, id="text_stands_on_it"),
        pytest.param("[4 4] 0 d " + LINE, id="dashed"),
        pytest.param("20 50 160 0.1 re f", id="hairline"),
        pytest.param(BLACK_IMAGE, id="thin_black_image"),
    ],
)
def test_a_rule_that_shows_is_a_rule(tmp_path: Path, content: str):
    page = read(tmp_path, content)
    assert len(page.rules.horizontal) >= 1
    assert len(page.hidden_rules.horizontal) == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINE + "1 g 10 40 180 20 re f", id="covered_by_white"),
        pytest.param(WHITE_IMAGE, id="thin_white_image"),
        pytest.param("q 0 0 5 5 re W n " + LINE + "Q", id="outside_its_clip"),
    ],
)
def test_a_rule_that_does_not_show_is_none(tmp_path: Path, content: str):
    assert len(read(tmp_path, content).rules.horizontal) == 0


def test_a_rule_that_is_covered_in_part_shows_in_part(tmp_path: Path):
    page = read(tmp_path, LINE + "1 g 80 40 40 20 re f")
    shown = [(20, 80), (120, 180)]
    assert page.rules.horizontal[:, 1:3] == pytest.approx(np.array(shown), abs=2)
    assert page.hidden_rules.horizontal[:, 1:3] == pytest.approx(np.array([(80, 120)]), abs=2)


def test_text_behind_a_clip_with_a_hole_is_masked(tmp_path: Path):
    page = read(tmp_path, "q 0 0 200 100 re 55 40 40 20 re W* n " + TEXT + "Q")
    assert visibilities(page) == {Visibility.MASKED}


def test_text_behind_a_clip_of_any_shape_that_shows_it_is_visible(tmp_path: Path):
    page = read(tmp_path, "q 0 0 200 100 re 120 40 40 20 re W* n " + TEXT + "Q")
    assert visibilities(page) == {Visibility.VISIBLE}
    assert not page.partly_shown.any()


def test_text_in_a_form_shows(tmp_path: Path):
    page = read(tmp_path, "/X0 Do", (form(TEXT.encode(), b"/Resources << /Font << /F 5 0 R >> >>"),))
    assert visibilities(page) == {Visibility.VISIBLE}
