"""The page tree finds the pages that pdfminer's own walk finds, parsed or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from pdfminer.pdfpage import PDFPage
from pikepdf import Array, Dictionary, Name, Pdf

from pipelines.pdf.page_tree import PageTree
from pipelines.pdf.pdfminer_reader import PdfminerReader


def _page(pdf: Pdf, **more: object) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.Page, Contents=pdf.make_stream(b"q Q"), **more))


def _branch(pdf: Pdf, *kids: pikepdf.Object, **more: object) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(kids), Count=len(kids), **more))


def _flat(pdf: Pdf) -> pikepdf.Object:
    return _branch(pdf, *(_page(pdf, MediaBox=[0, 0, 100 + k, 100]) for k in range(3)))


def _nested(pdf: Pdf) -> pikepdf.Object:
    """Boxes and turns are inherited, and overruled."""
    inner = _branch(pdf, _page(pdf), _page(pdf, Rotate=180), MediaBox=[0, 0, 50, 60], Rotate=90)
    return _branch(pdf, _page(pdf), inner, _page(pdf, MediaBox=[0, 0, 7, 8]), MediaBox=[0, 0, 1, 2])


def _more_than_it_counts(pdf: Pdf) -> pikepdf.Object:
    """A branch stands where /Count promises one page: pages that another reader might not show."""
    box = [0, 0, 9, 9]
    hidden = _branch(pdf, _page(pdf, MediaBox=box), _page(pdf, MediaBox=box))
    return _branch(pdf, _page(pdf, MediaBox=box), hidden)


@pytest.mark.parametrize("streams", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
@pytest.mark.parametrize(("tree", "pages"), [(_flat, 3), (_nested, 4), (_more_than_it_counts, 3)])
def test_the_pages_are_those_of_pdfminers_own_walk(
    tmp_path: Path, tree: Callable[[Pdf], pikepdf.Object], pages: int, streams: pikepdf.ObjectStreamMode
) -> None:
    path = tmp_path / "one.pdf"
    with Pdf.new() as pdf:
        pdf.Root.Pages = tree(pdf)
        pdf.save(path, object_stream_mode=streams)
    with pdfplumber.open(path) as opened:
        expected = list(PDFPage.create_pages(opened.doc))
        found = PageTree(opened.doc, opened.stream)
        assert len(found) == len(expected) == pages
        for index, page in enumerate(expected):
            ours = found[index]
            assert (ours.pageid, ours.mediabox, ours.rotate) == (page.pageid, page.mediabox, page.rotate)


@pytest.mark.parametrize(("kids", "note"), [(b"/Kids", b"(xxxx)"), (b"/K#69ds", b"(xx)")])
def test_a_branch_that_looks_like_a_page_is_walked(tmp_path: Path, kids: bytes, note: bytes) -> None:
    path = tmp_path / "one.pdf"
    with Pdf.new() as pdf:
        pdf.Root.Pages = _more_than_it_counts(pdf)
        pdf.Root.Pages.Kids[1].Like = Dictionary(Type=Name.Page)
        pdf.Root.Pages.Kids[1].Note = b"xxxx"
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    root, branch = path.read_bytes().split(b"/Kids", 1)[0], path.read_bytes().split(b"/Kids", 1)[1]
    assert branch.count(b"/Kids") == branch.count(b"(xxxx)") == 1
    # What the name's other spelling takes, the note gives: no object moves.
    path.write_bytes(root + b"/Kids" + branch.replace(b"/Kids", kids).replace(b"(xxxx)", note))
    with PdfminerReader(path) as reader:
        assert reader.page_count == 3


def test_without_a_tree_all_objects_are_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    with Pdf.new() as pdf:
        pdf.Root.Pages = _flat(pdf)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    path.write_bytes(path.read_bytes().replace(b"/Pages ", b"/Sages "))
    with PdfminerReader(path) as reader:
        assert reader.page_count == 3
