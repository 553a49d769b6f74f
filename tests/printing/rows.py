"""The rows of a table on paper: how high each is, and on which pages it or its fragments come to stand.

Here belong wrapping into cells and page breaks. Here does not belong drawing (`table_setter.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .fonts import FontSet
from .sheet import EPSILON, LEADING, Cell, LayoutError, Page, Table, wrap
from .style import Style


class Paper(Protocol):
    """The pages that a table is set on, and how far down they are filled."""

    width: float
    y: float
    style: Style
    fonts: FontSet
    pages: list[Page]

    @property
    def bottom(self) -> float: ...

    @property
    def text_width(self) -> float: ...

    def new_page(self) -> None: ...


@dataclass
class RowFragment:
    """A row, or the part of it that stands on one page. `offset` is how much of the row stands on earlier
    pages.
    """

    row: int
    page: int
    top: float
    height: float
    offset: float
    repeated: bool = False


class RowPlacer:
    """Places the rows of one table on a flow's pages, whole or in fragments; `fragments` says where each came to stand."""

    def __init__(self, flow: Paper, table: Table) -> None:
        self.flow, self.table, self.style, self.fonts = flow, table, flow.style, flow.fonts
        self.padding = 2.5
        scale = flow.text_width / sum(table.widths)
        self.x = [flow.style.margin]
        for width in table.widths:
            self.x.append(self.x[-1] + width * scale)
        self.lines = {id(cell): self._lines(cell) for cell in table.cells}
        self.heights = self._row_heights()
        self.fragments: list[RowFragment] = []
        self.tops: dict[int, float] = {}  # page -> top of the table on it

    # text

    def size(self, cell: Cell) -> float:
        return cell.size or self.style.font_size

    def leading(self, cell: Cell) -> float:
        return self.size(cell) * LEADING

    def room(self, cell: Cell) -> float:
        return self.x[cell.column + cell.colspan] - self.x[cell.column] - 2 * self.padding

    def _lines(self, cell: Cell) -> list[str]:
        if not cell.wrap:
            return cell.text.split("\n") if cell.text else []
        room = self.room(cell)
        return wrap(self.fonts, cell.text, room, room - cell.indent, self.size(cell), self.style.break_after_hyphen)

    def _needed(self, cell: Cell) -> float:
        return len(self.lines[id(cell)]) * self.leading(cell) + 2 * self.padding

    # rows

    def _row_heights(self) -> list[float]:
        least = self.style.font_size * LEADING + 2 * self.padding
        heights = [least] * self.table.rows
        low = self.table.low_row if self.style.half_cut else None
        for cell in self.table.cells:
            if cell.rowspan == 1:
                heights[cell.row] = max(heights[cell.row], self._needed(cell))
        if low is not None:
            heights[low] = max(heights[low] - 0.55 * self.style.font_size * LEADING, 2 * self.padding + 4)
        for cell in self.table.cells:
            if cell.rowspan > 1:
                # a merged cell may lose up to a line and its padding to a page break inside it
                slack = self.leading(cell) + 2 * self.padding if self.style.split != "no" else 0.0
                span = range(cell.row, cell.row + cell.rowspan)
                missing = self._needed(cell) + slack - sum(heights[row] for row in span)
                if missing > 0:
                    for row in span:
                        heights[row] += missing / cell.rowspan
        return heights

    def _groups(self) -> list[range]:
        """Runs of rows that merged cells hold together."""
        last = list(range(self.table.rows))
        for cell in self.table.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                last[row] = max(last[row], cell.row + cell.rowspan - 1)
        groups, start = [], 0
        while start < self.table.rows:
            stop = start
            row = start
            while row <= stop:
                stop = max(stop, last[row])
                row += 1
            groups.append(range(start, stop + 1))
            start = stop + 1
        return groups

    def _put(self, row: int, height: float, offset: float = 0.0, repeated: bool = False) -> None:
        flow = self.flow
        page = len(flow.pages) - 1
        self.tops.setdefault(page, flow.y)
        self.fragments.append(RowFragment(row, page, flow.y, height, offset, repeated))
        flow.y += height

    def _break(self) -> None:
        self.flow.new_page()
        if self.style.repeat_headings:
            for row in range(self.table.heading_rows):
                self._put(row, self.heights[row], repeated=True)

    def place_rows(self) -> None:
        flow = self.flow
        headings = sum(self.heights[: self.table.heading_rows])
        page_room = flow.bottom - flow.style.margin - headings
        first = self.heights[self.table.heading_rows] if self.table.rows > self.table.heading_rows else 0.0
        needs = headings + min(first, 3 * self.style.font_size * LEADING)
        if flow.y + needs > flow.bottom:
            flow.new_page()
        for group in self._groups():
            height = sum(self.heights[row] for row in group)
            if self.style.split == "no" and flow.bottom - flow.y < height <= page_room:
                self._break()
            for row in group:
                self._place_row(row, page_room)

    def _place_row(self, row: int, page_room: float) -> None:
        flow, height = self.flow, self.heights[row]
        if flow.y + height <= flow.bottom + EPSILON:
            self._put(row, height)
            return
        if self.style.split == "no" or row < self.table.heading_rows:
            if height > page_room + EPSILON:
                raise LayoutError(f"row {row} is {height:.0f} pt high and a page has room for {page_room:.0f}")
            self._break()
            self._put(row, height)
            return
        self._split_row(row)

    def _split_row(self, row: int) -> None:
        """Put as much of the row as fits here, the rest on further pages; whole to the next page if nothing
        fits.
        """
        flow, leading = self.flow, self.style.font_size * LEADING
        single = [c for c in self.table.cells if c.row == row and c.rowspan == 1]
        most = max((len(self.lines[id(c)]) for c in single), default=0)
        offset, done, height = 0.0, 0, self.heights[row]
        while flow.y + height - offset > flow.bottom + EPSILON:
            room = flow.bottom - flow.y
            if self.style.split == "clip":
                part = self._clip_cut(room, offset, leading)
            else:
                fit = int((room - 2 * self.padding + EPSILON) // leading)
                part = fit * leading + 2 * self.padding if 1 <= fit < most - done else 0.0
                done += fit if part else 0
            if part > leading:
                self._put(row, part, offset)
                offset += part
                if self.style.split != "clip":  # each fragment has paddings of its own
                    height += 2 * self.padding
            elif room > flow.bottom - flow.style.margin - sum(self.heights[: self.table.heading_rows]) - EPSILON:
                raise LayoutError(f"row {row} does not fit an empty page")
            self._break()
        self._put(row, height - offset, offset)

    def _clip_cut(self, room: float, offset: float, leading: float) -> float:
        """How much of a row behind a clip stands on this page: to a line's edge, or right through a line."""
        fit = int((room + offset - self.padding) // leading)
        edge = self.padding + fit * leading - offset
        return edge - 0.5 * leading if self.style.clip_mid_line else edge
