"""Rules that are no lines in the file: rows of dots, curves that run straight, thin images."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.pdf.dotted_rules import join_dots
from pipelines.pdf.page import Rules
from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.pdf.minimal import write_pdf
from tests.tables.building import rules_of


def dotted(*, across: list[float], down: list[float]) -> Rules:
    """Dots of 0.7 every 2.2 points, from 50 to 149, along each line."""
    places = np.arange(50, 150, 2.2)
    return rules_of(
        [(y, x, x + 0.7) for y in across for x in places] + [(y, x - 0.35, x + 0.35) for x in down for y in places]
    )


def test_rows_of_dots_are_rules():
    joined = join_dots(dotted(across=[60.0, 90.0], down=[50.35]))
    assert joined.horizontal[:, :3].round().tolist() == [[60, 50, 150], [90, 50, 150]]
    assert joined.vertical[:, :3].round().tolist() == [[50, 50, 149]]


def test_rules_beside_dots_stay_as_they_are():
    sound = rules_of([(20.0, 50.0, 500.0)], [(50.0, 20.0, 90.0)])
    dots = dotted(across=[60.0], down=[])
    both = Rules(np.concatenate([sound.horizontal, dots.horizontal]), sound.vertical)
    joined = join_dots(both)
    assert joined.horizontal[0].tolist() == sound.horizontal[0].tolist()
    assert len(joined.horizontal) == 2
    assert joined.vertical.tolist() == sound.vertical.tolist()


def test_scattered_dots_are_no_rules():
    scattered = rules_of([(20.0 * row, 30.0 * at, 30.0 * at + 1) for row in range(10) for at in range(10)])
    assert len(join_dots(scattered).horizontal) == 100


def test_a_dot_where_two_dotted_rules_meet_belongs_to_both():
    joined = join_dots(dotted(across=[50.0, 149.0], down=[50.35, 149.35]))
    assert (len(joined.horizontal), len(joined.vertical)) == (2, 2)


@pytest.mark.parametrize(
    ("content", "across", "down"),
    [
        ("20 50 m 60 50 100 50 150 50 c S", 1, 0),
        ("20 10 m 20 40 20 60 20 90 c S", 0, 1),
        ("20 50 m 60 70 100 30 150 50 c S", 0, 0),
        (" ".join(f"{x} 50 0.7 0.7 re f" for x in range(20, 120, 2)), 1, 0),
        (" ".join(f"20 {y} 0.7 0.7 re f" for y in range(2, 98, 2)), 0, 1),
        ("q 130 0 0 1 20 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI Q", 1, 0),
        ("q 130 0 0 40 20 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI Q", 0, 0),
    ],
)
def test_what_is_seen_as_a_line_is_a_rule(content, across, down, tmp_path):
    with PdfiumReader(write_pdf(tmp_path / "page.pdf", content)) as reader:
        rules = reader.page(0).rules
    assert (len(rules.horizontal), len(rules.vertical)) == (across, down)
