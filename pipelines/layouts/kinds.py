"""Of which kind a table is: targets of projects, or one of the tables that look like them.

Here belongs the decision by title and headings that a table is a self-evaluation, a monitoring report, an adjustment, a
whole department's or a transfer's targets; such a table is named and left out, and the others of its document are read.
Here does not belong how target tables are printed (`recognise.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipelines.layouts.headings import Kind, fold, headings, is_ignored, meaning_of
from pipelines.model.records import DocumentKind
from pipelines.tables.cells import Cell, Line, PageTable
from pipelines.values.text import compact, fold_heading

NAMES: dict[DocumentKind, str] = {
    "self_evaluation": "a self-evaluation table (绩效自评表), which reports what was achieved",
    "monitoring": "a monitoring table (绩效运行监控表), which reports what was achieved so far",
    "adjustment": "an adjustment of targets (绩效目标调整表)",
    "whole_department": "the targets of a whole department (部门整体支出绩效目标表)",
    "transfer": "the targets of a transfer (转移支付绩效目标表)",
}
"""What each kind that is left out is called in a message."""

_AROUND_TITLE = re.compile(r"[(（][^()（）]*[)）]|^附[件表]?\d*[:：]?|^[一二三四五六七八九十\d]+[、.]|\d+-\d+$")
_LONGEST_TITLE = 60
_LONGEST_HEADING = 30


def heading_cells(table: PageTable, place: tuple[int, int] | None) -> list[Cell]:
    """The cells in which headings and labels stand, so that a text below them is never taken for one: those of the heading
    at `place` (its first and end row), and of each row in which the dictionary knows several."""
    rows = set(range(*place)) if place else set()
    printed = [cell for cell in table.cells if cell.lines and len(cell.text) <= _LONGEST_HEADING]
    known = Counter(cell.row0 for cell in printed if is_known(cell.text))
    rows |= {row for row, count in known.items() if count >= 2 and (not place or row < place[1])}
    return [cell for cell in printed if cell.row0 in rows]


def is_known(text: str) -> bool:
    """Whether the dictionary knows the text as a heading of any kind of table."""
    return (
        meaning_of(text) is not None or is_ignored(text) or any(_is_headed(kind, [text]) for kind in headings().kinds)
    )


def foreign_kind(table: PageTable, above: list[Line], cells: Iterable[Cell]) -> DocumentKind | None:
    """The kind of a table that holds no targets of projects, None for any other. `cells` are those of its headings."""
    title = _title_of(table, above)
    for kind in headings().kinds:
        if title and kind.title.fullmatch(title):
            return kind.name
    texts = [cell.text for cell in cells]
    return next((kind.name for kind in headings().kinds if _is_headed(kind, texts)), None)


def _title_of(table: PageTable, above: list[Line]) -> str:
    """The title of a performance table that stands nearest to it: inside its rules, else above it."""
    lines = [*_captions(table)[::-1], *(line.text for line in reversed(above))]
    titles = (_title(text) for text in lines)
    return next((title for title in titles if title.endswith("表") and "绩效" in title), "")


def _is_headed(kind: Kind, texts: list[str]) -> bool:
    words = {form for text in texts if not _is_past(text) for form in (fold(text), fold_heading(text).rstrip(":"))}
    return bool(kind.any and any(kind.any.fullmatch(word) for word in words)) or (
        bool(kind.all) and kind.all <= {form for text in texts for form in (fold(text), *_brackets(text))}
    )


def _brackets(text: str) -> list[str]:
    return re.findall(r"\(([^()]*)\)", fold_heading(text))


def _is_past(text: str) -> bool:
    """Whether the heading names an earlier year: what was achieved then stands beside the targets of a new year."""
    meaning = meaning_of(text)
    past = [word for word, period in headings().periods.items() if period == "history"]
    return (meaning is not None and meaning.period == "history") or fold(text).startswith(tuple(past))


def _title(text: str) -> str:
    text = compact(text)
    return _AROUND_TITLE.sub("", text) if len(text) <= _LONGEST_TITLE else ""


def _captions(table: PageTable) -> list[str]:
    return [
        cell.text
        for cell in table.cells
        if cell.row0 < 3 and cell.col0 == 0 and cell.col1 == table.columns and cell.lines
    ]
