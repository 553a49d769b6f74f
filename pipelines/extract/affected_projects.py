"""Which projects a finding about a place on a page puts in doubt.

Here belongs telling a finding's project from where both stand. Here does not belong finding anything (`proofs.py`,
`visible_text.py`, `strokes.py`), nor what the warehouse makes of a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import inf
from typing import Protocol

from pipelines.model.records import Box, Finding, Project, Statement
from pipelines.model.results import Evaluation
from pipelines.tables.cells import PageTable

# Cells beside each other share a rule of this width at most, in points.
_RULE = 1.0


class _Placed(Protocol):
    """Something that is printed at one place of a page."""

    @property
    def page(self) -> int: ...

    @property
    def box(self) -> Box: ...


@dataclass(frozen=True, slots=True)
class _Footprint:
    """What one project takes of a page: the cells that hold something of it, and the rows from the first to the last."""

    name: str
    cells: list[Box]
    top: float
    bottom: float


def name_projects(
    findings: list[Finding], statements: list[Statement], tables: Mapping[int, list[PageTable]]
) -> list[Finding]:
    """The findings, in order, where one that has a box and names only its page names the project printed there instead.

    `tables` are the target tables by page number. A finding whose box lies over several projects becomes one finding for
    each of them; one that lies beside all projects (in a heading, a total row, a caption) stays as it is.
    """
    footprints: dict[int, list[_Footprint]] = {}
    named = []
    for finding in findings:
        names: list[str] = []
        if finding.box and finding.page and finding.subject == f"page {finding.page}":
            if finding.page not in footprints:
                on_page = tables.get(finding.page, [])
                footprints[finding.page] = list(_footprints(statements, finding.page, on_page))
            names = _names(finding.box, footprints[finding.page])
        named += [replace(finding, subject=name) for name in names] or [finding]
    return named


def _names(box: Box, footprints: list[_Footprint]) -> list[str]:
    """The names of the projects in whose cells a box lies, each once; in no cell of any, those in whose rows."""
    in_cells = [f.name for f in footprints if any(_meet(box, cell) for cell in f.cells)]
    in_rows = [f.name for f in footprints if _share(box.top, box.bottom, f.top, f.bottom)]
    return list(dict.fromkeys(name for name in in_cells or in_rows if name))


def _meet(one: Box, two: Box) -> bool:
    return _share(one.x0, one.x1, two.x0, two.x1) and _share(one.top, one.bottom, two.top, two.bottom)


def _share(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Whether two stretches have more in common than a rule's width; a stroke has no width to share."""
    return min(high, other_high) - max(low, other_low) > min(_RULE, (high - low) / 2 - _RULE)


def _footprints(statements: list[Statement], page: int, tables: list[PageTable]) -> Iterator[_Footprint]:
    cells = [cell.box for table in tables for cell in table.cells]
    projects: list[Project | Evaluation] = []
    for statement in statements:
        projects += statement.projects
        projects += statement.evaluations
    for project in projects:
        if not project.page_first <= page <= project.page_last:
            continue
        held = [_cell_around(box, cells) for at, box in _places(project) if at == page]
        # A project that began on an earlier page takes this one from the top, one that goes on takes it to the end.
        top = -inf if page > project.page_first else min((box.top for box in held), default=-inf)
        bottom = inf if page < project.page_last else max((box.bottom for box in held), default=inf)
        yield _Footprint(project.name, held, top, bottom)


def _cell_around(box: Box, cells: Iterable[Box]) -> Box:
    """The cell that holds the middle of a box, or the box where none does."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return next((cell for cell in cells if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom), box)


def _places(project: Project | Evaluation) -> Iterator[tuple[int, Box]]:
    """Every page and box that is known of a project."""
    yield project.page_first, project.box
    parts: tuple[Sequence[_Placed], ...] = (
        (project.amounts, project.indicators, [project.total] if project.total else [])
        if isinstance(project, Project)
        else (project.executions, project.results)
    )
    yield from ((part.page, part.box) for part in chain.from_iterable(parts))
