"""What a painted path is: rules, filled areas, or a drawing that is neither.

Here belongs telling a table's rules from everything else that lines and rectangles draw. Here does not belong reading the
paths from the file (`page_objects.py`) or making a grid of the rules (`tables/grid.py`).

All places are in PDF user space, y upwards; each shape is cut to the clip that it is painted through.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipelines.pdf.geometry import Rect, bounds, intersect

# A filled area thinner than this is drawn to be seen as a line; the thickest rules met are 2.25 pt (Excel's "thick").
RULE_THICKNESS = 3.0
# Paint at least this light on white paper is not seen. 1.0 is white; light grey rules (0.9) are seen and kept.
WHITE = 0.97
# What an image paints is not asked: it is looked up on the page as if it were of this grey.
IMAGE_LUMINANCE = 0.5
# How far off the axis a stroke may lean and still be a rule: 0.5 pt over its length.
LEAN = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Subpath:
    """One connected piece of a path: its points, whether any of them belongs to a curve, whether it is closed."""

    points: list[Point]
    curved: bool
    closed: bool


class Shapes:
    """Collects what the paths of a page draw."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, float, float, float, float, float]] = []
        """Rules: x0, y0, x1, y1, width, luminance; along one axis."""
        self.fills: list[tuple[float, float, float, float, float]] = []
        """Filled rectangles that are no rules: x0, y0, x1, y1, luminance."""
        self.drawings: list[Rect] = []
        """Bounding boxes of curves, slanted strokes and filled shapes that are no rectangles."""

    def stroke(self, subpath: Subpath, width: float, luminance: float, clip: Rect) -> None:
        """Adds a stroked subpath, side by side: what runs along an axis is a rule, all else a drawing."""
        points = subpath.points
        if subpath.curved:
            # A curve runs inside the box around its points.
            x0, y0, x1, y1 = bounds(points)
            if min(x1 - x0, y1 - y0) <= LEAN:
                self._rule(x0, y0, x1, y1, width, luminance, clip)
            else:
                self._draw(points, clip)
            return
        ends = points[1:] + points[:1] if subpath.closed and len(points) > 2 else points[1:]
        for start, end in zip(points, ends, strict=False):
            if _along_axis(start, end):
                self._rule(*start, *end, width, luminance, clip)
            else:
                self._draw([start, end], clip)

    def fill(self, subpaths: list[Subpath], luminance: float, clip: Rect) -> None:
        """Adds a filled path: thin areas are rules, and so is a frame; rectangles are fills; all else is a drawing."""
        outer: list[Rect] = []
        # A frame's outer rectangle must be met before the one that is cut out of it, whichever is drawn first.
        for subpath in sorted(subpaths, key=lambda one: _area_of(bounds(one.points)), reverse=True):
            box = bounds(subpath.points)
            if min(box[2] - box[0], box[3] - box[1]) <= RULE_THICKNESS:
                if luminance < WHITE:
                    self._thin(box, luminance, clip)
            elif not (luminance < WHITE and self._frame(box, outer, luminance, clip)):
                outer.append(box)
                self._area(subpath, box, luminance, clip)

    def image(self, box: Rect) -> None:
        """Adds an image, given the part of it that its clip leaves: one that is thin is a rule, if it shows."""
        sides = sorted((box[2] - box[0], box[3] - box[1]))
        if sides[0] <= RULE_THICKNESS < sides[1]:
            self._thin(box, IMAGE_LUMINANCE, box)

    def _thin(self, box: Rect, luminance: float, clip: Rect) -> None:
        x0, y0, x1, y1 = box
        if x1 - x0 >= y1 - y0:
            self._rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, y1 - y0, luminance, clip)
        else:
            self._rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1 - x0, luminance, clip)

    def _frame(self, inner: Rect, outer: list[Rect], luminance: float, clip: Rect) -> bool:
        """Whether `inner` is cut out of one of the `outer` rectangles so that a frame remains: then four rules are added,
        and the outer rectangle is no fill any longer."""
        x0, y0, x1, y1 = inner
        for ox0, oy0, ox1, oy1 in outer:
            gaps = (x0 - ox0, y0 - oy0, ox1 - x1, oy1 - y1)
            if not all(0 <= gap <= RULE_THICKNESS for gap in gaps) or max(gaps) <= 0:
                continue
            mx0, my0, mx1, my1 = (x0 + ox0) / 2, (y0 + oy0) / 2, (x1 + ox1) / 2, (y1 + oy1) / 2
            sides = ((mx0, my0, mx0, my1), (mx0, my0, mx1, my0), (mx1, my0, mx1, my1), (mx0, my1, mx1, my1))
            # A cell that a page break cuts has no border there.
            for gap, side in zip(gaps, sides, strict=True):
                if gap > 0:
                    self._rule(*side, gap, luminance, clip)
            self.fills = [f for f in self.fills if f[:4] != (ox0, oy0, ox1, oy1)]
            return True
        return False

    def _area(self, subpath: Subpath, box: Rect, luminance: float, clip: Rect) -> None:
        points = subpath.points
        square = all(_along_axis(a, b) for a, b in pairwise([*points, points[0]]))
        if subpath.curved or len(points) not in (4, 5) or not square:
            if luminance < WHITE:
                self._draw(points, clip)
            return
        cut = intersect(box, clip)
        if cut is None:
            return
        if luminance < WHITE and min(cut[2] - cut[0], cut[3] - cut[1]) <= RULE_THICKNESS:
            self._thin(cut, luminance, clip)
        else:
            self.fills.append((*cut, luminance))

    def _rule(self, ax: float, ay: float, bx: float, by: float, width: float, luminance: float, clip: Rect) -> None:
        # A hairline has no area of its own, so the clip is tested on its middle and applied along its length.
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if x1 - x0 >= y1 - y0:
            middle = (y0 + y1) / 2
            x0, x1 = max(x0, clip[0]), min(x1, clip[2])
            if x1 > x0 and clip[1] - width <= middle <= clip[3] + width:
                self.lines.append((x0, middle, x1, middle, width, luminance))
        else:
            middle = (x0 + x1) / 2
            y0, y1 = max(y0, clip[1]), min(y1, clip[3])
            if y1 > y0 and clip[0] - width <= middle <= clip[2] + width:
                self.lines.append((middle, y0, middle, y1, width, luminance))

    def _draw(self, points: list[Point], clip: Rect) -> None:
        cut = intersect(bounds(points), clip)
        if cut is not None:
            self.drawings.append(cut)


def _along_axis(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) <= LEAN or abs(a[1] - b[1]) <= LEAN


def _area_of(box: Rect) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
