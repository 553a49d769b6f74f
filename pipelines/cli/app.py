"""The command `jixiao`: run a batch, look at one PDF, see the warehouse's state, ask it.

Here belong commands, options, exit codes and one-line errors. Here does not belong what a command does: heavy
modules are imported by the command that needs them, so that `jixiao --help` and `jixiao query` answer at
once.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from pipelines.model.settings import DEFAULT_INBOX, DEFAULT_WAREHOUSE, Settings, SettingsError, from_environment

if TYPE_CHECKING:
    import polars as pl

    from pipelines.batch import Parsing
    from pipelines.cli.screens import State
    from pipelines.defs.running import RunningBatch
    from pipelines.model.records import ParsedDocument
    from pipelines.outputs.answers import Format


class Exit(IntEnum):
    """Exit codes of the contract."""

    PUBLISHED = 0
    FAILED = 1
    USAGE = 2
    HELD_BACK = 3


app = typer.Typer(
    name="jixiao",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""Performance-budget PDFs (项目支出绩效目标表) in, one proven DuckDB warehouse out.

    First batch: put PDFs into `warehouse/inbox`, then

        jixiao run
        jixiao query               # the questions that come with it
        jixiao query funding_mix   # one of them

    A PDF that does not load says why: `jixiao inspect FILE.pdf`.
    """,
)

WarehouseOption = Annotated[
    Path | None,
    typer.Option("--warehouse", help=f"The published file. Default: {DEFAULT_WAREHOUSE}", metavar="FILE"),
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def _fail(message: str, code: Exit) -> NoReturn:
    """Say what is wrong in one line and end."""
    Console(stderr=True).print(f"error: {message}", markup=False, highlight=False, soft_wrap=True, style="red")
    raise typer.Exit(code)


def _settings(
    inbox: Path | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
    retry: bool = False,
    wait: int | None = None,
    allow_loss: bool = False,
) -> Settings:
    try:
        return from_environment(inbox, warehouse, workers, retry, wait, allow_loss)
    except SettingsError as error:
        _fail(str(error), Exit.USAGE)


# --- run --------------------------------------------------------------------------------------------------------------


@app.command()
def run(
    inbox: Annotated[
        Path | None,
        typer.Option(help=f"Folder of PDFs, searched with its folders. Default: {DEFAULT_INBOX}", metavar="DIR"),
    ] = None,
    warehouse: WarehouseOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="PDFs read at a time. Default: every core.")] = None,
    retry_quarantined: Annotated[
        bool, typer.Option("--retry-quarantined", help="Read quarantined documents again.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 where any document is quarantined.")] = False,
    wait: Annotated[
        int | None, typer.Option(min=0, help="Wait so many seconds for a batch that is under way.", metavar="SECONDS")
    ] = None,
    allow_loss: Annotated[
        bool, typer.Option("--allow-loss", help="Publish even where much of what was published is gone.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """One batch: take in what is new in the inbox, read it, rebuild, check and publish the warehouse.

    What was read before is not read again. Quarantined documents are reported and do not stop the others.
    Readers of the published file are never in the way: they keep the old one until they open it anew.

        jixiao run
        jixiao run --inbox ~/budgets --warehouse ~/budgets.duckdb
        jixiao run --strict || notify-someone
    """
    settings = _settings(inbox, warehouse, workers, retry_quarantined, wait, allow_loss)
    before, batch = _run_job(settings, debug)
    parsing, published = batch.parsing, batch.published
    assert parsing is not None and published is not None  # the job parsed and published, or it would have failed
    from pipelines.cli import screens as report

    console = Console()
    state = report.read_state(settings.warehouse)
    console.print(f"[bold]published[/bold]    {settings.warehouse}", soft_wrap=True)
    if settings.with_report:
        console.print(f"[bold]report[/bold]       {settings.report / 'index.html'}", soft_wrap=True)
    console.print(f"[bold]read[/bold]         {_what_was_read(before, state, parsing)}")
    for notice in [*parsing.notices, *published.notices]:
        console.print(f"             {notice}", markup=False, style="yellow", soft_wrap=True)
    report.show_state(console, state)
    report.show_next(console, _next_commands(settings, state))
    if strict and state.held_back.height:
        raise typer.Exit(Exit.HELD_BACK)


def _run_job(settings: Settings, debug: bool) -> tuple[dict[str, str], RunningBatch]:
    """Run the batch under a progress bar; what the file published before says of itself, and what the batch did."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        from pipelines.definitions import definitions
        from pipelines.defs.in_process import run_in_process
        from pipelines.defs.running import RunningBatch
        from pipelines.sandbox.executors import reader

        before = _published_before(settings)

        pages_read = 0

        def begin(total: int) -> None:
            progress.update(task, description="reading", total=total, completed=0)

        def done(path: Path, document: ParsedDocument) -> None:
            nonlocal pages_read
            pages_read += document.page_count
            progress.update(task, advance=1, description=f"reading, {pages_read} pages, last {path.name[:40]}")

        batch = RunningBatch(settings, reader(settings), begin, done)
        outcome = run_in_process(definitions(lambda: batch))
    if outcome.failure is not None:
        if debug and outcome.traceback:
            sys.stderr.write(outcome.traceback)
        from pipelines.defs import alerts

        for problem in alerts.send(alerts.failure(outcome.failure)):
            Console(stderr=True).print(problem, markup=False, highlight=False, soft_wrap=True, style="yellow")
        _fail(outcome.failure, Exit.FAILED)
    return before, batch


def _published_before(settings: Settings) -> dict[str, str]:
    """What the published file says of itself before the batch."""
    from pipelines.cli.screens import published_info
    from pipelines.warehouse.store import WarehouseError

    try:
        return published_info(settings.warehouse)
    except WarehouseError:
        return {}  # the batch sets a damaged file aside, and says of any other why it cannot be read


def _what_was_read(before: dict[str, str], state: State, parsing: Parsing) -> str:
    from pipelines.batch import CONTENT_DIGEST

    read = f"{parsing.read} now, {parsing.reused} in earlier batches"
    same = before.get(CONTENT_DIGEST) == state.info.get(CONTENT_DIGEST)
    return (
        f"nothing new ({parsing.reused} in earlier batches); the same rows as before"
        if same and not parsing.read
        else read
    )


def _next_commands(settings: Settings, state: State) -> list[str]:
    if state.documents.is_empty():
        return [f"put PDFs into {settings.inbox}/", "jixiao run"]
    at = "" if settings.warehouse == DEFAULT_WAREHOUSE else f" --warehouse {shlex.quote(str(settings.warehouse))}"
    held_back = state.held_back.get_column("relative_path").to_list()[:1]
    return [
        f"jixiao query{at}",
        f'jixiao query "select * from v_funding_yoy order by abs(change_yuan) desc limit 10"{at}',
        f"jixiao inspect {shlex.quote(str(settings.inbox / held_back[0]))}" if held_back else f"jixiao status{at}",
    ]


# --- inspect ----------------------------------------------------------------------------------------------------------


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="A PDF.", metavar="FILE.pdf")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was read, as JSON.")] = False,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Write pictures of the pages with the cells drawn on them into DIR.", metavar="DIR"),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Read one PDF and show what would be loaded, what its proofs found, and every issue. Loads nothing.

    jixiao inspect 某某学院_2025_项目支出绩效目标表.pdf
    jixiao inspect some.pdf --json > some.json
    jixiao inspect some.pdf --evidence pages/
    """
    if not file.is_file():
        _fail(f"{file}: no such file; give the path of a PDF", Exit.USAGE)
    from pipelines import batch
    from pipelines.cli import screens as report

    [(_, document)] = batch.guarded_reader(workers=1)([file])
    identity, issues = batch.inspected(file, document)
    pictures = _draw_evidence(document, file, evidence) if evidence else []
    if as_json:
        _print_json(document, identity, issues)
    else:
        report.show_inspected(Console(), document, identity, issues)
    if evidence:
        Console(stderr=True).print(f"{len(pictures)} pictures of pages in {evidence}", soft_wrap=True)


def _draw_evidence(document: ParsedDocument, file: Path, folder: Path) -> list[Path]:
    """Pictures of the pages that hold something read or doubtful, with it marked."""
    from pipelines.model.errors import Refused
    from pipelines.outputs.evidence import evidence_for

    try:
        return evidence_for(document, file, folder)
    except (Refused, OSError) as error:
        _fail(f"{file}: no pictures could be made ({error})", Exit.FAILED)


def _print_json(document: ParsedDocument, identity: dict[str, Any], issues: pl.DataFrame) -> None:
    import json

    from pipelines.model.records import to_json

    shown = {"identity": identity, "issues": issues.to_dicts(), "document": json.loads(to_json(document))}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2, default=str) + "\n")


# --- status -----------------------------------------------------------------------------------------------------------


@app.command()
def status(
    warehouse: WarehouseOption = None,
    show_history: Annotated[bool, typer.Option("--history", help="The earlier warehouses that are kept.")] = False,
    debug: DebugOption = False,
) -> None:
    """Documents by status, open issues, when the warehouse was published and from what.

    jixiao status
    jixiao status --warehouse ~/budgets.duckdb
    jixiao status --history
    """
    from pipelines.cli import screens as report

    console = Console()
    settings = _settings(warehouse=warehouse)
    if show_history and (settings.warehouse.exists() or settings.history.exists()):
        from pipelines.warehouse import history

        report.show_history(console, history.published(settings), history.kept(settings))
        return
    if not settings.warehouse.exists():
        console.print(f"nothing is published at {settings.warehouse} yet", soft_wrap=True)
        report.show_next(console, [f"put PDFs into {settings.inbox}/", "jixiao run"])
        return
    state = report.read_state(settings.warehouse)
    info = state.info
    console.print(f"[bold]published[/bold]    {settings.warehouse}, {info.get('built_at')}", soft_wrap=True)
    console.print(
        f"[bold]from[/bold]         {info.get('inbox')}, by jixiao {info.get('code_version')},"
        f" parser {info.get('parser_version')}",
        soft_wrap=True,
    )
    report.show_state(console, state)
    if not state.issues.is_empty():
        console.print(report.frame_table(state.issues, "issues by rule"))


# --- restore, doctor --------------------------------------------------------------------------------------------------


@app.command()
def restore(
    wanted: Annotated[
        str, typer.Argument(help="The id that `jixiao status --history` shows, or its beginning.", metavar="ID")
    ],
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """Publish an earlier warehouse anew; the one published now goes into the history. The next batch that finds
    something new publishes what the inbox then says.

    jixiao status --history
    jixiao restore 20260301T183000Z
    """
    from pipelines import batch

    settings = _settings(warehouse=warehouse)
    try:
        chosen = batch.restore(settings, wanted)
    except batch.BatchError as error:
        _fail(str(error), Exit.FAILED)
    Console().print(f"[bold]published[/bold]    {settings.warehouse}, {chosen.id}", soft_wrap=True)


@app.command()
def doctor(
    inbox: Annotated[Path | None, typer.Option(help=f"Default: {DEFAULT_INBOX}", metavar="DIR")] = None,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """Look at versions, folders, disk, fonts, the lock and the inbox, and say what to do. Exits 1 where a batch could
    not run.

    jixiao doctor
    """
    from pipelines import doctor as looks
    from pipelines.cli import screens as report

    found = looks.examine(_settings(inbox, warehouse))
    report.show_diagnoses(Console(), found)
    if any(each.state == "broken" for each in found):
        raise typer.Exit(Exit.FAILED)


# --- query ------------------------------------------------------------------------------------------------------------


@app.command()
def query(
    sql: Annotated[
        str | None,
        typer.Argument(help="SQL, a file of SQL, or the name of a shipped query.", metavar="[SQL|FILE.sql|NAME]"),
    ] = None,
    warehouse: WarehouseOption = None,
    wanted: Annotated[
        str | None, typer.Option("--format", help="table, csv, json, parquet or xlsx.", metavar="FORMAT")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write to a file instead.", metavar="PATH")] = None,
    debug: DebugOption = False,
) -> None:
    """Ask the published warehouse, read-only. With no SQL: the questions that come with it.

    jixiao query
    jixiao query "select * from v_project where total_yuan > 10000000"
    jixiao query "from v_funding" --output funding.xlsx
    jixiao query my_question.sql --format csv > answer.csv
    """
    from pipelines.cli import screens as report
    from pipelines.outputs import answers
    from pipelines.warehouse import store

    chosen = _format(wanted, output)
    settings = _settings(warehouse=warehouse)
    if sql is None:
        _list_queries()
        return
    if not settings.warehouse.exists():
        _fail(f"{settings.warehouse}: nothing is published there yet; publish with `jixiao run`", Exit.FAILED)
    asked = _sql_text(sql)
    try:
        answer = store.query(asked, settings.warehouse)
        if output is not None:
            answers.save(_encoded(answer, chosen, asked, settings), output)
            Console(stderr=True).print(f"{answer.height} rows written to {output}", soft_wrap=True)
        elif chosen == "table":
            Console().print(report.frame_table(answer))
            Console(stderr=True).print(f"{answer.height} rows", style="dim")
        else:
            sys.stdout.buffer.write(_encoded(answer, chosen, asked, settings))
    except store.WarehouseError as error:
        from pipelines.outputs import suggestions as meant

        _fail(meant.explained(str(error), asked, store.describe(settings.warehouse)), Exit.USAGE)


def _encoded(answer: pl.DataFrame, chosen: Format, asked: str, settings: Settings) -> bytes:
    """The answer as a file of the chosen format."""
    if chosen != "xlsx":
        from pipelines.outputs import answers

        return answers.encode(answer, chosen)
    from pipelines.outputs import workbook

    try:
        return workbook.answer(answer, asked, settings.warehouse)
    except workbook.WorkbookError as error:
        _fail(str(error), Exit.USAGE)


def _format(wanted: str | None, output: Path | None) -> Format:
    """The format that was asked for, else the one of the output's ending, else a table."""
    from typing import get_args

    from pipelines.outputs import answers

    chosen = wanted or (answers.format_of(output) if output else "table")
    if chosen is None or chosen not in get_args(answers.Format):
        _fail(f"--format {wanted or ''}: choose table, csv, json, parquet or xlsx", Exit.USAGE)
    if chosen == "table" and output:
        _fail(f"{output}: a table is for the terminal; choose csv, json, parquet or xlsx", Exit.USAGE)
    if chosen in answers.BINARY and not output and sys.stdout.isatty():
        _fail(f"--format {chosen} is not for a terminal; add --output answer.{chosen}", Exit.USAGE)
    if output and not output.parent.is_dir():
        _fail(f"{output.parent}: no such folder; create it first", Exit.USAGE)
    return chosen  # type: ignore[return-value]


def _sql_text(given: str) -> str:
    """The SQL that was given, that a file holds, or that a shipped query of that name holds."""
    from pipelines.warehouse import store

    if given.endswith(".sql"):
        try:
            return Path(given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            _fail(f"{given}: cannot be read ({error})", Exit.USAGE)
    if re.fullmatch(r"\w+", given):
        shipped = {each.name: each.sql for each in store.shipped_queries()}
        # 05_funding_mix answers to funding_mix too.
        shipped |= {re.sub(r"^\d+_", "", name): sql for name, sql in shipped.items()}
        if given not in shipped:
            _fail(f"{given}: no shipped query is called that; `jixiao query` lists them", Exit.USAGE)
        return shipped[given]
    return given


def _list_queries() -> None:
    from rich.table import Table

    from pipelines.warehouse import store

    table = Table(header_style="bold")
    table.add_column("jixiao query …", style="cyan", no_wrap=True)
    table.add_column("answers")
    for each in store.shipped_queries():
        table.add_row(each.name, each.question)
    Console().print(table)


@app.command("sql")
def open_sql(
    warehouse: WarehouseOption = None,
    client: Annotated[
        str | None, typer.Option(help="harlequin or duckdb. Default: the first that is there.", metavar="NAME")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Open the published warehouse read-only in a SQL client of the terminal: harlequin, else the duckdb command line.

    jixiao sql
    jixiao sql --client duckdb
    """
    from pipelines.cli import sql_clients as terminal

    if client not in (None, *terminal.CLIENTS):
        _fail(f"--client {client}: choose {' or '.join(terminal.CLIENTS)}", Exit.USAGE)
    settings = _published(warehouse)
    try:
        command = terminal.command(settings.warehouse, client)
    except terminal.ClientError as error:
        _fail(str(error), Exit.FAILED)
    # The client takes this process's place, and with it the terminal, its signals and its exit code.
    os.execv(command[0], command)


# --- looking: report, workbook, evidence, differences ------------------------------------------------------------------


@app.command("report")
def make_report(
    warehouse: WarehouseOption = None,
    inbox: Annotated[
        Path | None, typer.Option(help="Where the PDFs are now, for their pictures.", metavar="DIR")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    debug: DebugOption = False,
) -> None:
    """Write the report of the published warehouse again: pages that open from disk. Every publish writes it too.

    jixiao report --open
    """
    from pipelines.outputs import html_report
    from pipelines.warehouse import store

    settings = _published(warehouse)
    sources = html_report.Sources(settings.warehouse, inbox or _inbox_of(settings), workers=settings.workers)
    try:
        html_report.put_in_place(html_report.prepare(sources, settings.report), settings.report)
    except (html_report.ReportError, store.WarehouseError, OSError) as error:
        _fail(str(error), Exit.FAILED)
    index = settings.report / "index.html"
    Console(stderr=True).print(f"the report is {index}", soft_wrap=True)
    if show:
        typer.launch(index.absolute().as_uri())


def _published(warehouse: Path | None) -> Settings:
    """The settings, where something is published."""
    settings = _settings(warehouse=warehouse)
    if not settings.warehouse.exists():
        _fail(f"{settings.warehouse}: nothing is published there yet; publish with `jixiao run`", Exit.FAILED)
    return settings


def _inbox_of(settings: Settings) -> Path:
    """The inbox that the published warehouse was made from."""
    from pipelines.cli.screens import published_info

    return Path(published_info(settings.warehouse).get("inbox") or settings.inbox)


@app.command()
def export(
    xlsx: Annotated[Path | None, typer.Option(help="The workbook to write.", metavar="FILE.xlsx")] = None,
    parquet: Annotated[
        Path | None, typer.Option(help="The folder to write Parquet into, facts by fiscal year.", metavar="DIR")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="The zip of CSVs to write.", metavar="FILE.zip")] = None,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """The published warehouse for other programs.

    One Excel workbook (money, projects, indicators, a sheet for each shipped question), Parquet for any engine, or a
    zip of CSVs with the data dictionary.

        jixiao export --xlsx jixiao.xlsx
        jixiao export --parquet star/
        jixiao export --csv jixiao.zip
    """
    if not (xlsx or parquet or csv):
        _fail("give --xlsx FILE.xlsx, --parquet DIR or --csv FILE.zip", Exit.USAGE)
    from pipelines.outputs import export as exports
    from pipelines.outputs import workbook
    from pipelines.warehouse import store

    settings = _published(warehouse)
    for target in (each for each in (xlsx, csv) if each):
        if not target.absolute().parent.is_dir():
            _fail(f"{target.parent}: no such folder; create it first", Exit.USAGE)
    said = []
    try:
        if xlsx:
            said.append(f"{len(workbook.export(settings.warehouse, xlsx))} sheets written to {xlsx}")
        if parquet:
            said.append(f"{len(exports.to_parquet(settings.warehouse, parquet))} tables written to {parquet}")
        if csv:
            said.append(f"{len(exports.to_csv_zip(settings.warehouse, csv))} files written to {csv}")
    except (workbook.WorkbookError, exports.ExportError, store.WarehouseError, OSError) as error:
        _fail(str(error), Exit.FAILED)
    for line in said:
        Console(stderr=True).print(line, soft_wrap=True)


@app.command()
def evidence(
    indicator: Annotated[str | None, typer.Option(help="An indicator_key of v_indicator.", metavar="KEY")] = None,
    project: Annotated[str | None, typer.Option(help="A project_key of v_project or v_funding.", metavar="KEY")] = None,
    warehouse: WarehouseOption = None,
    inbox: Annotated[Path | None, typer.Option(help="Where the PDFs are now.", metavar="DIR")] = None,
    output: Annotated[Path, typer.Option(help="Where to write the pictures.", metavar="DIR")] = Path("evidence"),
    debug: DebugOption = False,
) -> None:
    """Pictures of the pages that an indicator or a project stands on, with its cells marked.

    jixiao evidence --indicator 3f0c6d5e8a114b27
    jixiao evidence --project 5b2e8c1d90f34a67 --output pages/
    """
    if (key := indicator or project) is None or (indicator and project):
        _fail("give --indicator KEY or --project KEY", Exit.USAGE)
    from pipelines.model.errors import Refused
    from pipelines.outputs import tracing
    from pipelines.warehouse import store

    settings = _published(warehouse)
    try:
        pictures = tracing.pictures(settings.warehouse, key, inbox or _inbox_of(settings), output)
    except (tracing.TraceError, store.WarehouseError, Refused, OSError) as error:
        _fail(str(error), Exit.FAILED)
    for picture in pictures:
        sys.stdout.write(f"{picture}\n")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A warehouse file, or a year with --institution.", metavar="A")],
    after: Annotated[str, typer.Argument(help="Another one.", metavar="B")],
    institution: Annotated[
        str | None, typer.Option(help="Compare two years of this institution.", metavar="NAME")
    ] = None,
    warehouse: WarehouseOption = None,
    wanted: Annotated[str, typer.Option("--format", help="table, csv or json.", metavar="FORMAT")] = "table",
    debug: DebugOption = False,
) -> None:
    """What changed between two published warehouses, or between two years of one institution.

    jixiao diff last-week.duckdb warehouse/jixiao.duckdb
    jixiao diff 2024 2025 --institution 某某学院
    """
    from pipelines.cli import screens as report
    from pipelines.outputs import answers

    if wanted not in ("table", "csv", "json"):
        _fail(f"--format {wanted}: choose table, csv or json", Exit.USAGE)
    changes = _compared(before, after, institution, warehouse)
    if wanted == "table":
        report.show_changes(Console(), changes, of_one=institution is not None)
        counts = changes.group_by("what", "change", maintain_order=True).len().iter_rows()
        said = ", ".join(f"{count} × {what} {change}" for what, change, count in counts)
        Console(stderr=True).print(said or "no difference", style="dim")
    else:
        sys.stdout.buffer.write(answers.encode(changes, "csv" if wanted == "csv" else "json"))


def _compared(before: str, after: str, institution: str | None, warehouse: Path | None) -> pl.DataFrame:
    from pipelines.outputs import comparison
    from pipelines.warehouse import store

    try:
        if institution is None:
            return comparison.between_warehouses(Path(before), Path(after))
        if not (before.isdecimal() and after.isdecimal()):
            _fail(f"{before} {after}: with --institution give two years, such as 2024 2025", Exit.USAGE)
        settings = _published(warehouse)
        return comparison.between_years(settings.warehouse, institution, int(before), int(after))
    except (comparison.ComparisonError, store.WarehouseError) as error:
        _fail(str(error), Exit.USAGE)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the script `jixiao`; `arguments` are sys.argv's unless given."""
    try:
        app(arguments)
    except BrokenPipeError:
        # The reader of our output has seen enough (`jixiao query … | head`); Python must not complain at exit
        # either.
        sys.stderr.close()
        raise SystemExit(Exit.FAILED) from None
    except Exception as error:
        if "--debug" in (arguments or sys.argv):
            raise
        line = " ".join(str(error).split()) or type(error).__name__
        Console(stderr=True).print(f"error: {line}", markup=False, highlight=False, soft_wrap=True, style="red")
        raise SystemExit(Exit.FAILED) from error


if __name__ == "__main__":
    main()
