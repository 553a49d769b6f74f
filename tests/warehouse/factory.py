"""Makes parsed documents and warehouses of them, without any PDF.

Here belong plain builders with the field's words and sane defaults. Here does not belong any expectation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.ingest.documents import DOCUMENT_SCHEMA, ISSUE_SCHEMA, NAME_SCHEMA, SCOPE_SCHEMA, Resolved
from pipelines.model.keys import key
from pipelines.model.records import TOTAL, Amount, Box, Finding, Indicator, ParsedDocument, Project, Proof, Statement
from pipelines.model.results import Evaluation
from pipelines.values.money import UNITS
from pipelines.warehouse import building, staging
from pipelines.warehouse.assembly import assemble_tables
from pipelines.warehouse.dimensions import References

BOX = Box(72.0, 100.0, 520.0, 130.0)
INGESTED = datetime(2026, 1, 5, 8, 0)


def amount(source: str, printed: str, unit: str = "万元", page: int = 1) -> Amount:
    """One printed sum of money in `unit`."""
    return Amount(source, printed, Decimal(printed.replace(",", "")) * UNITS[unit], page, BOX)


def indicator(
    name: str,
    annual: str | None,
    cycle: str | None = "as annual",
    code: str | None = "11",
    level1: str | None = "产出指标",
    level2: str | None = "数量指标",
    seq: int = 1,
    page: int = 1,
) -> Indicator:
    """One indicator; its cycle value is the annual one unless given."""
    value = annual if cycle == "as annual" else cycle
    return Indicator(seq, code and code[0], level1, code, level2, name, value, annual, page, BOX)


def project(
    name: str,
    money: Mapping[str, str] | None = None,
    indicators: Sequence[Indicator] = (),
    goal: str | None = "完成年度任务。",
    unit: str = "万元",
    seq: int = 1,
    page: int = 1,
    total: str | None = "sum",
    code: str | None = None,
) -> Project:
    """One project; its printed total is the sum of `money` (source to printed amount) unless given."""
    money = {"财政拨款": "10.00"} if money is None else money
    printed = str(sum((Decimal(each) for each in money.values()), Decimal("0.00"))) if total == "sum" else total
    numbered = [
        Indicator(**{slot: getattr(each, slot) for slot in each.__slots__} | {"seq": place})
        for place, each in enumerate(indicators, 1)
    ]
    return Project(
        seq=seq,
        name=name,
        code=code,
        implementing_unit=None,
        supervising_department=None,
        goal=goal,
        total=None if printed is None else amount(TOTAL, printed, unit, page),
        amounts=[amount(source, each, unit, page) for source, each in money.items()],
        indicators=numbered,
        page_first=page,
        page_last=page,
        box=BOX,
    )


def statement(
    projects: Sequence[Project],
    totals: Mapping[str, str] | None = None,
    layout: str = "list",
    unit: str = "万元",
) -> Statement:
    """One institution's tables, its projects numbered in order; printed totals (source to amount) only
    where given."""
    numbered = [
        Project(**{slot: getattr(each, slot) for slot in each.__slots__} | {"seq": place})
        for place, each in enumerate(projects, 1)
    ]
    printed = [amount(source, each, unit) for source, each in (totals or {}).items()]
    return Statement(layout, None, None, None, unit, printed, numbered)


@dataclass(slots=True)
class Document:
    """One document of a synthetic inbox: whose it is, and what was read from it."""

    institution: str | None
    fiscal_year: int | None
    projects: Sequence[Project] = ()
    totals: Mapping[str, str] | None = None
    layout: str = "list"
    unit: str = "万元"
    status: str = "loaded"
    reason: str | None = None
    findings: list[Finding] = field(default_factory=list)
    file_name: str = ""
    edition: int = 1
    institution_code: str | None = None
    evaluations: Sequence[Evaluation] = ()
    evaluated_year: int | None = None

    @property
    def statements(self) -> list[tuple[Statement, int | None]]:
        """What was read from it, each with its fiscal year: target tables, then self-evaluations of `evaluated_year`."""
        made = []
        if self.projects or not self.evaluations:
            made.append((statement(self.projects, self.totals, self.layout, self.unit), self.fiscal_year))
        if self.evaluations:
            held = list(self.evaluations)
            evaluated = Statement("selfeval", None, None, None, self.unit, [], [], "self_evaluation", held)
            made.append((evaluated, self.evaluated_year or self.fiscal_year))
        return made

    def parsed(self) -> ParsedDocument:
        """The document as the reader would hand it over."""
        loaded = self.status in ("loaded", "superseded")
        return ParsedDocument(
            outcome="parsed" if loaded else self.status,  # type: ignore[arg-type]
            reason=None if loaded else self.reason,
            page_count=3,
            cover_institution=self.institution,
            cover_years=[self.fiscal_year] if self.fiscal_year else [],
            statements=[made for made, _ in self.statements] if loaded else [],
            findings=self.findings,
            proofs=[Proof("every glyph is placed", True, 100, 0, "")],
            pages_read=[1],
        )

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file_name or f"{self.institution}_{self.fiscal_year}_{self.edition}.pdf"

    @property
    def sha256(self) -> str:
        """Made from the name, since there are no bytes."""
        return hashlib.sha256(self.name.encode()).hexdigest()


def resolved(documents: Iterable[Document], issues: Iterable[dict[str, object]] = ()) -> Resolved:
    """What `documents.py` would say of them."""
    rows, scopes = [], []
    for each in documents:
        loaded = each.status in ("loaded", "superseded")
        rows.append(
            dict.fromkeys(DOCUMENT_SCHEMA)
            | {
                "document_key": each.sha256[:16],
                "file_name": each.name,
                "sha256": each.sha256,
                "institution_name": each.institution,
                "fiscal_year": each.fiscal_year,
                "layout": each.layout if loaded else None,
                "page_count": 3,
                "document_kind": each.statements[0][0].kind if loaded else None,
                "document_kinds": "+".join(made.kind for made, _ in each.statements) if loaded else None,
                "unit": each.unit if loaded else None,
                "status": each.status,
                "reason": each.reason,
                "ingested_at": INGESTED,
                "relative_path": each.name,
                "byte_size": 1000,
                "modified_at": INGESTED,
                "in_inbox": True,
                "parser_version": staging.PARSER_VERSION,
                "institution_source": "file name" if each.institution else None,
                "fiscal_year_source": "file name" if each.fiscal_year else None,
            }
        )
        for index, (made, year) in enumerate(each.statements) if loaded else ():
            scopes.append(
                {
                    "document_key": each.sha256[:16],
                    "sha256": each.sha256,
                    "statement_index": index,
                    "institution_name": each.institution,
                    "institution_code": each.institution_code,
                    "fiscal_year": year,
                    "document_kind": made.kind,
                    "layout": made.layout,
                    "unit": each.unit,
                    "is_current": each.status == "loaded",
                }
            )
    found = [dict.fromkeys(ISSUE_SCHEMA) | dict(each) for each in issues]
    return Resolved(
        pl.DataFrame(rows, schema=DOCUMENT_SCHEMA),
        pl.DataFrame(scopes, schema=SCOPE_SCHEMA),
        pl.DataFrame(found, schema=ISSUE_SCHEMA),
        pl.DataFrame(
            [(each["institution_name"],) * 2 + ("printed",) for each in scopes], schema=NAME_SCHEMA, orient="row"
        ).unique(maintain_order=True),
    )


def stage(documents: Iterable[Document], directory: Path) -> dict[str, Path]:
    """Write each document's staging file; returns the paths by hash."""
    directory.mkdir(parents=True, exist_ok=True)
    return {each.sha256: staging.write(directory, each.sha256, each.parsed()) for each in documents}


def build(
    documents: Sequence[Document],
    directory: Path,
    references: References | None = None,
    name: str = "built.duckdb",
    chunk_documents: int = 200,
) -> Path:
    """A warehouse file of the documents, built as a batch builds it."""
    paths = stage(documents, directory / "staging")
    path = directory / name
    building.build(
        assemble_tables(resolved(documents), paths, references, chunk_documents), path, {"parser_version": "test"}
    )
    return path


def project_key(institution: str, name: str, occurrence: int = 1) -> str:
    """The key of a project."""
    return key(key(institution), name, occurrence)
