"""Whose each document is, for which year, and what becomes of it: the rows of dim_document and what they
cover.

Here belong identity (manifest, file name, cover, table headings: which is trusted, what disagrees),
duplicates and superseding. Here does not belong finding and hashing files (`inbox.py`), nor any fact of a
document (`warehouse/`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import polars as pl

from pipelines.ingest.file_names import NameSays, read_path
from pipelines.ingest.inbox import MANIFEST, nfc
from pipelines.model.keys import document_key, key
from pipelines.model.records import Finding
from pipelines.values.institutions import clean_institution

DOCUMENT_SCHEMA = pl.Schema(
    {
        "document_key": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "institution_name": pl.String(),
        "fiscal_year": pl.Int64(),
        "layout": pl.String(),
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

HOW_TO_NAME = (
    f"name it like 某某学院_2025_项目支出绩效目标表.pdf, or give it a line in {MANIFEST} (file,institution,fiscal_year)"
)

# A body's own level beside its whole department: 某某局（本级）, 某某局机关. No other body.
_LEVEL = re.compile(r"[（(](?:本级|机关|本部|部门|单位|汇总)[）)]$|(?:本级|机关|本部|部门|单位)$")

Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True)
class Resolved:
    """`documents` (`DOCUMENT_SCHEMA`), `scopes` (`SCOPE_SCHEMA`) and `issues` (`ISSUE_SCHEMA`), each in a
    fixed order."""

    documents: pl.DataFrame
    scopes: pl.DataFrame
    issues: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Said:
    """What one source says: an institution's name or a fiscal year. `source` is a word of dim_document's
    `…_source`."""

    source: str
    value: Any


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement of a document, with whose it was found to be."""

    index: int
    head: dict[str, Any]
    institution: _Said
    year: _Said

    @property
    def scope(self) -> tuple[str, int]:
        return clean_institution(self.institution.value).name, self.year.value


@dataclass(slots=True)
class _Document:
    """One document under way: its copies (ledger rows, the one it goes by first) and what was found about it
    so far."""

    copies: list[dict[str, Any]]
    head: dict[str, Any] | None
    status: str = ""
    reason: str | None = None
    institution: _Said | None = None
    year: _Said | None = None
    statements: list[_Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    superseded_by: str | None = None
    names: list[tuple[str, NameSays]] = field(init=False)
    """What the names and folders of all copies say; the copy that the document goes by first."""

    def __post_init__(self) -> None:
        self.names = [said for copy in self.copies for said in read_path(copy["relative_path"])]

    @property
    def file(self) -> dict[str, Any]:
        return self.copies[0]

    @property
    def sha256(self) -> str:
        return str(self.file["sha256"])

    @property
    def document_key(self) -> str:
        return document_key(self.sha256)

    @property
    def ingested_at(self) -> datetime:
        times: list[datetime] = [copy["first_seen"] for copy in self.copies]
        return min(times)

    @property
    def heads(self) -> list[dict[str, Any]]:
        return self.head["heads"] if self.head else []

    @property
    def age(self) -> tuple[datetime, datetime, str]:
        """By what the later of two documents is known."""
        return self.ingested_at, self.file["modified_at"], nfc(self.file["relative_path"])


def same_body(one: str, other: str) -> bool:
    """Whether two names are one body's: equal but for a code and 本级, or one is the other without its place
    before it.

    广州番禺职业技术学院 and 番禺职业技术学院 are one; 某某局 and 某某局下属中心 are two.
    """
    first, second = (_LEVEL.sub("", clean_institution(name).name) for name in (one, other))
    return first.endswith(second) or second.endswith(first)


def _copies_by_document(ledger: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """The ledger's rows by their bytes. First stands the copy that the document goes by: one that is still in
    the inbox (a document is renamed to say whose it is), then the one known longest."""
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ledger.iter_rows(named=True):
        grouped[row["sha256"]].append(row)
    for _, rows in sorted(grouped.items()):
        yield sorted(rows, key=lambda row: (not row["in_inbox"], row["first_seen"], nfc(row["relative_path"])))


def _years_said(document: _Document) -> list[tuple[str, list[int]]]:
    """Each source of the whole document that names years, most trusted first."""
    manifest = [copy["manifest_fiscal_year"] for copy in document.copies if copy["manifest_fiscal_year"]]
    said = [("manifest", manifest[:1])]
    said += [
        (source, name.years)
        for wanted in ("file name", "folder")
        for source, name in document.names
        if source == wanted
    ]
    if document.head:
        said.append(("cover", list(document.head["cover_years"] or [])))
    return [(source, years) for source, years in said if years]


def _institutions_said(document: _Document) -> list[_Said]:
    """The institutions that manifest, file name and cover name, most trusted first."""
    manifest = [copy["manifest_institution"] for copy in document.copies if copy["manifest_institution"]]
    said = [_Said("manifest", name) for name in manifest[:1]]
    said += [
        _Said(source, name.institution) for source, name in document.names if source == "file name" and name.institution
    ]
    if document.head and document.head["cover_institution"]:
        said.append(_Said("cover", document.head["cover_institution"]))
    return said


def _folder_institution(document: _Document) -> _Said | None:
    """The nearest folder that names a body. Asked only where neither the file's name nor any page names one:
    people sort the files of many bodies under their department."""
    named = (name for source, name in document.names if source == "folder" and name.institution)
    return next((_Said("folder", name.institution) for name in named), None)


def _only(values: Iterable[Value | None]) -> Value | None:
    """The one distinct value that `values` hold, None where they hold none or several."""
    distinct = {value for value in values if value}
    return distinct.pop() if len(distinct) == 1 else None


def _resolve_year(document: _Document, head: dict[str, Any] | None) -> tuple[_Said | None, list[Finding]]:
    """The fiscal year of a statement (of the whole document where `head` is None), and who disagrees.

    Where a document prints several years over its tables, each table's own year is its year.
    """
    printed = {each["fiscal_year"] for each in document.heads if each["fiscal_year"]}
    said = _years_said(document)
    table = head["fiscal_year"] if head else _only(printed)
    if table and len(printed) > 1:
        said = [("table", [table]), *said]
    elif table:
        said = [*said, ("table", [table])]
    chosen = next((_Said(source, years[0]) for source, years in said if len(years) == 1), None)
    if chosen is None:
        return None, []
    others = [(source, years) for source, years in said if chosen.value not in years]
    return chosen, _disagreements("year_disagrees", "fiscal_year", chosen, others)


def _resolve_institution(document: _Document, head: dict[str, Any] | None) -> tuple[_Said | None, list[Finding]]:
    """The institution of a statement (of the whole document where `head` is None), and who disagrees.

    Where a document holds tables of several institutions, each table's own 单位名称 is its institution. Else
    the order of trust decides, but a table's or cover's fuller name of the same body is preferred to a file's
    name.
    """
    printed = {each["institution"] for each in document.heads if each["institution"]}
    table = head["institution"] if head else _only(printed)
    if table and len(printed) > 1:
        return _Said("table", table), []
    said = _institutions_said(document) + ([_Said("table", table)] if table else [])
    if not said:
        return _folder_institution(document) or _carrying_out(document.heads if head is None else [head]), []
    chosen = said[0]
    others = [(each.source, [each.value]) for each in said[1:] if not same_body(each.value, chosen.value)]
    findings = _disagreements("institution_disagrees", "institution", chosen, others)
    if chosen.source != "manifest":
        prints = [each for source in ("table", "cover") for each in said if each.source == source]
        chosen = next((each for each in prints if same_body(each.value, chosen.value)), chosen)
    return chosen, findings


def _carrying_out(heads: list[dict[str, Any]]) -> _Said | None:
    """Who carries all the projects out, else whose department it is, where the tables name exactly one."""
    for column in ("implementing_units", "supervising_departments"):
        named = _only(name for each in heads for name in each[column])
        if named:
            return _Said("table", named)
    return None


def _disagreements(rule: str, subject: str, chosen: _Said, others: list[tuple[str, list[Any]]]) -> list[Finding]:
    return [
        Finding(
            severity="warning",
            rule=rule,
            subject=subject,
            message=f"the {chosen.source} says {chosen.value}, the {source} says"
            f" {', '.join(map(str, values))}; {chosen.value} was used",
        )
        for source, values in others
    ]


def _identify(document: _Document) -> None:
    """Decide status, institution and year of one document as if there were no other."""
    head = document.head
    if head is None:
        document.status = "quarantined"
        document.reason = (
            "it changed or went while it was being read; the next batch takes it up"
            if document.file["in_inbox"]
            else "it was removed from the inbox before it could be read; put it back to have it read"
        )
        return
    document.status = "loaded" if head["outcome"] == "parsed" else head["outcome"]
    document.reason = head["reason"]
    # Who disagrees matters only for what is loaded, and is said for each statement.
    document.institution, _ = _resolve_institution(document, None)
    document.year, _ = _resolve_year(document, None)
    if document.status == "loaded":
        _identify_statements(document)


def _identify_statements(document: _Document) -> None:
    """Decide whose each statement is; one that is nobody's quarantines the document whole."""
    findings: list[Finding] = []
    for index, head in enumerate(document.heads):
        institution, who_disagrees = _resolve_institution(document, head)
        year, when_disagrees = _resolve_year(document, head)
        if institution is None or year is None:
            missing = " and no ".join(
                name for name, found in (("institution", institution), ("fiscal year", year)) if not found
            )
            document.status = "quarantined"
            document.reason = f"no {missing} was found for it ({_looked_at(document)}); {HOW_TO_NAME}"
            document.statements.clear()
            return
        document.statements.append(_Statement(index, head, institution, year))
        findings += who_disagrees + when_disagrees
    document.findings += dict.fromkeys(findings)
    document.institution = document.institution or document.statements[0].institution
    document.year = document.year or document.statements[0].year


def _looked_at(document: _Document) -> str:
    """Where was looked, and what was found there that is not one clear answer."""
    several = [(source, years) for source, years in _years_said(document) if len(years) > 1]
    if several:
        return "; ".join(f"the {source} names the years {', '.join(map(str, years))}" for source, years in several)
    return f"looked at {MANIFEST}, its name and folders, its cover and its tables"


def _supersede(documents: list[_Document]) -> set[tuple[str, str, int]]:
    """Let the latest document of each institution and year stand, mark those that no longer do.

    Returns the current (document_key, institution_name, fiscal_year).
    """
    holders: dict[tuple[str, int], list[_Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda each: each.age):
        for scope in dict.fromkeys(statement.scope for statement in document.statements):
            holders[scope].append(document)
    current = {(several[-1].document_key, *scope) for scope, several in holders.items()}
    for scope, several in holders.items():
        for earlier in several[:-1]:
            _mark_superseded(earlier, several[-1], scope, current)
    return current


def _mark_superseded(
    earlier: _Document, later: _Document, scope: tuple[str, int], current: set[tuple[str, str, int]]
) -> None:
    said = f"{later.file['relative_path']} was taken in later and gives {scope[0]} {scope[1]} too"
    if not any((earlier.document_key, *each.scope) in current for each in earlier.statements):
        earlier.status, earlier.superseded_by = "superseded", earlier.superseded_by or later.document_key
        earlier.reason = earlier.reason or f"{said}; it is the later one that counts"
    lost = _project_names(earlier, scope) - _project_names(later, scope)
    if lost:
        shown = "、".join(sorted(lost)[:3]) + ("…" if len(lost) > 3 else "")
        disjoint = lost == _project_names(earlier, scope)
        earlier.findings.append(
            Finding(
                severity="warning" if disjoint else "info",
                rule="superseded_projects",
                subject=scope[0],
                message=f"{said}, without {len(lost)} of this document's projects ({shown})"
                + ("; if both are parts of one disclosure, join them into one PDF" if disjoint else ""),
            )
        )


def _project_names(document: _Document, scope: tuple[str, int]) -> set[str]:
    return {name for each in document.statements if each.scope == scope for name in each.head["project_names"]}


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


def _document_rows(document: _Document) -> Iterator[dict[str, Any]]:
    """The document's row, and one `duplicate` row for each of its other copies."""
    head = document.head or {}
    covers = {
        "institution_name": document.institution and clean_institution(document.institution.value).name,
        "fiscal_year": document.year and document.year.value,
        "layout": _joined(each["layout"] for each in document.heads),
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


def _scope_rows(document: _Document, current: set[tuple[str, str, int]]) -> Iterator[dict[str, Any]]:
    for statement in document.statements:
        cleaned = clean_institution(statement.institution.value)
        yield {
            "document_key": document.document_key,
            "sha256": document.sha256,
            "statement_index": statement.index,
            "institution_name": cleaned.name,
            "institution_code": statement.head["institution_code"] or cleaned.code,
            "fiscal_year": statement.year.value,
            "layout": statement.head["layout"],
            "unit": statement.head["unit"],
            "is_current": (document.document_key, *statement.scope) in current,
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


def resolve(files: pl.DataFrame, staged: pl.DataFrame, findings: Iterable[Finding] = ()) -> Resolved:
    """Every document's identity and status.

    `files` is the ledger (`inbox.LEDGER_SCHEMA`), `staged` what the parsed documents say
    (`staging.HEAD_COLUMNS`, one row a hash), `findings` what the scan of the inbox found, whose `subject` is
    a path. The same input gives the same rows in the same order, whatever the order of its rows.
    """
    heads = {row["sha256"]: row for row in staged.iter_rows(named=True)}
    documents = [_Document(copies, heads.get(copies[0]["sha256"])) for copies in _copies_by_document(files)]
    for document in documents:
        _identify(document)
    current = _supersede(documents)
    issues = [_issue_row(each, d.document_key, d.file["file_name"]) for d in documents for each in d.findings]
    issues += [_issue_row(each, None, _file_of(each)) for each in findings]
    return Resolved(
        _frame((row for each in documents for row in _document_rows(each)), DOCUMENT_SCHEMA),
        _frame((row for each in documents for row in _scope_rows(each, current)), SCOPE_SCHEMA),
        _frame(issues, ISSUE_SCHEMA),
    )


def _frame(rows: Iterable[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """`rows` with every column of `schema`; what a row does not name is null."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
