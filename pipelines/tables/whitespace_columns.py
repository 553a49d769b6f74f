"""Columns and rows of tables that are printed without some of their lines.

Here belong the white gutters between columns, learned from all pages of a table together, and the white bands between
rows. They become ordinary rules, so that the same grid and the same proofs apply. Here does not belong what the headings
mean; the caller passes the free lines that are headings.

A gutter is white on every page. There are as many columns as headings, each between two gutters. Where a stretch of text has no heading of its own and stands as near to one neighbour as to the other, nothing is
decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Floats, Rules
from pipelines.tables.cells import Line, group_lines, union
from pipelines.tables.glyph_filter import Sheet

# Narrower white is the space between two glyphs of one line.
_GUTTER = 2.0
_STEP = 0.25
# A stretch without a heading belongs to the neighbour that is nearer by at least this factor.
_CLEARLY_NEARER = 1.8
# Between rows the white is larger than between the lines of a row by this factor and by this many points.
_ROW_GAP_FACTOR = 1.5
_ROW_GAP_EXTRA = 1.5
# Lines of one wrapped heading are no further apart than this share of their height.
_WRAP_GAP = 0.7
# Horizontal rules of one table begin and end within this of each other.
_SAME_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table without vertical rules stands on one page: `top` to `bottom`, with the y of its horizontal rules."""

    sheet: Sheet
    top: float
    bottom: float
    rules: list[float]
    members: NDArray[np.int64]


def ruled_rows(sheet: Sheet) -> tuple[float, float, list[float]] | None:
    """The left and right end and the heights of the page's wide horizontal rules, where at least two share their ends and
    no vertical rule stands between them."""
    rules = sheet.page.rules
    if not len(rules.horizontal):
        return None
    left, right = float(rules.horizontal[:, 1].min()), float(rules.horizontal[:, 2].max())
    wide = rules.horizontal[
        (rules.horizontal[:, 1] <= left + _SAME_EDGE) & (rules.horizontal[:, 2] >= right - _SAME_EDGE)
    ]
    heights = sorted({round(float(y), 1) for y in wide[:, 0]})
    if len(heights) < 2:
        return None
    inside = rules.vertical[(rules.vertical[:, 1] < heights[-1] - 1) & (rules.vertical[:, 2] > heights[0] + 1)]
    return None if len(inside) else (left, right, heights)


def join_wrapped(sheet: Sheet, free: list[Line]) -> list[Line]:
    """The free lines, those of one wrapped heading joined: they stand below each other in one column, with no rule
    between them."""
    heights = sheet.page.rules.horizontal[:, 0]
    joined: list[Line] = []
    for line in sorted(free, key=lambda item: item.box.top):
        for at, above in enumerate(joined):
            gap = line.box.top - above.box.bottom
            beside = line.box.x0 < above.box.x1 and line.box.x1 > above.box.x0
            middle = (line.box.top + above.box.bottom) / 2
            ruled = bool(((heights > above.box.bottom - 2) & (heights < line.box.top + 2)).any())
            if beside and not ruled and gap <= _WRAP_GAP * (line.box.bottom - line.box.top) and middle > above.box.top:
                joined[at] = Line(above.page, union([above.box, line.box]), above.text + line.text)
                break
        else:
            joined.append(line)
    return joined


def complete_rules(sheets: list[Sheet], headings: list[Line]) -> dict[int, Rules] | None:
    """The rules of each page, completed with the columns and rows that only white shows; None where they are not certain.

    `sheets` are the pages of one table in order, `headings` the free lines of the first page that name its columns.
    """
    regions = _regions(sheets, headings)
    if not regions:
        return None
    columns = _columns(regions, headings)
    if columns is None:
        return None
    return {region.sheet.page.number: _rules(region, columns) for region in regions}


def _regions(sheets: list[Sheet], headings: list[Line]) -> list[Region]:
    regions = []
    for at, sheet in enumerate(sheets):
        glyphs = sheet.page.glyphs
        pending = sheet.pending[~glyphs.is_space[sheet.pending]]
        ruled = ruled_rows(sheet)
        if ruled is not None:
            top, bottom, heights = ruled[2][0], ruled[2][-1], ruled[2]
        else:
            top = min(line.box.top for line in headings) - 1 if at == 0 else float(glyphs.top[pending].min()) - 1
            bottom, heights = float(glyphs.bottom[pending].max()) + 1, []
        y = glyphs.centre_y[pending]
        regions.append(Region(sheet, top, bottom, heights, pending[(y >= top) & (y <= bottom)]))
    return regions


def _columns(regions: list[Region], headings: list[Line]) -> Floats | None:
    """The x of the lines between columns, outer lines included."""
    spans = np.concatenate(
        [
            np.column_stack([r.sheet.page.glyphs.x0[r.members], r.sheet.page.glyphs.x1[r.members]])
            for r in regions
            if len(r.members)
        ]
    )
    width = max(region.sheet.page.width for region in regions)
    steps = int(width / _STEP) + 2
    edges = np.zeros(steps + 1)
    first = np.clip(np.floor(spans[:, 0] / _STEP).astype(int), 0, steps)
    last = np.clip(np.ceil(spans[:, 1] / _STEP).astype(int), 0, steps)
    np.add.at(edges, first, 1)
    np.add.at(edges, last, -1)
    inked = np.cumsum(edges)[:-1] > 0
    stretches = _stretches(inked)
    named = _with_headings(stretches, headings)
    if named is None or len(named) < 3:
        return None
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(named)]
    return np.array([named[0][0] - 1, *inner, named[-1][1] + 1])


def _stretches(inked: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """The stretches of x that hold text on some page, separated by gutters."""
    found: list[tuple[float, float]] = []
    change = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(int)))
    for start, end in zip(change[::2] * _STEP, change[1::2] * _STEP, strict=True):
        if found and start - found[-1][1] < _GUTTER:
            found[-1] = (found[-1][0], float(end))
        else:
            found.append((float(start), float(end)))
    return found


def _with_headings(stretches: list[tuple[float, float]], headings: list[Line]) -> list[tuple[float, float]] | None:
    """The stretches, those without a heading joined to the neighbour that is clearly nearer."""

    def owns(stretch: tuple[float, float]) -> bool:
        return any(stretch[0] - 1 <= (h.box.x0 + h.box.x1) / 2 <= stretch[1] + 1 for h in headings)

    parts = [(stretch, owns(stretch)) for stretch in stretches]
    if sum(named for _, named in parts) < 3:
        return None
    while not all(named for _, named in parts):
        at = next(i for i, (_, named) in enumerate(parts) if not named)
        before = parts[at][0][0] - parts[at - 1][0][1] if at else float("inf")
        after = parts[at + 1][0][0] - parts[at][0][1] if at + 1 < len(parts) else float("inf")
        if min(before, after) * _CLEARLY_NEARER > max(before, after):
            return None
        other = at - 1 if before < after else at + 1
        low, high = sorted((at, other))
        parts[low : high + 1] = [((parts[low][0][0], parts[high][0][1]), parts[low][1] or parts[high][1])]
    return [stretch for stretch, _ in parts]


def _rules(region: Region, columns: Floats) -> Rules:
    own = region.sheet.page.rules
    heights = region.rules or _row_lines(region)
    width = 0.5
    down = np.array([[x, heights[0], heights[-1], width] for x in columns])
    if region.rules:
        # The printed rules may end a little short of the outer columns' text.
        return Rules(own.horizontal, np.concatenate([own.vertical, down]))
    across = np.array([[y, columns[0], columns[-1], width] for y in heights])
    return Rules(np.concatenate([own.horizontal, across]), np.concatenate([own.vertical, down]))


def _row_lines(region: Region) -> list[float]:
    """The heights between rows: white bands over all columns that are larger than the white between lines of one row."""
    glyphs = region.sheet.page.glyphs
    lines = group_lines(glyphs, region.members)
    spans = sorted((float(glyphs.top[line].min()), float(glyphs.bottom[line].max())) for line in lines)
    merged: list[list[float]] = []
    for top, bottom in spans:
        if merged and top < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], bottom)
        else:
            merged.append([top, bottom])
    gaps = [(b[0] - a[1], (a[1] + b[0]) / 2) for a, b in pairwise(merged)]
    usual = median([gap for gap, _ in gaps]) if gaps else 0.0
    limit = max(usual * _ROW_GAP_FACTOR, usual + _ROW_GAP_EXTRA)
    return [region.top, *(y for gap, y in gaps if gap >= limit), region.bottom]
