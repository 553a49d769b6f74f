"""Tables and views of a warehouse file written to other files: Parquet and CSV.

This module should contain the COPY statements. Keep the choice of tables and where the files go out: that is for the
export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.warehouse.connection import WarehouseError, one_line, opened
from pipelines.warehouse.sql_files import identifier, literal

_COPY = "copy (from {table}) to {target} ({options})"


@contextmanager
def _copying(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads `path` and may write other files: for our own statements only, never a user's."""
    with opened(path) as con:
        try:
            yield con
        except duckdb.Error as error:
            raise WarehouseError(f"{path} was not copied out: {one_line(error)}") from error


def copy_to_parquet(path: Path, partitions: Mapping[str, str | None], folder: Path) -> None:
    """Write tables of the file as Parquet (zstd) into `folder`, which must exist and be empty: a folder a table, in it
    one file, or where `partitions` names a column one folder `<column>=<value>` for each of its values.

    Raises WarehouseError where a table cannot be written.
    """
    with _copying(path) as con:
        for table, column in partitions.items():
            target = folder / table
            options = "format parquet, compression zstd"
            if column is None:
                target.mkdir()
                target /= "part_0.parquet"
            else:
                options += f", partition_by ({identifier(column)}), filename_pattern 'part_{{i}}'"
            con.execute(_COPY.format(table=identifier(table), target=literal(str(target)), options=options))


def copy_to_csv(path: Path, names: Iterable[str], folder: Path) -> None:
    """Write tables and views of the file as `<name>.csv` into `folder`, which must exist: UTF-8, the first line names
    the columns, null is an empty cell and an empty text is "". Raises WarehouseError where one cannot be written."""
    with _copying(path) as con:
        for name in names:
            target = literal(str(folder / f"{name}.csv"))
            con.execute(_COPY.format(table=identifier(name), target=target, options="format csv, header true"))
