"""Signs that a page was damaged or tampered with though every glyph is accounted for.

Here belong signs that prove no error and still must be shown, each a warning: two different glyphs at one place, a hole of one
character inside a line, a letter as wide as a Chinese character, page numbers that do not count up. Here does not belong what is
certain enough to refuse a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from statistics import median

import numpy as np

from pipelines.model.records import Box, Finding
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.glyph_filter import Fate, Sheet

_OVERLAP = 0.4
_HOLE = 0.75
_WIDE_HOLE = 1.5
_TIGHT = 0.15
_LATIN_END = "\u0370"
# Capitals and signs of ordinary fonts that are nearly an em wide, and white space.
_WIDE_BY_NATURE = frozenset("WMmw@%&©®—…Æ¼½¾ \t\u00a0\u00ad")
_FULL_WIDTH = 0.95
_MOSTLY_WIDE = 0.5
# A second print this near is meant as bold type.
_BOLD_SHIFT = 1.5
# Lines of one text are nearer to each other than so many times their height, and words of one line than so many ems.
_ROWS_APART = 1.5
_COLUMNS_APART = 1.5


def glyph_anomalies(sheet: Sheet, table: PageTable) -> Iterator[Finding]:
    """Warnings for one table of a page: lines whose characters stand at different heights, glyphs that lie on each other,
    holes in lines of Chinese text, and letters as wide as a Chinese character."""
    for cell in table.cells:
        for line in cell.lines:
            if line.uneven:
                what = f"characters of one line stand at different heights ({line.text[:20]})"
                yield Finding("warning", "uneven_line", f"page {line.page}", what, line.page, line.box)
    yield from _joined_cells(sheet, table)
    yield from _overlaps_and_holes(sheet, table)
    yield from _wide_letters(sheet, table)


def _joined_cells(sheet: Sheet, table: PageTable) -> Iterator[Finding]:
    """Merged cells whose text stands apart on both sides of a line of the grid, as where that line was lost between two
    cells: they would be read as one text."""
    for cell in table.cells:
        lost = _row_line_between(cell, table.ys[cell.row0 + 1 : cell.row1])
        lost = lost or _column_line_between(sheet, table, cell)
        if lost:
            what = f"the text of one cell stands in two places, and a line may be missing between them ({lost})"
            yield Finding("warning", "text_in_two_places", f"page {cell.page}", what, cell.page, cell.box)


def _row_line_between(cell: Cell, ys: list[float]) -> str | None:
    for above, below in pairwise(cell.lines):
        height = min(above.box.bottom - above.box.top, below.box.bottom - below.box.top)
        if below.box.top - above.box.bottom > _ROWS_APART * height and any(
            above.box.bottom < y < below.box.top for y in ys
        ):
            return f"{above.text[-10:]} / {below.text[:10]}"
    return None


def _column_line_between(sheet: Sheet, table: PageTable, cell: Cell) -> str | None:
    xs = table.xs[cell.col0 + 1 : cell.col1]
    if not xs:
        return None
    glyphs = sheet.page.glyphs
    inside = table.glyphs[
        (np.abs(2 * glyphs.centre_x[table.glyphs] - cell.box.x0 - cell.box.x1) < cell.box.x1 - cell.box.x0)
        & ~glyphs.is_space[table.glyphs]
    ]
    for line in cell.lines:
        middle = (line.box.top + line.box.bottom) / 2
        of_line = inside[(glyphs.top[inside] < middle) & (glyphs.bottom[inside] > middle)]
        ordered = of_line[np.argsort(glyphs.x0[of_line])]
        for left, right in pairwise(map(int, ordered)):
            gap = float(glyphs.x0[right] - glyphs.x1[left])
            if gap > _COLUMNS_APART * float(glyphs.size[left]) and any(
                glyphs.x1[left] < x < glyphs.x0[right] for x in xs
            ):
                return f"{glyphs.text[left]} / {glyphs.text[right]}"
    return None


def _overlaps_and_holes(sheet: Sheet, table: PageTable) -> Iterator[Finding]:
    glyphs = sheet.page.glyphs
    members = table.glyphs
    if len(members) < 2:
        return
    order = members[np.lexsort((glyphs.x0[members], np.round(glyphs.bottom[members], 1)))]
    column = np.searchsorted(np.array(table.xs), glyphs.centre_x[order])
    baseline = np.round(glyphs.bottom[order], 1)
    left, right = order[:-1], order[1:]
    together = (np.diff(baseline) == 0) & (np.diff(column) == 0)
    gap = glyphs.x0[right] - glyphs.x1[left]
    width = glyphs.x1[order] - glyphs.x0[order]
    narrower = np.minimum(width[:-1], width[1:])
    for k in np.flatnonzero(together & (-gap > _OVERLAP * narrower) & (narrower > 0.5)):
        a, b = int(left[k]), int(right[k])
        # Chromium sets two punctuation marks in a row closer: ）； takes one and a half characters.
        marks = all(unicodedata.category(glyphs.text[i]).startswith("P") for i in (a, b))
        doubled = glyphs.text[a] == glyphs.text[b] and glyphs.x0[b] - glyphs.x0[a] <= _BOLD_SHIFT
        if not (marks or doubled):
            yield _finding(sheet, a, b, "glyphs_overlap", "two characters are printed on one place")
    size = glyphs.size[left]
    ends = np.flatnonzero(~together)

    @cache
    def is_tight(line: int) -> bool:
        """Whether the characters of a line, which is the stretch before `ends[line]`, mostly touch."""
        first = ends[line - 1] + 1 if line else 0
        last = ends[line] if line < len(ends) else len(gap)
        gaps: list[float] = (np.abs(gap[first:last]) / size[first:last]).tolist()
        return median(gaps) <= _TIGHT

    for k in np.flatnonzero(together & (gap >= _HOLE * size)):
        a, b = int(left[k]), int(right[k])
        # Printed white space is no hole, and between two Latin words white is often not printed as a space.
        beside = glyphs.text[a], glyphs.text[b]
        words = all(sign.isascii() and sign.isalpha() for sign in beside)
        wide = any(unicodedata.east_asian_width(sign) in "WF" for sign in beside)
        if glyphs.is_space[a] or glyphs.is_space[b] or words or not (wide or gap[k] >= _WIDE_HOLE * size[k]):
            continue
        if is_tight(int(np.searchsorted(ends, k))):
            yield _finding(sheet, a, b, "gap_in_line", "a line has a hole as wide as a character")


def _wide_letters(sheet: Sheet, table: PageTable) -> Iterator[Finding]:
    """A letter, digit or accent as wide as a Chinese character may stand for one whose map is damaged.

    Fonts without widths of their own set most letters so wide; those are left out.
    """
    glyphs = sheet.page.glyphs
    letters = np.array(
        [i for i in table.glyphs if glyphs.text[i] < _LATIN_END and glyphs.text[i] not in _WIDE_BY_NATURE],
        dtype=np.intp,
    )
    wide = letters[(glyphs.x1[letters] - glyphs.x0[letters]) >= _FULL_WIDTH * glyphs.size[letters]]
    if len(wide) > _MOSTLY_WIDE * len(letters):
        return
    for i in map(int, wide):
        yield _finding(sheet, i, i, "wide_letter", "a letter is as wide as a Chinese character, which it may stand for")


def page_order(sheets: list[Sheet]) -> Iterator[Finding]:
    """Warnings where printed page numbers do not count up as the pages do: pages were lost, doubled or exchanged."""
    numbered = [(sheet.page.number, number) for sheet in sheets if (number := _page_number(sheet)) is not None]
    for (page, printed), (next_page, next_printed) in pairwise(numbered):
        if next_printed - printed != next_page - page:
            yield Finding(
                "warning",
                "page_order",
                f"page {next_page}",
                f"page {next_page} prints the number {next_printed} where page {page} prints {printed}: pages may be"
                " missing, doubled or exchanged",
                next_page,
            )


def _page_number(sheet: Sheet) -> int | None:
    text = "".join(sheet.page.glyphs.text[i] for i in np.flatnonzero(sheet.fate == Fate.PAGE_NUMBER))
    match = re.search(r"\d+", text)
    return int(match[0]) if match else None


def _finding(sheet: Sheet, first: int, second: int, rule: str, what: str) -> Finding:
    glyphs = sheet.page.glyphs
    box = Box(
        round(float(glyphs.x0[first]), 2),
        round(float(min(glyphs.top[first], glyphs.top[second])), 2),
        round(float(glyphs.x1[second]), 2),
        round(float(max(glyphs.bottom[first], glyphs.bottom[second])), 2),
    )
    around = "".join(glyphs.text[i] for i in dict.fromkeys((first, second)))
    return Finding("warning", rule, f"page {sheet.page.number}", f"{what} ({around})", sheet.page.number, box)
