"""Connections to a warehouse file: one that builds it, and those that read it.

This module should contain every `duckdb.connect` of the package and its settings. Keep what is asked or written over a
connection out: that is for the modules beside it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.warehouse.sql_files import identifier, literal

STORAGE_VERSION = "v1.4.0"
"""Analysts' DuckDB 1.4 clients must open the published file; DuckDB 2 writes a newer format unless asked not to."""

MEMORY_LIMIT = "2GB"
"""What DuckDB may hold in memory, to build, to check and to answer; the rest goes to the disk beside the file."""

CATALOG = "jixiao"
"""The name of an opened warehouse inside DuckDB, whatever its file is called."""

SEALED = {"enable_external_access": "false", "lock_configuration": "true"}
"""The last settings of a connection that must not reach beyond its file; with the second no statement can undo them."""


class WarehouseError(ValueError):
    """A warehouse that cannot be built, read or published; the message is one line with the reason and what to do."""


def one_line(error: Exception) -> str:
    """A DuckDB error as one line: its first paragraph, without the caret that points into the SQL."""
    return re.sub(r"\s+", " ", str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]).strip()


def wal_of(path: Path) -> Path:
    """Where DuckDB keeps the write-ahead log of `path` while a writer has it open."""
    return path.with_name(path.name + ".wal")


def remove(path: Path) -> None:
    """Remove what a builder left at `path`, if anything."""
    for leftover in (path, wal_of(path)):
        leftover.unlink(missing_ok=True)


@contextmanager
def writable(path: Path, memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the file at `path`, which is made where there is none; closed and checkpointed afterwards, its
    temporary files removed. Raises WarehouseError where a statement fails.
    """
    spill = path.with_name(path.name + ".spill")
    con = duckdb.connect(
        str(path),
        config={
            "storage_compatibility_version": STORAGE_VERSION,
            "memory_limit": memory_limit,
            "temp_directory": str(spill),
        },
    )
    try:
        yield con
        con.execute("force checkpoint")
    except duckdb.Error as error:
        raise WarehouseError(f"the warehouse was not built: {one_line(error)}") from error
    finally:
        con.close()
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to `path` as it stands on the disk now, read-only. Raises WarehouseError where it cannot be read.

    The file is attached to a database of this connection's own. `duckdb.connect(path)` would share one with whoever
    else in this process has that path open: it refuses other settings than theirs, and after a publish it would still
    read the file that was replaced.
    """
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist: publish it first with `jixiao run`")
    with duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": f"{path}.tmp",
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    ) as con:
        try:
            con.execute(f"attach {literal(str(path))} as {identifier(CATALOG)} (read_only)")
            con.execute(f"use {identifier(CATALOG)}")
        except duckdb.Error as error:
            reason = one_line(error).split(". See also ")[0]
            writer = "; let whoever writes to it close it" if "Could not set lock" in reason else ""
            raise WarehouseError(f"{path} cannot be read: {reason}{writer}") from error
        yield con


@contextmanager
def sealed(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read `path` and nothing else on the machine, whatever statement it is given."""
    with opened(path) as con:
        for name, value in SEALED.items():
            con.execute(f"set {identifier(name)} = {literal(value)}")
        yield con
