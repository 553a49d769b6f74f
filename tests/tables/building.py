"""Pages, rules and tables made by hand: what the reader would hand on, without a PDF.

Here belong the few builders with which tests of tables/ and layouts/ say what is printed where. Here does not belong any
test, nor printing PDFs (`tests/printing`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.model.records import Box
from pipelines.pdf.page import Glyphs, Page, Rules, Visibility
from pipelines.pdf.page_glyphs import ASCENT
from pipelines.tables.cells import Cell, Line, PageTable

EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
ROW = 20.0
COLUMN = 80.0


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text: each character `width` wide (`size`, as CJK is, unless given), its em box beginning at `x`, `top`."""

    text: str
    x: float
    top: float
    size: float = 10.0
    luminance: float = 0.0
    angle: float = 0.0
    visibility: Visibility = Visibility.VISIBLE
    clip: tuple[float, float, float, float] = EVERYWHERE
    advance: float | None = None
    width: float | None = None


def glyphs_of(*texts: Text) -> Glyphs:
    """The glyphs of the runs in that order."""
    rows = [(run, number, text, at) for number, run in enumerate(texts) for at, text in enumerate(run.text)]

    def column(values: Iterable[float]) -> np.ndarray:
        return np.array(list(values), dtype=float)

    left = column(run.x + at * (run.advance or run.size) for run, _, _, at in rows)
    return Glyphs(
        text=[text for _, _, text, _ in rows],
        x0=left,
        x1=left + column(run.width or run.size for run, *_ in rows),
        top=column(run.top for run, *_ in rows),
        bottom=column(run.top + run.size for run, *_ in rows),
        size=column(run.size for run, *_ in rows),
        angle=column(run.angle for run, *_ in rows),
        origin_x=left,
        origin_y=column(800 - run.top - ASCENT * run.size for run, *_ in rows),
        run=np.array([number for _, number, _, _ in rows], dtype=np.int64),
        luminance=column(run.luminance for run, *_ in rows),
        embedded=np.ones(len(rows), dtype=bool),
        unmapped=np.array([text == "\0" for _, _, text, _ in rows], dtype=bool),
        visibility=np.array([run.visibility for run, *_ in rows], dtype=np.uint8),
        clip=np.array([run.clip for run, *_ in rows], dtype=float).reshape(len(rows), 4),
        is_space=np.array([text.isspace() for _, _, text, _ in rows], dtype=bool),
    )


def page_of(
    *texts: Text,
    number: int = 1,
    rules: Rules | None = None,
    fills: Sequence[tuple[float, ...]] = (),
    images: Sequence[tuple[float, ...]] = (),
    width: float = 600.0,
    height: float = 800.0,
) -> Page:
    """A page that prints the runs; `fills` are x0, top, x1, bottom, luminance."""
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=glyphs_of(*texts),
        rules=rules if rules is not None else rules_of(),
        fills=np.array(fills, dtype=float).reshape(len(fills), 5),
        drawings=np.zeros((0, 4)),
        images=np.array(images, dtype=float).reshape(len(images), 4),
    )


def rules_of(
    across: Iterable[tuple[float, float, float]] = (),
    down: Iterable[tuple[float, float, float]] = (),
    width: float = 0.5,
) -> Rules:
    """Rules from (y, x0, x1) across and (x, top, bottom) down."""

    def made(rows: Iterable[tuple[float, float, float]]) -> np.ndarray:
        listed = [(*row, width) for row in rows]
        return np.array(listed, dtype=float).reshape(len(listed), 4)

    return Rules(made(across), made(down))


def page_table(
    rows: Sequence[Sequence[str]],
    *,
    page: int = 1,
    top: float = 100.0,
    widths: Sequence[float] | None = None,
    open_top: bool = False,
    open_bottom: bool = False,
) -> PageTable:
    """A table from its texts. `<` continues the cell to the left, `^` the one above; line breaks are lines. `open_*` say
    that no rule closes the table there."""
    count = len(rows[0])
    widths = widths or [COLUMN] * count
    xs = [50.0 + sum(widths[:column]) for column in range(count + 1)]
    heights = [max(ROW, 4 + 10.0 * max(text.count("\n") + 1 for text in row)) for row in rows]
    ys = [top + sum(heights[:row]) for row in range(len(rows) + 1)]
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            col1 = column + 1
            while col1 < count and texts[col1] == "<":
                col1 += 1
            row1 = row + 1
            while row1 < len(rows) and rows[row1][column] == "^":
                row1 += 1
            box = Box(xs[column], ys[row], xs[col1], ys[row1])
            cut_above, cut_below = open_top and row == 0, open_bottom and row1 == len(rows)
            cells.append(Cell(page, row, row1, column, col1, box, cut_above, cut_below, lines_in(text, box, page)))
    nothing = np.zeros(0, dtype=np.int64)
    return PageTable(page, Box(xs[0], ys[0], xs[-1], ys[-1]), xs, ys, cells, [], nothing, nothing)


def lines_in(text: str, box: Box, page: int = 1) -> list[Line]:
    """The lines of a cell, 8 pt type, two points from its corner; leading spaces are an indent."""
    lines = []
    for at, part in enumerate(text.split("\n")):
        if not part.strip():
            continue
        x0 = box.x0 + 2 + 4 * (len(part) - len(part.lstrip()))
        top = box.top + 2 + 10 * at
        lines.append(Line(page, Box(x0, top, x0 + 8 * len(part.strip()), top + 8), part.strip()))
    return lines


def line(text: str, *, page: int = 1, x0: float = 50.0, top: float = 50.0) -> Line:
    """One line of free text."""
    return Line(page, Box(x0, top, x0 + 8 * len(text), top + 8), text)


def texts_of(table: PageTable) -> list[str]:
    """The texts of a table's cells by row and column."""
    return [cell.text for cell in sorted(table.cells, key=lambda c: (c.row0, c.col0))]
