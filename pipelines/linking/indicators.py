"""Which indicator carries on which of the year before, within one family, though it was renamed or its unit
changed.

Here belong the stem of an indicator's name and the one-to-one matching between an institution's consecutive
documented years. Here does not belong which projects are one family (`families.py`) nor what a target asks
for (`targets.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import polars as pl
from rapidfuzz import fuzz

from pipelines.values.text import compact

LIKE = 0.85
"""Names less alike than this are two indicators: 学员满意度 and 师生满意度 score 0.8 and ask different people."""

_SHORTEST_CONTAINED = 4
_LONGEST_UNIT = 4
_SHORTEST_DEFINITION = 8

# A bracket that ends the name: a unit （%）（万人）, or a definition of many characters; （教师） tells two
# indicators apart.
_LAST_BRACKET = re.compile(r"^(?P<name>.+)\((?P<inside>[^()]*)\)$")
_UNIT_LIKE = re.compile(
    r"(?:单位[::]?)?[百千万亿]?"
    r"(?:%|‰|百分比|个|项|件|人|人次|次|篇|门|名|亩|元|元/.+|套|台|场|场次|平方米|米|公里|年|月|日|天|小时|课时|分|倍|所|家|户|本|册|条|座|栋|间|期|批|份|种|类|吨|度|Gbps|Mbps)"
)
_COUNTED = re.compile(r"(?:数量|个数|项目数|项目|数)$")
_EDGES = ".。,、;；:· "

LINKS = pl.Schema(
    {
        "indicator_key": pl.String(),
        "prior_indicator_key": pl.String(),
        "method": pl.String(),
        "score": pl.Float64(),
        "unit_factor": pl.Float64(),
        "evidence": pl.String(),
    }
)

_COUNTERS = frozenset({"个", "项", "件", "种", "类"})
# To a common unit, so that targets in two units of one quantity compare; spellings and 万 are done in
# `targets.py`.
_SCALES: dict[str, tuple[str, float]] = {
    "‰": ("%", 0.1),
    "公里": ("米", 1000.0),
    "公顷": ("平方米", 10_000.0),
    "平方公里": ("平方米", 1_000_000.0),
    "小时": ("分钟", 60.0),
    "吨": ("公斤", 1000.0),
}


def indicator_stem(name: str) -> str:
    """The part of an indicator's name that says what is measured: folded by NFKC, without white space, marks
    at its ends, a unit or definition in a last bracket, and what says only that something is counted (项目,
    个数, 数量, 数)."""
    # Twice: taking white space out can bring marks together that NFKC orders anew.
    stem = name
    for _ in range(2):
        stem = compact(unicodedata.normalize("NFKC", stem)).strip(_EDGES)
    while match := _LAST_BRACKET.match(stem):
        inside = match["inside"]
        unit = len(inside) <= _LONGEST_UNIT + 2 and _UNIT_LIKE.fullmatch(inside)
        if not unit and len(inside) < _SHORTEST_DEFINITION:
            break
        stem = match["name"].strip(_EDGES)
    while len(shorter := _COUNTED.sub("", stem)) >= 2 and shorter != stem:
        stem = shorter
    return stem


def likeness(stem: str, other: str) -> float:
    """How alike two stems are, 0 to 1. A stem that stands whole inside the other (师生满意度 in
    在校师生满意度) counts as alike enough: a qualifier was added or dropped."""
    ratio = fuzz.ratio(stem, other) / 100
    short, long = sorted((stem, other), key=len)
    contained = len(short) >= _SHORTEST_CONTAINED and short in long
    return max(ratio, LIKE) if contained else ratio


def unit_factor(unit: str, prior_unit: str) -> float | None:
    """What a number in `prior_unit` is multiplied by to compare with one in `unit`; None where they do not
    compare.

    A target that prints no unit compares with any, since printing it or not is the writer's habit.
    """
    base, scale = _SCALES.get(unit, (unit, 1.0))
    prior_base, prior_scale = _SCALES.get(prior_unit, (prior_unit, 1.0))
    if unit and prior_unit and base != prior_base and not {base, prior_base} <= _COUNTERS:
        return None
    return prior_scale / scale if unit and prior_unit else 1.0


def link_indicators(indicators: pl.DataFrame, prior_years: pl.DataFrame) -> pl.DataFrame:
    """Match each indicator with at most one of the same family in the institution's prior documented year.

    `indicators`: indicator_key, institution_key, project_family_id, project_key, fiscal_year, indicator_seq,
    category_key, indicator_name, indicator_stem, annual_value, cycle_value, annual_standard_unit,
    cycle_standard_unit, of current documents only. `prior_years`: institution_key, fiscal_year,
    prior_fiscal_year.

    Equal names first (of the same project and values before others), then equal stems, then likeness of stems
    within the same category, best pair first. Returns `LINKS`, sorted by key.
    """
    named = indicators.with_columns(name=pl.col("indicator_name").str.replace_all(r"\s+", ""))
    current = named.join(prior_years, on=["institution_key", "fiscal_year"]).drop("fiscal_year")
    current = current.rename({"prior_fiscal_year": "year"})
    prior = named.rename({"fiscal_year": "year"})
    found: list[pl.DataFrame] = []
    for method, on in _STAGES:
        links = _equal(current, prior, on)
        found.append(links.with_columns(method=pl.lit(method), score=pl.lit(1.0 if method == "name" else 0.95)))
        current = current.join(links, on="indicator_key", how="anti")
        prior = prior.join(links, left_on="indicator_key", right_on="prior_indicator_key", how="anti")
    found.append(_alike(current, prior))
    return _described(pl.concat(found, how="diagonal_relaxed"), named)


_GROUP = ["institution_key", "project_family_id", "year"]
_STAGES = [
    ("name", ["project_key", "name", "annual_value", "cycle_value"]),
    ("name", ["project_key", "name"]),
    ("name", ["name", "annual_value", "cycle_value"]),
    ("name", ["name"]),
    ("stem", ["indicator_stem", "category_key"]),
    ("stem", ["indicator_stem"]),
]


def _equal(current: pl.DataFrame, prior: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Pairs that agree in `on`; where several do, the first with the first, the second with the second."""
    keys = [*_GROUP, *on]
    nth = pl.int_range(pl.len()).over(keys).alias("nth")
    order = ["project_key", "indicator_seq", "indicator_key"]
    left = current.sort(order).with_columns(nth).select("indicator_key", "nth", *keys)
    right = (
        prior.sort(order).with_columns(nth).select(pl.col("indicator_key").alias("prior_indicator_key"), "nth", *keys)
    )
    return left.join(right, on=[*keys, "nth"], nulls_equal=True).select("indicator_key", "prior_indicator_key")


def _alike(current: pl.DataFrame, prior: pl.DataFrame) -> pl.DataFrame:
    """Pairs alike by likeness, greedily from the best: group sizes are a project's few indicators left
    over."""
    keys = [*_GROUP, "category_key"]
    sides = [
        side.sort("indicator_key").group_by(keys, maintain_order=True).agg("indicator_key", "indicator_stem")
        for side in (current, prior)
    ]
    rows = [
        (key, prior_key, "likeness", score)
        for *_, names, stems, prior_names, prior_stems in sides[0].join(sides[1], on=keys, suffix="_prior").rows()
        for key, prior_key, score in _best_pairs(names, stems, prior_names, prior_stems)
    ]
    columns = ["indicator_key", "prior_indicator_key", "method", "score"]
    return pl.DataFrame(rows, schema={name: LINKS[name] for name in columns}, orient="row")


def _best_pairs(
    keys: list[str], stems: list[str], prior_keys: list[str], prior_stems: list[str]
) -> Iterator[tuple[str, str, float]]:
    scored = sorted(
        (-score, place, prior_place)
        for place, stem in enumerate(stems)
        for prior_place, prior_stem in enumerate(prior_stems)
        if (score := likeness(stem, prior_stem)) >= LIKE
    )
    taken: set[int] = set()
    taken_prior: set[int] = set()
    for score, place, prior_place in scored:
        if place in taken or prior_place in taken_prior:
            continue
        taken.add(place)
        taken_prior.add(prior_place)
        yield keys[place], prior_keys[prior_place], -score


def _described(links: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Add what the match rests on, and the factor between the units that the two targets are in."""
    about = named.select("indicator_key", "name", "annual_standard_unit", "cycle_standard_unit", "cycle_value")
    paired = links.join(about, on="indicator_key").join(
        about.rename({"indicator_key": "prior_indicator_key"}), on="prior_indicator_key", suffix="_prior"
    )
    by_cycle = pl.col("cycle_value").is_not_null() & pl.col("cycle_value_prior").is_not_null()
    paired = paired.with_columns(
        unit=pl.when(by_cycle).then("cycle_standard_unit").otherwise("annual_standard_unit").fill_null(""),
        unit_prior=pl.when(by_cycle)
        .then("cycle_standard_unit_prior")
        .otherwise("annual_standard_unit_prior")
        .fill_null(""),
    )
    units = paired.select("unit", "unit_prior").unique(maintain_order=True)
    factors = pl.Series("unit_factor", [unit_factor(*pair) for pair in units.rows()], dtype=pl.Float64)
    same_name = pl.col("name") == pl.col("name_prior")
    evidence = pl.when(same_name).then(pl.lit("同名")).otherwise(pl.format("{} → {}", "name_prior", "name"))
    changed = pl.when(pl.col("unit") != pl.col("unit_prior")).then(pl.format("；单位 {} → {}", "unit_prior", "unit"))
    return (
        paired.join(units.with_columns(factors), on=["unit", "unit_prior"], maintain_order="left")
        .with_columns(evidence=pl.concat_str(evidence, changed.otherwise(pl.lit(""))))
        .select(LINKS.names())
        .cast(LINKS)
        .sort("indicator_key")
    )
