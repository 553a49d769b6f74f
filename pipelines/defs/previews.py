"""What Dagster's page shows of a batch in markdown: counts, issues and money as small tables.

Here belongs laying out answers of sql/internal/report.sql as markdown. Here do not belong Dagster's objects (`defs/`), nor the report
that people read (`html_report/`).

Text of documents is made inert: no markdown and no HTML of it counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipelines.outputs.html_report.words import coded
from pipelines.warehouse.reading import OpenWarehouse

ROWS = 20
_LONGEST = 120
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def issues_by_rule(reader: OpenWarehouse) -> str:
    """How many issues each rule raised in a warehouse, the gravest first, with the rule's Chinese name."""
    rows = reader.ask("report/issue_rules").iter_rows(named=True)
    names = ("severity", "rule", "规则", "issues", "files")
    told = [
        (row["severity"], row["rule"], coded("rule", row["rule"]).zh, row["issue_count"], row["file_count"])
        for row in rows
    ]
    return table(names, told)


def gravest_issues(reader: OpenWarehouse) -> str:
    """The first issues, the gravest of them, each with its file and page."""
    names = ("severity", "rule", "file_name", "page", "subject", "message")
    return table(names, [[row[name] for name in names] for row in reader.ask("report/issues").iter_rows(named=True)])


def money(reader: OpenWarehouse) -> str:
    """Money of all institutions by year and funding source, in 万元."""
    names = ("预算年度", "资金来源", "金额（万元）")
    rows = reader.ask("report/overview_money").iter_rows(named=True)
    return table(names, [(row["fiscal_year"], row["funding_source"], row["amount_yuan"] / 10_000) for row in rows])


def row_counts(counts: Mapping[str, int]) -> str:
    """How many rows each table holds."""
    return table(("table", "rows"), sorted(counts.items()), most=len(counts))


def outcomes(documents: Iterable[tuple[str, str]]) -> str:
    """Documents that were read in this batch and what came of each."""
    return table(("document", "outcome"), list(documents))


def table(names: Sequence[str], rows: Sequence[Sequence[Any]], most: int = ROWS) -> str:
    """A markdown table of the first `most` rows, and a line that says how many more there are."""
    if not rows:
        return "none"
    lines = [names, ["---"] * len(names), *([_said(value) for value in row] for row in rows[:most])]
    more = [f"\n… and {len(rows) - most:,} more"] if len(rows) > most else []
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), *more])


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return str(value)
    text = " ".join(str(value).split())
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", html.escape(cut))
