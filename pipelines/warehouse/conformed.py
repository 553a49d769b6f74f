"""The rows of the dimensions that facts are compared by: years, families, threads of indicators.

This module should contain one function a conformed dimension. Keep dimensions of what a document prints out
(`dimensions.py`), and how projects and indicators are found to be the same (`links.py`).
"""

from __future__ import annotations

import polars as pl

from pipelines.linking.names import normalise_name
from pipelines.warehouse.facts import RowsError

THIRD_PLAN_YEAR = 1966
"""The first year of 三五. Since then five-year plans follow one another without a gap."""

DIGITS = "一二三四五六七八九"

YEAR_SCHEMA = {
    "fiscal_year": pl.Int32,
    "prior_year": pl.Int32,
    "plan_period": pl.String,
    "plan_year": pl.Int32,
    "plan_first_year": pl.Int32,
    "plan_last_year": pl.Int32,
    "cpi": pl.Float64,
    "price_level": pl.Float64,
}


def plan_period(fiscal_year: int) -> tuple[str, int]:
    """The five-year plan of a year and its first year: ("十四五", 2021) of 2021 to 2025."""
    passed = (fiscal_year - THIRD_PLAN_YEAR) // 5
    tens, ones = divmod(passed + 3, 10)
    numeral = (DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")
    return f"{numeral}五", THIRD_PLAN_YEAR + 5 * passed


def price_levels(cpi: dict[int, float]) -> dict[int, float]:
    """Price levels chained from indices with the year before as 100; 1 in the year before the first. A year without an
    index ends the chain, since what came after it cannot be known."""
    levels: dict[int, float] = {}
    if cpi:
        year = min(cpi) - 1
        levels[year] = 1.0
        while year + 1 in cpi:
            levels[year + 1] = levels[year] * cpi[year + 1] / 100
            year += 1
    return levels


def dim_year(fiscal_years: pl.Series, figures: pl.DataFrame) -> pl.DataFrame:
    """dim_year: every year from the first to the last of `fiscal_years`, with `figures` (YEAR_FIGURES) of those years.

    Raises RowsError where the user's figures name a year twice or give an index that is not above zero.
    """
    cpi = _indices(figures)
    known = fiscal_years.drop_nulls()
    if known.is_empty():
        return pl.DataFrame(schema=YEAR_SCHEMA)
    levels = price_levels(cpi)
    first, last = int(known.min()), int(known.max())  # type: ignore[arg-type]
    rows = []
    for year in range(first, last + 1):
        period, begin = plan_period(year)
        rows.append((year, year - 1, period, year - begin + 1, begin, begin + 4, cpi.get(year), levels.get(year)))
    return pl.DataFrame(rows, schema=YEAR_SCHEMA, orient="row")


def _indices(figures: pl.DataFrame) -> dict[int, float]:
    given = figures.drop_nulls("cpi")
    years = given.get_column("fiscal_year")
    if years.null_count() or years.n_unique() < given.height:
        raise RowsError("years.csv: a row has no fiscal year, or two rows have the same: keep one row a year")
    if not given.filter(~pl.col("cpi").is_between(50, 200)).is_empty():
        raise RowsError(
            "years.csv: cpi is the index with the year before as 100, as 100.2; one of them is not near 100"
        )
    return dict(given.select("fiscal_year", "cpi").iter_rows())


def dim_family(dim_project: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """dim_family: named and typed by its project of the latest current year, of several by the one with most money.

    `projects`: one row a project of a document (`facts.projects_of`, with project_family_id).
    """
    money = pl.col("projects.amounts").list.eval(pl.element().struct.field("yuan")).list.sum()
    printed = projects.select(
        "project_family_id",
        "institution_key",
        "institution_name",
        "project_key",
        "fiscal_year",
        "is_current",
        "document_key",
        yuan=money,
    )
    families = (
        printed.join(dim_project.select("project_key", "project_name", "project_type_key"), on="project_key")
        .sort("is_current", "fiscal_year", "yuan", "document_key", "project_key")
        .group_by("project_family_id")
        .agg(
            pl.col("institution_key", "institution_name", "project_type_key").last(),
            pl.col("project_name").last().alias("family_name"),
            pl.col("project_key").n_unique().cast(pl.Int32).alias("project_count"),
            pl.col("fiscal_year").n_unique().cast(pl.Int32).alias("year_count"),
            pl.col("fiscal_year").min().alias("first_fiscal_year"),
            pl.col("fiscal_year").max().alias("last_fiscal_year"),
        )
    )
    stems = [normalise_name(*row) for row in families.select("family_name", "institution_name").iter_rows()]
    named = families.with_columns(family_stem=pl.Series(stems, dtype=pl.String)).drop("institution_name")
    in_order = printed.select("project_family_id").unique(maintain_order=True)
    return in_order.join(named, on="project_family_id", maintain_order="left")


def dim_indicator(indicators: pl.DataFrame) -> pl.DataFrame:
    """dim_indicator: the threads of the rows of fact_indicator, each as it is printed in its latest year. Rows of one
    institution come in the order of years, so a thread's last is its latest."""
    return indicators.group_by("thread_key", maintain_order=True).agg(
        pl.col("institution_key", "project_family_id", "category_key", "indicator_name", "indicator_stem").last(),
        pl.col("direction").drop_nulls().last(),
        pl.col("fiscal_year").n_unique().cast(pl.Int32).alias("year_count"),
        pl.col("fiscal_year").min().alias("first_fiscal_year"),
        pl.col("fiscal_year").max().alias("last_fiscal_year"),
    )
