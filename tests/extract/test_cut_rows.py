"""Rows that a page break cuts, as WeasyPrint prints them: every line below the last rule belongs to a cell, or nothing loads.

The prints are committed (cut_rows/), each with the truth that it was made from.
"""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from pipelines.extract.document import parse_pdf
from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.extract.comparing import assert_same_facts, outcome_of
from tests.printing import make_truth, print_truth

PRINTS = Path(__file__).parent / "cut_rows"


@pytest.mark.parametrize("path", sorted(PRINTS.glob("*.pdf")), ids=lambda path: path.stem)
def test_a_merged_row_that_the_page_cuts_loses_no_line(path):
    assert_same_facts(parse_pdf(path), json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


def with_words(path: Path, words: str, *, below: float) -> None:
    """Prints `words` on the first page, so far below the lowest rule, at the left of the second column."""
    with PdfiumReader(path) as reader:
        page = reader.page(0)
    x = sorted(set(page.rules.vertical[:, 0]))[1] + 3
    baseline = page.height - float(page.rules.horizontal[:, 0].max()) - below - 8
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].Resources.Font["/Words"] = pdf.make_indirect(font)
        pdf.pages[0].contents_add(f"BT /Words 8 Tf {x} {baseline} Td ({words}) Tj ET".encode())
        pdf.save(path)


@pytest.mark.parametrize(("below", "rules"), [(1.0, ["text_beside_table"]), (30.0, [])])
def test_text_that_touches_the_last_rule_is_refused_and_text_further_down_is_not(below, rules, tmp_path):
    path = tmp_path / "printed.pdf"
    print_truth(make_truth(projects=2), path)
    with_words(path, "ends", below=below)
    document = parse_pdf(path)
    assert [f.rule for f in document.findings if f.severity == "error"] == rules, outcome_of(document)
