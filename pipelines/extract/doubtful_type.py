"""Type in cells that a person may not read as the file has it: too small, too pale, raised, shown in part, or on other type.

Here belongs what glyphs and their neighbours tell. Here does not belong what is drawn in cells (`visible_text.py`), nor text
that is set aside (`tables/glyph_filter.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.model.records import Box, Finding
from pipelines.pdf.page import Bools, Glyphs, Visibility
from pipelines.tables.cells import PageTable
from pipelines.tables.glyph_filter import Fate, Sheet

# Type smaller than this in points is not read by a person.
_TINY = 3.0
# Type lighter than this is looked up on the page, where it must stand out from its ground by so much of 255.
_PALE = 0.6
_CONTRAST = 55
# A glyph is raised or smaller where it differs from the one beside it by this share of its size.
_SMALLER = 0.85
_RAISED = 0.15
# Glyphs are neighbours where they are this near, in sizes of the smaller one.
_BESIDE = 0.4
_SAME_HEIGHT = 0.5
_FIGURES = frozenset("0123456789")
_END_OF_NUMBER = frozenset("0123456789.%％‰)）")
_SUPERSCRIPTS = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩")
# Two glyphs share a box where they overlap by this much of the smaller one, both ways.
_SHARED = 0.6
# Glyphs whose tops are this near, in points, are looked at as one line.
_BAND = 3.0


def findings(sheet: Sheet, tables: list[PageTable], whole: NDArray[np.uint8], scale: float) -> Iterator[Finding]:
    """Warnings for the cells of one page's tables. `whole` is the page rendered with `scale` pixels a point."""
    glyphs = sheet.page.glyphs
    tiny = glyphs.size < _TINY
    partly = sheet.page.partly_shown if len(sheet.page.partly_shown) else np.zeros(len(glyphs), dtype=bool)
    for table in tables:
        members = table.glyphs[
            (glyphs.visibility[table.glyphs] == Visibility.VISIBLE)
            & ~glyphs.is_space[table.glyphs]
            & (sheet.fate[table.glyphs] != Fate.SECOND_PRINT)
        ]
        kinds = (
            ("tiny_text", members[tiny[members]], "is printed too small to be read by eye"),
            ("partly_shown", members[partly[members]], "shows in part only: a mask or a clip hides the rest"),
            ("pale_text", _pale(glyphs, members, whole, scale), "is so pale that it is hardly seen, as a watermark is"),
            ("raised_figure", _raised(glyphs, members), "is raised or smaller than the number it stands at, as a footnote's"
             " mark is; it is read as part of the number"),
        )  # fmt: skip
        for rule, found, what in kinds:
            yield from _by_cell(sheet, table, rule, found, what)
        yield from _sharing(sheet, table, members)


def _by_cell(sheet: Sheet, table: PageTable, rule: str, found: NDArray[np.int64], what: str) -> Iterator[Finding]:
    """One finding a cell for the glyphs found in it."""
    glyphs = sheet.page.glyphs
    cells: dict[Box, list[str]] = {}
    for i in found.tolist():
        box = _cell_box(table, float(glyphs.centre_x[i]), float(glyphs.centre_y[i]))
        cells.setdefault(box, []).append(glyphs.text[i])
    for box, texts in cells.items():
        message = f"text in a cell ({''.join(texts)[:12]}, at {box.x0:.0f}, {box.top:.0f} pt) {what}"
        yield Finding("warning", rule, f"page {sheet.page.number}", message, sheet.page.number, box)


def _cell_box(table: PageTable, x: float, y: float) -> Box:
    """The box of the cell at a place, or of the whole table where it is in none."""
    inside = (c.box for c in table.cells if c.box.x0 <= x <= c.box.x1 and c.box.top <= y <= c.box.bottom)
    return next(inside, table.box)


def _pale(glyphs: Glyphs, members: NDArray[np.int64], whole: NDArray[np.uint8], scale: float) -> NDArray[np.int64]:
    """Of the members those that hardly stand out from their ground."""
    found = []
    for i in members[glyphs.luminance[members] > _PALE].tolist():
        x0, x1 = int(glyphs.x0[i] * scale), int(glyphs.x1[i] * scale) + 1
        at = whole[int(glyphs.top[i] * scale) : int(glyphs.bottom[i] * scale) + 1, x0:x1]
        if at.size and int(at.max()) - int(at.min()) < _CONTRAST:
            found.append(i)
    return np.array(found, dtype=np.int64)


def _raised(glyphs: Glyphs, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Figures beside a number that are smaller than its own or stand higher, and superscript figures there."""
    text = [glyphs.text[i] for i in members]
    figures = members[[t in _FIGURES or t in _SUPERSCRIPTS for t in text]]
    numbers = members[[t in _END_OF_NUMBER for t in text]]
    if not len(figures) or not len(numbers):
        return figures[:0]
    size, other = glyphs.size[figures, None], glyphs.size[None, numbers]
    near = _BESIDE * np.minimum(size, other)
    after = np.abs(glyphs.x0[figures, None] - glyphs.x1[None, numbers]) <= near
    before = np.abs(glyphs.x1[figures, None] - glyphs.x0[None, numbers]) <= near
    shared = np.minimum(glyphs.bottom[figures, None], glyphs.bottom[None, numbers])
    shared -= np.maximum(glyphs.top[figures, None], glyphs.top[None, numbers])
    level = shared > _SAME_HEIGHT * np.minimum(size, other)
    higher = glyphs.bottom[None, numbers] - glyphs.bottom[figures, None] > _RAISED * other
    superscript = np.array([glyphs.text[i] in _SUPERSCRIPTS for i in figures])[:, None]
    differs = (size < _SMALLER * other) | (after & higher & (size <= other)) | (superscript & after)
    beside: Bools = (after | before) & level & differs
    return figures[beside.any(axis=1)]


def _sharing(sheet: Sheet, table: PageTable, members: NDArray[np.int64]) -> Iterator[Finding]:
    """Names different characters that stand in one place: which of them is to be read there is not certain."""
    glyphs = sheet.page.glyphs
    pairs: dict[Box, list[str]] = {}
    bands = np.round(glyphs.top[members] / _BAND)
    for line in np.unique(bands):
        row = members[np.abs(glyphs.top[members] - line * _BAND) <= _BAND]
        row = row[np.argsort(glyphs.x0[row], kind="stable")]
        for step in (1, 2):
            for first, second in _pairs(glyphs, row[:-step], row[step:]):
                box = _cell_box(table, float(glyphs.centre_x[first]), float(glyphs.centre_y[first]))
                pairs.setdefault(box, []).append(glyphs.text[first] + glyphs.text[second])
    for box, texts in pairs.items():
        what = (
            f"different characters are printed in one place ({'、'.join(sorted(set(texts))[:4])}, at {box.x0:.0f},"
            f" {box.top:.0f} pt); one of them is not to be read"
        )
        yield Finding("warning", "characters_share_place", f"page {sheet.page.number}", what, sheet.page.number, box)


def _pairs(glyphs: Glyphs, first: NDArray[np.int64], second: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    wide = np.minimum(glyphs.x1[first], glyphs.x1[second]) - np.maximum(glyphs.x0[first], glyphs.x0[second])
    high = np.minimum(glyphs.bottom[first], glyphs.bottom[second]) - np.maximum(glyphs.top[first], glyphs.top[second])
    narrower = np.minimum(glyphs.x1[first] - glyphs.x0[first], glyphs.x1[second] - glyphs.x0[second])
    lower = np.minimum(glyphs.bottom[first] - glyphs.top[first], glyphs.bottom[second] - glyphs.top[second])
    for k in np.flatnonzero((wide > _SHARED * narrower) & (high > _SHARED * lower)).tolist():
        if glyphs.text[first[k]] != glyphs.text[second[k]]:
            yield int(first[k]), int(second[k])
