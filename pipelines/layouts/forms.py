"""Forms: one project on a sheet of labelled cells, with its indicators in a table at the end.

Here belongs what `form` and `application_form` share: finding a form's parts, joining a form over pages, and its
indicators. What differs (whose money and whose goal are the fiscal year's) is in the two layouts' own modules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.layouts.columns import Row, Value, row_of, value_of
from pipelines.layouts.columns import Heading as ColumnHeading
from pipelines.layouts.headings import field_of, is_ignored, is_self_evaluation, speaks_of_money
from pipelines.layouts.money import amounts_of
from pipelines.layouts.sections import Section
from pipelines.pdf.errors import Refused
from pipelines.records import Finding, Indicator, Project
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.runs import Run

_INDICATOR_FIELDS = frozenset({"level1", "level2", "indicator_name", "operator", "value", "cycle_value", "unit"})


@dataclass(slots=True)
class Label:
    """A cell that names a field, and the cell that holds it."""

    field: str
    cell: Cell
    value: Cell | None


def first_label(table: PageTable) -> Cell | None:
    """The cell that begins a form: 项目名称 with a value beside it, where no row of column headings begins with it."""
    for cell in table.cells:
        if cell.lines and field_of(cell.text) == "project_name":
            beside = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
            if beside is not None and field_of(beside.text) is None and not is_ignored(beside.text):
                return cell
    return None


def labels(table: PageTable, first_row: int, end_row: int) -> list[Label]:
    """All cells in a range of rows that name a field, each with the cell to its right."""
    found = []
    for cell in table.cells:
        if not (first_row <= cell.row0 < end_row) or not cell.lines:
            continue
        name = field_of(cell.text)
        if name is not None:
            value = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
            found.append(Label(name, cell, value))
    return found


def fields_of(table: PageTable) -> set[str]:
    """The fields that any cell of the table names."""
    return {label.field for label in labels(table, 0, table.rows)}


def indicator_heading(table: PageTable, first_row: int = 0) -> ColumnHeading | None:
    """The row that heads the indicators (一级指标 … 指标值). `repeated` names a column that stands there twice."""
    for row in range(first_row, table.rows):
        cells = [cell for cell in table.cells if cell.row0 == row and cell.lines]
        named = [(cell, field_of(cell.text)) for cell in cells]
        present = {name for _, name in named}
        if "indicator_name" not in present or not present & {"value", "cycle_value"}:
            continue
        heading = ColumnHeading({}, row, max(c.row1 for c, n in named if n in _INDICATOR_FIELDS), [])
        for cell, name in named:
            heading.texts.append(cell.text)
            if name is None or name not in _INDICATOR_FIELDS:
                if name is None and not is_ignored(cell.text):
                    heading.unknown.append(cell.text)
                continue
            if name in heading.fields.values():
                heading.repeated.append(cell.text)
            for column in range(cell.col0, cell.col1):
                heading.fields[column] = name
        return heading
    return None


def self_evaluation_cells(table: PageTable) -> list[str]:
    """The texts of the table's cells that only a self-evaluation table has."""
    return [cell.text for cell in table.cells if cell.lines and is_self_evaluation(cell.text)]


@dataclass(slots=True)
class Form:
    """One project's form: its head on the page it begins on, its indicator rows over all pages."""

    table: PageTable
    first_row: int
    indicators_from: int
    rows: list[Row]
    page_last: int
    tails: list[PageTable]
    """Continuation pages that come before the indicators' heading was met."""


def split_forms(run: Run, findings: list[Finding]) -> list[Form]:
    """The forms of a run, each with its indicator rows joined over pages. Raises `Refused` where a form has no
    indicator heading."""
    forms: list[Form] = []
    heading: ColumnHeading | None = None
    for fragment in run.fragments:
        table = fragment.table
        starts = _form_starts(table)
        for at, start in enumerate([0, *starts] if not starts or starts[0] else starts):
            bounds = [b for b in starts if b > start]
            end = bounds[0] if bounds else table.rows
            begins = start in starts
            if not begins and not forms:
                raise Refused("form_without_name", f"page {table.page}: a form goes on that began nowhere")
            found = indicator_heading(table, start)
            if found is not None and found.first_row >= end:
                found = None
            if begins:
                forms.append(Form(table, start, found.first_row if found else end, [], table.page, []))
                heading = found
            elif found is not None:
                _tail(forms[-1], table, start, found.first_row)
                heading = found
            first = found.end_row if found is not None else start
            if heading is None:
                if not begins:
                    _tail(forms[-1], table, start, end)
                continue
            if begins and found is None:
                continue
            rows = _indicator_rows(table, first, end, heading)
            if rows and not begins and forms[-1].rows and at == 0:
                _join_rows(forms[-1], rows, findings)
            forms[-1].rows += rows
            forms[-1].page_last = table.page
    for form in forms:
        if not form.rows:
            raise Refused("form_without_indicators", f"page {form.table.page}: a form has no indicators that can be read")
    return forms


def _tail(form: Form, table: PageTable, first: int, end: int) -> None:
    if any(cell.lines for cell in table.cells if first <= cell.row0 < end):
        form.tails.append(table)


def _form_starts(table: PageTable) -> list[int]:
    """The rows with which forms begin. What stands above 项目名称 on the sheet (title, year) belongs to the form."""
    rows = []
    for cell in table.cells:
        if cell.lines and field_of(cell.text) == "project_name":
            beside = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
            if beside is not None and field_of(beside.text) is None:
                rows.append(cell.row0)
    starts = []
    for at, row in enumerate(sorted(set(rows))):
        top = row
        while top > 0 and _is_caption(table, top - 1):
            top -= 1
        starts.append(top if at else (0 if top <= 3 and all(_is_caption(table, r) for r in range(top)) else top))
    return starts


def _is_caption(table: PageTable, row: int) -> bool:
    """Whether the row is one cell from side to side: a title or a year inside the rules."""
    cell = table.at(row, 0)
    return cell is not None and cell.col1 - cell.col0 == table.columns and cell.row1 - cell.row0 == 1


def _indicator_rows(table: PageTable, first: int, end: int, heading: ColumnHeading) -> list[Row]:
    columns = {name: column for column, name in reversed(heading.fields.items())}
    anchor = columns["indicator_name"]
    rows = []
    row = first
    while row < end:
        owner = table.at(row, anchor)
        if owner is None:
            raise Refused("ragged_row", f"page {table.page}: an indicator row has no cell for the indicator")
        span = [c for c in table.cells if c.row0 < owner.row1 and c.row1 > row]
        made = row_of([c for c in span if set(range(c.col0, c.col1)) & set(heading.fields)], heading)
        if made.text("indicator_name") or made.text("value") or made.text("level1"):
            rows.append(made)
        row = max(owner.row1, row + 1)
    return rows


def _join_rows(form: Form, rows: list[Row], findings: list[Finding]) -> None:
    """Over a page break: a row that is cut in two becomes one, and merged level cells count on both sides."""
    last, first = form.rows[-1], rows[0]
    subject = f"page {form.table.page}"
    if bool(last.text("value")) != bool(first.text("value")):
        form.rows[-1] = last.joined(rows.pop(0))
        last = form.rows[-1]
        if not rows:
            return
        first = rows[0]
    for name in ("level1", "level2"):
        carried = last.value(name)
        cut = first.value(name).open_top or last.value(name).open_bottom
        if not carried.lines or first.text(name) or not (cut or name == "level1" or not first.text("level1")):
            continue
        for row in rows:
            if row.text(name):
                break
            row.values[name] = Value(carried.lines)
        findings.append(
            Finding(
                "info", "level_carried_over", subject,
                f"{carried.text} stands before the break to page {first.page_first} and counts after it",
                first.page_first,
            )
        )  # fmt: skip


MoneyOf = Callable[[Form, list[Label]], dict[str, list[Value]]]
GoalOf = Callable[[Form, list[Label]], Value]


def read_forms(run: Run, unit: str, findings: list[Finding], money_of: MoneyOf, goal_of: GoalOf) -> list[Section]:
    """The run's projects. `money_of` and `goal_of` are the layout's own: which figures and which goal are this year's."""
    section = Section(None, [], [], [])
    for form in split_forms(run, findings):
        found = labels(form.table, form.first_row, form.indicators_from)
        name = _labelled(found, "project_name")
        unknown = _unknown_money(form)
        if unknown:
            raise Refused(
                "unknown_heading",
                f"page {form.table.page}: the label {unknown[0]!r} may be a source of funding and is not known; add it to headings.yml",
            )
        total, amounts = amounts_of(money_of(form, found), unit, name.text, findings)
        page = form.table.page
        if not name.lines:
            findings.append(Finding("error", "project_without_name", f"page {page}", "no project name is printed", page))
        if total is None and not amounts:
            findings.append(Finding("error", "project_without_money", name.text, "no amount is printed", page))
        goal = goal_of(form, found)
        if not goal.lines:
            findings.append(Finding("warning", "project_without_goal", name.text, "no goal is printed", page))
        section.projects.append(
            Project(
                seq=len(section.projects) + 1,
                name=name.text,
                code=_labelled(found, "project_code").text or None,
                implementing_unit=_labelled(found, "implementing_unit").text or None,
                supervising_department=_labelled(found, "supervising_department").text or None,
                goal=goal.text or None,
                total=total,
                amounts=amounts,
                indicators=[_indicator(row, at + 1, name.text, findings) for at, row in enumerate(form.rows)],
                page_first=page,
                page_last=form.page_last,
                box=name.box if name.lines else form.table.box,
            )
        )
    return [section] if section.projects else []


def _labelled(found: list[Label], name: str) -> Value:
    return next((value_of([label.value]) for label in found if label.field == name and label.value), Value([]))


def _unknown_money(form: Form) -> list[str]:
    """Labels in the rows of the money block that speak of money and are in no list: cells with an amount beside them."""
    block = [
        label.cell
        for label in labels(form.table, form.first_row, form.indicators_from)
        if label.field.startswith("money:")
    ]
    if not block:
        return []
    first, end = min(c.row0 for c in block), max(c.row1 for c in block)
    values = {id(label.value) for label in labels(form.table, first, end) if label.value}
    return [
        cell.text
        for cell in form.table.cells
        if first <= cell.row0 < end
        and cell.row1 - cell.row0 == 1
        and cell.lines
        and id(cell) not in values
        and field_of(cell.text) is None
        and not is_ignored(cell.text)
        and speaks_of_money(cell.text)
        and not any(ch.isdigit() for ch in cell.text)
    ]


def _indicator(row: Row, seq: int, project: str, findings: list[Finding]) -> Indicator:
    name = row.value("indicator_name")
    page = name.lines[0].page if name.lines else row.page_first
    box = name.box if name.lines else row.box
    if not name.lines:
        findings.append(Finding("error", "indicator_without_name", project, f"indicator {seq} has no name", page, box))
    value = "".join([row.text("operator"), row.text("value"), row.text("unit")])
    if not row.text("value"):
        findings.append(
            Finding("warning", "indicator_without_value", project, f"no target is printed for {name.text}", page, box)
        )
    return Indicator(
        seq=seq,
        level1_code=None,
        level1_name=row.text("level1"),
        level2_code=None,
        level2_name=row.text("level2"),
        name=name.text,
        cycle_value=row.text("cycle_value") or None,
        annual_value=value,
        page=page,
        box=box,
    )
