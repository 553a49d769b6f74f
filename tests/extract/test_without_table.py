"""Documents in which no target table is found: refused for the true reason where one may be there, else told what they hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.extract.damaged_headings import damaged_heading
from pipelines.extract.document import parse_pdf
from pipelines.extract.picture_pages import shows_lines
from pipelines.layouts.headings import field_of
from tests.pdf.minimal import write_pdf
from tests.printing import make_truth, print_truth
from tests.tables.building import page_table

LIST = ["项目名称", "总计", "财政拨款", "绩效目标", "绩效指标"]
FORM = ["一级指标", "二级指标", "三级指标", "指标值", "年度目标"]


def heading(words: list[str], lost: str, instead: str) -> tuple[int, str] | None:
    row = [word.replace(lost, instead) for word in words]
    return damaged_heading([page_table([row, ["甲", "1", "1", "乙", "丙"]], page=3)])


# damaged headings


@pytest.mark.parametrize("instead", ["\ue123", "\ufffd", "", "杯"])
@pytest.mark.parametrize("words", [LIST, FORM])
def test_a_heading_with_a_lost_or_exchanged_character_is_known_for_what_it_was(words, instead):
    found = heading(words, "标", instead)
    assert found is not None
    assert found[0] == 3
    assert "for 绩效目标" in found[1] or "for 一级指标" in found[1]


@pytest.mark.parametrize(("lost", "instead"), [("绩", "\ue001"), ("目", "\ufffd"), ("效", "")])
def test_also_where_another_character_is_lost(lost, instead):
    assert heading(LIST, lost, instead) is not None


@pytest.mark.parametrize(("simplified", "traditional"), [("标", "標"), ("项", "項")])
def test_one_traditional_character_in_simplified_headings_is_damage(simplified, traditional):
    found = heading(LIST, simplified, traditional)
    assert found is not None and traditional in found[1]


def test_headings_in_traditional_type_throughout_are_read_and_no_damage():
    words = ["項目名稱", "績效目標", "績效指標"]
    assert damaged_heading([page_table([words, ["甲", "乙", "丙"]])]) is None
    assert [field_of(word) for word in words] == [field_of(word) for word in ("项目名称", "绩效目标", "绩效指标")]


def test_the_headings_of_a_sound_table_are_not_damaged():
    assert heading(LIST, "标", "标") is None


def test_a_wording_of_its_own_is_no_damage():
    words = ["项目名称", "年初预算数", "年初目标值", "绩效指标", "主管部门及编码"]
    assert damaged_heading([page_table([words, ["（2025年度）", "1", "2", "3", "4"]])]) is None


def test_one_damaged_word_alone_makes_no_target_table():
    assert damaged_heading([page_table([["科目", "指標", "绩效工資", "绩效指標"], ["甲", "1", "2", "3"]])]) is None


@pytest.mark.parametrize(("instead", "shown"), [("E123", "绩效目□"), ("6A19", "绩效目標")])
def test_a_document_whose_font_loses_a_character_is_refused_by_name(tmp_path, instead, shown):
    path = tmp_path / "printed.pdf"
    print_truth(make_truth(projects=1), path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                data = font.ToUnicode.read_bytes()
                font.ToUnicode = pdf.make_stream(data.replace(b"<6807>", f"<{instead}>".encode()))
        pdf.save(path)
    document = parse_pdf(path)
    assert document.outcome == "quarantined"
    assert f"{shown} for 绩效目标" in (document.reason or "")


def test_text_mapped_to_signs_that_nobody_prints_is_refused_as_unreadable(tmp_path):
    document = parse_pdf(
        write_pdf(tmp_path / "a.pdf", "BT /F 8 Tf 10 50 Td (" + "\\351\\244\\306\\260" * 9 + ") Tj ET")
    )
    assert document.outcome == "quarantined"
    assert "text without Unicode values, or with wrong ones" in (document.reason or "")


# attachments


def attached(folder: Path, name: str) -> Path:
    path = write_pdf(folder / "cover.pdf", "BT /F 8 Tf 10 50 Td (see the attachment) Tj ET")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"x", filename=name)
        pdf.save(path)
    return path


@pytest.mark.parametrize("name", ["绩效目标表.pdf", "附表.XLSX", "全部.zip"])
def test_a_portfolio_says_that_it_has_attachments_and_which(name, tmp_path):
    document = parse_pdf(attached(tmp_path, name))
    assert document.outcome == "quarantined"
    assert name in (document.reason or "")


def test_an_attachment_that_holds_no_table_changes_nothing(tmp_path):
    assert parse_pdf(attached(tmp_path, "settings.joboptions")).outcome == "no_target_table"


def test_a_file_behind_a_mark_on_a_page_is_an_attachment(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", "BT /F 8 Tf 10 50 Td (see the attachment) Tj ET")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        spec = pikepdf.AttachedFileSpec(pdf, b"x", filename="目标.pdf").obj
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(mark)])
        pdf.save(path)
    assert "目标.pdf" in (parse_pdf(path).reason or "")


# pictures


def with_picture(folder: Path, *, lines: bool, text_pages: int) -> Path:
    """A page that is one picture, a frame or a table, and pages of text behind it."""
    picture = np.full((400, 280), 230, dtype=np.uint8)
    places = range(40, 400, 40) if lines else (20, 380)
    picture[list(places), 20:260] = 0
    picture[20:380, [20, 100, 180, 260] if lines else [20, 260]] = 0
    from PIL import Image

    path = folder / "picture.pdf"
    canvas = Canvas(str(path), pagesize=(560, 800))
    canvas.drawInlineImage(Image.fromarray(picture), 0, 0, 560, 800)
    canvas.showPage()
    for _ in range(text_pages):
        canvas.drawString(50, 700, "a page of text that holds no table at all")
        canvas.showPage()
    canvas.save()
    return path


def test_a_picture_on_a_cover_is_no_scan(tmp_path):
    assert parse_pdf(with_picture(tmp_path, lines=False, text_pages=2)).outcome == "no_target_table"


def test_a_scanned_table_on_the_first_page_is_one(tmp_path):
    document = parse_pdf(with_picture(tmp_path, lines=True, text_pages=2))
    assert document.outcome == "quarantined"
    assert "page 1 holds a scanned image" in (document.reason or "")


def test_a_document_of_pictures_alone_is_a_scan(tmp_path):
    assert parse_pdf(with_picture(tmp_path, lines=False, text_pages=0)).outcome == "quarantined"


def test_a_dark_cover_has_no_lines():
    assert not shows_lines(np.zeros((400, 280), dtype=np.uint8))
