"""`jixiao run`: one batch under a progress bar, and what came of it.

Here belong the options of a batch and the summary that follows it. Here does not belong what a batch does
(`pipelines/batch.py`, through `pipelines/defs`).
"""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, print_warning, settings_of
from pipelines.model.settings import DEFAULT_INBOX, DEFAULT_WAREHOUSE, Settings

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pipelines.cli.screens import State
    from pipelines.defs.running import Outcome
    from pipelines.model.records import ParsedDocument
    from pipelines.sandbox.executors import DocumentReader


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
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 where a document is quarantined or the report is not written.")
    ] = False,
    wait: Annotated[
        int | None, typer.Option(min=0, help="Wait so many seconds for a batch that is under way.", metavar="SECONDS")
    ] = None,
    allow_loss: Annotated[
        bool, typer.Option("--allow-loss", help="Publish even where much of what was published is gone.")
    ] = False,
    report: Annotated[
        bool | None, typer.Option("--report/--no-report", help="Write the report after publishing. Default: yes.")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """One batch: take in what is new in the inbox, read it, rebuild, check and publish the warehouse.

    What was read before is not read again. Quarantined documents are reported and do not stop the others.
    Readers of the published file are never in the way: they keep the old one until they open it anew.

        jixiao run
        jixiao run --inbox ~/budgets --warehouse ~/budgets.duckdb
        jixiao run --strict || notify-someone
    """
    settings = settings_of(inbox, warehouse, workers, retry_quarantined, wait, allow_loss, report)
    before, outcome = _run_job(settings, debug)
    from pipelines.cli import screens

    console = Console()
    state = screens.read_state(settings.warehouse)
    console.print(f"[bold]published[/bold]    {settings.warehouse}", soft_wrap=True)
    if settings.with_report and outcome.unwritten is None:
        console.print(f"[bold]report[/bold]       {settings.report / 'index.html'}", soft_wrap=True)
    console.print(f"[bold]read[/bold]         {_what_was_read(before, state, outcome)}")
    for notice in outcome.notices:
        console.print(f"             {notice}", markup=False, style="yellow", soft_wrap=True)
    screens.show_state(console, state)
    screens.show_next(console, _next_commands(settings, state))
    if outcome.unwritten is not None:
        print_warning(f"the warehouse is published, and {outcome.unwritten}")
    if strict and (state.held_back.height or outcome.unwritten is not None):
        raise typer.Exit(Exit.HELD_BACK)


def _run_job(settings: Settings, debug: bool) -> tuple[dict[str, str], Outcome]:
    """Run the batch under a progress bar; what the file published before says of itself, and how the batch ended."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        before, outcome, unrecorded = _execute(settings, progress, task)
    if unrecorded is not None:
        print_warning(unrecorded)
    if outcome.failure is not None or outcome.unwritten is not None:
        _tell_failure(outcome, debug)
    if outcome.failure is not None:
        fail(outcome.failure, Exit.FAILED)
    return before, outcome


def _execute(settings: Settings, progress: Progress, task: TaskID) -> tuple[dict[str, str], Outcome, str | None]:
    """What the file published before says of itself, how the batch ended, and why it could not be recorded."""
    import dagster  # noqa: F401

    # Dagster's modules stay: to look through them for garbage again and again would take a tenth of a quiet batch. Not
    # DuckDB's, which says at the end that it is not collected.
    if "duckdb" not in sys.modules:
        gc.freeze()
    from pipelines.definitions import definitions
    from pipelines.defs.recording import home, recorded
    from pipelines.defs.running import run_in_process
    from pipelines.sandbox import executors

    before = _published_before(settings)

    def make_reader(chosen: Settings) -> DocumentReader:
        return _watched(executors.reader(chosen), progress, task)

    defs = definitions(make_reader)
    outcome, unrecorded = recorded(lambda instance: run_in_process(defs, settings, instance), home())
    return before, outcome, unrecorded


def _watched(read: DocumentReader, progress: Progress, task: TaskID) -> DocumentReader:
    """`read`, showing its progress."""

    def reading(paths: Sequence[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
        progress.update(task, description="reading", total=len(paths), completed=0)
        pages = 0
        for path, document in read(paths):
            yield path, document
            pages += document.page_count
            progress.update(task, advance=1, description=f"reading, {pages} pages, last {path.name[:40]}")

    return reading


def _tell_failure(outcome: Outcome, debug: bool) -> None:
    """Show the traceback where it is asked for, and send the alert where one is set."""
    if debug and outcome.traceback:
        sys.stderr.write(outcome.traceback)
    from pipelines.defs import alerts

    alert = alerts.failure(outcome.failure) if outcome.failure else alerts.unwritten(outcome.unwritten or "")
    for problem in alerts.send(alert):
        print_warning(problem)


def _published_before(settings: Settings) -> dict[str, str]:
    """What the published file says of itself before the batch."""
    from pipelines.warehouse import reading
    from pipelines.warehouse.connection import WarehouseError

    try:
        return reading.info(settings.warehouse) if settings.warehouse.exists() else {}
    except WarehouseError:
        return {}  # the batch sets a damaged file aside, and says of any other why it cannot be read


def _what_was_read(before: dict[str, str], state: State, outcome: Outcome) -> str:
    from pipelines.warehouse.loading import CONTENT_DIGEST

    same = before.get(CONTENT_DIGEST) == state.info.get(CONTENT_DIGEST)
    if same and not outcome.read:
        return f"nothing new ({outcome.reused} in earlier batches); the same rows as before"
    return f"{outcome.read} now, {outcome.reused} in earlier batches"


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
