"""What links rows over the years: projects to their families, indicators to those of the documented year before.

This module should contain handing rows to the matchers and taking their answers as rows. Keep how a match is decided
out: that is for `linking/`.
"""

from __future__ import annotations

import polars as pl

from pipelines.linking.families import Families, assign_families
from pipelines.linking.indicators import link_indicators
from pipelines.linking.overrides import OverrideError
from pipelines.warehouse.facts import MONEY, RowsError


def families_of(projects: pl.DataFrame, overrides: pl.DataFrame | None) -> Families:
    """The projects' families. Raises RowsError where a row of the overrides cannot be followed."""
    asked = projects.select(
        "institution_key",
        "institution_name",
        "project_key",
        "fiscal_year",
        pl.col("projects.name").alias("project_name"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.goal").alias("goal"),
        total_yuan=pl.col("projects.amounts").list.eval(pl.element().struct.field("yuan").cast(MONEY)).list.sum(),
        indicator_names=pl.col("projects.indicators").list.eval(pl.element().struct.field("name")),
    )
    try:
        return assign_families(asked, overrides)
    except OverrideError as error:
        raise RowsError(str(error)) from error


def with_family(projects: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """`projects` with project_family_id."""
    return projects.join(links.select("project_key", "project_family_id"), on="project_key", maintain_order="left")


def family_issues(issues: pl.DataFrame, projects: pl.DataFrame, file_names: pl.DataFrame) -> pl.DataFrame:
    """Close calls of the families, each on the page where the current document prints the project."""
    place = projects.filter(pl.col("is_current")).select(
        "project_key", "fiscal_year", "document_key", pl.col("projects.page_first").alias("page")
    )
    return (
        projects.select("project_key")
        .unique(maintain_order=True)
        .join(issues, on="project_key", maintain_order="left_right")
        .with_columns(pl.col("fiscal_year").cast(projects.schema["fiscal_year"]))
        .join(place, on=["project_key", "fiscal_year"], how="left", maintain_order="left")
        .join(file_names, on="document_key", how="left", maintain_order="left")
    )


def prior_years(scopes: pl.DataFrame) -> pl.DataFrame:
    """institution_key, fiscal_year, prior_fiscal_year: each documented year and the documented year
    before it.

    A year without a document is skipped: it says nothing, so it is neither an end nor a beginning.
    """
    years = (
        scopes.filter(pl.col("is_current"), pl.col("document_kind") == "target")
        .select("institution_key", "fiscal_year")
        .unique()
    )
    return (
        years.sort("institution_key", "fiscal_year")
        .with_columns(prior_fiscal_year=pl.col("fiscal_year").shift(1).over("institution_key"))
        .drop_nulls()
    )


def bridge_indicator(indicators: pl.DataFrame, scopes: pl.DataFrame) -> pl.DataFrame:
    """bridge_indicator: the indicators of current documents (`facts.fact_indicator`) that carry on one of the documented
    year before."""
    pairs = link_indicators(indicators.filter("is_current"), prior_years(scopes))
    return indicators.select("indicator_key").join(pairs, on="indicator_key", maintain_order="left")


def with_threads(indicators: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`indicators` with thread_key: the key of the first indicator that each carries on, its own where it
    carries on none."""
    step = pairs.select("indicator_key", "prior_indicator_key")
    threads = indicators.select("indicator_key", thread_key="indicator_key")
    while True:
        # Each round goes one year further back, so there are as many rounds as years.
        back = threads.join(step, left_on="thread_key", right_on="indicator_key", how="left", maintain_order="left")
        if back.get_column("prior_indicator_key").null_count() == back.height:
            return indicators.with_columns(threads.get_column("thread_key"))
        threads = back.select("indicator_key", thread_key=pl.coalesce("prior_indicator_key", "thread_key"))
