"""Forms: one project on a sheet of labelled cells, with its indicators in tables of their own at the end.

Here belongs where a form begins, its parts over pages as one table, and the blocks of indicators in it. What stands in its head is
read in `labels.py`, the project as a whole in `form.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.layouts.columns import Row, refuse_overlapping, row_of
from pipelines.layouts.heading_rows import Heading, heading_at
from pipelines.layouts.headings import fold, meaning_of, period_in
from pipelines.layouts.labels import Head, head_of, is_known, is_label
from pipelines.layouts.runs import Run
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.stitch import Pair, stitch


@dataclass(slots=True)
class Block:
    """The indicators below one heading of a form; `is_long_term` where they are those of the whole project."""

    heading: Heading
    end_row: int
    is_long_term: bool


@dataclass(slots=True)
class Form:
    """One project's form: rows `first_row` to `end_row` of a table that has been made whole over its pages."""

    table: PageTable
    first_row: int
    end_row: int
    blocks: list[Block]
    head: Head

    @property
    def cells(self) -> list[Cell]:
        return [cell for cell in self.table.cells if self.first_row <= cell.row0 < self.end_row]

    @property
    def page(self) -> int:
        return min(cell.page for cell in self.cells)


def name_cells(table: PageTable) -> list[Cell]:
    """The cells that say 项目名称 with a value beside them: each begins a form. In a row of column headings another
    heading stands beside it."""
    found = []
    for cell in table.cells:
        meaning = meaning_of(cell.text) if cell.lines else None
        if meaning is None or meaning.field != "project_name" or fold(cell.text) == "项目":
            continue
        beside = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
        if beside is not None and not is_label(beside):
            found.append(cell)
    return found


def indicator_heading(table: PageTable, first_row: int = 0, end_row: int | None = None) -> Heading | None:
    """The heading of the next block of indicators (一级指标 … 指标值), None where there is none."""
    for row in range(first_row, table.rows if end_row is None else end_row):
        cells = [cell for cell in table.cells if cell.row0 == row and cell.lines]
        named = [(cell, meaning_of(cell.text)) for cell in cells]
        fields = {meaning.field for _, meaning in named if meaning}
        if not fields & {"indicator_name", "content"} or "value" not in fields:
            continue
        end = max(cell.row1 for cell, meaning in named if meaning and meaning.field in _HEADS)
        return heading_at(table, row, end)
    return None


_HEADS = frozenset({"level1", "level2", "indicator_name", "content", "operator", "value", "unit"})


def split_forms(run: Run, findings: list[Finding]) -> list[Form]:
    """The forms of a run, each made whole over its pages. Raises `Refused` where a form's indicators have no heading or
    one of which a column is not known."""
    sheets: list[PageTable] = []
    for fragment in run.fragments:
        table = fragment.table
        starts = _starts(table)
        if sheets and (not starts or starts[0] > 0):
            sheets[-1] = stitch(sheets[-1], table, _cut_row(sheets[-1]))
        else:
            sheets.append(table)
    forms = []
    for sheet in sheets:
        starts = _starts(sheet)
        for first, end in zip(starts, [*starts[1:], sheet.rows], strict=True):
            blocks = _blocks(sheet, first, end)
            if blocks:
                said = {found.subject for found in findings if found.rule == "unknown_heading"}
                unknown = [found for block in blocks for found in block.heading.unknown_columns(sheet.page)]
                findings += [found for found in unknown if found.subject not in said]
                head = head_of(sheet, first, blocks[0].heading.first_row)
                forms.append(Form(sheet, first, end, blocks, head))
            elif _is_target(sheet, first, end):
                raise Refused(
                    "form_without_indicators",
                    f"page {sheet.page}: a form has no heading 三级指标 … 指标值 above its indicators",
                )
            else:
                what = "a sheet that begins with 项目名称 prints no targets and is not read"
                findings.append(Finding("warning", "sheet_not_read", f"page {sheet.page}", what, sheet.page, sheet.box))
    return forms


def _blocks(table: PageTable, first: int, end: int) -> list[Block]:
    blocks: list[Block] = []
    row = first
    while (heading := indicator_heading(table, row, end)) is not None:
        heading.check(table.page)
        begins = heading.first_row
        while begins > row and is_caption(table, begins - 1):
            begins -= 1
        if blocks:
            blocks[-1].end_row = begins
        is_long = _names_long_term(table, heading, begins)
        blocks.append(Block(heading, end, is_long))
        row = heading.end_row
    return blocks


def _names_long_term(table: PageTable, heading: Heading, begins: int) -> bool:
    """Whether the caption above a block, or the label beside it, names the whole project's period."""
    captions = [table.at(row, 0) for row in range(begins, heading.first_row)]
    sides = [c for c in table.cells if c.row0 <= heading.first_row < c.row1 and c.row1 > heading.end_row]
    named = [period_in(cell.text) for cell in [*captions, *sides] if cell is not None and cell.lines]
    return "cycle" in named and "year" not in named


def _is_target(table: PageTable, first: int, end: int) -> bool:
    """Whether the sheet of labels in those rows has to do with targets at all; others may stand between the forms."""
    meanings = [meaning_of(cell.text) for cell in table.cells if first <= cell.row0 < end and cell.lines]
    return bool({m.field for m in meanings if m} & {"goal", "indicators", "indicator_name", "level1"})


def _starts(table: PageTable) -> list[int]:
    """The rows with which forms begin: 项目名称, with the captions (title, year) right above it, and a row of labels between
    them (项目编码)."""
    starts = []
    for row in sorted({cell.row0 for cell in name_cells(table)}):
        while row > 0 and is_caption(table, row - 1):
            row -= 1
        starts.append(row)
    return starts


def is_caption(table: PageTable, row: int) -> bool:
    """Whether the row is one cell from side to side: a title or a year inside the rules."""
    cell = table.at(row, 0)
    return cell is not None and cell.col1 - cell.col0 == table.columns and cell.row1 - cell.row0 == 1


def _cut_row(above: PageTable) -> Callable[[list[Pair]], bool]:
    """Whether a page break cut a row though rules close it on both sides: one half lacks what every row prints, its
    label in a form's head, its name or its value among the indicators."""
    starts = _starts(above)
    heading = indicator_heading(above, starts[-1] if starts else 0)

    def cut(pairs: list[Pair]) -> bool:
        if heading is None:
            # Every row of a form's head begins with a label, so one without is the rest of the row above; but a text
            # under a label of its own is a row of its own.
            texts = [(upper, lower) for upper, lower in pairs if lower.lines and not _is_cut_word(upper, lower)]
            return bool(texts) and not any(is_label(cell) for pair in texts for cell in pair)
        told = [
            pair for pair in pairs if heading.fields.get(pair[0].col0) in ("indicator_name", "value", "cycle_value")
        ]
        halves = [any(not half.lines for half in pair) for pair in told]
        return any(halves) and all(any(half.lines for half in pair) for pair in told) and len(told) >= 2

    return cut


def _is_cut_word(upper: Cell, lower: Cell) -> bool:
    """Whether the two halves are one label that the page break cuts: 项目绩效, 目标."""
    return not is_label(upper) and is_known(upper.text + lower.text)


def indicator_rows(form: Form, block: Block) -> list[Row]:
    """The rows below the heading of a block, as far as they print a name or a value. Raises `Refused` where cells of
    several rows cannot be told apart."""
    table, heading = form.table, block.heading
    columns = {name: column for column, name in reversed(heading.fields.items())}
    anchor = columns.get("indicator_name", columns.get("cycle:indicator_name"))
    if anchor is None:
        raise Refused("ragged_row", f"page {table.page}: no column names the indicators of a form")
    rows = []
    row = heading.end_row
    while row < block.end_row:
        owner = table.at(row, anchor)
        if owner is None:
            raise Refused("ragged_row", f"page {table.page}: an indicator row has no cell for the indicator")
        span = [c for c in table.cells if c.row0 < owner.row1 and c.row1 > row and c.row1 > heading.end_row]
        refuse_overlapping(span, row, owner.row1, heading)
        made = row_of([c for c in span if any(k in heading.fields for k in range(c.col0, c.col1))], heading)
        if any(made.text(name) for name in ("indicator_name", "value", "cycle:indicator_name")):
            rows.append(made)
        row = max(owner.row1, row + 1)
    return rows
