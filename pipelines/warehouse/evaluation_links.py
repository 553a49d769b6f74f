"""What joins self-evaluations to budgets: projects to the budget of their year, results to its targets.

This module should contain handing rows to the matchers and taking their answers as rows. Keep how a match is decided
out: that is for `linking/`.
"""

from __future__ import annotations

import polars as pl

from pipelines.linking.evaluations import EvaluatedProjects, link_evaluations
from pipelines.linking.indicators import link_indicators
from pipelines.linking.overrides import OVERRIDES_COLUMNS, OverrideError, read_overrides
from pipelines.values.outcomes import same_target
from pipelines.values.text import compact
from pipelines.warehouse.facts import MONEY, RowsError

_NAMES = ("project_name", "other_project_name")


def split_overrides(
    overrides: pl.DataFrame | None, projects: pl.DataFrame, evaluations: pl.DataFrame
) -> tuple[pl.DataFrame | None, list[dict[str, str]]]:
    """The decisions on budgets alone, and those that name a project which only self-evaluations print. Raises RowsError
    where a row cannot be read."""
    if overrides is None:
        return None, []
    printed = [
        set(zip(frame["institution_name"], map(compact, frame["projects.name"]), strict=True))
        for frame in (projects, evaluations)
    ]
    only_evaluated = printed[1] - printed[0]
    try:
        rows = read_overrides(overrides)
    except OverrideError as error:
        raise RowsError(str(error)) from error
    concerned = [
        any((row["institution_name"], compact(row[name])) in only_evaluated for name in _NAMES) for row in rows
    ]
    on_budgets = overrides.select(OVERRIDES_COLUMNS).filter(~pl.Series(concerned, dtype=pl.Boolean))
    return on_budgets, [row for row, own in zip(rows, concerned, strict=True) if own]


def evaluated_projects(
    projects: pl.DataFrame, evaluations: pl.DataFrame, decided: list[dict[str, str]]
) -> EvaluatedProjects:
    """The evaluated projects (`evaluations.evaluations_of`) with the projects (`facts.projects_of`, with
    project_family_id) of current target tables that they report on."""
    return link_evaluations(
        _asked(projects.filter("is_current"), ["project_family_id"]),
        _asked(evaluations.sort("is_current", descending=True, maintain_order=True), []),
        decided,
    )


def _asked(frame: pl.DataFrame, more: list[str]) -> pl.DataFrame:
    return frame.select(
        "institution_key",
        "institution_name",
        "project_key",
        pl.col("fiscal_year").cast(pl.Int64),
        pl.col("projects.name").alias("project_name"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.goal").alias("goal"),
        *more,
        total_yuan=pl.col("projects.amounts").list.eval(pl.element().struct.field("yuan").cast(MONEY)).list.sum(),
        indicator_names=pl.col("projects.indicators").list.eval(pl.element().struct.field("name")),
    )


def with_budget_project(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Rows of evaluated projects with budget_project_key, null where the year's budget has no such project, and how it
    was found: match_method, match_score, match_evidence."""
    found = pairs.select(
        "institution_key",
        pl.col("fiscal_year").cast(frame.schema["fiscal_year"]),
        "project_key",
        "budget_project_key",
        pl.col("method").alias("match_method"),
        pl.col("score").alias("match_score"),
        pl.col("evidence").alias("match_evidence"),
    )
    return frame.join(
        found, on=["institution_key", "fiscal_year", "project_key"], how="left", maintain_order="left"
    )  # fmt: skip


def with_budget_indicator(results: pl.DataFrame, indicators: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Rows of fact_result with the target of the year's budget that each answers to: budget_indicator_key, budget_value,
    match_method, match_score, match_evidence, target_differs; all null where there is none.

    `indicators`: rows of `facts.fact_indicator`. Within a pair of projects the matching is that of two years; a project
    that no budget project of the year was found for is matched within its family.
    """
    placed = with_budget_project(results.filter("is_current"), pairs)
    ours = placed.select(
        pl.col("result_key").alias("indicator_key"),
        "institution_key",
        "category_key",
        "indicator_name",
        "indicator_stem",
        "indicator_seq",
        pl.col("target_value").alias("annual_value"),
        pl.lit(None, pl.String).alias("cycle_value"),
        pl.col("target_standard_unit").alias("annual_standard_unit"),
        pl.lit(None, pl.String).alias("cycle_standard_unit"),
        project_key=pl.coalesce("budget_project_key", "project_key"),
        project_family_id=pl.coalesce("budget_project_key", "project_family_id"),
        fiscal_year=pl.col("fiscal_year").cast(pl.Int64) * 2 + 1,
    )
    current = indicators.filter("is_current").with_columns(fiscal_year=pl.col("fiscal_year").cast(pl.Int64) * 2)
    taken = pairs.select("budget_project_key", fiscal_year=pl.col("fiscal_year") * 2).unique()
    in_pairs = current.join(
        taken, left_on=["project_key", "fiscal_year"], right_on=["budget_project_key", "fiscal_year"], how="semi"
    ).with_columns(project_family_id="project_key")
    others = current.join(
        taken, left_on=["project_key", "fiscal_year"], right_on=["budget_project_key", "fiscal_year"], how="anti"
    )
    theirs = pl.concat([in_pairs, others]).select(ours.columns)
    # A self-evaluation stands to its budget as a year to the one before it.
    years = ours.select("institution_key", "fiscal_year").unique()
    links = link_indicators(pl.concat([ours, theirs]), years.with_columns(prior_fiscal_year=pl.col("fiscal_year") - 1))
    found = links.select(
        pl.col("indicator_key").alias("result_key"),
        pl.col("prior_indicator_key").alias("budget_indicator_key"),
        pl.col("method").alias("match_method"),
        pl.col("score").alias("match_score"),
        pl.col("evidence").alias("match_evidence"),
    )
    values = indicators.select(
        pl.col("indicator_key").alias("budget_indicator_key"), budget_value=pl.coalesce("annual_value", "cycle_value")
    )
    joined = results.join(found, on="result_key", how="left", maintain_order="left").join(
        values, on="budget_indicator_key", how="left", maintain_order="left"
    )
    return _with_difference(joined)


def _with_difference(results: pl.DataFrame) -> pl.DataFrame:
    """target_differs: whether the self-evaluation repeats another target than the budget printed."""
    columns = ["target_value", "budget_value", "indicator_name"]
    asked = results.select(columns).unique(maintain_order=True)
    answers = pl.Series([same_target(*row) for row in asked.rows()], dtype=pl.Boolean)
    known = asked.with_columns(target_differs=~answers)
    return results.join(known, on=columns, how="left", nulls_equal=True, maintain_order="left")
