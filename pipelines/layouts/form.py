"""Layout `form`: one form a project (central departments, many provinces): label cells, money, goal, then indicators."""

from __future__ import annotations

from pipelines.layouts.columns import Value, value_of
from pipelines.layouts.forms import Form, labelled, read_forms
from pipelines.layouts.sections import Section
from pipelines.records import Finding
from pipelines.tables.runs import Run

NAME = "form"


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects."""
    return read_forms(run, unit, findings, _money, _goal)


def _money(form: Form) -> dict[str, list[Value]]:
    money: dict[str, list[Value]] = {}
    for label in form.labels:
        if label.field.startswith("money:") and label.value is not None:
            money.setdefault(label.field.removeprefix("money:"), []).append(value_of([label.value]))
    return money


def _goal(form: Form) -> Value:
    return labelled(form, "goal")
