"""`jixiao status`, `restore` and `doctor`: what is published, what was, and whether a batch could run here.

Here belong the commands about the state of the warehouse and the machine. Here does not belong how either is looked at
(`pipelines/warehouse`, `pipelines/doctor.py`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, inbox_of, settings_of
from pipelines.model.keys import document_key
from pipelines.model.settings import DEFAULT_INBOX


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
    from pipelines.cli import screens

    console = Console()
    settings = settings_of(warehouse=warehouse)
    if show_history and (settings.warehouse.exists() or settings.history.exists()):
        from pipelines.warehouse import history

        screens.show_history(console, history.published_entry(settings), history.earlier(settings))
        return
    if not settings.warehouse.exists():
        console.print(f"nothing is published at {settings.warehouse} yet", soft_wrap=True)
        screens.show_next(console, [f"put PDFs into {settings.inbox}/", "jixiao run"])
        return
    state = screens.read_state(settings.warehouse)
    info = state.info
    console.print(f"[bold]published[/bold]    {settings.warehouse}, {info.get('built_at')}", soft_wrap=True)
    console.print(
        f"[bold]from[/bold]         {info.get('inbox')}, by jixiao {info.get('code_version')},"
        f" parser {info.get('parser_version')}",
        soft_wrap=True,
    )
    screens.show_state(console, state)
    if not state.issues.is_empty():
        console.print(screens.frame_table(state.issues, "issues by rule"))


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
    from pipelines.model.errors import BatchError

    settings = settings_of(warehouse=warehouse)
    try:
        chosen = batch.restore(settings, wanted)
    except BatchError as error:
        fail(str(error), Exit.FAILED)
    Console().print(f"[bold]published[/bold]    {settings.warehouse}, {chosen.id}", soft_wrap=True)


def withdraw(
    wanted: Annotated[
        str,
        typer.Argument(
            help="A file, by path or name and whether or not it is still there, or a document key.",
            metavar="FILE|DOCUMENT_KEY",
        ),
    ],
    reason: Annotated[str | None, typer.Option(help="Why; it becomes the document's reason.", metavar="TEXT")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the document back in.")] = False,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """Take a document out of the warehouse for good, and publish without it. Later batches leave it out too.

    jixiao withdraw 某某学院_2025.pdf --reason "印错了，已重新公开"
    jixiao withdraw 1a2b3c4d5e6f7a8b --undo
    """
    from pipelines import batch
    from pipelines.model.errors import BatchError

    settings = settings_of(warehouse=warehouse)
    is_published = settings.warehouse.exists()
    if is_published:
        settings = replace(settings, inbox=inbox_of(settings))
    try:
        entry = batch.withdraw(settings, wanted, reason, undo)
        if is_published and settings.with_report:
            batch.write_report(settings)
    except BatchError as error:
        fail(str(error), Exit.FAILED)
    console = Console()
    name, key = entry.file_name, document_key(entry.sha256)
    console.print(f"[bold]{'taken back' if undo else 'withdrawn'}[/bold]    {name} ({key})", soft_wrap=True)
    if is_published:
        console.print(f"[bold]published[/bold]    {settings.warehouse}", soft_wrap=True)
    else:
        from pipelines.cli import screens

        screens.show_next(console, ["jixiao run"])


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
    from pipelines.cli import screens

    found = looks.examine(settings_of(inbox, warehouse))
    screens.show_diagnoses(Console(), found)
    if any(each.state == "broken" for each in found):
        raise typer.Exit(Exit.FAILED)
