"""Where the two readers differ: inside a table or in its title it counts, elsewhere it is named."""

from __future__ import annotations

import pikepdf

from pipelines.extract.document import parse_pdf
from pipelines.model.records import ParsedDocument
from tests.printing import make_truth, print_truth

COURIER = pikepdf.Dictionary(
    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier, Encoding=pikepdf.Name.WinAnsiEncoding
)  # fmt: skip


def read_with_difference(folder, x: float, y: float) -> ParsedDocument:
    """A sound print with one letter more, for which the file names another one that only PDFium follows."""
    path = folder / "printed.pdf"
    print_truth(make_truth(projects=2), path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font.Z = COURIER
        pdf.pages[0].contents_add(f"/Span << /ActualText (B) >> BDC BT /Z 6 Tf {x} {y} Td (b) Tj ET EMC".encode())
        pdf.save(path)
    return parse_pdf(path)


def test_a_difference_in_a_cell_is_refused_with_its_place(tmp_path):
    document = read_with_difference(tmp_path, 300, 490)
    assert document.outcome == "quarantined"
    assert "(B / b)" in (document.reason or "")
    assert "at 300," in (document.reason or "")


def test_a_difference_outside_the_table_is_named_and_costs_nothing(tmp_path):
    document = read_with_difference(tmp_path, 40, 20)
    assert document.outcome == "parsed"
    assert [f.severity for f in document.findings if f.rule == "readers_disagree"] == ["info"]


def test_a_difference_in_the_line_that_names_the_unit_counts(tmp_path):
    sound = read_with_difference(tmp_path, 40, 20)
    assert sound.outcome == "parsed"
    document = read_with_difference(tmp_path, 700, 541)
    assert document.outcome == "quarantined"
