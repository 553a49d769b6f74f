"""The pdfminer reader: each way of showing text and each page box, against ISO 32000 and against PDFium."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from pipelines.model.errors import Refused
from pipelines.pdf.pdfminer_reader import PdfminerReader
from tests.pdf.minimal import form, write_pdf
from tests.printing import INSTITUTIONS, STYLES, make_truth, print_truth


def seen_by_pdfminer(path: Path, page: int = 0) -> list[tuple[str, float, float]]:
    with PdfminerReader(path) as reader:
        texts, origins = reader.glyphs(page)
    assert origins.shape == (len(texts), 2)
    return [(text, round(float(x), 2), round(float(y), 2)) for text, (x, y) in zip(texts, origins, strict=True)]


def seen_by_pdfium(path: Path, page: int = 0) -> list[tuple[str, float, float]]:
    text = pdfium.PdfDocument(path)[page].get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = []
    for index in range(raw.FPDFText_CountChars(text)):
        if not raw.FPDFText_IsGenerated(text, index):
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            found.append((chr(raw.FPDFText_GetUnicode(text, index)), round(x.value, 2), round(y.value, 2)))
    return found


def both_see(tmp_path: Path, content: str | bytes, **given: object) -> list[tuple[str, float, float]]:
    path = write_pdf(tmp_path / "one.pdf", content, **given)  # type: ignore[arg-type]
    found = seen_by_pdfminer(path)
    seen = sorted(seen_by_pdfium(path))  # PDFium orders glyphs by line
    assert [(t, pytest.approx(x, abs=0.02), pytest.approx(y, abs=0.02)) for t, x, y in sorted(found)] == seen
    return found


def test_a_glyph_stands_where_its_baseline_starts(tmp_path: Path) -> None:
    assert both_see(tmp_path, "BT /F 10 Tf 20 30 Td (ab) Tj ET") == [("a", 20, 30), ("b", 26, 30)]


def test_character_spacing_follows_the_last_glyph_of_a_string_too(tmp_path: Path) -> None:
    found = both_see(tmp_path, "BT /F 10 Tf 2 Tc 20 30 Td (ab) Tj (c) Tj ET")
    assert [x for _, x, _ in found] == [20, 28, 36]


def test_a_number_in_an_array_moves_back_and_adds_no_spacing(tmp_path: Path) -> None:
    found = both_see(tmp_path, "BT /F 10 Tf 2 Tc 20 30 Td [-500 (a) 100 (b)] TJ ET")
    assert [x for _, x, _ in found] == [25, 32]


def test_word_spacing_scale_rise_and_leading(tmp_path: Path) -> None:
    content = "BT /F 10 Tf 3 Tw 50 Tz 12 TL 4 Ts 20 60 Td (a b) Tj T* (c) Tj (d) ' 1 1 (e f) \" ET"
    found = [glyph for glyph in both_see(tmp_path, content) if glyph[0] != " "]
    assert found[:3] == [("a", 20, 64), ("b", 27.5, 64), ("c", 20, 52)]


def test_lines_moved_by_td_and_tm(tmp_path: Path) -> None:
    moved = "BT /F 10 Tf 1 0 0 1 20 80 Tm (a) Tj 5 -20 TD (b) Tj T* (c) Tj 0 1 -1 0 90 20 Tm (d) Tj ET"
    found = both_see(tmp_path, moved)
    assert found == [("a", 20, 80), ("b", 25, 60), ("c", 25, 40), ("d", 90, 20)]


def test_states_are_saved_and_restored(tmp_path: Path) -> None:
    enlarged = "q 2 0 0 2 10 10 cm BT /F 10 Tf 5 5 Td (a) Tj ET Q"
    found = both_see(tmp_path, enlarged + " BT /F 10 Tf 5 15 Td (b) Tj ET Q Q")
    assert found == [("a", 20, 20), ("b", 5, 15)]


def test_strings_escaped_nested_broken_over_lines_and_in_hex(tmp_path: Path) -> None:
    content = rb"BT /F 10 Tf 5 5 Td (\(a\\\051) Tj (b(c)d) Tj (e" + b"\\\n" + rb"f\101\1012) Tj <41 4 2> Tj ET"
    assert "".join(text for text, _, _ in both_see(tmp_path, content)) == "(a\\)b(c)defAA2AB"


def test_an_inline_image_with_the_letters_ei_in_it_is_stepped_over(tmp_path: Path) -> None:
    image = b"BI /W 4 /H 2 /BPC 8 /CS /G ID \x01 EI\xff\xfe\x00( EI "
    found = both_see(tmp_path, b"BT /F 10 Tf 5 5 Td (a) Tj ET " + image + b"BT /F 10 Tf 5 50 Td (b) Tj ET")
    assert found == [("a", 5, 5), ("b", 5, 50)]


def test_a_form_in_a_form_has_its_own_matrix_and_its_parents_state_survives(tmp_path: Path) -> None:
    fonts = b"/Font << /F 5 0 R >>"
    raised = b"/Matrix [1 0 0 1 0 40] /Resources << %s >>" % fonts
    inner = form(b"Q Q BT /F 10 Tf 1 1 Td (i) Tj ET", raised)
    outer = form(
        b"q 2 0 0 2 0 0 cm /X1 Do BT /F 5 Tf 2 2 Td (o) Tj ET",
        b"/Matrix [1 0 0 1 10 0] /Resources << %s /XObject << /X1 7 0 R >> >>" % fonts,
    )
    found = both_see(tmp_path, "/X0 Do BT /F 10 Tf 5 5 Td (p) Tj ET", objects=(outer, inner))
    assert found == [("i", 12, 82), ("o", 14, 4), ("p", 5, 5)]


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /X0 6 0 R >> >>"
    circle = form(b"BT /F 10 Tf 1 1 Td (x) Tj ET /X0 Do", resources)
    path = write_pdf(tmp_path / "one.pdf", "/X0 Do", objects=(circle,))
    assert seen_by_pdfminer(path) == [("x", 1, 1)]


def test_forms_that_multiply_are_refused(tmp_path: Path) -> None:
    resources = b"/Resources << /XObject << /X1 %d 0 R >> >>"
    levels = tuple(form(b"/X1 Do " * 30, resources % (7 + level)) for level in range(6))
    path = write_pdf(tmp_path / "one.pdf", "/X0 Do", objects=(*levels, form(b" ")))
    with PdfminerReader(path) as reader, pytest.raises(Refused, match="pieces"):
        reader.glyphs(0)


@pytest.mark.parametrize(
    "page",
    [
        "/MediaBox [100 50 300 150]",
        "/MediaBox [0 0 400 300] /CropBox [10 20 200 120]",
        "/MediaBox [0 0 200 100] /Rotate 90",
        "/MediaBox [-50 -50 200 100] /Rotate 270 /UserUnit 2",
    ],
    ids=["origin", "crop", "rotate", "rotate_origin_user_unit"],
)
def test_places_are_in_user_space_whatever_the_pages_boxes(tmp_path: Path, page: str) -> None:
    assert both_see(tmp_path, "BT /F 10 Tf 120 60 Td (a) Tj ET", page=page) == [("a", 120, 60)]


def test_a_code_without_a_unicode_value_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    print_truth(make_truth(projects=1), path, to_unicode="missing")
    assert any(text.startswith("(cid:") for text, _, _ in seen_by_pdfminer(path))


def test_text_without_a_font_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "one.pdf", "BT 5 5 Td (a) Tj ET")
    with PdfminerReader(path) as reader, pytest.raises(Refused, match="page 1"):
        reader.glyphs(0)


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    with pytest.raises(Refused, match="second reader"):
        PdfminerReader(path)


SAMPLE = (
    "lines", "identity_h", "not_embedded", "rotate_90_origin_crop", "user_unit", "split_clip", "wps", "owner_password",
    "inherited_box", "skew",
)  # fmt: skip


@pytest.mark.parametrize("style", SAMPLE)
def test_both_readers_find_the_same_glyphs_in_the_same_places(tmp_path: Path, style: str) -> None:
    path = tmp_path / "one.pdf"
    print_truth(make_truth(INSTITUTIONS[0], projects=3), path, style=STYLES[style])
    with PdfminerReader(path) as reader:
        for page in range(reader.page_count):
            ours, theirs = _letters(seen_by_pdfminer(path, page)), _letters(seen_by_pdfium(path, page))
            assert len(ours) > 50
            assert [text for text, _, _ in ours] == [text for text, _, _ in theirs]
            apart = np.abs(np.array([at for _, *at in ours]) - np.array([at for _, *at in theirs]))
            assert apart.max() < 0.1


def _letters(glyphs: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The glyphs that are no spaces, in an order that a hundredth of a point does not change."""
    shown = [glyph for glyph in glyphs if glyph[0].strip()]
    return sorted(shown, key=lambda glyph: (glyph[0], round(glyph[1] / 3), round(glyph[2] / 3), glyph[1:]))
