"""The rows below a heading: what each prints for which role, and how its halves over a page break are one.

Here belongs what the layouts with columns share. Here does not belong what a heading says (`heading_rows.py`), nor what a row
is a row of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.runs import Fragment, Run
from pipelines.layouts.totals import is_total_name
from pipelines.model.errors import Refused
from pipelines.model.records import Box, Finding
from pipelines.tables.cells import Cell, Line, PageTable, union
from pipelines.tables.stitch import on_columns
from pipelines.values.text import join_lines


@dataclass(slots=True)
class Value:
    """What a row prints for one field. `fills_last_line` says that there was no room for one more character on its last
    line, so that the text may go on elsewhere."""

    lines: list[Line]
    open_top: bool = False
    open_bottom: bool = False
    fills_last_line: bool = True

    @property
    def text(self) -> str:
        return join_lines([line.text for line in self.lines])

    @property
    def box(self) -> Box:
        """Around the lines on the page of the first of them."""
        return union(line.box for line in self.lines if line.page == self.lines[0].page)

    def joined(self, below: Value) -> Value:
        """This value and its continuation on the next page."""
        return Value(self.lines + below.lines, self.open_top, below.open_bottom, below.fills_last_line)


_EMPTY = Value([])


@dataclass(slots=True)
class Row:
    """One row: its values by field, where it stands, and whether a page begins or ends with it."""

    values: dict[str, Value]
    page_first: int
    page_last: int
    box: Box
    starts_page: bool = False
    ends_page: bool = False

    def value(self, name: str) -> Value:
        return self.values.get(name, _EMPTY)

    def text(self, name: str) -> str:
        return self.value(name).text

    @property
    def money(self) -> dict[str, list[Value]]:
        """The money columns that print something, by funding source."""
        found: dict[str, list[Value]] = {}
        for name, value in self.values.items():
            if name.startswith("money:") and value.lines:
                found.setdefault(name.removeprefix("money:").partition("#")[0], []).append(value)
        return found

    def joined(self, below: Row) -> Row:
        """This row and its continuation on the next page as one row."""
        names = list(dict.fromkeys([*self.values, *below.values]))
        return Row(
            {name: self.value(name).joined(below.value(name)) for name in names},
            self.page_first,
            below.page_last,
            self.box,
            self.starts_page,
            below.ends_page,
        )


def on_heading_columns(fragment: Fragment, run: Run) -> PageTable:
    """The fragment's table counted on the columns of the run's heading. Raises `Refused` where it has others."""
    table = on_columns(fragment.table, run.fragments[0].table.xs)
    if table is None:
        raise Refused(
            "columns_change",
            f"page {fragment.table.page}: the table goes on with other columns than its heading has",
        )
    return table


def value_of(cells: list[Cell]) -> Value:
    """The value that the cells of one field print, from top to bottom and left to right."""
    ordered = sorted(cells, key=lambda c: (c.row0, c.col0))
    return Value(
        [line for cell in ordered for line in cell.lines],
        any(cell.open_top for cell in cells),
        any(cell.open_bottom for cell in cells),
        all(_fills_last_line(cell) for cell in ordered[-1:]),
    )


def _fills_last_line(cell: Cell) -> bool:
    if not cell.lines:
        return True
    last = cell.lines[-1].box
    size = last.bottom - last.top
    padding = min(min(line.box.x0 - cell.box.x0 for line in cell.lines), size)
    return cell.box.x1 - last.x1 <= padding + 1.3 * size


_WHOLE_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d\d)?")


def cut_money(above: Row, below: Row) -> bool:
    """Whether the page break cuts the amounts themselves, their digits being wrapped: some half is no whole amount, and
    every joined one is."""
    halves = []
    for source, values in above.money.items():
        for upper, lower in zip(values, below.money.get(source, []), strict=False):
            if not _WHOLE_AMOUNT.fullmatch(upper.joined(lower).text):
                return False
            halves += [_WHOLE_AMOUNT.fullmatch(upper.text), _WHOLE_AMOUNT.fullmatch(lower.text)]
    return any(half is None for half in halves)


def refuse_overlapping(cells: list[Cell], first: int, end: int, heading: Heading) -> None:
    """Raises `Refused` where a target's own cell reaches over more rows than its indicator: a lost rule joins two values."""
    for cell in cells:
        if any(heading.fields.get(column) in _OWN_FIELDS for column in range(cell.col0, cell.col1)) and (
            cell.row0 < first or cell.row1 > end
        ):
            raise Refused(
                "ragged_row",
                f"page {cell.page}: the cell {cell.text[:20]!r} reaches over more than one indicator's row",
            )


_OWN_FIELDS = frozenset(
    {
        "indicator_name",
        "operator",
        "value",
        "cycle_value",
        "unit",
        "cycle:indicator_name",
        "cycle:operator",
        "cycle:unit",
    }
)
_TARGETS = frozenset({"goal", "indicators", "indicator_name", "value", "cycle_value"})


_WHO = frozenset({"institution", "project_name", "project_code", "implementing_unit", "supervising_department"})


def _may_span(cell: Cell, covered: list[str], prints_targets: bool) -> bool:
    """The name of a total or of an institution is often printed over all columns that say who, or over all before the money;
    a first level without a second takes both columns."""
    if is_total_name(cell.text) or set(covered) == {"level1", "level2"}:
        return True
    return set(covered) <= _WHO and not prints_targets


def is_caption(band: list[Cell], table: PageTable) -> bool:
    """Whether the row is one cell from side to side: a note or a caption inside the rules, no row of the table."""
    return len(band) == 1 and band[0].col1 - band[0].col0 == table.columns > 1


def caption_finding(cell: Cell) -> Finding:
    """What is said of a caption inside the table: it is shown, not read."""
    what = f"a row from side to side is taken for a note and not read: {cell.text[:60]}"
    return Finding("warning", "caption_row", f"page {cell.page}", what, cell.page, cell.box)


def row_of(cells: list[Cell], heading: Heading) -> Row:
    """The cells of one row of a table by field. A second column of one field has its place in the name (`money:财政拨款#3`)."""
    by_field: dict[str, list[Cell]] = {}
    targets = any(cell.lines and heading.fields.get(cell.col0) in _TARGETS for cell in cells)
    for cell in cells:
        covered = list(dict.fromkeys(heading.fields[c] for c in range(cell.col0, cell.col1) if c in heading.fields))
        if not covered:
            continue
        if len(covered) > 1 and cell.lines and not _may_span(cell, covered, targets):
            raise Refused(
                "ragged_row",
                f"page {cell.page}: the cell {cell.text[:20]!r} reaches over columns of different headings",
            )
        by_field.setdefault(covered[0], []).append(cell)
    page = cells[0].page
    values = {name: value_of(held) for name, held in by_field.items()}
    return Row(values, page, page, union(cell.box for cell in cells))


def nameless(page: int, seq: int) -> Refused:
    """The refusal of a table's project `seq` that has indicators or a goal and no name."""
    return Refused(
        "project_without_name",
        f"page {page}: project {seq} of the table prints no name, so its money and indicators belong to no project;"
        " compare the page with the original",
    )
