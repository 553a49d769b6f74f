"""Tables on sheets of paper: cells to lines, rows to page fragments, fragments to drawing operations.

Here belongs geometry: wrapping, row heights, page breaks, which rulings and which lines of text stand on
which page. Here does not belong what a table says (`tables.py`) nor the PDF that it becomes
(`reportlab_printer.py`). Lengths are points, y grows downwards from the top of the page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from .fonts import FontSet
from .style import Style

LEADING = 1.35  # of the font size
BASELINE = 1.02  # of the font size, from the top of a line to its baseline
EPSILON = 1e-6

Rect = tuple[float, float, float, float]  # x0, top, x1, bottom


class LayoutError(ValueError):
    """The table cannot be printed in this style (a cell does not fit a page that it may not leave)."""


@dataclass
class Cell:
    """One cell of a table: where it stands in the grid, and its text ("\\n" breaks a line)."""

    row: int
    column: int
    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    align: Literal["left", "right", "center"] = "left"
    indent: float = 0.0  # of the first line
    bold: bool = False
    heading: bool = False
    wrap: bool = True
    size: float | None = None
    border: bool = True


@dataclass
class Table:
    """A grid of cells. The first `heading_rows` rows are repeated on further pages if the style says so."""

    widths: list[float]
    rows: int
    cells: list[Cell]
    heading_rows: int = 0
    low_row: int | None = None  # the row that half_cut makes too low


@dataclass
class TextOp:
    """One line of text. `spacing` is added after each glyph; `render_mode` 3 is invisible."""

    x: float
    baseline: float
    text: str
    size: float
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bold: bool = False
    spacing: float = 0.0
    clip: Rect | None = None
    angle: float = 0.0
    render_mode: int = 0


@dataclass
class RuleOp:
    """A straight ruling from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float
    white: bool = False


@dataclass
class Page:
    """What is drawn on one page, in this order: fills, rulings, cell rectangles, text."""

    fills: list[tuple[Rect, tuple[float, float, float]]] = field(default_factory=list)
    rules: list[RuleOp] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    texts: list[TextOp] = field(default_factory=list)
    under: list[TextOp] = field(default_factory=list)  # watermark text, drawn first
    image_watermark: bool = False
    inside_number: tuple[float, float] | None = None  # where a page number inside the table's box goes


def wrap(fonts: FontSet, text: str, width: float, first_width: float, size: float, after_hyphen: bool) -> list[str]:
    """Lines of `text`, broken between any two characters, as narrow cells of Chinese text are.

    `first_width` is the first line's width (less its indent). With `after_hyphen` a line also
    ends after a "-" that stands before a digit, or when it is a third full.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for character, following in zip(paragraph, paragraph[1:] + " ", strict=False):
            room = width if lines else first_width
            advance = fonts.width(character, size)
            if line and used + advance > room + EPSILON:
                lines.append(line)
                line, used = "", 0.0
                room = width
            line, used = line + character, used + advance
            if after_hyphen and character == "-" and (following.isdigit() or used > room / 3):
                lines.append(line)
                line, used = "", 0.0
        if line or not paragraph:
            lines.append(line)
    return lines if text else []


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


class Flow:
    """Pages that blocks are put on one after the other."""

    def __init__(self, size: tuple[float, float], style: Style, fonts: FontSet) -> None:
        self.width, self.height = size
        self.style, self.fonts = style, fonts
        self.pages: list[Page] = [Page()]
        self.y = style.margin

    @property
    def bottom(self) -> float:
        """How far down text and tables may go."""
        reserved = 14.0 if self.style.page_numbers != "none" else 0.0
        return self.height - self.style.margin - reserved

    @property
    def text_width(self) -> float:
        return self.width - 2 * self.style.margin

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = self.style.margin

    def line(self, text: str, size: float, align: str = "left", bold: bool = False, right: str = "") -> None:
        """One line of prose or a title; `right` stands at the right margin of the same line."""
        if self.y + size * LEADING > self.bottom:
            self.new_page()
        for part, where in ((text, align), (right, "right")):
            if part:
                room = self.text_width - self.fonts.width(part, size)
                x = self.style.margin + room * {"left": 0.0, "center": 0.5, "right": 1.0}[where]
                self.pages[-1].texts.append(TextOp(x, self.y + size * BASELINE, part, size, bold=bold))
        self.y += size * LEADING

    def prose(self, text: str, size: float) -> None:
        """A paragraph over the text's width."""
        for line in wrap(self.fonts, text, self.text_width, self.text_width, size, False):
            self.line(line, size)

    def gap(self, height: float) -> None:
        self.y += height

    def table(self, table: Table) -> None:
        """Draw `table` from here on, over as many pages as it takes."""
        _TableSetter(self, table).draw()


class _TableSetter:
    """Sets one table on a flow's pages."""

    def __init__(self, flow: Flow, table: Table) -> None:
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

    def _size(self, cell: Cell) -> float:
        return cell.size or self.style.font_size

    def _leading(self, cell: Cell) -> float:
        return self._size(cell) * LEADING

    def _room(self, cell: Cell) -> float:
        return self.x[cell.column + cell.colspan] - self.x[cell.column] - 2 * self.padding

    def _lines(self, cell: Cell) -> list[str]:
        if not cell.wrap:
            return cell.text.split("\n") if cell.text else []
        room = self._room(cell)
        return wrap(self.fonts, cell.text, room, room - cell.indent, self._size(cell), self.style.break_after_hyphen)

    def _needed(self, cell: Cell) -> float:
        return len(self.lines[id(cell)]) * self._leading(cell) + 2 * self.padding

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
                slack = self._leading(cell) + 2 * self.padding if self.style.split != "no" else 0.0
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

    def _place_rows(self) -> None:
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

    # drawing

    def draw(self) -> None:
        self._place_rows()
        self._extend_full_pages()
        by_row: dict[int, list[RowFragment]] = defaultdict(list)
        for fragment in self.fragments:
            by_row[fragment.row].append(fragment)
        for cell in self.table.cells:
            rows = range(cell.row, cell.row + cell.rowspan)
            own = [f for row in rows for f in by_row[row] if not f.repeated]
            self._draw_cell(cell, own)
            for page in sorted({f.page for row in rows for f in by_row[row] if f.repeated}):
                self._draw_cell(cell, [f for row in rows for f in by_row[row] if f.repeated and f.page == page])

    def _extend_full_pages(self) -> None:
        """Make room for a page number inside the table's box on every page that the table leaves full."""
        if self.style.page_numbers != "inside":
            return
        last = max(self.tops)
        for page in self.tops:
            if page != last:
                lowest = max((f for f in self.fragments if f.page == page), key=lambda f: f.top + f.height)
                lowest.height = self.flow.bottom + 14.0 - lowest.top
                self.flow.pages[page].inside_number = (self.flow.width / 2, self.flow.bottom + 10.0)

    def _draw_cell(self, cell: Cell, fragments: list[RowFragment]) -> None:
        by_page: dict[int, list[RowFragment]] = defaultdict(list)
        for fragment in fragments:
            by_page[fragment.page].append(fragment)
        boxes: list[tuple[int, Rect]] = []
        for page, parts in by_page.items():
            top, bottom = parts[0].top, parts[-1].top + parts[-1].height
            boxes.append((page, (self.x[cell.column], top, self.x[cell.column + cell.colspan], bottom)))
        for index, (page, box) in enumerate(boxes):
            self._draw_borders(cell, page, box, opens_up=index > 0, opens_down=index < len(boxes) - 1)
        if not self.lines[id(cell)]:
            return
        whole = self.style.split == "clip" or (self.style.split_text == "whole" and len(boxes) > 1)
        if whole:
            self._draw_whole(cell, boxes)
        else:
            self._draw_fragments(cell, boxes)

    def _usable(self, page: int, box: Rect) -> Rect:
        """The part of a fragment that text may use: not the strip kept for a page number."""
        if self.flow.pages[page].inside_number is not None:
            return (box[0], box[1], box[2], min(box[3], self.flow.bottom))
        return box

    def _draw_fragments(self, cell: Cell, boxes: list[tuple[int, Rect]]) -> None:
        lines, leading, first = list(self.lines[id(cell)]), self._leading(cell), True
        half_cut = self.style.half_cut and cell.row == self.table.low_row
        for index, (page, full) in enumerate(boxes):
            box = self._usable(page, full)
            room = int((box[3] - box[1] - 2 * self.padding + 0.01) // leading)
            take = lines if half_cut else lines[: max(room, 0)]
            if index == len(boxes) - 1 and len(take) < len(lines):
                raise LayoutError(f"{len(lines) - len(take)} lines of cell {cell.row},{cell.column} found no room")
            lines = lines[len(take) :]
            self._draw_lines(cell, page, box, take, first, last=not lines, clip=box if half_cut else None)
            first = first and not take

    def _draw_whole(self, cell: Cell, boxes: list[tuple[int, Rect]]) -> None:
        """Set the text in the undivided cell, then show of it what falls on each page (or all, behind a
        clip).
        """
        lines, leading = self.lines[id(cell)], self._leading(cell)
        boxes = [(page, self._usable(page, box)) for page, box in boxes]
        height = sum(box[3] - box[1] for _, box in boxes)
        top = self.padding
        if self.style.valign == "middle" or cell.heading:
            top = max((height - len(lines) * leading) / 2, self.padding)
        shown = 0.0
        for page, box in boxes:
            part = box[3] - box[1]
            start = box[1] - shown + top
            if self.style.split == "clip":
                clip = (self.x[0] - 1, self.tops[page] - 1, self.x[-1] + 1, box[3]) if len(boxes) > 1 else None
                if clip and shown:
                    clip = (clip[0], box[1], clip[2], self.flow.bottom)
                self._lines_at(cell, page, box, lines, start, True, True, clip)
            else:
                here = [n for n in range(len(lines)) if 0 <= top + (n + 0.5) * leading - shown < part]
                if here:
                    y = max(start + here[0] * leading, box[1] + self.padding)
                    shown_lines = lines[here[0] : here[-1] + 1]
                    self._lines_at(cell, page, box, shown_lines, y, here[0] == 0, here[-1] == len(lines) - 1, None)
            shown += part

    def _draw_lines(
        self, cell: Cell, page: int, box: Rect, lines: list[str], first: bool, last: bool, clip: Rect | None
    ) -> None:
        if not lines:
            return
        leading = self._leading(cell)
        top = box[1] + self.padding
        if (self.style.valign == "middle" or cell.heading) and clip is None:
            top = max(box[1] + (box[3] - box[1] - len(lines) * leading) / 2, top)
        self._lines_at(cell, page, box, lines, top, first, last, clip)

    def _lines_at(
        self,
        cell: Cell,
        page: int,
        box: Rect,
        lines: list[str],
        top: float,
        first: bool,
        last: bool,
        clip: Rect | None,
    ) -> None:
        size, inverse = self._size(cell), cell.heading and self.style.heading_inverse
        for number, line in enumerate(lines):
            width = self.fonts.width(line, size)
            indent = cell.indent if first and number == 0 else 0.0
            room = box[2] - box[0] - 2 * self.padding
            x = box[0] + self.padding + indent
            if cell.align == "right":
                x = box[2] - self.padding - width
            elif cell.align == "center":
                x = box[0] + (box[2] - box[0] - width) / 2
            final = last and number == len(lines) - 1
            spacing = 0.0
            if self.style.justify and cell.align == "left" and len(line) > 1 and cell.wrap:
                ends_paragraph = final or not self._is_full(cell, line)
                if not ends_paragraph:
                    spacing = (room - indent - width) / (len(line) - 1)
            self.flow.pages[page].texts.append(
                TextOp(
                    x,
                    top + number * self._leading(cell) + size * BASELINE,
                    line,
                    size,
                    colour=(1.0, 1.0, 1.0) if inverse else (0.0, 0.0, 0.0),
                    bold=cell.bold,
                    spacing=spacing,
                    clip=clip,
                )
            )

    def _is_full(self, cell: Cell, line: str) -> bool:
        return self.fonts.width(line, self._size(cell)) > self._room(cell) - 2.2 * self._size(cell)

    def _draw_borders(self, cell: Cell, page: int, box: Rect, opens_up: bool, opens_down: bool) -> None:
        drawn = self.flow.pages[page]
        x0, top, x1, bottom = box
        if cell.heading and self.style.heading_inverse:
            drawn.fills.append((box, (0.15, 0.25, 0.45)))
        elif self.style.shading and not cell.heading and cell.row % 2:
            drawn.fills.append((box, (0.9, 0.93, 0.97)))
        if self.style.rules == "none" or not cell.border:
            return
        open_edges = self.style.split_edges == "open"
        if self.style.rules == "cells" and not (open_edges and (opens_up or opens_down)):
            drawn.rects.append(box)
            return
        gap = self.style.corner_gap / 2
        if not (open_edges and opens_up):
            drawn.rules.append(RuleOp(x0 + gap, top, x1 - gap, top))
        if not (open_edges and opens_down):
            drawn.rules.append(RuleOp(x0 + gap, bottom, x1 - gap, bottom))
        if self.style.rules == "horizontal":
            return
        for x in (x0, x1):
            outer = x in (self.x[0], self.x[-1])
            if self.style.outer_verticals or not outer:
                drawn.rules.append(RuleOp(x, top + gap, x, bottom - gap))
        if self.style.white_rules and not cell.heading and bottom - top > 2 * self.style.font_size * LEADING:
            drawn.rules.append(RuleOp(x0, (top + bottom) / 2, x1, (top + bottom) / 2, white=True))


def joined(rules: list[RuleOp]) -> list[RuleOp]:
    """The rulings with those that overlap or touch on one straight line joined into one, as office software
    writes them.
    """
    lines: dict[tuple[bool, bool, float], list[tuple[float, float]]] = defaultdict(list)
    for rule in rules:
        level = rule.y0 == rule.y1
        spot = round(rule.y0 if level else rule.x0, 3)
        ends = (rule.x0, rule.x1) if level else (rule.y0, rule.y1)
        lines[rule.white, level, spot].append((min(ends), max(ends)))
    out: list[RuleOp] = []
    for (white, level, spot), spans in lines.items():
        spans.sort()
        merged = [spans[0]]
        for start, stop in spans[1:]:
            if start <= merged[-1][1] + 0.01:
                merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
            else:
                merged.append((start, stop))
        for start, stop in merged:
            ends = (start, spot, stop, spot) if level else (spot, start, spot, stop)
            out.append(RuleOp(*ends, white=white))
    return out


def row_heights(table: Table, flow: Flow) -> list[float]:
    """How high each row of `table` must be on the flow's paper, in points; for engines that do not measure
    text.
    """
    return _TableSetter(flow, table).heights
