"""The PDFium reader: PDFium's objects as arrays, in the coordinates of the page as a reader sees it.

Each page is written by hand (`minimal.py`) on 200 × 100 points; Courier is 0.6 em wide.
"""

from __future__ import annotations

import zlib

import numpy as np
import pikepdf
import pytest

from pipelines.model.errors import Refused
from pipelines.pdf import page_glyphs, page_objects, pdfium_reader
from pipelines.pdf.page import Page, Visibility
from pipelines.pdf.page_glyphs import ASCENT
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.sandbox.reading import read_documents
from tests.pdf.minimal import form, write_pdf
from tests.printing import make_truth, print_truth

TEXT = "BT /F 10 Tf 20 50 Td (12.50) Tj ET"


def read(tmp_path, content: str, **more) -> Page:
    with PdfiumReader(write_pdf(tmp_path / "page.pdf", content, **more)) as reader:
        return reader.page(0)


def across(page: Page) -> list[tuple[float, ...]]:
    return sorted(tuple(round(float(v), 2) for v in row) for row in page.rules.horizontal)


def down(page: Page) -> list[tuple[float, ...]]:
    return sorted(tuple(round(float(v), 2) for v in row) for row in page.rules.vertical)


def visibilities(page: Page) -> list[str]:
    return [Visibility(v).name for v in page.glyphs.visibility]


# glyphs


def test_glyphs_come_with_text_place_and_size(tmp_path):
    glyphs = read(tmp_path, TEXT).glyphs
    assert "".join(glyphs.text) == "12.50"
    assert np.allclose(glyphs.x0, [20, 26, 32, 38, 44], atol=0.6)
    assert np.allclose(glyphs.size, 10)
    assert np.allclose(glyphs.top, 50 - 10 * ASCENT) and np.allclose(glyphs.bottom, 50 + 10 * (1 - ASCENT))
    assert np.allclose(glyphs.origin_y, 50) and np.allclose(glyphs.origin_x, [20, 26, 32, 38, 44])
    assert np.allclose(glyphs.angle, 0) and not glyphs.unmapped.any() and not glyphs.embedded.any()


def test_the_em_box_is_the_same_for_all_glyphs_of_a_line(tmp_path):
    glyphs = read(tmp_path, "BT /F 10 Tf 20 50 Td (-.g1) Tj ET").glyphs
    assert len(set(glyphs.top)) == len(set(glyphs.bottom)) == 1


def test_scaled_text_has_the_size_it_is_shown_in(tmp_path):
    glyphs = read(tmp_path, "BT /F 1 Tf 8 0 0 8 20 50 Tm (12) Tj ET").glyphs
    assert np.allclose(glyphs.size, 8)


def test_text_that_runs_upwards_has_an_angle(tmp_path):
    glyphs = read(tmp_path, "BT /F 10 Tf 0 1 -1 0 50 20 Tm (12) Tj ET").glyphs
    assert np.allclose(np.abs(glyphs.angle), 90)


def test_a_hyphen_at_a_lines_end_is_the_minus_it_was(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 20 50 Td (total-) Tj 0 -12 Td (56.7) Tj ET")
    assert "".join(t for t in page.glyphs.text if not t.isspace()) == "total-56.7"
    assert not page.glyphs.unmapped.any()


def test_spaces_that_the_file_does_not_print_are_not_invented(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 20 50 Td (12) Tj 60 0 Td (34) Tj ET")
    assert "".join(page.glyphs.text) == "1234"


def test_a_printed_space_is_kept(tmp_path):
    assert "".join(read(tmp_path, "BT /F 10 Tf 20 50 Td (a b) Tj ET").glyphs.text) == "a b"


def test_the_luminance_is_that_of_the_paint(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 0.5 g 20 50 Td (1) Tj 1 g 20 0 Td (2) Tj 0 g 20 0 Td (3) Tj ET")
    assert np.allclose(page.glyphs.luminance, [0.5, 1.0, 0.0], atol=0.01)


@pytest.mark.parametrize("mode", [3, 7])
def test_render_modes_that_paint_nothing_are_invisible(tmp_path, mode):
    assert visibilities(read(tmp_path, f"BT /F 10 Tf {mode} Tr 20 50 Td (12) Tj ET")) == ["INVISIBLE"] * 2


def test_text_off_the_page_is_named(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 300 50 Td (9) Tj ET " + TEXT)
    assert dict(zip(page.glyphs.text, visibilities(page), strict=True)) == {
        **dict.fromkeys("12.50", "VISIBLE"),
        "9": "OFF_PAGE",
    }


def test_text_outside_its_clip_is_named(tmp_path):
    page = read(tmp_path, "q 0 0 33 100 re W n BT /F 10 Tf 20 50 Td (1234) Tj ET Q")
    assert visibilities(page) == ["VISIBLE", "VISIBLE", "CLIPPED", "CLIPPED"]
    assert np.allclose(page.glyphs.clip[0], [0, 0, 33, 100])


def test_a_line_half_cut_by_its_clip_is_marked(tmp_path):
    page = read(tmp_path, "q 0 48 200 52 re W n BT /F 10 Tf 20 46 Td (12) Tj ET Q")
    assert page.glyphs.clip_cut.all()
    page = read(tmp_path, "q 0 20 200 80 re W n BT /F 10 Tf 20 46 Td (12) Tj ET Q")
    assert not page.glyphs.clip_cut.any()


def test_nested_clips_intersect(tmp_path):
    page = read(tmp_path, "q 0 0 50 100 re W n q 30 0 100 100 re W n BT /F 10 Tf 20 50 Td (123456) Tj ET Q Q")
    assert visibilities(page) == ["CLIPPED", "CLIPPED", "VISIBLE", "VISIBLE", "VISIBLE", "CLIPPED"]


def test_the_glyphs_of_one_text_object_are_one_run(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 20 50 Td (12) Tj ET BT /F 10 Tf 20 30 Td (34) Tj ET")
    assert page.glyphs.run.tolist() == [0, 0, 1, 1]


# rules, fills, drawings


def test_stroked_lines_are_rules_with_their_width(tmp_path):
    page = read(tmp_path, "0.75 w 10 50 m 190 50 l S 1.5 w 20 10 m 20 90 l S")
    assert across(page) == [(50, 10, 190, 0.75)]
    assert down(page) == [(20, 10, 90, 1.5)]


def test_a_stroked_rectangle_is_four_rules(tmp_path):
    page = read(tmp_path, "1 w 10 20 100 60 re S")
    assert [row[:3] for row in across(page)] == [(20, 10, 110), (80, 10, 110)]
    assert [row[:3] for row in down(page)] == [(10, 20, 80), (110, 20, 80)]


def test_a_thin_filled_rectangle_is_a_rule(tmp_path):
    page = read(tmp_path, "10 50 180 0.5 re f 20 10 0.5 80 re f")
    assert across(page) == [(49.75, 10, 190, 0.5)]
    assert down(page) == [(20.25, 10, 90, 0.5)]
    assert len(page.fills) == 0


def test_a_filled_area_is_no_rule(tmp_path):
    page = read(tmp_path, "0.2 g 10 20 100 60 re f")
    assert (across(page), down(page)) == ([], [])
    assert np.allclose(page.fills, [[10, 20, 110, 80, 0.2]], atol=0.01)


def test_a_frame_cut_out_of_a_rectangle_is_four_rules(tmp_path):
    page = read(tmp_path, "10 20 100 60 re 11 21 98 58 re f*")
    assert (len(across(page)), len(down(page))) == (2, 2)
    assert len(page.fills) == 0


def test_a_frame_is_four_rules_whichever_rectangle_is_drawn_first(tmp_path):
    page = read(tmp_path, "11 21 98 58 re 10 20 100 60 re f*")
    assert (len(across(page)), len(down(page)), len(page.fills)) == (2, 2, 0)


def test_a_frame_that_is_open_below_is_three_rules(tmp_path):
    page = read(tmp_path, "11 20 98 59 re 10 20 100 60 re f*")
    assert (len(across(page)), len(down(page)), len(page.fills)) == (1, 2, 0)


def test_an_area_of_which_the_clip_leaves_a_thin_strip_is_a_rule(tmp_path):
    page = read(tmp_path, "q 10 50 100 0.5 re W n 0 0 200 100 re f Q")
    assert (across(page), len(page.fills)) == ([(49.75, 10, 110, 0.5)], 0)


@pytest.mark.parametrize("paint", ["1 G 10 50 m 190 50 l S", "1 g 10 50 180 0.5 re f"])
def test_white_rules_are_none(tmp_path, paint):
    assert across(read(tmp_path, paint)) == []


def test_pale_grey_rules_are_rules(tmp_path):
    assert len(across(read(tmp_path, "0.9 G 10 50 m 190 50 l S"))) == 1


def test_a_path_that_paints_nothing_is_nothing(tmp_path):
    page = read(tmp_path, "10 50 m 190 50 l n")
    assert (across(page), len(page.drawings)) == ([], 0)


def test_a_rule_is_cut_by_its_clip(tmp_path):
    page = read(tmp_path, "q 50 0 60 100 re W n 10 50 m 190 50 l S Q q 50 0 60 40 re W n 10 50 m 190 50 l S Q")
    assert [row[:3] for row in across(page)] == [(50, 50, 110)]


def test_a_slanted_line_is_a_drawing_and_no_rule(tmp_path):
    page = read(tmp_path, "10 10 m 100 80 l S")
    assert (across(page), down(page)) == ([], [])
    assert np.allclose(page.drawings, [[10, 20, 100, 90]])


def test_a_curve_is_a_drawing(tmp_path):
    assert len(read(tmp_path, "10 10 m 20 60 80 60 100 10 c S").drawings) == 1


def test_rules_inside_a_form_are_where_the_form_is_placed(tmp_path):
    page = read(tmp_path, "q 2 0 0 2 10 20 cm /X0 Do Q", objects=(form(b"1 w 0 0 m 50 0 l S"),))
    assert [row[:3] for row in across(page)] == [(80, 10, 110)]


def test_text_inside_a_form_is_read(tmp_path):
    inner = form(b"BT /F 10 Tf 0 0 Td (34) Tj ET", b"/Resources << /Font << /F 5 0 R >> >>")
    page = read(tmp_path, "q 1 0 0 1 20 50 cm /X0 Do Q", objects=(inner,))
    assert "".join(page.glyphs.text) == "34"
    assert np.allclose(page.glyphs.top, 50 - 10 * ASCENT)


def image() -> bytes:
    pixels = zlib.compress(bytes(100))
    head = b"<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return head + b" /Filter /FlateDecode /Length %d >> stream\n%s\nendstream" % (len(pixels), pixels)


def test_an_image_has_its_box(tmp_path):
    page = read(tmp_path, "q 100 0 0 50 20 30 cm /X0 Do Q", objects=(image(),))
    assert np.allclose(page.images, [[20, 20, 120, 70]])


# page boxes and turns


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_seen(tmp_path, turns):
    upright = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 100 0", 180: "-1 0 0 -1 200 100", 270: "0 -1 1 0 0 200"}
    # The visible page is 200 × 100 (or the file's own box turned), its content drawn turned back.
    box = "[0 0 200 100]" if turns in (0, 180) else "[0 0 100 200]"
    page = read(
        tmp_path, f"q {upright[turns]} cm {TEXT} 0.5 w 10 40 m 190 40 l S Q", page=f"/MediaBox {box} /Rotate {turns}"
    )
    assert (page.width, page.height) == (200, 100)
    assert np.allclose(page.glyphs.x0, [20, 26, 32, 38, 44], atol=0.6)
    assert np.allclose(page.glyphs.top, 50 - 10 * ASCENT, atol=0.1)
    assert np.allclose(page.glyphs.angle, 0, atol=0.01)
    assert [row[:3] for row in across(page)] == [(60, 10, 190)]


def test_a_page_away_from_the_origin_begins_at_its_own_corner(tmp_path):
    page = read(tmp_path, "BT /F 10 Tf 120 0 Td (1) Tj ET", page="/MediaBox [100 -50 300 50]")
    assert (page.width, page.height) == (200, 100)
    assert np.allclose(page.glyphs.x0, 20, atol=0.6) and np.allclose(page.glyphs.bottom, 50 + 10 * (1 - ASCENT))


def test_the_crop_box_is_the_page(tmp_path):
    page = read(tmp_path, TEXT, page="/MediaBox [-50 -50 300 300] /CropBox [0 0 200 100]")
    assert (page.width, page.height) == (200, 100)
    assert np.allclose(page.glyphs.x0[0], 20, atol=0.6)


def test_an_inherited_box_is_the_pages(tmp_path):
    path = write_pdf(tmp_path / "page.pdf", TEXT)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[0].MediaBox
        pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 200, 100])
        pdf.save(path)
    with PdfiumReader(path) as reader:
        page = reader.page(0)
    assert (page.width, page.height) == (200, 100)


@pytest.mark.parametrize("box", ["[0 0 200000 100]", "[0 0 30000 30000]"])
def test_a_page_that_no_printer_prints_is_refused(tmp_path, box):
    with pytest.raises(Refused) as refused:
        read(tmp_path, TEXT, page=f"/MediaBox {box}")
    assert refused.value.rule == "bad_page_box"


# annotations


@pytest.mark.parametrize(("kind", "name"), [("FreeText", "free text"), ("Widget", "form field"), ("Stamp", "stamp")])
def test_annotations_that_print_are_named(tmp_path, kind, name):
    look = form(b"BT /F 9 Tf 2 4 Td (99) Tj ET", b"/Resources << /Font << /F 5 0 R >> >>")
    note = f"/Annots [<< /Type /Annot /Subtype /{kind} /Rect [10 10 60 30] /F 4 /AP << /N 6 0 R >> >>]"
    page = read(tmp_path, TEXT, page=f"/MediaBox [0 0 200 100] {note}", objects=(look,))
    assert page.annotations == [name]


def test_an_annotation_without_a_look_prints_nothing(tmp_path):
    note = "/Annots [<< /Type /Annot /Subtype /Text /Rect [10 10 60 30] /Contents (9) >>]"
    assert read(tmp_path, TEXT, page=f"/MediaBox [0 0 200 100] {note}").annotations == []


def test_a_link_prints_nothing(tmp_path):
    page = read(
        tmp_path, TEXT, page="/MediaBox [0 0 200 100] /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] >>]"
    )
    assert page.annotations == []


# the document


def test_what_is_no_pdf_is_refused(tmp_path):
    path = tmp_path / "page.pdf"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(Refused) as refused:
        PdfiumReader(path)
    assert refused.value.rule == "broken_file"


def test_a_document_with_a_password_says_so(tmp_path):
    path = tmp_path / "locked.pdf"
    print_truth(make_truth(projects=1), path, encryption="user")
    with pytest.raises(Refused, match="password") as refused:
        PdfiumReader(path)
    assert refused.value.rule == "password"


def test_a_document_without_pages_is_refused(tmp_path):
    path = tmp_path / "none.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    # PDFium keeps the last error of its process, so each document is read in one of its own.
    ((_, document),) = read_documents([path], workers=1)
    assert document.outcome == "quarantined"
    assert [found.rule for found in document.findings] == ["broken_file"]


def test_more_pages_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pdfium_reader, "MAX_PAGES", 3)
    with pytest.raises(Refused) as refused:
        PdfiumReader(write_pdf(tmp_path / "page.pdf", TEXT, copies=4))
    assert refused.value.rule == "too_many_pages"


def test_more_glyphs_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page_glyphs, "MAX_GLYPHS", 4)
    with pytest.raises(Refused) as refused:
        read(tmp_path, TEXT)
    assert refused.value.rule == "too_many_glyphs"


def test_more_segments_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page_objects, "MAX_SEGMENTS", 10)
    with pytest.raises(Refused) as refused:
        read(tmp_path, "10 50 m 190 50 l S " * 6)
    assert refused.value.rule == "too_many_lines"


def test_forms_nested_too_deeply_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page_objects, "MAX_FORM_DEPTH", 1)
    inner = [form(b"/X0 Do", b"/Resources << /XObject << /X0 %d 0 R >> >>" % (7 + at)) for at in range(3)]
    with pytest.raises(Refused) as refused:
        read(tmp_path, "/X0 Do", objects=(*inner, form(b"0 0 m 50 0 l S")))
    assert refused.value.rule == "nested_forms"


def test_the_picture_is_as_large_as_the_page_in_points(tmp_path):
    with PdfiumReader(write_pdf(tmp_path / "page.pdf", TEXT)) as reader:
        grey = reader.grey(0)
    assert grey.shape == (100, 200)
    assert grey.max() == 255 and grey[41:52, 20:50].min() < 128


def test_a_page_read_twice_is_the_same(tmp_path):
    with PdfiumReader(write_pdf(tmp_path / "page.pdf", TEXT + " 1 w 10 50 m 190 50 l S")) as reader:
        first, second = reader.page(0), reader.page(0)
    assert first.glyphs.text == second.glyphs.text
    assert np.array_equal(first.rules.horizontal, second.rules.horizontal)


def test_the_rough_look_sees_the_pages_text(tmp_path):
    path = tmp_path / "page.pdf"
    print_truth(make_truth(projects=1), path)
    with PdfiumReader(path) as reader:
        rough = reader.rough(0)
    assert "年度指标值" in rough.text.replace("\r\n", "").replace("\n", "")
    assert (rough.unmapped, rough.image_share) == (0, 0)


def test_the_rough_look_recognises_a_scan(tmp_path):
    path = tmp_path / "page.pdf"
    print_truth(make_truth(projects=1), path, scan="ocr")
    with PdfiumReader(path) as reader:
        rough = reader.rough(0)
    assert rough.image_share > 0.9 and rough.invisible > 0.9
