"""The earlier warehouses: kept at each publish, listed, published anew.

This module should contain the files of the history and the record beside each. Keep out what a record holds
(`publish_record.py`), what may not be published (`losses.py`) and how a file is put in place (`publishing.py`).

An earlier file is kept by a hard link taken just before its successor is renamed over it, and published anew by one
rename: nothing is ever copied, so nothing here can be half.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.model.files import sync, write_atomically
from pipelines.model.settings import Settings
from pipelines.warehouse import reading
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.publishing import publish
from pipelines.warehouse.reading import open_warehouse
from pipelines.warehouse.summary import Summary, is_damaged, summarise, warehouse_id

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}


class HistoryError(ValueError):
    """Something that cannot be kept, published or restored; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One earlier warehouse: its `id` (time of its build and digest of its rows), its file, the record of its publish if it has
    one."""

    id: str
    path: Path
    record: dict[str, Any] | None


def damaged_file(settings: Settings) -> Path:
    """Where a published file that was found damaged is put."""
    return settings.warehouse.with_name(f"{settings.warehouse.name}.damaged")


def set_damaged_aside(settings: Settings) -> None:
    """Rename the published file where it is damaged, since nothing could be compared with it and no batch would publish
    any more. Only the holder of the warehouse's lock may. Raises OSError where the disk refuses."""
    if settings.warehouse.exists() and is_damaged(settings.warehouse):
        settings.warehouse.replace(damaged_file(settings))


def predecessor(settings: Settings) -> Summary | None:
    """What the next warehouse is compared with: the published one; where there is none, the latest whole earlier one;
    None before the first publish. Raises WarehouseError where it cannot be read."""
    if settings.warehouse.exists():
        return summarise(settings.warehouse)
    earlier = (_file(settings, name) for name in earlier_ids(settings))
    return next((summarise(path) for path in earlier if not is_damaged(path)), None)


def keep_published(settings: Settings, successor: Mapping[str, str]) -> str | None:
    """Give the published file a second name in the history, so that its successor (its `publish_info`) may be renamed
    over it. What holds the same rows by the same code is not kept: nightly batches without news would push out
    everything else.

    Returns a line for a person where the file system has no hard links, None else. Raises OSError where the disk
    refuses for another reason.
    """
    published = settings.warehouse
    if settings.history_kept == 0 or not published.exists():
        return None
    info = reading.info(published)
    if all(info.get(name) == successor.get(name) for name in ("content_digest", "code_version", "parser_version")):
        return None
    settings.history.mkdir(parents=True, exist_ok=True)
    place = _file(settings, warehouse_id(info))
    if place.exists() and place.samefile(published):
        return None  # a batch that was killed between the link and the rename left it
    try:
        place.unlink(missing_ok=True)
        place.hardlink_to(published)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return (
            f"{settings.history}: this file system has no hard links ({error.strerror}), so the earlier warehouse was"
            " not kept; put the warehouse on a local disk to have a history"
        )
    sync(settings.history)
    return None


def write_record(settings: Settings, record: Mapping[str, Any]) -> Path:
    """Write the record of a publish; whole or not at all."""
    settings.history.mkdir(parents=True, exist_ok=True)
    place = settings.history / f"{record['id']}.json"
    write_atomically(place, json.dumps(record, ensure_ascii=False, indent=1, default=str).encode())
    return place


def prune(settings: Settings) -> None:
    """Remove all but the latest `settings.history_kept` earlier files, and every record whose warehouse is neither
    kept nor published."""
    names = earlier_ids(settings)
    for name in names[settings.history_kept :]:
        _file(settings, name).unlink(missing_ok=True)
    standing = {*names[: settings.history_kept], warehouse_id(reading.info(settings.warehouse))}
    for path in settings.history.glob("*.json"):
        if _ID.fullmatch(path.stem) and path.stem not in standing:
            path.unlink(missing_ok=True)


def _file(settings: Settings, name: str) -> Path:
    return settings.history / f"{name}.duckdb"


def _read_record(settings: Settings, name: str) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads((settings.history / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None  # published by a version that wrote none, or the history was removed
    return record


def published_entry(settings: Settings) -> HistoryEntry | None:
    """The published warehouse as an entry of the history; None before the first publish."""
    if not settings.warehouse.exists():
        return None
    name = warehouse_id(reading.info(settings.warehouse))
    return HistoryEntry(name, settings.warehouse, _read_record(settings, name))


def earlier_ids(settings: Settings) -> list[str]:
    """The ids of the earlier warehouses, latest first."""
    return sorted((path.stem for path in settings.history.glob("*.duckdb") if _ID.fullmatch(path.stem)), reverse=True)


def earlier(settings: Settings) -> list[HistoryEntry]:
    """The earlier warehouses with their records, which name every document; latest first."""
    return [HistoryEntry(name, _file(settings, name), _read_record(settings, name)) for name in earlier_ids(settings)]


def latest_id(settings: Settings) -> str | None:
    """The highest id of the published warehouse and the earlier ones; None before the first publish."""
    standing = [warehouse_id(reading.info(settings.warehouse))] if settings.warehouse.exists() else []
    return max([*standing, *earlier_ids(settings)], default=None)


def republish(settings: Settings, wanted: str) -> HistoryEntry:
    """Put an earlier warehouse in the place of the published one, which goes into the history. Only the holder of the
    warehouse's lock may.

    `wanted` is an id of `earlier` or an unambiguous beginning of one. Raises HistoryError where there is none such, or
    where its file is not whole; nothing has changed then.
    """
    found = [each for each in earlier(settings) if each.id.startswith(wanted)] if wanted else []
    if len(found) != 1:
        known = ", ".join(each.id for each in earlier(settings)) or "none is kept"
        raise HistoryError(f"{wanted}: {'several' if found else 'no'} earlier warehouses are called that ({known})")
    (chosen,) = found
    _assert_whole(chosen)
    if settings.warehouse.exists():
        notice = keep_published(settings, reading.info(chosen.path))
        if notice is not None:
            raise HistoryError(notice)
    # What is newer than the ledger counts as published from it: no schedule overrules a person's choice the same night.
    os.utime(chosen.path)
    publish(chosen.path, settings.warehouse)
    return HistoryEntry(chosen.id, settings.warehouse, chosen.record)


def _assert_whole(chosen: HistoryEntry) -> None:
    """Raises HistoryError where a table of the file holds other than its own manifest (`publish_manifest`) says."""
    try:
        with open_warehouse(chosen.path) as warehouse:
            declared = dict(warehouse.ask("history/rows").iter_rows())
            counts = warehouse.row_counts()
    except WarehouseError as error:
        raise HistoryError(f"{chosen.id} cannot be restored: {error}") from error
    if wrong := [name for name, rows in declared.items() if counts.get(name) != rows]:
        raise HistoryError(f"{chosen.id} cannot be restored: its table {wrong[0]} is not whole; choose another")
