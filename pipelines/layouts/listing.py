"""Layout `list`: a row a project, all its indicators in one cell (Guangzhou, 项目支出绩效目标表).

The indicator cell reads `N、L1码-L1名；L2码-L2名；指标名；实施周期指标值:V；年度指标值:V。` over and over. Names and values hold
；。、 themselves, so it is split where the expected next number is followed by `、` and a level code, and nowhere else.

A row over a page break is found by its money: a project's total is one line and is printed once, so of two neighbouring
rows around a page break of which only one prints money, both are one project.
"""

from __future__ import annotations

import re

from pipelines.layouts.columns import (
    TOTAL_NAMES,
    Heading,
    Row,
    Value,
    caption_finding,
    cut_money,
    find_heading,
    is_caption,
    nameless,
    on_heading_columns,
    row_of,
)
from pipelines.layouts.headings import fulfils
from pipelines.layouts.money import amounts_of
from pipelines.layouts.sections import Section
from pipelines.model.errors import Refused
from pipelines.model.records import Box, Finding, Indicator, Project
from pipelines.tables.cells import PageTable, union
from pipelines.tables.runs import Run
from pipelines.values.text import compact

NAME = "list"

_PIECE = re.compile(
    r"(?P<seq>\d+)、"
    r"(?P<code1>\d*)[-－—]?(?P<name1>[^；;]*)[；;]"
    r"(?P<code2>\d*)[-－—]?(?P<name2>[^；;]*)[；;]"
    r"(?P<name>.*?)"
    r"(?:[；;]实施周期指标值[:：]?(?P<cycle>.*?))?"
    r"[；;]年度指标值[:：]?(?P<annual>.*)",
    re.DOTALL,
)
# Inside a name or a value these words belong to another field, whose own mark was damaged.
_MARK = re.compile(r"年度指标值|实施周期指标|指标值?[:：]")
_MARK_IN_NAME = re.compile(rf"{_MARK.pattern}|值[:：]")
_FIRST = re.compile(r"1、\d+[-－—]")
_ANY_START = re.compile(r"(?<=[。])(\d+)、\d+[-－—]")
# Projects are printed with this much indent under their institution (four spaces of the smallest type met).
_INDENT = 3.0


def recognise(table: PageTable) -> Heading | None:
    """The heading if the table is of this layout."""
    heading = find_heading(table)
    return heading if heading is not None and fulfils(NAME, heading.present) else None


def read(run: Run, unit: str, findings: list[Finding]) -> list[Section]:
    """The run's projects by institution. Raises `Refused` where a row cannot be told from its neighbours."""
    heading = recognise(run.fragments[0].table)
    assert heading is not None
    rows = _join_over_pages(_rows(run, heading, findings), findings)
    return _sections(rows, unit, findings)


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
    if _FIRST.match(below.text("indicators")):
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


def _sections(rows: list[Row], unit: str, findings: list[Finding]) -> list[Section]:
    """Projects under the institution's total row that stands above them (or at the table's end)."""
    sections = [Section(None, [], [], [])]
    for at, row in enumerate(rows):
        if _is_total(row, rows, at):
            _add_total(sections, row, unit, findings)
        else:
            sections[-1].projects.append(_project(row, len(sections[-1].projects) + 1, unit, findings))
    return [section for section in sections if section.projects]


def _is_total(row: Row, rows: list[Row], at: int) -> bool:
    if row.text("goal") or row.text("indicators") or not row.money:
        return False
    if compact(row.text("project_name")) in TOTAL_NAMES:
        return True
    others = [
        r.value("project_name").lines[0].box.x0
        for r in rows
        if r is not row and r.text("indicators") and r.text("project_name")
    ]
    name = row.value("project_name").lines
    if not name or not others:
        return True
    # Centred names have no indent to go by; then only the table's first row can be the institution's.
    outdented = name[0].box.x0 < min(others) - _INDENT
    return outdented or at == 0


def _add_total(sections: list[Section], row: Row, unit: str, findings: list[Finding]) -> None:
    name = row.text("project_name")
    total, amounts = amounts_of(row.money, unit, name, findings)
    printed = [amount for amount in ([total] if total else []) + amounts if amount.source != "未区分"]
    current = sections[-1]
    if compact(name) in TOTAL_NAMES:
        # 合计 closes a table that has no total yet, and adds nothing to one that has.
        target = next((s for s in reversed(sections) if not s.totals), None)
        if target is not None:
            target.totals.extend(printed)
        return
    if current.projects:
        sections.append(Section(name, [], printed, []))
    else:
        # A total row right under another is a unit of the department above it.
        current.parents.extend(current.totals)
        current.institution, current.totals = name, printed


def _project(row: Row, seq: int, unit: str, findings: list[Finding]) -> Project:
    name = row.text("project_name")
    total, amounts = amounts_of(row.money, unit, name, findings)
    if not name:
        raise nameless(row.page_first, seq)
    if total is None and not amounts:
        findings.append(
            Finding("error", "project_without_money", name, "no amount is printed", row.page_first, row.box)
        )
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
        total=total,
        amounts=amounts,
        indicators=_indicators(row.value("indicators"), name, findings),
        page_first=row.page_first,
        page_last=row.page_last,
        box=named.box if named.lines else row.box,
    )


def split_indicators(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """The pieces of an indicator cell as (offset in `text`, piece), and what is odd about the numbering.

    A piece begins where the expected next number is followed by `、` and a level code. A number that is skipped is
    looked for after a `。` only, so that `100、1-` inside a value is never taken for a beginning.
    """
    starts: list[int] = []
    odd: list[str] = []
    first = _FIRST.search(text)
    if first is None:
        return [], []
    starts.append(first.start())
    if text[: first.start()].strip():
        odd.append(f"text before the first indicator: {text[: first.start()]!r}")
    number, at = 1, first.end()
    while True:
        following = _next_start(text, number + 1, at)
        skipped = _ANY_START.search(text, at)
        if skipped is not None and (following is None or skipped.start() < following):
            odd.append(f"after indicator {number} comes number {skipped[1]}")
            number, at = int(skipped[1]), skipped.end()
            starts.append(skipped.start())
        elif following is not None:
            number, at = number + 1, following + 1
            starts.append(following)
        else:
            break
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)], odd


def _next_start(text: str, number: int, at: int) -> int | None:
    """Where indicator `number` begins: after a 。 if it does so anywhere, else after anything that is no digit, so that a
    value that lost its 。 still ends."""
    after_stop = re.compile(rf"(?<=[。]){number}、\d+[-－—]").search(text, at)
    anywhere = re.compile(rf"(?<![\d.]){number}、\d+[-－—]").search(text, at)
    found = anywhere if after_stop is None or (anywhere and anywhere.start() < after_stop.start()) else after_stop
    return found.start() if found else None


def _indicators(value: Value, project: str, findings: list[Finding]) -> list[Indicator]:
    text = value.text
    if not text:
        findings.append(Finding("warning", "project_without_indicators", project, "no indicator is printed"))
        return []
    pieces, odd = split_indicators(text)
    box, page = value.box, value.lines[0].page
    findings.extend(Finding("warning", "indicator_numbering", project, message, page, box) for message in odd)
    if not pieces:
        findings.append(
            Finding(
                "error",
                "cell_without_indicator",
                project,
                f"the cell yields no indicator: {text[:60]}",
                page,
                box,
            )
        )
    places = _Places(value)
    indicators = []
    for offset, piece in pieces:
        page, box = places.at(offset, offset + len(piece))
        match = _PIECE.fullmatch(piece)
        if match is None or _swallows_another(match):
            findings.append(
                Finding(
                    "error",
                    "indicator_unreadable",
                    project,
                    f"not in the form of an indicator: {piece}",
                    page,
                    box,
                )
            )
            continue
        annual = match["annual"]
        indicators.append(
            Indicator(
                seq=int(match["seq"]),
                level1_code=match["code1"],
                level1_name=match["name1"],
                level2_code=match["code2"],
                level2_name=match["name2"],
                name=match["name"],
                cycle_value=match["cycle"],
                annual_value=annual[:-1] if annual.endswith("。") else annual,
                page=page,
                box=box,
            )
        )
    return indicators


def _swallows_another(match: re.Match[str]) -> bool:
    """Whether a name runs on into a value whose mark was damaged, or a value into the next indicator: a number that lost
    its 。 before the next number (`102、1-产出指标` is 10 and indicator 2, or 102) cannot be told apart."""
    values = any(_MARK.search(match[value] or "") for value in ("cycle", "annual"))
    return values or _MARK_IN_NAME.search(match["name"]) is not None


class _Places:
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
