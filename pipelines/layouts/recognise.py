"""Which printed tables are target tables, of which layout, and which page tables are one table.

Here belongs the decision what a table is. A table that looks like a target table and fits no layout is refused, never
passed over; a self-evaluation table (绩效自评表) is named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType

from pipelines.layouts import application_form, expanded, form, listing
from pipelines.layouts.columns import Heading, find_heading
from pipelines.layouts.forms import fields_of, indicator_heading, name_cells, self_evaluation_cells
from pipelines.layouts.headings import fulfils, is_monitoring, is_suspicious
from pipelines.layouts.surroundings import surroundings_of
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.runs import Fragment, Run
from pipelines.tables.stitch import common_lines
from pipelines.values.text import compact

COLUMN_LAYOUTS: tuple[ModuleType, ...] = (listing, expanded)
"""Layouts with a heading row, in the order in which they are tried."""
FORM_LAYOUTS: tuple[ModuleType, ...] = (application_form, form)
"""Layouts of labelled cells, the more demanding first."""
BY_NAME: dict[str, ModuleType] = {layout.NAME: layout for layout in COLUMN_LAYOUTS + FORM_LAYOUTS}

_SOME_FORM = "some form"
_SAME_HEIGHT = 3.0


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


def recognise(pages: Iterable[ReadPage]) -> Recognised:
    """Sorts the tables of the closely read pages into runs. Raises `Refused` for a target table that cannot be read."""
    by_number = {page.number: page for page in pages}
    sorter = _Sorter()
    for number, page in sorted(by_number.items()):
        bottom = 0.0
        for at, table in enumerate(page.tables):
            above = [line for line in page.free if bottom <= line.box.top < table.box.top]
            bottom = table.box.bottom
            below = [line for line in page.free if line.box.top >= bottom]
            sorter.take(
                table,
                above,
                first_on_page=at == 0,
                text_above=not all(_runs_on(line, by_number.get(number - 1)) for line in above),
                text_below=not all(_runs_on(line, by_number.get(number + 1)) for line in below)
                or at + 1 < len(page.tables),
            )
    return sorter.finish()


def _runs_on(line: Line, neighbour: ReadPage | None) -> bool:
    """Whether the line is a running header or footer: the page on the other side of the break prints it too, at the same
    height, but for its numbers."""
    return neighbour is not None and any(
        abs(other.box.top - line.box.top) <= _SAME_HEIGHT and _wording(other) == _wording(line)
        for other in neighbour.free
    )


def _wording(line: Line) -> str:
    """A line without its numbers, so that 第1页 and 第2页 are the same."""
    return re.sub(r"\d+", "", compact(line.text))


def is_self_evaluation_table(table: PageTable) -> bool:
    """Whether the table reports achievements: its headings or labels are those of a self-evaluation."""
    heading = find_heading(table)
    if heading is not None and heading.self_evaluation:
        return True
    return bool(self_evaluation_cells(table)) and (bool(name_cells(table)) or is_suspicious(fields_of(table)))


class _Sorter:
    """Takes page tables in reading order; knows the run that is open and the table before."""

    def __init__(self) -> None:
        self.found = Recognised()
        self.run: Run | None = None
        self.last: PageTable | None = None
        self.text_below = False
        self.in_self_evaluation = False

    def take(
        self, table: PageTable, above: list[Line], *, first_on_page: bool, text_above: bool, text_below: bool
    ) -> None:
        """`text_above` and `text_below` say that something other than a running header or footer stands between this
        table and the one before or after it: then no row goes over from one to the other."""
        follows = first_on_page and self.last is not None and self.last.page == table.page - 1
        touches = follows and not text_above and not self.text_below
        continues = touches and self.last is not None and common_lines(self.last.xs, table.xs) is not None
        self.last, self.text_below = table, text_below
        if is_self_evaluation_table(table) or (self.in_self_evaluation and continues):
            self.found.self_evaluation_pages.append(table.page)
            self.run, self.in_self_evaluation = None, True
            return
        self.in_self_evaluation = False
        _refuse_monitoring(table)
        known = _column_layout(table)
        if known is not None:
            name, heading = known
            _check_heading(heading, table, self.found.findings)
            self._add(name, Fragment(table, heading.end_row), above, goes_on=follows)
        elif name_cells(table):
            if self.run is not None and self.run.layout == _SOME_FORM and continues and name_cells(table)[0].row0 > 1:
                self.run.fragments.append(Fragment(table, 0))
            else:
                self._add(_SOME_FORM, Fragment(table, 0), above, goes_on=True)
        elif self.run is not None and continues:
            self.run.fragments.append(Fragment(table, 0))
        else:
            _refuse_unknown(table, fields_of(table))
            self.run = None

    def _add(self, layout: str, fragment: Fragment, above: list[Line], *, goes_on: bool) -> None:
        """Adds to the open run where the heading is only repeated (or another form follows) and no other institution,
        year or unit is named above it; else opens a new run."""
        if self.run is not None and self.run.layout == layout and goes_on and _same_surroundings(self.run, above):
            self.run.fragments.append(fragment)
            return
        self.run = Run(layout, [fragment], above)
        self.found.runs.append(self.run)

    def finish(self) -> Recognised:
        """The runs, each form's layout settled; a sheet of labels that never comes to indicators is no target table."""
        for run in self.found.runs:
            if run.layout == _SOME_FORM:
                run.layout = _form_layout(run)
        self.found.runs = [run for run in self.found.runs if run.layout]
        return self.found


def _column_layout(table: PageTable) -> tuple[str, Heading] | None:
    for layout in COLUMN_LAYOUTS:
        heading = layout.recognise(table)
        if heading is not None:
            return layout.NAME, heading
    return None


def _form_layout(run: Run) -> str:
    tables = [fragment.table for fragment in run.fragments]
    fields = {name for table in tables for name in fields_of(table)}
    if any(indicator_heading(table) is not None for table in tables):
        for layout in FORM_LAYOUTS:
            if fulfils(layout.NAME, fields):
                return str(layout.NAME)
    _refuse_unknown(tables[0], fields)
    return ""


def _same_surroundings(run: Run, above: list[Line]) -> bool:
    here, before = surroundings_of(above), surroundings_of(run.above)
    pairs = (
        (here.institution, before.institution), (here.fiscal_year, before.fiscal_year), (here.unit, before.unit)
    )  # fmt: skip
    return all(new is None or new == old for new, old in pairs)


def _refuse_monitoring(table: PageTable) -> None:
    months = next((cell.text for cell in table.cells if cell.lines and is_monitoring(cell.text)), None)
    if months is not None and (name_cells(table) or is_suspicious(fields_of(table))):
        raise Refused(
            "monitoring_table",
            f"page {table.page}: the column {months!r} belongs to a monitoring report (绩效运行监控表), which is not loaded"
            " as targets; take its pages out if the document holds target tables too",
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
        Finding(
            "warning",
            "unknown_heading",
            text,
            f"the column {text!r} is not known and is not read",
            table.page,
        )
        for text in heading.unknown
        if not any(f.rule == "unknown_heading" and f.subject == text for f in findings)
    )


def _refuse_unknown(table: PageTable, fields: set[str]) -> None:
    if is_suspicious(fields):
        raise Refused(
            "unknown_layout",
            f"page {table.page}: a table looks like a target table (it prints {len(fields)} known headings) but fits no"
            " layout that can be read; please report the file",
        )
