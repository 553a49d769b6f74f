"""What people decide about families: the rows of overrides.csv, which win over every other link.

Here belong their grammar and how they are followed. Here does not belong where the file lies
(`ingest/reviewed_files.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from pipelines.linking.family import Family, Project, by_age
from pipelines.values.text import compact

OVERRIDES_COLUMNS = ("action", "institution_name", "project_name", "other_project_name", "reason", "date")


class OverrideError(ValueError):
    """A row of reference/overrides.csv that cannot be followed; the message is one line and names the row."""


def read_overrides(overrides: pl.DataFrame) -> list[dict[str, str]]:
    """The rows of overrides.csv as strings. Raises OverrideError for an unknown action or a row without
    reason or date."""
    rows = []
    for number, row in enumerate(overrides.iter_rows(named=True), 1):
        texts = {name: str(row[name] or "").strip() for name in OVERRIDES_COLUMNS}
        place = f"overrides.csv, row {number} ({texts['project_name']})"
        if texts["action"] not in ("match", "split"):
            raise OverrideError(f"{place}: action {texts['action']!r} is neither match nor split")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", texts["date"]) or not texts["reason"]:
            raise OverrideError(f"{place}: give a reason and the date of the decision as YYYY-MM-DD")
        rows.append(texts | {"place": place})
    return rows


def check_overrides(overrides: pl.DataFrame, institution_names: Iterable[str]) -> None:
    """Raises OverrideError where a row names an institution that is not among `institution_names`: all of the
    warehouse's.

    For callers that pass institutions to `assign_families` in pieces: there, rows of other institutions are
    left alone.
    """
    known = set(institution_names)
    for row in read_overrides(overrides):
        if row["institution_name"] not in known:
            raise OverrideError(f"{row['place']}: no institution {row['institution_name']} is in the warehouse")


def apply_overrides(families: list[Family], rows: list[dict[str, str]]) -> list[Family]:
    """`families` after the rows of their institution: every split first, then every match."""
    pairs = [frozenset((compact(row["project_name"]), compact(row["other_project_name"]))) for row in rows]
    for row, pair in zip(rows, pairs, strict=True):
        if len(pair) == 1 or pairs.count(pair) > 1:
            raise OverrideError(f"{row['place']}: name two different projects, and each pair in one row only")
    for row in sorted(rows, key=lambda row: row["action"] != "split"):
        one = _families_with(families, row, "project_name")
        other = _families_with(families, row, "other_project_name")
        follow = _split if row["action"] == "split" else _matched
        families = follow(families, one, other, row)
    return families


def _families_with(families: list[Family], row: dict[str, str], column: str) -> list[Family]:
    name = compact(row[column])
    found = [family for family in families if any(compact(each.printed) == name for each in family.projects)]
    if not found:
        raise OverrideError(
            f"{row['place']}: {row['institution_name']} has no project {row[column]}; mend or remove the row"
        )
    return found


def _decide(projects: Iterable[Project], row: dict[str, str]) -> None:
    for project in projects:
        project.method, project.score = "override", 1.0
        project.evidence = f"{row['action']} {row['date']}：{row['reason']}"


def _split(families: list[Family], one: list[Family], other: list[Family], row: dict[str, str]) -> list[Family]:
    """The family both are in becomes two: the projects printed `project_name`, and the rest."""
    shared = next((family for family in one if any(family is each for each in other)), None)
    if shared is None:
        raise OverrideError(f"{row['place']}: the two projects are not one family, so there is nothing to split")
    name = compact(row["project_name"])
    leaving = [project for project in shared.projects if compact(project.printed) == name]
    staying = [project for project in shared.projects if compact(project.printed) != name]
    _decide(leaving, row)
    rest = [family for family in families if family is not shared]
    return [*rest, Family(staying, parted=shared.parted), Family(leaving, parted=name)]


def _matched(families: list[Family], one: list[Family], other: list[Family], row: dict[str, str]) -> list[Family]:
    """The families of both become one."""
    first, *rest = sorted({id(family): family for family in [*one, *other]}.values(), key=by_age)
    for family in rest:
        first.take(family)
    names = {compact(row["project_name"]), compact(row["other_project_name"])}
    _decide((project for project in first.projects if compact(project.printed) in names), row)
    return [family for family in families if all(family is not gone for gone in rest)]
