"""The quick look at every page: candidates, scans, pages that nobody can read, and what a cover says."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.extract.triage import Survey, pages_hold, survey
from pipelines.pdf.pdfium_reader import PdfiumReader
from tests.pdf.minimal import write_pdf
from tests.printing import LAYOUTS, Style, make_truth, print_truth


def looked_at(folder: Path, *, layout: str = "list", **style: object) -> tuple[Survey, int]:
    path = folder / "printed.pdf"
    print_truth(make_truth(layout=layout, projects=2), path, style=Style(**style))
    found = Survey()
    with PdfiumReader(path) as reader:
        numbers = list(survey(reader, found))
        pages = reader.page_count
    assert numbers == found.candidates
    return found, pages


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "style",
    [
        {},
        {"spaced_headings": True},
        {"to_unicode": "kangxi"},
        {"hidden_layer": "white"},
        {"hidden_layer": "invisible"},
        {"fake_bold": "exact"},
        {"rules": "none"},
        {"justify": True},
        {"rotate": 90},
    ],
)
def test_a_page_with_a_target_table_is_always_a_candidate(layout, style, tmp_path):
    found, pages = looked_at(tmp_path, layout=layout, **style)
    assert found.candidates == list(range(1, pages + 1))
    assert (found.scans, found.unmapped, found.outlined, found.blank) == ([], [], [], [])


def test_pages_that_speak_of_bonus_pay_alone_are_no_candidates(tmp_path):
    path = tmp_path / "printed.pdf"
    truth = {**make_truth(projects=1), "projects": []}
    print_truth(truth, path, tables_before=True, title=False, layout="form")
    found = Survey()
    with PdfiumReader(path) as reader:
        assert list(survey(reader, found)) == []
    assert "收支总体情况表" in "".join(found.topics)


@pytest.mark.parametrize("scan", ["image", "ocr"])
def test_a_scan_is_told_whether_or_not_a_layer_of_text_lies_over_it(scan, tmp_path):
    found, pages = looked_at(tmp_path, scan=scan)
    assert found.scans == list(range(1, pages + 1))


def test_a_watermark_image_makes_no_scan(tmp_path):
    assert looked_at(tmp_path, watermark="diagonal_image")[0].scans == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_whose_words_are_a_target_tables_are_told(layout, tmp_path):
    found, pages = looked_at(tmp_path, layout=layout, rules="none")
    assert found.telling and set(found.telling) <= set(range(1, pages + 1))


def test_a_sheet_whose_columns_stand_on_two_pages_is_told(tmp_path):
    path = tmp_path / "printed.pdf"
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for headings in ("单位名称 项目名称 三级指标", "绩效指标性质 绩效指标值"):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(50, 700, headings)
        canvas.showPage()
    canvas.save()
    found = Survey()
    with PdfiumReader(path) as reader:
        assert list(survey(reader, found)) == [1, 2]
    assert found.telling == [1, 2]


def test_self_evaluation_is_no_target_table_without_lines(tmp_path):
    path = tmp_path / "printed.pdf"
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 10)
    canvas.drawString(50, 700, "项目名称 三级指标 年度指标值 实际完成值 得分")
    canvas.save()
    found = Survey()
    with PdfiumReader(path) as reader:
        assert list(survey(reader, found)) == [1]
    assert found.telling == []


def test_letters_drawn_as_outlines_are_told_from_a_page_with_nothing(tmp_path):
    for content, pages in (
        ("10 10 m 15 18 l 20 10 l f " * 300, ([1], [])),
        ("", ([], [1])),
        ("0 0 9 9 re f", ([], [])),
    ):
        found = Survey()
        with PdfiumReader(write_pdf(tmp_path / "page.pdf", content)) as reader:
            assert list(survey(reader, found)) == []
        assert (found.outlined, found.blank) == pages


def test_text_without_unicode_values_is_told(tmp_path):
    found, pages = looked_at(tmp_path, to_unicode="missing", embedding="identity_h")
    assert found.unmapped == list(range(1, pages + 1))


def test_pages_are_named_in_a_sentence():
    assert pages_hold([3]) == "page 3 holds"
    assert pages_hold([1, 2]) == "pages 1、2 hold"
    assert pages_hold(list(range(1, 9))) == "pages 1、2、3、4、5、6 … hold"
