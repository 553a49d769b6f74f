"""One table out of its parts on two pages.

Here belongs the joining of cells over a page break: rows of the part below follow those of the part above, and a cell that
the break cuts is one cell again. Here does not belong what a column means; the caller tells whether the row at
a break is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pipelines.tables.cells import Cell, PageTable

Pair = tuple[Cell, Cell]


# Grids of one table may differ by this much between pages: tools round column widths page by page.
COLUMN_DRIFT = 6.0


def on_columns(table: PageTable, xs: list[float]) -> PageTable | None:
    """The table with its cells counted on the lines `xs`; None where one of its own lines is not among them.

    The part of a table on one page has only the lines that its own rows need.
    """
    if len(xs) == len(table.xs) and all(abs(a - b) <= COLUMN_DRIFT for a, b in zip(table.xs, xs, strict=True)):
        return table
    places = []
    for x in table.xs:
        at = min(range(len(xs)), key=lambda k: abs(xs[k] - x))
        if abs(xs[at] - x) > COLUMN_DRIFT:
            return None
        places.append(at)
    if len(set(places)) < len(places) or places[0] != 0 or places[-1] != len(xs) - 1:
        return None
    cells = [replace(cell, col0=places[cell.col0], col1=places[cell.col1]) for cell in table.cells]
    return replace(table, xs=xs, cells=cells)


def common_lines(above: list[float], below: list[float]) -> list[float] | None:
    """The lines of both parts, None where their outlines differ, so that they are not one table."""
    if abs(above[0] - below[0]) > COLUMN_DRIFT or abs(above[-1] - below[-1]) > COLUMN_DRIFT:
        return None
    return sorted(above + [x for x in below if all(abs(x - y) > COLUMN_DRIFT for y in above)])


def stitch(above: PageTable, below: PageTable, cut_row: Callable[[list[Pair]], bool]) -> PageTable:
    """The two parts as one table. `cut_row` decides, for the pairs of cells that meet at the break where no rule is
    missing, whether they are halves of one row.

    Cells with a missing rule between them are one. Where the row is whole, an empty cell at the top belongs to the merged
    cell above it, as long as every cell to its left does too: a new group on the left begins new groups to its right.
    Raises ValueError where the outlines differ.
    """
    lines = common_lines(above.xs, below.xs)
    upper_part = on_columns(above, lines) if lines else None
    lower_part = on_columns(below, lines) if lines else None
    if upper_part is None or lower_part is None:
        raise ValueError(f"the parts on pages {above.page} and {below.page} have other columns")
    above, below = upper_part, lower_part
    offset = above.rows
    pairs = _meeting(above, below)
    whole_row = bool(pairs) and cut_row(pairs)
    merged: dict[int, Cell] = {}
    group_goes_on = True
    for upper, lower in pairs:
        cut = upper.open_bottom or lower.open_top
        carried = group_goes_on and not lower.lines and bool(upper.lines) and upper.row1 - upper.row0 >= 1
        if cut or whole_row or carried:
            merged[id(lower)] = upper
        else:
            group_goes_on = group_goes_on and not lower.lines
    rest = {id(merged[id(lower)]): lower for _, lower in pairs if id(lower) in merged}
    cells = [_prolonged(cell, rest[id(cell)], offset) if id(cell) in rest else cell for cell in above.cells]
    cells += [
        replace(cell, row0=cell.row0 + offset, row1=cell.row1 + offset)
        for cell in below.cells
        if id(cell) not in merged
    ]
    height = above.ys[-1]
    return PageTable(
        page=above.page, box=above.box, xs=above.xs, ys=above.ys + [height + y for y in below.ys[1:]], cells=cells,
        irregular=above.irregular + below.irregular,
        glyphs=np.zeros(0, dtype=np.int64), stray=np.zeros(0, dtype=np.int64),
    )  # fmt: skip


def _prolonged(cell: Cell, rest: Cell, offset: int) -> Cell:
    return replace(cell, row1=offset + rest.row1, open_bottom=rest.open_bottom, lines=cell.lines + rest.lines)


def _meeting(above: PageTable, below: PageTable) -> list[Pair]:
    """The cells at the bottom of one part and the top of the other that take the same columns, from left to right."""
    tops = {(cell.col0, cell.col1): cell for cell in below.cells if cell.row0 == 0}
    bottoms = sorted((c for c in above.cells if c.row1 == above.rows), key=lambda c: c.col0)
    return [(cell, tops[cell.col0, cell.col1]) for cell in bottoms if (cell.col0, cell.col1) in tops]
