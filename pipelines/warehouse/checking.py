"""The checks of a built warehouse file, collected and run.

This module should contain the one runner. Keep out what a check looks for: that is its SQL, in sql/checks or made from
what a table declares (`declared_checks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import duckdb

from pipelines.warehouse.check import Check, CheckResult
from pipelines.warehouse.connection import WarehouseError, one_line, sealed
from pipelines.warehouse.declared_checks import columns_looked_at, declared_checks
from pipelines.warehouse.relations import Relation, relations
from pipelines.warehouse.sql_files import files

SAMPLE_ROWS = 5

_SEVERITY = re.compile(r"-- severity: (blocking|warning)")


@cache
def checks() -> tuple[Check, ...]:
    """Every check, by name: those that the tables and views declare, and the files of sql/checks.

    Raises WarehouseError where a file does not open with a description and a severity, where a declaration is wrong, or
    where two checks have one name.
    """
    declared = [check for relation in relations() for check in declared_checks(relation)]
    found = sorted([*declared, *map(_from_file, files("checks"))], key=lambda check: check.name)
    names = [check.name for check in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise WarehouseError(f"two checks are called {min(twice)}: rename the file, or take it away")
    return tuple(found)


def _from_file(file: Path) -> Check:
    sql = file.read_text(encoding="utf-8")
    description, severity, *_ = [*sql.splitlines(), "", ""]
    found = _SEVERITY.fullmatch(severity)
    if not description.startswith("-- ") or found is None:
        raise WarehouseError(
            f"{file.name}: must open with a comment that describes the check, then `-- severity: blocking` or"
            " `-- severity: warning`"
        )
    return Check(file.stem, description.removeprefix("-- ").strip(), found[1] == "blocking", sql)


def run_checks(path: Path) -> list[CheckResult]:
    """Run every check on the file at `path`. Raises WarehouseError where a check itself does not run.

    What a view declares of itself is checked on one answer of it: to plan a view of views takes most of a check's time.
    """
    declared = {
        each.name: (each, {check.name for check in declared_checks(each)}) for each in relations() if each.is_view
    }
    results = []
    with sealed(path) as con:
        for table, group in groupby(checks(), key=attrgetter("table")):
            of_table = list(group)
            view, names = declared.get(table, (None, set()))
            if view is not None and len(names) > 1:
                with _answered_once(con, view):
                    results += [_run(con, check) for check in of_table if check.name in names]
                of_table = [check for check in of_table if check.name not in names]
            results += [_run(con, check) for check in of_table]
    return sorted(results, key=lambda result: result.name)


@contextmanager
def _answered_once(con: duckdb.DuckDBPyConnection, view: Relation) -> Iterator[None]:
    """Let queries that name `view` find its answer in a temporary table of that name."""
    columns = ", ".join(columns_looked_at(view))
    try:
        con.execute(f"create temp table {view.name} as from {view.name} select {columns}")
    except duckdb.Error as error:
        raise WarehouseError(f"the view {view.name} does not answer: {one_line(error)}") from error
    try:
        yield
    finally:
        con.execute(f"drop table temp.{view.name}")


def _run(con: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    try:
        con.execute(check.sql)
    except duckdb.Error as error:
        raise WarehouseError(f"the check {check.name} does not run: {one_line(error)}") from error
    names = [name for name, *_ in con.description or []]
    rows = con.fetchall()
    sample = [dict(zip(names, row, strict=True)) for row in rows[:SAMPLE_ROWS]]
    return CheckResult(check.name, check.description, check.blocking, len(rows), sample)
