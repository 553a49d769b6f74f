"""Layout `form`: one form a project (central departments, many provinces): label cells, money, goal, then indicators."""

from __future__ import annotations

from pipelines.layouts.columns import Value
from pipelines.layouts.forms import Form, labelled, money_of, read_forms, this_years_money
from pipelines.layouts.sections import Section
from pipelines.model.records import Finding
from pipelines.tables.runs import Run

NAME = "form"


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects."""
    return read_forms(run, unit, findings, _money, _goal)


def _money(form: Form) -> dict[str, list[Value]]:
    """All the form's figures; where labels of one source stand in several columns, those of the year's column."""
    columns: dict[str, set[int]] = {}
    for label in form.labels:
        if label.field.startswith("money:"):
            columns.setdefault(label.field, set()).add(label.cell.col0)
    return this_years_money(form) if any(len(at) > 1 for at in columns.values()) else money_of(form.labels)


def _goal(form: Form) -> Value:
    return labelled(form, "goal")
