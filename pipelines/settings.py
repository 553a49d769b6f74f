"""Where a batch reads, where it writes and how many cores it may use.

Here belongs what a person or a scheduler may set, by option or by environment variable. Here does not belong
what a step does with it, nor the limits of the guarded child process (`pdf/guard.py`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_INBOX = Path("warehouse/inbox")
DEFAULT_WAREHOUSE = Path("warehouse/jixiao.duckdb")


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one line that says which, why and what to do."""


def available_cores() -> int:
    """How many cores this process may run on (a container may be given fewer than the machine has)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """One batch's settings. Everything that it writes stands beside the published file `warehouse`."""

    inbox: Path = DEFAULT_INBOX
    warehouse: Path = DEFAULT_WAREHOUSE
    workers: int = field(default_factory=available_cores)
    retry_quarantined: bool = False

    @property
    def staging(self) -> Path:
        """The folder of parsed documents: one Parquet file each, shared by every warehouse published beside
        it."""
        return self.warehouse.parent / "staging"

    @property
    def ledger(self) -> Path:
        """The list of every file ever taken into this warehouse."""
        return self.staging / f"{self.warehouse.stem}.files.parquet"

    @property
    def build_file(self) -> Path:
        """Where the next warehouse is built. On the same file system as `warehouse`, so that publishing is
        one rename."""
        return self.warehouse.parent / f".{self.warehouse.name}.building"

    @property
    def lock(self) -> Path:
        """Held by the one batch that may write in the warehouse's folder: warehouses beside each other share staging."""
        return self.warehouse.parent / ".jixiao.lock"


def from_environment(
    inbox: Path | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
    retry_quarantined: bool = False,
) -> Settings:
    """The settings given, else those of JIXIAO_INBOX, JIXIAO_WAREHOUSE and JIXIAO_WORKERS, else the defaults.

    Raises SettingsError where JIXIAO_WORKERS is no positive whole number.
    """
    if workers is None:
        printed = os.environ.get("JIXIAO_WORKERS", "")
        if printed and (not printed.isdecimal() or int(printed) < 1):
            raise SettingsError(f"JIXIAO_WORKERS is {printed!r}: set it to a whole number of cores, such as 4")
        workers = int(printed) if printed else available_cores()
    return Settings(
        inbox=inbox or Path(os.environ.get("JIXIAO_INBOX") or DEFAULT_INBOX),
        warehouse=warehouse or Path(os.environ.get("JIXIAO_WAREHOUSE") or DEFAULT_WAREHOUSE),
        workers=workers,
        retry_quarantined=retry_quarantined,
    )
