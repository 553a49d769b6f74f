"""Questions to a warehouse file, answered as frames.

This module should contain reading a file that stands, published or just built. Keep writing out, and SQL text: that
comes from `sql/` or from who asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.warehouse import catalog
from pipelines.warehouse.catalog import Column, Key
from pipelines.warehouse.connection import WarehouseError, one_line, sealed
from pipelines.warehouse.sql_files import internal_query

READABLE = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}
"""What `query` runs. MULTI is how DuckDB parses a PIVOT; the read-only file refuses whatever else could
hide in one."""


class OpenWarehouse:
    """A warehouse opened to be read (`open_warehouse`): every question is answered by the same file, whatever is
    published meanwhile."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """The answer of one reading statement (select, from, with, pivot, describe, explain).

        Money comes as Decimal, nested values that polars cannot type as JSON text. Raises WarehouseError with
        one line where the statement is no single one, writes, reaches outside the file, or is wrong.
        """
        try:
            statements = self._con.extract_statements(sql)
        except duckdb.Error as error:
            raise WarehouseError(one_line(error)) from error
        if len(statements) != 1:
            raise WarehouseError(f"one statement at a time: {len(statements)} were given")
        if statements[0].type not in READABLE:
            kind = statements[0].type.name.lower()
            raise WarehouseError(f"the published warehouse is read-only: a statement of type {kind} is refused")
        try:
            self._con.execute(statements[0], list(parameters))
            return _frame(self._con)
        except duckdb.Error as error:
            raise WarehouseError(one_line(error)) from error

    def ask(self, name: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """The answer of the internal query `name`, as `status/money` (`sql_files.internal_query`)."""
        return self.query(internal_query(name), parameters)

    def info(self) -> dict[str, str]:
        """What made the file, and when, by name (`publish_info`)."""
        return dict(self.ask("status/info").iter_rows())

    def describe(self) -> list[Column]:
        """Every column of every table and view of the file, tables first, in the order they were declared."""
        return catalog.columns(self._con)

    def row_counts(self) -> dict[str, int]:
        """How many rows each table of the file holds, counted now (the manifest says what was loaded)."""
        return {table: catalog.count(self._con, table) for table in catalog.tables(self._con)}


@contextmanager
def open_warehouse(path: Path) -> Iterator[OpenWarehouse]:
    """The warehouse at `path`, opened to read it and nothing else on the machine. Raises WarehouseError."""
    with sealed(path) as con:
        yield OpenWarehouse(con)


def query(sql: str, path: Path, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The answer of one statement on the warehouse at `path` (`OpenWarehouse.query`)."""
    with open_warehouse(path) as warehouse:
        return warehouse.query(sql, parameters)


def info(path: Path) -> dict[str, str]:
    """What made the warehouse at `path` (`OpenWarehouse.info`)."""
    with open_warehouse(path) as warehouse:
        return warehouse.info()


def describe(path: Path) -> list[Column]:
    """The columns of the warehouse at `path` (`OpenWarehouse.describe`)."""
    with open_warehouse(path) as warehouse:
        return warehouse.describe()


def keys(path: Path) -> list[Key]:
    """The primary and foreign keys of every table of the warehouse at `path`."""
    with sealed(path) as con:
        return catalog.keys(con)


def row_counts(path: Path) -> dict[str, int]:
    """The rows of the warehouse at `path` (`OpenWarehouse.row_counts`)."""
    with open_warehouse(path) as warehouse:
        return warehouse.row_counts()


_PLAIN_TYPES: dict[str, pl.DataType] = {
    "BOOLEAN": pl.Boolean(),
    "TINYINT": pl.Int8(),
    "SMALLINT": pl.Int16(),
    "INTEGER": pl.Int32(),
    "BIGINT": pl.Int64(),
    "UTINYINT": pl.UInt8(),
    "USMALLINT": pl.UInt16(),
    "UINTEGER": pl.UInt32(),
    "UBIGINT": pl.UInt64(),
    "HUGEINT": pl.Int128(),
    "FLOAT": pl.Float32(),
    "DOUBLE": pl.Float64(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "TIME": pl.Time(),
}


def _polars_type(duckdb_type: Any) -> pl.DataType:
    """The polars type of a DuckDB column. Types that polars has no like of become text."""
    name = str(duckdb_type)
    if decimal := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", name):
        return pl.Decimal(int(decimal[1]), int(decimal[2]))
    if name.endswith("[]") and duckdb_type.id == "list":
        return pl.List(_polars_type(duckdb_type.children[0][1]))
    return _PLAIN_TYPES.get(name, pl.String())


def _frame(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The pending result as a frame. Row by row, since DuckDB hands over whole columns only through
    pyarrow."""
    schema = {name: _polars_type(duckdb_type) for name, duckdb_type, *_ in con.description or []}
    rows = con.fetchall()
    text = [place for place, type_ in enumerate(schema.values()) if type_ == pl.String()]
    plain = [tuple(_as_text(value) if place in text else value for place, value in enumerate(row)) for row in rows]
    return pl.DataFrame(plain, schema=schema, orient="row")


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
