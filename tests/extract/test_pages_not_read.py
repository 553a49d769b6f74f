"""Pages of a document with target tables on which another table may stand that nobody can read."""

from __future__ import annotations

import pikepdf
import pytest

from pipelines.extract.document import parse_pdf
from pipelines.model.records import ParsedDocument
from tests.pdf.minimal import write_pdf
from tests.printing import make_truth, print_truth

OUTLINES = "10 10 m 15 18 l 20 10 l f " * 300


def read_with(tmp_path, page: str, at: int) -> ParsedDocument:
    """Three forms of a page each, and a page of that content put in at place `at`."""
    path = tmp_path / "printed.pdf"
    print_truth(make_truth(layout="form", projects=3), path)
    with (
        pikepdf.open(path, allow_overwriting_input=True) as pdf,
        pikepdf.open(write_pdf(tmp_path / "page.pdf", page)) as other,
    ):
        pdf.pages.insert(at, other.pages[0])
        pdf.save(path)
    return parse_pdf(path)


def named(document: ParsedDocument) -> list[tuple[str, int | None]]:
    return [(f.rule, f.page) for f in document.findings if f.rule.startswith("page_")]


@pytest.mark.parametrize(("at", "page"), [(0, 1), (1, 2), (3, 4)])
def test_an_empty_page_beside_target_tables_is_named(tmp_path, at, page):
    document = read_with(tmp_path, "", at)
    assert len(document.statements[0].projects) == 3
    assert named(document) == [("page_is_blank", page)]


def test_the_back_of_a_cover_is_not(tmp_path):
    path = tmp_path / "printed.pdf"
    print_truth(make_truth(layout="form", projects=2), path, tables_before=True)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.add_blank_page()
        pdf.pages.insert(0, pdf.pages[-1])
        del pdf.pages[-1]
        pdf.save(path)
    document = parse_pdf(path)
    assert (document.outcome, named(document)) == ("parsed", [])


def test_a_page_of_outlines_beside_target_tables_is_named(tmp_path):
    assert named(read_with(tmp_path, OUTLINES, 3)) == [("page_is_outlined", 4)]


def test_a_document_of_outlines_is_refused(tmp_path):
    document = parse_pdf(write_pdf(tmp_path / "page.pdf", OUTLINES))
    assert document.outcome == "quarantined"
    assert "letters drawn as outlines" in (document.reason or "")
