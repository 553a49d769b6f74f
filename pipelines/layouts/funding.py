"""Which of a table's columns or labels of money are the year's total, its sources, and parts of those.

Here belongs the one decision on which all sums rest: adding a total or a source to its own parts doubles money without any
contradiction on the page. Here does not belong the reading of figures (`money.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.layouts.headings import Meaning, fold
from pipelines.model.errors import Refused
from pipelines.model.records import TOTAL

_TOTAL = f"money:{TOTAL}"
# The three budgets are 财政拨款 by law, so they are its parts wherever both are printed.
_BY_LAW = "money:财政拨款"


@dataclass(frozen=True, slots=True)
class MoneyHeading:
    """One heading of money: the column or label it is, what it says, the heading of a source that it stands under, and the
    figure of the one project it is printed for (labels only)."""

    key: Hashable
    text: str
    meaning: Meaning
    under: Hashable | None = None
    figure: Decimal | None = None

    @property
    def is_total(self) -> bool:
        return self.meaning.field == _TOTAL


def funding_roles(found: Sequence[MoneyHeading], page: int) -> dict[Hashable, str]:
    """The field (`money:合计`, `money:财政拨款` …) of each heading that holds the year's total or one of its sources; the
    others are parts, or money of other years. Raises `Refused` where the headings do not tell."""
    year = _of_the_year(found, page)
    totals = _one_total([each for each in year if each.is_total], page)
    sources = [each for each in year if not each.is_total]
    parts = _parts(sources, year, page)
    kept = [each for each in sources if each.key not in parts]
    worded: dict[tuple[str, Hashable], MoneyHeading] = {}
    for each in kept:
        first = worded.setdefault((fold(each.text), each.under), each)
        if first is not each:
            raise _unclear(page, [first, each], "one source would be counted twice")
    return {each.key: each.meaning.field for each in [*totals, *kept]}


def _one_total(totals: list[MoneyHeading], page: int) -> list[MoneyHeading]:
    """The year's total; where it is printed twice with one figure, the first."""
    if len({each.key for each in totals}) > 1:
        figures = {each.figure for each in totals}
        if None in figures or len(figures) > 1:
            raise _unclear(page, totals, "both may be the year's total")
    return totals[:1]


def _of_the_year(found: Sequence[MoneyHeading], page: int) -> list[MoneyHeading]:
    """Without other years' money and the whole project's. Where a total of the year is named as such, one that names no
    period is the whole project's unless it prints the same figure, and sources belong to the total before them."""
    current = [each for each in found if each.meaning.period in ("", "year")]
    groups = _groups([each for each in found if each.meaning.period not in ("history", "part_year")])
    heads = [group[0] for group in groups if group[0].is_total]
    of_year = [head for head in heads if head.meaning.period == "year"]
    others = [head for head in heads if head.meaning.period != "year"]
    if (found and not current) or (others and not of_year and all(h.meaning.period == "cycle" for h in others)):
        raise Refused(
            "year_money_unclear",
            f"page {page}: the headings {_named(found)} give money of other years, or of the whole project, only; say which"
            " is this year's",
        )
    if not of_year or not others:
        return current
    figures = {head.figure for head in of_year if head.figure is not None}
    kept = [each for group in groups if group[0] in of_year for each in group]
    kept += [each for each in current if each.meaning.period == "year" and each not in kept]
    if all(each.is_total for each in kept):
        same = [g for g in groups if g[0] in others and not g[0].meaning.period and g[0].figure in figures]
        kept += [each for group in same[:1] for each in group[1:]]
    return [each for each in current if each in kept]


def _groups(found: Sequence[MoneyHeading]) -> list[list[MoneyHeading]]:
    """The headings in order, a new group with each total."""
    groups: list[list[MoneyHeading]] = []
    for each in found:
        if each.is_total or not groups:
            groups.append([])
        groups[-1].append(each)
    return groups


def _parts(sources: list[MoneyHeading], year: list[MoneyHeading], page: int) -> set[Hashable]:
    """The headings of parts of a source that is printed itself."""
    parts: set[Hashable] = set()
    for each in sources:
        siblings = [s for s in sources if s.under is not None and s.under == each.under]
        if each.meaning.money == "part" and any(s.meaning.money == "whole" for s in siblings):
            parts.add(each.key)
    for field in dict.fromkeys(each.meaning.field for each in sources):
        family = [each for each in sources if each.meaning.field == field and each.under is None]
        wholes = [each for each in family if each.meaning.money == "whole"]
        inner = [each for each in family if each.meaning.money == "part"]
        if field == _BY_LAW and len(wholes) > 1:
            raise _unclear(page, wholes, "both name the same source")
        if not wholes or not inner:
            continue
        if field != _BY_LAW and not inner[0].meaning.among:
            raise _unclear(page, [wholes[0], inner[0]], "it is not said whether one is part of the other")
        parts |= {each.key for each in inner}
    for before, each in itertools.pairwise(year):
        if each.meaning.among and before.meaning.field != _TOTAL and each.meaning.field != _TOTAL:
            parts.add(each.key)
    return parts


def nested(meaning: Meaning, above: Meaning | None) -> Meaning:
    """What a heading of money says below the heading of a source: a total is the whole source, anything else a part."""
    if above is None or not above.field.startswith("money:") or above.field == _TOTAL:
        return meaning
    return replace(meaning, field=above.field, money="whole" if meaning.field == _TOTAL else "part")


def _named(found: Sequence[MoneyHeading]) -> str:
    return "、".join(dict.fromkeys(each.text for each in found))


def _unclear(page: int, found: Sequence[MoneyHeading], why: str) -> Refused:
    return Refused(
        "money_columns_unclear",
        f"page {page}: of the money under {_named(found)} {why}; compare a row's figures with its total before adding a"
        " wording to headings.yml",
    )
