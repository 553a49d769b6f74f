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


def with_sideways_text(tmp_path, layout: str) -> ParsedDocument:
    """Two forms, and a page of that layout of which most text runs up the page."""
    path, other = tmp_path / "forms.pdf", tmp_path / "other.pdf"
    print_truth(make_truth(layout="form", projects=2), path)
    print_truth(make_truth(layout="form", projects=1), other, layout=layout)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf, pikepdf.open(other) as more:
        page = more.pages[0]
        page.Resources.Font["/Side"] = more.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        )
        lines = " ".join(f"BT /Side 4 Tf 0 1 -1 0 {10 + 5 * k} 5 Tm (1234567890) Tj ET" for k in range(99))
        page.contents_add(f"q {lines} Q".encode())
        pdf.pages.append(page)
        pdf.save(path)
    return parse_pdf(path)


def test_a_table_of_another_kind_on_a_page_of_sideways_text_costs_nothing(tmp_path):
    document = with_sideways_text(tmp_path, "self_evaluation")
    assert (document.outcome, len(document.statements[0].projects)) == ("parsed", 2)


def test_a_target_table_on_a_page_of_sideways_text_is_refused_for_it(tmp_path):
    document = with_sideways_text(tmp_path, "form")
    assert "upright and most of it turned" in (document.reason or "")


def test_a_form_without_lines_between_its_columns_is_refused_for_that(tmp_path):
    path = tmp_path / "form.pdf"
    print_truth(make_truth(layout="application_form", projects=1), path, rules="horizontal")
    assert "the table has no lines between its columns" in (parse_pdf(path).reason or "")
