"""What one PDF says, as printed: the seam between reading it (pdf, tables, layouts) and loading it (staging, star).

Here belong the plain records that a worker process hands to its parent. Here does not belong how they are
read (`pdf/`, `tables/`, `layouts/`), how they are stored (`staging.py`), or what they mean over the years (`transform/`).

The records cross a process boundary as JSON and the child has read an untrusted file, so the parent validates every
field (`from_json`); nothing is unpickled.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from pipelines.model.printed import TOTAL as TOTAL
from pipelines.model.printed import Amount as Amount
from pipelines.model.printed import Box as Box
from pipelines.model.results import Evaluation

Severity = Literal["error", "warning", "info"]
Outcome = Literal["parsed", "quarantined", "no_target_table"]
FundingSource = Literal["财政拨款", "财政专户拨款", "上年结转资金", "其他资金", "未区分"]
DocumentKind = Literal["target", "self_evaluation", "monitoring", "adjustment", "whole_department", "transfer"]
"""Kinds of performance tables, in the order in which one of several names the document."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator (绩效指标) as printed; None where the layout has no such field."""

    seq: int
    level1_code: str | None
    level1_name: str | None
    level2_code: str | None
    level2_name: str | None
    name: str
    cycle_value: str | None
    annual_value: str | None
    page: int
    box: Box
    nature: str | None = None
    """What a column of its own says the value is, where that is a word: 定性, 定量. A 定性 value is never a number."""
    weight: str | None = None
    """The printed weight or score of the indicator (权重, 分值)."""
    printed_direction: str | None = None
    """The printed direction (指标方向性): 正向指标, 反向指标."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project (项目) of a target table. `amounts` holds its funding sources, `total` the printed 总计 if any."""

    seq: int
    name: str
    code: str | None
    implementing_unit: str | None
    supervising_department: str | None
    goal: str | None
    total: Amount | None
    amounts: list[Amount]
    indicators: list[Indicator]
    page_first: int
    page_last: int
    box: Box


@dataclass(frozen=True, slots=True)
class Statement:
    """All tables of one kind that one institution discloses for one fiscal year in one document.

    `institution` and `fiscal_year` are what the table's own surroundings print (单位名称 line, （2025年度）), None where
    they print nothing; who discloses and for which year is decided in `documents.py`, which also knows the file's name.
    `totals` is the institution's printed total row: one Amount a source that has a figure, and one for `TOTAL`.
    `projects` are those of a target table. A statement of kind `self_evaluation` has `evaluations` in their place, and its
    fiscal year is the year that is evaluated.
    """

    layout: str
    institution: str | None
    institution_code: str | None
    fiscal_year: int | None
    unit: str
    totals: list[Amount]
    projects: list[Project]
    kind: DocumentKind = "target"
    evaluations: list[Evaluation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful that a person should see; becomes a row of dq_issue. `rule` is a snake_case reason code."""

    severity: Severity
    rule: str
    subject: str
    message: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What one proof found for the document: how many things it looked at and how many failed it."""

    name: str
    passed: bool
    checked: int
    failed: int
    detail: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Everything the reading of one PDF yields.

    `reason` is one sentence, set unless `outcome` is `parsed`; only then are there `statements`.
    `cover_institution`, `cover_years` and `cover_places` are read from the pages before the first table.
    `pages_read` are the page numbers (from 1) that were read closely.
    `document_kinds` are the kinds of performance tables met, each once, in the order of `DocumentKind`; `document_kind` is
    the kind whose records are loaded (`target` today), else the first of them, None where there are none.
    """

    outcome: Outcome
    reason: str | None
    page_count: int
    cover_institution: str | None
    cover_years: list[int]
    statements: list[Statement]
    findings: list[Finding]
    proofs: list[Proof]
    pages_read: list[int]
    document_kind: str | None = None
    document_kinds: list[str] = field(default_factory=list)
    cover_places: list[str] = field(default_factory=list)


_ADAPTER = TypeAdapter(ParsedDocument)


def to_json(document: ParsedDocument) -> bytes:
    """The document as UTF-8 JSON; money as exact decimal strings."""
    return _ADAPTER.dump_json(document)


def from_json(data: bytes) -> ParsedDocument:
    """The document in `data`. Raises pydantic.ValidationError where a field is missing or of another type."""
    return _ADAPTER.validate_json(data)
