"""The objects that a page paints, in one walk: paths, images and shadings, and the clip of every text.

Here belongs asking PDFium about page objects, those inside forms included. Here does not belong what a path is
(`path_shapes.py`) or the text itself (`page_glyphs.py`).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from pipelines.model.errors import Refused
from pipelines.pdf import native
from pipelines.pdf.geometry import EVERYWHERE, IDENTITY, Matrix, PageView, Rect, bounds, intersect, product, transform
from pipelines.pdf.page import Floats, Rules
from pipelines.pdf.path_shapes import WHITE, Shapes, Subpath

MAX_SEGMENTS = 100_000
MAX_FORM_DEPTH = 8

# The tag of a marked-content sequence that belongs to a layer, as PDFium gives names: UTF-16 with a closing zero.
_OPTIONAL_CONTENT = "OC\0".encode("utf-16-le")
_OPTIONAL_CONTENT_BYTES = len(_OPTIONAL_CONTENT)
# A clip is a plain rectangle where its sides lean less than this, in points.
_SQUARE = 0.1

_LINETO, _BEZIER, _MOVETO = 0, 1, 2
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5


class Scratch:
    """Places for PDFium's out-parameters, with their addresses, made once a document."""

    def __init__(self) -> None:
        self.floats = (ctypes.c_float * 6)()
        self.ints = (ctypes.c_int * 2)()
        self.uints = (ctypes.c_uint * 4)()
        self.name = ctypes.create_string_buffer(_OPTIONAL_CONTENT_BYTES)
        self.length = ctypes.c_ulong()
        base = ctypes.addressof(self.floats)
        self.f = [base + 4 * i for i in range(6)]
        self.i = [ctypes.addressof(self.ints) + 4 * i for i in range(2)]
        self.u = [ctypes.addressof(self.uints) + 4 * i for i in range(4)]

    def paint(self, getter: Any, handle: int) -> tuple[float, float]:
        """Luminance 0..1 of an object's colour as it shows on white paper, and opacity 0..1; black where it has none."""
        if not getter(handle, *self.u):
            return 0.0, 1.0
        red, green, blue, alpha = self.uints
        opacity = alpha / 255
        return 1 - (1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255) * opacity, opacity

    def is_optional(self, handle: int) -> bool:
        """Whether the object stands in optional content: a layer that may be switched off."""
        name, length = ctypes.addressof(self.name), ctypes.addressof(self.length)
        for at in range(native.object_mark_count(handle)):
            written = native.mark_name(native.object_mark(handle, at), name, _OPTIONAL_CONTENT_BYTES, length)
            # Of a longer name PDFium writes nothing into the buffer.
            if written and self.length.value == _OPTIONAL_CONTENT_BYTES and self.name.raw == _OPTIONAL_CONTENT:
                return True
        return False


class PageObjects:
    """What the page `handle` paints: `shapes`, `images`, and in `clips` the clip of each text object by its handle.

    `unsure` are the text objects that may not show for a reason that neither their own paint nor a rectangle tells: a layer,
    a mask, transparency, a form, a clip of another shape.

    `number` is the page's, for messages. Raises `Refused` beyond the limits.
    """

    def __init__(self, handle: int, number: int, scratch: Scratch) -> None:
        self.number, self.scratch = number, scratch
        self.segments = 0
        self.shapes = Shapes()
        self.images: list[Rect] = []
        self.clips: dict[int, Rect] = {}
        self.unsure: set[int] = set()
        count = native.page_object_count(handle)
        self._walk((native.page_object(handle, i) for i in range(count)), IDENTITY, EVERYWHERE, 0)

    def rules(self, view: PageView) -> tuple[Rules, Floats, Floats]:
        """The rules as a person sees them, and the luminances of the horizontal and the vertical ones."""
        table = view.rows(self.shapes.lines, 6)
        limit = 2 * max(view.width, view.height)
        table = table[np.isfinite(table).all(axis=1) & (np.abs(table[:, :4]) <= limit).all(axis=1)]
        flat = (table[:, 2] - table[:, 0]) >= (table[:, 3] - table[:, 1])
        across, down = table[flat], table[~flat]
        rules = Rules(
            horizontal=np.column_stack([(across[:, 1] + across[:, 3]) / 2, across[:, 0], across[:, 2], across[:, 4]]),
            vertical=np.column_stack([(down[:, 0] + down[:, 2]) / 2, down[:, 1], down[:, 3], down[:, 4]]),
        )
        return rules, across[:, 5], down[:, 5]

    def image_share(self, view: PageView) -> float:
        """The share of the page that the largest image or shading covers."""
        boxes = view.rows(self.images, 4)
        if not len(boxes):
            return 0.0
        seen = np.clip(boxes, 0, [view.width, view.height] * 2)
        areas = (seen[:, 2] - seen[:, 0]) * (seen[:, 3] - seen[:, 1])
        return float(areas.max() / (view.width * view.height))

    def _walk(self, objects: Iterator[int], matrix: Matrix, clip: Rect, depth: int) -> None:
        if depth > MAX_FORM_DEPTH:
            raise Refused("nested_forms", f"page {self.number} nests drawings deeper than {MAX_FORM_DEPTH} levels")
        for handle in objects:
            kind = native.object_type(handle)
            inner, plain = self._clip(handle, matrix, clip)
            if kind == _TEXT:
                self.clips[handle] = inner
                hides = depth or not plain or native.object_has_transparency(handle) or self.scratch.is_optional(handle)
                if hides:
                    self.unsure.add(handle)
            elif kind == _PATH:
                self._path(handle, matrix, inner)
            elif kind in (_IMAGE, _SHADING):
                self._image(handle, matrix, inner)
            elif kind == _FORM:
                count = native.form_object_count(handle)
                inside = (native.form_object(handle, i) for i in range(count))
                self._walk(inside, product(self._matrix(handle), matrix), inner, depth + 1)

    def _matrix(self, handle: int) -> Matrix:
        native.object_matrix(handle, self.scratch.f[0])
        a, b, c, d, e, f = self.scratch.floats
        return a, b, c, d, e, f

    def _count_segments(self, more: int) -> None:
        self.segments += max(more, 0)
        if self.segments > MAX_SEGMENTS:
            raise Refused("too_many_lines", f"page {self.number} draws more than {MAX_SEGMENTS} line segments")

    def _clip(self, handle: int, matrix: Matrix, outer: Rect) -> tuple[Rect, bool]:
        """The rectangle within which the object shows: the bounding boxes of its clip paths, intersected; and whether each
        of these is a rectangle itself, so that all of it shows there."""
        clip = native.object_clip(handle)
        paths = native.clip_path_count(clip) if clip else 0
        rect, plain = outer, True
        for path in range(max(paths, 0)):
            count = native.clip_segment_count(clip, path)
            self._count_segments(count)
            points = [self._point(native.clip_segment(clip, path, i), matrix) for i in range(max(count, 0))]
            if points:
                x0, y0, x1, y1 = bounds(points)
                rect = max(rect[0], x0), max(rect[1], y0), min(rect[2], x1), min(rect[3], y1)
                plain = plain and _is_rectangle(points)
        return rect, plain

    def _point(self, segment: int, matrix: Matrix) -> tuple[float, float]:
        native.segment_point(segment, self.scratch.f[0], self.scratch.f[1])
        return transform(matrix, self.scratch.floats[0], self.scratch.floats[1])

    def _path(self, handle: int, outer: Matrix, clip: Rect) -> None:
        native.path_draw_mode(handle, self.scratch.i[0], self.scratch.i[1])
        filled, stroked = bool(self.scratch.ints[0]), bool(self.scratch.ints[1])
        if not (filled or stroked):
            return
        count = native.path_segment_count(handle)
        self._count_segments(count)
        matrix = product(self._matrix(handle), outer)
        subpaths = list(self._subpaths(handle, count, matrix))
        if stroked:
            luminance, opacity = self.scratch.paint(native.object_stroke, handle)
            if opacity > 0 and luminance < WHITE:
                native.object_stroke_width(handle, self.scratch.f[0])
                width = self.scratch.floats[0] * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
                for subpath in subpaths:
                    self.shapes.stroke(subpath, width, luminance, clip)
        if filled:
            luminance, opacity = self.scratch.paint(native.object_fill, handle)
            if opacity > 0:
                self.shapes.fill(subpaths, luminance, clip)

    def _subpaths(self, handle: int, count: int, matrix: Matrix) -> Iterator[Subpath]:
        points: list[tuple[float, float]] = []
        curved = closed = False
        for i in range(count):
            segment = native.path_segment(handle, i)
            kind = native.segment_type(segment)
            if kind == _MOVETO and points:
                yield Subpath(points, curved, closed)
                points, curved, closed = [], False, False
            points.append(self._point(segment, matrix))
            curved = curved or kind == _BEZIER
            closed = closed or bool(native.segment_close(segment))
        if points:
            yield Subpath(points, curved, closed)

    def _image(self, handle: int, matrix: Matrix, clip: Rect) -> None:
        if not native.object_bounds(handle, *self.scratch.f[:4]):
            return
        left, bottom, right, top = self.scratch.floats[:4]
        corners = [transform(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        cut = intersect(bounds(corners), clip)
        if cut is not None:
            self.images.append(cut)
            self.shapes.image(cut)


def _is_rectangle(points: list[tuple[float, float]]) -> bool:
    """Whether a path's points are the corners of one rectangle along the axes."""
    sides = pairwise([*points, points[0]])
    return len(points) in (4, 5) and all(abs(a - c) <= _SQUARE or abs(b - d) <= _SQUARE for (a, b), (c, d) in sides)


def objects_other_than_text(page: int) -> list[int]:
    """The paths, images and shadings of the page with the handle `page`, those inside forms included."""
    waiting = [(native.page_object(page, i), 0) for i in range(native.page_object_count(page))]
    found = []
    while waiting:
        handle, depth = waiting.pop()
        kind = native.object_type(handle)
        if kind == _FORM and depth < MAX_FORM_DEPTH:
            count = native.form_object_count(handle)
            waiting += [(native.form_object(handle, i), depth + 1) for i in range(count)]
        elif kind != _TEXT:
            found.append(handle)
    return found
