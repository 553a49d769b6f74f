"""Putting a built warehouse file in the place of the published one.

This module should contain the rename and what must be safe on the disk before and after it. Keep what may be published
out: that is for `losses.py` and the checks.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.model.files import rename_durably
from pipelines.warehouse.connection import WarehouseError, wal_of


def publish(build_path: Path, target: Path) -> None:
    """Put the built file in the place of `target` in one rename; both must be on the same file system.

    Open readers keep the old file, new readers see the new one. A write-ahead log beside `target` (left
    by somebody who opened the published file for writing) is set aside first: DuckDB would replay it into
    the new file.

    Raises WarehouseError where the built file was not closed, OSError where the disk refuses.
    """
    if wal_of(build_path).exists():
        raise WarehouseError(f"{build_path.name} is still open for writing: nothing was published; run the batch again")
    stray = wal_of(target)
    if stray.exists():
        stray.replace(stray.with_name(stray.name + ".set-aside"))
    rename_durably(build_path, target)
