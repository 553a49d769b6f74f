"""The DuckDB file: built fresh, checked, published in one rename, read.

Here belongs everything that opens DuckDB. Here does not belong what a row means (`star.py`), nor any SQL
text: tables, views, checks, shipped queries and the small statements that this module fills in stand in
`sql/`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.model.files import rename_durably, sync

_HERE = Path(__file__).parents[1]
SQL = _HERE / "sql" if (_HERE / "sql").is_dir() else _HERE.parent / "sql"
"""The SQL texts: inside the package where it was installed as a wheel, beside it in a clone."""

STORAGE_VERSION = "v1.4.0"
"""Analysts' DuckDB 1.4 clients must open the published file; DuckDB 2 writes a newer format unless told."""

READABLE = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}
"""What `query` runs. MULTI is how DuckDB parses a PIVOT; the read-only file refuses whatever else could
hide in one."""

SAMPLE_ROWS = 5

MEMORY_LIMIT = "2GB"
"""What DuckDB may hold in memory, to build, to check and to answer; the rest goes to the disk beside the file."""

RANGE_INDICATORS = 200_000
"""What follows indicators over the years does so for institutions with so many indicators at a time."""

HELD_BYTES = 128 << 20
"""So many bytes of frames, as polars counts them, are held back and inserted together."""


class WarehouseError(ValueError):
    """A warehouse that cannot be built, read or published; the message is one line that says why and what
    to do."""


@dataclass(frozen=True, slots=True)
class Check:
    """One file of sql/checks: a query that selects offending rows."""

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


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or view of the published file, as DuckDB tells it."""

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


@dataclass(frozen=True, slots=True)
class ShippedQuery:
    """One file of sql/queries: a question that people ask and the SQL that answers it."""

    name: str
    question: str
    sql: str
    path: Path


@cache
def _statement(name: str) -> str:
    return (SQL / "statements" / f"{name}.sql").read_text(encoding="utf-8")


def _files(folder: str) -> list[Path]:
    return sorted((SQL / folder).glob("*.sql"))


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def wal_of(path: Path) -> Path:
    """Where DuckDB keeps the write-ahead log of `path` while a writer has it open."""
    return path.with_name(path.name + ".wal")


def one_line(error: Exception) -> str:
    """A DuckDB error as one line: its first paragraph, without the caret that points into the SQL."""
    return re.sub(r"\s+", " ", str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]).strip()


# --- building -------------------------------------------------------------------------------------


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
    with _building(path, memory_limit) as con:
        _run_folder(con, "schema")
        loaded = [name for name in _tables(con) if not name.startswith("publish_")]
        _load(con, tables, loaded, path.with_name(path.name + ".frame"))
        con.execute("force checkpoint")
        derive(con)
        counted = {name: _count(con, name) for name in loaded}
        for name, rows in counted.items():
            con.execute(_statement("manifest"), {"table": name, "rows": rows})
        for name, value in sorted((info or {}).items()):
            con.execute(_statement("info"), {"name": name, "value": value})
        _create_views(con)
    sync(path)
    return counted


@contextmanager
def _building(path: Path, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a fresh file at `path`; closed and checkpointed afterwards, what it spilled removed."""
    for leftover in (path, wal_of(path)):
        leftover.unlink(missing_ok=True)
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


def _run_folder(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Run every file of sql/`folder` in order, in one transaction: hundreds of comments are one commit."""
    con.begin()
    for file in _files(folder):
        con.execute(file.read_text(encoding="utf-8"))
    con.commit()


def derive(con: duckdb.DuckDBPyConnection) -> None:
    """Run the files of sql/derived in order; one that names $first and $last for each range of institutions."""
    for file in _files("derived"):
        sql = file.read_text(encoding="utf-8")
        if "$first" not in sql:
            con.execute(sql)
            continue
        ranges = con.execute(_statement("institution_ranges"), {"rows": RANGE_INDICATORS}).fetchall()
        for first, last in ranges:
            con.execute(sql, {"first": first, "last": last})


def _load(
    con: duckdb.DuckDBPyConnection,
    tables: Iterable[tuple[str, pl.DataFrame]],
    known: list[str],
    frame_file: Path,
) -> None:
    """Insert every frame, many small ones of a table together: DuckDB checks keys much faster so.

    Tables in the order of `known`, in which they were declared, and so referenced rows before those that refer.
    """
    held: dict[str, list[pl.DataFrame]] = {name: [] for name in known}
    size = 0
    for name, frame in tables:
        if name not in held:
            raise WarehouseError(f"the warehouse was not built: sql/schema has no table {name}")
        if frame.is_empty():
            continue
        held[name].append(frame)
        size += int(frame.estimated_size())
        if size > HELD_BYTES:
            _insert(con, held, frame_file)
            size = 0
    _insert(con, held, frame_file)


def _insert(con: duckdb.DuckDBPyConnection, held: dict[str, list[pl.DataFrame]], frame_file: Path) -> None:
    """Insert what is held of each table, which is nothing afterwards. Through a Parquet file: DuckDB reads polars only
    with pyarrow."""
    insert = _statement("insert")
    try:
        for name, frames in held.items():
            if not frames:
                continue
            pl.concat(frames, how="diagonal").write_parquet(frame_file, compression="lz4", statistics=False)
            frames.clear()
            try:
                con.execute(insert.format(table=_identifier(name)), {"file": str(frame_file)})
            except duckdb.Error as error:
                raise WarehouseError(f"the warehouse was not built: {name}: {one_line(error)}") from error
    finally:
        frame_file.unlink(missing_ok=True)


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    return list(dict.fromkeys(column.table for column in _columns(con) if not column.is_view))


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = con.execute(_statement("count").format(table=_identifier(table))).fetchall()
    return int(rows)


def _create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create the views, give their columns the comments that the same columns have elsewhere, and make
    the twins.

    A column of one name means one thing throughout the warehouse, so a view's file comments only on what
    is new in it.
    """
    _run_folder(con, "views")
    said: dict[str, str] = {}
    comments = []
    for column in _columns(con):
        if column.comment:
            said.setdefault(column.name, column.comment)
        elif column.is_view and column.name in said:
            comments.append(_comment(column.table, column.name, said[column.name]))
    con.begin()
    con.execute("".join(comments))
    con.execute("".join(_twin_statements(_columns(con))))
    con.commit()


def twins() -> dict[str, str]:
    """The Chinese-named twin of each view that has one."""
    return dict(pl.read_csv(SQL / "views" / "twins.csv").rows())


def _comment(view: str, column: str, comment: str) -> str:
    return _statement("comment_column").format(
        view=_identifier(view), column=_identifier(column), comment=_literal(comment)
    )


def _twin_statements(described: Iterable[Column]) -> Iterator[str]:
    """What makes the Chinese-named twin of each view in sql/views/twins.csv; its column names open the columns'
    comments."""
    columns: dict[str, list[Column]] = {}
    for column in described:
        columns.setdefault(column.table, []).append(column)
    for view, twin in twins().items():
        chosen = [f"{_identifier(each.name)} as {_identifier(_short_name(each))}" for each in columns[view]]
        yield _statement("twin").format(
            twin=_identifier(twin),
            view=view,
            columns=", ".join(chosen),
            comment=_literal(columns[view][0].table_comment or ""),
        )
        for each in columns[view]:
            yield _comment(twin, _short_name(each), each.comment or "")


def _short_name(column: Column) -> str:
    """The Chinese name that opens the column's comment. Raises WarehouseError where the column has none."""
    if not column.comment:
        raise WarehouseError(f"{column.table}.{column.name} has no comment to take its Chinese name from")
    return column.chinese_name


# --- publishing -----------------------------------------------------------------------------------


def publish(build_path: Path, target: Path) -> None:
    """Put the built file in the place of `target` in one rename; both must be on the same file system.

    Open readers keep the old file, new readers see the new one. A write-ahead log beside `target` (left
    by somebody who opened the published file for writing) is set aside first: DuckDB would replay it into
    the new file.

    Raises WarehouseError where the built file was not closed, OSError where the disk refuses.
    """
    if wal_of(build_path).exists():
        raise WarehouseError(f"{build_path.name} is still open for writing: nothing was published; run the batch again")
    stray = wal_of(target)
    if stray.exists():
        stray.replace(stray.with_name(stray.name + ".set-aside"))
    rename_durably(build_path, target)


# --- reading --------------------------------------------------------------------------------------


CATALOG = "jixiao"
"""What an opened warehouse is called inside DuckDB, whatever its file is called."""

SEALED = {"enable_external_access": "false", "lock_configuration": "true"}
"""What is said last to a connection that must not reach beyond its file, nor be talked out of that."""


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to `path` as it stands on the disk now, read-only.

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
            con.execute(_statement("attach").format(file=_literal(str(path)), catalog=_identifier(CATALOG)))
            con.execute(_statement("use").format(catalog=_identifier(CATALOG)))
        except duckdb.Error as error:
            told = one_line(error).split(". See also ")[0]
            writer = "; let whoever writes to it close it" if "Could not set lock" in told else ""
            raise WarehouseError(f"{path} cannot be read: {told}{writer}") from error
        yield con


@contextmanager
def _sealed(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read `path` and nothing else on the machine, and cannot be talked out of that."""
    with _opened(path) as con:
        for name, value in SEALED.items():
            con.execute(_statement("set").format(name=_identifier(name), value=_literal(value)))
        yield con


def _polars_type(told: Any) -> pl.DataType:
    """The polars type of a DuckDB column. Types that polars has no like of become text."""
    name = str(told)
    if decimal := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", name):
        return pl.Decimal(int(decimal[1]), int(decimal[2]))
    if name.endswith("[]") and told.id == "list":
        return pl.List(_polars_type(told.children[0][1]))
    plain: dict[str, pl.DataType] = {
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
    return plain.get(name, pl.String())


def _frame(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The pending result as a frame. Row by row, since DuckDB hands over whole columns only through
    pyarrow."""
    schema = {name: _polars_type(told) for name, told, *_ in con.description or []}
    rows = con.fetchall()
    text = [place for place, type_ in enumerate(schema.values()) if type_ == pl.String()]
    plain = [tuple(_as_text(value) if place in text else value for place, value in enumerate(row)) for row in rows]
    return pl.DataFrame(plain, schema=schema, orient="row")


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)


class Reader:
    """An opened warehouse (`reading`): every question is answered by the same file, whatever is published meanwhile."""

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
        """The answer of sql/<name>.sql. Raises WarehouseError."""
        return self.query((SQL / f"{name}.sql").read_text(encoding="utf-8"), parameters)

    def info(self) -> dict[str, str]:
        """What made the file, and when, by name (`publish_info`)."""
        return dict(self.ask("status/info").iter_rows())

    def describe(self) -> list[Column]:
        """Every column of every table and view of the file, tables first, in the order they were declared."""
        return _columns(self._con)

    def row_counts(self) -> dict[str, int]:
        """How many rows each table of the file holds, counted now (the manifest says what was loaded)."""
        return {table: _count(self._con, table) for table in _tables(self._con)}


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """The warehouse at `path`, opened to read it and nothing else on the machine. Raises WarehouseError."""
    with _sealed(path) as con:
        yield Reader(con)


def query(sql: str, path: Path, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The answer of one statement on the warehouse at `path` (`Reader.query`)."""
    with reading(path) as reader:
        return reader.query(sql, parameters)


def _columns(con: duckdb.DuckDBPyConnection) -> list[Column]:
    return [
        Column(table, is_view, table_comment, name, type_, nullable, comment)
        for table, is_view, table_comment, _, name, type_, nullable, comment in con.execute(
            _statement("columns")
        ).fetchall()
    ]


def info(path: Path) -> dict[str, str]:
    """What made the warehouse at `path` (`Reader.info`)."""
    with reading(path) as reader:
        return reader.info()


def describe(path: Path) -> list[Column]:
    """The columns of the warehouse at `path` (`Reader.describe`)."""
    with reading(path) as reader:
        return reader.describe()


def keys(path: Path) -> list[Key]:
    """The primary and foreign keys of every table of the file."""
    with _sealed(path) as con:
        rows = con.execute(_statement("keys")).fetchall()
    return [Key(table, columns, other or None, theirs or []) for table, _, columns, other, theirs in rows]


def row_counts(path: Path) -> dict[str, int]:
    """The rows of the warehouse at `path` (`Reader.row_counts`)."""
    with reading(path) as reader:
        return reader.row_counts()


# --- copying out ----------------------------------------------------------------------------------


@contextmanager
def _copying(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads `path` and may write other files: for our own statements only, never a user's."""
    with _opened(path) as con:
        try:
            yield con
        except duckdb.Error as error:
            raise WarehouseError(f"{path} was not copied out: {one_line(error)}") from error


def copy_to_parquet(path: Path, partitions: Mapping[str, str | None], folder: Path) -> None:
    """Write tables of the file as Parquet (zstd) into `folder`, which must exist and be empty: a folder a table, in it
    one file, or where `partitions` names a column one folder `<column>=<value>` for each of its values.

    Raises WarehouseError where a table cannot be written.
    """
    statement = _statement("copy_parquet")
    with _copying(path) as con:
        for table, column in partitions.items():
            target = folder / table
            if column is None:
                target.mkdir()
                target, options = target / "part_0.parquet", ""
            else:
                options = f", partition_by ({_identifier(column)}), filename_pattern 'part_{{i}}'"
            con.execute(statement.format(table=_identifier(table), target=_literal(str(target)), options=options))


def copy_to_csv(path: Path, names: Iterable[str], folder: Path) -> None:
    """Write tables and views of the file as `<name>.csv` (UTF-8, first line the columns) into `folder`, which must
    exist. Raises WarehouseError where one cannot be written."""
    statement = _statement("copy_csv")
    with _copying(path) as con:
        for name in names:
            target = folder / f"{name}.csv"
            con.execute(statement.format(table=_identifier(name), target=_literal(str(target))))


# --- checks and shipped queries -------------------------------------------------------------------


def checks() -> list[Check]:
    """The checks of sql/checks, by name. Raises WarehouseError where a file has no description in its
    first line."""
    return [_check(file) for file in _files("checks")]


def _check(file: Path) -> Check:
    sql = file.read_text(encoding="utf-8")
    lines = sql.splitlines()
    if not lines[0].startswith("-- "):
        raise WarehouseError(f"{file.name}: the first line must be a comment that describes the check")
    severity = re.match(r"-- severity: (blocking|warning)$", lines[1]) if len(lines) > 1 else None
    return Check(file.stem, lines[0][3:].strip(), severity is None or severity[1] == "blocking", sql)


def run_checks(path: Path) -> list[CheckResult]:
    """Run every check on the file at `path`. Raises WarehouseError where a check itself does not run."""
    with _sealed(path) as con:
        return [_run_check(con, check) for check in checks()]


def _run_check(con: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    try:
        con.execute(check.sql)
    except duckdb.Error as error:
        raise WarehouseError(f"the check {check.name} does not run: {one_line(error)}") from error
    names = [name for name, *_ in con.description or []]
    rows = con.fetchall()
    sample = [dict(zip(names, row, strict=True)) for row in rows[:SAMPLE_ROWS]]
    return CheckResult(check.name, check.description, check.blocking, len(rows), sample)


def shipped_queries() -> list[ShippedQuery]:
    """The queries of sql/queries, by name; the question is the file's first comment line."""
    found = []
    for file in _files("queries"):
        sql = file.read_text(encoding="utf-8")
        found.append(ShippedQuery(file.stem, sql.splitlines()[0].removeprefix("--").strip(), sql, file))
    return found
