"""Rows that stand behind a target table, in its columns, and belong to no table that was read.

Here belongs seeing that a table goes on where nothing was read: after text that stands between its parts, or without its
lines. Here does not belong text that touches a table's outline (`tables/overhang.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipelines.layouts.recognise import ReadPage
from pipelines.layouts.runs import Run
from pipelines.model.errors import Refused
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.overhang import is_caption
from pipelines.tables.stitch import COLUMN_DRIFT
from pipelines.values.text import compact

_FIGURE = re.compile(r"[-−]?\d{1,3}(?:[,，]?\d{3})*(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
# So many columns make a table that no other one resembles by chance, and so many filled ones a row.
_COLUMNS = 4
_FILLED = 3
_SAME_PLACE = 1.0
# Lines of cells that are one row are no further apart than this share of their height.
_SAME_ROW = 0.75


def refuse_left_over(runs: Iterable[Run], pages: Mapping[int, ReadPage], others: Iterable[int]) -> None:
    """Raises `Refused` where rows follow one of the `runs` in its columns and no run holds them. `others` are the pages of
    tables of other kinds, which are known for what they are."""
    runs = list(runs)
    used = {id(fragment.table) for run in runs for fragment in run.fragments}
    known = set(others)
    for run in runs:
        last = run.fragments[-1].table
        for number in (last.page, last.page + 1):
            page = pages.get(number)
            if page is None or number in known:
                continue
            top = last.box.bottom if number == last.page else 0.0
            behind = [table for table in page.tables if table.box.top >= top]
            end = min((table.box.top for table in behind if id(table) in used), default=float("inf"))
            for table in behind:
                if id(table) not in used and table.box.top < end and _same_columns(table, last):
                    raise _refusal(number, next((cell.text for cell in table.cells if cell.lines), ""))
            row = _row(last, [line for line in page.free if top <= line.box.top < end])
            if row:
                raise _refusal(number, " ".join(line.text for line in row))


def _refusal(page: int, text: str) -> Refused:
    return Refused(
        "rows_left_over",
        f"page {page}: behind the table rows stand in its columns that are no part of it ({text[:24]}), so the table may be"
        " read in part only; ask for a print whose lines go around every row",
    )


def _same_columns(table: PageTable, last: PageTable) -> bool:
    """Whether the table has the columns of the last one, and prints something."""
    return (
        last.columns >= _COLUMNS
        and len(table.xs) == len(last.xs)
        and all(abs(a - b) <= COLUMN_DRIFT for a, b in zip(table.xs, last.xs, strict=True))
        and any(cell.lines for cell in table.cells)
    )


def _row(table: PageTable, free: list[Line]) -> list[Line]:
    """The first free lines at one height that fill the table's columns as a row with a figure does."""
    placed = [
        (line, column) for line in free if not is_caption(line.text) and (column := _column(table, line)) is not None
    ]
    for figure, column in placed:
        if not _FIGURE.fullmatch(compact(figure.text)):
            continue
        height = figure.box.bottom - figure.box.top
        row = {column: figure}
        for line, at in placed:
            if abs(line.box.top + line.box.bottom - figure.box.top - figure.box.bottom) <= 2 * _SAME_ROW * height:
                row.setdefault(at, line)
        if len(row) >= _FILLED:
            return [row[at] for at in sorted(row)]
    return []


def _column(table: PageTable, line: Line) -> int | None:
    """The column that the line stands in, None where it stands in none or reaches over several."""
    for column, (left, right) in enumerate(zip(table.xs, table.xs[1:], strict=False)):
        if left - _SAME_PLACE <= line.box.x0 and line.box.x1 <= right + _SAME_PLACE:
            return column
    return None
