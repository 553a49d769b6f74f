"""Text that flows out of its cell into the next one, so that no rule cuts a glyph and the text still stands in two cells.

Here belongs seeing that lines on both sides of a rule are one text. Here does not belong text that hangs out of the whole
table (`overhang.py`), nor glyphs that a rule cuts (`extract/proofs.py`).

Lines of a wrapped text are full, begin alike, and follow each other at one distance. Where they do so through a rule, that
alone proves nothing: spreadsheets set rows without any room between them. So one more sign is asked for: the file prints
both lines one after the other, or the lower cell's lines are set as those of no other cell are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from pipelines.pdf.page import Glyphs
from pipelines.tables.cells import Cell, Line, PageTable

# Lines of one text are apart as all its lines are, to within this share of the distance.
_SAME_STEP = 0.06
_SAME_SIZE = 0.05
_SAME_START = 1.0
# A wrapped line leaves less room than this many ems at its end.
_FULL = 2.2
# A cell is set like others where its text keeps the same distance from an edge, or is in its middle, to within so many ems.
_SAME_PLACE = 0.25
# Neighbouring glyphs of one word are nearer to each other than this many ems.
_JOINED = 0.1


def overflowing(table: PageTable, glyphs: Glyphs) -> str:
    """The text that flows from one cell of the table into another, "" where there is none."""
    for above, below in _stacked(table):
        if _goes_on(above, below) and (
            _is_printed_on(above.lines[-1], below.lines[0], table, glyphs) or _is_set_otherwise(below, table)
        ):
            return f"{above.lines[-1].text[-8:]} / {below.lines[0].text[:8]}"
    return _across(table, glyphs)


def _stacked(table: PageTable) -> Iterator[tuple[Cell, Cell]]:
    """The pairs of filled cells of which one stands on the other."""
    tops: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.lines:
            tops.setdefault(cell.row0, []).append(cell)
    for above in table.cells:
        if above.lines:
            yield from ((above, b) for b in tops.get(above.row1, []) if b.col0 < above.col1 and b.col1 > above.col0)


def _goes_on(above: Cell, below: Cell) -> bool:
    """Whether the lower cell's first line follows the upper one's last line as the lines of one wrapped text do."""
    last, first = above.lines[-1], below.lines[0]
    size = last.box.bottom - last.box.top
    if abs((first.box.bottom - first.box.top) - size) > _SAME_SIZE * size:
        return False
    if abs(first.box.x0 - last.box.x0) > _SAME_START or above.box.x1 - last.box.x1 > _FULL * size:
        return False
    steps = [_step(*pair) for cell in (above, below) for pair in pairwise(cell.lines)]
    step = _step(last, first)
    return any(abs(step - usual) <= _SAME_STEP * usual for usual in steps)


def _step(upper: Line, lower: Line) -> float:
    return lower.box.bottom - upper.box.bottom


def _is_printed_on(last: Line, first: Line, table: PageTable, glyphs: Glyphs) -> bool:
    """Whether the file prints the two lines one directly after the other."""
    before, after = _glyphs_of(last, table, glyphs), _glyphs_of(first, table, glyphs)
    if not len(before) or not len(after):
        return False
    between = np.arange(before.max() + 1, after.min())
    return bool(before.max() < after.min() and glyphs.is_space[between].all())


def _glyphs_of(line: Line, table: PageTable, glyphs: Glyphs) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    box, members = line.box, table.glyphs
    x, y = glyphs.centre_x[members], glyphs.centre_y[members]
    inside = (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)
    return members[inside & ~glyphs.is_space[members]]


def _is_set_otherwise(cell: Cell, table: PageTable) -> bool:
    """Whether the cell's lines are unevenly apart, or its text stands neither in its middle nor at the distance from its
    top or bottom at which other cells of its column have theirs."""
    size = cell.lines[0].box.bottom - cell.lines[0].box.top
    steps = [_step(*pair) for pair in pairwise(cell.lines)]
    if steps and max(steps) - min(steps) > _SAME_PLACE * size:
        return True
    top, bottom = _room(cell)
    if abs(top - bottom) <= 2 * _SAME_PLACE * size:
        return False
    others = [_room(one) for one in table.cells if one.lines and one is not cell and one.col0 == cell.col0]
    return not any(min(abs(top - t), abs(bottom - b)) <= _SAME_PLACE * size for t, b in others)


def _room(cell: Cell) -> tuple[float, float]:
    """What is left between a cell's text and its top and bottom."""
    return cell.lines[0].box.top - cell.box.top, cell.box.bottom - cell.lines[-1].box.bottom


def _across(table: PageTable, glyphs: Glyphs) -> str:
    """The two glyphs of one word that stand on both sides of a rule between cells, "" where there are none."""
    members = np.sort(table.glyphs[~glyphs.is_space[table.glyphs]])
    left, right = members[:-1], members[1:]
    level = np.abs(glyphs.bottom[left] - glyphs.bottom[right]) < _JOINED
    gap = glyphs.x0[right] - glyphs.x1[left]
    near = (right - left == 1) & level & (np.abs(gap) <= _JOINED * glyphs.size[left])
    xs = np.array(table.xs)
    parted = np.searchsorted(xs, glyphs.centre_x[left]) != np.searchsorted(xs, glyphs.centre_x[right])
    for k in np.flatnonzero(near & parted):
        places = [(float(glyphs.centre_x[i]), float(glyphs.centre_y[i])) for i in (left[k], right[k])]
        if _holder(table, *places[0]) is not _holder(table, *places[1]):
            return f"{glyphs.text[left[k]]} / {glyphs.text[right[k]]}"
    return ""


def _holder(table: PageTable, x: float, y: float) -> Cell | None:
    return next((c for c in table.cells if c.box.x0 <= x <= c.box.x1 and c.box.top <= y <= c.box.bottom), None)
