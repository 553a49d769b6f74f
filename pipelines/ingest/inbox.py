"""The files of an inbox: which PDFs stand in it, and what their bytes are.

Here belong listing and hashing. Here do not belong what was there before (`ledger.py`) nor what people write beside the
PDFs (`manifest.py`, `reviewed_files.py`).
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipelines.model.errors import InboxError
from pipelines.model.records import Finding
from pipelines.values.text import composed

_READ_BLOCK = 1 << 20
_HASHED_AT_A_TIME = 4
# A file system may give two changes within this time the same stamp.
_STAMP_SETTLES_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One PDF of the inbox: where it stands and what its bytes were when they were hashed."""

    path: Path
    relative_path: str
    sha256: str
    byte_size: int
    modified_at: datetime
    stamp: str | None = None
    """Its size, times and number as the file system gives them; None where it had changed only just before."""


def walk(directory: Path, visited: set[tuple[int, int]]) -> Iterator[Path]:
    """Every PDF below `directory` in the order of its composed name, and every folder that cannot be listed; each real
    folder once, so that link loops end."""
    try:
        stat = directory.stat()
        entries = sorted(os.scandir(directory), key=lambda found: composed(found.name))
    except OSError:
        yield directory  # whoever reads it learns why it cannot be read
        return
    if (stat.st_dev, stat.st_ino) in visited:
        return
    visited.add((stat.st_dev, stat.st_ino))
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if _is_folder(entry):
            yield from walk(Path(entry.path), visited)
        elif entry.name.lower().endswith(".pdf"):
            yield Path(entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether the entry is a folder; a link to itself is none, and whoever reads it learns why it cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def hashed(path: Path) -> tuple[str, os.stat_result]:
    """SHA-256 of the file's bytes and what the file system said of it. Raises OSError, also where it grew
    meanwhile."""
    digest = hashlib.sha256()
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise OSError("it is no file, or a folder that cannot be listed")
    with path.open("rb") as opened:
        before = os.fstat(opened.fileno())
        while block := opened.read(_READ_BLOCK):
            digest.update(block)
        after = os.fstat(opened.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError("it is still being written")
    return digest.hexdigest(), after


def printable(path: str) -> str:
    """`path` as text that can be stored: a name whose bytes are not UTF-8 (unpacked from an archive made in GBK) with those
    bytes as escapes."""
    return path.encode("utf-8", "backslashreplace").decode()


def modified_at(mtime_ns: int) -> datetime:
    """A file's time of change as the ledger holds it."""
    return datetime.fromtimestamp(mtime_ns // 1000 / 1e6, UTC)


def _stamp(stat: os.stat_result) -> str:
    """What changes whenever the file does: nobody can set its ctime."""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def list_files(inbox: Path, known: Mapping[str, tuple[str, str]]) -> tuple[list[InboxFile], list[Finding]]:
    """Every PDF below `inbox`, hashed unless it is `known` by its relative path to have that stamp and that SHA-256; and a
    finding for each that could not be read, which waits for the next batch.

    Skipped without a word: hidden files and folders, what an office program keeps open (`~$…`), and names
    that do not end in .pdf (an unfinished `….pdf.part` among them). Raises InboxError where there is no such
    folder.
    """
    if not inbox.is_dir():
        raise InboxError(f"{inbox}: no such folder; create it and put PDFs into it, or name another with --inbox")
    # Several files at a time keep the disk busy: twice as fast where nothing is cached.
    with ThreadPoolExecutor(_HASHED_AT_A_TIME) as pool:
        listed = list(pool.map(partial(_listed, inbox, known), walk(inbox, set())))
    return (
        [found for found in listed if isinstance(found, InboxFile)],
        [found for found in listed if isinstance(found, Finding)],
    )


def _listed(inbox: Path, known: Mapping[str, tuple[str, str]], path: Path) -> InboxFile | Finding:
    relative_path = printable(path.relative_to(inbox).as_posix())
    try:
        if relative_path != path.relative_to(inbox).as_posix():
            raise OSError("its name is not UTF-8; rename it")
        stat = path.stat()
        stamp: str | None = _stamp(stat)
        expected, sha256 = known.get(relative_path, (None, ""))
        if stamp != expected:
            began = time.time_ns()
            sha256, stat = hashed(path)
            is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) < began - _STAMP_SETTLES_NS
            stamp = _stamp(stat) if is_settled else None
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{relative_path} could not be read ({reason}) and waits for the next batch"
        return Finding("warning", "file_unreadable", relative_path, message)
    return InboxFile(path, relative_path, sha256, stat.st_size, modified_at(stat.st_mtime_ns), stamp)
