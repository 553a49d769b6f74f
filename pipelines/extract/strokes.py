"""Strokes in a table by their place: which rules draw its grid, and which are figures or run through text.

Here belongs what the places of rules and glyphs tell. Here does not belong what only the picture of the page tells
(`visible_text.py`), nor making the grid (`tables/grid.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.model.records import Box, Finding
from pipelines.pdf.page import Bools, Floats, Page, Visibility
from pipelines.tables.cells import PageTable
from pipelines.tables.glyph_filter import Sheet

# A rule is the grid's where it lies this near to one of its lines; a mark shorter than this is a drawn figure.
_NEAR_GRID = 1.0
_SHORTEST_RULE = 8.0
# How far the two lines of a double rule lie apart at most.
_DOUBLE = 2.5
# A rule of the grid ends this near to a line across it; the dashes of a broken one are this near to each other.
_TOUCHES = 2.0
_DASH = 3.0
_SAME_LINE = 0.25
# A line runs through a glyph between these shares of its em box, from the top: above the baseline, below the tallest digit.
_THROUGH = (0.25, 0.78)
# The line of text above another one ends this near to its middle, in heights.
_NEXT_LINE = 1.5
# Of the glyph's width, this much is crossed.
_CROSSED = 0.4


def findings(sheet: Sheet, tables: list[PageTable]) -> list[Finding]:
    """Warnings for the strokes of one page's tables that are no lines of their grids, and for struck-through text."""
    return [*_struck_through(sheet, tables), *_floating(sheet.page, tables)]


def grid_rules(page: Page, tables: list[PageTable]) -> Floats:
    """The boxes of the rules that draw the tables' grids."""
    xs = np.array([x for table in tables for x in table.xs])
    ys = np.array([y for table in tables for y in table.ys])
    across, down = page.rules.horizontal, page.rules.vertical
    across, down = across[_of_grid(across, ys, xs)], down[_of_grid(down, xs, ys)]
    flat = [across[:, 1], across[:, 0] - across[:, 3] / 2, across[:, 2], across[:, 0] + across[:, 3] / 2]
    tall = [down[:, 0] - down[:, 3] / 2, down[:, 1], down[:, 0] + down[:, 3] / 2, down[:, 2]]
    return np.concatenate([np.column_stack(flat), np.column_stack(tall)])


def _struck_through(sheet: Sheet, tables: list[PageTable]) -> Iterator[Finding]:
    """Names text that a line runs through: what is struck out is not to be read."""
    page, glyphs = sheet.page, sheet.page.glyphs
    across = page.rules.horizontal
    for table in tables:
        # Of a line that hangs out of a row too low for it, a clip shows what lies above the rule.
        seen = (glyphs.visibility == Visibility.VISIBLE) & ~glyphs.is_space & ~glyphs.clip_cut
        members = table.glyphs[seen[table.glyphs]]
        x0, x1, top, bottom = glyphs.x0[members], glyphs.x1[members], glyphs.top[members], glyphs.bottom[members]
        inside = across[(across[:, 0] > table.box.top) & (across[:, 0] < table.box.bottom)]
        ruled = _meets(inside, page.rules.vertical, 1) & _meets(inside, page.rules.vertical, 2)
        upper, lower = (top + share * (bottom - top) for share in _THROUGH)
        for (y, start, end, _), is_ruled in zip(inside.tolist(), ruled.tolist(), strict=True):
            hit = (upper < y) & (y < lower)
            hit &= np.minimum(x1, end) - np.maximum(x0, start) > _CROSSED * (x1 - x0)
            if is_ruled and hit.any():
                # A line of the grid runs through the last line of a cell's text where its row is too low for it.
                above = (bottom < y) & (x1 > start) & (x0 < end) & (bottom > y - _NEXT_LINE * (bottom - top))
                hit &= not above.any()
            if not hit.any():
                continue
            struck = members[hit][np.argsort(x0[hit], kind="stable")]
            text = "".join(glyphs.text[i] for i in struck[:16])
            what = f"a line runs through text in the table ({text}, at {start:.0f}, {y:.0f} pt); what is struck out is not valid"
            box = Box(
                round(start, 2), round(float(top[hit].min()), 2), round(end, 2), round(float(bottom[hit].max()), 2)
            )
            yield Finding("warning", "text_struck_through", f"page {page.number}", what, page.number, box)


def _floating(page: Page, tables: list[PageTable]) -> Iterator[Finding]:
    """Names strokes inside a table that touch no line across and go on in no other: a 1 or a minus drawn as a line."""
    across, down = page.rules.horizontal, page.rules.vertical
    for table in tables:
        for rules, lines, crossing, start, end in (
            (across, down, table.xs, table.box.top, table.box.bottom),
            (down, across, table.ys, table.box.x0, table.box.x1),
        ):
            inside = (rules[:, 0] > start + _DOUBLE) & (rules[:, 0] < end - _DOUBLE)
            touching = _meets(rules, lines, 1) | _meets(rules, lines, 2)
            within = (rules[:, 1] > crossing[0]) & (rules[:, 2] < crossing[-1])
            for rule in rules[inside & within & ~touching]:
                if not _goes_on(rule, rules):
                    yield _stroke(page.number, rule.tolist(), flat=rules is across)


def _stroke(page: int, rule: list[float], *, flat: bool) -> Finding:
    place, start, end, _ = (round(value, 2) for value in rule)
    box = Box(start, place, end, place) if flat else Box(place, start, place, end)
    what = (
        f"a stroke stands inside the table (at {box.x0:.0f}, {box.top:.0f} pt) that is no line of its grid; look whether it is"
        " a figure"
    )
    return Finding("warning", "drawn_in_cell", f"page {page}", what, page, box)


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
    continued = np.abs(apart) <= _DASH
    longer = (rules[:, 2] - rules[:, 1]) > (rule[2] - rule[1]) + _DASH
    below = longer & (rules[:, 1] <= rule[1]) & (rules[:, 2] >= rule[2])
    return bool(((aside <= _SAME_LINE) & (continued | below)).any())


def _of_grid(rules: Floats, lines: Floats, crossing: Floats) -> Bools:
    """Which of the rules lie on one of the `lines` or, as the second line of a double one does, beside it from one of the
    `crossing` lines to another."""
    double = _near(rules[:, 1], crossing) & _near(rules[:, 2], crossing) & _near(rules[:, 0], lines, _DOUBLE)
    return (rules[:, 2] - rules[:, 1] >= _SHORTEST_RULE) & (_near(rules[:, 0], lines) | double)


def _near(places: Floats, lines: Floats, reach: float = _NEAR_GRID) -> Bools:
    near: Bools = np.any(np.abs(places[:, None] - lines[None, :]) <= reach, axis=1)
    return near
