"""Pages whose text is turned as a whole are read and shown upright; text turned beside upright text stays as it is."""

import numpy as np
import pytest

from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.pdf.rendering import render
from tests.pdf.minimal import write_pdf

TEXT = "BT /F 10 Tf 20 50 Td (1234567890123456789012345) Tj ET 20 30 m 180 30 l S"
# How content of 200 × 100 is drawn so that it runs up, upside down or down the page.
DRAWN = {90: "0 1 -1 0 100 0", 180: "-1 0 0 -1 200 100", 270: "0 -1 1 0 0 200"}


def turned(path, degrees, rotate=0, more=""):
    box = "[0 0 200 100]" if degrees == 180 else "[0 0 100 200]"
    return write_pdf(
        path, f"q {DRAWN[degrees]} cm {TEXT} Q {more}", page=f"/MediaBox {box} /Rotate {rotate}"
    )  # fmt: skip


@pytest.mark.parametrize("degrees", DRAWN)
def test_a_page_drawn_on_its_side_is_read_upright(tmp_path, degrees):
    with PdfiumReader(turned(tmp_path / "side.pdf", degrees)) as reader:
        page = reader.page(0)
        assert reader.grey(0).shape == (100, 200)
    assert (page.width, page.height) == (200, 100)
    assert np.allclose(page.glyphs.x0, 20 + 6 * np.arange(25), atol=0.6)
    assert np.allclose(page.glyphs.angle, 0, atol=0.01)
    assert np.allclose(page.rules.horizontal[0][:3], [70, 20, 180])


def test_a_rotation_that_does_not_fit_what_is_drawn_is_not_followed(tmp_path):
    with PdfiumReader(turned(tmp_path / "wrong.pdf", 90, rotate=270)) as reader:
        assert np.allclose(reader.page(0).glyphs.angle, 0, atol=0.01)


def test_a_short_text_on_its_side_turns_no_page(tmp_path):
    few = write_pdf(tmp_path / "few.pdf", "BT /F 10 Tf 0 1 -1 0 50 20 Tm (123456) Tj ET")
    with PdfiumReader(few) as reader:
        assert reader.page(0).width == 200


def test_the_picture_for_a_person_is_turned_as_the_page_is_read(tmp_path):
    picture, scale = render(turned(tmp_path / "side.pdf", 270), 1, 72)
    assert (picture.size, scale) == ((200, 100), 1.0)


def test_text_beside_upright_text_stays_turned(tmp_path):
    upright = "BT /F 10 Tf 1 0 0 1 5 5 Tm (6789678967) Tj ET"
    with PdfiumReader(turned(tmp_path / "both.pdf", 90, more=upright)) as reader:
        page = reader.page(0)
    assert (page.width, page.height) == (100, 200)
    assert {round(float(angle)) for angle in page.glyphs.angle} == {-90, 0}
