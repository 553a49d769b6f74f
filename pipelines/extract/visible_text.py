"""Whether what is read in a table's cells is what a person sees there.

Here belongs naming text that is covered, and marks in cells that are neither text nor rules. Here does not belong comparing
pictures (`pdf/drawn_over.py`), nor the ink proof (`proofs.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.pdf import drawn_over
from pipelines.pdf.page import Bools, Floats, Page, Visibility
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.glyph_filter import Sheet

# Type smaller than this in points is not read by a person.
_TINY = 3.0
# A glyph this light shows only on a darker ground, where the picture of the text alone has no ink.
_PALE = 0.6
# A rule is the grid's where it lies this near to one of its lines; a mark shorter than this is a drawn figure.
_NEAR_GRID = 1.0
_SHORTEST_RULE = 8.0
# How far the two lines of a double rule lie apart at most.
_DOUBLE = 2.5
# A rule of the grid ends this near to a line across it; the dashes of a broken one are this near to each other.
_TOUCHES = 2.0
_DASH = 3.0
_SAME_LINE = 0.25
# Two glyphs share a box where they overlap by this much of the smaller one, both ways.
_SHARED = 0.6
# Glyphs whose tops are this near, in points, are looked at as one line.
_BAND = 3.0


def check(sheet: Sheet, tables: list[PageTable], reader: PdfiumReader) -> list[Finding]:
    """Findings for the marks in the cells of one page's target tables that are neither text nor rules.

    Raises `Refused` where text in a cell is covered: its value is not what the page shows.
    """
    cells = [cell for table in tables for cell in table.cells]
    index = sheet.page.number - 1
    whole, text = reader.grey(index, drawn_over.DPI), reader.grey_of_text(index, drawn_over.DPI)
    boxes = [(cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom) for cell in cells]
    findings = [*_tiny(sheet, tables), *_sharing(sheet, tables), *_floating(sheet.page, tables)]
    explained = np.concatenate([_grid_rules(sheet.page, tables), _pale_glyphs(sheet)])
    differences = drawn_over.compare(whole, text, boxes, sheet.page.fills, explained)
    for cell, difference in zip(cells, differences, strict=True):
        if difference.covered:
            raise Refused(
                "text_covered",
                f"page {sheet.page.number}: something is painted over text in a cell ({_shown(cell)}, at"
                f" {cell.box.x0:.0f}, {cell.box.top:.0f} pt), so the file holds other text than the page shows; ask for a"
                " clean print",
            )
        if difference.foreign:
            what = (
                f"in the cell {_shown(cell)!r} (at {cell.box.x0:.0f}, {cell.box.top:.0f} pt) something is drawn that is"
                " neither text nor a line of the table; look whether it changes what a reader sees"
            )
            findings.append(Finding("warning", "drawn_in_cell", f"page {sheet.page.number}", what, sheet.page.number))
    return findings


def _tiny(sheet: Sheet, tables: list[PageTable]) -> list[Finding]:
    glyphs = sheet.page.glyphs
    tiny = (glyphs.size < _TINY) & ~glyphs.is_space & (glyphs.visibility == Visibility.VISIBLE)
    found = "".join(glyphs.text[i] for table in tables for i in table.glyphs if tiny[i])
    if not found:
        return []
    what = f"characters in cells are printed too small to be read by eye ({found[:12]})"
    return [Finding("warning", "tiny_text", f"page {sheet.page.number}", what, sheet.page.number)]


def _sharing(sheet: Sheet, tables: list[PageTable]) -> list[Finding]:
    """Names different characters that stand in one place: which of them is to be read there is not certain."""
    glyphs = sheet.page.glyphs
    found: list[str] = []
    for table in tables:
        seen = (glyphs.visibility[table.glyphs] == Visibility.VISIBLE) & ~glyphs.is_space[table.glyphs]
        members = table.glyphs[seen]
        tops = glyphs.top[members]
        for line in np.unique(np.round(tops / _BAND)):
            row = members[np.abs(tops - line * _BAND) <= _BAND]
            row = row[np.argsort(glyphs.x0[row], kind="stable")]
            found += [pair for step in (1, 2) if len(row) > step for pair in _pairs(sheet, row[:-step], row[step:])]
    if not found:
        return []
    what = f"different characters are printed in one place ({'、'.join(sorted(set(found))[:4])}); one of them is not to be read"
    return [Finding("warning", "characters_share_place", f"page {sheet.page.number}", what, sheet.page.number)]


def _pairs(sheet: Sheet, first: NDArray[np.int64], second: NDArray[np.int64]) -> list[str]:
    glyphs = sheet.page.glyphs
    wide = np.minimum(glyphs.x1[first], glyphs.x1[second]) - np.maximum(glyphs.x0[first], glyphs.x0[second])
    high = np.minimum(glyphs.bottom[first], glyphs.bottom[second]) - np.maximum(glyphs.top[first], glyphs.top[second])
    narrower = np.minimum(glyphs.x1[first] - glyphs.x0[first], glyphs.x1[second] - glyphs.x0[second])
    lower = np.minimum(glyphs.bottom[first] - glyphs.top[first], glyphs.bottom[second] - glyphs.top[second])
    shared = np.flatnonzero((wide > _SHARED * narrower) & (high > _SHARED * lower))
    pairs = [glyphs.text[first[k]] + glyphs.text[second[k]] for k in shared]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _floating(page: Page, tables: list[PageTable]) -> list[Finding]:
    """Names strokes inside a table that touch no line across and go on in no other: a 1 or a minus drawn as a line."""
    across, down = page.rules.horizontal, page.rules.vertical
    found = []
    for table in tables:
        for rules, lines, crossing, start, end in (
            (across, down, table.xs, table.box.top, table.box.bottom),
            (down, across, table.ys, table.box.x0, table.box.x1),
        ):
            inside = (rules[:, 0] > start + _DOUBLE) & (rules[:, 0] < end - _DOUBLE)
            touching = _meets(rules, lines, 1) | _meets(rules, lines, 2)
            within = (rules[:, 1] > crossing[0]) & (rules[:, 2] < crossing[-1])
            found += [
                (rule, rules is across) for rule in rules[inside & within & ~touching] if not _goes_on(rule, rules)
            ]
    where = [(rule[1], rule[0]) if flat else (rule[0], rule[1]) for rule, flat in found]
    what = "a stroke stands inside the table (at {:.0f}, {:.0f} pt) that is no line of its grid; look whether it is a figure"
    return [
        Finding("warning", "drawn_in_cell", f"page {page.number}", what.format(*place), page.number) for place in where
    ]


def _meets(rules: Floats, lines: Floats, end: int) -> Bools:
    """Which of the rules have the end in column `end` (1 or 2) on one of the `lines` across them."""
    near = np.abs(rules[:, end, None] - lines[None, :, 0]) <= _TOUCHES
    across = (lines[:, 1] - _TOUCHES <= rules[:, :1]) & (rules[:, :1] <= lines[:, 2] + _TOUCHES)
    met: Bools = np.any(near & across, axis=1)
    return met


def _goes_on(rule: Floats, rules: Floats) -> bool:
    """Whether another rule continues this one, as the dashes of a broken line do, or runs over the whole of it."""
    aside = np.abs(rules[:, 0] - rule[0])
    apart = np.maximum(rules[:, 1] - rule[2], rule[1] - rules[:, 2])
    continued = (aside <= _NEAR_GRID) & (np.abs(apart) <= _DASH)
    longer = (rules[:, 2] - rules[:, 1]) > (rule[2] - rule[1]) + _DASH
    below = (aside <= _SAME_LINE) & longer & (rules[:, 1] <= rule[1]) & (rules[:, 2] >= rule[2])
    return bool((continued | below).any())


def _shown(cell: Cell) -> str:
    return cell.text[:16]


def _grid_rules(page: Page, tables: list[PageTable]) -> Floats:
    """The boxes of the rules that draw the tables' grids."""
    xs = np.array([x for table in tables for x in table.xs])
    ys = np.array([y for table in tables for y in table.ys])
    across, down = page.rules.horizontal, page.rules.vertical
    across, down = across[_of_grid(across, ys, xs)], down[_of_grid(down, xs, ys)]
    flat = [across[:, 1], across[:, 0] - across[:, 3] / 2, across[:, 2], across[:, 0] + across[:, 3] / 2]
    tall = [down[:, 0] - down[:, 3] / 2, down[:, 1], down[:, 0] + down[:, 3] / 2, down[:, 2]]
    return np.concatenate([np.column_stack(flat), np.column_stack(tall)])


def _of_grid(rules: Floats, lines: Floats, crossing: Floats) -> Bools:
    """Which of the rules lie on one of the `lines` or, as the second line of a double one does, beside it from one of the
    `crossing` lines to another."""
    double = _near(rules[:, 1], crossing) & _near(rules[:, 2], crossing) & _near(rules[:, 0], lines, _DOUBLE)
    return (rules[:, 2] - rules[:, 1] >= _SHORTEST_RULE) & (_near(rules[:, 0], lines) | double)


def _near(places: Floats, lines: Floats, reach: float = _NEAR_GRID) -> Bools:
    near: Bools = np.any(np.abs(places[:, None] - lines[None, :]) <= reach, axis=1)
    return near


def _pale_glyphs(sheet: Sheet) -> Floats:
    glyphs = sheet.page.glyphs
    pale = (glyphs.luminance > _PALE) & (glyphs.visibility == Visibility.VISIBLE)
    boxes: Floats = np.column_stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom])[pale]
    return boxes
