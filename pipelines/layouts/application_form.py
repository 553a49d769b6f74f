"""Layout `application_form`: Shanghai's 财政项目支出绩效目标申报表.

As `form`, but the whole project's money stands beside this year's and the project's goal beside the year's. Only this
year's are facts: 年度资金申请总额 and what stands under it in the same columns; the goal under 年度总体目标.
"""

from __future__ import annotations

from pipelines.layouts.columns import Value, value_of
from pipelines.layouts.forms import Form, read_forms
from pipelines.layouts.headings import fold
from pipelines.layouts.sections import Section
from pipelines.pdf.errors import Refused
from pipelines.records import TOTAL, Finding
from pipelines.tables.runs import Run

NAME = "application_form"


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects. Raises `Refused` where this year's money cannot be told from the project's."""
    return read_forms(run, unit, findings, _money, _goal)


def _money(form: Form) -> dict[str, list[Value]]:
    """The figures whose labels stand in the columns of 年度资金申请总额."""
    heads = [
        label for label in form.labels
        if label.field == f"money:{TOTAL}" and fold(label.cell.text).startswith(("年度", "本年", "当年"))
    ]  # fmt: skip
    if len(heads) != 1:
        raise Refused(
            "year_money_unclear",
            f"page {form.page}: {len(heads)} labels for the year's money, where there must be one",
        )
    column = heads[0].cell.col0
    money: dict[str, list[Value]] = {}
    for label in form.labels:
        if label.field.startswith("money:") and label.value is not None and label.cell.col0 == column:
            money.setdefault(label.field.removeprefix("money:"), []).append(value_of([label.value]))
    return money


def _goal(form: Form) -> Value:
    """The text under the year's goal heading, which stands beside the project's."""
    for label in form.labels:
        if label.field != "goal" or label.cell.row1 >= form.heading.first_row:
            continue
        below = form.table.at(label.cell.row1, label.cell.col0)
        if below is not None:
            return value_of([below])
    return Value([])
