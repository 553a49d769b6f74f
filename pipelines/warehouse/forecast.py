"""Whether the next batch would publish, from what is on disk already: staged documents, withdrawals, known refusals, the files
that people maintain, and the published warehouse.

This module should contain the forecast alone. Keep the build out (`loading.py`), and the limits of a loss (`losses.py`). Nothing is
read anew and nothing is written, so it is quick; what new PDFs hold it cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.ingest import documents
from pipelines.ingest.ledger import read_ledger
from pipelines.model.errors import BatchError
from pipelines.model.settings import Settings
from pipelines.warehouse.loading import as_decisions, known_decisions, read_known_institutions, read_references
from pipelines.warehouse.losses import losses
from pipelines.warehouse.row_cache import RowCache
from pipelines.warehouse.staged_heads import read_heads, staging_paths
from pipelines.warehouse.summary import INSTITUTION_YEAR, Summary, summarise


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next batch would do with what is staged: how many documents would be loaded, which were refused (path to
    reason), what would be lost against the published warehouse, a line each, and why nothing could be built, if so."""

    loaded: int
    refused: Mapping[str, str]
    lost: list[str]
    problem: str | None = None


def forecast(settings: Settings) -> Forecast:
    """The forecast for the warehouse of `settings`. Raises InboxError where the ledger cannot be read, WarehouseError where
    the published file cannot."""
    ledger = read_ledger(settings.ledger)
    paths = staging_paths(settings.staging, ledger) if settings.staging.is_dir() else {}
    heads = read_heads(paths, RowCache(settings.rows).recall)
    decisions, known = known_decisions(settings, paths)
    refused = {sha256: reason for sha256, reason in known.items() if sha256 not in decisions}
    try:
        known_institutions = read_known_institutions(settings)
    except BatchError as error:
        return Forecast(0, {}, [], str(error))
    identities = documents.resolve(ledger, heads, decisions=decisions | as_decisions(refused), known=known_institutions)
    loaded = identities.documents.filter(pl.col("status") == "loaded").height
    named = dict(
        identities.documents.filter(pl.col("sha256").is_in(list(refused))).select("relative_path", "reason").rows()
    )
    try:
        read_references(settings, known_institutions, identities.scopes.get_column("institution_name").unique())
    except BatchError as error:
        return Forecast(loaded, named, [], str(error))
    if not settings.warehouse.exists():
        return Forecast(loaded, named, [])
    published = summarise(settings.warehouse)
    return Forecast(loaded, named, losses(published, _expected(identities, heads, published)))


def _expected(identities: documents.Resolved, heads: pl.DataFrame, published: Summary) -> Summary:
    """The next warehouse as far as the heads of staged documents tell: its institution-years with their projects and
    indicators. Money is not known, and rows of facts that no head counts are taken to be as many as before."""
    counts = (
        heads.select("sha256", "heads")
        .with_columns(statement_index=pl.int_ranges(pl.col("heads").list.len()))
        .explode("heads", "statement_index")
        .select(
            "sha256",
            "statement_index",
            projects=pl.col("heads").struct.field("project_count"),
            indicators=pl.col("heads").struct.field("indicator_count"),
        )
    )
    current = identities.scopes.filter(pl.col("is_current"), pl.col("document_kind") == "target")
    scopes = (
        current.join(counts, on=["sha256", "statement_index"], how="left")
        .group_by(INSTITUTION_YEAR)
        .agg(pl.col("projects", "indicators").sum())
        .sort(INSTITUTION_YEAR)
    )
    is_counted = counts.get_column("projects").null_count() == 0
    if not is_counted:  # Read by an earlier version, which did not count.
        before = published.scopes.select(*INSTITUTION_YEAR, "projects", "indicators")
        scopes = scopes.select(INSTITUTION_YEAR).join(before, on=INSTITUTION_YEAR, how="left")
    return Summary(published.path, {}, published.rows, scopes, identities.documents)
