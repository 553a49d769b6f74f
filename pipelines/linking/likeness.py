"""How alike two projects of different years are.

Here belong the scores and what rules a pair out. Here does not belong which pairs are joined (`matching.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process

from pipelines.linking.family import Family, Project
from pipelines.linking.names import name_core
from pipelines.linking.wording import Difference, core_words, difference, fold_words

ACCEPT = 0.80
"""A pair at least this alike is one family."""

_SAME_GOAL = 0.9
_SAME_INDICATORS = 0.6
_SHORTEST_GOAL = 15
_NAME_OF_PART = 0.5
"""A name that only gained or lost words counts as alike as this at least, where the content is the same."""
_WORDING = {"same": "名称同义", "part": "名称有增减", "crossed": "名称用词不同"}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike an ended and a new project are, from 0 to 1: in all, and in each respect. `wording`: how their names differ, for
    people; `by_content`: whether the content, not the name, makes the score."""

    score: float
    name: float
    goal: float
    indicators: float
    money: float

    wording: str = field(default="", compare=False)
    by_content: bool = field(default=False, compare=False)

    @property
    def evidence(self) -> str:
        respects = f"名称 {self.name:.2f}，目标 {self.goal:.2f}，指标 {self.indicators:.2f}，金额 {self.money:.2f}"
        return f"{self.wording}；{respects}" if self.wording else respects


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _money(one: float | None, other: float | None) -> float:
    if not one or not other or (one < 0) != (other < 0):
        return 0.0
    return min(abs(one), abs(other)) / max(abs(one), abs(other))


def _likeness(
    old: Project, new: Project, name: float, goal: float, goal_is_theirs: bool, differ: Difference
) -> Likeness:
    """The score of a pair by name, or by content where the goal is theirs alone and the indicators are the
    same.

    Words of each name that the other lacks (护理… for 药学…) leave only the way by content, and that only where the common
    goal spoke of the new name's words before it was renamed: a text that is copied about does not.
    """
    indicators, money = _overlap(old.indicators, new.indicators), _money(old.yuan, new.yuan)
    if differ.relation == "same":
        name = 1.0
    by_name = 0.75 * name + 0.1 * goal + 0.1 * indicators + 0.05 * money
    by_content = (
        0.25 * max(name, _NAME_OF_PART if differ.relation == "part" else 0.0)
        + 0.4 * goal
        + 0.3 * indicators
        + 0.05 * money
    )
    proves = goal_is_theirs and goal >= _SAME_GOAL and indicators >= _SAME_INDICATORS
    if differ.relation == "crossed":
        by_name = min(by_name, ACCEPT - 0.01)
        proves = proves and _spoke_of(old, new)
    by_content = by_content if proves else 0.0
    return Likeness(
        round(max(by_name, by_content), 4),
        name,
        goal,
        indicators,
        money,
        _WORDING[differ.relation],
        by_content > by_name,
    )


def _spoke_of(old: Project, new: Project) -> bool:
    """Whether both goals speak of words of the new name that the old one lacks, and neither of words that only the old one
    has."""
    gone, come = _pairs_of(core_words(old.canonical)), _pairs_of(core_words(new.canonical))
    goals = _pairs_of(old.goal) & _pairs_of(new.goal), _pairs_of(old.goal) | _pairs_of(new.goal)
    return bool((come - gone) & goals[0]) and not (gone - come) & goals[1]


def _pairs_of(text: str) -> set[str]:
    return {one + other for one, other in pairwise(text)}


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
    folded = process.cdist(
        *([fold_words(p.canonical, "project") for p in side] for side in (old, new)), scorer=fuzz.ratio
    )
    goals = process.cdist([p.goal for p in old], [p.goal for p in new], scorer=fuzz.ratio)
    pairs = {}
    for i, j in zip(*np.nonzero((names >= 60) | (folded >= 60) | (goals >= 100 * _SAME_GOAL)), strict=True):
        one, other = old[i], new[j]
        differ = difference(one.canonical, other.canonical, "project")
        if differ.contrast:
            continue
        goal = float(goals[i, j]) / 100 if one.goal and other.goal else 0.0
        theirs = goal >= _SAME_GOAL and _goal_is_theirs(one, other, of_year)
        pairs[int(i), int(j)] = _likeness(one, other, float(names[i, j]) / 100, goal, theirs, differ)
    return pairs
