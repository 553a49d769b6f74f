"""What becomes of every document: the rows of dim_document, and which statements of which document are facts.

Here belong these rows and their columns. Here do not belong the decisions behind them (`identity.py`, `superseding.py`)
nor any fact of a document (`warehouse/`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

import polars as pl

from pipelines.ingest.document import Decision, Document, Scope
from pipelines.ingest.identity import apply_decision, identify
from pipelines.ingest.manifest import MANIFEST
from pipelines.ingest.naming import settle_names
from pipelines.ingest.superseding import supersede
from pipelines.model.keys import key
from pipelines.model.known_institutions import KnownInstitutions
from pipelines.model.records import DocumentKind, Finding
from pipelines.values.institutions import clean_institution
from pipelines.values.text import composed

_KINDS = get_args(DocumentKind)

DOCUMENT_SCHEMA = pl.Schema(
    {
        "document_key": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "institution_name": pl.String(),
        "fiscal_year": pl.Int64(),
        "layout": pl.String(),
        "document_kind": pl.String(),
        "document_kinds": pl.String(),
        "page_count": pl.Int64(),
        "unit": pl.String(),
        "status": pl.String(),
        "reason": pl.String(),
        "ingested_at": pl.Datetime("us"),
        "relative_path": pl.String(),
        "byte_size": pl.Int64(),
        "modified_at": pl.Datetime("us"),
        "in_inbox": pl.Boolean(),
        "parser_version": pl.String(),
        "institution_source": pl.String(),
        "fiscal_year_source": pl.String(),
        "duplicate_of": pl.String(),
        "superseded_by": pl.String(),
    }
)
"""dim_document, with the institution's name in place of its key. Times are UTC without a zone, as DuckDB's
TIMESTAMP."""

SCOPE_SCHEMA = pl.Schema(
    {
        "document_key": pl.String(),
        "sha256": pl.String(),
        "statement_index": pl.Int64(),
        "institution_name": pl.String(),
        "institution_code": pl.String(),
        "fiscal_year": pl.Int64(),
        "document_kind": pl.String(),
        "layout": pl.String(),
        "unit": pl.String(),
        "is_current": pl.Boolean(),
    }
)
"""One row for each statement of each document that is loaded or superseded; `statement_index` counts from
0."""

ISSUE_SCHEMA = pl.Schema(
    {
        "document_key": pl.String(),
        "file_name": pl.String(),
        "page": pl.Int64(),
        "severity": pl.String(),
        "rule": pl.String(),
        "subject": pl.String(),
        "message": pl.String(),
        "x0": pl.Float64(),
        "top": pl.Float64(),
        "x1": pl.Float64(),
        "bottom": pl.Float64(),
    }
)
"""dq_issue as this module gives it: no page and no box, and no document where a finding is about the
inbox."""


NAME_SCHEMA = pl.Schema({"institution_name": pl.String(), "name": pl.String(), "method": pl.String()})
"""Every name that documents give an institution by, and how it leads there (`naming.Method`)."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """`documents` (`DOCUMENT_SCHEMA`), `scopes` (`SCOPE_SCHEMA`), `issues` (`ISSUE_SCHEMA`) and `names` (`NAME_SCHEMA`),
    each in a fixed order."""

    documents: pl.DataFrame
    scopes: pl.DataFrame
    issues: pl.DataFrame
    names: pl.DataFrame


def resolve(
    files: pl.DataFrame,
    staged: pl.DataFrame,
    findings: Iterable[Finding] = (),
    decisions: Mapping[str, Decision] | None = None,
    known: KnownInstitutions | None = None,
) -> Resolved:
    """Every document's identity and status.

    `files` is the ledger (`ledger.LEDGER_SCHEMA`), `staged` what the parsed documents say
    (`staging.HEAD_COLUMNS`, one row a hash), `findings` what the scan of the inbox found, whose `subject` is
    a path, `decisions` what becomes of some documents (by SHA-256) whatever they say, `known` what people know of institutions. The
    same input gives the same rows in the same order, whatever the order of its rows.
    """
    heads = {row["sha256"]: row for row in staged.iter_rows(named=True)}
    documents = [Document(copies, heads.get(copies[0]["sha256"])) for copies in copies_by_document(files)]
    for document in documents:
        decision = (decisions or {}).get(document.sha256)
        if decision is None:
            identify(document)
        else:
            apply_decision(document, decision)
    names = settle_names(documents, known or KnownInstitutions())
    current = supersede(documents)
    issues = [_issue_row(each, d.document_key, d.file["file_name"]) for d in documents for each in d.findings]
    issues += [_issue_row(each, None, _file_of(each)) for each in findings]
    return Resolved(
        _frame((row for each in documents for row in _document_rows(each)), DOCUMENT_SCHEMA),
        _frame((row for each in documents for row in _scope_rows(each, current)), SCOPE_SCHEMA),
        _frame(issues, ISSUE_SCHEMA),
        _frame(map(asdict, names), NAME_SCHEMA),
    )


def _frame(rows: Iterable[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """`rows` with every column of `schema`; what a row does not name is null."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def copies_by_document(ledger: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """The ledger's rows by their bytes. First stands the copy that the document goes by: one that is still in
    the inbox (a document is renamed to say whose it is), then the one known longest."""
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ledger.iter_rows(named=True):
        grouped[row["sha256"]].append(row)
    for _, rows in sorted(grouped.items()):
        yield sorted(rows, key=lambda row: (not row["in_inbox"], row["first_seen"], composed(row["relative_path"])))


def _joined(values: Iterable[str]) -> str | None:
    return "+".join(sorted(set(values))) or None


def _file_columns(copy: dict[str, Any]) -> dict[str, Any]:
    return {
        "file_name": copy["file_name"],
        "sha256": copy["sha256"],
        "relative_path": copy["relative_path"],
        "byte_size": copy["byte_size"],
        "modified_at": copy["modified_at"].replace(tzinfo=None),
        "in_inbox": copy["in_inbox"],
    }


def _document_rows(document: Document) -> Iterator[dict[str, Any]]:
    """The document's row, and one `duplicate` row for each of its other copies."""
    head = document.head or {}
    covers = {
        "institution_name": document.name,
        "fiscal_year": document.year and document.year.value,
        "layout": _joined(each["layout"] for each in document.heads),
        "document_kind": document.kinds[0] if document.kinds else None,
        "document_kinds": "+".join(sorted(document.kinds, key=_KINDS.index)) or None,
        "page_count": head.get("page_count"),
        "unit": _joined(each["unit"] for each in document.heads),
        "parser_version": head.get("parser_version"),
        "institution_source": document.institution and document.institution.source,
        "fiscal_year_source": document.year and document.year.source,
    }
    yield (
        _file_columns(document.file)
        | covers
        | {
            "document_key": document.document_key,
            "status": document.status,
            "reason": document.reason,
            "ingested_at": document.ingested_at.replace(tzinfo=None),
            "superseded_by": document.superseded_by,
        }
    )
    for copy in document.copies[1:]:
        yield (
            _file_columns(copy)
            | covers
            | {
                "document_key": key(copy["sha256"], copy["relative_path"]),
                "status": "duplicate",
                "reason": f"it holds the same bytes as {document.file['relative_path']}",
                "ingested_at": copy["first_seen"].replace(tzinfo=None),
                "duplicate_of": document.document_key,
            }
        )


def _scope_rows(document: Document, current: set[tuple[str, Scope]]) -> Iterator[dict[str, Any]]:
    for statement in document.statements:
        cleaned = clean_institution(statement.institution.value)
        yield {
            "document_key": document.document_key,
            "sha256": document.sha256,
            "statement_index": statement.index,
            "institution_name": statement.name,
            "institution_code": statement.head["institution_code"] or cleaned.code,
            "fiscal_year": statement.year.value,
            "document_kind": statement.kind,
            "layout": statement.head["layout"],
            "unit": statement.head["unit"],
            "is_current": (document.document_key, statement.scope) in current,
        }


def _file_of(finding: Finding) -> str:
    """The base name of the file that a finding about the inbox is about."""
    return MANIFEST if finding.rule.startswith("manifest_") else finding.subject.rsplit("/", 1)[-1]


def _issue_row(finding: Finding, document_key: str | None, file_name: str) -> dict[str, Any]:
    return {
        "document_key": document_key,
        "file_name": file_name,
        "severity": finding.severity,
        "rule": finding.rule,
        "subject": finding.subject,
        "message": finding.message,
    }
