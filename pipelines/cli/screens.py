"""What a person sees in the terminal: the summary of a batch, the state of the warehouse, one inspected
document.

Here belongs the showing of numbers that others worked out. Here do not belong commands and exit codes
(the modules of the commands), nor any SQL text: what is shown of the warehouse is asked by sql/internal/status.sql.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.model.records import ParsedDocument
from pipelines.warehouse import reading
from pipelines.warehouse.history import HistoryEntry
from pipelines.warehouse.publish_record import short_changes

if TYPE_CHECKING:
    from pipelines.doctor import Diagnosis

_SEVERITY_STYLE = {"error": "red", "warning": "yellow", "info": "dim"}
_STATUS_STYLE = {"loaded": "green", "quarantined": "red", "superseded": "dim", "duplicate": "dim", "withdrawn": "dim"}
_SHOWN_REASONS = 20
_NARROWEST, _BORDER = 8, 3


@dataclass(frozen=True, slots=True)
class State:
    """What the published warehouse says of itself; each frame is the answer of the file of that name in
    sql/internal/status.sql."""

    info: dict[str, str]
    documents: pl.DataFrame
    held_back: pl.DataFrame
    without_table: pl.DataFrame
    facts: dict[str, int]
    money: pl.DataFrame
    issues: pl.DataFrame


def read_state(path: Path) -> State:
    """The state of the published warehouse. Raises WarehouseError where there is none or it cannot be
    read."""
    with reading.open_warehouse(path) as reader:
        return State(
            info=reader.info(),
            documents=reader.ask("status/documents"),
            held_back=reader.ask("status/held_back"),
            without_table=reader.ask("status/without_table"),
            facts=reader.ask("status/facts").to_dicts()[0],
            money=reader.ask("status/money"),
            issues=reader.ask("status/issues"),
        )


def frame_table(frame: pl.DataFrame, title: str | None = None, width: int = 0) -> Table:
    """A frame as a table of the terminal: numbers to the right, money with thousands, null as nothing.

    Where `width` characters have room for it, numbers stay on one line and text makes room; else both fold, since a digit
    must not be lost.
    """
    table = Table(title=title, title_justify="left", header_style="bold")
    numbers = {
        name: max([len(name), *(len(_shown(value)) for value in frame.get_column(name))])
        for name, dtype in frame.schema.items()
        if dtype.is_numeric()
    }
    needed = sum(numbers.values()) + _NARROWEST * (frame.width - len(numbers)) + _BORDER * frame.width + 1
    for name in frame.columns:
        justify: Literal["left", "right"] = "right" if name in numbers else "left"
        # Columns that do not wrap are the last to be made narrower.
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name in numbers and needed <= width)
    for row in frame.iter_rows():
        table.add_row(*(_shown(value) for value in row))
    return table


def show_changes(console: Console, changes: pl.DataFrame, of_one: bool) -> None:
    """What changed (`comparison.COLUMNS`), a table for each kind of thing, without the columns that are empty there; nor
    institution and year where it is a comparison `of_one` institution's years."""
    shown = changes.drop("institution_name", "fiscal_year") if of_one else changes
    for [what], of_kind in shown.partition_by("what", maintain_order=True, as_dict=True, include_key=False).items():
        is_money = what == "project"
        if is_money:
            of_kind = of_kind.with_columns(pl.col("before", "after").cast(pl.Decimal(18, 2)))
        filled = [column.name for column in of_kind if column.null_count() < column.len()]
        console.print(frame_table(of_kind.select(filled), f"{what}, yuan" if is_money else str(what), console.width))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return escape(str(value))


def _money_table(money: pl.DataFrame) -> Table:
    """Yuan by source (rows) and fiscal year (columns)."""
    table = Table(title="money, yuan", title_justify="left", header_style="bold")
    years = sorted(set(money.get_column("fiscal_year")))
    amounts = {(source, year): amount for year, source, amount in money.iter_rows()}
    table.add_column("funding source")
    for year in years:
        table.add_column(str(year), justify="right")
    for source in sorted(set(money.get_column("funding_source"))):
        table.add_row(source, *(_shown(amounts.get((source, year))) for year in years))
    return table


def _reasons(console: Console, frame: pl.DataFrame, title: str, style: str) -> None:
    if frame.is_empty():
        return
    console.print(f"\n[bold]{title}[/bold]")
    for path, reason in frame.head(_SHOWN_REASONS).iter_rows():
        console.print(f"  [{style}]{escape(path)}[/{style}]: {escape(reason)}", soft_wrap=True, highlight=False)
    if frame.height > _SHOWN_REASONS:
        console.print(f'  … and {frame.height - _SHOWN_REASONS} more: jixiao query "from dim_document"')


def show_state(console: Console, state: State) -> None:
    """Documents by status, what they hold, money by source, issues, and every file that is not in the
    facts."""
    counts = dict(state.documents.iter_rows())
    said = ", ".join(f"[{_STATUS_STYLE.get(status, 'yellow')}]{count} {status}[/]" for status, count in counts.items())
    console.print(f"[bold]documents[/bold]    {said or 'none'}")
    facts = state.facts
    console.print(
        f"[bold]they hold[/bold]    {facts['projects']} projects, {facts['indicators']} indicators;"
        f" {facts['institutions']} institutions, {facts['years']} fiscal years"
    )
    by_severity = state.issues.group_by("severity", maintain_order=True).agg(pl.col("issues").sum())
    issues = ", ".join(f"[{_SEVERITY_STYLE[name]}]{count} {name}[/]" for name, count in by_severity.iter_rows())
    console.print(f"[bold]issues[/bold]       {issues or 'none'}")
    if not state.money.is_empty():
        console.print(_money_table(state.money))
    _reasons(console, state.held_back, "quarantined: nothing of these is in the facts", "red")
    _reasons(console, state.without_table, "read whole, without a target table", "yellow")


def show_next(console: Console, commands: Iterable[str]) -> None:
    """Commands to try next."""
    console.print("\n[bold]next[/bold]")
    for command in commands:
        console.print(f"  [cyan]{escape(command)}[/cyan]", soft_wrap=True)


def show_history(console: Console, published: HistoryEntry | None, kept: list[HistoryEntry]) -> None:
    """The published warehouse and the earlier ones, latest first, each with what it changed against its own
    predecessor."""
    for each in [published, *kept] if published else kept:
        state = "published" if each is published else ""
        console.print(f"[bold]{each.id}[/bold]  {state}".rstrip(), soft_wrap=True)
        for line in _told_of(each.record):
            console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)
    if kept:
        show_next(console, [f"jixiao restore {kept[0].id}"])


def _told_of(said: dict[str, Any] | None) -> list[str]:
    if said is None:
        return ["its manifest is not there"]
    info, rows = said["info"], said["rows"]
    holds = f"{rows['dim_document']} documents, {rows['fact_project']} projects, {Decimal(said['money']):,f} yuan"
    changed = f"changed {_changed(short_changes(said))}" if said["changes"] else "the first"
    return [f"{holds}; jixiao {info['code_version']}, parser {info['parser_version']}", changed]


def _changed(said: dict[str, Any]) -> str:
    documents = ", ".join(f"{count} {kind}" for kind, count in said["documents"].items() if count)
    return (
        f"documents: {documents or 'none'}; {said['institution_years']} institution-years, {said['projects']} projects;"
        f" {Decimal(said['money']['change']):+,f} yuan"
    )


def show_diagnoses(console: Console, found: Iterable[Diagnosis]) -> None:
    """What the doctor found, a line each, and below it what to do."""
    styles = {"well": "green", "doubtful": "yellow", "broken": "red"}
    for each in found:
        style = styles[each.state]
        console.print(f"[{style}]{each.state:9}[/{style}] [bold]{each.name:10}[/bold] ", end="")
        console.print(each.said, markup=False, highlight=False, soft_wrap=True)
        if each.todo:
            console.print(f"          → {each.todo}", markup=False, highlight=False, soft_wrap=True)


# --- one document -----------------------------------------------------------------------------------------------------


def show_inspected(console: Console, document: ParsedDocument, identity: dict[str, Any], issues: pl.DataFrame) -> None:
    """What would be loaded of one document, whose it is, what its proofs found, and every issue."""
    style = _STATUS_STYLE.get(identity["status"], "yellow")
    console.print(f"[bold]{escape(identity['file_name'])}[/bold]: [{style}]{identity['status']}[/{style}]")
    if identity["reason"]:
        console.print(f"  {identity['reason']}", markup=False, soft_wrap=True, highlight=False)
    for name in ("institution_name", "fiscal_year", "layout", "unit"):
        source = identity.get(f"{name.removesuffix('_name')}_source")
        if identity[name] is not None:
            console.print(f"  {name}: {escape(str(identity[name]))}" + (f" (from the {source})" if source else ""))
    console.print(f"  pages: {document.page_count}, read closely: {_pages(document.pages_read)}")
    _show_projects(console, document)
    _show_proofs(console, document)
    _show_issues(console, issues)


def _show_issues(console: Console, issues: pl.DataFrame) -> None:
    """Every issue on a line of its own, the gravest first."""
    order = {name: place for place, name in enumerate(_SEVERITY_STYLE)}
    rows = sorted(issues.iter_rows(named=True), key=lambda row: order[row["severity"]])
    console.print(f"[bold]{len(rows) or 'no'} issues[/bold]")
    for row in rows:
        page = f"page {row['page']}, " if row["page"] else ""
        console.print(f"  [{_SEVERITY_STYLE[row['severity']]}]{row['severity']:8}[/]", end="")
        said = f"{page}{row['rule']}: {row['subject']}: {row['message']}"
        console.print(said, markup=False, highlight=False, soft_wrap=True)


def _pages(pages: list[int]) -> str:
    return ", ".join(map(str, pages)) if pages else "none"


def _show_projects(console: Console, document: ParsedDocument) -> None:
    for statement in document.statements:
        table = Table(title=f"{statement.institution or ''} {statement.unit}".strip(), title_justify="left")
        for name, justify in (
            ("#", "right"),
            ("project", "left"),
            ("money, yuan", "right"),
            ("indicators", "right"),
        ):
            table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
        table.add_column("pages")
        for project in statement.projects:
            money = "\n".join(f"{amount.source} {amount.yuan:,.2f}" for amount in project.amounts)
            pages = f"{project.page_first}–{project.page_last}"
            table.add_row(str(project.seq), escape(project.name), money, str(len(project.indicators)), pages)
        console.print(table)
        for total in statement.totals:
            console.print(f"  printed total, {total.source}: {escape(total.printed)} = {total.yuan:,.2f} yuan")


def _show_proofs(console: Console, document: ParsedDocument) -> None:
    if not document.proofs:
        return
    table = Table(title="proofs", title_justify="left", header_style="bold")
    for name in ("proof", "holds", "checked", "failed", "detail"):
        table.add_column(name, overflow="fold", justify="right" if name in ("checked", "failed") else "left")
    for proof in document.proofs:
        holds = "[green]yes[/green]" if proof.passed else "[red]no[/red]"
        table.add_row(proof.name, holds, str(proof.checked), str(proof.failed), escape(proof.detail))
    console.print(table)
