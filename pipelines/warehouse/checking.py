"""The checks of a built warehouse file: what they are, and what they find.

This module should contain collecting and running checks. Keep what a check looks for out: that is its SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.warehouse.connection import WarehouseError, one_line, sealed
from pipelines.warehouse.sql_files import files

SAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """A query that selects the rows that offend against a rule; `name` is `<table>__<rule>`."""

    name: str
    description: str
    blocking: bool
    sql: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found: how many rows offend, and the first few of them."""

    name: str
    description: str
    blocking: bool
    offending_rows: int
    sample: list[dict[str, Any]]

    @property
    def passed(self) -> bool:
        """Whether no row offends."""
        return self.offending_rows == 0


def checks() -> list[Check]:
    """The checks of sql/checks, by name. Raises WarehouseError where a file has no description in its
    first line."""
    return [_from_file(file) for file in files("checks")]


def _from_file(file: Path) -> Check:
    sql = file.read_text(encoding="utf-8")
    lines = sql.splitlines()
    if not lines[0].startswith("-- "):
        raise WarehouseError(f"{file.name}: the first line must be a comment that describes the check")
    severity = re.match(r"-- severity: (blocking|warning)$", lines[1]) if len(lines) > 1 else None
    return Check(file.stem, lines[0][3:].strip(), severity is None or severity[1] == "blocking", sql)


def run_checks(path: Path) -> list[CheckResult]:
    """Run every check on the file at `path`. Raises WarehouseError where a check itself does not run."""
    with sealed(path) as con:
        return [_run(con, check) for check in checks()]


def _run(con: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    try:
        con.execute(check.sql)
    except duckdb.Error as error:
        raise WarehouseError(f"the check {check.name} does not run: {one_line(error)}") from error
    names = [name for name, *_ in con.description or []]
    rows = con.fetchall()
    sample = [dict(zip(names, row, strict=True)) for row in rows[:SAMPLE_ROWS]]
    return CheckResult(check.name, check.description, check.blocking, len(rows), sample)
