"""From glyphs and a grid to cells with text.

Here belongs which glyph stands in which cell, and in which order a cell's glyphs are read. Here does not belong what the
text means (`layouts/`) or whether every glyph was accounted for (`extract/proofs.py`).

Lines are found by vertical overlap, not by a common top or baseline: fonts of one line differ in both (superscripts,
ONLYOFFICE's mixed fonts). White space between lines comes from wrapping and is dropped; inside a line only spaces that
the file itself prints remain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.model.records import Box
from pipelines.pdf.page import Glyphs
from pipelines.tables.grid import Grid
from pipelines.values.text import join_lines, unify_radicals

UNMAPPED = "\ufffd"
# Two glyphs are on one line when they share at least this much of the smaller one's height.
SAME_LINE_OVERLAP = 0.5
# Baselines of one line differ by less than this share of the type's size; text that was moved stands out.
_UNEVEN = 0.12
_SAME_SIZE = 0.95
# Glyphs that begin this near to each other begin at one place: turning a page rounds.
_SAME_PLACE = 0.02
# A gap wider than this many ems separates free text into pieces: 单位名称 on the left, 单位：万元 on the right.
PIECE_GAP = 2.5


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a cell or of free text: `text` as printed, its ends stripped of white space. `uneven` where
    characters of one size stand on different baselines in it."""

    page: int
    box: Box
    text: str
    uneven: bool = False


@dataclass(slots=True)
class Cell:
    """One cell of a table on one page. Rows and columns are half-open ranges of the page table's grid; `open_top` and
    `open_bottom` tell whether a page break cuts the cell there."""

    page: int
    row0: int
    row1: int
    col0: int
    col1: int
    box: Box
    open_top: bool
    open_bottom: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return join_lines([line.text for line in self.lines])


@dataclass(slots=True)
class PageTable:
    """One table as it stands on one page."""

    page: int
    box: Box
    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    irregular: list[Box]
    glyphs: NDArray[np.int64]
    """Indices of the page's glyphs that stand in its cells."""
    stray: NDArray[np.int64]
    """Indices of glyphs inside the table's outline that stand in no cell."""

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a square of the grid."""
        for cell in self.cells:
            if cell.row0 <= row < cell.row1 and cell.col0 <= column < cell.col1:
                return cell
        return None

    def bands(self) -> list[list[Cell]]:
        """The table's rows as a reader counts them: cells that a merged cell holds together form one band, from top to
        bottom, each band's cells by row and column."""
        bands: list[list[Cell]] = []
        end = -1
        for cell in sorted(self.cells, key=lambda c: (c.row0, c.col0)):
            if cell.row0 >= end or not bands:
                bands.append([])
            bands[-1].append(cell)
            end = max(end, cell.row1)
        return bands


def members_of(glyphs: Glyphs, pending: NDArray[np.int64], grid: Grid) -> list[NDArray[np.int64]]:
    """The glyphs among `pending` that stand in each cell of the grid."""
    owner = grid.cell_of(glyphs.centre_x[pending], glyphs.centre_y[pending])
    held = owner >= 0
    inside, cell_of = pending[held], owner[held]
    order = np.argsort(cell_of, kind="stable")
    inside, cell_of = inside[order], cell_of[order]
    bounds = np.searchsorted(cell_of, np.arange(len(grid.cells) + 1))
    return [inside[first:last] for first, last in pairwise(bounds.tolist())]


def table_on_page(page_number: int, glyphs: Glyphs, pending: NDArray[np.int64], grid: Grid) -> PageTable:
    """The grid's cells with their text. `pending` are the indices of the glyphs that no cell has yet."""
    owner = grid.cell_of(glyphs.centre_x[pending], glyphs.centre_y[pending])
    stray = pending[(owner == -1) & ~glyphs.is_space[pending]]
    return fill_cells(page_number, glyphs, members_of(glyphs, pending, grid), stray, grid)


def fill_cells(
    page_number: int, glyphs: Glyphs, members: list[NDArray[np.int64]], stray: NDArray[np.int64], grid: Grid
) -> PageTable:
    """The table whose cells hold those glyphs; `stray` are glyphs inside its outline that stand in no cell."""
    cells = [
        Cell(
            page_number, cell.row0, cell.row1, cell.col0, cell.col1, cell.box, cell.open_top, cell.open_bottom, lines
        )
        for cell, lines in zip(grid.cells, lines_of(page_number, glyphs, members), strict=True)
    ]  # fmt: skip
    return PageTable(
        page=page_number, box=grid.box, xs=grid.xs.tolist(), ys=grid.ys.tolist(), cells=cells,
        irregular=grid.irregular, glyphs=np.concatenate(members), stray=stray,
    )  # fmt: skip


def lines_of(page_number: int, glyphs: Glyphs, cells: list[NDArray[np.int64]]) -> list[list[Line]]:
    """The lines of each cell from top to bottom, given the glyphs of each; lines of white space alone are left out."""
    grouped = [group_lines(glyphs, members) for members in cells]
    made = iter(_lines(page_number, glyphs, [line for lines in grouped for line in lines]))
    return [[line for _, line in zip(lines, made, strict=False) if line is not None] for lines in grouped]


def pieces_of(page_number: int, glyphs: Glyphs, members: NDArray[np.int64]) -> list[Line]:
    """The lines of free text, each split where a wide gap shows that two things stand side by side."""
    pieces: list[list[int]] = []
    for line in group_lines(glyphs, members):
        start = 0
        printed = [i for i in line if not glyphs.text[i].isspace()]
        for k in range(1, len(printed) + 1):
            last = printed[k - 1]
            if k < len(printed) and glyphs.x0[printed[k]] - glyphs.x1[last] <= PIECE_GAP * glyphs.size[last]:
                continue
            pieces.append(printed[start:k])
            start = k
    return [line for line in _lines(page_number, glyphs, pieces) if line is not None]


def group_lines(glyphs: Glyphs, members: NDArray[np.int64]) -> list[list[int]]:
    """Glyph indices by line, each line from left to right."""
    if not len(members):
        return []
    tops, bottoms, places = glyphs.top[members], glyphs.bottom[members], _places(glyphs.x0[members])
    order = np.argsort(tops + bottoms, kind="stable")
    # Most glyphs of a cell stand on few baselines: lines are built from those, not glyph by glyph.
    keys = np.round(tops[order], 1) * 1e5 + np.round(bottoms[order], 1)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    lines: list[list[NDArray[np.int64]]] = []
    band_top = band_bottom = 0.0
    for k, start in enumerate(starts):
        end = starts[k + 1] if k + 1 < len(starts) else len(order)
        part = order[start:end]
        top, bottom = float(tops[part[0]]), float(bottoms[part[0]])
        shared = min(bottom, band_bottom) - max(top, band_top)
        smaller = min(bottom - top, band_bottom - band_top)
        if lines and shared >= SAME_LINE_OVERLAP * smaller:
            lines[-1].append(part)
            band_top, band_bottom = min(top, band_top), max(bottom, band_bottom)
        else:
            lines.append([part])
            band_top, band_bottom = top, bottom
    result = []
    for parts in lines:
        line = np.concatenate(parts) if len(parts) > 1 else parts[0]
        line = line[np.argsort(places[line], kind="stable")]
        result.append(members[line].tolist())
    return result


def _places(lefts: NDArray[np.float64]) -> NDArray[np.int64]:
    """The order of the places where glyphs begin, from the left; glyphs that begin at one place have one number, so that a
    stable sort leaves them as the file has them: a mark without width comes before what follows it."""
    order = np.argsort(lefts)
    places = np.zeros(len(lefts), dtype=np.int64)
    places[order[1:]] = np.cumsum(np.diff(lefts[order]) > _SAME_PLACE)
    return places


def _lines(page_number: int, glyphs: Glyphs, groups: list[list[int]]) -> list[Line | None]:
    """The printed line of each group of glyphs, None where it is white space alone.

    All in one pass: a page has a hundred lines of a dozen glyphs, and a call to numpy costs more than its work here.
    """
    texts = ["".join(UNMAPPED if glyphs.text[i] == "\0" else glyphs.text[i] for i in group) for group in groups]
    texts = [unify_radicals(text).strip() for text in texts]
    lines: list[Line | None] = [None] * len(groups)
    filled = [place for place, text in enumerate(texts) if text]
    if not filled:
        return lines
    members = np.array([i for place in filled for i in groups[place]])
    owner = np.repeat(np.arange(len(filled)), [len(groups[place]) for place in filled])
    printed = ~glyphs.is_space[members]
    members, owner = members[printed], owner[printed]
    starts = np.searchsorted(owner, np.arange(len(filled)))
    bottoms, sizes = glyphs.bottom[members], glyphs.size[members]
    lowest, largest = np.maximum.reduceat(bottoms, starts), np.maximum.reduceat(sizes, starts)
    # Smaller characters may be raised, like the 2 of m².
    baselines = np.where(sizes >= _SAME_SIZE * largest[owner], bottoms, np.inf)
    uneven = lowest - np.minimum.reduceat(baselines, starts) > _UNEVEN * largest
    edges = (
        np.minimum.reduceat(glyphs.x0[members], starts),
        np.minimum.reduceat(glyphs.top[members], starts),
        np.maximum.reduceat(glyphs.x1[members], starts),
        lowest,
    )
    boxes = zip(*(edge.tolist() for edge in edges), strict=True)
    for place, box, is_uneven in zip(filled, boxes, uneven.tolist(), strict=True):
        x0, top, x1, bottom = box
        rounded = Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
        lines[place] = Line(page_number, rounded, texts[place], is_uneven)
    return lines


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around some boxes. Raises ValueError where there are none."""
    listed = list(boxes)
    return Box(
        min(b.x0 for b in listed),
        min(b.top for b in listed),
        max(b.x1 for b in listed),
        max(b.bottom for b in listed),
    )
