"""Each operator that places text: what it does, and that a reader without it, or with another in its place, is noticed.

Pages are written by hand (`minimal.py`); Courier is 0.6 em wide, so a glyph of size 10 is 6 points wide.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.model.errors import Refused
from pipelines.pdf import text_operators
from pipelines.pdf.pdfminer_reader import PdfminerReader
from tests.pdf.minimal import form, write_pdf

START = "BT /F 10 Tf 20 50 Td "
# Operator → a content stream that needs it, and the glyphs that it shows with their places.
NEEDED: dict[bytes, tuple[str, list[tuple[str, float, float]]]] = {
    b"BT": ("BT /F 10 Tf 20 50 Td (a) Tj ET BT 5 5 Td (b) Tj ET", [("a", 20, 50), ("b", 5, 5)]),
    b"Tf": ("BT /F 10 Tf 20 50 Td (ab) Tj /F 20 Tf (cd) Tj ET",
            [("a", 20, 50), ("b", 26, 50), ("c", 32, 50), ("d", 44, 50)]),
    b"Td": ("BT /F 10 Tf 9 TL 20 50 Td (a) Tj 3 -7 Td (b) Tj T* (c) Tj ET", [("a", 20, 50), ("b", 23, 43), ("c", 23, 34)]),
    b"TD": (START + "(a) Tj 3 -7 TD (b) Tj T* (c) Tj ET", [("a", 20, 50), ("b", 23, 43), ("c", 23, 36)]),
    b"T*": (START + "9 TL (a) Tj (ignored) T* (b) Tj ET", [("a", 20, 50), ("b", 20, 41)]),
    b"TL": (START + "9 TL (a) Tj 4 TL T* (b) Tj ET", [("a", 20, 50), ("b", 20, 46)]),
    b"Tm": (START + "(a) Tj 2 0 0 3 7 8 Tm (b) Tj 1 1 Td (c) Tj ET", [("a", 20, 50), ("b", 7, 8), ("c", 9, 11)]),
    b"Tj": (START + "(ab) Tj (c) Tj ET", [("a", 20, 50), ("b", 26, 50), ("c", 32, 50)]),
    b"TJ": (START + "[(a) -100 (b) 200 (c)] TJ ET", [("a", 20, 50), ("b", 27, 50), ("c", 31, 50)]),
    b"'": (START + "9 TL (a) Tj (bc) ' ET", [("a", 20, 50), ("b", 20, 41), ("c", 26, 41)]),
    b'"': (START + '9 TL 5 2 (b c) " (d) Tj ET', [("b", 20, 41), (" ", 28, 41), ("c", 41, 41), ("d", 49, 41)]),
    b"Tc": (START + "2 Tc (ab) Tj ET", [("a", 20, 50), ("b", 28, 50)]),
    b"Tw": (START + "2 Tw (a b) Tj ET", [("a", 20, 50), (" ", 26, 50), ("b", 34, 50)]),
    b"Tz": (START + "1 Tc 50 Tz (ab) Tj ET", [("a", 20, 50), ("b", 23.5, 50)]),
    b"Ts": (START + "3 Ts (a) Tj 0 Ts (b) Tj ET", [("a", 20, 53), ("b", 26, 50)]),
    b"cm": ("2 0 0 2 10 10 cm BT /F 10 Tf 5 5 Td (ab) Tj ET", [("a", 20, 20), ("b", 32, 20)]),
    b"q": ("q 1 0 0 1 3 3 cm Q BT /F 10 Tf 5 5 Td (a) Tj ET", [("a", 5, 5)]),
    b"Q": ("q 1 0 0 1 3 3 cm Q BT /F 10 Tf 5 5 Td (a) Tj ET", [("a", 5, 5)]),
    b"Do": ("/X0 Do", [("i", 1, 1)]),
}  # fmt: skip
FORM = form(b"BT /F 10 Tf 1 1 Td (i) Tj ET", b"/Resources << /Font << /F 5 0 R >> >>")


def shown(tmp_path: Path, content: str) -> list[tuple[str, float, float]]:
    with PdfminerReader(write_pdf(tmp_path / "one.pdf", content, objects=(FORM,))) as reader:
        texts, places = reader.glyphs(0)
    return [(text, round(float(x), 2), round(float(y), 2)) for text, (x, y) in zip(texts, places, strict=True)]


def test_every_operator_has_its_stream() -> None:
    assert set(NEEDED) == set(text_operators._OPERATORS)


@pytest.mark.parametrize("operator", NEEDED, ids=bytes.decode)
def test_an_operator_places_glyphs_as_the_standard_has_it(tmp_path: Path, operator: bytes) -> None:
    content, glyphs = NEEDED[operator]
    assert shown(tmp_path, content) == glyphs


@pytest.mark.parametrize("operator", NEEDED, ids=bytes.decode)
def test_a_reader_that_drops_an_operator_or_takes_it_for_another_is_noticed(
    tmp_path: Path, operator: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, glyphs = NEEDED[operator]
    right = dict(text_operators._OPERATORS)
    others = [method for method in {*right.values(), None} if method is not right[operator]]
    for other in others:
        wrong = {word: method for word, method in right.items() if word != operator}
        monkeypatch.setattr(text_operators, "_OPERATORS", wrong if other is None else {**wrong, operator: other})
        try:
            assert shown(tmp_path, content) != glyphs, f"taken for {other}"
        except Refused:
            continue


def test_the_state_that_a_form_changes_ends_with_the_form(tmp_path: Path) -> None:
    inner = form(b"3 Tc 9 TL 5 Ts 50 Tz 4 Tw BT /F 20 Tf 1 1 Td (i) Tj ET", b"/Resources << /Font << /F 5 0 R >> >>")
    path = write_pdf(tmp_path / "one.pdf", "BT /F 10 Tf 20 50 Td /X0 Do (a b) Tj T* (c) Tj ET", objects=(inner,))
    with PdfminerReader(path) as reader:
        texts, places = reader.glyphs(0)
    assert texts == ["i", "a", " ", "b", "c"]
    assert places.tolist() == [[1, 6], [20, 50], [26, 50], [32, 50], [20, 50]]


def test_a_saved_state_keeps_font_spacing_scale_leading_and_rise(tmp_path: Path) -> None:
    before = "BT /F 10 Tf 1 Tc 2 Tw 80 Tz 12 TL 1 Ts ET "
    changed = "q /F 20 Tf 3 Tc 4 Tw 50 Tz 9 TL 5 Ts Q "
    content = f"{before} {changed} BT 20 50 Td (a b) Tj T* (c) Tj ET"
    assert shown(tmp_path, content) == [("a", 20, 51), (" ", 25.6, 51), ("b", 32.8, 51), ("c", 20, 39)]


def test_a_number_in_an_array_is_scaled_as_the_text_is(tmp_path: Path) -> None:
    assert shown(tmp_path, START + "50 Tz [(a) -1000 (b)] TJ ET") == [("a", 20, 50), ("b", 28, 50)]


def test_matrices_that_turn_and_lean_apply_in_order(tmp_path: Path) -> None:
    turned = "1 2 3 5 7 11 cm BT /F 10 Tf 2 1 3 4 5 6 Tm 3 Ts 1 2 Td (ab) Tj ET"
    # Td: x = 1 * 2 + 2 * 3 + 5, y = 1 * 1 + 2 * 4 + 6; the rise adds 3 * (3, 4); each glyph 6 * (2, 1); cm comes last.
    places = [(13 + 9 + step * 12, 15 + 12 + step * 6) for step in (0, 1)]
    expected = [(x + 3 * y + 7, 2 * x + 5 * y + 11) for x, y in places]
    assert [place for _, *place in shown(tmp_path, turned)] == [list(place) for place in expected]


VERTICAL = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Upright /Encoding /Identity-V /DescendantFonts [8 0 R] /ToUnicode 9 0 R >>",
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Upright /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
    b" /Supplement 0 >> /DW 1000 /DW2 [880 -1000] /W2 [66 [-500 400 700]] /FontDescriptor << /Type /FontDescriptor"
    b" /FontName /Upright /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 880 /Descent -120 /ItalicAngle 0 /StemV 80 >> >>",
    b"<< /Length 118 >> stream\n/CIDInit /ProcSet findresource begin begincmap 1 beginbfrange <0041> <0043> <0041>"
    b" endbfrange endcmap end       \nendstream",
)


def test_vertical_text_runs_down_from_the_middle_of_its_top(tmp_path: Path) -> None:
    """ISO 32000-1, 9.7.4.3: A and C stand by DW2, B by its own W2; the second number of a TJ moves down the page."""
    content = b"2 0 0 2 3 4 cm BT /V 10 Tf 1 Tc 2 Ts 20 80 Td [<00410042> 100 <0043>] TJ <0041> Tj ET"
    path = write_pdf(
        tmp_path / "one.pdf", "/X0 Do", objects=(form(content, b"/Resources << /Font << /V 7 0 R >> >>"), *VERTICAL)
    )
    with PdfminerReader(path) as reader:
        texts, places = reader.glyphs(0)
    origins = [(5, 8.8, 0), (4, 7, -10 + 1), (5, 8.8, -9 - 5 + 1 - 1), (5, 8.8, -14 - 10 + 1)]
    expected = [(2 * (20 - left) + 3, 2 * (80 + down - above + 2) + 4) for left, above, down in origins]
    assert texts == ["A", "B", "C", "A"]
    assert np.allclose(places, expected)
