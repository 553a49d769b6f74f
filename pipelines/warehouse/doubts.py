"""Which projects the reading of their document left in doubt.

This module should contain finding the projects that a finding of the reader names. Keep out what the reader finds and
which project it is about (`extract/`, `layouts/`), and what views make of a doubt (sql/views).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from pipelines.warehouse import staging

DOUBTFUL = ["error", "warning"]
"""Severities that leave a row in doubt; an info is something to know, no doubt."""


def read_findings(shas: Sequence[str], staging_paths: Mapping[str, Path]) -> pl.DataFrame:
    """What the reader found doubtful in each of some documents: sha256 and subject, without white space, each pair once."""
    staged = staging.read([staging_paths[sha] for sha in shas], ["sha256", "findings"])
    found = staged.filter(pl.col("findings").list.len() > 0).explode("findings").unnest("findings")
    doubtful = found.filter(pl.col("severity").is_in(DOUBTFUL))
    return doubtful.select("sha256", pl.col("subject").str.replace_all(r"\s+", "")).unique(maintain_order=True)


def with_doubts(projects: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """`projects` (`facts.projects_of`, with sha256) with is_doubtful: whether a finding names the project."""
    named = findings.select("sha256", name="subject", is_doubtful=pl.lit(True))
    joined = projects.join(named, on=["sha256", "name"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_doubtful").fill_null(False))
