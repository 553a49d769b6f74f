"""Which projects the reading of their document left in doubt.

This module should contain finding the projects that a finding of the reader names, by their name or by their place on the
page. Keep out what the reader finds (`extract/`, `layouts/`), and what views make of a doubt (sql/views).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from pipelines.warehouse import staging

DOUBTFUL = ["error", "warning"]
"""Severities that leave a row in doubt; an info is something to know, no doubt."""

_BARE = r"\s+"


def read_findings(shas: Sequence[str], staging_paths: Mapping[str, Path]) -> pl.DataFrame:
    """What the reader found doubtful in each of some documents: sha256, subject without white space, page and box."""
    staged = staging.read([staging_paths[sha] for sha in shas], ["sha256", "findings"])
    found = staged.filter(pl.col("findings").list.len() > 0).explode("findings").unnest("findings")
    return found.filter(pl.col("severity").is_in(DOUBTFUL)).select(
        "sha256",
        "page",
        pl.col("subject").str.replace_all(_BARE, ""),
        *(pl.col("box").struct.field(side) for side in ("x0", "top", "x1", "bottom")),
    )


def with_doubts(projects: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """`projects` (`facts.projects_of`, with sha256) with is_doubtful: whether a finding has the project's name as its
    subject, or a box that covers something printed of the project."""
    if findings.is_empty():
        return projects.with_columns(is_doubtful=pl.lit(False))
    numbered = projects.with_row_index("_row")
    named = numbered.join(findings, left_on=["sha256", "name"], right_on=["sha256", "subject"], how="semi")
    placed = _printed(numbered).join(findings.drop_nulls("x0"), on=["sha256", "page"], suffix="_found")
    touched = placed.filter(
        (pl.col("x0") < pl.col("x1_found"))
        & (pl.col("x0_found") < pl.col("x1"))
        & (pl.col("top") < pl.col("bottom_found"))
        & (pl.col("top_found") < pl.col("bottom"))
    )
    doubtful = pl.concat([named.get_column("_row"), touched.get_column("_row")]).unique()
    return numbered.with_columns(is_doubtful=pl.col("_row").is_in(doubtful.implode())).drop("_row")


def _printed(numbered: pl.DataFrame) -> pl.DataFrame:
    """Every place that something of a project is printed at: _row, sha256, page, and the box's four sides."""
    whole = numbered.select("_row", "sha256", page="projects.page_first", box="projects.box")
    lists = [
        numbered.select("_row", "sha256", part=column)
        .explode("part")
        .select("_row", "sha256", page=pl.col("part").struct.field("page"), box=pl.col("part").struct.field("box"))
        for column in ("projects.amounts", "projects.indicators")
    ]
    return pl.concat([whole, *lists]).unnest("box").drop_nulls("x0")
