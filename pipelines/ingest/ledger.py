"""The ledger: every file ever taken in, also those that were removed from the inbox since.

Here belong its columns, its reading and how a look at the inbox changes it. Here does not belong looking (`scan.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.ingest.inbox import InboxFile
from pipelines.ingest.manifest import ManifestEntry
from pipelines.model.errors import InboxError

LEDGER_SCHEMA = pl.Schema(
    {
        "relative_path": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "byte_size": pl.Int64(),
        "modified_at": pl.Datetime("us", "UTC"),
        "first_seen": pl.Datetime("us", "UTC"),
        "last_seen": pl.Datetime("us", "UTC"),
        "in_inbox": pl.Boolean(),
        "manifest_institution": pl.String(),
        "manifest_fiscal_year": pl.Int64(),
        "stamp": pl.String(),
    }
)
"""One row for every (relative_path, sha256) ever taken in; paths as the file system prints them, with `/`. `stamp` is what
the file system says of a file that need not be hashed again as long as it says the same."""


def read_ledger(path: Path) -> pl.DataFrame:
    """Every file ever taken in, as `LEDGER_SCHEMA`; empty before the first batch.

    Raises InboxError where the ledger cannot be read: it alone knows the files that were removed from the
    inbox.
    """
    if not path.exists():
        return pl.DataFrame(schema=LEDGER_SCHEMA)
    try:
        ledger = pl.read_parquet(path)
        if "stamp" not in ledger.columns:  # written before there were stamps
            ledger = ledger.with_columns(stamp=pl.lit(None))
        return ledger.select(LEDGER_SCHEMA.names()).cast(LEDGER_SCHEMA)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InboxError(
            f"{path}: the list of files taken in cannot be read ({str(error).splitlines()[0]});"
            " put back a copy of it, or delete it and accept that files which are no longer in the inbox"
            " are forgotten"
        ) from error


def rows_of_inbox(files: list[InboxFile], manifest: dict[str, ManifestEntry], now: datetime) -> pl.DataFrame:
    """The ledger's rows of files that are in the inbox at `now`; `manifest` by relative path."""
    nothing = ManifestEntry(None, None)
    return pl.DataFrame(
        [
            {
                "relative_path": file.relative_path,
                "file_name": file.path.name,
                "sha256": file.sha256,
                "byte_size": file.byte_size,
                "modified_at": file.modified_at,
                "first_seen": now,
                "last_seen": now,
                "in_inbox": True,
                "manifest_institution": manifest.get(file.relative_path, nothing).institution,
                "manifest_fiscal_year": manifest.get(file.relative_path, nothing).fiscal_year,
                "stamp": file.stamp,
            }
            for file in files
        ],
        schema=LEDGER_SCHEMA,
    )


def merged(ledger: pl.DataFrame, present: pl.DataFrame, unreadable: Iterable[str] = ()) -> pl.DataFrame:
    """The ledger after the inbox was seen to hold `present` (both `LEDGER_SCHEMA`), ordered by path and hash.

    A known file keeps `first_seen`; a file that is not there keeps its row with `in_inbox` false. What stands at or
    below an `unreadable` path was not seen and keeps its row as it was.
    """
    key = ["relative_path", "sha256"]
    known = ledger.select(*key, known_since="first_seen")
    seen = (
        present.join(known, on=key, how="left")
        .with_columns(first_seen=pl.coalesce("known_since", "first_seen"))
        .drop("known_since")
    )
    path = pl.col("relative_path")
    not_seen = pl.any_horizontal(
        pl.lit(value=False), *((path == each) | path.str.starts_with(f"{each}/") for each in unreadable)
    )
    gone = ledger.join(present.select(key), on=key, how="anti").with_columns(in_inbox=pl.col("in_inbox") & not_seen)
    return pl.concat([seen, gone]).sort(key)


def files_of(ledger: pl.DataFrame, inbox: Path) -> list[InboxFile]:
    """The files that the ledger says are in the inbox, in the ledger's order."""
    return [
        InboxFile(
            inbox / row["relative_path"],
            row["relative_path"],
            row["sha256"],
            row["byte_size"],
            row["modified_at"],
        )
        for row in ledger.filter("in_inbox").iter_rows(named=True)
    ]
