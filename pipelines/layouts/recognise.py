"""Which printed tables are target tables, of which layout, and which page tables are one table.

Here belongs the decision what a table is. A table of another kind is left out by name (`kinds.py`); one that looks like a target
table and fits no layout is refused, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.layouts.expanded import Expanded
from pipelines.layouts.form import ApplicationForm, FormLayout
from pipelines.layouts.forms import name_cells
from pipelines.layouts.heading_rows import heading_at, locate_heading
from pipelines.layouts.headings import field_of, headings, is_suspicious
from pipelines.layouts.horizontal import Horizontal
from pipelines.layouts.kinds import foreign_kind, heading_cells
from pipelines.layouts.listing import Listing
from pipelines.layouts.runs import Fragment, Layout, Run
from pipelines.layouts.surroundings import surroundings_of
from pipelines.model.errors import Refused
from pipelines.model.records import DocumentKind
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.stitch import common_lines
from pipelines.values.text import compact

LAYOUTS: tuple[Layout, ...] = (Listing(), Horizontal(), Expanded(), ApplicationForm(), FormLayout())
"""The layouts in the order in which they are tried, the more demanding first."""

_SAME_HEIGHT = 3.0


@dataclass(slots=True)
class ReadPage:
    """One closely read page: its tables from top to bottom and the free lines around them."""

    number: int
    tables: list[PageTable]
    free: list[Line]


@dataclass(slots=True)
class Recognised:
    """The runs of target tables, and the pages of the tables of other kinds, by kind."""

    runs: list[Run] = field(default_factory=list)
    foreign: dict[DocumentKind, list[int]] = field(default_factory=dict)

    @property
    def foreign_pages(self) -> set[int]:
        return {page for pages in self.foreign.values() for page in pages}


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
    return sorter.found


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


class _Sorter:
    """Takes page tables in reading order; knows the run that is open and the table before."""

    def __init__(self) -> None:
        self.found = Recognised()
        self.run: Run | None = None
        self.last: PageTable | None = None
        self.text_below = False
        self.foreign: tuple[DocumentKind, list[str]] | None = None

    def take(
        self, table: PageTable, above: list[Line], *, first_on_page: bool, text_above: bool, text_below: bool
    ) -> None:
        """`text_above` and `text_below` say that something other than a running header or footer stands between this
        table and the one before or after it: then no row goes over from one to the other."""
        follows = first_on_page and self.last is not None and self.last.page == table.page - 1
        touches = follows and not text_above and not self.text_below
        continues = touches and self.last is not None and common_lines(self.last.xs, table.xs) is not None
        self.last, self.text_below = table, text_below
        place = locate_heading(table)
        if self._is_foreign(table, above, place, continues=continues):
            return
        heading = heading_at(table, *place) if place else None
        for layout in LAYOUTS:
            fragment = layout.recognise(table, heading)
            if fragment is not None:
                self._add(layout, fragment, above, follows=follows, continues=continues)
                return
        if self.run is not None and continues:
            self.run.fragments.append(Fragment(table, goes_on=True))
        else:
            _refuse_unknown(table)
            self.run = None

    def _is_foreign(
        self, table: PageTable, above: list[Line], place: tuple[int, int] | None, *, continues: bool
    ) -> bool:
        """Whether the table is of another kind than targets, or goes on with one that is; then it is noted."""
        cells = heading_cells(table, place)
        texts = [cell.text for cell in cells]
        kind = foreign_kind(table, above, cells)
        if kind is None and continues and self.foreign is not None:
            before, its_texts = self.foreign
            has_own = place is not None or any(cell.row0 <= 1 for cell in name_cells(table))
            kind = before if not has_own or texts == its_texts else None
            texts = its_texts
        self.foreign = (kind, texts) if kind else None
        if kind is not None:
            self.found.foreign.setdefault(kind, []).append(table.page)
            self.run = None
        return kind is not None

    def _add(self, layout: Layout, fragment: Fragment, above: list[Line], *, follows: bool, continues: bool) -> None:
        """Adds to the open run where the heading is only repeated, or another form follows, and no other institution, year or
        unit is named above it; else opens a new run."""
        run = self.run
        goes_on = run is not None and _goes_on(run, layout, fragment, follows=follows, continues=continues)
        if run is not None and goes_on and (continues or _same_surroundings(run, above)):
            run.fragments.append(fragment)
            run.layout = min(run.layout, layout, key=LAYOUTS.index)
            return
        self.run = Run(layout, [fragment], above)
        self.found.runs.append(self.run)


def _goes_on(run: Run, layout: Layout, fragment: Fragment, *, follows: bool, continues: bool) -> bool:
    """Whether the fragment is the next of the run: of its layout, or a form below a form, whichever of the two kinds each is
    (a head cut by the page break shows only half of what tells them apart)."""
    if fragment.heading is None and run.fragments[0].heading is None:
        return continues or follows or not fragment.goes_on
    return run.layout is layout and follows


def _same_surroundings(run: Run, above: list[Line]) -> bool:
    here, before = surroundings_of(above), surroundings_of(run.above)
    pairs = (
        (here.institution, before.institution), (here.fiscal_year, before.fiscal_year), (here.unit, before.unit)
    )  # fmt: skip
    return all(new is None or new == old for new, old in pairs)


def _refuse_unknown(table: PageTable) -> None:
    """Raises `Refused` for a table that prints so much of a target table that it must not be passed over; it says which
    role no heading has."""
    fields = {name for cell in table.cells if cell.lines and (name := field_of(cell.text))}
    if not is_suspicious(fields):
        return
    present = {name.partition(":")[0] for name in fields} | fields
    # Every layout needs the project's name, also where it finds it by other means than a heading.
    missing = min(({*entry, "project_name"} - present for entry in headings().requires.values()), key=len)
    lacking = sorted(missing) or ["project_name"]
    raise Refused(
        "unknown_layout",
        f"page {table.page}: a table looks like a target table (it prints {len(fields)} known headings) but no heading in it"
        f" names {'、'.join(headings().names.get(each, each) for each in lacking)}, so it fits no layout that can be read;"
        " please report the file",
    )
