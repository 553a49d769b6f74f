"""A fresh warehouse file, from frames of rows: tables loaded, derived tables filled, views created.

This module should contain the steps of a build in their order. Keep what a row means out (`assembly.py`), and the
tables' and views' own SQL (`sql/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.model.files import sync
from pipelines.warehouse import catalog
from pipelines.warehouse.breaches import describe_breach
from pipelines.warehouse.catalog import Column
from pipelines.warehouse.connection import MEMORY_LIMIT, WarehouseError, one_line, remove, writable
from pipelines.warehouse.relations import in_folder, twins
from pipelines.warehouse.sql_files import identifier, literal

RANGE_INDICATORS = 200_000
"""A derived table that follows indicators over the years is filled for institutions with so many indicators at a time."""

HELD_BYTES = 128 << 20
"""So many bytes of frames, as polars counts them, are held back and inserted together."""

_INSERT = "insert into {table} by name from read_parquet($file)"
"""By name, so that a column that the table has not is an error."""

_INSTITUTION_RANGES = """
with indicators as (
    from int_current_project
    select institution_name, sum(sum(indicator_count)) over (order by institution_name) as so_far
    group by institution_name
)
from indicators select min(institution_name) as first, max(institution_name) as last
group by so_far // $rows order by first
"""


def build(
    tables: Iterable[tuple[str, pl.DataFrame]],
    path: Path,
    info: Mapping[str, str] | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> dict[str, int]:
    """Build a fresh warehouse file at `path` and return its row counts by table.

    `tables` yields (table name, frame) with the columns of sql/schema, referenced rows before those that
    refer to them; a table may come in many frames. `info` becomes `publish_info`. What stood at `path`
    before is removed: it is the builder's own leftover, never the published file. The file is closed,
    checkpointed and on disk afterwards.

    Raises WarehouseError where a row violates the schema or a frame does not fit its table.
    """
    _make_empty(path)
    loaded, derived = (
        [each.name for each in in_folder(folder) if not each.is_view] for folder in ("schema", "intermediate")
    )
    loaded = [name for name in loaded if not name.startswith("publish_")]
    with writable(path, memory_limit) as con:
        _load(con, tables, loaded, path.with_name(path.name + ".frame"))
        con.execute("force checkpoint")
        derive(con)
        counts = {name: catalog.count(con, name) for name in (*loaded, *derived)}
        con.executemany("insert into publish_manifest (table_name, row_count) values (?, ?)", list(counts.items()))
        for fact in sorted((info or {}).items()):
            con.execute("insert into publish_info (name, value) values (?, ?)", fact)
    sync(path)
    return counts


_empty_file: list[bytes] = []
"""The bytes of a warehouse without rows, once this process has made one."""


def _make_empty(path: Path) -> None:
    """Make a warehouse without rows at `path`; what stood there before is removed. Binding every view takes longer than
    filling a small warehouse, and the search for a document that cannot be loaded builds many: so it is done once."""
    remove(path)
    if not _empty_file:
        with writable(path) as con:
            _create(con, "schema")
            _create(con, "intermediate")
            _create_views(con)
        _empty_file.append(path.read_bytes())
    path.write_bytes(_empty_file[0])


def _create(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Make the tables and views of sql/`folder` with their comments, in one transaction: hundreds of comments are one
    commit."""
    con.begin()
    for relation in in_folder(folder):
        for statement in con.extract_statements(relation.sql):
            if statement.type != duckdb.StatementType.INSERT:
                con.execute(statement)
    con.commit()


def derive(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the derived tables from the facts, in order; one whose statement names $first and $last is filled for one
    range of institutions after another."""
    for relation in in_folder("intermediate"):
        for statement in con.extract_statements(relation.sql):
            if statement.type != duckdb.StatementType.INSERT:
                continue
            if "first" not in statement.named_parameters:
                con.execute(statement)
                continue
            for first, last in con.execute(_INSTITUTION_RANGES, {"rows": RANGE_INDICATORS}).fetchall():
                con.execute(statement, {"first": first, "last": last})


def _load(
    con: duckdb.DuckDBPyConnection,
    tables: Iterable[tuple[str, pl.DataFrame]],
    names: list[str],
    frame_file: Path,
) -> None:
    """Insert every frame, many small ones of a table together: DuckDB checks keys much faster so.

    Tables in the order of `names`, in which they were declared, and so referenced rows before those that refer.
    """
    waiting: dict[str, list[pl.DataFrame]] = {name: [] for name in names}
    size = 0
    for name, frame in tables:
        if name not in waiting:
            raise WarehouseError(f"the warehouse was not built: sql/schema has no table {name}")
        if frame.is_empty():
            continue
        waiting[name].append(frame)
        size += int(frame.estimated_size())
        if size > HELD_BYTES:
            _insert(con, waiting, frame_file)
            size = 0
    _insert(con, waiting, frame_file)


def _insert(con: duckdb.DuckDBPyConnection, waiting: dict[str, list[pl.DataFrame]], frame_file: Path) -> None:
    """Insert the waiting frames of each table and empty its list. Through a Parquet file: DuckDB reads polars only with
    pyarrow."""
    try:
        for name, frames in waiting.items():
            if not frames:
                continue
            pl.concat(frames, how="diagonal").write_parquet(frame_file, compression="lz4", statistics=False)
            frames.clear()
            try:
                con.execute(_INSERT.format(table=identifier(name)), {"file": str(frame_file)})
            except duckdb.Error as error:
                breach = describe_breach(con, name, frame_file) or f"{name}: {one_line(error)}"
                raise WarehouseError(f"the warehouse was not built: {breach}") from error
    finally:
        frame_file.unlink(missing_ok=True)


def _create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create the views, give columns without a comment the one that the same columns have elsewhere, and make the twins.

    A column of one name means one thing throughout the warehouse, so a view's file comments only on what is new in it.
    """
    _create(con, "views")
    known: dict[str, str] = {}
    comments = []
    for column in catalog.columns(con):
        if column.table.startswith("publish_"):
            continue
        if column.comment:
            known.setdefault(column.name, column.comment)
        elif column.name in known:
            comments.append(_comment(column.table, column.name, known[column.name]))
    con.begin()
    con.execute("".join(comments))
    con.execute("".join(_twin_statements(catalog.columns(con))))
    con.commit()


def _comment(view: str, column: str, comment: str) -> str:
    return f"comment on column {identifier(view)}.{identifier(column)} is {literal(comment)};"


def _twin_statements(columns: Iterable[Column]) -> Iterator[str]:
    """The statements that make each view's Chinese-named twin, for people who paste into Excel; its column names open
    the columns' comments."""
    by_view: dict[str, list[Column]] = {}
    for column in columns:
        by_view.setdefault(column.table, []).append(column)
    for view, twin in twins().items():
        renamed = [f"{identifier(each.name)} as {identifier(_short_name(each))}" for each in by_view[view]]
        yield f"create view {identifier(twin)} as select {', '.join(renamed)} from {identifier(view)};"
        yield f"comment on view {identifier(twin)} is {literal(by_view[view][0].table_comment or '')};"
        for each in by_view[view]:
            yield _comment(twin, _short_name(each), each.comment or "")


def _short_name(column: Column) -> str:
    """The Chinese name that opens the column's comment. Raises WarehouseError where the column has none."""
    if not column.comment:
        raise WarehouseError(f"{column.table}.{column.name} has no comment to take its Chinese name from")
    return column.chinese_name
