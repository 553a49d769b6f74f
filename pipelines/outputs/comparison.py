"""What changed between two published warehouses, or between two years of one institution.

Here belongs pairing their facts. Here does not belong what a fact is (sql/internal/report.sql), nor how the
answer is shown (`cli/`, `html_report/`).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.warehouse import reading

COLUMNS = (
    "what",
    "change",
    "institution_name",
    "fiscal_year",
    "project_name",
    "item",
    "before",
    "after",
    "change_yuan",
)
_SCOPE = ["institution_name", "fiscal_year"]
_WITHIN = ("project", "indicator")
_NAMES = ("what", "institution_name", "fiscal_year", "project_name", "item")
_ORDER = {"document": 0, "project": 1, "indicator": 2, "issue": 3}


class ComparisonError(ValueError):
    """Two things that cannot be compared; the message is one line that says why and what to do."""


def between_warehouses(before: Path, after: Path) -> pl.DataFrame:
    """The differences of `after` from `before`: one row a document, amount, target or kind of issue (`COLUMNS`).

    `before` and `after` of a document are its status, of an amount yuan, of a target its text, of issues their number.
    The projects and targets of an institution and year that only one of the two holds are not listed: the row of its
    document stands for them. Raises WarehouseError where one of the two cannot be read.
    """
    old, new = (_facts(path) for path in (before, after))
    return _paired(_shared(old, new), _shared(new, old))


def between_years(path: Path, institution: str, before: int, after: int) -> pl.DataFrame:
    """The differences of an institution's year `after` from its year `before` (`COLUMNS`): money by
    project family and source, targets by their thread through the years. `fiscal_year` is `after` throughout.

    Raises ComparisonError where the warehouse holds nothing of the institution in one of the years.
    """
    with reading.open_warehouse(path) as reader:
        sides = {year: reader.ask("report/compare_year", [institution, year]) for year in (before, after)}
        for year, side in sides.items():
            if side.is_empty():
                raise ComparisonError(_nothing(reader.ask("report/institution_years"), institution, year))
    old, new = sides[before], sides[after]
    return _paired(old, new).with_columns(pl.lit(after, pl.Int32).alias("fiscal_year"))


def _nothing(years: pl.DataFrame, institution: str, year: int) -> str:
    known = years.filter(pl.col("institution_name") == institution).get_column("fiscal_year").to_list()
    if known:
        return f"{institution}: nothing is loaded of {year}; there is {', '.join(map(str, known))}"
    some = "、".join(years.get_column("institution_name").unique().sort().to_list()[:5])
    return f"{institution}: no institution is called that; there is {some or 'none'}"


def _facts(path: Path) -> pl.DataFrame:
    with reading.open_warehouse(path) as reader:
        return reader.ask("report/compare_facts")


def _shared(facts: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """`facts` without what is within an institution and year that `other` holds nothing of."""
    within = pl.col("what").is_in(_WITHIN)
    held = other.filter(within).select(_SCOPE).unique()
    return pl.concat([facts.filter(~within), facts.filter(within).join(held, on=_SCOPE, how="semi")])


def _paired(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    pairs = old.join(new, on="key", how="full", suffix="_new")
    gone, come = pl.col("key_new").is_null(), pl.col("key").is_null()
    change = (
        pl.when(gone)
        .then(pl.lit("removed"))
        .when(come)
        .then(pl.lit("added"))
        .otherwise(pl.lit("changed"))
        .alias("change")
    )
    latest = [pl.when(gone).then(pl.col(name)).otherwise(pl.col(f"{name}_new")).alias(name) for name in _NAMES]
    none = pl.lit(0, pl.Decimal(18, 2))
    money = pl.col("amount_yuan_new").fill_null(none) - pl.col("amount_yuan").fill_null(none)
    is_money = pl.col("amount_yuan").is_not_null() | pl.col("amount_yuan_new").is_not_null()
    return (
        pairs.filter(gone | come | pl.col("value").ne_missing(pl.col("value_new")))
        .select(
            change,
            *latest,
            pl.col("value").alias("before"),
            pl.col("value_new").alias("after"),
            pl.when(is_money).then(money).cast(pl.Decimal(18, 2)).alias("change_yuan"),
            pl.coalesce("key_new", "key").alias("key"),
        )
        .sort(pl.col("what").replace_strict(_ORDER), "institution_name", "fiscal_year", "project_name", "item", "key")
        .select(COLUMNS)
    )
