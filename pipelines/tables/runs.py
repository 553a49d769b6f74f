"""One table over the pages that it is printed on.

Here belong the pieces of a table page by page, with what is printed above it. Which page table continues which is decided
in `layouts/recognise.py`, because it takes knowing the headings; how a row over a page break is joined is decided by each
layout, because it takes knowing which column prints once a project.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.tables.cells import Line, PageTable


@dataclass(slots=True)
class Fragment:
    """The part of a table that stands on one page. `first_row` is the first grid row below a heading, 0 without one."""

    table: PageTable
    first_row: int


@dataclass(slots=True)
class Run:
    """One table of a known layout: its fragments in reading order and the free lines printed above the first."""

    layout: str
    fragments: list[Fragment]
    above: list[Line]
