"""The record of a publish: what the new warehouse is made of, and what it changed against the one before.

This module should contain composing the record, which the history keeps as JSON. Keep out whether it may be published
(`losses.py`) and the comparison of facts for a reader (`outputs/`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.warehouse.check import CheckResult
from pipelines.warehouse.reading import open_warehouse
from pipelines.warehouse.summary import INSTITUTION_YEAR, Summary, warehouse_id

LISTED_SCOPES = 200
"""A record names the projects of at most so many changed institution-years; of the others it gives money and
numbers."""


def compose(
    built: Summary, published: Summary | None, checks: Iterable[CheckResult], losses: Iterable[str]
) -> dict[str, Any]:
    """What `built` is made of and what it changes against `published` (None before the first), as JSON: id, code and
    parser version, rows by table, yuan, documents, every check, `changes`, and the losses allowed.

    Money is text with two decimals. Raises WarehouseError where a file cannot be read.
    """
    return {
        "id": warehouse_id(built.info),
        "info": built.info,
        "rows": built.rows,
        "money": str(built.yuan),
        "checks": [
            {"name": each.name, "passed": each.passed, "blocking": each.blocking, "offending_rows": each.offending_rows}
            for each in checks
        ],
        "previous": None if published is None else warehouse_id(published.info),
        "changes": None if published is None else changes(published, built),
        "allowed_losses": list(losses),
        "documents": built.documents.to_dicts(),
    }


def changes(before: Summary, after: Summary) -> dict[str, Any]:
    """What `after` holds otherwise than `before`: documents by key and status, institution-years by projects,
    indicators and yuan, and the names of the projects within them."""
    paired = before.scopes.join(after.scopes, on=INSTITUTION_YEAR, how="full", suffix="_after", coalesce=True).filter(
        pl.col("fingerprint").ne_missing(pl.col("fingerprint_after"))
    )
    scopes = paired.drop("fingerprint", "fingerprint_after").sort(INSTITUTION_YEAR)
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
    compared = ["status", "institution_name", "fiscal_year", "parser_version", "relative_path"]
    paired = old.select("document_key", *compared, there=True).join(
        new.select("document_key", *compared, there=True), on="document_key", how="full", suffix="_after", coalesce=True
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in compared)
    rows = paired.filter(differs).sort("document_key").iter_rows(named=True)
    return [
        {
            "document_key": row["document_key"],
            "change": "added" if not row["there"] else "removed" if not row["there_after"] else "changed",
            "file": row["relative_path_after"] or row["relative_path"],
            "before": {name: row[name] for name in compared} if row["there"] else None,
            "after": {name: row[f"{name}_after"] for name in compared} if row["there_after"] else None,
        }
        for row in rows
    ]


def _changed_projects(before: Path, after: Path, scopes: pl.DataFrame) -> list[dict[str, Any]]:
    """Projects that came, went or changed in the institution-years of `scopes`."""
    if scopes.is_empty():
        return []
    names = scopes.get_column("institution_name").unique().sort().to_list()
    old, new = (_projects(path, names).join(scopes, on=INSTITUTION_YEAR, how="semi") for path in (before, after))
    key = [*INSTITUTION_YEAR, "project_name", "occurrence"]
    compared = ["total_yuan", "indicator_count", "goal_words"]
    paired = old.with_columns(there=True).join(
        new.with_columns(there=True), on=key, how="full", suffix="_after", coalesce=True
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in ["there", *compared])
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
    with open_warehouse(path) as warehouse:
        return warehouse.ask("history/projects", [institutions])


def short_changes(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record's changes in a few numbers: documents added, removed, changed; institution-years and projects that
    changed; yuan before and after. Empty for the first publish."""
    changed = record["changes"]
    if changed is None:
        return {}
    counts = Counter(each["change"] for each in changed["documents"])
    return {
        "documents": {kind: counts[kind] for kind in ("added", "removed", "changed")},
        "institution_years": len(changed["institution_years"]),
        "projects": len(changed["projects"]),
        "money": changed["money"],
    }
