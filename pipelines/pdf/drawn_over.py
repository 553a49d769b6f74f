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

DPI = 144
_SCALE = DPI / 72
# Paper is 255; what is lighter than this in the picture of the text alone holds no part of a glyph.
_BLANK = 250
# A glyph's core, and how much lighter it may be in the whole page: a glyph on a shaded ground only gets darker.
_CORE = 140
_LIGHTER = 60
# How far ink stands out from its ground. A pale picture behind a table stays below.
_STANDS_OUT = 40
# A rule's ink may be a pixel wider than the rule on either side.
_REACH = 0.75
# A cell's box ends in the middle of its borders.
_BORDER = 1.0
# A filled rectangle smaller than this in points is no ground of cells but a mark.
_GROUND = 9.0
_FEWEST_PIXELS = 2
# Below all the bounds above: pixels that differ by less decide nothing.
_SAME = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """In one box, both in pixels at `DPI`: `foreign` that no glyph owns and that stand out from their ground, `covered`
    where the text alone has ink and the page shows none."""

    foreign: int
    covered: int


def compare(
    whole: NDArray[np.uint8],
    text: NDArray[np.uint8],
    boxes: list[tuple[float, float, float, float]],
    fills: Floats,
    explained: Floats,
) -> list[Difference]:
    """The difference of the two pictures inside each box (x0, top, x1, bottom in points). `fills` are the page's filled
    areas: x0, top, x1, bottom, luminance; what differs inside the boxes `explained` is known and left out."""
    covered = (text < _CORE) & (whole.astype(np.int16) > text.astype(np.int16) + _LIGHTER)
    ground, known = _grounds(whole.shape, fills)
    for x0, top, x1, bottom in explained.tolist():
        known[_span(top - _REACH, bottom + _REACH), _span(x0 - _REACH, x1 + _REACH)] = True
    # Most cells are white and hold text alone: there the two pictures are the same, and nothing needs to be weighed.
    differing = (np.abs(whole.astype(np.int16) - text) > _SAME) & ~known
    found = []
    for x0, top, x1, bottom in boxes:
        at = _span(top + _BORDER, bottom - _BORDER), _span(x0 + _BORDER, x1 - _BORDER)
        if not differing[at].any():
            found.append(Difference(0, 0))
            continue
        foreign = int((_foreign(whole[at].astype(np.int16), text[at].astype(np.int16), ground[at]) & ~known[at]).sum())
        hidden = int(covered[at].sum())
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


def _grounds(shape: tuple[int, ...], fills: Floats) -> tuple[NDArray[np.int16], Bools]:
    """The page as its large filled areas alone paint it, and the pixels along their edges."""
    ground = np.full(shape, 255, dtype=np.int16)
    edges = np.zeros(shape, dtype=bool)
    for x0, top, x1, bottom, luminance in fills.tolist():
        if min(x1 - x0, bottom - top) < _GROUND:
            continue
        left, upper, right, lower = (max(int(v * _SCALE), 0) for v in (x0, top, x1, bottom))
        ground[upper : lower + 1, left : right + 1] = round(luminance * 255)
        for y in (upper, lower):
            edges[max(y - 2, 0) : y + 3, max(left - 2, 0) : right + 3] = True
        for x in (left, right):
            edges[max(upper - 2, 0) : lower + 3, max(x - 2, 0) : x + 3] = True
    return ground, edges


def _span(start: float, end: float) -> slice:
    """The pixels that lie whole between two places in points."""
    return slice(max(math.ceil(start * _SCALE), 0), max(math.floor(end * _SCALE), 0))
