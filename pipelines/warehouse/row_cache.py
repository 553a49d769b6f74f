"""Rows that were computed in an earlier batch, so that a batch with one new document computes that document's
neighbours and nobody else's.

This module should contain what rows depend on, as one key, and storing them under it. Keep what a row means out
(`assembly.py`), and what documents say: that is staging, which nothing here replaces. The stored files may be deleted
at any time; their rows are computed again.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.model.files import encode_parquet, write_atomically

SUFFIX = ".rows"
_DIGEST_BYTES = 32

Rows = Iterable[tuple[str, pl.DataFrame]]
"""Frames of rows, each with its table, in the order in which they are loaded."""

Remember = Callable[[Iterable[str], Callable[[], Rows]], Rows]
"""Gives the rows that the function computes, which depend on nothing but the texts given and this program."""


def compute(_: Iterable[str], work: Callable[[], Rows]) -> Rows:
    """The rows of `work`, whatever was computed before: a `Remember` without a cache."""
    return work()


PROGRAM = ("__init__.py", "model", "reference", "values", "linking", "warehouse")
"""Everything in this package that `assembly.py` uses (a test holds this list against what it imports)."""


@cache
def program_digest() -> str:
    """A digest of `PROGRAM`, so that a changed rule never gets rows of the old one; and of the library that computes
    them."""
    digest = hashlib.sha256(pl.__version__.encode())
    here = Path(__file__).parents[1]
    for path in sorted(here.rglob("*")):
        if path.relative_to(here).parts[0] in PROGRAM and path.suffix in (".py", ".csv", ".yml"):
            digest.update(f"\x1e{path.relative_to(here)}\x1f".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


class RowCache:
    """Rows stored in `directory`, one file for each piece of work. Only the holder of the warehouse's lock may store."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.reused = 0
        self.computed = 0
        self._used: set[str] = set()

    def remember(self, depends_on: Iterable[str], work: Callable[[], Rows]) -> Rows:
        """The rows stored for exactly these texts and this program, else those of `work`, stored from now on. A file
        that was cut or damaged counts for none. Raises OSError where the disk refuses."""
        path = self._path(depends_on)
        self._used.add(path.name)
        stored = _read(path)
        if stored is not None:
            self.reused += 1
            return stored
        self.computed += 1
        computed = list(work())
        _write(path, computed)
        return computed

    def recall(self, depends_on: Iterable[str], work: Callable[[], Rows]) -> Rows:
        """As `remember`, but stores nothing: for who does not hold the lock."""
        stored = _read(self._path(depends_on))
        return work() if stored is None else stored

    def _path(self, depends_on: Iterable[str]) -> Path:
        digest = hashlib.sha256(program_digest().encode())
        for text in depends_on:
            digest.update(b"\x1e" + text.encode())
        return self.directory / f"{digest.hexdigest()[:32]}{SUFFIX}"

    def remove_unused(self) -> None:
        """Remove the files that no piece of work of this build used, and what a killed batch left half written."""
        for path in self.directory.glob("*"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)


def _read(path: Path) -> list[tuple[str, pl.DataFrame]] | None:
    """What `_write` wrote there; None where there is nothing, or not all of it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, packed = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return [(name.partition(".")[2], pl.read_parquet(archive.read(name))) for name in archive.namelist()]


def _write(path: Path, rows: Rows) -> None:
    """A digest, and a zip with one Parquet file for each frame. Not forced to the disk: what a power cut tears is not
    what its digest says, and is computed again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place, (table, frame) in enumerate(rows):
            archive.writestr(f"{place:02}.{table}", encode_parquet(frame))
    data = packed.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, hashlib.sha256(data).digest() + data, durable=False)
