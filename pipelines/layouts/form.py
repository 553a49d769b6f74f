"""Layout `form`: one form a project (central departments, many provinces): label cells, money, goal, then indicators."""

from __future__ import annotations

from pipelines.layouts.columns import Heading, Value, value_of
from pipelines.layouts.forms import Form, Label, fields_of, first_label, indicator_heading, read_forms
from pipelines.layouts.headings import fulfils
from pipelines.layouts.sections import Section
from pipelines.records import Finding
from pipelines.tables.cells import PageTable
from pipelines.tables.runs import Run

NAME = "form"


def recognise(table: PageTable) -> Heading | None:
    """The heading of the form's indicators if the table begins with a form of this layout."""
    if first_label(table) is None or not fulfils(NAME, fields_of(table)):
        return None
    return indicator_heading(table)


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects."""
    return read_forms(run, unit, findings, _money, _goal)


def _money(form: Form, found: list[Label]) -> dict[str, list[Value]]:
    money: dict[str, list[Value]] = {}
    for label in found:
        if label.field.startswith("money:") and label.value is not None:
            money.setdefault(label.field.removeprefix("money:"), []).append(value_of([label.value]))
    return money


def _goal(form: Form, found: list[Label]) -> Value:
    values = [value_of([label.value]) for label in found if label.field == "goal" and label.value is not None]
    goal = values[0] if values else Value([])
    # A goal cut by the page break goes on in the first cells of the next page that hold text.
    for table in form.tails:
        goal = goal.joined(value_of([cell for cell in table.cells if cell.lines][:1]))
    return goal
