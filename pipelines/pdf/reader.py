"""The first reader: PDFium's raw objects to arrays.

Here belongs everything that asks PDFium about a document: how many pages, what text a page roughly holds (for triage),
its glyphs, rules, fills and images (for the grid), and a picture of it (for the ink proof). Here does not belong what
any of it means: that is `tables/` and `layouts/`.

Coordinates come out as a reader sees the page: points from its top left corner, /Rotate applied.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.pdf import native
from pipelines.pdf.page import Bools, Floats, Glyphs, Page, Rules, Visibility

MAX_PAGES = 2000
MAX_GLYPHS = 200_000
MAX_SEGMENTS = 100_000
MAX_FORM_DEPTH = 8

# A filled area thinner than this is drawn to be seen as a line; the thickest rules met are 2.25 pt (Excel's "thick").
RULE_THICKNESS = 3.0
# Paint at least this light on white paper is not seen. 1.0 is white; light grey rules (0.9) are seen and kept.
WHITE = 0.97
# Share of the font size above the baseline: the em box of CJK fonts.
ASCENT = 0.86
# How far off the axis a stroke may lean and still be a rule: 0.5 pt over its length.
LEAN = 0.5

_INVISIBLE_MODES = (3, 7)
_STROKED_MODES = (1, 5)
_Matrix = tuple[float, float, float, float, float, float]
_Rect = tuple[float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EVERYWHERE: _Rect = (-math.inf, -math.inf, math.inf, math.inf)
_LINETO, _BEZIER, _MOVETO = 0, 1, 2
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_HYPHEN_CODE = 2
_SAMPLE = 100
# One string a character, not one a glyph: a document repeats a few hundred characters a hundred thousand times.
_CHARACTERS: dict[int, str] = {}

# PDFium draws these from the annotation's own appearance, and no text reader sees what they say. Links print nothing.
_SILENT_ANNOTATIONS = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}


class _Scratch:
    """Places for PDFium's out-parameters, with their addresses, made once."""

    def __init__(self) -> None:
        self.floats = (ctypes.c_float * 6)()
        self.doubles = (ctypes.c_double * 2)()
        self.ints = (ctypes.c_int * 2)()
        self.uints = (ctypes.c_uint * 4)()
        base = ctypes.addressof(self.floats)
        self.f = [base + 4 * i for i in range(6)]
        self.i = [ctypes.addressof(self.ints) + 4 * i for i in range(2)]
        self.u = [ctypes.addressof(self.uints) + 4 * i for i in range(4)]


@dataclass(frozen=True, slots=True)
class RoughPage:
    """A quick look at a page: its text in the file's own order, the shares of it (of a sample) that have no Unicode value
    and that are invisible, the share of the page that an image covers where there is little or invisible text, and how
    many objects a page without any text draws (0 where there is text)."""

    text: str
    unmapped: float
    invisible: float
    image_share: float
    drawn: int


class Reader:
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
        self._scratch = _Scratch()
        self._open_index = -1
        self._open: tuple[Any, Any] | None = None

    def __enter__(self) -> Reader:
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
            self._open = page, page.get_textpage()
        except pdfium.PdfiumError as error:
            raise Refused("broken_page", f"page {index + 1} of the PDF cannot be loaded") from error
        self._open_index = index
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
        unseen = sum(mode in _INVISIBLE_MODES for mode in map(native.text_render_mode, [o for _, o in printed]))
        share = 1 / len(printed) if printed else 0.0
        covered = self._image_share(page) if unseen * share > 0.5 or len(text) < _SAMPLE else 0.0
        drawn = 0 if text.strip() else native.page_object_count(native.address_of(page.raw))
        return RoughPage(text, unmapped * share, unseen * share, covered, drawn)

    def _image_share(self, page: Any) -> float:
        """The share of the page that its largest image covers, images inside forms included."""
        handle = native.address_of(page.raw)
        walk = _PageReading(page, None, 0, self._scratch)
        count = native.page_object_count(handle)
        walk.walk((native.page_object(handle, i) for i in range(count)), _IDENTITY, _EVERYWHERE, 0)
        return walk.image_share

    def grey(self, index: int, dpi: int = 72) -> NDArray[np.uint8]:
        """The page rendered in grey (0 black, 255 white), rows from the top."""
        page, _ = self._load(index)
        bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False)
        try:
            return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        finally:
            bitmap.close()

    def page(self, index: int) -> Page:
        """The page's glyphs, rules, fills, drawings and images. Raises `Refused` beyond the limits."""
        page, text_page = self._load(index)
        return _PageReading(page, text_page, index + 1, self._scratch).result()


def _refusal_to_open(message: str) -> Refused:
    if "password" in message.lower():
        return Refused(
            "password",
            "the PDF opens only with a password; save a copy without one and put that in the inbox",
        )
    return Refused("broken_file", "the PDF is damaged and cannot be opened; download or export it again")


class _View:
    """The page's user space as a reader sees it: y downwards, /Rotate applied, the visible box's corner at 0, 0."""

    def __init__(self, page: Any) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, box)
        self.left, self.top, self.right, self.bottom = box.left, box.top, box.right, box.bottom
        self.turns = raw.FPDFPage_GetRotation(page.raw) % 4
        across, down = self.right - self.left, self.top - self.bottom
        self.width, self.height = (across, down) if self.turns % 2 == 0 else (down, across)
        if not (0 < self.width < 20_000 and 0 < self.height < 20_000):
            raise Refused("bad_page_box", f"a page of {self.width:.0f} × {self.height:.0f} points is no printed page")

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def boxes(self, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
        ax, ay = self.points(x0, y0)
        bx, by = self.points(x1, y1)
        return np.column_stack([np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)])

    def rect(self, rect: _Rect) -> _Rect:
        if rect == _EVERYWHERE:
            return rect
        x0, top, x1, bottom = self.boxes(*(np.array([v]) for v in rect))[0]
        return float(x0), float(top), float(x1), float(bottom)


class _PageReading:
    """The one pass over a page's objects and glyphs."""

    def __init__(self, page: Any, text_page: Any, number: int, scratch: _Scratch) -> None:
        self.page, self.number, self.s = page, number, scratch
        self.handle = native.address_of(page.raw)
        self.text_handle = native.address_of(text_page.raw) if text_page is not None else 0
        self.view = _View(page)
        self.segments = 0
        self.clips: dict[int, _Rect] = {}
        self.lines: list[tuple[float, float, float, float, float]] = []
        self.fills: list[tuple[float, float, float, float, float]] = []
        self.drawings: list[_Rect] = []
        self.images: list[_Rect] = []

    def result(self) -> Page:
        count = native.page_object_count(self.handle)
        self.walk((native.page_object(self.handle, i) for i in range(count)), _IDENTITY, _EVERYWHERE, 0)
        glyphs, generated = self._glyphs()
        return Page(
            number=self.number,
            width=self.view.width,
            height=self.view.height,
            glyphs=glyphs,
            rules=self._rules(),
            fills=self._view_boxes(self.fills, 5),
            drawings=self._view_boxes(self.drawings, 4),
            images=self._view_boxes(self.images, 4),
            annotations=self._annotations(),
            generated=generated,
        )

    @property
    def image_share(self) -> float:
        """The share of the page that the largest image met so far covers."""
        boxes = self._view_boxes(self.images, 4)
        if not len(boxes):
            return 0.0
        seen = np.clip(boxes, 0, [self.view.width, self.view.height] * 2)
        areas = (seen[:, 2] - seen[:, 0]) * (seen[:, 3] - seen[:, 1])
        return float(areas.max() / (self.view.width * self.view.height))

    # -- objects -------------------------------------------------------------------------------------------------

    def walk(self, objects: Any, matrix: _Matrix, clip: _Rect, depth: int) -> None:
        if depth > MAX_FORM_DEPTH:
            raise Refused("nested_forms", f"page {self.number} nests drawings deeper than {MAX_FORM_DEPTH} levels")
        for handle in objects:
            kind = native.object_type(handle)
            inner = self._clip(handle, matrix, clip)
            if kind == _TEXT:
                self.clips[handle] = inner
            elif kind == _PATH:
                self._path(handle, matrix, inner)
            elif kind in (_IMAGE, _SHADING):
                self._image(handle, matrix, inner)
            elif kind == _FORM:
                own = self._matrix(handle)
                count = native.form_object_count(handle)
                self.walk(
                    (native.form_object(handle, i) for i in range(count)),
                    _product(own, matrix),
                    inner,
                    depth + 1,
                )

    def _matrix(self, handle: int) -> _Matrix:
        native.object_matrix(handle, self.s.f[0])
        a, b, c, d, e, f = self.s.floats
        return a, b, c, d, e, f

    def _count_segments(self, more: int) -> None:
        self.segments += max(more, 0)
        if self.segments > MAX_SEGMENTS:
            raise Refused("too_many_lines", f"page {self.number} draws more than {MAX_SEGMENTS} line segments")

    def _clip(self, handle: int, matrix: _Matrix, outer: _Rect) -> _Rect:
        """The rectangle within which the object shows: the bounding boxes of its clip paths, intersected."""
        clip = native.object_clip(handle)
        paths = native.clip_path_count(clip) if clip else 0
        rect = outer
        for path in range(max(paths, 0)):
            count = native.clip_segment_count(clip, path)
            self._count_segments(count)
            points = [self._point(native.clip_segment(clip, path, i), matrix) for i in range(max(count, 0))]
            if points:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                rect = (
                    max(rect[0], min(xs)),
                    max(rect[1], min(ys)),
                    min(rect[2], max(xs)),
                    min(rect[3], max(ys)),
                )
        return rect

    def _point(self, segment: int, matrix: _Matrix) -> tuple[float, float]:
        native.segment_point(segment, self.s.f[0], self.s.f[1])
        x, y = self.s.floats[0], self.s.floats[1]
        return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]

    def _paint(self, getter: Any, handle: int) -> tuple[float, float]:
        """Luminance 0..1 and opacity 0..1 of the object's colour."""
        if not getter(handle, *self.s.u):
            return 0.0, 1.0
        red, green, blue, alpha = self.s.uints
        return (0.299 * red + 0.587 * green + 0.114 * blue) / 255, alpha / 255

    def _path(self, handle: int, outer: _Matrix, clip: _Rect) -> None:
        native.path_draw_mode(handle, self.s.i[0], self.s.i[1])
        filled, stroked = bool(self.s.ints[0]), bool(self.s.ints[1])
        if not (filled or stroked):
            return
        count = native.path_segment_count(handle)
        self._count_segments(count)
        matrix = _product(self._matrix(handle), outer)
        if stroked:
            luminance, opacity = self._paint(native.object_stroke, handle)
            stroked = opacity > 0 and luminance < WHITE
        fill_luminance, opacity = self._paint(native.object_fill, handle) if filled else (1.0, 0.0)
        filled = filled and opacity > 0
        width = 0.0
        if stroked:
            native.object_stroke_width(handle, self.s.f[0])
            width = self.s.floats[0] * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        frames: list[_Rect] = []
        for points, curved, closed in self._subpaths(handle, count, matrix):
            if stroked:
                self._stroke(points, curved, closed, width, clip)
            if filled:
                self._fill(points, curved, fill_luminance, clip, frames)

    def _subpaths(self, handle: int, count: int, matrix: _Matrix) -> Any:
        points: list[tuple[float, float]] = []
        curved = closed = False
        for i in range(count):
            segment = native.path_segment(handle, i)
            kind = native.segment_type(segment)
            if kind == _MOVETO and points:
                yield points, curved, closed
                points, curved, closed = [], False, False
            points.append(self._point(segment, matrix))
            curved = curved or kind == _BEZIER
            closed = closed or bool(native.segment_close(segment))
        if points:
            yield points, curved, closed

    def _stroke(self, points: list[tuple[float, float]], curved: bool, closed: bool, width: float, clip: _Rect) -> None:
        if curved:
            self._drawing(points, clip)
            return
        ends = points[1:] + points[:1] if closed and len(points) > 2 else points[1:]
        for (ax, ay), (bx, by) in zip(points, ends, strict=False):
            if abs(ax - bx) <= LEAN or abs(ay - by) <= LEAN:
                self._line(ax, ay, bx, by, width, clip)
            else:
                self._drawing([(ax, ay), (bx, by)], clip)

    def _fill(
        self,
        points: list[tuple[float, float]],
        curved: bool,
        luminance: float,
        clip: _Rect,
        frames: list[_Rect],
    ) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, y1 - y0) <= RULE_THICKNESS:
            if luminance < WHITE:
                if x1 - x0 >= y1 - y0:
                    self._line(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, y1 - y0, clip)
                else:
                    self._line((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1 - x0, clip)
            return
        if luminance < WHITE:
            for ox0, oy0, ox1, oy1 in frames:
                # A frame is painted as a rectangle with a slightly smaller one cut out of it: four rules.
                gaps = (x0 - ox0, y0 - oy0, ox1 - x1, oy1 - y1)
                if all(0 < gap <= RULE_THICKNESS for gap in gaps):
                    mx0, my0, mx1, my1 = (x0 + ox0) / 2, (y0 + oy0) / 2, (x1 + ox1) / 2, (y1 + oy1) / 2
                    for ax, ay, bx, by in (
                        (mx0, my0, mx1, my0), (mx0, my1, mx1, my1), (mx0, my0, mx0, my1), (mx1, my0, mx1, my1)
                    ):  # fmt: skip
                        self._line(ax, ay, bx, by, min(gaps), clip)
                    self.fills = [f for f in self.fills if f[:4] != (ox0, oy0, ox1, oy1)]
                    return
        frames.append((x0, y0, x1, y1))
        square = all(abs(a[0] - b[0]) <= LEAN or abs(a[1] - b[1]) <= LEAN for a, b in pairwise([*points, points[0]]))
        if curved or len(points) not in (4, 5) or not square:
            if luminance < WHITE:
                self._drawing(points, clip)
            return
        cut = _intersect((x0, y0, x1, y1), clip)
        if cut is not None:
            self.fills.append((*cut, luminance) if cut != (x0, y0, x1, y1) else (x0, y0, x1, y1, luminance))

    def _line(self, ax: float, ay: float, bx: float, by: float, width: float, clip: _Rect) -> None:
        # A hairline has no area of its own, so the clip is tested on its middle and applied along its length.
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if x1 - x0 >= y1 - y0:
            middle = (y0 + y1) / 2
            x0, x1 = max(x0, clip[0]), min(x1, clip[2])
            if x1 > x0 and clip[1] - width <= middle <= clip[3] + width:
                self.lines.append((x0, middle, x1, middle, width))
        else:
            middle = (x0 + x1) / 2
            y0, y1 = max(y0, clip[1]), min(y1, clip[3])
            if y1 > y0 and clip[0] - width <= middle <= clip[2] + width:
                self.lines.append((middle, y0, middle, y1, width))

    def _drawing(self, points: list[tuple[float, float]], clip: _Rect) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        cut = _intersect((min(xs), min(ys), max(xs), max(ys)), clip)
        if cut is not None:
            self.drawings.append(cut)

    def _image(self, handle: int, matrix: _Matrix, clip: _Rect) -> None:
        if not native.object_bounds(handle, *self.s.f[:4]):
            return
        left, bottom, right, top = self.s.floats[:4]
        corners = [
            (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
            for x in (left, right)
            for y in (bottom, top)
        ]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        cut = _intersect((min(xs), min(ys), max(xs), max(ys)), clip)
        if cut is not None:
            self.images.append(cut)

    def _view_boxes(self, rows: list[Any], columns: int) -> Floats:
        if not rows:
            return np.zeros((0, columns))
        table = np.array(rows, dtype=float)
        boxes = self.view.boxes(*(table[:, i] for i in range(4)))
        return boxes if columns == 4 else np.column_stack([boxes, table[:, 4:]])

    def _rules(self) -> Rules:
        table = self._view_boxes(self.lines, 5)
        limit = 2 * max(self.view.width, self.view.height)
        table = table[np.isfinite(table).all(axis=1) & (np.abs(table[:, :4]) <= limit).all(axis=1)]
        flat = (table[:, 2] - table[:, 0]) >= (table[:, 3] - table[:, 1])
        across, down = table[flat], table[~flat]
        return Rules(
            horizontal=np.column_stack([(across[:, 1] + across[:, 3]) / 2, across[:, 0], across[:, 2], across[:, 4]]),
            vertical=np.column_stack([(down[:, 0] + down[:, 2]) / 2, down[:, 1], down[:, 3], down[:, 4]]),
        )

    def _annotations(self) -> list[str]:
        found = []
        for i in range(raw.FPDFPage_GetAnnotCount(self.page.raw)):
            annotation = raw.FPDFPage_GetAnnot(self.page.raw, i)
            if not annotation:
                continue
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind not in _SILENT_ANNOTATIONS and raw.FPDFAnnot_GetAP(annotation, 0, None, 0) > 2:
                found.append(_ANNOTATION_NAMES.get(kind, f"annotation type {kind}"))
            raw.FPDFPage_CloseAnnot(annotation)
        return found

    # -- glyphs --------------------------------------------------------------------------------------------------

    def _glyphs(self) -> tuple[Glyphs, int]:
        handle = self.text_handle
        count = native.count_chars(handle)
        if count > MAX_GLYPHS:
            raise Refused("too_many_glyphs", f"page {self.number} prints {count} glyphs, more than {MAX_GLYPHS}")
        # Driven by map and not by loops: two thousand calls a page, each dearer to make than to answer.
        same = repeat(handle)
        objects = list(map(native.char_object, same, range(max(count, 0))))
        printed = [i for i, o in enumerate(objects) if o]
        codes, printed = _join_surrogates(list(map(native.char_unicode, same, printed)), printed)
        n = len(printed)
        boxes = np.zeros((n, 4), dtype=np.float32)
        origins = np.zeros((n, 2))
        box_at, origin_at = boxes.ctypes.data, origins.ctypes.data
        _run(map(native.char_loose_box, same, printed, range(box_at, box_at + 16 * n, 16)))
        across, down = range(origin_at, origin_at + 16 * n, 16), range(origin_at + 8, origin_at + 8 + 16 * n, 16)
        _run(map(native.char_origin, same, printed, across, down))
        unmapped: Bools = np.fromiter(map(native.char_map_error, same, printed), bool, n)
        text = []
        for k, (code, i) in enumerate(zip(codes, printed, strict=True)):
            if code == _HYPHEN_CODE and native.char_is_hyphen(handle, i):
                # PDFium marks a hyphen at a line's end for its own word joining; in a table it may be a minus sign.
                text.append("-")
            elif code < 0x20 or code in (0xFFFD, 0xFFFE, 0xFFFF):
                unmapped[k] = True
                text.append("\0")
            else:
                text.append(_CHARACTERS.setdefault(code, chr(code)))
        states, run = self._text_states(objects, printed)
        return self._place(text, boxes.astype(float), origins, unmapped, states, run), count - n

    def _text_states(self, objects: list[Any], printed: list[int]) -> tuple[Floats, NDArray[np.int64]]:
        """Per text object: size, direction (dx, dy), luminance, invisible, embedded and clip; and each glyph's object."""
        index: dict[int, int] = {}
        rows: list[tuple[float, ...]] = []
        run = np.zeros(len(printed), dtype=np.int64)
        fonts: dict[int, float] = {}
        for k, i in enumerate(printed):
            handle = objects[i]
            at = index.get(handle)
            if at is None:
                at = index[handle] = len(rows)
                rows.append(self._text_state(handle, i, fonts))
            run[k] = at
        return np.array(rows, dtype=float).reshape(len(rows), 10), run

    def _text_state(self, handle: int, char: int, fonts: dict[int, float]) -> tuple[float, ...]:
        native.char_matrix(self.text_handle, char, self.s.f[0])
        a, b, c, d, _, _ = self.s.floats
        size = native.char_font_size(self.text_handle, char) * math.hypot(c, d)
        mode = native.text_render_mode(handle)
        getter = native.object_stroke if mode in _STROKED_MODES else native.object_fill
        luminance, opacity = self._paint(getter, handle)
        font = native.text_font(handle)
        if font not in fonts:
            fonts[font] = float(bool(font) and native.font_is_embedded(font) == 1)
        clip = self.clips.get(handle, _EVERYWHERE)
        invisible = float(mode in _INVISIBLE_MODES or opacity == 0)
        return (size, a, b, luminance, invisible, fonts[font], *self.view.rect(clip))

    def _place(
        self,
        text: list[str],
        boxes: Floats,
        origins: Floats,
        unmapped: Bools,
        states: Floats,
        run: NDArray[np.int64],
    ) -> Glyphs:
        view = self.view
        state = states[run]
        # FS_RECTF is left, top, right, bottom with y upwards.
        seen = view.boxes(boxes[:, 0], boxes[:, 3], boxes[:, 2], boxes[:, 1])
        base_x, base_y = view.points(origins[:, 0], origins[:, 1])
        tip_x, tip_y = view.points(origins[:, 0] + state[:, 1], origins[:, 1] + state[:, 2])
        angle = np.degrees(np.arctan2(tip_y - base_y, tip_x - base_x))
        size = state[:, 0].copy()
        upright = np.abs(angle) < 1
        top = np.where(upright, base_y - ASCENT * size, seen[:, 1])
        bottom = np.where(upright, base_y + (1 - ASCENT) * size, seen[:, 3])
        # Copies: a column of a wider table would keep all of it in memory, for every page of a long document.
        x0, x1 = seen[:, 0].copy(), seen[:, 2].copy()
        centre_x, centre_y = (x0 + x1) / 2, (top + bottom) / 2
        clip = state[:, 6:10].copy() if np.isfinite(states[:, 6:10]).any() else None
        on_page = (centre_x >= 0) & (centre_x <= view.width) & (centre_y >= 0) & (centre_y <= view.height)
        visibility = np.full(len(text), int(Visibility.VISIBLE), dtype=np.uint8)
        if clip is not None:
            visibility[(centre_x < clip[:, 0]) | (centre_x > clip[:, 2])] = Visibility.CLIPPED
            visibility[(centre_y < clip[:, 1]) | (centre_y > clip[:, 3])] = Visibility.CLIPPED
        visibility[~on_page] = Visibility.OFF_PAGE
        visibility[state[:, 4] > 0] = Visibility.INVISIBLE
        return Glyphs(
            text=text, x0=x0, x1=x1, top=top, bottom=bottom, size=size, angle=angle.astype(np.float32),
            origin_x=origins[:, 0], origin_y=origins[:, 1], run=run.astype(np.int32), luminance=state[:, 3].astype(np.float32),
            embedded=state[:, 5] > 0, unmapped=unmapped, visibility=visibility,
            is_space=np.fromiter(map(str.isspace, text), bool, len(text)), clip=clip,
        )  # fmt: skip


_ANNOTATION_NAMES = {
    raw.FPDF_ANNOT_WIDGET: "form field",
    raw.FPDF_ANNOT_FREETEXT: "free text",
    raw.FPDF_ANNOT_STAMP: "stamp",
    raw.FPDF_ANNOT_TEXT: "note",
}


def _run(calls: Iterator[object]) -> None:
    """Makes the calls for what they write, not for what they return."""
    deque(calls, maxlen=0)


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
    )  # fmt: skip


def _intersect(rect: _Rect, clip: _Rect) -> _Rect | None:
    x0, y0, x1, y1 = (
        max(rect[0], clip[0]),
        max(rect[1], clip[1]),
        min(rect[2], clip[2]),
        min(rect[3], clip[3]),
    )
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _join_surrogates(codes: list[int], indices: list[int]) -> tuple[list[int], list[int]]:
    """Characters beyond U+FFFF come as two UTF-16 halves with one place on the page."""
    if not any(0xD800 <= c < 0xE000 for c in codes):
        return codes, indices
    joined: list[int] = []
    kept: list[int] = []
    for code, index in zip(codes, indices, strict=True):
        if 0xDC00 <= code < 0xE000 and joined and 0xD800 <= joined[-1] < 0xDC00:
            joined[-1] = 0x10000 + ((joined[-1] - 0xD800) << 10) + (code - 0xDC00)
        else:
            joined.append(code)
            kept.append(index)
    return [0xFFFD if 0xD800 <= c < 0xE000 else c for c in joined], kept
