"""Every document of the ledger with the staging file that it was read into.

Here belongs bringing the two together for a build. Here does not belong the decision whose a document is (`ingest/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from pipelines.ingest import documents
from pipelines.ingest.ledger import read_ledger
from pipelines.model.records import Finding
from pipelines.model.settings import Settings
from pipelines.warehouse import row_cache, staging


def resolve_staged(
    settings: Settings, findings: Sequence[Finding], remember: row_cache.Remember
) -> tuple[documents.Resolved, dict[str, Path]]:
    """Every document's identity and status as of the last scan, which gave `findings`, and the staging file of each
    that was read. `remember` may give what it knows of staging files from an earlier build."""
    ledger = read_ledger(settings.ledger)
    shelf = staging.staged_files(settings.staging)
    hashes = ledger.get_column("sha256").unique().sort()
    paths = {sha256: path for sha256 in hashes if (path := shelf.path(sha256))}
    return documents.resolve(ledger, _heads(paths, remember), findings), paths


def _heads(paths: Mapping[str, Path], remember: row_cache.Remember) -> pl.DataFrame:
    """`staging.HEAD_COLUMNS` of the files by sha256, remembered for those of one first digit together: beside a new
    document only a sixteenth of the files is opened again."""
    pieces = [staging.read_heads([])]
    for _, digests in groupby(sorted(paths), key=itemgetter(0)):
        files = [paths[sha256] for sha256 in digests]
        pieces += [frame for _, frame in remember([file.name for file in files], partial(_read_heads, files))]
    return pl.concat(pieces)


def _read_heads(files: Sequence[Path]) -> row_cache.Rows:
    return [("heads", staging.read_heads(files))]
