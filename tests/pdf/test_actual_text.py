"""Text that a file gives in place of its glyphs: what is printed is read, one character for one glyph is believed."""

from __future__ import annotations

import pytest

from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.pdf.minimal import form, write_pdf

SHOWN = "BT /F 10 Tf 10 50 Td (%s) Tj ET"
SPAN = "/Span << /ActualText (%s) >> BDC %s EMC"


def read(path) -> tuple[str, list[float]]:
    with PdfiumReader(path) as reader:
        glyphs = reader.page(0).glyphs
        return "".join(glyphs.text), glyphs.x0.round().tolist()


@pytest.mark.parametrize("given", ["999", "100.00"])
def test_glyphs_are_read_and_not_what_the_file_gives_in_their_place(given, tmp_path):
    assert read(write_pdf(tmp_path / "a.pdf", SPAN % (given, SHOWN % "100"))) == ("100", [10, 16, 22])


def test_also_inside_a_form(tmp_path):
    inner = form((SPAN % ("999", SHOWN % "100")).encode(), b"/Resources << /Font << /F 5 0 R >> >>")
    assert read(write_pdf(tmp_path / "a.pdf", "/X0 Do", objects=(inner,)))[0] == "100"


def test_the_one_character_that_an_engine_names_for_a_shared_glyph_stays(tmp_path):
    assert read(write_pdf(tmp_path / "a.pdf", SPAN % ("B", SHOWN % "b")))[0] == "B"
