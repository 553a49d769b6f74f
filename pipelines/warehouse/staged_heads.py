"""The staging file of each document of the ledger, and what must be known of it to decide whose it is.

This module should contain finding and reading these. Keep the decision out (`ingest/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from pipelines.warehouse import row_cache, staging


def staging_paths(directory: Path, ledger: pl.DataFrame) -> dict[str, Path]:
    """The staging file in `directory` of each document (SHA-256) of the ledger that was read."""
    shelf = staging.staged_files(directory)
    hashes = ledger.get_column("sha256").unique().sort()
    return {sha256: path for sha256 in hashes if (path := shelf.path(sha256))}


def read_heads(paths: Mapping[str, Path], remember: row_cache.Remember) -> pl.DataFrame:
    """`staging.HEAD_COLUMNS` of the files (by SHA-256), remembered for those of one first digit together: beside a new
    document only a sixteenth of the files is opened again."""
    pieces = [staging.read_heads([])]
    for _, digests in groupby(sorted(paths), key=itemgetter(0)):
        files = [paths[sha256] for sha256 in digests]
        pieces += [frame for _, frame in remember([file.name for file in files], partial(_read, files))]
    return pl.concat(pieces)


def _read(files: Sequence[Path]) -> row_cache.Rows:
    return [("heads", staging.read_heads(files))]
