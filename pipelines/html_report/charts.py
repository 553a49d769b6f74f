"""Charts of the report as data for Plotly, whose JavaScript stands beside the pages.

Here belongs what a chart shows. Here does not belong how it is drawn (`assets/report.js`), nor summing up: every
number of a chart stands in a table of its page or in the view that the chart names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from pipelines.html_report.cells import TEN_THOUSAND, Row
from pipelines.html_report.words import Words

_LONGEST_NAME = 28
_OTHERS = Words("其余", "others")
LARGEST = 10
"""How many of many names a chart shows by themselves."""

COLOURS = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#7f7f7f",
    "#b8a800",
    "#332288",
    "#882255",
    "#999933",
)
"""Okabe and Ito's palette, which people who see colours differently can tell apart, and a few of Tol's after it."""


@dataclass(frozen=True, slots=True)
class Series:
    """One set of bars: its name, and what it has at each place of the axis (None where nothing)."""

    name: Words
    values: list[Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the templates print it: `data` is what report.js draws."""

    identifier: str
    title: Words
    view: str
    data: dict[str, Any]


def _label(text: str) -> str:
    """Text of a document as Plotly may have it: it takes a few tags for markup, so none is left, and long names are cut."""
    cut = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
    return escape(cut)


def stacked_bars(
    identifier: str, title: Words, view: str, axis: Sequence[Any], series: Sequence[Series], is_money: bool = True
) -> Chart:
    """Bars on top of each other over `axis`; money is drawn in 万元."""
    traces = [
        {
            "zh": _label(each.name.zh),
            "en": _label(each.name.en),
            "colour": COLOURS[place % len(COLOURS)],
            "values": [_drawn(value, is_money) for value in each.values],
        }
        for place, each in enumerate(series)
    ]
    units = {"zh": "万元", "en": "10k yuan"} if is_money else {"zh": "个", "en": "count"}
    return Chart(identifier, title, view, {"axis": [str(place) for place in axis], "series": traces, "unit": units})


def _drawn(value: Decimal | int | None, is_money: bool) -> float | int | None:
    if value is None:
        return None
    return float(value / TEN_THOUSAND) if is_money else int(value)


def by_year(
    identifier: str,
    title: Words,
    view: str,
    sums: Mapping[tuple[str, int], Decimal],
    names: Sequence[str],
) -> Chart:
    """Stacked bars of money over years: `sums` by (name, year), the names in the order given."""
    years = sorted({year for _, year in sums})
    series = [Series(Words(name, name), [sums.get((name, year)) for year in years]) for name in names]
    return stacked_bars(identifier, title, view, years, series)


def largest(sums: Mapping[tuple[str, Any], Decimal]) -> list[str]:
    """The names of `sums`, the one with the most money first."""
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for (name, _), amount in sums.items():
        whole[name] += amount
    return sorted(whole, key=lambda name: (-whole[name], name))


def largest_families(standing: Sequence[Row]) -> Chart:
    """Money by family: the largest ones, and all others as one."""
    names = {row["project_family_id"]: row["project_name"] for row in reversed(standing)}
    sums = {(row["project_family_id"], row["fiscal_year"]): row["amount_yuan"] for row in standing}
    years = sorted({year for _, year in sums})
    ranked = largest(sums)
    series = [
        Series(Words(names[family], names[family]), [sums.get((family, year)) for year in years])
        for family in ranked[:LARGEST]
    ]
    if others := ranked[LARGEST:]:
        rest: list[Decimal | int | None] = [
            sum((sums.get((each, year), Decimal(0)) for each in others), Decimal(0)) for year in years
        ]
        series.append(Series(_OTHERS, rest))
    return stacked_bars(
        "by-family", Words("各年资金，按项目", "Money by year and project"), "v_funding_yoy", years, series
    )
