"""Layouts `form` and `application_form`: one form a project (central departments, many provinces, Shanghai).

`application_form` (财政项目支出绩效目标申报表) prints the whole project's money beside this year's. Only this year's money and
goal are facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.layouts.columns import Value
from pipelines.layouts.forms import Form, indicator_rows, is_caption, name_cells, split_forms
from pipelines.layouts.funding import MoneyHeading, funding_roles
from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.headings import meaning_of, speaks_of_money
from pipelines.layouts.indicators import indicators_of
from pipelines.layouts.labels import Label
from pipelines.layouts.money import amounts_of
from pipelines.layouts.runs import Fragment, Run
from pipelines.layouts.sections import Section
from pipelines.model.errors import Refused
from pipelines.model.records import TOTAL, DocumentKind, Finding, Project
from pipelines.tables.cells import PageTable
from pipelines.values.money import MoneyError, parse_amount


class FormLayout:
    """The layout `form`, as `Layout` describes it."""

    name = "form"
    kind: DocumentKind = "target"

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table if a form begins in it."""
        names = name_cells(table)
        return Fragment(table, goes_on=names[0].row0 > 1) if names else None

    def read(self, run: Run, unit: str | None, findings: list[Finding]) -> list[Section]:
        """The run's projects; none where no sheet of it comes to indicators. Raises `Refused` where a form's parts, money or
        indicators cannot be told."""
        sections: dict[str | None, Section] = {}
        for form in split_forms(run, findings):
            institution = form.head.first("institution").text or None
            section = sections.setdefault(institution, Section(institution, [], [], []))
            section.projects.append(_project(form, len(section.projects) + 1, unit, findings))
        return list(sections.values())


class ApplicationForm(FormLayout):
    """The layout `application_form`: a form with the whole project's money or goal beside this year's."""

    name = "application_form"

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table if a form begins in it that names the year's total beside money or a goal of the whole project."""
        meanings = [meaning for cell in table.cells if cell.lines and (meaning := meaning_of(cell.text))]
        names_year = any(m.field == f"money:{TOTAL}" and m.period == "year" for m in meanings)
        names_project = any(m.role in ("life_money", "project_goal") for m in meanings)
        return super().recognise(table, heading) if names_year and names_project else None


def _project(form: Form, seq: int, unit: str | None, findings: list[Finding]) -> Project:
    head, page = form.head, form.page
    name, goal = head.first("project_name"), head.goal()
    _refuse_unknown_money(form)
    if not name.lines:
        raise Refused(
            "project_without_name",
            f"page {page}: the form prints no project name, so its money and indicators belong to no project;"
            " compare the page with the original",
        )
    findings += _unknown_labels(form, name.text)
    total, amounts = amounts_of(_year_money(head.money, unit, page), unit, name.text, findings)
    if not head.money:
        what = "the form prints no money, so the project's amount is not known from it"
        findings.append(Finding("warning", "money_not_printed", name.text, what, page))
    elif total is None and not amounts:
        findings.append(Finding("error", "project_without_money", name.text, "no amount is printed", page))
    elif total is None and any(label.role == f"money:{TOTAL}" for label in head.money):
        findings.append(Finding("warning", "total_not_printed", name.text, "the year's total is left blank", page))
    if not goal.lines:
        findings.append(Finding("warning", "project_without_goal", name.text, "no goal is printed", page))
    rows = [(row, block.is_long_term) for block in form.blocks for row in indicator_rows(form, block)]
    if not rows:
        findings.append(Finding("warning", "project_without_indicators", name.text, "no indicator is printed", page))
    annual, long_term = [row for row, is_long in rows if not is_long], [row for row, is_long in rows if is_long]
    return Project(
        seq=seq,
        name=name.text,
        code=head.first("project_code").text or None,
        implementing_unit=head.first("implementing_unit").text or None,
        supervising_department=head.first("supervising_department").text or None,
        goal=goal.text or None,
        total=total,
        amounts=amounts,
        indicators=indicators_of(annual, name.text, findings, long_term),
        page_first=page,
        page_last=max([page, *(line.page for cell in form.cells for line in cell.lines)]),
        box=name.box,
    )


def _year_money(labels: list[Label], unit: str | None, page: int) -> dict[str, list[Value]]:
    """By source, the figures of the fiscal year. Labels of one column belong together, so they are taken column by column."""
    ordered = sorted(labels, key=lambda label: (label.cell.col0, label.cell.row0))
    found = [
        MoneyHeading(id(label.cell), label.cell.text, label.meaning, figure=_figure(label.value, unit))
        for label in ordered
    ]
    roles = funding_roles(found, page)
    money: dict[str, list[Value]] = {}
    for label in ordered:
        if id(label.cell) in roles:
            money.setdefault(roles[id(label.cell)].removeprefix("money:"), []).append(label.value)
    return money


def _figure(value: Value, unit: str | None) -> Decimal | None:
    try:
        return parse_amount(value.text, unit or "元")
    except MoneyError:
        # Whether a figure can be read is said where it is read as an amount; here it is only compared.
        return None


def _unknown_labels(form: Form, project: str) -> Iterator[Finding]:
    """A warning for each row of the form's head that prints something which no known label names."""
    said: set[int] = set()
    for cell in form.head.unnamed:
        if cell.row0 in said or is_caption(form.table, cell.row0):
            continue
        said.add(cell.row0)
        what = f"nothing is known of {cell.text[:20]!r}, so it is not loaded; if it is a label, add it to headings.yml"
        yield Finding("warning", "unknown_label", project, what, cell.page, cell.box)


def _refuse_unknown_money(form: Form) -> None:
    """Raises `Refused` for a label among the form's money that speaks of money and is in no list."""
    block = form.head.money
    if not block:
        return
    first, end = min(label.cell.row0 for label in block), max(label.cell.row1 for label in block)
    for cell in form.head.unnamed:
        is_figure = any(ch.isdigit() for ch in cell.text)
        if first <= cell.row0 < end and cell.row1 - cell.row0 == 1 and speaks_of_money(cell.text) and not is_figure:
            raise Refused(
                "unknown_heading",
                f"page {cell.page}: the label {cell.text!r} may be a source of funding and is not known; compare its figure"
                " with the total's before adding it to headings.yml",
            )
