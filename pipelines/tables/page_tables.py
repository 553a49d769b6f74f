"""The ruled tables of one page with their text, and the free lines around them.

Here belongs putting grid, cells and overhanging text together. Here does not belong what is set aside before
(`glyph_filter.py`) nor which table is a target table (`layouts/`).
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.pdf.page import Glyphs
from pipelines.tables.cells import Line, PageTable, fill_cells, members_of, pieces_of
from pipelines.tables.glyph_filter import Fate, Sheet
from pipelines.tables.grid import Grid, GridTooLarge, find_grids
from pipelines.tables.overhang import Overhang, overhanging


def tables_on(sheet: Sheet) -> tuple[list[PageTable], list[Line]]:
    """The page's tables from top to bottom, and its free lines. Raises `Refused` where no table has so many lines."""
    page, pending = sheet.page, sheet.pending
    glyphs = page.glyphs
    solid = pending[sheet.fate[pending] == Fate.UNPLACED]
    try:
        grids = find_grids(page.rules, glyphs.centre_x[solid], glyphs.centre_y[solid])
    except GridTooLarge as error:
        raise Refused("too_many_lines", f"page {page.number} is parted by more lines than any printed table") from error
    owners = [grid.cell_of(glyphs.centre_x[pending], glyphs.centre_y[pending]) for grid in grids]
    outside = np.all([owner == -2 for owner in owners], axis=0) if grids else np.ones(len(pending), dtype=bool)
    free = pending[outside]
    tables: list[PageTable] = []
    adopted: list[int] = []
    for grid, owner, (above, below) in zip(grids, owners, _reach(grids), strict=True):
        members = members_of(glyphs, pending, grid)
        hanging = overhanging(glyphs, grid, members, free[~glyphs.is_space[free]], above, below)
        for one in hanging:
            members[one.cell] = np.concatenate([members[one.cell], np.array(one.glyphs, dtype=np.int64)])
            adopted += one.glyphs
        stray = pending[(owner == -1) & ~glyphs.is_space[pending]]
        tables.append(fill_cells(page.number, glyphs, members, stray, grid))
        _report(sheet, tables[-1], hanging)
    return tables, pieces_of(page.number, glyphs, np.setdiff1d(free, np.array(adopted, dtype=np.int64)))


def _reach(grids: list[Grid]) -> list[tuple[float, float]]:
    """How far up and down from each grid text may still belong to it: to the next grid."""
    between = [(above.box.bottom + below.box.top) / 2 for above, below in pairwise(grids)]
    return list(pairwise([-math.inf, *between, math.inf])) if grids else []


def _report(sheet: Sheet, table: PageTable, hanging: list[Overhang]) -> None:
    """Warns of text that was added to a cell though a rule closes it."""
    doubtful = [i for one in hanging if not one.certain for i in one.glyphs]
    if doubtful:
        text = _text(sheet.page.glyphs, doubtful)
        sheet.findings.append(
            Finding(
                "warning", "text_below_table", f"page {table.page}",
                f"text goes on below the table's last line and is read as part of the cell above it: {text[:40]}",
                table.page, table.box,
            )
        )  # fmt: skip


def _text(glyphs: Glyphs, members: list[int] | NDArray[np.int64]) -> str:
    return "".join(glyphs.text[i] for i in members)
