"""Which rule of the schema a row breaks, in words, where DuckDB refuses to insert a table's rows.

This module should contain trying each declared rule on the refused rows. Keep the rules themselves out: they are
declared in sql/schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.warehouse.sql_files import identifier, literal

_COLUMNS = """
select column_name, data_type, is_nullable, split_part(split_part(coalesce(comment, column_name), '；', 1), '｜', 1)
from duckdb_columns() where table_name = $table and database_name = current_database() order by column_index
"""

_CONSTRAINTS = """
select constraint_type, expression, constraint_column_names
from duckdb_constraints() where table_name = $table and database_name = current_database() order by constraint_index
"""

_SHOWN_OF_ROW = ("page", "page_first", "project_name", "indicator_name", "goal")
"""Where in the document a refused row stands, as far as its table tells."""

_SHOWN_CHARACTERS = 40


def describe_breach(con: duckdb.DuckDBPyConnection, table: str, rows: Path) -> str | None:
    """The first rule of `table` that the rows of the Parquet file `rows` break, and in which row; None where they break
    none (their insertion failed for another reason)."""
    return next(_breaches(con, table, rows), None)


def _breaches(con: duckdb.DuckDBPyConnection, table: str, rows: Path) -> Iterator[str]:
    # By way of the empty table, so that a column which the rows lack is there and null.
    source = f"((from {identifier(table)} limit 0) union all by name from read_parquet({literal(str(rows))}))"
    columns = con.execute(_COLUMNS, {"table": table}).fetchall()
    constraints = con.execute(_CONSTRAINTS, {"table": table}).fetchall()
    shown = [name for name, *_ in columns if name in _SHOWN_OF_ROW]
    for name, type_, nullable, meaning in columns:
        column = identifier(name)
        if not nullable:
            yield from _offending(con, source, f"{column} is null", shown, f"{table}.{name} ({meaning}) is missing")
        unfit = f"{column} is not null and try_cast({column} as {type_}) is null"
        yield from _offending(con, source, unfit, [name, *shown], f"{table}.{name} ({meaning}) does not fit {type_}")
    for kind, expression, names in constraints:
        keys = ", ".join(map(identifier, names))
        if kind == "CHECK":
            broken = [*dict.fromkeys([*names, *shown])]
            yield from _offending(con, source, f"not ({expression})", broken, f"{table}: {expression} does not hold")
        elif kind == "PRIMARY KEY":
            repeated = f"({keys}) in (select ({keys}) from {source} group by all having count(*) > 1)"
            stored = f"({keys}) in (select ({keys}) from {identifier(table)})"
            said = f"{table}: two rows have one key ({', '.join(names)})"
            yield from _offending(con, source, f"{repeated} or {stored}", [*names, *shown], said)


def _offending(
    con: duckdb.DuckDBPyConnection, source: str, condition: str, shown: list[str], said: str
) -> Iterator[str]:
    columns = ", ".join(map(identifier, shown)) or "1"
    row = con.execute(f"select {columns} from {source} where {condition} limit 1").fetchone()
    if row is not None:
        values = [f"{name} {_short(value)}" for name, value in zip(shown, row, strict=False) if value is not None]
        yield f"{said}, in the row with {', '.join(values)}" if values else said


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
