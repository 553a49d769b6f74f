"""Layout `application_form`: Shanghai's 财政项目支出绩效目标申报表.

As `form`, but the whole project's money stands beside this year's and the project's goal beside the year's. Only this
year's are facts: 年度资金申请总额 and what stands under it in the same columns; the goal under 年度总体目标.
"""

from __future__ import annotations

from pipelines.layouts.columns import Value, value_of
from pipelines.layouts.forms import Form, read_forms, this_years_money
from pipelines.layouts.sections import Section
from pipelines.model.records import Finding
from pipelines.tables.runs import Run

NAME = "application_form"


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects. Raises `Refused` where this year's money cannot be told from the project's."""
    return read_forms(run, unit, findings, this_years_money, _goal)


def _goal(form: Form) -> Value:
    """The text under the year's goal heading, which stands beside the project's."""
    for label in form.labels:
        if label.field != "goal" or label.cell.row1 >= form.heading.first_row:
            continue
        below = form.table.at(label.cell.row1, label.cell.col0)
        if below is not None:
            return value_of([below])
    return Value([])
