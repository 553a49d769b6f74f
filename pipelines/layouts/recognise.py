"""Which printed tables are target tables, of which layout, and which page tables are one table.

Here belongs the decision what a table is. A table that looks like a target table and fits no layout is refused, never
passed over; a self-evaluation table (绩效自评表) is named and left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType

from pipelines.layouts import application_form, expanded, form, listing
from pipelines.layouts.columns import Heading, find_heading
from pipelines.layouts.forms import fields_of, first_label, self_evaluation_cells
from pipelines.layouts.headings import is_suspicious
from pipelines.pdf.errors import Refused
from pipelines.records import Finding
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.runs import Fragment, Run

LAYOUTS: tuple[ModuleType, ...] = (listing, expanded, application_form, form)
BY_NAME: dict[str, ModuleType] = {layout.NAME: layout for layout in LAYOUTS}
_FORMS = frozenset({form.NAME, application_form.NAME})

# Grids of one table may differ by this much between pages: tools round column widths page by page.
_COLUMN_DRIFT = 6.0


@dataclass(slots=True)
class ReadPage:
    """One closely read page: its tables from top to bottom and the free lines around them."""

    number: int
    tables: list[PageTable]
    free: list[Line]


@dataclass(slots=True)
class Recognised:
    """The runs of target tables, the pages of self-evaluation tables, and what is odd about the headings."""

    runs: list[Run] = field(default_factory=list)
    self_evaluation_pages: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def layout_of(table: PageTable) -> tuple[str, Heading] | None:
    """The layout that the table begins with, and its heading; None for other tables and for continuations."""
    for layout in LAYOUTS:
        heading = layout.recognise(table)
        if heading is not None:
            return layout.NAME, heading
    return None


def is_self_evaluation_table(table: PageTable) -> bool:
    """Whether the table reports achievements: its headings or labels are those of a self-evaluation."""
    heading = find_heading(table)
    if heading is not None and heading.self_evaluation:
        return True
    return bool(self_evaluation_cells(table)) and (
        first_label(table) is not None or is_suspicious(fields_of(table))
    )


def recognise(pages: Iterable[ReadPage]) -> Recognised:
    """Sorts the tables of the closely read pages into runs. Raises `Refused` for a target table that cannot be read."""
    found = Recognised()
    current: Run | None = None
    last: PageTable | None = None
    achieved = False
    for page in pages:
        above_from = 0.0
        for at, table in enumerate(page.tables):
            above = [line for line in page.free if above_from <= line.box.top < table.box.top]
            above_from = table.box.bottom
            follows = at == 0 and last is not None and last.page == page.number - 1
            if is_self_evaluation_table(table) or (achieved and follows and _same_columns(last, table)):
                found.self_evaluation_pages.append(page.number)
                current, last, achieved = None, table, True
                continue
            achieved = False
            known = layout_of(table)
            if known is not None:
                name, heading = known
                _check_heading(heading, table, found.findings)
                first = 0 if name in _FORMS else heading.end_row
                if current is not None and current.layout == name and _goes_on(current, above, name, follows):
                    current.fragments.append(Fragment(table, first))
                else:
                    current = Run(name, [Fragment(table, first)], above)
                    found.runs.append(current)
            elif current is not None and follows and last is not None and _same_columns(last, table):
                current.fragments.append(Fragment(table, 0))
            else:
                _refuse_unknown(table)
                current = None
            last = table
    return found


def _goes_on(current: Run, above: list[Line], name: str, follows: bool) -> bool:
    """Whether a table with a heading continues the current run: the heading is repeated, and no other institution,
    year or unit is named above it."""
    from pipelines.layouts.surroundings import surroundings_of

    if not follows and name not in _FORMS:
        return False
    here, before = surroundings_of(above), surroundings_of(current.above)
    pairs = (
        (here.institution, before.institution), (here.fiscal_year, before.fiscal_year), (here.unit, before.unit)
    )  # fmt: skip
    return all(new is None or new == old for new, old in pairs)


def _same_columns(above: PageTable | None, below: PageTable) -> bool:
    return (
        above is not None
        and above.columns == below.columns
        and all(abs(a - b) <= _COLUMN_DRIFT for a, b in zip(above.xs, below.xs, strict=True))
    )


def _check_heading(heading: Heading, table: PageTable, findings: list[Finding]) -> None:
    if heading.repeated:
        raise Refused(
            "heading_not_unique",
            f"page {table.page}: the heading {heading.repeated[0]!r} stands twice, so it is not known which column is meant",
        )
    if heading.unknown_money:
        raise Refused(
            "unknown_heading",
            f"page {table.page}: the heading {heading.unknown_money[0]!r} may be a source of funding and is not known;"
            " add it to headings.yml",
        )
    findings.extend(
        Finding("warning", "unknown_heading", text, f"the column {text!r} is not known and is not read", table.page)
        for text in heading.unknown
        if not any(f.rule == "unknown_heading" and f.subject == text for f in findings)
    )


def _refuse_unknown(table: PageTable) -> None:
    fields = fields_of(table)
    if is_suspicious(fields):
        raise Refused(
            "unknown_layout",
            f"page {table.page}: a table looks like a target table (it prints {len(fields)} known headings) but fits no"
            " layout that can be read; please report the file",
        )
