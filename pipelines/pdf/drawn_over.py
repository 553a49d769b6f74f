"""What a page draws over, under and beside its text: the page rendered whole against its text rendered alone.

Here belongs comparing the two pictures inside given boxes. Here does not belong which boxes are cells, nor what a difference
means for a document (`extract/visible_text.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Floats

# Paper is 255; what is lighter than this in the picture of the text alone holds no part of a glyph.
_BLANK = 250
# How dark a part of a glyph must be to be looked at, and how much of its darkness the whole page may take away: text on a
# shaded ground only gets darker, and a pale picture laid over a table leaves it readable.
_INKED = 215
_LIGHTER = 4
_LEAST_LIGHTER = 40
# How far ink stands out from its ground. A pale picture behind a table stays below.
_STANDS_OUT = 40
# A rule's ink may be a pixel wider than the rule on either side.
_REACH = 0.75
# A cell's box ends in the middle of its borders.
_BORDER = 1.0
# Rules are a cell's borders this far into it, in points, where its neighbours' lines end or are drawn double.
_BORDERS = 3.5
# A filled rectangle smaller than this in points is no ground of cells but a mark.
_GROUND = 9.0
_FEWEST_PIXELS = 2
# Below all the bounds above: pixels that differ by less decide nothing.
_SAME = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """In one box, both in pixels: `foreign` that no glyph owns and that stand out from their ground, `covered`
    where the text alone has ink and the page shows none."""

    foreign: int
    covered: int


def compare(
    whole: NDArray[np.uint8],
    text: NDArray[np.uint8],
    scale: float,
    boxes: list[tuple[float, float, float, float]],
    fills: Floats,
    borders: Floats,
    pale: Floats,
) -> list[Difference]:
    """The difference of the two pictures, of `scale` pixels a point, inside each box (x0, top, x1, bottom in points).

    `fills` are the page's filled areas: x0, top, x1, bottom, luminance. Left out is what differs along a box's sides on the
    rules `borders`, and inside the boxes of `pale` glyphs, which the text alone does not show.
    """
    # In whole bytes: a page has two million pixels, and wider numbers take three times as long.
    darkness = 255 - text
    lighter = np.where(whole > text, whole - text, 0).astype(np.uint8)
    covered = (text < _INKED) & (lighter > np.maximum(darkness // _LIGHTER, _LEAST_LIGHTER))
    # Most cells are white and hold text alone: there the two pictures are the same, and nothing needs to be weighed.
    differing = np.maximum(whole, text) - np.minimum(whole, text) > _SAME
    ground, known = _grounds(whole.shape, fills, scale)
    for x0, top, x1, bottom in pale.tolist():
        known[_span(top - _REACH, bottom + _REACH, scale), _span(x0 - _REACH, x1 + _REACH, scale)] = True
    on_border = np.zeros(whole.shape, dtype=bool)
    for x0, top, x1, bottom in borders.tolist():
        on_border[_span(top - _REACH, bottom + _REACH, scale), _span(x0 - _REACH, x1 + _REACH, scale)] = True
    found = []
    side = round((_BORDERS - _BORDER) * scale)
    for x0, top, x1, bottom in boxes:
        at = _span(top + _BORDER, bottom - _BORDER, scale), _span(x0 + _BORDER, x1 - _BORDER, scale)
        if not differing[at].any():
            found.append(Difference(0, 0))
            continue
        explained = on_border[at].copy()
        explained[side:-side, side:-side] = False
        marks = _foreign(whole[at].astype(np.int16), text[at].astype(np.int16), ground[at]) & ~known[at] & ~explained
        foreign, hidden = int(marks.sum()), int(covered[at].sum())
        found.append(Difference(foreign if foreign >= _FEWEST_PIXELS else 0, hidden if hidden >= _FEWEST_PIXELS else 0))
    return found


def _foreign(whole: NDArray[np.int16], text: NDArray[np.int16], ground: NDArray[np.int16]) -> Bools:
    """The pixels of a cell that neither its ground nor its text explains: beside the text they differ from the cell's
    usual ground and from the filled area; on a glyph's soft edge they are darker than glyph and ground together."""
    bare = text >= _BLANK
    if not bare.any():
        return np.zeros(whole.shape, dtype=bool)
    usual = int(np.median(whole[bare]))
    beside: Bools = bare & (np.abs(whole - usual) > _STANDS_OUT) & (np.abs(whole - ground) > _STANDS_OUT)
    over: Bools = ~bare & (whole < text - (255 - np.minimum(ground, usual)) - _STANDS_OUT)
    return beside | over


def _grounds(shape: tuple[int, ...], fills: Floats, scale: float) -> tuple[NDArray[np.int16], Bools]:
    """The page as its large filled areas alone paint it, and the pixels along their edges."""
    ground = np.full(shape, 255, dtype=np.int16)
    edges = np.zeros(shape, dtype=bool)
    for x0, top, x1, bottom, luminance in fills.tolist():
        if min(x1 - x0, bottom - top) < _GROUND:
            continue
        left, upper, right, lower = (max(int(v * scale), 0) for v in (x0, top, x1, bottom))
        ground[upper : lower + 1, left : right + 1] = round(luminance * 255)
        for y in (upper, lower):
            edges[max(y - 2, 0) : y + 3, max(left - 2, 0) : right + 3] = True
        for x in (left, right):
            edges[max(upper - 2, 0) : lower + 3, max(x - 2, 0) : x + 3] = True
    return ground, edges


def _span(start: float, end: float, scale: float) -> slice:
    """The pixels that lie whole between two places in points."""
    return slice(max(math.ceil(start * scale), 0), max(math.floor(end * scale), 0))
