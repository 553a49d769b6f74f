"""Which glyphs of a page are set aside before cells are filled: the first half of the conservation proof.

Here belong watermarks, hidden text, page numbers, and the second copy of a row that WPS prints in full on both sides of a
page break. What is set aside is named; the rest goes to the cells. Here does not belong what the text means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.model.records import Box, Finding
from pipelines.pdf.ink import Ink
from pipelines.pdf.page import Bools, Page, Visibility
from pipelines.tables.cells import group_lines, pieces_of
from pipelines.tables.overprint import second_prints
from pipelines.tables.watermarks import watermarks
from pipelines.values.text import compact

# Page numbers stand in this share of the page's height, at its top or bottom.
_MARGIN = 0.12
_PAGE_NUMBER = re.compile(r"[-—–~·]*(?:第?(?P<number>\d{1,4})页?)(?:[/，,、]?共?\d{1,4}页?)?[-—–~·]*")
_DECORATED = re.compile(r"第|页|[-—–~]\d+[-—–~]")
_SAME_PLACE = 4.0
_SHIFT = 1.0
_HIDDEN = (
    (Visibility.INVISIBLE, "an invisible text layer holds"),
    (Visibility.WHITE, "a white text layer holds"),
    (Visibility.MASKED, "a layer that is switched off, a mask or a clip hides"),
)
# So many glyphs in the same places relative to each other are no coincidence: a whole target is shorter.
_BEYOND_CHANCE = 10


class Fate(IntEnum):
    """Where a glyph of a closely read page ends. Every glyph ends in exactly one of these."""

    UNPLACED = 0
    CELL = 1
    OTHER_TABLE = 2
    FREE_TEXT = 3
    PAGE_NUMBER = 4
    WATERMARK = 5
    SPLIT_ROW_COPY = 6
    HIDDEN = 7
    SPACE = 8
    SECOND_PRINT = 9
    """The same character printed again a little aside, for boldness."""


@dataclass(slots=True)
class Sheet:
    """A closely read page with the fate of each of its glyphs."""

    page: Page
    fate: NDArray[np.uint8]
    findings: list[Finding] = field(default_factory=list)
    clip_truncated: int = 0
    ink: Ink | None = None
    """The ink of the rendered page, None until it is rendered."""
    is_turned: bool = False
    """Whether most of its text is turned, and not all of it: a page turned as a whole comes upright from the reader."""

    @property
    def pending(self) -> NDArray[np.int64]:
        """The indices of the glyphs that are still to be placed, spaces included."""
        return np.flatnonzero((self.fate == Fate.UNPLACED) | (self.fate == Fate.SPACE))

    def count(self, fate: Fate) -> int:
        return int((self.fate == fate).sum())


def open_sheet(page: Page) -> Sheet:
    """The page with its spaces, watermarks and second prints set aside."""
    glyphs = page.glyphs
    fate = np.zeros(len(glyphs), dtype=np.uint8)
    space = glyphs.is_space
    fate[space] = Fate.SPACE
    sheet = Sheet(page, fate)
    turned = np.abs(glyphs.angle) >= 1
    printed = ~space & (glyphs.visibility == Visibility.VISIBLE)
    sheet.is_turned = bool((turned & printed).sum() > 0.5 * printed.sum())
    fate[watermarks(glyphs, page.rules, printed)] = Fate.WATERMARK
    fate[second_prints(glyphs, np.flatnonzero(printed & (fate == Fate.UNPLACED)))] = Fate.SECOND_PRINT
    return sheet


def set_aside_hidden(sheet: Sheet) -> None:
    """Sets aside, with a warning, text that is hidden by its colour, its render mode, its layer, a mask or a clip."""
    page, glyphs = sheet.page, sheet.page.glyphs
    undecided = sheet.fate == Fate.UNPLACED
    for visibility, how in _HIDDEN:
        hidden = undecided & (glyphs.visibility == visibility)
        if hidden.any():
            sheet.fate[hidden] = Fate.HIDDEN
            sheet.findings.append(_hidden_finding(page, hidden, how))


def check_ink(sheet: Sheet, ink: Ink) -> None:
    """Raises `Refused` where a glyph that should show does not: the page was not read as it is printed."""
    page, glyphs = sheet.page, sheet.page.glyphs
    undecided = sheet.fate == Fate.UNPLACED
    lost = undecided & ink.without_ink & ~glyphs.unmapped & ~glyphs.clip_cut
    if lost.any():
        text = "".join(glyphs.text[i] for i in np.flatnonzero(lost)[:12])
        raise Refused(
            "glyph_without_ink",
            f"page {page.number}: the file holds {int(lost.sum())} characters that the page does not show ({text});"
            " they are covered or too small to be seen",
        )


def resolve_clipped(sheet: Sheet) -> None:
    """Decides on text that a clip or the page's edge hides.

    Where no neighbouring page shows what a clip hides, it is the author's own text in a row that is too short: it is read,
    with a warning. Text off the page is set aside, with a warning."""
    page, glyphs = sheet.page, sheet.page.glyphs
    undecided = sheet.fate == Fate.UNPLACED
    away = undecided & (glyphs.visibility == Visibility.OFF_PAGE)
    if away.any():
        sheet.fate[away] = Fate.HIDDEN
        sheet.findings.append(_hidden_finding(page, away, "off the page's edge stand"))
    cut = undecided & (glyphs.visibility == Visibility.CLIPPED)
    if cut.any():
        sheet.clip_truncated = int(cut.sum())
        text = "".join(glyphs.text[i] for i in np.flatnonzero(cut)[:20])
        sheet.findings.append(
            Finding(
                "warning", "clip_truncated", f"page {page.number}",
                f"a row is too short for its text; {int(cut.sum())} cut characters are read all the same: {text}",
                page.number, _box(page, cut),
            )
        )  # fmt: skip


def set_aside_copies(first: Sheet, second: Sheet) -> None:
    """Sets aside the hidden copies of a row that is printed in full on both sides of a page break.

    WPS 表格 prints such a row twice and hides the surplus by a clip: each page hides what the other one shows, at one
    constant shift. To tell a copy from a clipped line that happens to be printed elsewhere too, either both pages must
    hide what the other shows, or the hidden text must be longer than chance repeats.
    """
    hidden_one, hidden_two = _clipped(first), _clipped(second)
    shown_one, shown_two = _shown(first), _shown(second)
    shifts = _shifts(first, hidden_one, second, shown_two)
    shifts += [-shift for shift in _shifts(second, hidden_two, first, shown_one)]
    best: tuple[int, Bools, Bools] | None = None
    for shift in shifts:
        copies_one = _answered(first, hidden_one, second, shown_two, shift)
        copies_two = _answered(second, hidden_two, first, shown_one, -shift)
        score = int(copies_one.sum() + copies_two.sum())
        answered = copies_one.any() and copies_two.any()
        if (answered or score >= _BEYOND_CHANCE) and (best is None or score > best[0]):
            best = (score, copies_one, copies_two)
    if best is not None:
        first.fate[best[1]] = Fate.SPLIT_ROW_COPY
        second.fate[best[2]] = Fate.SPLIT_ROW_COPY


def _clipped(sheet: Sheet) -> Bools:
    seen = sheet.page.glyphs.visibility
    hidden: Bools = (sheet.fate == Fate.UNPLACED) & ((seen == Visibility.CLIPPED) | (seen == Visibility.OFF_PAGE))
    return hidden


def _shown(sheet: Sheet) -> Bools:
    shown: Bools = (sheet.fate == Fate.UNPLACED) & (sheet.page.glyphs.visibility == Visibility.VISIBLE)
    return shown


def _shifts(one: Sheet, hidden: Bools, two: Sheet, shown: Bools) -> list[float]:
    """The shifts at which the first hidden line may show on the other page, likeliest first."""
    if not hidden.any():
        return []
    line = group_lines(one.page.glyphs, np.flatnonzero(hidden))[0]
    a, b = one.page.glyphs, two.page.glyphs
    there = np.flatnonzero(shown)
    votes: Counter[float] = Counter()
    for i in line[:12]:
        for j in there[np.abs(b.x0[there] - a.x0[i]) < _SHIFT]:
            if b.text[j] == a.text[i]:
                votes[round(float(b.top[j] - a.top[i]), 1)] += 1
    return [shift for shift, _ in votes.most_common(8)]


def _answered(one: Sheet, hidden: Bools, two: Sheet, shown: Bools, shift: float) -> Bools:
    """Which hidden glyphs of `one` show on `two`, moved down by `shift`."""
    a, b = one.page.glyphs, two.page.glyphs
    there = {(b.text[j], round(float(b.x0[j])), round(float(b.top[j]))) for j in np.flatnonzero(shown)}
    answered = np.zeros(len(a), dtype=bool)
    for i in np.flatnonzero(hidden):
        x, y = round(float(a.x0[i])), round(float(a.top[i]) + shift)
        answered[i] = any((a.text[i], x + dx, y + dy) in there for dx in (0, -1, 1) for dy in (0, -1, 1))
    return answered


def set_aside_page_numbers(sheets: Iterable[Sheet]) -> None:
    """Sets aside page numbers, also where a tool prints them inside the table's outline.

    A number with 第…页 or dashes around it is one wherever it stands in the margin. Bare digits are one only where they
    stand at the same place near the middle of several pages and count up as the pages do.
    """
    bare: list[tuple[Sheet, list[int], int, Box]] = []
    for sheet in sheets:
        for indices, text, box in _margin_pieces(sheet):
            match = _PAGE_NUMBER.fullmatch(text)
            if match is None:
                continue
            if _DECORATED.search(text):
                sheet.fate[indices] = Fate.PAGE_NUMBER
            elif abs((box.x0 + box.x1) / 2 - sheet.page.width / 2) <= 0.05 * sheet.page.width:
                bare.append((sheet, indices, int(match["number"]) - sheet.page.number, box))
    for sheet, indices, offset, box in bare:
        alike = {
            other.page.number
            for other, _, other_offset, place in bare
            if other_offset == offset and abs(place.top - box.top) <= _SAME_PLACE
        }
        if len(alike) >= 2:
            sheet.fate[indices] = Fate.PAGE_NUMBER


def _margin_pieces(sheet: Sheet) -> list[tuple[list[int], str, Box]]:
    glyphs, height = sheet.page.glyphs, sheet.page.height
    pending = sheet.pending
    y = glyphs.centre_y[pending]
    found = []
    for members in (pending[y < _MARGIN * height], pending[y > (1 - _MARGIN) * height]):
        for piece in pieces_of(sheet.page.number, glyphs, members):
            inside = members[
                (glyphs.x0[members] >= piece.box.x0 - 0.1) & (glyphs.x1[members] <= piece.box.x1 + 0.1)
                & (glyphs.top[members] >= piece.box.top - 0.1) & (glyphs.bottom[members] <= piece.box.bottom + 0.1)
            ]  # fmt: skip
            found.append((inside.tolist(), compact(piece.text), piece.box))
    return found


def _hidden_finding(page: Page, mask: Bools, what: str) -> Finding:
    text = "".join(page.glyphs.text[i] for i in np.flatnonzero(mask)[:20])
    return Finding(
        "warning", "hidden_text", f"page {page.number}",
        f"{what} {int(mask.sum())} characters that the printed page does not show ({text}); they are not read",
        page.number, _box(page, mask),
    )  # fmt: skip


def _box(page: Page, mask: Bools) -> Box:
    glyphs = page.glyphs
    return Box(
        round(float(glyphs.x0[mask].min()), 2), round(float(glyphs.top[mask].min()), 2),
        round(float(glyphs.x1[mask].max()), 2), round(float(glyphs.bottom[mask].max()), 2),
    )  # fmt: skip
