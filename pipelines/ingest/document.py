"""One document on its way to a status: its copies, what its reading found, and whose it is.

Here belongs what the steps that decide about a document hand to each other. Here do not belong their decisions
(`identity.py`, `superseding.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from pipelines.ingest.file_names import NamedIn, read_path
from pipelines.model.keys import document_key
from pipelines.model.records import DocumentKind, Finding
from pipelines.values.text import composed

Scope = tuple[str, int, str]
"""Institution, fiscal year and kind of a statement: what a later document takes the place of."""


def kind_of(head: dict[str, Any]) -> str:
    """The kind of a staged statement; before there were others all were target tables."""
    return str(head["kind"] or "target")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: an institution's name or a fiscal year. `source` is a word of dim_document's
    `…_source`."""

    source: str
    value: Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a document whatever it says: its `status` and `reason` in dim_document."""

    status: Literal["quarantined", "withdrawn"]
    reason: str


@dataclass(slots=True)
class IdentifiedStatement:
    """One statement of a document, with whose it was found to be."""

    index: int
    head: dict[str, Any]
    institution: Claim
    year: Claim
    name: str = ""
    """The name that its institution is kept under (`naming.py`)."""

    @property
    def kind(self) -> str:
        return kind_of(self.head)

    @property
    def scope(self) -> Scope:
        return self.name, self.year.value, self.kind


@dataclass(slots=True)
class Document:
    """One document under way: its copies (ledger rows, the one it goes by first) and what was found about it
    so far."""

    copies: list[dict[str, Any]]
    head: dict[str, Any] | None
    status: str = ""
    reason: str | None = None
    institution: Claim | None = None
    year: Claim | None = None
    name: str | None = None
    """The name that its institution is kept under."""
    statements: list[IdentifiedStatement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    superseded_by: str | None = None
    names: list[tuple[str, NamedIn]] = field(init=False)
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
    def kinds(self) -> list[str]:
        """The kinds of tables that it holds, in the order of `DocumentKind`: what is loaded first."""
        loaded = set(map(kind_of, self.heads))
        held = loaded | set(self.head["document_kinds"] or [] if self.head else [])
        return sorted(held, key=lambda kind: (kind not in loaded, get_args(DocumentKind).index(kind)))

    @property
    def age(self) -> tuple[datetime, datetime, str]:
        """By what the later of two documents is known."""
        return self.ingested_at, self.file["modified_at"], composed(self.file["relative_path"])
