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

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel
from scipy.optimize import linear_sum_assignment

from pipelines.linking.names import fold_name, learn_aliases, name_core, normalise_name, split_code
from pipelines.model.keys import key
from pipelines.reference import read_rows
from pipelines.values.institutions import institution_aliases
from pipelines.values.text import compact

ACCEPT = 0.80
"""A pair at least this alike is one family."""
CLOSE_CALL = 0.65
"""A pair at least this alike, but not joined, is told to people."""
RIVAL = 0.03
"""A joined pair whose next best partner is nearer than this is told to people too."""

_SAME_GOAL = 0.9
_SAME_INDICATORS = 0.6
_SHORTEST_CODE = 6
_SHORTEST_GOAL = 15

OVERRIDES_COLUMNS = ("action", "institution_name", "project_name", "other_project_name", "reason", "date")
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


class OverrideError(ValueError):
    """A row of reference/overrides.csv that cannot be followed; the message is one line and names the row."""


class Families(NamedTuple):
    """`links`: one row a project_key: project_family_id, method (single: nothing to join; name; code;
    likeness; override), score (0 to 1), evidence (one line). `issues`: close calls, severity info."""

    links: pl.DataFrame
    issues: pl.DataFrame


@dataclass(slots=True, eq=False)
class _Project:
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
class _Family:
    """Projects that are one line of work, as far as is known."""

    projects: list[_Project]
    years: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    parted: str = ""

    def __post_init__(self) -> None:
        self.years = set().union(*(project.years for project in self.projects))
        self.codes = set().union(*(project.codes for project in self.projects))

    @property
    def founder(self) -> _Project:
        return min(self.projects, key=lambda project: (min(project.years), project.canonical, project.key))

    @property
    def latest(self) -> _Project:
        return max(self.projects, key=lambda project: (max(project.years), project.canonical, project.key))

    def earliest_in(self, year: int) -> _Project:
        return min((project for project in self.projects if year in project.years), key=lambda project: project.key)

    def take(self, other: _Family) -> None:
        self.projects += other.projects
        self.years |= other.years
        self.codes |= other.codes


# --- reading the frame ---


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
    known short names (沪滨区绿高校科研 of 沪滨区绿化和市容管理局), the beginning is the owner's if without it
    the name is another project's."""
    canonical = {name: normalise_name(name, institution, aliases) for name in set(names)}
    known = set(canonical.values())
    full = fold_name(institution)
    for name, normalised in canonical.items():
        shared = next((n for n, (a, b) in enumerate(zip(normalised, full, strict=False)) if a != b), len(full))
        canonical[name] = next((normalised[n:] for n in range(shared, 1, -1) if normalised[n:] in known), normalised)
    return canonical


def _projects(rows: list[dict[str, Any]]) -> list[_Project]:
    """The projects of one institution, by project_key; `rows` are sorted by year."""
    names = [row["project_name"] for row in rows]
    institution = rows[0]["institution_name"] or ""
    aliases = [*institution_aliases(institution), *learn_aliases(institution, names)]
    canonical = _canonical_names(names, institution, aliases)
    projects: dict[str, _Project] = {}
    for row in rows:
        code = row["project_code"] or split_code(row["project_name"])[0]
        known = projects.get(row["project_key"])
        years = known.years if known else set()
        codes = known.codes if known else set()
        projects[row["project_key"]] = _Project(
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


# --- by name and by code ---


def _by_name(projects: list[_Project]) -> list[_Family]:
    """Families of names that are equal, or equal but for general words at the end (运维项目,
    运维服务项目)."""
    grouped: dict[str, list[_Project]] = defaultdict(list)
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
    return [_Family(members) for members in grouped.values()]


def _by_code(families: list[_Family]) -> tuple[list[_Family], list[tuple[_Project, str, str]]]:
    """`families` joined where they print the same project code, and doubts as (project, rule, message).

    A code that two families print in one year names no single project (a programme's, a department's): it
    joins nothing.
    """
    doubts: list[tuple[_Project, str, str]] = []
    holders: dict[str, list[_Family]] = defaultdict(list)
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
            doubts.append((members[0].founder, "shared_project_code", message))
            continue
        first, *rest = sorted({id(home[id(each)]): home[id(each)] for each in members}.values(), key=_age)
        for other in rest:
            for project in other.projects:
                project.method, project.score = "code", 1.0
                project.evidence = f"项目代码 {code} 与“{first.founder.printed}”相同"
            first.take(other)
            home.update({each: first for each, kept in home.items() if kept is other})
    return list({id(family): family for family in home.values()}.values()), doubts


def _years_of_code(family: _Family, code: str) -> set[int]:
    return set().union(*(project.years for project in family.projects if code in project.codes))


def _age(family: _Family) -> tuple[int, str, str]:
    founder = family.founder
    return min(founder.years), founder.canonical, founder.key


# --- by likeness ---


def _contrasts() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("name_contrasts.csv", ("group", "word")):
        groups[row["group"]].add(row["word"])
    return {group: frozenset(words) for group, words in groups.items()}


_CONTRASTS = _contrasts()
# Numbers and letters that name an object: 5号楼, 第二食堂, B栋, 3层.
_NUMBERED = re.compile(
    r"[0-9]+|[a-z]+|[一二三四五六七八九十]+(?=[号栋幢楼层座室教实]|食堂|饭堂|公寓|宿舍|校区|附属|中学|小学)"
)
# Words whose exchange for one another does not change what a project is about.
_GENERAL = re.compile(
    r"(?:项目|经费|专项|工程|资金|建设|服务|管理|工作|费|升级|更新|改造|提升|优化|采购|购置|维修|维护|修缮|更换|实施|开展|的|与|和|及|等)*"
)


def _stands_apart(one: str, other: str) -> bool:
    """Whether two names name two objects, however alike they are: other numbers, or other words of one
    contrast."""
    if sorted(_NUMBERED.findall(one)) != sorted(_NUMBERED.findall(other)):
        return True
    for words in _CONTRASTS.values():
        in_one = {word for word in words if word in one}
        in_other = {word for word in words if word in other}
        if in_one - in_other and in_other - in_one:
            return True
    return False


def _exchanged(one: str, other: str) -> list[tuple[str, str]]:
    """The pieces of two names that stand in each other's place and are not both general words."""
    pieces = []
    edits = list(Indel.opcodes(one, other))
    for before, after in pairwise(edits):
        tags = {before.tag, after.tag}
        if tags == {"delete", "insert"}:
            gone, come = (before, after) if before.tag == "delete" else (after, before)
            pair = one[gone.src_start : gone.src_end], other[come.dest_start : come.dest_end]
            if not all(_GENERAL.fullmatch(piece) for piece in pair):
                pieces.append(pair)
    return pieces


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike an ended and a new project are, from 0 to 1: in all, and in each respect."""

    score: float
    name: float
    goal: float
    indicators: float
    money: float

    @property
    def evidence(self) -> str:
        return f"名称 {self.name:.2f}，目标 {self.goal:.2f}，指标 {self.indicators:.2f}，金额 {self.money:.2f}"


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _money(one: float | None, other: float | None) -> float:
    if not one or not other or (one < 0) != (other < 0):
        return 0.0
    return min(abs(one), abs(other)) / max(abs(one), abs(other))


def _likeness(old: _Project, new: _Project, name: float, goal: float, goal_is_theirs: bool) -> _Likeness:
    """The score of a pair by name, or by content where the goal is theirs alone and the indicators are the
    same.

    Pieces exchanged in the names (护理… for 药学…) leave only the way by content, and not even that where
    each goal speaks of its own piece: those are parallel projects with copied texts.
    """
    indicators, money = _overlap(old.indicators, new.indicators), _money(old.yuan, new.yuan)
    exchanged = _exchanged(old.canonical, new.canonical)
    parallel = any(
        (a and a in old.goal and a not in new.goal) or (b and b in new.goal and b not in old.goal) for a, b in exchanged
    )
    by_name = 0.75 * name + 0.1 * goal + 0.1 * indicators + 0.05 * money
    if exchanged:
        by_name = min(by_name, ACCEPT - 0.01)
    by_content = 0.25 * name + 0.4 * goal + 0.3 * indicators + 0.05 * money
    same_content = goal_is_theirs and goal >= _SAME_GOAL and indicators >= _SAME_INDICATORS and not parallel
    score = max(by_name, by_content) if same_content else by_name
    return _Likeness(round(score, 4), name, goal, indicators, money)


def _goal_is_theirs(old: _Project, new: _Project, of_year: dict[int, list[_Project]]) -> bool:
    """Whether no other project of either year has that goal: a text that is copied about proves nothing."""
    if min(len(old.goal), len(new.goal)) < _SHORTEST_GOAL:
        return False
    for mine, year in ((old, max(old.years)), (new, min(new.years))):
        others = [project.goal for project in of_year[year] if project is not mine and project.goal]
        if others and process.extractOne(mine.goal, others, scorer=fuzz.ratio, score_cutoff=100 * _SAME_GOAL):
            return False
    return True


def _compare(
    ended: list[_Family], begun: list[_Family], of_year: dict[int, list[_Project]]
) -> dict[tuple[int, int], _Likeness]:
    """The likeness of every pair worth naming, by its place in `ended` and `begun`."""
    old = [family.latest for family in ended]
    new = [family.founder for family in begun]
    names = np.maximum(
        process.cdist([p.canonical for p in old], [p.canonical for p in new], scorer=fuzz.ratio),
        process.cdist([name_core(p.canonical) for p in old], [name_core(p.canonical) for p in new], scorer=fuzz.ratio),
    )
    goals = process.cdist([p.goal for p in old], [p.goal for p in new], scorer=fuzz.ratio)
    pairs = {}
    for i, j in zip(*np.nonzero((names >= 60) | (goals >= 100 * _SAME_GOAL)), strict=True):
        one, other = old[i], new[j]
        if _stands_apart(one.canonical, other.canonical):
            continue
        goal = float(goals[i, j]) / 100 if one.goal and other.goal else 0.0
        theirs = goal >= _SAME_GOAL and _goal_is_theirs(one, other, of_year)
        pairs[int(i), int(j)] = _likeness(one, other, float(names[i, j]) / 100, goal, theirs)
    return pairs


def _codes_differ(one: _Family, other: _Family) -> bool:
    return bool(one.codes and other.codes and not one.codes & other.codes)


def _by_likeness(families: list[_Family]) -> Iterator[tuple[_Project, str, str]]:
    """Joins `families` in place, year by year: what begins in a year with what ended before it, one to one,
    the best sum of likeness first. Yields doubts as (project, rule, message)."""
    of_year: dict[int, list[_Project]] = defaultdict(list)
    for family in families:
        for project in family.projects:
            for year in project.years:
                of_year[year].append(project)
    for year in sorted(of_year)[1:]:
        ended = sorted((family for family in families if max(family.years) < year), key=_age)
        begun = sorted((family for family in families if min(family.years) == year), key=_age)
        if not ended or not begun:
            continue
        pairs = _compare(ended, begun, of_year)
        scores = np.zeros((len(ended), len(begun)))
        for (i, j), likeness in pairs.items():
            if likeness.score >= ACCEPT and not _codes_differ(ended[i], begun[j]):
                scores[i, j] = likeness.score
        rows, columns = linear_sum_assignment(scores, maximize=True)
        joined = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if scores[i, j] >= ACCEPT]
        yield from _doubts(ended, begun, pairs, joined, year)
        for i, j in joined:
            _join(ended[i], begun[j], pairs[i, j])
            families.remove(begun[j])


def _join(old: _Family, new: _Family, likeness: _Likeness) -> None:
    for project in new.projects:
        project.method, project.score = "likeness", likeness.score
        project.evidence = f"{max(old.years)}年“{old.latest.printed}”：{likeness.evidence}"
    old.take(new)


def _doubts(
    ended: list[_Family],
    begun: list[_Family],
    pairs: dict[tuple[int, int], _Likeness],
    joined: list[tuple[int, int]],
    year: int,
) -> Iterator[tuple[_Project, str, str]]:
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
                yield new, "family_rival", message
        elif likeness.score >= CLOSE_CALL and i not in taken_old and j not in taken_new:
            why = "项目代码不同，" if _codes_differ(ended[i], begun[j]) else ""
            message = (
                f"“{new.printed}”可能承接{max(old.years)}年“{old.printed}”：{why}相似度 {likeness.score:.2f}"
                f"（{likeness.evidence}），未合并；如是同一项目，请在 overrides.csv 写一行 match"
            )
            yield new, "family_close_call", message


# --- overrides ---


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


def _overridden(families: list[_Family], rows: list[dict[str, str]]) -> list[_Family]:
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


def _families_with(families: list[_Family], row: dict[str, str], column: str) -> list[_Family]:
    name = compact(row[column])
    found = [family for family in families if any(compact(each.printed) == name for each in family.projects)]
    if not found:
        raise OverrideError(
            f"{row['place']}: {row['institution_name']} has no project {row[column]}; mend or remove the row"
        )
    return found


def _decide(projects: Iterable[_Project], row: dict[str, str]) -> None:
    for project in projects:
        project.method, project.score = "override", 1.0
        project.evidence = f"{row['action']} {row['date']}：{row['reason']}"


def _split(families: list[_Family], one: list[_Family], other: list[_Family], row: dict[str, str]) -> list[_Family]:
    """The family both are in becomes two: the projects printed `project_name`, and the rest."""
    shared = next((family for family in one if any(family is each for each in other)), None)
    if shared is None:
        raise OverrideError(f"{row['place']}: the two projects are not one family, so there is nothing to split")
    name = compact(row["project_name"])
    leaving = [project for project in shared.projects if compact(project.printed) == name]
    staying = [project for project in shared.projects if compact(project.printed) != name]
    _decide(leaving, row)
    rest = [family for family in families if family is not shared]
    return [*rest, _Family(staying, parted=shared.parted), _Family(leaving, parted=name)]


def _matched(families: list[_Family], one: list[_Family], other: list[_Family], row: dict[str, str]) -> list[_Family]:
    """The families of both become one."""
    first, *rest = sorted({id(family): family for family in [*one, *other]}.values(), key=_age)
    for family in rest:
        first.take(family)
    names = {compact(row["project_name"]), compact(row["other_project_name"])}
    _decide((project for project in first.projects if compact(project.printed) in names), row)
    return [family for family in families if all(family is not gone for gone in rest)]


# --- the frame's families ---


def _family_id(institution_key: str, family: _Family) -> str:
    parts = [institution_key, family.founder.canonical, *([family.parted] if family.parted else [])]
    return key(*parts)


def _of_institution(
    rows: list[dict[str, Any]], overrides: list[dict[str, str]]
) -> tuple[list[_Family], list[tuple[_Project, str, str]]]:
    families, doubts = _by_code(_by_name(_projects(rows)))
    doubts += _by_likeness(families)
    name = rows[0]["institution_name"]
    return _overridden(families, [row for row in overrides if row["institution_name"] == name]), doubts


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
