"""Layout `list`: a row a project, all its indicators in one cell (Guangzhou, 项目支出绩效目标表).

The grammar of the indicator cell is in `numbered_text.py`.

A row over a page break is found by its money: a project's total is one line and is printed once, so of two neighbouring
rows around a page break of which only one prints money, both are one project.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipelines.layouts.columns import (
    Row,
    Value,
    caption_finding,
    cut_money,
    is_caption,
    nameless,
    on_heading_columns,
    row_of,
)
from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.headings import fulfils
from pipelines.layouts.money import amounts_of
from pipelines.layouts.numbered_text import NumberedIndicator, Piece, begins_list, parse_piece, split_indicators
from pipelines.layouts.runs import Fragment, Run
from pipelines.layouts.sections import Entry, Section, sections_of
from pipelines.layouts.totals import is_group_name, is_total_name
from pipelines.model.errors import Refused
from pipelines.model.records import Box, DocumentKind, Finding, Indicator, Project
from pipelines.tables.cells import PageTable, union
from pipelines.values.text import compact

# Projects are printed with this much indent under their institution (four spaces of the smallest type met).
_INDENT = 3.0


class Listing:
    """The layout `list`, as `Layout` describes it."""

    name = "list"
    kind: DocumentKind = "target"

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table with its heading if the table is of this layout."""
        if heading is None or not fulfils(self.name, heading.present):
            return None
        heading.check(table.page)
        return Fragment(table, heading)

    def read(self, run: Run, unit: str | None, findings: list[Finding]) -> list[Section]:
        """The run's projects by institution. Raises `Refused` where a row cannot be told from its neighbours."""
        return listed_sections(
            run, unit, findings, lambda row, name: _indicators(row.value("indicators"), name, findings)
        )


IndicatorsOf = Callable[[Row, str], list[Indicator]]
"""What a row prints as the indicators of the project of that name."""


def listed_sections(run: Run, unit: str | None, findings: list[Finding], indicators: IndicatorsOf) -> list[Section]:
    """The projects of a table that prints one in each row, by institution. Raises `Refused` where a row cannot be told from
    its neighbours."""
    findings += run.heading.unknown_columns(run.fragments[0].table.page)
    rows = _join_over_pages(_rows(run, run.heading, findings), findings)
    entries = [_entry(row, rows, at, unit, findings, indicators) for at, row in enumerate(rows)]
    return sections_of(entries, unit or "元", findings, by_column="institution" in run.heading.present)


def _rows(run: Run, heading: Heading, findings: list[Finding]) -> list[Row]:
    rows = []
    for fragment in run.fragments:
        table = on_heading_columns(fragment, run)
        bands = [band for band in table.bands() if band[0].row0 >= fragment.first_row]
        findings += [caption_finding(band[0]) for band in bands if is_caption(band, table) and band[0].lines]
        bands = [band for band in bands if not is_caption(band, table)]
        printed = [row_of(band, heading) for band in bands if any(cell.lines for cell in band)]
        for band in bands:
            if len({cell.row0 for cell in band}) > 1:
                raise Refused(
                    "ragged_row",
                    f"page {band[0].page}: a row of the table is parted in some columns and not in others, so its"
                    " cells cannot be told apart",
                )
        if printed:
            printed[0].starts_page = True
            printed[-1].ends_page = True
        rows += printed
    return rows


def _join_over_pages(rows: list[Row], findings: list[Finding]) -> list[Row]:
    joined: list[Row] = []
    for row in rows:
        if joined and row.starts_page and joined[-1].ends_page and _continues(joined[-1], row):
            joined[-1] = _without_repeats(joined[-1], row, findings)
        else:
            joined.append(row)
    return joined


def _continues(above: Row, below: Row) -> bool:
    if begins_list(below.text("indicators")):
        # The numbering begins anew: another project, unless the row above has not come to its indicators yet.
        return not above.text("indicators") and (not (above.money and below.money) or cut_money(above, below))
    if above.money and below.money:
        return cut_money(above, below) or (bool(below.text("indicators")) and _repeats(above, below))
    return True


def _repeats(above: Row, below: Row) -> bool:
    """Whether the row below prints the name and money of the one above again, as some tools do after a page break."""
    return _printed_head(above) == _printed_head(below)


def _printed_head(row: Row) -> list[str]:
    money = [f"{source}={value.text}" for source, values in sorted(row.money.items()) for value in values]
    return [compact(row.text("project_name")), *money]


def _without_repeats(above: Row, below: Row, findings: list[Finding]) -> Row:
    head = [name for name in below.values if name == "project_name" or name.startswith("money:")]
    if below.money and above.money and not cut_money(above, below):
        findings.append(
            Finding(
                "info", "repeated_row_head", above.text("project_name"),
                f"name and money are printed again after the break to page {below.page_first}; they are counted once",
                below.page_first,
            )
        )  # fmt: skip
        drop = set(head)
    elif above.text("project_name") and above.text("project_name") == below.text("project_name"):
        drop = {"project_name"}
    else:
        drop = set()
    kept = {name: value for name, value in below.values.items() if name not in drop}
    return above.joined(Row(kept, below.page_first, below.page_last, below.box, below.starts_page, below.ends_page))


def _entry(
    row: Row, rows: list[Row], at: int, unit: str | None, findings: list[Finding], indicators: IndicatorsOf
) -> Entry:
    name = row.text("project_name")
    total, amounts = amounts_of(row.money, unit, name, findings)
    if _is_sum(row, rows, at):
        return Entry(name, row.text("institution") or None, total, amounts)
    if total is None and not amounts:
        findings.append(
            Finding("error", "project_without_money", name, "no amount is printed", row.page_first, row.box)
        )
    project = replace(_project(row, at + 1, findings, indicators), total=total, amounts=amounts)
    return Entry(name, row.text("institution") or None, total, amounts, project)


def _is_sum(row: Row, rows: list[Row], at: int) -> bool:
    """Whether the row adds others up: it prints money and no indicators, and says 合计 or has no goal either. A row that
    names something and stands indented like the projects is a project without a goal."""
    name = row.text("project_name")
    if _prints_indicators(row) or not row.money:
        return False
    if is_total_name(name) or is_group_name(name):
        return True
    if row.text("goal"):
        return False
    others = [
        r.value("project_name").lines[0].box.x0
        for r in rows
        if r is not row and _prints_indicators(r) and r.text("project_name")
    ]
    lines = row.value("project_name").lines
    if not lines or not others:
        return True
    # Centred names have no indent to go by; then only the table's first row can be the institution's.
    outdented = lines[0].box.x0 < min(others) - _INDENT
    return outdented or at == 0


def _prints_indicators(row: Row) -> bool:
    return any(
        value.lines and name.partition("#")[0] in ("indicators", "category") for name, value in row.values.items()
    )


def _project(row: Row, seq: int, findings: list[Finding], indicators: IndicatorsOf) -> Project:
    name = row.text("project_name")
    if not name:
        raise nameless(row.page_first, seq)
    if not row.text("goal"):
        findings.append(Finding("warning", "project_without_goal", name, "no goal is printed", row.page_first, row.box))
    named = row.value("project_name")
    return Project(
        seq=seq,
        name=name,
        code=row.text("project_code") or None,
        implementing_unit=row.text("implementing_unit") or None,
        supervising_department=row.text("supervising_department") or None,
        goal=row.text("goal") or None,
        total=None,
        amounts=[],
        indicators=indicators(row, name),
        page_first=row.page_first,
        page_last=row.page_last,
        box=named.box if named.lines else row.box,
    )


def _indicators(value: Value, project: str, findings: list[Finding]) -> list[Indicator]:
    text = value.text
    if not text:
        findings.append(Finding("warning", "project_without_indicators", project, "no indicator is printed"))
        return []
    pieces, odd = split_indicators(text)
    box, page = value.box, value.lines[0].page
    findings.extend(Finding("warning", "indicator_numbering", project, message, page, box) for message in odd)
    if not pieces:
        what = f"the cell yields no indicator: {text[:60]}"
        findings.append(Finding("error", "cell_without_indicator", project, what, page, box))
    places = Places(value)
    indicators = []
    for piece in pieces:
        page, box = places.at(piece.start, piece.end)
        read = parse_piece(piece.text)
        if read is None:
            what = f"not in the form of an indicator: {text[piece.start : piece.end]}"
            findings.append(Finding("error", "indicator_unreadable", project, what, page, box))
            continue
        if not read.is_parted:
            what = f"no marks part the fields of {piece.text[:40]}; they are parted by the names of the levels"
            findings.append(Finding("warning", "indicator_marks_missing", project, what, page, box))
        indicators.append(_indicator(piece, read, page, box))
    return indicators


def _indicator(piece: Piece, read: NumberedIndicator, page: int, box: Box) -> Indicator:
    return Indicator(
        seq=piece.seq,
        level1_code=read.code1,
        level1_name=read.name1,
        level2_code=read.code2,
        level2_name=read.name2,
        name=read.name,
        cycle_value=read.cycle,
        annual_value=read.annual,
        page=page,
        box=box,
    )


class Places:
    """From offsets in a value's joined text back to the lines they are printed on."""

    def __init__(self, value: Value) -> None:
        self._lines = value.lines
        self._ends: list[int] = []
        for count in range(1, len(value.lines) + 1):
            self._ends.append(len(Value(value.lines[:count]).text))

    def at(self, start: int, end: int) -> tuple[int, Box]:
        """The page on which the text begins, and the box of its lines there."""
        touched = [
            line
            for line, line_end, line_start in zip(self._lines, self._ends, [0, *self._ends], strict=False)
            if line_start < end and line_end > start
        ]
        page = touched[0].page
        return page, union(line.box for line in touched if line.page == page)
