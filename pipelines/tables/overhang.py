"""Text that hangs out of a table's outline and still belongs to one of its cells.

Here belong lines below the last row or above the first one that go on a cell's text: print engines cut a merged row at the
page's end by its rows, and let the text run on. Here does not belong what is refused because nobody can say where it
belongs (`extract/proofs.py`).

A line goes on a cell's text where it stands within the cell's columns, at the distance that the table's own lines have. A
cell that no rule closes is cut by the page break, so nothing else is needed; where a rule closes it, the line above must
be full, as wrapped text is, and set alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipelines.model.records import Box
from pipelines.pdf.page import Glyphs
from pipelines.tables.cells import Line, PageTable, group_lines
from pipelines.tables.grid import Grid, GridCell
from pipelines.values.text import compact

# What stands above and below tables: captions, the line of units, notes, who filled the form in, page numbers.
_CAPTION = re.compile(
    r"^[（(]?(?:注|备注|说明|附[件表注]|续表?|单位|金额|第.{1,6}页|填[报表]|制表|编制|审核|经办|负责人|联系|日期|\d{4}年)"
    r"|^.{1,12}[:：]|^[\d\-—/第页共 ]+$|表(?:[（(].{1,12}[)）])?$"
)
# Lines of one text are this far apart, in ems, where the table has no two lines to measure.
_LEADING = (0.95, 1.9)
# A line at the table's own leading is off by no more than this share of it.
_SAME_LEADING = 0.08
# Text hangs on the outline where it is nearer than this many ems; on an edge that a rule closes, where it is this near.
_NEAR = 0.8
_TOUCHING = 0.4
# Words of one line are nearer to each other than columns' texts are.
_JOINED = 0.35
# A wrapped line leaves less room than this many ems at its end.
_FULL = 2.2
_SAME_SIZE = 0.05
_SAME_PLACE = 1.0


@dataclass(frozen=True, slots=True)
class Overhang:
    """A line that goes on the text of the cell with that index. `certain` where no rule parts it from the cell."""

    cell: int
    glyphs: list[int]
    certain: bool


def is_caption(text: str) -> bool:
    """Whether a line reads like what stands around a table and not in it."""
    return bool(_CAPTION.search(compact(text)))


def beside(table: PageTable, free: list[Line], *, continued: bool) -> Line | None:
    """The first free line that hangs on the table's outline as text of one of its cells would, None where there is none.
    `continued` tells whether the table goes on from the page before."""
    for line in free:
        if is_caption(line.text):
            continue
        size = line.box.bottom - line.box.top
        if _is_level(line.box, table.box):
            gap = max(table.box.x0 - line.box.x1, line.box.x0 - table.box.x1)
            if gap <= _TOUCHING * size:
                return line
        elif line.box.top > table.box.top:
            ends = [cell for cell in table.cells if cell.row1 == table.rows]
            near = _NEAR if any(cell.open_bottom for cell in ends) else _TOUCHING
            if line.box.top - table.box.bottom <= near * size and any(_is_within(line.box, c.box) for c in ends):
                return line
        elif continued:
            begins = [cell for cell in table.cells if cell.row0 == 0]
            if table.box.top - line.box.bottom <= _NEAR * size and any(_is_within(line.box, c.box) for c in begins):
                return line
    return None


def _is_level(line: Box, table: Box) -> bool:
    """Whether the line stands at the table's own height, to its left or right."""
    return table.top <= (line.top + line.bottom) / 2 <= table.bottom


def _is_within(line: Box, cell: Box) -> bool:
    return line.x0 >= cell.x0 - _SAME_PLACE and line.x1 <= cell.x1 + _SAME_PLACE


def overhanging(
    glyphs: Glyphs, grid: Grid, members: list[NDArray[np.int64]], free: NDArray[np.int64], above: float, below: float
) -> list[Overhang]:
    """The lines among the `free` glyphs that go on a cell of the grid. `members` are the glyphs of each of its cells;
    what stands above `above` or below `below` belongs to other tables."""
    box = grid.box
    y = glyphs.centre_y[free]
    lower, upper = free[(y > box.bottom) & (y < below)], free[(y < box.top) & (y > above)]
    if not len(lower) and not len(upper):
        return []
    leading = _leading(glyphs, members)
    last_row = [at for at, cell in enumerate(grid.cells) if cell.row1 == len(grid.ys) - 1]
    first_row = [at for at, cell in enumerate(grid.cells) if cell.row0 == 0 and cell.open_top]
    found: list[Overhang] = []
    for indices, cells, downwards in ((lower, last_row, True), (upper, first_row, False)):
        if len(indices) and cells:
            found += _Side(glyphs, grid, members, leading, downwards).lines(indices, cells)
    return found


def _leading(glyphs: Glyphs, members: list[NDArray[np.int64]]) -> float | None:
    """The usual distance of two lines of a cell, in ems."""
    steps: list[float] = []
    for cell in members:
        printed = cell[~glyphs.is_space[cell]]
        if len(printed) < 2 or np.ptp(glyphs.bottom[printed]) < 1:
            continue
        for one, other in pairwise(group_lines(glyphs, printed)):
            size = float(glyphs.size[one[0]])
            if abs(float(glyphs.size[other[0]]) - size) <= _SAME_SIZE * size:
                steps.append((float(glyphs.bottom[other].max()) - float(glyphs.bottom[one].max())) / size)
    return median(steps) if steps else None


class _Side:
    """The lines below (or above) one grid, taken one after the other from the outline outwards."""

    def __init__(
        self, glyphs: Glyphs, grid: Grid, members: list[NDArray[np.int64]], leading: float | None, downwards: bool
    ) -> None:
        self.glyphs, self.grid, self.members = glyphs, grid, members
        self.leading, self.downwards = leading, downwards

    def lines(self, indices: NDArray[np.int64], cells: list[int]) -> list[Overhang]:
        last = {at: self._nearest(self.members[at]) for at in cells}
        found: list[Overhang] = []
        lines = group_lines(self.glyphs, indices[~self.glyphs.is_space[indices]])
        for line in lines if self.downwards else reversed(lines):
            parts = self._by_cell(line, cells)
            if parts is None:
                break
            taken = [(at, part, self._goes_on(at, part, last[at])) for at, part in parts]
            if any(certain is None for _, _, certain in taken):
                break
            for at, part, certain in taken:
                last[at] = part
                found.append(Overhang(at, part, bool(certain)))
        return found

    def _nearest(self, members: NDArray[np.int64]) -> list[int]:
        """The line of a cell that is nearest to the outline."""
        lines = group_lines(self.glyphs, members[~self.glyphs.is_space[members]])
        if not lines:
            return []
        return lines[-1] if self.downwards else lines[0]

    def _by_cell(self, line: list[int], cells: list[int]) -> list[tuple[int, list[int]]] | None:
        """The line's glyphs by the cell under which they stand; None where text runs over the edge of a cell."""
        glyphs = self.glyphs
        parts: dict[int, list[int]] = {}
        for i in line:
            middle = (glyphs.x0[i] + glyphs.x1[i]) / 2
            at = next((at for at in cells if self.grid.cells[at].box.x0 <= middle <= self.grid.cells[at].box.x1), None)
            if at is None:
                return None
            parts.setdefault(at, []).append(i)
        for one, other in pairwise(parts.values()):
            if glyphs.x0[other[0]] - glyphs.x1[one[-1]] < _JOINED * glyphs.size[one[-1]]:
                return None
        return list(parts.items())

    def _goes_on(self, at: int, part: list[int], before: list[int]) -> bool | None:
        """Whether the glyphs certainly (True) or likely (False) go on the cell's text; None where they do not."""
        glyphs, cell = self.glyphs, self.grid.cells[at]
        if is_caption("".join(glyphs.text[i] for i in part)):
            return None
        size = float(glyphs.size[part[0]])
        box = self.grid.box
        is_open = cell.open_bottom if self.downwards else cell.open_top
        edge = (
            float(glyphs.top[part].min()) - box.bottom if self.downwards else box.top - float(glyphs.bottom[part].max())
        )
        if not before:
            return True if is_open and edge <= _NEAR * size else None
        if abs(float(glyphs.size[before[0]]) - size) > _SAME_SIZE * size:
            return None
        step = abs(float(glyphs.bottom[part].max()) - float(glyphs.bottom[before].max())) / size
        usual = self.leading
        fits = abs(step - usual) <= _SAME_LEADING * usual if usual else _LEADING[0] <= step <= _LEADING[1]
        if not fits:
            return None
        if is_open:
            return True
        return False if self._is_wrapped(cell, before, part) else None

    def _is_wrapped(self, cell: GridCell, before: list[int], part: list[int]) -> bool:
        """Whether the upper of two lines fills the cell and the other begins where it does."""
        glyphs = self.glyphs
        upper, lower = (before, part) if self.downwards else (part, before)
        room = cell.box.x1 - float(glyphs.x1[upper].max())
        begins = abs(float(glyphs.x0[upper].min()) - float(glyphs.x0[lower].min())) <= _SAME_PLACE
        return begins and room <= _FULL * float(glyphs.size[upper[0]])
