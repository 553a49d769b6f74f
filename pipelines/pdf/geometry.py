"""Rectangles, matrices and page coordinates that both halves of the PDFium reader share.

Here belongs plain geometry: transforms of PDF user space, and the page as a person sees it. Here does not belong what
stands at any place.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pipelines.model.errors import Refused
from pipelines.pdf.page import Floats
from pipelines.pdf.pdfium import raw

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Rect = (-math.inf, -math.inf, math.inf, math.inf)

_LARGEST_PAGE = 20_000


class PageView:
    """The page's user space as a person sees it: y downwards, /Rotate applied, the visible box's corner at 0, 0.

    `page` is a pypdfium2 page. Raises `Refused` where its box is no printed page's.
    """

    def __init__(self, page: Any) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, box)
        self.left, self.top, self.right, self.bottom = box.left, box.top, box.right, box.bottom
        self.turns = raw.FPDFPage_GetRotation(page.raw) % 4
        across, down = self.right - self.left, self.top - self.bottom
        self.width, self.height = (across, down) if self.turns % 2 == 0 else (down, across)
        if not (0 < self.width < _LARGEST_PAGE and 0 < self.height < _LARGEST_PAGE):
            raise Refused("bad_page_box", f"a page of {self.width:.0f} × {self.height:.0f} points is no printed page")

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points of user space as a person sees them."""
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def boxes(self, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
        """Rectangles of user space as rows x0, top, x1, bottom."""
        ax, ay = self.points(x0, y0)
        bx, by = self.points(x1, y1)
        return np.column_stack([np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)])

    def rows(self, rows: list[Any], columns: int) -> Floats:
        """As `boxes`, for a list of tuples that begin with a rectangle of user space; further columns are kept."""
        if not rows:
            return np.zeros((0, columns))
        table = np.array(rows, dtype=float)
        boxes = self.boxes(*(table[:, i] for i in range(4)))
        return boxes if columns == 4 else np.column_stack([boxes, table[:, 4:]])

    def rect(self, rect: Rect) -> Rect:
        """One rectangle, as `boxes`; `EVERYWHERE` stays what it is."""
        if rect == EVERYWHERE:
            return rect
        x0, top, x1, bottom = self.boxes(*(np.array([v]) for v in rect))[0]
        return float(x0), float(top), float(x1), float(bottom)


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point x, y moved by the matrix."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def bounds(points: list[tuple[float, float]]) -> Rect:
    """The smallest rectangle around some points. Raises ValueError where there are none."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def intersect(rect: Rect, clip: Rect) -> Rect | None:
    """What two rectangles share, None where that is no area."""
    x0, y0, x1, y1 = max(rect[0], clip[0]), max(rect[1], clip[1]), min(rect[2], clip[2]), min(rect[3], clip[3])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
