"""What waits in the inbox for a batch, seen without opening any file.

Here belongs how new, changed and unfinished files are told apart between batches. Here does not belong taking them in
(`scan.py`), nor who asks and how often (`defs/unattended.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.ingest.inbox import modified_at, printable, walk
from pipelines.ingest.ledger import read_ledger
from pipelines.ingest.reviewed_files import MAINTAINED
from pipelines.model.errors import InboxError
from pipelines.model.settings import Settings

QUIET_SECONDS = 10
"""A file that nobody wrote to for so long is complete."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One file that a batch would take in: its path below the inbox, what the file system says of it, and since when
    it has been left alone (seconds; negative where a clock went back)."""

    relative_path: str
    size: int
    mtime_ns: int
    quiet: float

    @property
    def state(self) -> list[int]:
        """What must stay the same from one look to the next."""
        return [self.size, self.mtime_ns]


def waiting(settings: Settings, now: float) -> list[Waiting]:
    """PDFs that the ledger does not know as they are now, and files that people maintain and that are newer than the published
    warehouse, by path. `now` in seconds since 1970.

    A file that goes while it is looked at is no longer waiting. Raises InboxError where the inbox is no folder or the
    ledger cannot be read.
    """
    if not settings.inbox.is_dir():
        raise InboxError(f"{settings.inbox}: no such folder; create it, or set JIXIAO_INBOX to the right one")
    ledger = read_ledger(settings.ledger).filter("in_inbox")
    known = set(ledger.select("relative_path", "byte_size", "modified_at").iter_rows())
    published = settings.warehouse.stat().st_mtime_ns if settings.warehouse.exists() else 0
    found = []
    maintained = [*(settings.inbox / name for name in MAINTAINED), settings.institutions]
    for path in sorted([*walk(settings.inbox, set()), *maintained]):
        try:
            stat = path.stat()
        except OSError:
            continue  # gone, or a link to nowhere: the batch names those that it cannot read
        each = Waiting(
            path.relative_to(settings.inbox).as_posix() if path.is_relative_to(settings.inbox) else str(path),
            stat.st_size,
            stat.st_mtime_ns,
            now - max(stat.st_mtime, stat.st_ctime),
        )
        is_new = stat.st_mtime_ns > published if path.name in MAINTAINED else _identity(path, each) not in known
        if is_new and path.is_file():
            found.append(each)
    return found


def _identity(path: Path, each: Waiting) -> tuple[str, int, datetime]:
    """The file as the ledger would know it."""
    return printable(each.relative_path), each.size, modified_at(each.mtime_ns)


def unfinished(files: list[Waiting], seen: Mapping[str, list[int]]) -> list[Waiting]:
    """Those of `files` that may still be written to: touched a moment ago, and not the same as at the last look
    (`seen`: state by path)."""
    return [each for each in files if each.quiet < QUIET_SECONDS and seen.get(each.relative_path) != each.state]


def run_key(files: list[Waiting]) -> str:
    """One key for exactly these files as they are: a batch that failed on them is not started again until something
    changes."""
    states = json.dumps([[each.relative_path, *each.state] for each in files])
    return hashlib.sha256(states.encode("utf-8", "surrogateescape")).hexdigest()[:32]
