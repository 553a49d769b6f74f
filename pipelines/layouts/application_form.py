"""Layout `application_form`: Shanghai's 财政项目支出绩效目标申报表.

As `form`, but the whole project's money stands beside this year's and the project's goal beside the year's. Only this
year's are facts: 年度资金申请总额 and what stands under it in the same columns; the goal under 年度总体目标.
"""

from __future__ import annotations

from pipelines.layouts.columns import Heading, Value, value_of
from pipelines.layouts.forms import Form, Label, fields_of, first_label, indicator_heading, read_forms
from pipelines.layouts.headings import fulfils, fold
from pipelines.layouts.sections import Section
from pipelines.pdf.errors import Refused
from pipelines.records import TOTAL, Finding
from pipelines.tables.cells import PageTable
from pipelines.tables.runs import Run

NAME = "application_form"


def recognise(table: PageTable) -> Heading | None:
    """The heading of the form's indicators if the table begins with a form of this layout."""
    if first_label(table) is None or not fulfils(NAME, fields_of(table)):
        return None
    return indicator_heading(table)


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects. Raises `Refused` where this year's money cannot be told from the project's."""
    return read_forms(run, unit, findings, _money, _goal)


def _money(form: Form, found: list[Label]) -> dict[str, list[Value]]:
    """The figures whose labels stand in the columns of 年度资金申请总额."""
    page = form.table.page
    heads = [
        label for label in found
        if label.field == f"money:{TOTAL}" and fold(label.cell.text).startswith(("年度", "本年", "当年"))
    ]  # fmt: skip
    if len(heads) != 1:
        raise Refused(
            "year_money_unclear", f"page {page}: {len(heads)} labels for the year's money, where there must be one"
        )
    column = heads[0].cell.col0
    money: dict[str, list[Value]] = {}
    for label in found:
        if label.field.startswith("money:") and label.value is not None and label.cell.col0 == column:
            money.setdefault(label.field.removeprefix("money:"), []).append(value_of([label.value]))
    return money


def _goal(form: Form, found: list[Label]) -> Value:
    """The text under the year's goal heading, which stands beside the project's."""
    label = next((label for label in found if label.field == "goal" and _has_text_below(form, label)), None)
    if label is None:
        return Value([])
    below = form.table.at(label.cell.row1, label.cell.col0)
    goal = value_of([below]) if below is not None else Value([])
    for table in form.tails:
        rest = table.at(0, label.cell.col0)
        if rest is not None:
            goal = goal.joined(value_of([rest]))
    return goal


def _has_text_below(form: Form, label: Label) -> bool:
    return label.cell.row1 < min(form.table.rows, form.indicators_from + 1)
