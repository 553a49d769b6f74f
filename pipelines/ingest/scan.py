"""One look at the inbox: what is there now, written down in the ledger.

Here belongs the order of the look's steps. Here does not belong what becomes of the files (`documents.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.ingest.inbox import InboxFile, list_files
from pipelines.ingest.ledger import merged, read_ledger, rows_of_inbox
from pipelines.ingest.manifest import read_manifest
from pipelines.model.files import write_parquet
from pipelines.model.records import Finding


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look at the inbox found: its files, the ledger with them in it, and what a person should hear
    of.

    `findings` are about files that could not be taken in and about `manifest.csv`; `subject` is the file's
    path.
    """

    files: list[InboxFile]
    ledger: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)


def scan_inbox(inbox: Path, ledger_path: Path, now: datetime) -> Scan:
    """Look at the inbox and write down in the ledger what is there. `now` is the batch's time (UTC).

    A file that cannot be read just now keeps its place in the ledger as it was. Raises InboxError where the
    inbox is no folder or the ledger cannot be read.
    """
    known = read_ledger(ledger_path)
    # A clock that was put back must not make today's files older than yesterday's: age decides what
    # supersedes what.
    now = max([now, *known["last_seen"].drop_nulls().sort().tail(1)])
    stamped = known.filter(pl.col("in_inbox") & pl.col("stamp").is_not_null())
    hashes = {path: (stamp, sha) for path, stamp, sha in stamped.select("relative_path", "stamp", "sha256").iter_rows()}
    files, findings = list_files(inbox, hashes)
    manifest, manifest_findings = read_manifest(inbox, files)
    ledger = merged(known, rows_of_inbox(files, manifest, now), [finding.subject for finding in findings])
    write_parquet(ledger_path, ledger)
    return Scan(files, ledger, findings + manifest_findings)
