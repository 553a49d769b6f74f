"""Which project of a budget a self-evaluation reports on, and so which family it belongs to.

Here belong the pairing of one year's budget with its self-evaluation, one to one, and the families of projects that no
budget of the year prints. Here does not belong how alike two projects are: years and self-evaluations are linked by the
same rules (`families.py`), with the self-evaluation in the place of a later year.

Families are those of the budgets; a self-evaluation never changes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import polars as pl
from rapidfuzz import fuzz

from pipelines.linking.assignment import assign
from pipelines.linking.families import ISSUES, LINKS, assign_families
from pipelines.values.text import compact

PAIRS = pl.Schema(
    {
        "institution_key": pl.String(),
        "fiscal_year": pl.Int64(),
        "project_key": pl.String(),
        "budget_project_key": pl.String(),
        "method": pl.String(),
        "score": pl.Float64(),
        "evidence": pl.String(),
    }
)

_BUDGET, _EVALUATION = "b:", "e:"
_YEAR_AT_START = re.compile(r"^\d+年")
_SCHEMA = pl.Schema(
    {
        "institution_key": pl.String(),
        "institution_name": pl.String(),
        "project_key": pl.String(),
        "project_name": pl.String(),
        "fiscal_year": pl.Int64(),
        "project_code": pl.String(),
        "goal": pl.String(),
        "total_yuan": pl.Decimal(18, 2),
        "indicator_names": pl.List(pl.String()),
    }
)
"""What `families.assign_families` asks for."""
_ASKED = ("institution_name", "project_name", "project_code", "goal", "total_yuan", "indicator_names")

Row = dict[str, Any]
Scope = tuple[str, int]


class EvaluatedProjects(NamedTuple):
    """`pairs` (`PAIRS`): at most one a project and year on either side; method is name, code, likeness or override.
    `links` (`families.LINKS`): the family of each project_key that no budget prints. `issues` (`families.ISSUES`): close
    calls, severity info."""

    pairs: pl.DataFrame
    links: pl.DataFrame
    issues: pl.DataFrame


def link_evaluations(
    budgets: pl.DataFrame, evaluations: pl.DataFrame, overrides: Iterable[dict[str, str]] = ()
) -> EvaluatedProjects:
    """Pair each evaluated project with one of the same institution's and year's budget, and give it a family.

    Both frames have the columns that `families.assign_families` asks for; `budgets` also project_family_id, one row a
    project and year of current documents. `overrides` are rows of overrides.csv (`overrides.read_overrides`) that name a
    project which only self-evaluations print: a `match` pairs it with the other name, a `split` keeps the two apart. All
    years of an institution must come together. The same rows give the same answer, whatever their order.
    """
    work = _Linking(budgets, evaluations, list(overrides))
    work.pair_equal()
    work.pair_decided()
    work.pair_by_likeness()
    work.follow_decisions()
    work.join_other_years()
    work.found_families()
    return work.answer()


class _Linking:
    """The evaluated projects of some institutions on their way to a pair and a family."""

    def __init__(self, budgets: pl.DataFrame, evaluations: pl.DataFrame, overrides: list[dict[str, str]]) -> None:
        order = ["institution_key", "fiscal_year", "project_key"]
        self.budgets: dict[Scope, dict[str, Row]] = _by_scope(budgets.sort(order))
        self.evaluations: dict[Scope, dict[str, Row]] = _by_scope(evaluations.sort(order))
        self.overrides = overrides
        self.families: dict[str, str] = {
            row["project_key"]: row["project_family_id"] for rows in self.budgets.values() for row in rows.values()
        }
        self.known = frozenset(self.families)
        self.pairs: dict[tuple[str, int, str], tuple[str, str, float, str]] = {}
        self.links: dict[str, tuple[str, str, float, str]] = {}
        self.issues: list[Row] = []

    # -- pairs within a year -------------------------------------------------------------------------------------

    def pair_equal(self) -> None:
        """Projects that print the same name are one."""
        for scope, rows in self.evaluations.items():
            for key in sorted(rows.keys() & self.budgets.get(scope, {}).keys()):
                self._pair(scope, key, key, "name", 1.0, "同名")

    def pair_decided(self) -> None:
        """What people say stands before every likeness."""
        matches = [row for row in self.overrides if row["action"] == "match"]
        for scope in self.evaluations:
            for row in matches:
                for key, budget_key in self._named(scope, row):
                    why = f"{row['action']} {row['date']}：{row['reason']}"
                    self._pair(scope, key, budget_key, "override", 1.0, why)

    def pair_by_likeness(self) -> None:
        """What is left on either side is linked as two years would be: by name, by code, by likeness."""
        sides = []
        for scope in self.evaluations:
            left, right = self._open_budgets(scope), self._open_evaluations(scope)
            if left and right:
                group = f"{scope[0]}|{scope[1]}"
                sides += [_asked(row, _BUDGET, group, scope[1]) for row in left]
                sides += [_asked(row, _EVALUATION, group, scope[1] + 1) for row in right]
        for group, members, families_issues in _linked(sides):
            institution, _, year = group.partition("|")
            scope = (institution, int(year))
            self.issues += (issue | {"institution_key": institution} for issue in families_issues)
            for one in members.values():
                self._pair_members(scope, one)

    def _pair_members(self, scope: Scope, members: list[Row]) -> None:
        """One to one among the projects that were found to be one line of work, the more alike names first."""
        left = [each for each in members if each["side"] == _BUDGET]
        right = [each for each in members if each["side"] == _EVALUATION]
        scores = {
            (i, j): 1.0 + fuzz.ratio(compact(one["project_name"]), compact(other["project_name"]))
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if not self._kept_apart(one, other)
        }
        for i, j in assign(scores):
            link = right[j]
            self._pair(scope, link["own_key"], left[i]["own_key"], link["method"], link["score"], link["evidence"])

    def _pair(self, scope: Scope, key: str, budget_key: str, method: str, score: float, evidence: str) -> None:
        family = self.families[budget_key]
        if self.families.setdefault(key, family) != family:
            return  # By its name it carries on another line of work, which is the stronger link.
        self.pairs[(*scope, key)] = (budget_key, method, score, evidence)
        if key not in self.known:
            self.links[key] = (family, method, score, evidence)

    def _open_evaluations(self, scope: Scope) -> list[Row]:
        return [row for key, row in self.evaluations[scope].items() if (*scope, key) not in self.pairs]

    def _open_budgets(self, scope: Scope) -> list[Row]:
        taken = {pair[0] for at, pair in self.pairs.items() if at[:2] == scope}
        return [row for key, row in self.budgets.get(scope, {}).items() if key not in taken]

    def _named(self, scope: Scope, row: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The open projects of the year that a row of overrides.csv names, as (evaluation, budget)."""
        left, right = self._open_budgets(scope), self._open_evaluations(scope)
        for first, second in (("project_name", "other_project_name"), ("other_project_name", "project_name")):
            ours = [each["project_key"] for each in right if _is_named(each, row, first)]
            theirs = [each["project_key"] for each in left if _is_named(each, row, second)]
            yield from zip(ours[:1], theirs[:1], strict=False)

    def _kept_apart(self, one: Row, other: Row) -> bool:
        return any(
            row["action"] == "split"
            and (
                (_is_named(one, row, "project_name") and _is_named(other, row, "other_project_name"))
                or (_is_named(other, row, "project_name") and _is_named(one, row, "other_project_name"))
            )
            for row in self.overrides
        )

    # -- families of what no budget of the year prints -----------------------------------------------------------

    def follow_decisions(self) -> None:
        """A match that people wrote for a project of another year gives its family."""
        for row in self._unknown():
            for decided in self.overrides:
                other = next((n for n in _OTHER if _is_named(row, decided, n)), None)
                if decided["action"] != "match" or other is None:
                    continue
                holders = (
                    b for at, rows in self.budgets.items() if at[0] == row["institution_key"] for b in rows.values()
                )
                found = next((b for b in holders if _is_named(b, decided, _OTHER[other])), None)
                if found is not None:
                    why = f"{decided['action']} {decided['date']}：{decided['reason']}"
                    self._found(row["project_key"], found["project_family_id"], "override", 1.0, why)

    def join_other_years(self) -> None:
        """A project that the year's budget does not print may carry on one of another year's."""
        unknown = self._unknown()
        institutions = {row["institution_key"] for row in unknown}
        sides = [_asked(row, _EVALUATION, row["institution_key"], 2) for row in unknown]
        for scope, rows in self.budgets.items():
            if scope[0] in institutions:
                sides += [_asked(row, _BUDGET, scope[0], 1) for row in rows.values()]
        for _, members, _ in _linked(sides):
            for one in members.values():
                budget = next((each for each in one if each["side"] == _BUDGET), None)
                for link in one if budget else ():
                    if link["side"] == _EVALUATION and budget and not self._kept_apart(budget, link):
                        evidence = _YEAR_AT_START.sub("", link["evidence"])
                        self._found(
                            link["own_key"], self.families[budget["own_key"]], link["method"], link["score"], evidence
                        )

    def found_families(self) -> None:
        """Families among self-evaluations that no budget knows."""
        unknown = self._unknown()
        if not unknown:
            return
        for row in assign_families(_frame(unknown)).links.iter_rows(named=True):
            self.links[row["project_key"]] = (row["project_family_id"], row["method"], row["score"], row["evidence"])

    def _unknown(self) -> list[Row]:
        return [row for rows in self.evaluations.values() for key, row in rows.items() if key not in self.families]

    def _found(self, key: str, family: str, method: str, score: float, evidence: str) -> None:
        if key not in self.families:
            self.families[key] = family
            self.links[key] = (family, method, score, evidence)

    def answer(self) -> EvaluatedProjects:
        pairs = [(*at, *pair) for at, pair in sorted(self.pairs.items())]
        links = [(key, *link) for key, link in sorted(self.links.items())]
        issues = pl.DataFrame([{name: row[name] for name in ISSUES} for row in self.issues], schema=ISSUES)
        return EvaluatedProjects(
            pl.DataFrame(pairs, schema=PAIRS, orient="row"),
            pl.DataFrame(links, schema=LINKS, orient="row"),
            issues.sort("project_key", "fiscal_year", "rule", "message"),
        )


_OTHER = {"project_name": "other_project_name", "other_project_name": "project_name"}


def _is_named(row: Row, override: dict[str, str], column: str) -> bool:
    return row["institution_name"] == override["institution_name"] and compact(row["project_name"]) == compact(
        override[column]
    )


def _by_scope(frame: pl.DataFrame) -> dict[Scope, dict[str, Row]]:
    found: dict[Scope, dict[str, Row]] = defaultdict(dict)
    for row in frame.iter_rows(named=True):
        found[row["institution_key"], row["fiscal_year"]].setdefault(row["project_key"], row)
    return found


def _asked(row: Row, side: str, group: str, year: int) -> Row:
    """The row as `assign_families` takes it, as one of `group` and `year`; it remembers its side, key and year."""
    own = {"side": side, "own_key": row["project_key"], "own_year": row["fiscal_year"]}
    return {name: row[name] for name in _ASKED} | own | {
        "institution_key": group, "fiscal_year": year, "project_key": f"{side}{group}|{row['project_key']}",
    }  # fmt: skip


def _frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([{name: row[name] for name in _SCHEMA} for row in rows], schema=_SCHEMA)


def _linked(sides: list[Row]) -> Iterator[tuple[str, dict[str, list[Row]], list[Row]]]:
    """Each group with its families' members (the rows, with what links them) and the doubts about its evaluations."""
    if not sides:
        return
    families = assign_families(_frame(sides))
    links = {row["project_key"]: row for row in families.links.iter_rows(named=True)}
    grouped: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in sides:
        link = links[row["project_key"]]
        grouped[row["institution_key"]][link["project_family_id"]].append(row | link)
    doubts: dict[str, list[Row]] = defaultdict(list)
    own = {row["project_key"]: row for row in sides}
    for issue in families.issues.iter_rows(named=True):
        row = own[issue["project_key"]]
        if row["side"] == _EVALUATION:
            changed = {"project_key": row["own_key"], "fiscal_year": row["own_year"]}
            doubts[issue["institution_key"]].append(issue | changed)
    for group, members in sorted(grouped.items()):
        yield group, members, doubts[group]
