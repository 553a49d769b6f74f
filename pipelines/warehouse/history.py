"""What was published before: the earlier files, the manifest of each publish, and what may not be published unseen.

Here belong keeping and restoring earlier warehouses, comparing the next one with the published one, and the rule
that a warehouse which lost much is not published unless a person says so. Here does not belong how the file itself
is put in place (`warehouse.py`) nor the facts' comparison for a reader (`comparison.py`).

An earlier file is kept by a hard link taken just before its successor is renamed over it, and restored by one
rename: nothing is ever copied, so nothing here can be half.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.model.files import sync, write_atomically
from pipelines.model.settings import Settings
from pipelines.warehouse import store as warehouse

WATCHED = ("fact_project", "fact_funding", "fact_indicator")
"""Tables whose fall in rows stops a publish, beside the projects and indicators that the views show."""

FALL = Decimal("0.15")
"""How much of its rows each of these may lose from one publish to the next (issue 5)."""

LISTED_SCOPES = 200
"""A manifest names the projects of at most so many changed institution-years; of the others it says money and
numbers."""

SHOWN = 5
"""A refusal names so many losses; the published file and the inbox can be asked for all."""

_TIME = "%Y%m%dT%H%M%SZ"
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_DAMAGED = ("Corrupt database file", "Could not read enough bytes", "not a valid DuckDB database file")
_SCOPE = ["institution_name", "fiscal_year"]
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}


class HistoryError(ValueError):
    """Something that cannot be kept, published or restored; the message is one line that says why and what to do."""


class LossError(HistoryError):
    """The next warehouse lost more than may go unseen; the message says what."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One earlier warehouse: its `id` (time of its build and digest of its rows), its file, its manifest if it has
    one."""

    id: str
    path: Path
    manifest: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a publish asks of a warehouse: its `publish_info`, its rows by table, its institution-years and documents
    (the answers of those files in sql/history)."""

    path: Path
    info: dict[str, str]
    rows: dict[str, int]
    scopes: pl.DataFrame
    documents: pl.DataFrame

    @property
    def yuan(self) -> Decimal:
        """The money of all institution-years."""
        return sum(self.scopes.get_column("total_yuan").to_list(), Decimal("0.00"))


def summary(path: Path) -> Summary:
    """Of the warehouse at `path`. Raises WarehouseError where it cannot be read."""
    with warehouse.reading(path) as reader:
        return Summary(
            path,
            reader.info(),
            dict(reader.ask("history/rows").iter_rows()),
            reader.ask("history/scopes"),
            reader.ask("history/documents"),
        )


def id_of(info: Mapping[str, str]) -> str:
    """The name that a warehouse goes by in the history, from its `publish_info`: 20260301T080000Z-1a2b3c4d."""
    built = datetime.fromisoformat(info["built_at"]).astimezone(UTC)
    return f"{built.strftime(_TIME)}-{info['content_digest'][:8]}"


def built_at(name: str) -> datetime:
    """When the warehouse of this id was built."""
    return datetime.strptime(name[:16], _TIME).replace(tzinfo=UTC)


# --- the manifest -----------------------------------------------------------------------------------------------------


def manifest(
    built: Summary, published: Summary | None, checks: Iterable[warehouse.CheckResult], losses: Iterable[str]
) -> dict[str, Any]:
    """What `built` is made of and what it changes against `published` (None before the first), as JSON: id, code and
    parser version, rows by table, yuan, documents, every check, `changes`, and the losses allowed.

    Money is text with two decimals. Raises WarehouseError where a file cannot be read.
    """
    return {
        "id": id_of(built.info),
        "info": built.info,
        "rows": built.rows,
        "money": str(built.yuan),
        "checks": [
            {"name": each.name, "passed": each.passed, "blocking": each.blocking, "offending_rows": each.offending_rows}
            for each in checks
        ],
        "previous": None if published is None else id_of(published.info),
        "changes": None if published is None else changes(published, built),
        "allowed_losses": list(losses),
        "documents": built.documents.to_dicts(),
    }


def changes(before: Summary, after: Summary) -> dict[str, Any]:
    """What `after` holds otherwise than `before`: documents by key and status, institution-years by projects,
    indicators and yuan, and the names of the projects within them."""
    paired = before.scopes.join(after.scopes, on=_SCOPE, how="full", suffix="_after", coalesce=True).filter(
        pl.col("fingerprint").ne_missing(pl.col("fingerprint_after"))
    )
    scopes = paired.drop("fingerprint", "fingerprint_after").sort(_SCOPE)
    return {
        "documents": _changed_documents(before.documents, after.documents),
        "money": {"before": str(before.yuan), "after": str(after.yuan), "change": str(after.yuan - before.yuan)},
        "institution_years": [_plain(row) for row in scopes.iter_rows(named=True)],
        "projects": _changed_projects(before.path, after.path, scopes.head(LISTED_SCOPES)),
        "institution_years_without_project_names": max(0, scopes.height - LISTED_SCOPES),
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _changed_documents(old: pl.DataFrame, new: pl.DataFrame) -> list[dict[str, Any]]:
    """Documents that came, went, or are of another status, institution, year or parser version than before."""
    said = ["status", "institution_name", "fiscal_year", "parser_version", "relative_path"]
    paired = old.select("document_key", *said, there=True).join(
        new.select("document_key", *said, there=True), on="document_key", how="full", suffix="_after", coalesce=True
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in said)
    rows = paired.filter(differs).sort("document_key").iter_rows(named=True)
    return [
        {
            "document_key": row["document_key"],
            "change": "added" if not row["there"] else "removed" if not row["there_after"] else "changed",
            "file": row["relative_path_after"] or row["relative_path"],
            "before": {name: row[name] for name in said} if row["there"] else None,
            "after": {name: row[f"{name}_after"] for name in said} if row["there_after"] else None,
        }
        for row in rows
    ]


def _changed_projects(before: Path, after: Path, scopes: pl.DataFrame) -> list[dict[str, Any]]:
    """Projects that came, went or changed in the institution-years of `scopes`."""
    if scopes.is_empty():
        return []
    names = scopes.get_column("institution_name").unique().sort().to_list()
    old, new = (_projects(path, names).join(scopes, on=_SCOPE, how="semi") for path in (before, after))
    key = [*_SCOPE, "project_name", "occurrence"]
    said = ["total_yuan", "indicator_count", "goal_words"]
    paired = old.with_columns(there=True).join(
        new.with_columns(there=True), on=key, how="full", suffix="_after", coalesce=True
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in ["there", *said])
    return [
        _plain(
            {name: row[name] for name in key[:3]}
            | {
                "change": "added" if not row["there"] else "removed" if not row["there_after"] else "changed",
                "yuan_before": row["total_yuan"],
                "yuan_after": row["total_yuan_after"],
            }
        )
        for row in paired.filter(differs).sort(key).iter_rows(named=True)
    ]


def _projects(path: Path, institutions: Sequence[str]) -> pl.DataFrame:
    with warehouse.reading(path) as reader:
        return reader.ask("history/projects", [institutions])


def short(said: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest's changes in a few numbers: documents added, removed, changed; institution-years and projects that
    changed; yuan before and after. Empty for the first publish."""
    changed = said["changes"]
    if changed is None:
        return {}
    counts = Counter(each["change"] for each in changed["documents"])
    return {
        "documents": {kind: counts[kind] for kind in ("added", "removed", "changed")},
        "institution_years": len(changed["institution_years"]),
        "projects": len(changed["projects"]),
        "money": changed["money"],
    }


# --- a damaged file ---------------------------------------------------------------------------------------------------


def is_damaged(path: Path) -> bool:
    """Whether DuckDB finds the file at `path` cut or altered, by what a publish asks of it. A file that cannot be read
    for another reason (rights, somebody who writes to it) is not."""
    try:
        summary(path)
    except warehouse.WarehouseError as error:
        return any(words in str(error) for words in _DAMAGED)
    return False


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
        return summary(settings.warehouse)
    earlier = (_file(settings, name) for name in kept_ids(settings))
    return next((summary(path) for path in earlier if not is_damaged(path)), None)


# --- what may not go unseen -------------------------------------------------------------------------------------------


def losses(published: Summary, built: Summary) -> list[str]:
    """What `built` lost against `published` that must not be published unseen, a line each: every institution-year that
    is gone, and each watched number that fell by more than `FALL`."""
    old, new = _watched(published), _watched(built)
    fallen = [
        f"{name} fall from {old[name]} to {new[name]}"
        for name in old
        if new[name] < old[name] and Decimal(old[name] - new[name]) > FALL * old[name]
    ]
    gone = published.scopes.join(built.scopes, on=_SCOPE, how="anti", maintain_order="left")
    return [f"{name} {year} is gone" for name, year in gone.select(_SCOPE).iter_rows()] + fallen


def _watched(told: Summary) -> dict[str, int]:
    """The numbers that must not fall: rows of facts of every document, and what the views show of the current ones."""
    current = {f"{name} shown": int(told.scopes.get_column(name).sum()) for name in ("projects", "indicators")}
    return {f"rows of {name}": told.rows[name] for name in WATCHED} | current


def refuse_losses(found: list[str]) -> None:
    """Raises LossError, with the first few of `found`, where there is any."""
    if found:
        shown = "; ".join(found[:SHOWN]) + (f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
        raise LossError(
            f"the next warehouse has lost what the published one holds, so it was not published: {shown};"
            " find out why (`jixiao status`, `jixiao inspect FILE.pdf`), or publish it all the same with"
            " `jixiao run --allow-loss`"
        )


# --- keeping and restoring --------------------------------------------------------------------------------------------


def keep(settings: Settings, successor: Mapping[str, str]) -> str | None:
    """Give the published file a second name in the history, so that its successor (its `publish_info`) may be renamed
    over it. What holds the same rows by the same code is not kept: nightly batches without news would push out
    everything else.

    Returns a line for a person where the file system has no hard links, None else. Raises OSError where the disk
    refuses for another reason.
    """
    published = settings.warehouse
    if settings.history_kept == 0 or not published.exists():
        return None
    info = warehouse.info(published)
    if all(info.get(name) == successor.get(name) for name in ("content_digest", "code_version", "parser_version")):
        return None
    settings.history.mkdir(parents=True, exist_ok=True)
    place = _file(settings, id_of(info))
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


def write_manifest(settings: Settings, said: Mapping[str, Any]) -> Path:
    """Write the manifest of a publish; whole or not at all."""
    settings.history.mkdir(parents=True, exist_ok=True)
    place = settings.history / f"{said['id']}.json"
    write_atomically(place, json.dumps(said, ensure_ascii=False, indent=1, default=str).encode())
    return place


def prune(settings: Settings) -> None:
    """Remove all but the latest `settings.history_kept` earlier files, and every manifest whose warehouse is neither
    kept nor published."""
    names = kept_ids(settings)
    for name in names[settings.history_kept :]:
        _file(settings, name).unlink(missing_ok=True)
    standing = {*names[: settings.history_kept], id_of(warehouse.info(settings.warehouse))}
    for path in settings.history.glob("*.json"):
        if _ID.fullmatch(path.stem) and path.stem not in standing:
            path.unlink(missing_ok=True)


def _file(settings: Settings, name: str) -> Path:
    return settings.history / f"{name}.duckdb"


def _read_manifest(settings: Settings, name: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((settings.history / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None  # published by a version that wrote none, or the history was removed
    return said


def published(settings: Settings) -> Kept | None:
    """The published warehouse as the history tells it; None before the first publish."""
    if not settings.warehouse.exists():
        return None
    name = id_of(warehouse.info(settings.warehouse))
    return Kept(name, settings.warehouse, _read_manifest(settings, name))


def kept_ids(settings: Settings) -> list[str]:
    """The ids of the earlier warehouses, latest first."""
    return sorted((path.stem for path in settings.history.glob("*.duckdb") if _ID.fullmatch(path.stem)), reverse=True)


def kept(settings: Settings) -> list[Kept]:
    """The earlier warehouses with their manifests, which name every document; latest first."""
    return [Kept(name, _file(settings, name), _read_manifest(settings, name)) for name in kept_ids(settings)]


def latest_id(settings: Settings) -> str | None:
    """The highest id of the published warehouse and the earlier ones; None before the first publish."""
    standing = [id_of(warehouse.info(settings.warehouse))] if settings.warehouse.exists() else []
    return max([*standing, *kept_ids(settings)], default=None)


def restore(settings: Settings, wanted: str) -> Kept:
    """Put an earlier warehouse in the place of the published one, which goes into the history. Only the holder of the
    warehouse's lock may.

    `wanted` is an id of `kept` or an unambiguous beginning of one. Raises HistoryError where there is none such, or
    where its file is not whole; nothing has changed then.
    """
    found = [each for each in kept(settings) if each.id.startswith(wanted)] if wanted else []
    if len(found) != 1:
        known = ", ".join(each.id for each in kept(settings)) or "none is kept"
        raise HistoryError(f"{wanted}: {'several' if found else 'no'} earlier warehouses are called that ({known})")
    (chosen,) = found
    _assert_whole(chosen)
    if settings.warehouse.exists():
        notice = keep(settings, warehouse.info(chosen.path))
        if notice is not None:
            raise HistoryError(notice)
    # What is newer than the ledger counts as published from it: no schedule overrules a person's choice the same night.
    os.utime(chosen.path)
    warehouse.publish(chosen.path, settings.warehouse)
    return Kept(chosen.id, settings.warehouse, chosen.manifest)


def _assert_whole(chosen: Kept) -> None:
    """Raises HistoryError where a table of the file holds other than its own manifest says."""
    try:
        with warehouse.reading(chosen.path) as reader:
            said = dict(reader.ask("history/rows").iter_rows())
            counted = reader.row_counts()
    except warehouse.WarehouseError as error:
        raise HistoryError(f"{chosen.id} cannot be restored: {error}") from error
    if wrong := [name for name, rows in said.items() if counted.get(name) != rows]:
        raise HistoryError(f"{chosen.id} cannot be restored: its table {wrong[0]} is not whole; choose another")
