"""Pages that lines of text and tables are put on one after the other.

Here does not belong how a table is set (`rows.py`, `table_setter.py`).
"""

from __future__ import annotations

from .fonts import FontSet
from .sheet import BASELINE, LEADING, Page, Table, TextOp, wrap
from .style import Style
from .table_setter import TableSetter


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
        TableSetter(self, table).draw()


def row_heights(table: Table, flow: Flow) -> list[float]:
    """How high each row of `table` must be on the flow's paper, in points; for engines that do not measure
    text.
    """
    return TableSetter(flow, table).heights
