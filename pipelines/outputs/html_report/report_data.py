"""What the report shows: the rows of sql/internal/report.sql for one warehouse, and how its pages group them.

Here belong asking for rows and grouping them. Here does not belong any SQL text, nor any HTML.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.outputs.html_report.words import Headings
from pipelines.warehouse import reading

Rows = list[dict[str, Any]]
_UNTITLED = 12


def grouped(rows: Iterable[dict[str, Any]], column: str) -> dict[Any, Rows]:
    """`rows` by their value in `column`, in their order."""
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def page_name(text: str) -> str:
    """A file name for what a document calls `text`: whatever that holds, it is ASCII and stays in its folder."""
    return hashlib.sha256(text.encode()).hexdigest()[:_UNTITLED]


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that the pages show; each field is the answer of the query of that name in sql/internal/report.sql."""

    info: dict[str, str]
    headings: Headings
    documents: Rows
    document_scopes: Rows
    institutions: dict[str, str]
    overview_money: Rows
    coverage: Rows
    institution_years: Rows
    funding_mix: Rows
    concentration: Rows
    funding_yoy: Rows
    projects: Rows
    funding: Rows
    indicators: Rows
    indicator_yoy: Rows
    missing_dimensions: Rows
    type_years: Rows
    type_institution_years: Rows
    peer_indicators: Rows
    issues: Rows
    issue_rules: Rows
    proofs: Rows
    reconciliation: Rows
    restatements: Rows
    boxes: Rows
    changes: Rows | None
    """What changed since the last publish; None where that is not known."""
    why_no_changes: str | None
    """Why it is not known; None where nothing was published before."""


_SPECIAL = frozenset({"info", "headings", "institutions", "changes", "why_no_changes"})


def read_report_data(path: Path, changes: pl.DataFrame | None, why_none: str | None) -> ReportData:
    """Ask the warehouse at `path` everything that the report shows. Raises WarehouseError."""
    names: Sequence[str] = [name for name in ReportData.__slots__ if name not in _SPECIAL]
    with reading.open_warehouse(path) as reader:
        rows = {name: reader.ask(f"report/{name}").to_dicts() for name in names}
        return ReportData(
            info=reader.info(),
            headings=Headings(reader.describe()),
            institutions=dict(
                reader.ask("report/institutions").select("institution_name", "institution_key").iter_rows()
            ),
            changes=None if changes is None else changes.to_dicts(),
            why_no_changes=why_none,
            **rows,
        )
