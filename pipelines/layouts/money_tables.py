"""Money that stands in another table of the same document than the targets (Yunnan: 05-1 beside 05-2).

Here belongs finding such a table, adding up its rows by project, and giving its amounts to the projects of the same name. Here does
not belong reading targets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.layouts.columns import row_of
from pipelines.layouts.heading_rows import Heading, heading_at, locate_heading
from pipelines.layouts.money import added, amounts_of
from pipelines.layouts.surroundings import surroundings_of, unit_inside
from pipelines.layouts.totals import is_group_name, is_total_name
from pipelines.model.records import Amount, Finding, Project
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.stitch import on_columns
from pipelines.values.text import compact

_TARGETS = frozenset({"goal", "indicators", "indicator_name", "value", "cycle_value"})


@dataclass(slots=True)
class MoneyTable:
    """A table of projects and their money on one page, and the lines above it."""

    table: PageTable
    heading: Heading
    first_row: int
    above: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Funds:
    """What a money table prints for one project: its total if any, and its amounts by source."""

    total: Amount | None
    amounts: list[Amount]


def money_tables(pages: Iterable[tuple[PageTable, Sequence[Line]]]) -> list[MoneyTable]:
    """The tables that print a money column beside the project's name and no targets, each with the lines above it. A page
    that repeats no heading goes on with the columns of the one before."""
    found: list[MoneyTable] = []
    for table, above in pages:
        place = locate_heading(table)
        if place is None:
            goes_on = found and found[-1].table.page == table.page - 1
            same = on_columns(table, found[-1].table.xs) if goes_on else None
            if same is not None:
                found.append(MoneyTable(same, found[-1].heading, 0, found[-1].above))
            continue
        heading = heading_at(table, *place)
        prints_money = any(name.startswith("money:") for name in heading.fields.values())
        if prints_money and not heading.present & _TARGETS:
            found.append(MoneyTable(table, heading, heading.end_row, above))
    return found


def funds_by_project(tables: Sequence[MoneyTable], findings: list[Finding]) -> dict[str, Funds]:
    """The money of each project by its name without white space; a project that takes several rows (one a function of
    expenditure) has their sum. Raises `Refused` where a money column cannot be told."""
    funds: dict[str, Funds] = {}
    for money in tables:
        money.heading.check_money(money.table.page)
        unit = surroundings_of(list(money.above)).unit or unit_inside(money.table)
        for row in range(money.first_row, money.table.rows):
            cells = [
                cell
                for cell in money.table.cells
                if cell.row0 == row
                or (cell.row0 <= row < cell.row1 and money.heading.fields.get(cell.col0) == "project_name")
            ]
            printed = row_of(cells, money.heading) if cells else None
            name = compact(printed.text("project_name")) if printed else ""
            if printed is None or not name or is_total_name(name) or is_group_name(name) or not printed.money:
                continue
            total, amounts = amounts_of(printed.money, unit, name, findings)
            funds[name] = _added(funds[name], Funds(total, amounts)) if name in funds else Funds(total, amounts)
    return funds


def _added(first: Funds, second: Funds) -> Funds:
    by_source = {amount.source: amount for amount in first.amounts}
    for amount in second.amounts:
        before = by_source.get(amount.source)
        by_source[amount.source] = added(before, amount) if before else amount
    both = first.total is not None and second.total is not None
    total = added(first.total, second.total) if both and first.total and second.total else None
    return Funds(total, list(by_source.values()))


def with_money(projects: Sequence[Project], funds: dict[str, Funds], findings: list[Finding]) -> list[Project]:
    """The projects with the money of their name. One whose name the money table does not print, or that shares its name
    with another, keeps none, and a warning says so."""
    counts = Counter(compact(project.name) for project in projects)
    joined = []
    for project in projects:
        name = compact(project.name)
        if name in funds and counts[name] == 1:
            joined.append(replace(project, total=funds[name].total, amounts=funds[name].amounts))
            continue
        why = "stands several times in the table of targets" if counts[name] > 1 else "is not in the table of money"
        what = f"the name {why}, so the project's amount is not known"
        findings.append(Finding("warning", "money_not_printed", project.name, what, project.page_first, project.box))
        joined.append(project)
    return joined
