"""One document alone: what a batch would make of it, without loading anything.

Here belongs the row of dim_document and the issues of one file. Here does not belong how they are shown (`cli/`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ingest import documents
from pipelines.ingest.inbox import InboxFile, hashed, modified_at
from pipelines.ingest.ledger import rows_of_inbox
from pipelines.model.records import Finding, ParsedDocument
from pipelines.warehouse import staging

_NO_BOX = dict.fromkeys(("x0", "top", "x1", "bottom"))


def inspected(file: Path, document: ParsedDocument) -> tuple[dict[str, Any], pl.DataFrame]:
    """What a batch would make of one file alone: its row of dim_document, and its issues (`ISSUE_SCHEMA`)."""
    sha256, stat = hashed(file)
    changed = modified_at(stat.st_mtime_ns)
    alone = InboxFile(file, f"{file.absolute().parent.name}/{file.name}", sha256, stat.st_size, changed)
    ledger = rows_of_inbox([alone], {}, datetime.now(UTC))
    identities = documents.resolve(ledger, staging.frame(sha256, document).select(staging.HEAD_COLUMNS))
    found = [_issue_row(finding, file.name) for finding in document.findings]
    issues = pl.concat([pl.DataFrame(found, schema=documents.ISSUE_SCHEMA), identities.issues])
    return identities.documents.row(0, named=True), issues


def _issue_row(finding: Finding, file_name: str) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(finding).items() if name != "box"}
    return plain | {"document_key": None, "file_name": file_name} | (asdict(finding.box) if finding.box else _NO_BOX)
