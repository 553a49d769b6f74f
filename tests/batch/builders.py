"""Documents as a reader would hand them over, small and by hand, for tests of what comes after reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.ingest.inbox import InboxFile
from pipelines.ingest.ledger import rows_of_inbox
from pipelines.ingest.manifest import ManifestEntry
from pipelines.model.records import Amount, Box, Finding, Indicator, ParsedDocument, Project, Proof, Statement
from pipelines.warehouse import staging

BOX = Box(x0=10.0, top=20.0, x1=30.0, bottom=40.0)
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def indicator(seq: int, name: str = "培训人次", value: str = "≥100人") -> Indicator:
    return Indicator(seq, "1", "产出指标", "11", "数量指标", name, value, value, 1, BOX)


def project(
    seq: int, name: str, yuan: str = "100000.00", implementing: str | None = None, department: str | None = None
) -> Project:
    amount = Decimal(yuan)
    printed = str(amount / 10000)
    return Project(
        seq=seq,
        name=name,
        code=None,
        implementing_unit=implementing,
        supervising_department=department,
        goal=f"完成{name}",
        total=Amount("合计", printed, amount, 1, BOX),
        amounts=[Amount("财政拨款", printed, amount, 1, BOX)],
        indicators=[indicator(1), indicator(2, "合格率", "100%")],
        page_first=1,
        page_last=1,
        box=BOX,
    )


def statement(
    institution: str | None = "某某学院",
    year: int | None = 2025,
    projects: Sequence[Project] | None = None,
    code: str | None = None,
) -> Statement:
    chosen = list(projects) if projects is not None else [project(1, "实训室建设")]
    total = sum((each.amounts[0].yuan for each in chosen), Decimal(0))
    return Statement(
        layout="list",
        institution=institution,
        institution_code=code,
        fiscal_year=year,
        unit="万元",
        totals=[Amount("合计", str(total / 10000), total, 1, BOX)],
        projects=chosen,
    )


def document(
    *statements: Statement,
    cover: str | None = None,
    cover_years: Sequence[int] = (),
    outcome: str = "parsed",
    reason: str | None = None,
    findings: Iterable[Finding] = (),
) -> ParsedDocument:
    return ParsedDocument(
        outcome=outcome,  # type: ignore[arg-type]
        reason=reason,
        page_count=3,
        cover_institution=cover,
        cover_years=list(cover_years),
        statements=list(statements),
        findings=list(findings),
        proofs=[Proof("glyphs", True, 100, 0, "every glyph is in one cell")],
        pages_read=[1],
    )


def sha(content: str) -> str:
    """A hash that a test can name a document by."""
    return content.encode().hex().ljust(64, "0")[:64]


def ledger(
    *files: tuple[str, str], first_seen: datetime = NOW, manifest: dict[str, ManifestEntry] | None = None
) -> pl.DataFrame:
    """The ledger of files that are in the inbox, (relative path, content)."""
    listed = [InboxFile(Path("/inbox") / path, path, sha(content), 100, NOW) for path, content in files]
    return rows_of_inbox(listed, manifest or {}, first_seen)


def heads(**documents: ParsedDocument) -> pl.DataFrame:
    """What `documents.resolve` sees of staged documents, by content."""
    if not documents:
        return staging.read_heads([])
    frames = [staging.frame(sha(content), parsed) for content, parsed in documents.items()]
    return pl.concat(frames).select(staging.HEAD_COLUMNS)


def write_fake_pdf(path: Path, institution: str | None, year: int | None, *names: str) -> Path:
    """A file that `read_fake_pdfs` understands: its institution, its year and its projects' names, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([institution, year, names], ensure_ascii=False), encoding="utf-8")
    return path


def read_fake_pdf(path: Path) -> ParsedDocument:
    """Stands in for the guarded reader: what `write_fake_pdf` wrote, or a quarantined document."""
    try:
        institution, year, names = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return document(outcome="quarantined", reason=f"it is no PDF ({type(error).__name__})")
    if not names:
        return document(outcome="no_target_table", reason="it holds a budget and no target table")
    return document(statement(institution, year, [project(n, name) for n, name in enumerate(names, 1)]))


def read_fake_pdfs(paths: Iterable[Path]) -> Iterable[tuple[Path, ParsedDocument]]:
    return ((path, read_fake_pdf(path)) for path in paths)
