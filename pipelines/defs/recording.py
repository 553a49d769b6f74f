"""Where `jixiao run` records its run: where `make dev` looks, so that the page shows what was made by hand.

Here belongs the choice of Dagster's instance. Here does not belong what is recorded: that is Dagster's own.

A record is never worth a batch: where it cannot be kept, the batch runs all the same and says so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.defs.running import Outcome

HOME = "DAGSTER_HOME"
CHECKOUT = Path(__file__).parents[2]
FOLDER = ".dagster"
"""Where `make dev` keeps its records, in the checkout."""

CONFIGURATION = "dagster.yaml"
BUSY_SECONDS = 5
"""How long a record waits for another process that writes records."""

_FAILURES = (OSError, sqlite3.Error, SQLAlchemyError, dg.DagsterError)


def home() -> Path | None:
    """The folder of Dagster's records: DAGSTER_HOME, else the one of `make dev`; None where this is no checkout."""
    if os.environ.get(HOME):
        return Path(os.environ[HOME])
    return CHECKOUT / FOLDER if (CHECKOUT / CONFIGURATION).is_file() else None


def recorded(run: Callable[[dg.DagsterInstance], Outcome], folder: Path | None) -> tuple[Outcome, str | None]:
    """What `run` returns, given an instance that keeps its records in `folder`; and a line where they could not be kept.

    Where records fail before or while it runs, it runs once more without them: what it had read by then is not read
    again.
    """
    notice = None
    if folder is not None:
        try:
            with _environment(folder), _quick_sqlite(), dg.DagsterInstance.get() as instance:
                return run(instance), None
        except _FAILURES as error:
            notice = (
                f"{folder}: the run is not recorded for `make dev` ({_first_line(error)}); the batch does not need it"
            )
    with dg.DagsterInstance.ephemeral() as instance:
        return run(instance), notice


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """DAGSTER_HOME set to `folder`, which is made where it is not there, with the checkout's configuration in it."""
    if os.environ.get(HOME):
        yield
        return
    folder.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (folder / CONFIGURATION).symlink_to(Path("..") / CONFIGURATION)
    os.environ[HOME] = str(folder)
    try:
        yield
    finally:
        del os.environ[HOME]


class _Reused(sqlite3.Connection):
    """A connection that closing sets free for whoever opens the same file next."""

    in_use = True

    def close(self) -> None:
        self.in_use = False


@contextmanager
def _quick_sqlite() -> Iterator[None]:
    """Dagster opens and closes its SQLite files some thousand times in a run, and SQLite waits for the disk each time.
    Within this context a file that is closed and opened again is the same connection, and the write-ahead log is
    written back once: a power cut may lose the last events of a run, and damages nothing."""
    opened: list[tuple[str, _Reused]] = []

    def connect(_: Any, __: Any, arguments: Sequence[Any], options: dict[str, Any]) -> _Reused | None:
        path = str(arguments[0]) if arguments else ""
        if not path.endswith(".db") or not Path(path).is_absolute():
            return None  # another database than a file of SQLite
        for name, connection in opened:
            if name == path and not connection.in_use:
                connection.in_use = True
                return connection
        connection = sqlite3.connect(
            path, **{**options, "check_same_thread": False, "timeout": BUSY_SECONDS}, factory=_Reused
        )
        connection.execute("pragma synchronous = normal")
        opened.append((path, connection))
        return connection

    event.listen(Engine, "do_connect", connect)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connect)
        for _, connection in opened:
            sqlite3.Connection.close(connection)
