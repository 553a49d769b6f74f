"""What a warehouse file says of itself: its tables, views, columns, comments and keys.

This module should contain reading DuckDB's own catalogue over a given connection. Keep opening files and the rows in
them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.sql_files import identifier

_COLUMNS = """
select c.table_name, v.view_name is not null as is_view, coalesce(t.comment, v.comment) as table_comment,
    c.column_name, c.data_type, c.is_nullable, c.comment as column_comment
from duckdb_columns() as c
left join duckdb_tables() as t on t.table_oid = c.table_oid and t.database_name = c.database_name
left join duckdb_views() as v on v.view_oid = c.table_oid and v.database_name = c.database_name
where not c.internal and c.database_name = current_database()
order by is_view, c.table_oid, c.column_index
"""

_KEYS = """
select table_name, constraint_column_names, referenced_table, referenced_column_names
from duckdb_constraints()
where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') and database_name = current_database()
order by table_oid, constraint_index
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or view of the file."""

    table: str
    is_view: bool
    table_comment: str | None
    name: str
    type: str
    nullable: bool
    comment: str | None

    @property
    def chinese_name(self) -> str:
        """The Chinese name that opens the comment: 金额（元） of amount_yuan; empty where there is none."""
        return re.split("；|｜", self.comment or "")[0].strip()


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key of `table`, or a foreign key where `references` names the other table."""

    table: str
    columns: list[str]
    references: str | None
    referenced_columns: list[str]


def columns(con: duckdb.DuckDBPyConnection) -> list[Column]:
    """Every column of every table and view, tables first, in the order in which they were created."""
    return [Column(*row) for row in con.execute(_COLUMNS).fetchall()]


def keys(con: duckdb.DuckDBPyConnection) -> list[Key]:
    """The primary and foreign keys of every table."""
    rows = con.execute(_KEYS).fetchall()
    return [Key(table, names, other or None, other_names or []) for table, names, other, other_names in rows]


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the tables, in the order in which they were created."""
    return list(dict.fromkeys(column.table for column in columns(con) if not column.is_view))


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows the table holds."""
    [(rows,)] = con.execute(f"select count(*) from {identifier(table)}").fetchall()
    return int(rows)
