"""A warehouse in a few numbers: what one publish is compared with the next by, and the id that names it.

This module should contain what is asked of one file. Keep comparing two out: that is for `publish_record.py` and
`losses.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.reading import open_warehouse

_TIME = "%Y%m%dT%H%M%SZ"


_DAMAGED = ("Corrupt database file", "Could not read enough bytes", "not a valid DuckDB database file")


INSTITUTION_YEAR = ["institution_name", "fiscal_year"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a publish asks of a warehouse: its `publish_info`, its rows by table, its institution-years and documents
    (the answers of sql/internal/history.sql)."""

    path: Path
    info: dict[str, str]
    rows: dict[str, int]
    scopes: pl.DataFrame
    documents: pl.DataFrame

    @property
    def yuan(self) -> Decimal:
        """The money of all institution-years."""
        return sum(self.scopes.get_column("total_yuan").to_list(), Decimal("0.00"))


def summarise(path: Path) -> Summary:
    """The summary of the warehouse at `path`. Raises WarehouseError where it cannot be read."""
    with open_warehouse(path) as warehouse:
        return Summary(
            path,
            warehouse.info(),
            dict(warehouse.ask("history/rows").iter_rows()),
            warehouse.ask("history/scopes"),
            warehouse.ask("history/documents"),
        )


def is_damaged(path: Path) -> bool:
    """Whether DuckDB finds the file at `path` cut or altered, by what a publish asks of it. A file that cannot be read
    for another reason (rights, somebody who writes to it) is not."""
    try:
        summarise(path)
    except WarehouseError as error:
        return any(words in str(error) for words in _DAMAGED)
    return False


def warehouse_id(info: Mapping[str, str]) -> str:
    """The name that a warehouse goes by in the history, from its `publish_info`: 20260301T080000Z-1a2b3c4d."""
    built = datetime.fromisoformat(info["built_at"]).astimezone(UTC)
    return f"{built.strftime(_TIME)}-{info['content_digest'][:8]}"


def built_at(identity: str) -> datetime:
    """When the warehouse of this id was built."""
    return datetime.strptime(identity[:16], _TIME).replace(tzinfo=UTC)
