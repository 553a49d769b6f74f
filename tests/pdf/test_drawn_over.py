"""The page rendered whole against its text alone: what is drawn over text, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.pdf import drawn_over
from pipelines.pdf.drawn_over import Difference
from pipelines.pdf.pdfium_reader import PROOF_DPI, PdfiumReader
from tests.pdf.minimal import form, write_pdf

TEXT = "BT /F 10 Tf 60 46 Td (12345) Tj ET "
CELL = (50.0, 40.0, 120.0, 65.0)


def difference(tmp_path: Path, content: str | bytes, objects: tuple[bytes, ...] = ()) -> Difference:
    with PdfiumReader(write_pdf(tmp_path / "a.pdf", content, objects=objects)) as reader:
        page = reader.page(0)
        pictures = reader.grey(0, PROOF_DPI), reader.grey_of_text(0, PROOF_DPI)
        assert np.array_equal(pictures[0], reader.grey(0, PROOF_DPI)), "the page is whole again afterwards"
    return drawn_over.compare(*pictures, PROOF_DPI / 72, [CELL], page.fills, np.zeros((0, 4)), np.zeros((0, 4)))[0]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT, id="text_alone"),
        pytest.param("0.8 g 40 30 100 40 re f 0 g " + TEXT, id="text_on_a_shaded_ground"),
        pytest.param("0.9 g 50 35 20 12 re f 0.7 g 50 47 70 13 re f 0 g " + TEXT, id="a_cell_over_two_stripes"),
        pytest.param(TEXT + "1 g 130 40 20 20 re f", id="paint_outside_the_cell"),
    ],
)
def test_nothing_is_drawn_over(tmp_path: Path, content: str):
    assert difference(tmp_path, content) == Difference(0, 0)


@pytest.mark.parametrize(
    "paint",
    [
        pytest.param("1 g 66 44 6 10 re f", id="white_rectangle"),
        pytest.param("0.96 g 66 44 6 10 re f", id="nearly_white_rectangle"),
        pytest.param("q 6 0 0 10 66 44 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q", id="white_inline_image"),
    ],
)
def test_covered_text_is_found(tmp_path: Path, paint: str):
    content = (TEXT + paint).encode("latin-1")
    assert difference(tmp_path, content).covered > 0


def test_text_covered_from_within_a_form_is_found(tmp_path: Path):
    assert difference(tmp_path, TEXT + "/X0 Do", (form(b"1 g 66 44 6 10 re f"),)).covered > 0


@pytest.mark.parametrize(
    "paint",
    [
        pytest.param("53 49 m 58 49 l S", id="minus"),
        pytest.param("56 46 m 56 53 l S", id="one"),
        pytest.param("95 46 1 1 re f", id="dot"),
        pytest.param("95 46 m 97 56 l 99 46 l h f", id="filled_shape"),
        pytest.param("59 49 m 91 49 l S", id="line_through_text"),
        pytest.param("q 8 0 0 8 95 45 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q", id="image"),
    ],
)
def test_a_mark_beside_or_through_text_is_found(tmp_path: Path, paint: str):
    assert difference(tmp_path, (TEXT + paint).encode("latin-1")).foreign > 0


def test_a_border_of_the_cell_is_left_out_and_a_mark_within_it_is_not(tmp_path: Path):
    with PdfiumReader(write_pdf(tmp_path / "a.pdf", TEXT + "52 41 m 52 64 l S 80 56 m 90 56 l S")) as reader:
        pictures = reader.grey(0, PROOF_DPI), reader.grey_of_text(0, PROOF_DPI)
    nothing = np.zeros((0, 4))
    sides, marks = np.array([[51.5, 35.0, 52.5, 60.0]]), np.array([[79.0, 43.0, 91.0, 45.0]])
    foreign = [
        drawn_over.compare(*pictures, PROOF_DPI / 72, [CELL], np.zeros((0, 5)), borders, nothing)[0].foreign
        for borders in (nothing, sides, np.concatenate([sides, marks]))
    ]
    assert foreign[0] > foreign[1] == foreign[2] > 0
