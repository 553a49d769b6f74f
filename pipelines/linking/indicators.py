"""Which indicator carries on which of the year before, within one family, though it was renamed or its unit
changed.

Here belongs the one-to-one matching between an institution's consecutive documented years. Here does not belong what two
names differ by (`indicator_names.py`) nor which projects are one family (`families.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from pipelines.linking.indicator_names import QUALIFIED, SAME_WORDING, contrast, likeness

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

    Equal names first (of the same project and values before others), then equal stems, then names in other words and names
    with a word more, within the same category. What the reviewed contrasts part (奖学金／助学金) is never matched but by an equal
    name. Returns `LINKS`, sorted by key.
    """
    named = indicators.with_columns(name=pl.col("indicator_name").str.replace_all(r"\s+", ""))
    current = named.join(prior_years, on=["institution_key", "fiscal_year"]).drop("fiscal_year")
    current = current.rename({"prior_fiscal_year": "year"})
    prior = named.rename({"fiscal_year": "year"})
    found: list[pl.DataFrame] = []
    for method, on in _STAGES:
        links = _equal(current, prior, on)
        if method == "stem":
            links = _not_contrasted(links, named)
        score = 1.0 if method == "name" else SAME_WORDING
        found.append(links.with_columns(method=pl.lit(method), score=pl.lit(score), reason=pl.lit("")))
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


def _not_contrasted(links: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """`links` without those whose names, longer than their stems, hold words that part them."""
    name = named.select("indicator_key", "indicator_name")
    pairs = links.join(name, on="indicator_key", maintain_order="left").join(
        name.rename({"indicator_key": "prior_indicator_key"}),
        on="prior_indicator_key",
        suffix="_prior",
        maintain_order="left",
    )
    parted = [contrast(*names) != "" for names in pairs.select("indicator_name", "indicator_name_prior").iter_rows()]
    return links.filter(~pl.Series(parted, dtype=pl.Boolean))


def _alike(current: pl.DataFrame, prior: pl.DataFrame) -> pl.DataFrame:
    """Pairs by likeness of their names: group sizes are a project's few indicators left over."""
    keys = [*_GROUP, "category_key"]
    sides = [
        side.sort("indicator_key").group_by(keys, maintain_order=True).agg("indicator_key", "indicator_name")
        for side in (current, prior)
    ]
    rows = [
        (key, prior_key, "likeness", score, reason)
        for *_, of, names, prior_of, prior_names in sides[0].join(sides[1], on=keys, suffix="_prior").rows()
        for key, prior_key, score, reason in _best_pairs(of, names, prior_of, prior_names)
    ]
    schema = {name: LINKS[name] for name in ("indicator_key", "prior_indicator_key", "method", "score")}
    return pl.DataFrame(rows, schema=schema | {"reason": pl.String()}, orient="row")


def _best_pairs(
    keys: list[str], names: list[str], prior_keys: list[str], prior_names: list[str]
) -> Iterator[tuple[str, str, float, str]]:
    """Names in other words, the first with the first; then names with a word more, where nothing else of either year could be
    meant as well."""
    scored = {
        (place, prior_place): found
        for place, name in enumerate(names)
        for prior_place, prior_name in enumerate(prior_names)
        if (found := likeness(name, prior_name)).score
    }
    taken: set[int] = set()
    taken_prior: set[int] = set()
    for bound in (SAME_WORDING, QUALIFIED):
        open_pairs = [
            pair
            for pair, found in scored.items()
            if found.score >= bound and pair[0] not in taken and pair[1] not in taken_prior
        ]
        partners = Counter(place for place, _ in open_pairs), Counter(place for _, place in open_pairs)
        for place, prior_place in open_pairs:
            is_only = partners[0][place] == partners[1][prior_place] == 1
            if place in taken or prior_place in taken_prior or (bound == QUALIFIED and not is_only):
                continue
            taken.add(place)
            taken_prior.add(prior_place)
            score, reason = scored[place, prior_place]
            yield keys[place], prior_keys[prior_place], score, reason


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
    why = pl.when(pl.col("reason") != "").then(pl.format("（{}）", "reason")).otherwise(pl.lit(""))
    changed = pl.when(pl.col("unit") != pl.col("unit_prior")).then(pl.format("；单位 {} → {}", "unit_prior", "unit"))
    return (
        paired.join(units.with_columns(factors), on=["unit", "unit_prior"], maintain_order="left")
        .with_columns(evidence=pl.concat_str(evidence, why, changed.otherwise(pl.lit(""))))
        .select(LINKS.names())
        .cast(LINKS)
        .sort("indicator_key")
    )
