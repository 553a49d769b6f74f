"""The rows of the dimensions: institutions, what a document covers, categories, projects.

This module should contain one function a dimension, from resolved documents and printed projects to its rows. Keep
facts out (`facts.py`), and how a value is understood (`values/`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

import polars as pl

from pipelines.model.keys import key
from pipelines.model.known_institutions import KnownInstitutions
from pipelines.model.records import FundingSource
from pipelines.model.year_figures import YEAR_FIGURES
from pipelines.values.categories import canonical_categories
from pipelines.values.project_types import PROJECT_TYPES, project_type
from pipelines.warehouse.row_keys import key_column

SCOPE = ["document_key", "institution_key", "fiscal_year"]
"""What one document says of one institution and year."""

KINDS_OF_SCOPE = [*SCOPE, "document_kind"]


FUNDING_GROUPS = dict.fromkeys(("财政专户拨款", "上年结转资金", "其他资金"), "财政拨款以外")
"""Sources that some layouts print apart and others within 其他资金: only their sum compares across layouts."""

UNKNOWN_CATEGORY = (None, "未归类", None, None)
"""Where an indicator goes whose printed category the reviewed list does not know; a check counts them."""


@dataclass(frozen=True, slots=True)
class References:
    """What people maintain. `known`: what they know of institutions. `overrides`: rows of reference/overrides.csv. `years`:
    fiscal_year, cpi."""

    known: KnownInstitutions = field(default_factory=KnownInstitutions)
    overrides: pl.DataFrame | None = None
    years: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=YEAR_FIGURES))


def bridge_document_institution(scopes: pl.DataFrame) -> pl.DataFrame:
    """bridge_document_institution: one row a document, institution, year and kind, however many statements it
    has of them."""
    return scopes.group_by(KINDS_OF_SCOPE, maintain_order=True).agg(
        pl.col("layout").unique(maintain_order=True).str.join("、"),
        pl.col("unit").unique(maintain_order=True).str.join("、"),
        pl.col("is_current").any(),
    )


def category_key(category_type: str, levels: tuple[str | None, ...]) -> str:
    return key(category_type, *levels)


def dim_category() -> pl.DataFrame:
    """dim_category: every category there can be, whether or not a document uses it."""
    rows = [("indicator", *levels) for levels in [*canonical_categories(), UNKNOWN_CATEGORY]]
    rows += [("funding_source", None, source, None, None) for source in get_args(FundingSource)]
    rows += [("project_type", None, name, None, None) for name in PROJECT_TYPES]
    columns = ["category_type", "level1_code", "level1_name", "level2_code", "level2_name"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    groups = {source: FUNDING_GROUPS.get(source, source) for source in get_args(FundingSource)}
    is_source = pl.col("category_type") == "funding_source"
    return frame.with_columns(
        category_key=key_column(frame, columns),
        funding_group=pl.when(is_source).then(pl.col("level1_name").replace(groups)),
    )


def dim_project(projects: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """dim_project: a name's code, goal and so its type are those of the latest current document it stands
    in."""
    latest = (
        projects.sort("is_current", "fiscal_year", "document_key")
        .group_by("project_key")
        .agg(
            pl.col("institution_key", "projects.name", "projects.goal").last(),
            pl.col("occurrence").cast(pl.Int32).last(),
            pl.col("projects.code").drop_nulls().last(),
            first_fiscal_year=pl.col("fiscal_year").min(),
            last_fiscal_year=pl.col("fiscal_year").max(),
        )
    )
    asked = latest.select("projects.name", "projects.goal").unique()
    answers = [project_type(name, goal or "") for name, goal in asked.rows()]
    types = asked.with_columns(
        pl.Series(
            "project_type_key",
            [category_key("project_type", (None, kind, None, None)) for kind, _ in answers],
        ),
        pl.Series("project_type_rule", [rule for _, rule in answers]),
    )
    return (
        links.select("project_key", "project_family_id")
        .join(latest, on="project_key", maintain_order="left")
        .join(types, on=["projects.name", "projects.goal"], nulls_equal=True, maintain_order="left")
        .rename({"projects.name": "project_name", "projects.code": "project_code"})
        .drop("projects.goal")
    )
