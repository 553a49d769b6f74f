"""One printed table over the pages it takes, and what every layout is.

Here belong the pieces of a table page by page, with the heading that was found on them, and the protocol that each layout
keeps. Here does not belong which page table continues which (`recognise.py`), nor how a row over a page break is joined:
that is decided by each layout, because it takes knowing which column prints once a project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.sections import Section
from pipelines.model.records import DocumentKind, Finding
from pipelines.tables.cells import Line, PageTable


@dataclass(slots=True)
class Fragment:
    """The part of a table that stands on one page. `heading` is None where the page repeats none, and for forms. `goes_on`
    where its first rows may be the rest of what stands on the page before."""

    table: PageTable
    heading: Heading | None = None
    goes_on: bool = False

    @property
    def first_row(self) -> int:
        """The first grid row below the heading."""
        return self.heading.end_row if self.heading else 0


@dataclass(slots=True)
class Run:
    """One table of a known layout: its fragments in reading order and the free lines printed above the first."""

    layout: Layout
    fragments: list[Fragment]
    above: list[Line]

    @property
    def heading(self) -> Heading:
        """The heading of a table with columns, found once when the table was recognised."""
        heading = self.fragments[0].heading
        assert heading is not None
        return heading

    @property
    def prints_no_money(self) -> bool:
        """Whether it is a table with columns none of which is money."""
        heading = self.fragments[0].heading
        return heading is not None and not any(name.startswith("money:") for name in heading.fields.values())


class Layout(Protocol):
    """A way to print the targets of projects."""

    name: str
    """What `dim_document.layout` calls it."""
    kind: DocumentKind
    """The kind of the documents that it reads."""

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table as the beginning of a run of this layout, None where it is none. `heading` is the table's heading row,
        found once for all layouts, None where it has none. Raises `Refused` where a column cannot be told."""

    def read(self, run: Run, unit: str | None, findings: list[Finding]) -> list[Section]:
        """The run's projects by institution. `unit` is the unit of money printed around the table, None where there is
        none. Raises `Refused` where something cannot be told."""
