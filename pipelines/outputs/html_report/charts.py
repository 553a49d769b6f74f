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

from pipelines.outputs.html_report.cells import TEN_THOUSAND, Row, money
from pipelines.outputs.html_report.words import Words, coded

_LONGEST_NAME = 34
_OTHERS = Words("其余", "others")
LARGEST = 10
"""How many of many names a chart shows by themselves."""

MOST_PLACES = 15
"""How many places the axis of a chart of many institutions has."""

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
    """One set of marks: its name, and what it has at each place of the axis (None where nothing)."""

    name: Words
    values: list[Decimal | int | float | None]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a chart's key: its colour, its name, and its figure at each place of the axis, in digits."""

    colour: str
    name: Words
    figures: list[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the templates print it: `data` is what report.js draws, `axis` and `key` say the same in words and digits."""

    identifier: str
    title: Words
    view: str
    unit: Words
    data: dict[str, Any]
    axis: list[str]
    key: list[Key]


MONEY = Words("万元", "10k yuan")
COUNT = Words("个", "count")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


def _label(text: str) -> str:
    """Text of a document as Plotly may have it: it takes a few tags for markup, so none is left, and long names are cut."""
    # Plotly shows &quot; as it is, and needs no quotes escaped: no attribute is made of it.
    return escape(_cut(text), quote=False)


def _places(axis: Sequence[Any]) -> list[str]:
    """The axis' labels; whole where cut ones would be the same, since Plotly puts equal labels at one place."""
    whole = [str(place) for place in axis]
    cut = [_label(place) for place in whole]
    return cut if len(set(cut)) == len(set(whole)) else [escape(place, quote=False) for place in whole]


def _chart(
    kind: str, identifier: str, title: Words, view: str, axis: Sequence[Any], series: Sequence[Series], unit: Words
) -> Chart:
    """`kind` is bars (upright), across (lying) or dots (values to the right, the axis upwards)."""
    in_ten_thousands = unit is MONEY
    traces: list[dict[str, Any]] = [
        {
            "zh": _label(each.name.zh),
            "en": _label(each.name.en),
            "colour": COLOURS[place % len(COLOURS)],
            "values": [None if value is None else _drawn(value, in_ten_thousands) for value in each.values],
        }
        for place, each in enumerate(series)
    ]
    data = {
        "kind": kind,
        "axis": _places(axis),
        "series": traces,
        "unit": {"zh": _label(unit.zh), "en": _label(unit.en)},
    }
    key = [
        Key(trace["colour"], Words(_cut(each.name.zh), _cut(each.name.en)), [_figure(v, unit) for v in each.values])
        for trace, each in zip(traces, series, strict=True)
    ]
    return Chart(identifier, title, view, unit, data, [str(place) for place in axis], key)


def _figure(value: Decimal | float | None, unit: Words) -> str:
    if value is None:
        return "—"
    return money(Decimal(value)) if unit is MONEY else f"{value:,}"


def _drawn(value: Decimal | float, in_ten_thousands: bool) -> float:
    return float(value / TEN_THOUSAND if in_ten_thousands else value)


def stacked_bars(
    identifier: str, title: Words, view: str, axis: Sequence[Any], series: Sequence[Series], unit: Words = MONEY
) -> Chart:
    """Bars on top of each other over `axis`, what is negative below it."""
    return _chart("bars", identifier, title, view, axis, series, unit)


def by_year(
    identifier: str,
    title: Words,
    view: str,
    sums: Mapping[tuple[str, int], Decimal],
    column: str,
    names: Sequence[str] | None = None,
) -> Chart:
    """Stacked bars of money over years: `sums` by (name, year) of the view's `column`; `names` where not all are drawn."""
    years = sorted({year for _, year in sums})
    series = [
        Series(coded(column, name), [sums.get((name, year)) for year in years]) for name in names or largest(sums)
    ]
    return stacked_bars(identifier, title, view, years, series)


def side_by_side(
    identifier: str, title: Words, view: str, sums: Mapping[tuple[str, str], Decimal], column: str
) -> Chart:
    """Lying bars: `sums` by (name of the view's `column`, place of the axis), the places with the most money first."""
    turned = {(place, name): amount for (name, place), amount in sums.items()}
    # Drawn from below: the first of them stands at the top.
    axis = largest(turned)[:MOST_PLACES][::-1]
    series = [Series(coded(column, name), [sums.get((name, place)) for place in axis]) for name in largest(sums)]
    return _chart("across", identifier, title, view, axis, series, MONEY)


def dots(identifier: str, title: Words, view: str, rows: Sequence[Row], unit: str) -> Chart:
    """What each institution asks: a dot for each row's `number`, beside its institution, in the colour of its year."""
    rows = sorted(rows, key=lambda row: (row["institution_name"], row["number"]), reverse=True)
    series = [
        Series(Words(str(year), str(year)), [row["number"] if row["fiscal_year"] == year else None for row in rows])
        for year in sorted({row["fiscal_year"] for row in rows})
    ]
    axis = [row["institution_name"] for row in rows]
    return _chart("dots", identifier, title, view, axis, series, Words(unit, unit))


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
        rest = [sum((sums.get((each, year), Decimal(0)) for each in others), Decimal(0)) for year in years]
        series.append(Series(_OTHERS, list(rest)))
    return stacked_bars(
        "by-family", Words("各年资金，按项目", "Money by year and project"), "v_funding_yoy", years, series
    )


def by_status(moved: Sequence[Row]) -> Chart:
    """What is new, goes on and has ended: the year's money above, below it what the ended ones had the year before."""
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in moved:
        ended = row["status"] == "ended"
        sums[row["status"], row["fiscal_year"]] += -row["prior_amount_yuan"] if ended else row["amount_yuan"]
    title = Words(
        "延续、新增与结束（零线以下为已结束项目的上年资金）", "Continued, new, and ended (below zero: what ended had)"
    )
    names = [status for status in ("continued", "new", "ended") if any(name == status for name, _ in sums)]
    return by_year("by-status", title, "v_funding_yoy", sums, "status", names)
