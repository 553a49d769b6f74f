"""Projects and families while they are being linked: what is compared of a project, and who has joined whom.

Here belongs reading them from a frame. Here does not belong which projects are joined (`matching.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipelines.linking.names import fold_name, learn_aliases, may_shorten, normalise_name, split_code
from pipelines.values.institutions import institution_aliases
from pipelines.values.text import compact

_SHORTEST_CODE = 6


@dataclass(slots=True, eq=False)
class Project:
    """One project_key with all its years; its content is that of the latest."""

    key: str
    printed: str
    canonical: str
    years: set[int]
    codes: set[str]
    goal: str
    yuan: float | None
    indicators: frozenset[str]
    method: str = "name"
    score: float = 1.0
    evidence: str = ""


@dataclass(slots=True, eq=False)
class Family:
    """Projects that are one line of work, as far as is known."""

    projects: list[Project]
    years: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    parted: str = ""

    def __post_init__(self) -> None:
        self.years = set().union(*(project.years for project in self.projects))
        self.codes = set().union(*(project.codes for project in self.projects))

    @property
    def founder(self) -> Project:
        return min(self.projects, key=lambda project: (min(project.years), project.canonical, project.key))

    @property
    def latest(self) -> Project:
        return max(self.projects, key=lambda project: (max(project.years), project.canonical, project.key))

    def earliest_in(self, year: int) -> Project:
        return min((project for project in self.projects if year in project.years), key=lambda project: project.key)

    def take(self, other: Family) -> None:
        self.projects += other.projects
        self.years |= other.years
        self.codes |= other.codes


def by_age(family: Family) -> tuple[int, str, str]:
    founder = family.founder
    return min(founder.years), founder.canonical, founder.key


def read_projects(rows: list[dict[str, Any]]) -> list[Project]:
    """The projects of one institution, by project_key; `rows` are sorted by year."""
    names = [row["project_name"] for row in rows]
    institution = rows[0]["institution_name"] or ""
    aliases = [*institution_aliases(institution), *learn_aliases(institution, names)]
    canonical = _canonical_names(names, institution, aliases)
    projects: dict[str, Project] = {}
    for row in rows:
        code = row["project_code"] or split_code(row["project_name"])[0]
        known = projects.get(row["project_key"])
        years = known.years if known else set()
        codes = known.codes if known else set()
        projects[row["project_key"]] = Project(
            key=row["project_key"],
            printed=row["project_name"],
            canonical=canonical[row["project_name"]],
            years=years | {row["fiscal_year"]},
            codes=codes | ({compact(code).upper()} if code and len(compact(code)) >= _SHORTEST_CODE else set()),
            goal=_goal_text(row["goal"]),
            yuan=None if row["total_yuan"] is None else float(row["total_yuan"]),
            indicators=frozenset(map(_indicator_text, row["indicator_names"] or ())),
        )
    return sorted(projects.values(), key=lambda project: (min(project.years), project.canonical, project.key))


def _goal_text(goal: str | None) -> str:
    """A goal as it is compared: without white space, and without numbers, which change in a text that is
    carried on."""
    return re.sub(r"[\s0-9]+", "", unicodedata.normalize("NFKC", goal or ""))


@lru_cache(maxsize=1 << 16)
def _indicator_text(name: str) -> str:
    """An indicator's name as it is compared: without the unit or the definition in brackets at its end."""
    return re.sub(r"\([^()]*\)$", "", fold_name(name)).strip(".。")


def _canonical_names(names: Iterable[str], institution: str, aliases: list[str]) -> dict[str, str]:
    """Printed name -> normalised name. Where a name begins as its institution does, though with none of its
    known short names (沪滨区绿高校科研 of 沪滨区绿化和市容管理局), or with what may be a short name of it that was not learnt (番禺职院), the
    beginning is the owner's if without it the name is another project's."""
    canonical = {name: normalise_name(name, institution, aliases) for name in set(names)}
    known = set(canonical.values())
    full = fold_name(institution)
    for name, normalised in canonical.items():
        shared = next((n for n, (a, b) in enumerate(zip(normalised, full, strict=False)) if a != b), len(full))
        ends = [*range(shared, 1, -1), *(n for n in range(6, 2, -1) if may_shorten(normalised[:n], full))]
        canonical[name] = next((normalised[n:] for n in ends if normalised[n:] in known), normalised)
    return canonical
