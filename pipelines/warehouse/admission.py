"""Which documents keep a warehouse from being built: each is found alone and named, so that the others go on.

This module should contain the search and what is remembered of it from batch to batch. Keep out how a warehouse is built
and checked (`building.py`, `checking.py`), and what becomes of a document that is refused (`ingest/`).

A document is loadable where a warehouse of it alone can be built and passes every blocking check. All are tried together
first, since nearly always all are loadable; only where that fails are they tried by halves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from pipelines.linking.overrides import OverrideError
from pipelines.model.files import write_atomically
from pipelines.warehouse.connection import WarehouseError, one_line
from pipelines.warehouse.facts import RowsError
from pipelines.warehouse.row_cache import program_digest
from pipelines.warehouse.sql_files import SQL

Attempt = Callable[[Sequence[str]], str | None]
"""Builds and checks a warehouse of these documents (SHA-256) alone; what went wrong in one line, None where nothing did."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found: why each document that cannot be loaded alone is refused, and at which document a build
    fails that each of its documents alone would pass. `fault` is None where there is no such document."""

    refused: dict[str, str] = field(default_factory=dict)
    fault: str | None = None


def find_unloadable(documents: Sequence[str], attempt: Attempt) -> Search:
    """The documents among `documents` (SHA-256, in the order in which they are blamed) that cannot be loaded.

    Tries about 2·log2(n) builds, most of them small, for each document that is refused.
    """
    refused = _refused_among(documents, attempt)
    loadable = [each for each in documents if each not in refused]
    if not loadable or attempt(loadable) is None:
        return Search(refused)
    return Search(refused, _last_of_shortest_failing(loadable, attempt))


def _refused_among(documents: Sequence[str], attempt: Attempt) -> dict[str, str]:
    if not documents or (problem := attempt(documents)) is None:
        return {}
    if len(documents) == 1:
        return {documents[0]: problem}
    middle = len(documents) // 2
    return _refused_among(documents[:middle], attempt) | _refused_among(documents[middle:], attempt)


def _last_of_shortest_failing(documents: Sequence[str], attempt: Attempt) -> str:
    """The document with which the documents up to it begin to fail, `documents` as a whole being known to fail."""
    passing, failing = 0, len(documents)
    while failing - passing > 1:
        middle = (passing + failing) // 2
        if attempt(documents[:middle]) is None:
            passing = middle
        else:
            failing = middle
    return documents[failing - 1]


def describe_fault(error: Exception) -> str:
    """What went wrong while rows were made or loaded, in one line. Raises `error` itself where it says nothing about the
    rows: the disk or the memory refuses, or a file of people's decisions cannot be followed."""
    if isinstance(error, (OSError, MemoryError, OverrideError)) or isinstance(
        error.__cause__, (duckdb.OutOfMemoryException, duckdb.IOException)
    ):
        raise error
    if isinstance(error, (RowsError, WarehouseError)):
        return str(error)
    return f"its rows cannot be made ({type(error).__name__}: {one_line(error)}); please report this"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document cannot be loaded, and for which reading of it by which program that is known."""

    reason: str
    staging_file: str
    program: str


@cache
def _program() -> str:
    """A digest of everything that decides whether rows can be loaded: the program and its SQL."""
    digest = hashlib.sha256(program_digest().encode())
    for path in sorted(SQL.rglob("*.sql")):
        digest.update(f"\x1e{path.relative_to(SQL)}\x1f".encode() + path.read_bytes())
    return digest.hexdigest()


def read_refusals(path: Path, staging_paths: Mapping[str, Path]) -> dict[str, str]:
    """Document (SHA-256) to reason, as far as what `path` remembers still holds: the document was not read anew and
    neither program nor SQL has changed. A file that is damaged counts for none: the search finds the same again."""
    try:
        stored = {sha256: Refusal(**each) for sha256, each in json.loads(path.read_bytes()).items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}
    return {
        sha256: refusal.reason
        for sha256, refusal in stored.items()
        if refusal.program == _program()
        and sha256 in staging_paths
        and staging_paths[sha256].name == refusal.staging_file
    }


def write_refusals(path: Path, reasons: Mapping[str, str], staging_paths: Mapping[str, Path]) -> None:
    """Remember `reasons` (by SHA-256) for the next batch. Raises OSError where the disk refuses."""
    refusals = {
        sha256: asdict(Refusal(reason, staging_paths[sha256].name, _program()))
        for sha256, reason in sorted(reasons.items())
    }
    write_atomically(path, json.dumps(refusals, ensure_ascii=False, indent=1).encode())
