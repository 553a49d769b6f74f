"""Which projects of an institution are the same line of work over the years: families, each link with its
evidence.

Here belong the steps from names to families: exact normalised name, project code, likeness assigned one to
one between years, and people's overrides, which win. Here does not belong what a name loses before it is
compared (`names.py`) nor what a family's money is (sql/views). A doubtful pair is never joined silently: it
stays apart and becomes an `info` issue.

The order of trust: reference/overrides.csv, the name, the project code, likeness. Copied goals and indicators
are common in these documents, so the name leads; content alone joins two projects only where nobody else in
either year has that goal.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from pipelines.linking.family import Family, read_projects
from pipelines.linking.matching import Doubt, join_by_code, join_by_likeness, join_by_name
from pipelines.linking.overrides import apply_overrides, read_overrides
from pipelines.model.keys import key

LINKS = pl.Schema(
    {
        "project_key": pl.String(),
        "project_family_id": pl.String(),
        "method": pl.String(),
        "score": pl.Float64(),
        "evidence": pl.String(),
    }
)
ISSUES = pl.Schema(
    {
        "institution_key": pl.String(),
        "project_key": pl.String(),
        "fiscal_year": pl.Int64(),
        "severity": pl.String(),
        "rule": pl.String(),
        "subject": pl.String(),
        "message": pl.String(),
    }
)


class Families(NamedTuple):
    """`links`: one row a project_key: project_family_id, method (single: nothing to join; name; code;
    likeness; override), score (0 to 1), evidence (one line). `issues`: close calls, severity info."""

    links: pl.DataFrame
    issues: pl.DataFrame


def assign_families(projects: pl.DataFrame, overrides: pl.DataFrame | None = None) -> Families:
    """The family of every project of whole institutions, and the pairs that people should look at.

    In: one row a project and document: institution_key, institution_name, project_key, project_name (String,
    as printed), fiscal_year (Int), project_code, goal (String, null where none), total_yuan (Decimal, null
    where none), indicator_names (List(String)). All years of an institution must come together; the order of
    rows does not matter. `overrides`: the columns of reference/overrides.csv. Out: see `Families`; the same
    rows give the same ids, whatever else is loaded beside them.

    Raises OverrideError where a row of `overrides` for one of these institutions names no project of it,
    splits what is not one family, or lacks its reason or date. Institutions are taken one by one, so that
    time is linear in documents.
    """
    rows_of = projects.sort("institution_key", "fiscal_year", "project_key", "project_name").partition_by(
        "institution_key", maintain_order=True
    )
    decided = read_overrides(overrides) if overrides is not None else []
    links: list[tuple[str, str, str, float, str]] = []
    issues: list[tuple[str, str, int, str, str, str, str]] = []
    for frame in rows_of:
        rows = frame.rows(named=True)
        institution_key = rows[0]["institution_key"]
        families, doubts = _of_institution(rows, decided)
        for family in families:
            family_id = _family_id(institution_key, family)
            alone = len(family.projects) == 1 and len(family.years) == 1
            for project in family.projects:
                method = "single" if alone and project.method == "name" else project.method
                evidence = "" if method == "single" else project.evidence
                links.append((project.key, family_id, method, project.score, evidence))
        for project, rule, message in doubts:
            issues.append((institution_key, project.key, min(project.years), "info", rule, project.printed, message))
    return Families(
        pl.DataFrame(links, schema=LINKS, orient="row").sort("project_key"),
        pl.DataFrame(issues, schema=ISSUES, orient="row").sort("project_key", "rule", "message"),
    )


def _of_institution(rows: list[dict[str, Any]], overrides: list[dict[str, str]]) -> tuple[list[Family], list[Doubt]]:
    families, doubts = join_by_code(join_by_name(read_projects(rows)))
    doubts += join_by_likeness(families)
    name = rows[0]["institution_name"]
    return apply_overrides(families, [row for row in overrides if row["institution_name"] == name]), doubts


def _family_id(institution_key: str, family: Family) -> str:
    parts = [institution_key, family.founder.canonical, *([family.parted] if family.parted else [])]
    return key(*parts)
