"""Files and folders that are replaced whole: written aside, then renamed.

Here belongs how a result takes the place of an earlier one, so that a reader or a kill at any moment finds the old or the
new one and never half of it. Here does not belong what is written, nor who may write (`warehouse/lock.py`).
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl

UNFINISHED = ".writing"
"""How the names of temporary files end. They begin with a dot."""


def write_atomically(path: Path, content: bytes | Callable[[Path], object], *, durable: bool = True) -> None:
    """Put `content` at `path`: the bytes themselves, or a function that writes them to the file it is given.

    With `durable` the new file also survives a power cut from the moment this returns; without, a power cut may leave
    it torn. The directory must exist. Raises OSError where the disk refuses, and whatever the function raises; `path`
    is as it was then, and nothing is left beside it.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}{UNFINISHED}")
    try:
        if callable(content):
            content(temporary)
        else:
            temporary.write_bytes(content)
        if durable:
            rename_durably(temporary, path)
        else:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    """Put `frame` at `path` as Parquet, atomically and durably. Raises OSError where the disk refuses."""
    write_atomically(path, encode_parquet(frame))


def encode_parquet(frame: pl.DataFrame) -> bytes:
    """`frame` as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def rename_durably(built: Path, target: Path) -> None:
    """Rename the finished file `built` to `target`, on the same file system, so that a power cut undoes neither.

    Raises OSError where the disk refuses.
    """
    sync(built)
    built.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Make a file's bytes, or the names in a directory, survive a power cut. Raises OSError where the disk refuses."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_folder(built: Path, target: Path) -> None:
    """Rename the finished folder `built` to `target`, beside it, and remove the folder that stood there.

    No file system exchanges two folders in one step everywhere: for a moment there is none at `target`. Raises OSError
    where the disk refuses; the earlier folder is back in its place then.
    """
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    try:
        built.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def remove_unfinished(directory: Path) -> None:
    """Remove the temporary files that a killed process left in `directory`. Nobody else may be writing there."""
    for leftover in directory.glob(f".*{UNFINISHED}"):
        leftover.unlink(missing_ok=True)
