"""Reads one PDF into a `ParsedDocument`; runs inside the guarded child process.

Here belongs the order of the steps: survey → pages → sheets → cells → records → proofs. Here does not belong how each is
done. Nothing here knows the file's name, the inbox or the warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipelines import consistency
from pipelines.layouts.headings import field_of, is_suspicious
from pipelines.layouts.recognise import BY_NAME, ReadPage, Recognised, recognise
from pipelines.layouts.sections import Section
from pipelines.layouts.surroundings import Surroundings, surroundings_of, unit_inside, year_inside
from pipelines.pdf import agreement, ink
from pipelines.pdf.errors import Refused
from pipelines.pdf.page import Visibility
from pipelines.pdf.reader import Reader
from pipelines.pdf.witness import Witness
from pipelines.records import Finding, ParsedDocument, Proof, Statement
from pipelines.restore import restore_unmapped
from pipelines.tables import gutters, oddities, printed
from pipelines.tables.cells import Line, PageTable, pieces_of, table_on_page
from pipelines.tables.grid import GridTooLarge, find_grids
from pipelines.tables.printed import Fate, Sheet
from pipelines.tables.runs import Run
from pipelines.transform.money import MoneyError
from pipelines.transform.text import compact, find_years, unify_radicals

PARSER_VERSION = "3"
"""Raised whenever the same bytes would be read differently: every document is then parsed again."""

# A page whose text holds one of these may print a target table. They are looked for in the file's own text order, so words
# that one cell prints together; a wrapped one is whole again once white space is dropped.
_TRIAGE = re.compile(r"绩效目标|绩效指标|三级指标|指标值|产出指标|效益指标|满意度指标|成本指标")
_TABLE_WORDS = re.compile(r"年度指标值|实施周期指标值|\d、\d-\S{2,8}；")
_TOPIC = re.compile(r"(?:年度?)?([一-鿿]{2,20}?(?:情况表|总表|预算表|支出表|决算表))")
_SCAN_SHARE = 0.5
_SCAN_GLYPHS = 20
_UNMAPPED_SHARE = 0.2
_COVER_PAGES = 3


@dataclass(slots=True)
class _Survey:
    """What a quick look at every page says."""

    candidates: list[int] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)


def parse_pdf(path: Path, *, second_reader: bool = True) -> ParsedDocument:
    """Everything that the PDF at `path` prints of its target tables, with the proofs that it was read exactly.

    `second_reader` is only switched off by benchmarks. A document that cannot be read with proof is returned as
    quarantined, with the reason in one sentence; nothing is raised for what a file holds.
    """
    try:
        with Reader(path) as reader:
            return _Parsing(path, reader, second_reader).result()
    except Refused as refusal:
        return _quarantined(refusal, 0, [])


def _quarantined(refusal: Refused, page_count: int, findings: list[Finding]) -> ParsedDocument:
    named = Finding("error", refusal.rule, "document", refusal.reason)
    return ParsedDocument("quarantined", refusal.reason, page_count, None, [], [], [*findings, named], [], [])


class _Parsing:
    """One document on its way from pages to records."""

    def __init__(self, path: Path, reader: Reader, second_reader: bool) -> None:
        self.path, self.reader, self.second_reader = path, reader, second_reader
        self.findings: list[Finding] = []
        self.proofs: list[Proof] = []
        self.sheets: dict[int, Sheet] = {}
        self.pages: dict[int, ReadPage] = {}
        self.unruled: set[int] = set()

    def result(self) -> ParsedDocument:
        try:
            return self._result()
        except Refused as refusal:
            return _quarantined(refusal, self.reader.page_count, self.findings)

    def _result(self) -> ParsedDocument:
        survey = self._survey()
        found = self._read_tables(survey.candidates)
        institution, years = _cover(self._front(survey, found))
        statements = _merged(list(self._statements(found)))
        if not statements:
            return self._without_table(survey, found, institution, years)
        self.findings += found.findings
        self.findings += [
            Finding("warning", "page_is_scan", f"page {n}", "the page is a scanned image and was not read", n)
            for n in survey.scans
        ]
        used = sorted({fragment.table.page for run in found.runs for fragment in run.fragments})
        self._prove(used, found)
        statements = restore_unmapped(statements, self.findings)
        for statement in statements:
            self.findings += consistency.findings_of(statement)
        if self.unruled & set(used):
            _accept_unruled(sorted(self.unruled & set(used)), statements, self.findings)
        return ParsedDocument(
            "parsed",
            None,
            self.reader.page_count,
            institution,
            years,
            statements,
            self.findings,
            self.proofs,
            used,
        )

    # -- survey --------------------------------------------------------------------------------------------------

    def _survey(self) -> _Survey:
        survey = _Survey()
        for index in range(self.reader.page_count):
            rough = self.reader.rough(index)
            text = compact(unify_radicals(rough.text))
            if rough.image_share > _SCAN_SHARE and (len(text) < _SCAN_GLYPHS or rough.invisible > 0.5):
                survey.scans.append(index + 1)
            elif rough.unmapped > _UNMAPPED_SHARE:
                survey.unreadable.append(index + 1)
            if _TRIAGE.search(text) or all(text.count(sign) > 2 for sign in "绩效指标"):
                survey.candidates.append(index + 1)
            if index < _COVER_PAGES:
                survey.texts[index + 1] = text
            survey.topics += _TOPIC.findall(text)[:3]
        return survey

    def _without_table(
        self, survey: _Survey, found: Recognised, institution: str | None, years: list[int]
    ) -> ParsedDocument:
        if self.unruled:
            raise Refused(
                "table_without_lines",
                f"page {min(self.unruled)}: a target table without lines cannot be read with proof; ask for a print with"
                " its lines",
            )
        if survey.scans:
            raise Refused(
                "scanned_page",
                f"{_pages(survey.scans)} a scanned image, which cannot be read with proof; ask for the"
                " original PDF, or have it typed",
            )
        if survey.unreadable:
            raise Refused(
                "unmapped_text",
                f"{_pages(survey.unreadable)} text without Unicode values, which cannot be read; ask for a PDF exported with"
                " its fonts' character maps",
            )
        for page in self.pages.values():
            _refuse_unlined(page)
        return ParsedDocument(
            "no_target_table", _what_it_holds(survey, found), self.reader.page_count, institution, years, [],
            self.findings, self.proofs, sorted(self.pages),
        )  # fmt: skip

    def _front(self, survey: _Survey, found: Recognised) -> list[str]:
        """What is printed before the first target table: the text of the first pages, or what stands above the table."""
        if not found.runs:
            return list(survey.texts.values())
        first = found.runs[0]
        begins = first.fragments[0].table.page
        return [text for number, text in survey.texts.items() if number < begins] + [
            compact(line.text) for line in first.above
        ]

    # -- pages and tables ----------------------------------------------------------------------------------------

    def _read_tables(self, candidates: list[int]) -> Recognised:
        """Reads the candidate pages, and after each run of target tables the next page too, until none goes on."""
        wanted = set(candidates)
        while True:
            missing = sorted(wanted - set(self.pages))
            self._read_pages(missing)
            found = recognise(self.pages[n] for n in sorted(self.pages))
            if not found.runs and self._complete_rules():
                found = recognise(self.pages[n] for n in sorted(self.pages))
            ends = {run.fragments[-1].table.page for run in found.runs} | set(found.self_evaluation_pages)
            following = {n + 1 for n in ends if n < self.reader.page_count} - set(self.pages)
            if not following:
                return found
            wanted |= following

    def _read_pages(self, numbers: list[int]) -> None:
        fresh = [self._sheet(n) for n in numbers if n not in self.sheets]
        for sheet in fresh:
            printed.settle_unseen(sheet)
        for sheet in fresh:
            if _hides_by_clip(sheet):
                self._settle_copies(sheet.page.number)
        sheets = [self.sheets[n] for n in numbers]
        for sheet in sheets:
            printed.settle_clipped(sheet)
        printed.settle_page_numbers([self.sheets[n] for n in sorted({*self.pages, *numbers})])
        for sheet in sheets:
            self.pages[sheet.page.number] = self._cells(sheet)

    def _sheet(self, number: int) -> Sheet:
        if number not in self.sheets:
            page = self.reader.page(number - 1)
            ink.mark_white(page)
            self.sheets[number] = printed.open_sheet(page)
        return self.sheets[number]

    def _settle_copies(self, number: int) -> None:
        for other in (number - 1, number + 1):
            if 1 <= other <= self.reader.page_count:
                one, two = sorted((number, other))
                printed.settle_copies(self._sheet(one), self._sheet(two))

    def _complete_rules(self) -> bool:
        """Gives the pages of a table without vertical rules the columns that only white shows. True where some were
        given; whether they are right the proofs and the printed totals must show."""
        named = {n: _headings(gutters.blocks(self.sheets[n], page.free)) for n, page in sorted(self.pages.items())}
        first = next((page for n, page in sorted(self.pages.items()) if named[n]), None)
        if first is None:
            return False
        numbers = [n for n in sorted(self.pages) if n >= first.number and not self.pages[n].tables]
        pages = [n for at, n in enumerate(numbers) if n == first.number + at]
        completed = gutters.completed([self.sheets[n] for n in pages], named[first.number])
        if completed is None:
            return False
        for number, rules in completed.items():
            self.unruled.add(number)
            self.sheets[number].page.rules = rules
            self.pages[number] = self._cells(self.sheets[number])
        return True

    def _cells(self, sheet: Sheet) -> ReadPage:
        page = sheet.page
        kept = sheet.kept
        solid = kept[sheet.fate[kept] == Fate.UNPLACED]
        try:
            grids = find_grids(page.rules, page.glyphs.centre_x[solid], page.glyphs.centre_y[solid])
        except GridTooLarge as error:
            raise Refused(
                "too_many_lines", f"page {page.number} is parted by more lines than any printed table"
            ) from error
        tables = [table_on_page(page.number, page.glyphs, kept, grid) for grid in grids]
        placed = np.zeros(len(page.glyphs), dtype=bool)
        for table in tables:
            placed[table.glyphs] = True
            placed[table.stray] = True
        free = pieces_of(page.number, page.glyphs, kept[~placed[kept]])
        return ReadPage(page.number, tables, free)

    # -- records -------------------------------------------------------------------------------------------------

    def _statements(self, found: Recognised) -> Iterable[Statement]:
        for run in found.runs:
            around = self._surroundings(run)
            if around.unit is None:
                raise Refused(
                    "no_unit",
                    f"page {run.fragments[0].table.page}: no unit of money is printed, so amounts cannot be read in yuan",
                )
            sections = BY_NAME[run.layout].read(run, around.unit, self.findings)
            alone = len(sections) == 1
            for section in sections:
                yield _statement(run.layout, section, around, alone, self.findings)

    def _surroundings(self, run: Run) -> Surroundings:
        first = run.fragments[0].table
        try:
            around = surroundings_of(run.above)
            unit = around.unit or unit_inside(first)
        except MoneyError as error:
            raise Refused("unit_unclear", f"page {first.page}: {error}") from error
        return Surroundings(around.institution, around.institution_code, around.fiscal_year or year_inside(first), unit)

    # -- proofs --------------------------------------------------------------------------------------------------

    def _prove(self, numbers: list[int], found: Recognised) -> None:
        tables = {id(fragment.table) for run in found.runs for fragment in run.fragments}
        self._prove_ink(numbers, tables)
        self._prove_shape(numbers, tables)
        self._prove_conservation(numbers, tables)
        if self.second_reader:
            self._prove_agreement(numbers)
        self.findings += oddities.page_order([self.sheets[number] for number in numbers])
        for number in numbers:
            self.findings += self.sheets[number].findings
            for table in self.pages[number].tables:
                if id(table) in tables:
                    self.findings += oddities.odd_glyphs(self.sheets[number], table)

    def _prove_ink(self, numbers: list[int], tables: set[int]) -> None:
        checked = unowned = 0
        for number in numbers:
            sheet = self.sheets[number]
            seen = sheet.page.glyphs.visibility == Visibility.VISIBLE
            shown = seen & np.isin(sheet.fate, (Fate.UNPLACED, Fate.WATERMARK, Fate.PAGE_NUMBER))
            proof = ink.prove(sheet.page, self.reader.grey(number - 1), shown, ~seen)
            printed.check_ink(sheet, proof)
            checked += int(shown.sum())
            inside = [
                box for box in proof.unowned for table in self.pages[number].tables
                if id(table) in tables and _overlaps(box, table)
            ]  # fmt: skip
            if inside:
                raise Refused(
                    "ink_without_text",
                    f"page {number}: inside the table something is printed that is neither text nor a line"
                    f" (at {inside[0][0]:.0f}, {inside[0][1]:.0f} pt), such as text drawn as shapes; it cannot be read",
                )
            if len(proof.unowned):
                unowned += 1
                self.findings.append(
                    Finding(
                        "info",
                        "ink_outside_table",
                        f"page {number}",
                        "outside the table something is drawn that is no text",
                        number,
                    )
                )
        self.proofs.append(
            Proof(
                "ink",
                True,
                checked,
                0,
                f"every visible glyph of {len(numbers)} pages owns ink and all ink in tables is owned; {unowned} pages draw something outside them",
            )
        )

    def _prove_shape(self, numbers: list[int], tables: set[int]) -> None:
        cells = 0
        for number in numbers:
            page = self.sheets[number].page
            for table in self.pages[number].tables:
                if id(table) not in tables:
                    continue
                if table.irregular:
                    raise Refused("cell_not_rectangular", f"page {number}: a cell of the table is no rectangle")
                cells += len(table.cells)
                crossing = _crossing(table, self.sheets[number])
                if crossing:
                    raise Refused(
                        "text_crosses_rule",
                        f"page {number}: text runs over a line between two cells ({crossing}), so its cell is not certain",
                    )
            if page.annotations:
                self.findings.append(
                    Finding(
                        "warning", "annotation_not_read", f"page {number}",
                        f"the page carries {'、'.join(sorted(set(page.annotations)))}, whose text is not read", number,
                    )
                )  # fmt: skip
        self.proofs.append(Proof("rectangles", True, cells, 0, "every cell is a rectangle and no text crosses a rule"))

    def _prove_conservation(self, numbers: list[int], tables: set[int]) -> None:
        counts = dict.fromkeys(Fate, 0)
        truncated = 0
        for number in numbers:
            sheet, page = self.sheets[number], self.pages[number]
            for table in page.tables:
                fate = Fate.CELL if id(table) in tables else Fate.OTHER_TABLE
                members = table.glyphs[sheet.fate[table.glyphs] == Fate.UNPLACED]
                sheet.fate[members] = fate
                if len(table.stray) and id(table) in tables:
                    text = "".join(sheet.page.glyphs.text[i] for i in table.stray[:12])
                    raise Refused(
                        "glyph_without_cell",
                        f"page {number}: {len(table.stray)} characters stand inside the table but in no cell ({text})",
                    )
                sheet.fate[table.stray] = fate
            _check_free(page, tables)
            sheet.fate[sheet.fate == Fate.UNPLACED] = Fate.FREE_TEXT
            truncated += sheet.clip_truncated
            for fate in Fate:
                counts[fate] += sheet.count(fate)
        total = sum(len(self.sheets[n].page.glyphs) for n in numbers)
        assert sum(counts.values()) == total
        named = ", ".join(f"{fate.name.lower()} {count}" for fate, count in counts.items() if count)
        self.proofs.append(Proof("glyph_conservation", True, total, 0, f"{named}; clip_truncated {truncated}"))

    def _prove_agreement(self, numbers: list[int]) -> None:
        witness = Witness(self.path)
        try:
            if witness.page_count != self.reader.page_count:
                raise Refused(
                    "readers_disagree",
                    f"one reader counts {self.reader.page_count} pages, the other {witness.page_count}; the file is damaged or made to deceive",
                )
            compared = overprinted = 0
            for number in numbers:
                texts, origins = witness.glyphs(number - 1)
                outcome = agreement.compare(self.sheets[number].page, texts, origins)
                compared += outcome.compared
                overprinted += outcome.overprinted
                if not outcome.agrees:
                    differing = "".join(dict.fromkeys(outcome.only_first + outcome.only_second))[:12]
                    raise Refused(
                        "readers_disagree",
                        f"page {number}: two independent readers differ on {len(outcome.only_first) + len(outcome.only_second)} characters"
                        f" ({differing.replace(chr(0), '�')})",
                    )
        finally:
            witness.close()
        self.proofs.append(
            Proof(
                "second_reader",
                True,
                compared,
                0,
                f"pdfplumber sees the same glyphs at the same places; {overprinted} are printed twice for boldness",
            )
        )


def _headings(lines: list[Line]) -> list[Line]:
    """Of the free lines those at one height that are the headings of a target table; none where there is no such row."""
    for line in lines:
        if field_of(line.text) != "project_name":
            continue
        reach = line.box.bottom - line.box.top
        beside = [
            other for other in lines if other.box.top < line.box.bottom + reach and other.box.bottom > line.box.top
        ]
        row = [other for other in beside if abs(_middle(other) - _middle(line)) <= reach]
        if len({field_of(other.text) for other in row} - {None}) >= 3:
            return row
    return []


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _accept_unruled(pages: list[int], statements: list[Statement], findings: list[Finding]) -> None:
    """Columns that no line shows are proven by the document's own totals: without totals, or with any error, the document
    is refused."""
    proven = all(statement.totals for statement in statements)
    errors = [finding for finding in findings if finding.severity == "error"]
    if not proven or errors:
        why = errors[0].message if errors else "it prints no total that would prove them"
        raise Refused(
            "columns_unproven",
            f"page {pages[0]}: the table has no lines between its columns, and they cannot be proven ({why})",
        )
    findings.append(
        Finding(
            "info", "columns_from_white", f"page {pages[0]}",
            "the table has no lines between its columns; they were found by the white between them and are proven by the"
            " printed totals", pages[0],
        )
    )  # fmt: skip


def _refuse_unlined(page: ReadPage) -> None:
    """A page whose free text reads like a target table's headings or rows holds one that no lines or columns give away."""
    fields = {name for line in page.free if (name := field_of(line.text))}
    rows = [line.text for line in page.free if _TABLE_WORDS.search(compact(line.text))]
    if (
        (is_suspicious(fields) and len(fields) >= 3)
        or ("project_name" in fields and len(fields) >= 4)
        or len(rows) >= 2
    ):
        raise Refused(
            "table_without_lines",
            f"page {page.number}: a target table without lines, or printed askew, cannot be read with proof; ask for a"
            " print with its lines",
        )


def _pages(numbers: list[int]) -> str:
    listed = "、".join(map(str, numbers[:6])) + (" …" if len(numbers) > 6 else "")
    return f"page {listed} holds" if len(numbers) == 1 else f"pages {listed} hold"


def _what_it_holds(survey: _Survey, found: Recognised) -> str:
    if found.self_evaluation_pages:
        return (
            f"no target table: page {found.self_evaluation_pages[0]} holds a self-evaluation table (绩效自评表), which"
            " reports what was achieved and is not loaded as targets"
        )
    topics = list(dict.fromkeys(survey.topics))[:4]
    return f"no target table on any of its pages; it holds {'、'.join(topics) or 'no budget table either'}"


def _hides_by_clip(sheet: Sheet) -> bool:
    visibility = sheet.page.glyphs.visibility
    return bool(np.isin(visibility, (Visibility.CLIPPED, Visibility.OFF_PAGE)).any())


def _overlaps(box: np.ndarray[tuple[int], np.dtype[np.float64]], table: PageTable) -> bool:
    return bool(
        box[0] < table.box.x1 and box[2] > table.box.x0 and box[1] < table.box.bottom and box[3] > table.box.top
    )


def _crossing(table: PageTable, sheet: Sheet) -> str:
    """The text of glyphs through which a side of their own cell runs, "" where there is none."""
    glyphs = sheet.page.glyphs
    members = table.glyphs[sheet.fate[table.glyphs] == Fate.UNPLACED]
    width = glyphs.x1[members] - glyphs.x0[members]
    sides = np.zeros(len(members), dtype=bool)
    centre = glyphs.centre_x[members]
    y = glyphs.centre_y[members]
    xs = np.array(table.xs)
    left = np.searchsorted(xs, centre, side="right") - 1
    for k in np.flatnonzero(
        (glyphs.x0[members] < xs[left] - 0.3 * width)
        | (glyphs.x1[members] > xs[np.minimum(left + 1, len(xs) - 1)] + 0.3 * width)
    ):
        cell = next(
            (c for c in table.cells if c.box.x0 <= centre[k] <= c.box.x1 and c.box.top <= y[k] <= c.box.bottom),
            None,
        )
        if cell is not None:
            i = members[k]
            sides[k] = glyphs.x0[i] < cell.box.x0 - 0.3 * width[k] or glyphs.x1[i] > cell.box.x1 + 0.3 * width[k]
    return "".join(glyphs.text[i] for i in members[sides][:8])


def _check_free(page: ReadPage, tables: set[int]) -> None:
    """Text around a target table must not be a part of it that its rules fail to enclose."""
    for line in page.free:
        if _TABLE_WORDS.search(compact(line.text)) and _beside(line, page, tables):
            raise Refused(
                "text_outside_table",
                f"page {page.number}: text that belongs in the table stands outside its lines ({line.text[:20]})",
            )


def _beside(line: Line, page: ReadPage, tables: set[int]) -> bool:
    return any(id(table) in tables for table in page.tables) and bool(line.text)


def _cover(texts: list[str]) -> tuple[str | None, list[int]]:
    """The institution and the years that the first pages name."""
    years: list[int] = []
    institution = None
    for text in texts:
        head = text[:200]
        years += [year for year in find_years(head) if year not in years]
        match = re.search(
            r"(?:20\d\d年(?:度)?)?([一-鿿（）]{4,30}?(?:大学|学院|学校|专科学校|局|委员会|厅|中心|医院|办公室|研究院|研究所))(?:20\d\d年(?:度)?)?(?:部门|单位)?(?:预算|决算|项目)",
            head,
        )
        if institution is None and match:
            institution = match[1]
    return institution, years


def _statement(layout: str, section: Section, around: Surroundings, alone: bool, findings: list[Finding]) -> Statement:
    institution = around.institution if alone and around.institution else section.institution
    return Statement(
        layout=layout,
        institution=institution or around.institution,
        institution_code=around.institution_code,
        fiscal_year=around.fiscal_year,
        unit=around.unit or "",
        totals=section.totals,
        projects=section.projects,
    )


def _merged(statements: list[Statement]) -> list[Statement]:
    """Statements of one institution, year, unit and layout are one: a document prints one form a project, or one table
    in several parts. Projects are numbered anew in the order they are printed."""
    merged: dict[tuple[str, str | None, int | None, str], Statement] = {}
    for statement in statements:
        key = (statement.layout, statement.institution, statement.fiscal_year, statement.unit)
        if key not in merged:
            merged[key] = statement
            continue
        first = merged[key]
        first.totals.extend(statement.totals)
        first.projects.extend(statement.projects)
    return list(merged.values())
