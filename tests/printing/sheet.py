"""What a printed sheet is made of: cells of a table, and the text, rules and fills that are drawn.

Here belong the plain containers and the wrapping of text. Here does not belong what a table prints (`tables.py`) nor
where it is set (`rows.py`, `table_setter.py`). Lengths are points, y grows downwards from the top of the page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from .fonts import FontSet

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
