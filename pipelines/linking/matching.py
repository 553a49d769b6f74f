"""Which projects are joined into one family: by name, by project code, by likeness.

Here belong these three steps and the doubts each leaves. Here do not belong how alike two projects are (`likeness.py`)
nor what people decide (`overrides.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.linking.assignment import assign
from pipelines.linking.family import Family, Project, by_age
from pipelines.linking.likeness import ACCEPT, Likeness, compare
from pipelines.linking.names import name_core

CLOSE_CALL = 0.65
"""A pair at least this alike, but not joined, is named to people."""
RIVAL = 0.03
"""A joined pair whose next best partner is nearer than this is named to people too."""


class Doubt(NamedTuple):
    """What a person should look at: a project, the rule that was in doubt, and one sentence."""

    project: Project
    rule: str
    message: str


def join_by_name(projects: list[Project]) -> list[Family]:
    """Families of names that are equal, or equal but for general words at the end (运维项目,
    运维服务项目)."""
    grouped: dict[str, list[Project]] = defaultdict(list)
    for project in projects:
        grouped[name_core(project.canonical)].append(project)
    for members in grouped.values():
        first = members[0]
        for project in members:
            same = project.canonical == first.canonical
            project.score = 1.0 if same else 0.95
            project.evidence = (
                f"名称去年度、期次、标记后同为“{project.canonical}”"
                if same
                else f"“{project.canonical}”与“{first.canonical}”只差通用词"
            )
    return [Family(members) for members in grouped.values()]


def join_by_code(families: list[Family]) -> tuple[list[Family], list[Doubt]]:
    """`families` joined where they print the same project code, and the doubts.

    A code that two families print in one year names no single project (a programme's, a department's): it
    joins nothing.
    """
    doubts: list[Doubt] = []
    holders: dict[str, list[Family]] = defaultdict(list)
    for family in families:
        for code in family.codes:
            holders[code].append(family)
    home = {id(family): family for family in families}
    for code in sorted(holders):
        members = holders[code]
        years = [year for family in members for year in _years_of_code(family, code)]
        if len(members) < 2:
            continue
        if len(years) != len(set(years)):
            message = f"项目代码 {code} 在同一年度属于 {len(members)} 个不同名称的项目，不能据以认定同一项目"
            doubts.append(Doubt(members[0].founder, "shared_project_code", message))
            continue
        first, *rest = sorted({id(home[id(each)]): home[id(each)] for each in members}.values(), key=by_age)
        for other in rest:
            for project in other.projects:
                project.method, project.score = "code", 1.0
                project.evidence = f"项目代码 {code} 与“{first.founder.printed}”相同"
            first.take(other)
            home.update({each: first for each, held in home.items() if held is other})
    return list({id(family): family for family in home.values()}.values()), doubts


def _years_of_code(family: Family, code: str) -> set[int]:
    return set().union(*(project.years for project in family.projects if code in project.codes))


def join_by_likeness(families: list[Family]) -> Iterator[Doubt]:
    """Joins `families` in place, year by year: what begins in a year with what ended before it, one to one,
    the best sum of likeness first. Yields the doubts."""
    of_year: dict[int, list[Project]] = defaultdict(list)
    for family in families:
        for project in family.projects:
            for year in project.years:
                of_year[year].append(project)
    for year in sorted(of_year)[1:]:
        ended = sorted((family for family in families if max(family.years) < year), key=by_age)
        begun = sorted((family for family in families if min(family.years) == year), key=by_age)
        if not ended or not begun:
            continue
        pairs = compare(ended, begun, of_year)
        acceptable = {
            (i, j): likeness.score
            for (i, j), likeness in pairs.items()
            if likeness.score >= ACCEPT and not _codes_differ(ended[i], begun[j])
        }
        joined = assign(acceptable)
        yield from _doubts(ended, begun, pairs, joined, year)
        for i, j in joined:
            _join(ended[i], begun[j], pairs[i, j])
            families.remove(begun[j])


def _codes_differ(one: Family, other: Family) -> bool:
    return bool(one.codes and other.codes and not one.codes & other.codes)


def _join(old: Family, new: Family, likeness: Likeness) -> None:
    for project in new.projects:
        project.method, project.score = "likeness", likeness.score
        project.evidence = f"{max(old.years)}年“{old.latest.printed}”：{likeness.evidence}"
    old.take(new)


def _doubts(
    ended: list[Family],
    begun: list[Family],
    pairs: dict[tuple[int, int], Likeness],
    joined: list[tuple[int, int]],
    year: int,
) -> Iterator[Doubt]:
    """Pairs that were nearly joined, and joined ones that had a rival."""
    taken_old, taken_new = {i for i, _ in joined}, {j for _, j in joined}
    for (i, j), likeness in sorted(pairs.items()):
        old, new = ended[i].latest, begun[j].earliest_in(year)
        if (i, j) in joined:
            rivals = [
                other.score
                for (a, b), other in pairs.items()
                if ((a == i) != (b == j)) and other.score >= likeness.score - RIVAL and other.score >= ACCEPT
            ]
            if rivals:
                message = f"“{new.printed}”承接“{old.printed}”（{likeness.evidence}），另有同样相近的项目，请核对"
                yield Doubt(new, "family_rival", message)
        elif likeness.score >= CLOSE_CALL and i not in taken_old and j not in taken_new:
            why = "项目代码不同，" if _codes_differ(ended[i], begun[j]) else ""
            message = (
                f"“{new.printed}”可能承接{max(old.years)}年“{old.printed}”：{why}相似度 {likeness.score:.2f}"
                f"（{likeness.evidence}），未合并；如是同一项目，请在 overrides.csv 写一行 match"
            )
            yield Doubt(new, "family_close_call", message)
