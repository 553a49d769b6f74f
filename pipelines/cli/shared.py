"""What several commands need: exit codes, options, errors of one line, and the settings of an invocation.

Here belongs what two or more command modules share. Here do not belong commands, nor tables for the terminal
(`screens.py`).
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from pipelines.model.settings import DEFAULT_WAREHOUSE, Settings, SettingsError, from_environment


class Exit(IntEnum):
    """Exit codes that scripts rely on."""

    PUBLISHED = 0
    FAILED = 1
    USAGE = 2
    HELD_BACK = 3


WarehouseOption = Annotated[
    Path | None,
    typer.Option("--warehouse", help=f"The published file. Default: {DEFAULT_WAREHOUSE}", metavar="FILE"),
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def print_error(message: str) -> None:
    """Write `message` to standard error as one red line."""
    Console(stderr=True).print(f"error: {message}", markup=False, highlight=False, soft_wrap=True, style="red")


def print_warning(message: str) -> None:
    """Write `message` to standard error as one yellow line."""
    Console(stderr=True).print(f"warning: {message}", markup=False, highlight=False, soft_wrap=True, style="yellow")


def fail(message: str, code: Exit) -> NoReturn:
    """Print what is wrong in one line and end the command with `code`."""
    print_error(message)
    raise typer.Exit(code)


def settings_of(
    inbox: Path | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
    retry: bool = False,
    wait: int | None = None,
    allow_loss: bool = False,
    report: bool | None = None,
) -> Settings:
    """The settings that the options give, else the environment, else the defaults. Ends the command where one of them
    cannot be used."""
    try:
        return from_environment(inbox, warehouse, workers, retry, wait, allow_loss, report)
    except SettingsError as error:
        fail(str(error), Exit.USAGE)


def published(warehouse: Path | None) -> Settings:
    """The settings, where something is published. Ends the command where nothing is."""
    settings = settings_of(warehouse=warehouse)
    if not settings.warehouse.exists():
        fail(f"{settings.warehouse}: nothing is published there yet; publish with `jixiao run`", Exit.FAILED)
    return settings


def inbox_of(settings: Settings) -> Path:
    """The inbox that the published warehouse was made from."""
    from pipelines.warehouse import reading

    return Path(reading.info(settings.warehouse).get("inbox") or settings.inbox)
