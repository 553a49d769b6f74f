"""The ink proof: every visible glyph owns ink, all ink is owned."""

from __future__ import annotations

import numpy as np

from pipelines.model.records import Box
from pipelines.pdf.ink import Ink, mark_white, prove
from pipelines.pdf.page import Page, Visibility
from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.pdf.minimal import write_pdf
from tests.tables.building import Text, page_of, rules_of


def paper(page: Page, *boxes: tuple[Box, int]) -> np.ndarray:
    """A rendered page, one pixel a point, with boxes painted in a grey."""
    grey = np.full((int(page.height), int(page.width)), 255, dtype=np.uint8)
    for box, shade in boxes:
        grey[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)] = shade
    return grey


def proven(page: Page, grey: np.ndarray, partly: str = "") -> Ink:
    seen = page.glyphs.visibility == Visibility.VISIBLE
    cut = np.array([text in partly and partly != "" for text in page.glyphs.text], dtype=bool)
    return prove(page, grey, seen & ~cut, cut)


def ink_under(page: Page, shade: int = 0) -> list[tuple[Box, int]]:
    """Ink in the middle of each glyph."""
    glyphs = page.glyphs
    return [
        (Box(glyphs.x0[i] + 2, glyphs.top[i] + 2, glyphs.x1[i] - 2, glyphs.bottom[i] - 2), shade)
        for i in range(len(glyphs))
    ]


def lost(page: Page, ink: Ink) -> str:
    return "".join(page.glyphs.text[i] for i in np.flatnonzero(ink.without_ink))


def test_glyphs_with_ink_and_ink_with_glyphs():
    page = page_of(Text("甲乙", 50, 100))
    ink = proven(page, paper(page, *ink_under(page)))
    assert (lost(page, ink), ink.unowned_pixels, len(ink.unowned)) == ("", 0, 0)


def test_the_faintest_full_stop_is_ink():
    page = page_of(Text("。", 50, 100))
    assert lost(page, proven(page, paper(page, (Box(52, 106, 53, 107), 240)))) == ""


def test_a_glyph_that_paints_nothing_is_without_ink():
    page = page_of(Text("甲乙", 50, 100))
    assert lost(page, proven(page, paper(page, ink_under(page)[0]))) == "乙"


def test_a_space_needs_no_ink():
    page = page_of(Text(" 　", 50, 100))
    assert lost(page, proven(page, paper(page))) == ""


def test_a_glyph_of_a_font_that_is_not_embedded_is_not_held_against_the_picture():
    page = page_of(Text("甲", 50, 100))
    page.glyphs.embedded[:] = False
    assert lost(page, proven(page, paper(page))) == ""


def test_a_glyph_over_an_image_is_not_judged():
    page = page_of(Text("甲", 50, 100), images=[(40, 90, 80, 120)])
    assert lost(page, proven(page, paper(page))) == ""


def test_ink_that_nothing_owns_is_found_with_its_place():
    page = page_of(Text("甲", 50, 100))
    ink = proven(page, paper(page, *ink_under(page), (Box(300, 400, 320, 410), 0)))
    assert ink.unowned_pixels == 200
    assert ink.unowned.tolist() == [[300, 400, 320, 410]]


def test_two_marks_apart_are_two_boxes():
    page = page_of()
    ink = proven(page, paper(page, (Box(10, 10, 20, 20), 0), (Box(300, 10, 310, 20), 0), (Box(10, 300, 20, 310), 0)))
    assert len(ink.unowned) == 3


def test_pale_ink_needs_no_owner():
    # A watermark's grey, or the fringe of a mark.
    page = page_of()
    assert proven(page, paper(page, (Box(10, 10, 90, 90), 210))).unowned_pixels == 0


def test_rules_own_their_ink():
    page = page_of(rules=rules_of([(100, 50, 200)], [(50, 100, 300)], width=1.0))
    grey = paper(page, (Box(50, 99, 200, 101), 0), (Box(49, 100, 51, 300), 0))
    assert proven(page, grey).unowned_pixels == 0


def test_a_rule_that_was_not_read_is_ink_without_owner():
    page = page_of(rules=rules_of([(100, 50, 200)]))
    assert proven(page, paper(page, (Box(50, 99, 200, 101), 0), (Box(50, 150, 200, 151), 0))).unowned_pixels == 150


def test_shaded_areas_and_images_own_their_ink():
    page = page_of(fills=[(10, 10, 100, 40, 0.1)], images=[(10, 60, 100, 90)])
    assert proven(page, paper(page, (Box(10, 10, 100, 40), 30), (Box(10, 60, 100, 90), 0))).unowned_pixels == 0


def test_a_half_clipped_glyph_may_own_ink_and_need_not():
    page = page_of(Text("甲", 50, 100))
    assert lost(page, proven(page, paper(page), partly="甲")) == ""
    assert proven(page, paper(page, *ink_under(page)), partly="甲").unowned_pixels == 0


# white text


def seen(page: Page) -> list[Visibility]:
    mark_white(page)
    return [Visibility(v) for v in page.glyphs.visibility]


def test_white_text_on_paper_is_white():
    assert seen(page_of(Text("甲", 50, 100, luminance=1.0))) == [Visibility.WHITE]


def test_white_text_on_a_dark_heading_shows():
    assert seen(page_of(Text("甲", 50, 100, luminance=1.0), fills=[(40, 90, 200, 120, 0.2)])) == [Visibility.VISIBLE]


def test_white_text_on_a_pale_band_is_white():
    assert seen(page_of(Text("甲", 50, 100, luminance=1.0), fills=[(40, 90, 200, 120, 0.92)])) == [Visibility.WHITE]


def test_white_text_beside_the_dark_ground_is_white():
    page = page_of(Text("甲", 50, 100, luminance=1.0), fills=[(200, 90, 300, 120, 0.2)])
    assert seen(page) == [Visibility.WHITE]


def test_grey_text_shows():
    assert seen(page_of(Text("甲", 50, 100, luminance=0.8))) == [Visibility.VISIBLE]


# on real pages


def read(tmp_path, content: str, **more) -> tuple[Page, Ink]:
    with PdfiumReader(write_pdf(tmp_path / "page.pdf", content, **more)) as reader:
        page = reader.page(0)
        page.glyphs.embedded[:] = True  # Courier is not embedded; its shapes are PDFium's own everywhere
        mark_white(page)
        return page, proven(page, reader.grey(0))


def test_printed_text_owns_its_ink(tmp_path):
    page, ink = read(tmp_path, "BT /F 12 Tf 20 50 Td (12.50) Tj ET")
    assert (lost(page, ink), ink.unowned_pixels) == ("", 0)


def test_covered_text_is_without_ink(tmp_path):
    page, ink = read(tmp_path, "BT /F 12 Tf 20 50 Td (12.50) Tj ET 1 g 10 40 80 30 re f")
    assert lost(page, ink) == "12.50"


def test_text_too_small_to_be_seen_is_without_ink(tmp_path):
    page, ink = read(tmp_path, "BT /F 0.1 Tf 20 50 Td (12.50) Tj ET")
    assert lost(page, ink)


def test_text_drawn_as_shapes_is_ink_without_owner(tmp_path):
    # 1 as an outline font draws it: six corners.
    _, ink = read(tmp_path, "0 g 20 20 m 28 20 l 28 60 l 20 60 l 14 52 l 20 52 l h f")
    assert ink.unowned_pixels > 0


def test_a_shape_of_four_corners_that_is_no_rectangle_is_ink_without_owner(tmp_path):
    _, ink = read(tmp_path, "0 g 20 20 m 40 20 l 35 60 l 30 30 l h f")
    assert ink.unowned_pixels > 0


def test_a_turned_page_is_proven_as_it_is_seen(tmp_path):
    page, ink = read(
        tmp_path, "BT /F 12 Tf 20 50 Td (12.50) Tj ET 0 0 m 200 0 l S", page="/MediaBox [0 0 200 100] /Rotate 90"
    )
    assert (page.width, page.height) == (100, 200)
    assert (lost(page, ink), ink.unowned_pixels) == ("", 0)
