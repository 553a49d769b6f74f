"""The rows of issues and proofs: what the reader found and proved, document by document.

This module should contain the shape of those rows and their keys. Keep finding anything out: that was done by who read
the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.warehouse import staging
from pipelines.warehouse.facts import BOX, exploded
from pipelines.warehouse.row_keys import key_column

_ISSUE = ["document_key", "file_name", "page", "severity", "rule", "subject", "message", *BOX]


def with_issue_keys(found: pl.DataFrame) -> pl.DataFrame:
    """Rows of dq_issue with their keys; the same issue said twice in the same place is said once."""
    columns = [name for name in _ISSUE if name in found.columns]
    distinct = found.select(columns).unique(maintain_order=True)
    return distinct.with_columns(issue_key=key_column(distinct, columns))


def proofs_and_findings(read: pl.DataFrame, staging_paths: Mapping[str, Path]) -> Iterator[tuple[str, pl.DataFrame]]:
    """What the reader proved and found in each of some documents (document_key, file_name, sha256), loaded or not."""
    paths = [staging_paths[sha] for sha in read.get_column("sha256")]
    staged = read.join(staging.read(paths, ["sha256", "proofs", "findings"]), on="sha256", maintain_order="left")
    proofs = exploded(staged, "proofs", ["document_key"]).rename(lambda name: name.removeprefix("proofs."))
    yield "document_proof", proofs.rename({"name": "proof"})
    findings = exploded(staged, "findings", ["document_key", "file_name"])
    yield "dq_issue", with_issue_keys(findings.rename(lambda name: name.removeprefix("findings.")).unnest("box"))
