"""How alike two projects of different years are.

Here belong the scores and what rules a pair out. Here does not belong which pairs are joined (`matching.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from pipelines.linking.family import Family, Project
from pipelines.linking.names import name_core
from pipelines.reference import read_rows

ACCEPT = 0.80
"""A pair at least this alike is one family."""

_SAME_GOAL = 0.9
_SAME_INDICATORS = 0.6
_SHORTEST_GOAL = 15


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
class Likeness:
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


def _likeness(old: Project, new: Project, name: float, goal: float, goal_is_theirs: bool) -> Likeness:
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
    return Likeness(round(score, 4), name, goal, indicators, money)


def _goal_is_theirs(old: Project, new: Project, of_year: dict[int, list[Project]]) -> bool:
    """Whether no other project of either year has that goal: a text that is copied about proves nothing."""
    if min(len(old.goal), len(new.goal)) < _SHORTEST_GOAL:
        return False
    for mine, year in ((old, max(old.years)), (new, min(new.years))):
        others = [project.goal for project in of_year[year] if project is not mine and project.goal]
        if others and process.extractOne(mine.goal, others, scorer=fuzz.ratio, score_cutoff=100 * _SAME_GOAL):
            return False
    return True


def compare(
    ended: list[Family], begun: list[Family], of_year: dict[int, list[Project]]
) -> dict[tuple[int, int], Likeness]:
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
