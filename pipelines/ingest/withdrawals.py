"""Documents that a person took out of the warehouse for good.

This module should contain finding the document that a person names, and the list of withdrawals on disk. Keep out what
becomes of a withdrawn document in the warehouse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines.ingest.inbox import hashed
from pipelines.model.files import write_atomically
from pipelines.model.keys import document_key, key
from pipelines.values.text import composed

DEFAULT_REASON = "no reason was given"
_KEY = re.compile(r"[0-9a-f]{8,64}")


class WithdrawalError(ValueError):
    """A document that cannot be withdrawn or taken back; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One document that was taken out: which, under which name it was known, why and when (UTC, ISO 8601)."""

    sha256: str
    file_name: str
    reason: str
    withdrawn_at: str

    @property
    def status_reason(self) -> str:
        """The `reason` of its row in dim_document."""
        return f"it was withdrawn on {self.withdrawn_at[:10]}: {self.reason}"


def find_document(ledger: pl.DataFrame, wanted: str) -> tuple[str, str]:
    """The SHA-256 and a relative path of the document that `wanted` names: a file, whether or not it is still there, by
    its path or name, or a document key or its beginning of at least 8 digits.

    `ledger`: `ledger.LEDGER_SCHEMA`. Raises WithdrawalError where there is no such document, or several.
    """
    known = {(row["sha256"], row["relative_path"]): row["file_name"] for row in ledger.iter_rows(named=True)}
    found = {place for place, name in known.items() if _is_named(wanted, *place, name)}
    if Path(wanted).is_file():
        digest, _ = hashed(Path(wanted))
        found = {place for place in known if place[0] == digest}
    documents = sorted({sha256 for sha256, _ in found})
    if not documents:
        raise WithdrawalError(
            f"{wanted}: no document of this warehouse has this name or key; `jixiao query 'select document_key,"
            " relative_path, status from dim_document'` lists them"
        )
    if len(documents) > 1:
        listed = "; ".join(f"{document_key(sha256)} {path}" for sha256, path in sorted(found)[:5])
        raise WithdrawalError(f"{wanted}: {len(documents)} documents have this name; name one by its key: {listed}")
    return min(found)


def _is_named(wanted: str, sha256: str, relative_path: str, file_name: str) -> bool:
    if _KEY.fullmatch(wanted) and any(each.startswith(wanted) for each in (sha256, key(sha256, relative_path))):
        return True
    path, name = composed(relative_path), composed(wanted)
    return name == composed(file_name) or name == path or name.endswith("/" + path) or path.endswith("/" + name)


def read_withdrawals(path: Path) -> dict[str, Withdrawal]:
    """The withdrawals by SHA-256; none where there is no such file. Raises WithdrawalError where it cannot be read:
    to go on without it would bring every withdrawn document back."""
    try:
        stored = json.loads(path.read_bytes())
        return {each["sha256"]: Withdrawal(**each) for each in stored}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WithdrawalError(
            f"{path}: the list of withdrawn documents cannot be read ({error}); put a whole one back, or remove it to"
            " have every withdrawn document loaded again"
        ) from error


def write_withdrawals(path: Path, withdrawals: Iterable[Withdrawal]) -> None:
    """Put the list at `path`. Raises OSError where the disk refuses."""
    rows = [asdict(each) for each in sorted(withdrawals, key=lambda each: (each.withdrawn_at, each.sha256))]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def withdraw(path: Path, ledger: pl.DataFrame, wanted: str, reason: str | None = None) -> Withdrawal:
    """Put the document that `wanted` names on the list at `path`, and return its entry; one that is on it already gets
    the new reason. Raises WithdrawalError as `find_document` and `read_withdrawals` do, OSError where the disk refuses.
    """
    sha256, relative_path = find_document(ledger, wanted)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Withdrawal(sha256, relative_path.rsplit("/", 1)[-1], (reason or "").strip() or DEFAULT_REASON, now)
    write_withdrawals(path, (read_withdrawals(path) | {sha256: entry}).values())
    return entry


def undo(path: Path, ledger: pl.DataFrame, wanted: str) -> Withdrawal:
    """Take the document that `wanted` names off the list at `path`, and return its entry. Raises WithdrawalError where
    it is not on it."""
    sha256, _ = find_document(ledger, wanted)
    stored = read_withdrawals(path)
    if sha256 not in stored:
        raise WithdrawalError(f"{wanted}: this document is not withdrawn; nothing was changed")
    entry = stored.pop(sha256)
    write_withdrawals(path, stored.values())
    return entry
