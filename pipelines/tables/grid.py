"""The grid of cells that the rules of one page draw.

Here belongs the geometry: snapping rules to lines, closing gaps, and finding the cells that rules enclose. Here does not
belong which glyph stands where (`cells.py`) or what a column means (`layouts/`).

The unit squares between all lines of a table are joined wherever no rule separates them (union-find, with one node for the
world outside). What remains together is a cell: merged cells, open edges and gaps at corners need no special case. A
region that leaks outside, or is no rectangle, is no cell, and glyphs in it will fail the conservation proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.model.records import Box
from pipelines.pdf.page import Bools, Floats, Rules

# Rules this close are one line drawn twice (borders of neighbouring cells), unless a glyph stands between them.
SAME_LINE = 3.0
# Segments at one height to within the rounding of a printer's numbers.
_SAME_LEVEL = 0.05
# Rules that miss each other by less than this at a corner still meet.
CORNER_GAP = 5.0
# Of an edge between two lines, this much may be missing: two corners' gaps.
EDGE_GAP = 9.0
EDGE_COVER = 0.3
# A rule that goes on this far below another one is no corner that was drawn too long.
_STUB = 2.0
# A row lower than this holds no text that anybody can read.
SLIVER = 4.0
# A table has more unit squares than this only in an attack; the largest real page met has about 2,500.
MAX_SQUARES = 60_000


class GridTooLarge(Exception):
    """A page's rules divide it into more squares than any printed table has."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One enclosed rectangle: half-open ranges of rows and columns of the grid's lines, and where it is on the page.

    `open_top`, `open_bottom` tell whether a page break cuts the cell there: no rule closes it.
    """

    row0: int
    row1: int
    col0: int
    col1: int
    box: Box
    open_top: bool
    open_bottom: bool


@dataclass(slots=True)
class Grid:
    """The cells of one connected table on one page.

    `xs`, `ys` are its lines; `owner[row, column]` is the index in `cells` of the cell that holds the unit square, -1
    where the square belongs to no cell.
    """

    box: Box
    xs: Floats
    ys: Floats
    cells: list[GridCell]
    owner: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    irregular: list[Box]

    def cell_of(self, x: Floats, y: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The index of the cell that holds each point; -1 in the table but in no cell, -2 outside the table."""
        column = np.searchsorted(self.xs, x, side="right") - 1
        row = np.searchsorted(self.ys, y, side="right") - 1
        inside = (column >= 0) & (column < len(self.xs) - 1) & (row >= 0) & (row < len(self.ys) - 1)
        result = np.full(len(x), -2, dtype=np.int64)
        result[inside] = self.owner[row[inside], column[inside]]
        return result


def find_grids(rules: Rules, centre_x: Floats, centre_y: Floats) -> list[Grid]:
    """The ruled tables of a page from top to bottom. `centre_*` are the centres of its visible glyphs: two rules with a
    glyph between them are two lines, however close they are. Raises `GridTooLarge`."""
    horizontal = _join(_snap(rules.horizontal, centre_y, centre_x))
    vertical = _join(_snap(rules.vertical, centre_x, centre_y))
    grids = []
    for across, down in _connected(horizontal, vertical):
        grid = _grid(horizontal[across], vertical[down], centre_x, centre_y)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda g: (g.box.top, g.box.x0))


def _snap(segments: Floats, centres: Floats, along: Floats) -> Floats:
    """Segments whose positions are one line are given that line's position.

    `centres` are the glyphs' positions across the segments, `along` those in their direction: only a glyph between the
    segments themselves keeps two lines apart, not one that stands elsewhere at the same height.
    """
    if not len(segments):
        return segments
    snapped = segments[np.argsort(segments[:, 0], kind="stable")]
    positions = snapped[:, 0].copy()
    order = np.argsort(centres)
    centres, along = centres[order], along[order]
    levels = [0, *(np.flatnonzero(np.diff(np.round(positions / _SAME_LEVEL))) + 1), len(positions)]
    start = 0
    for level, end in pairwise(levels[1:]):
        if positions[level] - positions[start] <= SAME_LINE:
            first = np.searchsorted(centres, positions[start], "right")
            between = along[first : np.searchsorted(centres, positions[level])]
            beside = (between > snapped[start:end, 1, None]) & (between < snapped[start:end, 2, None])
            if not beside.any():
                continue
        _level(snapped, positions, start, level)
        start = level
    _level(snapped, positions, start, len(positions))
    return snapped


def _level(snapped: Floats, positions: Floats, start: int, end: int) -> None:
    # Long segments count most: short ones are often the ends of the other direction's rules.
    lengths = snapped[start:end, 2] - snapped[start:end, 1]
    snapped[start:end, 0] = np.average(positions[start:end], weights=lengths + 1e-6)


def _join(segments: Floats) -> Floats:
    """Collinear segments that touch, overlap or leave only a dash's gap are joined."""
    if not len(segments):
        return segments
    rows = segments[np.lexsort((segments[:, 1], segments[:, 0]))]
    joined = [rows[0].copy()]
    for row in rows[1:]:
        last = joined[-1]
        if row[0] == last[0] and row[1] <= last[2] + CORNER_GAP:
            last[2] = max(last[2], row[2])
            last[3] = max(last[3], row[3])
        else:
            joined.append(row.copy())
    return np.array(joined)


def _connected(horizontal: Floats, vertical: Floats) -> list[tuple[Bools, Bools]]:
    """The groups of rules that meet each other, as masks over both arrays."""
    if not len(horizontal) or not len(vertical):
        return []
    if len(horizontal) * len(vertical) > 4_000_000:
        raise GridTooLarge
    y, x0, x1 = (horizontal[:, i, None] for i in range(3))
    x, top, bottom = (vertical[None, :, i] for i in range(3))
    g = CORNER_GAP
    meets = (x >= x0 - g) & (x <= x1 + g) & (y >= top - g) & (y <= bottom + g)
    label_h = np.arange(len(horizontal))
    while True:
        label_v = np.where(meets, label_h[:, None], len(horizontal)).min(axis=0)
        reached = np.where(meets, label_v[None, :], len(horizontal)).min(axis=1)
        reached = np.minimum(reached, label_h)
        if (reached == label_h).all():
            break
        label_h = reached
    groups = []
    for label in sorted(set(label_h.tolist())):
        down = label_v == label
        if down.any():
            groups.append((label_h == label, down))
    return groups


def _lines(own: Floats, crossing: Floats) -> Floats:
    """The positions of a direction's lines, with the ends of the crossing rules where these stick out: an outer rule is
    often not drawn."""
    lines = np.array(sorted(set(own[:, 0].tolist())))
    low, high = crossing[:, 1].min(), crossing[:, 2].max()
    if low < lines[0] - SAME_LINE:
        lines = np.concatenate([[low], lines])
    if high > lines[-1] + SAME_LINE:
        lines = np.concatenate([lines, [high]])
    return lines


def _grid(horizontal: Floats, vertical: Floats, centre_x: Floats, centre_y: Floats) -> Grid | None:
    xs = _lines(vertical, horizontal)
    ys = _lines(horizontal, vertical)
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns > MAX_SQUARES:
        raise GridTooLarge
    across = _edges(horizontal, ys, xs)
    down = _edges(vertical, xs, ys).T
    down[:, 0] |= not down[:, 0].any()
    down[:, -1] |= not down[:, -1].any()
    _prolong(xs, ys, down, vertical)
    ys, across, down = _without_slivers(xs, ys, across, down, centre_x, centre_y)
    _complete_sides(xs, ys, down, centre_x, centre_y)
    open_top, open_bottom = _close(across[0], down[0]), _close(across[-1], down[-1])
    owner, cells, irregular = _regions(across, down, xs, ys, open_top, open_bottom)
    if not cells:
        return None
    return Grid(
        box=Box(float(xs[0]), float(ys[0]), float(xs[-1]), float(ys[-1])),
        xs=xs, ys=ys, cells=cells, owner=owner, irregular=irregular,
    )  # fmt: skip


def _prolong(xs: Floats, ys: Floats, down: Bools, vertical: Floats) -> None:
    """Prolongs, in place, the vertical rules that reach into the last strip of rows to its end: where a page break cuts a
    row, print engines draw the sides of each cell as far as its own text goes."""
    reaching = (vertical[:, 1] <= ys[-2] + CORNER_GAP) & (vertical[:, 2] > ys[-2] + _STUB)
    down[-1] |= np.isin(xs, vertical[reaching, 0])


def _without_slivers(
    xs: Floats, ys: Floats, across: Bools, down: Bools, centre_x: Floats, centre_y: Floats
) -> tuple[Floats, Bools, Bools]:
    """The lines and edges without strips of rows that hold no text and are no rows: one rule that is drawn at two heights.

    A strip too low for any text is one. So is the strip at the bottom into which merged cells reach, and no other cell:
    where print engines end a page they draw merged cells down to its end and the rows beside them only as far as they go.
    """
    for strip in range(len(ys) - 2, -1, -1):
        if len(ys) <= 2:
            break
        holds = (centre_y > ys[strip]) & (centre_y < ys[strip + 1])
        if ys[strip + 1] - ys[strip] <= SLIVER:
            if (holds & (centre_x > xs[0]) & (centre_x < xs[-1])).any():
                continue
        elif strip != len(ys) - 2 or not _is_ragged_end(xs, across, down, centre_x[holds]):
            continue
        across[strip] |= across[strip + 1]
        across = np.delete(across, strip + 1, axis=0)
        down = np.delete(down, strip, axis=0)
        ys = np.delete(ys, strip if strip == len(ys) - 2 and strip else strip + 1)
    return ys, across, down


def _is_ragged_end(xs: Floats, across: Bools, down: Bools, held: Floats) -> bool:
    """Whether the last strip of rows is only the end of merged cells: every column is ruled off above it or below it, never
    both, and no glyph (at `held`) stands where a rule closes the row above."""
    ended, reaching = across[-2], across[-1]
    if not (ended ^ reaching).all() or not ended.any() or not reaching.any():
        return False
    column = np.clip(np.searchsorted(xs, held, side="right") - 1, 0, len(xs) - 2)
    outside = (held < xs[0]) | (held > xs[-1])
    return not bool((ended[column] & ~outside).any())


def _complete_sides(xs: Floats, ys: Floats, down: Bools, centre_x: Floats, centre_y: Floats) -> None:
    """Rules off, in place, empty squares at a side of the table that only lack their vertical rules.

    Beside a row that a page break cuts, print engines leave out the borders of merged cells of which no text is left. The
    squares are ruled off as the rows above and below them are.
    """
    rows, columns = down.shape[0], down.shape[1] - 1
    for side, inwards in ((0, 1), (columns, -1)):
        if down[:, side].sum() <= rows / 2:
            continue
        for row in np.flatnonzero(~down[:, side]):
            line = side
            while not down[row, line] and 0 < line + inwards < columns:
                line += inwards
            low, high = sorted((side, line))
            inside = (centre_y > ys[row]) & (centre_y < ys[row + 1]) & (centre_x > xs[low]) & (centre_x < xs[high])
            if not inside.any():
                beside = down[max(row - 1, 0) : row + 2, low : high + 1]
                down[row, low : high + 1] |= beside.any(axis=0)


def _close(edge: Bools, sides: Bools) -> Bools:
    """Closes, in place, the pieces of a table's top or bottom edge that no rule draws though rules stand on both sides:
    there a page break cuts a row. Returns which pieces were closed."""
    before = edge.copy()
    start = 0
    for i in range(len(edge)):
        if sides[i]:
            start = i
        if sides[i + 1] and sides[start]:
            edge[start : i + 1] = True
    return edge & ~before


def _edges(segments: Floats, lines: Floats, stops: Floats) -> Bools:
    """Whether each piece of each line between two stops is ruled: shape lines × (stops - 1)."""
    starts, ends = stops[:-1], stops[1:]
    covered = np.zeros((len(lines), len(starts)))
    at = np.searchsorted(lines, segments[:, 0] - 1e-9)
    for line, (_, start, end, _) in zip(at, segments, strict=True):
        covered[line] += np.clip(np.minimum(ends, end) - np.maximum(starts, start), 0, None)
    length = ends - starts
    return (covered >= EDGE_COVER * length) & (length - covered <= EDGE_GAP)


def _regions(
    across: Bools, down: Bools, xs: Floats, ys: Floats, open_top: Bools, open_bottom: Bools
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], list[GridCell], list[Box]]:
    rows, columns = len(ys) - 1, len(xs) - 1
    outside = rows * columns
    parent = list(range(outside + 1))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for row in range(rows):
        for column in range(columns):
            square = row * columns + column
            if not across[row, column]:
                parent[find(square)] = find(square - columns if row else outside)
            if not down[row, column]:
                parent[find(square)] = find(square - 1 if column else outside)
        if not down[row, columns]:
            parent[find(row * columns + columns - 1)] = find(outside)
    for column in range(columns):
        if not across[rows, column]:
            parent[find((rows - 1) * columns + column)] = find(outside)

    roots = np.array([find(square) for square in range(outside)]).reshape(rows, columns)
    owner = np.full((rows, columns), -1, dtype=np.int64)
    cells: list[GridCell] = []
    irregular: list[Box] = []
    order: dict[int, list[tuple[int, int]]] = {}
    for row in range(rows):
        for column in range(columns):
            order.setdefault(int(roots[row, column]), []).append((row, column))
    world = find(outside)
    for root, squares in order.items():
        if root == world:
            continue
        row0, row1 = squares[0][0], squares[-1][0] + 1
        col0, col1 = min(c for _, c in squares), max(c for _, c in squares) + 1
        box = Box(float(xs[col0]), float(ys[row0]), float(xs[col1]), float(ys[row1]))
        if len(squares) == (row1 - row0) * (col1 - col0):
            owner[row0:row1, col0:col1] = len(cells)
            cut_above = row0 == 0 and bool(open_top[col0:col1].any())
            cut_below = row1 == rows and bool(open_bottom[col0:col1].any())
            cells.append(GridCell(row0, row1, col0, col1, box, cut_above, cut_below))
        else:
            irregular.append(box)
    return owner, cells, irregular
