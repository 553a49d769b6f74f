"""The PDFium reader: one open document, its pages as arrays and as pictures.

Here belongs opening a document and asking PDFium for a page: roughly (for triage), closely (for the grid), rendered (for
the ink proof). Here does not belong what any of it means: that is `tables/` and `layouts/`.

Coordinates come out as a person reads the page: points from its top left corner, /Rotate applied, and a page whose text
is turned as a whole turned upright (`turned_pages.py`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.pdf import actual_text, attachments, glyph_visibility, native, rule_visibility
from pipelines.pdf.dotted_rules import join_dots
from pipelines.pdf.geometry import PageView
from pipelines.pdf.page import Bools, Floats, Glyphs, Page, Rules
from pipelines.pdf.page_glyphs import INVISIBLE_MODES, GlyphReading
from pipelines.pdf.page_objects import PageObjects, Scratch, objects_other_than_text
from pipelines.pdf.pdfium import pypdfium2 as pdfium
from pipelines.pdf.pdfium import raw
from pipelines.pdf.turned_pages import turn_upright

MAX_PAGES = 2000
# Dots an inch of the pictures that proofs look at closely.
PROOF_DPI = 144

_SAMPLE = 100
# A page box may be as large as its author likes; a picture may not.
_MOST_PIXELS = 30_000_000
# Annotations that print nothing of their own.
_SILENT_ANNOTATIONS = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
_ANNOTATION_NAMES = {
    raw.FPDF_ANNOT_WIDGET: "form field",
    raw.FPDF_ANNOT_FREETEXT: "free text",
    raw.FPDF_ANNOT_STAMP: "stamp",
    raw.FPDF_ANNOT_TEXT: "note",
}


@dataclass(frozen=True, slots=True)
class RoughPage:
    """A quick look at a page: its text in the file's own order, the shares of it (of a sample) that have no Unicode value
    and that are invisible, the share of the page that an image covers where there is little or invisible text, how many
    objects a page without any text draws (0 where there is text), and the names of the files attached to it."""

    text: str
    unmapped: float
    invisible: float
    image_share: float
    drawn: int
    attached: list[str]


class PdfiumReader:
    """One open document. Raises `Refused` where it cannot be opened or breaks a limit."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            raise _refusal_to_open(str(error)) from error
        self.page_count = len(self._document)
        if self.page_count == 0:
            raise Refused("no_pages", "the PDF has no pages; ask the publisher for a whole copy")
        if self.page_count > MAX_PAGES:
            raise Refused("too_many_pages", f"the PDF has {self.page_count} pages, more than the limit of {MAX_PAGES}")
        self._scratch = Scratch()
        self._open_index = -1
        self._open: tuple[Any, Any] | None = None
        self._pictures: dict[tuple[str, int], NDArray[np.uint8]] = {}

    def __enter__(self) -> PdfiumReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_page()
        self._document.close()

    def _load(self, index: int) -> tuple[Any, Any]:
        """The page and its text. The last one asked for stays open: a page is looked at, read and rendered in turn."""
        if self._open is not None and self._open_index == index:
            return self._open
        self._close_page()
        try:
            page = self._document[index]
            text_page = page.get_textpage()
            if turn_upright(page, text_page):
                text_page.close()
                text_page = page.get_textpage()
            self._open = page, text_page
        except pdfium.PdfiumError as error:
            raise Refused("broken_page", f"page {index + 1} of the PDF cannot be loaded") from error
        self._open_index = index
        self._pictures = {}
        return self._open

    def _close_page(self) -> None:
        if self._open is not None:
            page, text_page = self._open
            text_page.close()
            page.close()
            self._open = None

    def rough(self, index: int) -> RoughPage:
        """A quick look at a page, for triage only, at a twentieth of the cost of `page`."""
        page, text_page = self._load(index)
        handle = native.address_of(text_page.raw)
        count = max(native.count_chars(handle), 0)
        buffer = (ctypes.c_ushort * (2 * count + 2))()
        written = native.text_all(handle, 0, count, ctypes.addressof(buffer)) if count else 0
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        at = range(0, count, max(1, count // _SAMPLE))
        printed = [(i, o) for i, o in zip(at, map(native.char_object, repeat(handle), at), strict=False) if o]
        unmapped = sum(map(native.char_map_error, repeat(handle), [i for i, _ in printed]))
        unseen = sum(mode in INVISIBLE_MODES for mode in map(native.text_render_mode, [o for _, o in printed]))
        share = 1 / len(printed) if printed else 0.0
        page_handle = native.address_of(page.raw)
        covered = 0.0
        if unseen * share > 0.5 or len(text) < _SAMPLE:
            covered = PageObjects(page_handle, index + 1, self._scratch).image_share(PageView(page))
        drawn = 0 if text.strip() else native.page_object_count(page_handle)
        return RoughPage(text, unmapped * share, unseen * share, covered, drawn, attachments.on_page(page))

    def attachments(self) -> list[str]:
        """The names of the files in the document's own list of attachments."""
        return attachments.embedded(self._document)

    def grey(self, index: int, dpi: int = 72) -> NDArray[np.uint8]:
        """The page rendered in grey (0 black, 255 white), rows from the top; a very large page with fewer dots an inch."""
        return self._picture("page", index, dpi, list, annotations=True)

    def grey_of_text(self, index: int, dpi: int = 72) -> NDArray[np.uint8]:
        """As `grey`, with nothing but the page's text painted."""
        page, _ = self._load(index)
        return self._picture(
            "text", index, dpi, lambda: objects_other_than_text(native.address_of(page.raw)), annotations=False
        )

    def _picture(
        self, what: str, index: int, dpi: int, left_out: Callable[[], Iterable[int]], *, annotations: bool
    ) -> NDArray[np.uint8]:
        """The page without the objects of these handles. The open page's pictures are kept: several proofs look at them."""
        page, _ = self._load(index)
        if (what, dpi) not in self._pictures:
            handles = list(left_out())
            width, height = page.get_size()
            scale = min(dpi / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            try:
                for handle in handles:
                    native.set_object_active(handle, 0)
                bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=annotations)
            finally:
                for handle in handles:
                    native.set_object_active(handle, 1)
            picture = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
            bitmap.close()
            picture.flags.writeable = False
            self._pictures[what, dpi] = picture
        return self._pictures[what, dpi]

    def as_seen(self, index: int, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points of the page's user space as a person sees them: from its top left corner, turned as it is."""
        return PageView(self._load(index)[0]).points(x, y)

    def page(self, index: int) -> Page:
        """The page's glyphs, rules, fills, drawings and images. Raises `Refused` beyond the limits."""
        page, text_page = self._load(index)
        number, view = index + 1, PageView(page)
        objects = PageObjects(native.address_of(page.raw), number, self._scratch)
        glyphs, generated, runs = self._glyphs(text_page, view, objects, number)
        if actual_text.replaces_glyphs(glyphs) and actual_text.take_off(list(objects.clips)):
            text_page.close()
            self._open = page, page.get_textpage()
            glyphs, generated, runs = self._glyphs(self._open[1], view, objects, number)
        unsure = np.array([handle in objects.unsure for handle in runs], dtype=bool)
        partly = np.zeros(0, dtype=bool)
        if unsure.any():
            partly = self._decide(index, glyphs, unsure[glyphs.run], objects.unsure)
        rules, hidden_rules = self._rules(index, objects, view)
        return Page(
            number=number,
            width=view.width,
            height=view.height,
            glyphs=glyphs,
            rules=join_dots(rules),
            hidden_rules=hidden_rules,
            fills=view.rows(objects.shapes.fills, 5),
            drawings=view.rows(objects.shapes.drawings, 4),
            images=view.rows(objects.images, 4),
            annotations=_annotations(page),
            generated=generated,
            partly_shown=partly,
        )

    def _glyphs(
        self, text_page: Any, view: PageView, objects: PageObjects, number: int
    ) -> tuple[Glyphs, int, list[int]]:
        """The glyphs, how many more PDFium made up, and the handles of the text objects that the glyphs' `run` counts."""
        reading = GlyphReading(native.address_of(text_page.raw), number, view, objects.clips, self._scratch)
        return *reading.result(), list(reading.runs)

    def _decide(self, index: int, glyphs: Glyphs, unsure: Bools, handles: set[int]) -> Bools:
        """Marks the unsure glyphs that paint nothing, and returns which show in part."""
        page, _ = self._load(index)
        text = self.grey_of_text(index, PROOF_DPI)
        others = objects_other_than_text(native.address_of(page.raw))
        rest = self._picture("sure text", index, PROOF_DPI, lambda: [*others, *handles], annotations=False)
        return glyph_visibility.decide(glyphs, unsure, text, rest, text.shape[1] / PageView(page).width)

    def _rules(self, index: int, objects: PageObjects, view: PageView) -> tuple[Rules, Rules]:
        """The page's rules that show, and those that do not."""
        rules, across, down = objects.rules(view)
        if not len(across) + len(down):
            return rules, rules
        picture = self.grey(index, PROOF_DPI)
        scale = picture.shape[1] / view.width
        return rule_visibility.divide(rules, across, down, picture, lambda: self.grey_of_text(index, PROOF_DPI), scale)


def _refusal_to_open(message: str) -> Refused:
    if "password" in message.lower():
        return Refused(
            "password",
            "the PDF opens only with a password; save a copy without one and put that in the inbox",
        )
    return Refused("broken_file", "the PDF is damaged and cannot be opened; download or export it again")


def _annotations(page: Any) -> list[str]:
    """The kinds of annotations that PDFium draws from an appearance of their own: no text reader sees what they print."""
    found = []
    for i in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind not in _SILENT_ANNOTATIONS and raw.FPDFAnnot_GetAP(annotation, 0, None, 0) > 2:
            found.append(_ANNOTATION_NAMES.get(kind, f"annotation type {kind}"))
        raw.FPDFPage_CloseAnnot(annotation)
    return found
