"""Layout `expanded`: a row an indicator, the project's cells merged over its rows (export of the integrated budget system).

Operator (指标性质), value (指标值) and unit (度量单位) stand in columns of their own; `annual_value` is the three joined. 定性
in the operator's column names a kind of indicator and is no part of the value.

A project that goes over a page break prints its money once, so of the blocks on both sides of the break of which only one
prints money, both are one project. Merged level cells are drawn once, on either page: where a page begins with an empty
level cell that the break cuts, the level goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.layouts.columns import Row, Value, cut_money, nameless, on_heading_columns, refuse_overlapping, row_of
from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.headings import fulfils
from pipelines.layouts.indicators import indicators_of
from pipelines.layouts.money import amounts_of
from pipelines.layouts.runs import Fragment, Run
from pipelines.layouts.sections import Entry, Section, sections_of
from pipelines.layouts.totals import is_total_name
from pipelines.model.errors import Refused
from pipelines.model.records import DocumentKind, Finding, Project
from pipelines.tables.cells import Cell, PageTable
from pipelines.values.categories import canonical_category
from pipelines.values.text import compact

_PROJECT_FIELDS = (
    "institution",
    "project_name",
    "project_code",
    "goal",
    "project_goal",
    "implementing_unit",
    "supervising_department",
)


@dataclass(slots=True)
class _Block:
    """One project on one page or, once joined, over several: its own cells and its indicator rows."""

    head: Row
    rows: list[Row]
    height: int
    last_head: Row | None = None
    """The head that its last row prints again, where the tool repeats a project on each of its rows."""

    @property
    def is_blank(self) -> bool:
        """Whether its own cells print nothing: blank because the tool prints a project only on its first row, or because
        the text of a cell over a page break stands on the other page."""
        return not self.head.money and not self.head.text("project_name")


class Expanded:
    """The layout `expanded`, as `Layout` describes it."""

    name = "expanded"
    kind: DocumentKind = "target"

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table with its heading if the table is of this layout."""
        if heading is None or not fulfils(self.name, heading.present):
            return None
        heading.check(table.page)
        return Fragment(table, heading)

    def read(self, run: Run, unit: str | None, findings: list[Finding]) -> list[Section]:
        """The run's projects by institution. Raises `Refused` where an indicator cannot be given to a project."""
        heading = run.heading
        findings += heading.unknown_columns(run.fragments[0].table.page)
        parts = [_blocks(on_heading_columns(f, run), f.first_row, heading) for f in run.fragments]
        repeats_blank = any(block.is_blank for part in parts for block in part[1:-1])
        blocks: list[_Block] = []
        for part in parts:
            for at, block in enumerate(part):
                begins_next = block.is_blank and block is part[-1] and not (repeats_blank and block.height == 1)
                if at == 0 and part is not parts[0] and _same_project(blocks[-1], block):
                    blocks[-1] = _joined(blocks[-1], block, findings)
                elif at and _repeated_head(blocks[-1], block) and not begins_next:
                    blocks[-1].rows.extend(block.rows)
                    blocks[-1].last_head = None if block.is_blank else block.head
                else:
                    blocks.append(block)
        return _sections(blocks, heading, unit, findings)


def _blocks(table: PageTable, first_row: int, heading: Heading) -> list[_Block]:
    """The projects of one page: the rows that one project cell covers are its rows."""
    columns = {name: column for column, name in reversed(heading.fields.items())}
    blocks = []
    row = first_row
    while row < table.rows:
        owner = table.at(row, columns["project_name"])
        if owner is None:
            raise Refused("ragged_row", f"page {table.page}: a row of the table has no cell in the project column")
        rows = _indicator_rows(table, row, owner.row1, columns, heading)
        head_cells = {id(c): c for r in range(row, owner.row1) for c in _row_cells(table, r) if _is_head(c, heading)}
        head = row_of(list(head_cells.values()), heading)
        if any(r.values for r in rows) or any(value.lines for value in head.values.values()):
            blocks.append(_Block(head, rows, owner.row1 - row))
        row = owner.row1
    return blocks


def _row_cells(table: PageTable, row: int) -> list[Cell]:
    return [cell for cell in table.cells if cell.row0 <= row < cell.row1]


def _is_head(cell: Cell, heading: Heading) -> bool:
    name = next((heading.fields[c] for c in range(cell.col0, cell.col1) if c in heading.fields), "")
    return name.partition("#")[0] in _PROJECT_FIELDS or name.startswith("money:")


def _indicator_rows(table: PageTable, first: int, end: int, columns: dict[str, int], heading: Heading) -> list[Row]:
    rows = []
    row = first
    while row < end:
        owner = table.at(row, columns["indicator_name"])
        if owner is None or owner.row1 > end:
            raise Refused("ragged_row", f"page {table.page}: an indicator's cell reaches over two projects")
        cells = {id(c): c for r in range(row, owner.row1) for c in _row_cells(table, r) if not _is_head(c, heading)}
        refuse_overlapping(list(cells.values()), row, owner.row1, heading)
        rows.append(row_of(list(cells.values()), heading))
        row = owner.row1
    return rows


def _same_project(above: _Block, below: _Block) -> bool:
    """Whether two blocks around a page break are one project: money is printed once, and a name that goes on below fills
    its last line above."""
    if above.head.money and below.head.money:
        return cut_money(above.head, below.head)
    name = below.head.value("project_name")
    if above.head.money and name.lines and not (above.head.value("project_name").open_bottom or name.open_top):
        same = compact(name.text) == compact(above.head.text("project_name"))
        return same or above.head.value("project_name").fills_last_line
    return True


def _repeated_head(above: _Block, below: _Block) -> bool:
    """Whether the tool prints the project on each of its rows, or only on the first, instead of merging cells."""
    if below.is_blank:
        return True
    same_name = compact(above.head.text("project_name")) == compact(below.head.text("project_name"))
    return same_name and _money_texts(above.head) == _money_texts(below.head)


def _money_texts(row: Row) -> dict[str, list[str]]:
    return {source: [value.text for value in values] for source, values in row.money.items()}


def _joined(above: _Block, below: _Block, findings: list[Finding]) -> _Block:
    head = above.head
    repeated = {
        name
        for name in below.head.values
        if name in _PROJECT_FIELDS
        and (head.text(name) == below.head.text(name) or _is_rest_of_copy(name, above, below))
    }
    rest = below.head
    rest.values = {name: value for name, value in rest.values.items() if name not in repeated}
    goal = above.head.value("goal")
    if goal.lines and below.head.value("goal").lines and not (goal.fills_last_line or "goal" in repeated):
        findings.append(
            Finding(
                "warning", "row_join_doubtful", head.text("project_name"),
                f"the goal goes on after the break to page {below.head.page_first} though its last line before it is not"
                " full", below.head.page_first,
            )
        )  # fmt: skip
    rows = list(above.rows)
    more = list(below.rows)
    if rows and more and _is_rest_of(rows[-1], more[0]):
        rows[-1] = rows[-1].joined(more.pop(0))
    if rows and more:
        _carry_levels(rows, more, head.text("project_name"), findings)
    return _Block(head.joined(rest), rows + more, above.height + below.height)


def _is_rest_of_copy(name: str, above: _Block, below: _Block) -> bool:
    """Whether the text after a page break ends the copy that the last row before it repeats, so that it is printed already."""
    last = above.last_head
    return last is not None and last.text(name) + below.head.text(name) == above.head.text(name)


def _carry_levels(above: list[Row], below: list[Row], project: str, findings: list[Finding]) -> None:
    """Over a page break a merged level cell prints its text on one side only; the rows on the other side get it too."""
    last, first = above[-1], below[0]
    for name in ("level1", "level2"):
        last_text, first_text = last.text(name), first.text(name)
        if (
            last_text
            and not first_text
            and (first.value(name).open_top or (name == "level1" or not first.text("level1")))
        ):
            carried, rows = last.value(name), below
        elif first_text and not last_text and last.value(name).open_bottom:
            carried, rows = first.value(name), above[::-1]
        else:
            continue
        for row in rows:
            if row.text(name):
                break
            row.values[name] = Value(carried.lines)
        findings.append(
            Finding(
                "info", "level_carried_over", project,
                f"{carried.text} stands on one side of the break to page {first.page_first} and counts on both",
                first.page_first,
            )
        )  # fmt: skip


def _is_rest_of(last: Row, first: Row) -> bool:
    """Whether a page break cuts one indicator's row in two: every indicator prints a name and a value, and here each of
    the two stands on some side of the break, but one of them not on both. Where both sides print a known second level
    they are two rows, of which one has no indicator."""
    if all(canonical_category(None, None, None, row.text("level2")) for row in (last, first)):
        return False
    told = [(bool(last.text(name)), bool(first.text(name))) for name in ("indicator_name", "value")]
    return all(any(pair) for pair in told) and not all(all(pair) for pair in told)


def _sections(blocks: list[_Block], heading: Heading, unit: str | None, findings: list[Finding]) -> list[Section]:
    prints_money = any(name.startswith("money:") for name in heading.fields.values())
    entries = [_entry(block, at, prints_money, unit, findings) for at, block in enumerate(blocks, 1)]
    return sections_of(entries, unit or "元", findings, by_column="institution" in heading.present)


def _entry(block: _Block, seq: int, prints_money: bool, unit: str | None, findings: list[Finding]) -> Entry:
    """A project, or a row that adds others up: one without indicators that has no name or goal of its own, or says 合计."""
    head = block.head
    name, institution = head.text("project_name"), head.text("institution")
    rows = [row for row in block.rows if _prints_indicator(row)]
    says_total = is_total_name(name) or is_total_name(institution)
    is_sum = not rows and (says_total or not name or not head.text("goal"))
    total, amounts = amounts_of(head.money, unit, name or institution or "合计", findings)
    if is_sum:
        return Entry(name, institution or None, total, amounts)
    project = _project(head, rows, block, seq, findings)
    if prints_money and total is None and not amounts:
        findings.append(Finding("error", "project_without_money", name, "no amount is printed", head.page_first))
    return Entry(name, institution or None, total, amounts, replace(project, total=total, amounts=amounts))


def _prints_indicator(row: Row) -> bool:
    return any(row.text(name) for name in ("indicator_name", "value", "cycle:indicator_name"))


def _project(head: Row, rows: list[Row], block: _Block, seq: int, findings: list[Finding]) -> Project:
    name = head.text("project_name")
    if not name:
        raise nameless(head.page_first, seq)
    if not rows:
        findings.append(
            Finding("warning", "project_without_indicators", name, "no indicator is printed", head.page_first)
        )
    named = head.value("project_name")
    return Project(
        seq=1,
        name=name,
        code=head.text("project_code") or None,
        implementing_unit=head.text("implementing_unit") or head.text("institution") or None,
        supervising_department=head.text("supervising_department") or None,
        goal=head.text("goal") or None,
        total=None,
        amounts=[],
        indicators=indicators_of(rows, name, findings),
        page_first=block.rows[0].page_first,
        page_last=block.rows[-1].page_last,
        box=named.box if named.lines else head.box,
    )
