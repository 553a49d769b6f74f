"""Where a batch reads, where it writes and how many cores it may use.

Here belongs what a person or a scheduler may set, by option or by environment variable. Here does not belong
what a step does with it, nor the limits of a worker process (`sandbox/limits.py`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_INBOX = Path("warehouse/inbox")
DEFAULT_WAREHOUSE = Path("warehouse/jixiao.duckdb")
DEFAULT_HISTORY = 7
LOCAL = "local"
DASK = "dask://"


DEFAULT_CRON = "30 2 * * *"
DEFAULT_TIMEZONE = "Asia/Shanghai"
DEFAULT_SENSOR_SECONDS = 30
DEFAULT_FRESH_HOURS = 36


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
    executor: str = LOCAL
    history_kept: int = DEFAULT_HISTORY
    wait_seconds: float = 0
    allow_loss: bool = False
    with_report: bool = False

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
    def withdrawals(self) -> Path:
        """The list of documents that a person took out of this warehouse (`ingest/withdrawals.py`)."""
        return self.staging / f"{self.warehouse.stem}.withdrawn.json"

    @property
    def institutions(self) -> Path:
        """What people know of institutions (`ingest/institutions_file.py`); warehouses beside each other share it."""
        return self.warehouse.parent / "institutions.csv"

    @property
    def refusals(self) -> Path:
        """Which documents cannot be loaded, as far as earlier batches found out (`warehouse/admission.py`)."""
        return self.staging / f"{self.warehouse.stem}.refused.json"

    @property
    def rows(self) -> Path:
        """The folder of rows worked out before (`row_cache.py`)."""
        return self.staging / f"{self.warehouse.stem}.rows"

    @property
    def build_file(self) -> Path:
        """Where the next warehouse is built. On the same file system as `warehouse`, so that publishing is
        one rename."""
        return self.warehouse.parent / f".{self.warehouse.name}.building"

    @property
    def trial_file(self) -> Path:
        """Where it is tried which documents can be loaded; swept with `build_file`."""
        return self.build_file.with_name(f"{self.build_file.name}.trial")

    @property
    def checks_file(self) -> Path:
        """What the checks found in `build_file`; swept with it."""
        return self.build_file.with_name(f"{self.build_file.name}.checks.json")

    @property
    def history(self) -> Path:
        """The folder of earlier warehouses and of the manifests of their publishes."""
        return self.warehouse.parent / "history" / self.warehouse.stem

    @property
    def report(self) -> Path:
        """The folder of the pages that people open; a second warehouse in one folder has a report of its own name."""
        stem = self.warehouse.stem
        return self.warehouse.parent / ("report" if stem == DEFAULT_WAREHOUSE.stem else f"{stem}.report")

    @property
    def lock(self) -> Path:
        """Held by the one batch that may write in the warehouse's folder: warehouses beside each other share staging."""
        return self.warehouse.parent / ".jixiao.lock"


def _number(name: str, default: int, least: int, such_as: str) -> int:
    """The whole number that the environment variable `name` prints, `default` where it is not set."""
    printed = os.environ.get(name, "")
    if printed and (not printed.isdecimal() or int(printed) < least):
        raise SettingsError(f"{name} is {printed!r}: set it to {such_as}")
    return int(printed) if printed else default


def _yes_or_no(name: str, default: str) -> bool:
    printed = os.environ.get(name) or default
    if printed not in ("yes", "no"):
        raise SettingsError(f"{name} is {printed!r}: set it to yes or no")
    return printed == "yes"


def _executor() -> str:
    printed = os.environ.get("JIXIAO_EXECUTOR") or LOCAL
    if printed != LOCAL and not re.fullmatch(rf"{DASK}[^/\s]+:\d+", printed):
        raise SettingsError(f"JIXIAO_EXECUTOR is {printed!r}: set it to local or to dask://scheduler:8786")
    return printed


def from_environment(
    inbox: Path | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
    retry_quarantined: bool = False,
    wait_seconds: int | None = None,
    allow_loss: bool = False,
    with_report: bool | None = None,
) -> Settings:
    """The settings given, else those of JIXIAO_INBOX, JIXIAO_WAREHOUSE, JIXIAO_WORKERS, JIXIAO_WAIT (seconds),
    JIXIAO_EXECUTOR, JIXIAO_HISTORY and JIXIAO_REPORT (yes or no), else the defaults.

    Raises SettingsError where one of them cannot be used.
    """
    if workers is None:
        workers = _number("JIXIAO_WORKERS", available_cores(), 1, "a whole number of cores, such as 4")
    if wait_seconds is None:
        wait_seconds = _number("JIXIAO_WAIT", 0, 0, "a whole number of seconds, such as 600")
    return Settings(
        inbox=inbox or Path(os.environ.get("JIXIAO_INBOX") or DEFAULT_INBOX),
        warehouse=warehouse or Path(os.environ.get("JIXIAO_WAREHOUSE") or DEFAULT_WAREHOUSE),
        workers=workers,
        retry_quarantined=retry_quarantined,
        executor=_executor(),
        history_kept=_number("JIXIAO_HISTORY", DEFAULT_HISTORY, 0, "how many earlier warehouses to keep, such as 7"),
        wait_seconds=wait_seconds,
        allow_loss=allow_loss,
        with_report=_yes_or_no("JIXIAO_REPORT", "yes") if with_report is None else with_report,
    )


@dataclass(frozen=True, slots=True)
class Unattended:
    """When batches start by themselves: the nightly `cron` in `timezone`, a look at the inbox every `sensor_seconds`;
    and for how many hours a published warehouse counts as fresh."""

    cron: str
    timezone: str
    sensor_seconds: int
    fresh_hours: int


def unattended() -> Unattended:
    """The settings of JIXIAO_SCHEDULE (five cron fields), JIXIAO_TIMEZONE, JIXIAO_SENSOR_SECONDS and
    JIXIAO_FRESH_HOURS, else the defaults. Raises SettingsError where one of them cannot be used."""
    cron = os.environ.get("JIXIAO_SCHEDULE") or DEFAULT_CRON
    if len(cron.split()) != 5:
        raise SettingsError(f"JIXIAO_SCHEDULE is {cron!r}: set it to five cron fields, such as {DEFAULT_CRON!r}")
    timezone = os.environ.get("JIXIAO_TIMEZONE") or DEFAULT_TIMEZONE
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(f"JIXIAO_TIMEZONE is {timezone!r}: set it to a time zone such as Asia/Shanghai") from error
    return Unattended(
        cron,
        timezone,
        _number("JIXIAO_SENSOR_SECONDS", DEFAULT_SENSOR_SECONDS, 1, "a whole number of seconds, such as 30"),
        _number("JIXIAO_FRESH_HOURS", DEFAULT_FRESH_HOURS, 1, "a whole number of hours, such as 36"),
    )
