"""Forms: one project on a sheet of labelled cells, with its indicators in a table at the end.

Here belongs what `form` and `application_form` share: where a form begins, its parts over pages as one table, its labels
and its indicators. What differs (whose money and whose goal are the fiscal year's) is in the two layouts' own modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.layouts.columns import Heading, Row, Value, refuse_overlapping, row_of, value_of
from pipelines.layouts.headings import field_of, fold, is_ignored, is_self_evaluation, speaks_of_money
from pipelines.layouts.indicators import indicator_of
from pipelines.layouts.money import amounts_of
from pipelines.layouts.sections import Section
from pipelines.model.errors import Refused
from pipelines.model.records import TOTAL, Finding, Project
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.runs import Run
from pipelines.tables.stitch import Pair, stitch

_INDICATOR_FIELDS = frozenset({"level1", "level2", "indicator_name", "operator", "value", "cycle_value", "unit"})
_GOALS = ("goal", "project_goal")


@dataclass(slots=True)
class Label:
    """A cell that names a field, and the cell to its right that holds it."""

    field: str
    cell: Cell
    value: Cell | None


@dataclass(slots=True)
class Form:
    """One project's form: rows `first_row` to `end_row` of a table that has been made whole over its pages."""

    table: PageTable
    first_row: int
    end_row: int
    heading: Heading
    labels: list[Label]

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
        if cell.lines and field_of(cell.text) == "project_name" and fold(cell.text) != "项目":
            beside = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
            if beside is not None and field_of(beside.text) is None and not is_ignored(beside.text):
                found.append(cell)
    return found


def fields_of(table: PageTable) -> set[str]:
    """The fields that any cell of the table names."""
    return {name for cell in table.cells if cell.lines and (name := field_of(cell.text))}


def indicator_heading(table: PageTable, first_row: int = 0, end_row: int | None = None) -> Heading | None:
    """The row that heads the indicators (一级指标 … 指标值). `repeated` names a column that stands there twice."""
    for row in range(first_row, table.rows if end_row is None else end_row):
        named = [(cell, field_of(cell.text)) for cell in table.cells if cell.row0 == row and cell.lines]
        present = {name for _, name in named}
        if "indicator_name" not in present or not present & {"value", "cycle_value"}:
            continue
        heading = Heading({}, row, max(c.row1 for c, n in named if n in _INDICATOR_FIELDS), [])
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


MoneyOf = Callable[[Form], dict[str, list[Value]]]
GoalOf = Callable[[Form], Value]


def read_forms(run: Run, unit: str, findings: list[Finding], year_money: MoneyOf, goal_of: GoalOf) -> list[Section]:
    """The run's projects. `year_money` and `goal_of` are the layout's own: which figures and which goal are this year's.
    Raises `Refused` where a form's parts or indicators cannot be told."""
    section = Section(None, [], [], [])
    for form in split_forms(run, findings):
        section.projects.append(_project(form, len(section.projects) + 1, unit, findings, year_money, goal_of))
    return [section] if section.projects else []


def split_forms(run: Run, findings: list[Finding]) -> list[Form]:
    """The forms of a run, each made whole over its pages."""
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
            heading = indicator_heading(sheet, first, end)
            if heading is None and not _is_target(sheet, first, end):
                what = "a sheet that begins with 项目名称 prints no targets and is not read"
                findings.append(Finding("warning", "sheet_not_read", f"page {sheet.page}", what, sheet.page, sheet.box))
                continue
            if heading is None:
                raise Refused(
                    "form_without_indicators",
                    f"page {sheet.page}: a form has no heading 三级指标 … 指标值 above its indicators",
                )
            if heading.repeated:
                raise Refused(
                    "heading_not_unique",
                    f"page {sheet.page}: the heading {heading.repeated[0]!r} stands twice, so it is not known which is meant",
                )
            forms.append(Form(sheet, first, end, heading, _labels(sheet, first, heading.first_row)))
    return forms


def _is_target(table: PageTable, first: int, end: int) -> bool:
    """Whether the sheet of labels in those rows has to do with targets at all; others may stand between the forms."""
    rows = [cell for cell in table.cells if first <= cell.row0 < end and cell.lines]
    fields = {field_of(cell.text) for cell in rows}
    return bool(fields & {"goal", "project_goal", "indicators", "indicator_name", "level1"})


def _starts(table: PageTable) -> list[int]:
    """The rows with which forms begin: 项目名称, with the captions (title, year) right above it."""
    starts = []
    for row in sorted({cell.row0 for cell in name_cells(table)}):
        while row > 0 and _is_caption(table, row - 1):
            row -= 1
        starts.append(row)
    return starts


def _is_caption(table: PageTable, row: int) -> bool:
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
            texts = [(upper, lower) for upper, lower in pairs if lower.lines]
            return bool(texts) and not any(_is_label(cell) for pair in texts for cell in pair)
        told = [
            pair for pair in pairs if heading.fields.get(pair[0].col0) in ("indicator_name", "value", "cycle_value")
        ]
        halves = [any(not half.lines for half in pair) for pair in told]
        return any(halves) and all(any(half.lines for half in pair) for pair in told) and len(told) >= 2

    return cut


def _is_label(cell: Cell) -> bool:
    return bool(cell.lines) and (field_of(cell.text) is not None or is_ignored(cell.text))


def _labels(table: PageTable, first_row: int, end_row: int) -> list[Label]:
    found = []
    for cell in table.cells:
        name = field_of(cell.text) if first_row <= cell.row0 < end_row and cell.lines else None
        if name is not None:
            value = table.at(cell.row0, cell.col1) if cell.col1 < table.columns else None
            found.append(Label(name, cell, value))
    return found


def _project(form: Form, seq: int, unit: str, findings: list[Finding], year_money: MoneyOf, goal_of: GoalOf) -> Project:
    name, page = labelled(form, "project_name"), form.page
    unknown = _unknown_money(form)
    if unknown:
        raise Refused(
            "unknown_heading",
            f"page {page}: the label {unknown[0]!r} may be a source of funding and is not known; add it to headings.yml",
        )
    findings += _unknown_labels(form, name.text)
    total, amounts = amounts_of(year_money(form), unit, name.text, findings)
    goal = goal_of(form)
    if not name.lines:
        raise Refused(
            "project_without_name",
            f"page {page}: the form prints no project name, so its money and indicators belong to no project;"
            " compare the page with the original",
        )
    if total is None and not amounts:
        findings.append(Finding("error", "project_without_money", name.text, "no amount is printed", page))
    elif total is None and any(label.field == f"money:{TOTAL}" for label in form.labels):
        findings.append(Finding("warning", "total_not_printed", name.text, "the year's total is left blank", page))
    if not goal.lines:
        findings.append(Finding("warning", "project_without_goal", name.text, "no goal is printed", page))
    rows = _indicator_rows(form)
    if not rows:
        findings.append(Finding("warning", "project_without_indicators", name.text, "no indicator is printed", page))
    return Project(
        seq=seq,
        name=name.text,
        code=labelled(form, "project_code").text or None,
        implementing_unit=labelled(form, "implementing_unit").text or None,
        supervising_department=labelled(form, "supervising_department").text or None,
        goal=goal.text or None,
        total=total,
        amounts=amounts,
        indicators=[indicator_of(row, at + 1, name.text, findings) for at, row in enumerate(rows)],
        page_first=page,
        page_last=max([page, *(line.page for cell in form.cells for line in cell.lines)]),
        box=name.box if name.lines else form.table.box,
    )


def labelled(form: Form, name: str) -> Value:
    """The value beside the first label of that field."""
    return next((value_of([label.value]) for label in form.labels if label.field == name and label.value), Value([]))


def this_years_money(form: Form) -> dict[str, list[Value]]:
    """By source, the figures whose labels stand in the column of the year's total (年度资金总额, 年度资金申请总额); the whole
    project's stand in another. Raises `Refused` where there is not one such total."""
    heads = [
        label for label in form.labels
        if label.field == f"money:{TOTAL}" and fold(label.cell.text).startswith(("年度", "本年", "当年"))
    ]  # fmt: skip
    if len(heads) != 1:
        raise Refused(
            "year_money_unclear",
            f"page {form.page}: {len(heads)} labels for the year's money, where there must be one",
        )
    return money_of([label for label in form.labels if label.cell.col0 == heads[0].cell.col0])


def money_of(labels: list[Label]) -> dict[str, list[Value]]:
    """By source, the figures beside its labels."""
    money: dict[str, list[Value]] = {}
    for label in labels:
        if label.field.startswith("money:") and label.value is not None:
            money.setdefault(label.field.removeprefix("money:"), []).append(value_of([label.value]))
    return money


def _unknown_labels(form: Form, project: str) -> Iterator[Finding]:
    """A warning for each row of the form's head that prints something which no known label names."""
    table, head = form.table, [c for c in form.cells if c.lines and c.row0 < form.heading.first_row]
    named = [label.value for label in form.labels]
    named += [table.at(label.cell.row1, label.cell.col0) for label in form.labels if label.field in _GOALS]
    for cell in head:
        beside = table.at(cell.row0, cell.col1) if is_ignored(cell.text) and cell.col1 < table.columns else None
        # What stands beside a label of several rows (项目资金) are labels, not its value.
        if beside is not None and (beside.row0, beside.row1) == (cell.row0, cell.row1):
            named.append(beside)
    known = {id(cell) for cell in named if cell}
    said = {row for row in range(form.first_row, form.heading.first_row) if _is_caption(table, row)}
    for cell in head:
        if not (_is_label(cell) or id(cell) in known or cell.row0 in said):
            said.add(cell.row0)
            what = (
                f"nothing is known of {cell.text[:20]!r}, so it is not loaded; if it is a label, add it to headings.yml"
            )
            yield Finding("warning", "unknown_label", project, what, cell.page, cell.box)


def _unknown_money(form: Form) -> list[str]:
    """Labels among the form's money that speak of money and are in no list."""
    block = [label for label in form.labels if label.field.startswith("money:")]
    if not block:
        return []
    first, end = min(label.cell.row0 for label in block), max(label.cell.row1 for label in block)
    values = {id(label.value) for label in block if label.value}
    return [
        cell.text
        for cell in form.cells
        if first <= cell.row0 < end
        and cell.row1 - cell.row0 == 1
        and cell.lines
        and id(cell) not in values
        and field_of(cell.text) is None
        and not is_ignored(cell.text)
        and speaks_of_money(cell.text)
        and not any(ch.isdigit() for ch in cell.text)
    ]


def _indicator_rows(form: Form) -> list[Row]:
    """The rows below the indicators' heading, as far as they print a name or a value."""
    table, heading = form.table, form.heading
    anchor = next(column for column, name in heading.fields.items() if name == "indicator_name")
    rows = []
    row = heading.end_row
    while row < form.end_row:
        owner = table.at(row, anchor)
        if owner is None:
            raise Refused("ragged_row", f"page {table.page}: an indicator row has no cell for the indicator")
        span = [c for c in table.cells if c.row0 < owner.row1 and c.row1 > row and c.row1 > heading.end_row]
        refuse_overlapping(span, row, owner.row1, heading)
        made = row_of([c for c in span if any(k in heading.fields for k in range(c.col0, c.col1))], heading)
        if made.text("indicator_name") or made.text("value"):
            rows.append(made)
        row = max(owner.row1, row + 1)
    return rows
