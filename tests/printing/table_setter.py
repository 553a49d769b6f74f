"""A table drawn on its pages: which rulings and which lines of text stand on which page.

Here does not belong where rows come to stand (`rows.py`) nor the PDF that all of it becomes (`reportlab_printer.py`).
"""

from __future__ import annotations

from collections import defaultdict

from .rows import RowFragment, RowPlacer
from .sheet import BASELINE, LEADING, Cell, LayoutError, Rect, RuleOp, TextOp


class TableSetter(RowPlacer):
    """Draws one table on a flow's pages."""

    def draw(self) -> None:
        self.place_rows()
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
        lines, leading, first = list(self.lines[id(cell)]), self.leading(cell), True
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
        lines, leading = self.lines[id(cell)], self.leading(cell)
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
        leading = self.leading(cell)
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
        size, inverse = self.size(cell), cell.heading and self.style.heading_inverse
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
                    top + number * self.leading(cell) + size * BASELINE,
                    line,
                    size,
                    colour=(1.0, 1.0, 1.0) if inverse else (0.0, 0.0, 0.0),
                    bold=cell.bold,
                    spacing=spacing,
                    clip=clip,
                )
            )

    def _is_full(self, cell: Cell, line: str) -> bool:
        return self.fonts.width(line, self.size(cell)) > self.room(cell) - 2.2 * self.size(cell)

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
