"""`jixiao run`: one batch under a progress bar, and what came of it.

Here belong the options of a batch and the summary that follows it. Here does not belong what a batch does
(`pipelines/batch.py`, through `pipelines/defs`).
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, settings_of
from pipelines.model.settings import DEFAULT_INBOX, DEFAULT_WAREHOUSE, Settings

if TYPE_CHECKING:
    from pipelines.batch import Parsing
    from pipelines.cli.screens import State
    from pipelines.defs.running import RunningBatch
    from pipelines.model.records import ParsedDocument


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
    settings = settings_of(inbox, warehouse, workers, retry_quarantined, wait, allow_loss)
    before, batch = _run_job(settings, debug)
    parsing, published = batch.parsing, batch.published
    assert parsing is not None and published is not None  # the job parsed and published, or it would have failed
    from pipelines.cli import screens

    console = Console()
    state = screens.read_state(settings.warehouse)
    console.print(f"[bold]published[/bold]    {settings.warehouse}", soft_wrap=True)
    if settings.with_report:
        console.print(f"[bold]report[/bold]       {settings.report / 'index.html'}", soft_wrap=True)
    console.print(f"[bold]read[/bold]         {_what_was_read(before, state, parsing)}")
    for notice in [*parsing.notices, *published.notices]:
        console.print(f"             {notice}", markup=False, style="yellow", soft_wrap=True)
    screens.show_state(console, state)
    screens.show_next(console, _next_commands(settings, state))
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
        fail(outcome.failure, Exit.FAILED)
    return before, batch


def _published_before(settings: Settings) -> dict[str, str]:
    """What the published file says of itself before the batch."""
    from pipelines.warehouse import reading
    from pipelines.warehouse.connection import WarehouseError

    try:
        return reading.info(settings.warehouse) if settings.warehouse.exists() else {}
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
