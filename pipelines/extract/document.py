"""Reads one PDF into a `ParsedDocument`; runs inside a worker process of the sandbox.

Here belongs the order of the steps: survey → sheets → cells → records → proofs. Here does not belong how each is
done. Nothing here knows the file's name, the inbox or the warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np

from pipelines.extract import blank_forms, consistency
from pipelines.extract.affected_projects import name_projects
from pipelines.extract.cover import Cover, read_cover
from pipelines.extract.left_over import refuse_left_over
from pipelines.extract.not_read import attachments_not_read, pages_not_read
from pipelines.extract.picture_pages import without_covers
from pipelines.extract.proofs import TablePage, prove, prove_ink
from pipelines.extract.triage import Survey, survey
from pipelines.extract.unmapped_glyphs import restore_unmapped
from pipelines.extract.without_table import left_out, refuse_damaged, refuse_mixed, refuse_unreadable, what_it_holds
from pipelines.layouts.headings import field_of, headings
from pipelines.layouts.money_tables import funds_by_project, money_tables, with_money
from pipelines.layouts.recognise import ReadPage, Recognised, recognise
from pipelines.layouts.runs import Run
from pipelines.layouts.sections import Section
from pipelines.layouts.surroundings import Surroundings, surroundings_of, unit_inside, year_inside
from pipelines.model.errors import Refused
from pipelines.model.records import DocumentKind, Finding, ParsedDocument, Proof, Statement
from pipelines.pdf import ink
from pipelines.pdf.page import Visibility
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.tables import glyph_filter, whitespace_columns
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.glyph_filter import Sheet
from pipelines.tables.page_tables import tables_on
from pipelines.values.money import MoneyError, own_unit

# A page with fewer rules prints no ruled table; its picture is only taken should one be found after all.
_FEW_RULES = 6

# The children that read are forked from a process that imports this module: what is read here, none of them reads again.
headings()


def parse_pdf(path: Path, *, second_reader: bool = True) -> ParsedDocument:
    """Everything that the PDF at `path` prints of its target tables, with the proofs that it was read exactly.

    `second_reader` is only switched off by benchmarks. A document that cannot be read with proof is returned as
    quarantined, with the reason in one sentence; nothing is raised for what a file holds.
    """
    try:
        with PdfiumReader(path) as reader:
            return _Parsing(path, reader, second_reader).result()
    except Refused as refusal:
        return _quarantined(refusal, 0, [])


def _quarantined(refusal: Refused, page_count: int, findings: list[Finding]) -> ParsedDocument:
    named = Finding("error", refusal.rule, "document", refusal.reason)
    return ParsedDocument("quarantined", refusal.reason, page_count, None, [], [], [*findings, named], [], [])


class _Parsing:
    """One document on its way from pages to records."""

    def __init__(self, path: Path, reader: PdfiumReader, second_reader: bool) -> None:
        self.path, self.reader, self.second_reader = path, reader, second_reader
        self.findings: list[Finding] = []
        self.proofs: list[Proof] = []
        self.sheets: dict[int, Sheet] = {}
        self.pages: dict[int, ReadPage] = {}
        self.unruled: set[int] = set()
        self.money_tables: list[PageTable] = []
        self.blank: list[int] = []

    def result(self) -> ParsedDocument:
        try:
            return self._result()
        except Refused as refusal:
            return _quarantined(refusal, self.reader.page_count, self.findings)

    def _result(self) -> ParsedDocument:
        looked = Survey()
        for number in survey(self.reader, looked):
            self._sheet(number)
        looked.scans = without_covers(looked, self.reader)
        found = self._read_tables(looked.candidates)
        self._refuse_turned(found)
        refuse_mixed(fragment.table for run in found.runs for fragment in run.fragments)
        front = read_cover(self._front(looked, found))
        self.blank = blank_forms.take_out_blank(found)
        others = found.foreign_pages | set(self.blank)
        try:
            statements = _merged(list(self._statements(found, looked)))
        except Refused as refusal:
            raise self._without_lines(refusal) from refusal
        if not statements:
            return self._without_table(looked, found, front)
        refuse_left_over(found.runs, self.pages, others)
        self.findings += left_out(found, self.blank)
        pages = self._table_pages(found)
        self.findings += pages_not_read(looked, {page.number for page in pages} | others)
        self.findings += attachments_not_read(looked)
        self.proofs, more = prove(pages, self.reader, self.path, second_reader=self.second_reader)
        self.findings += more
        statements = restore_unmapped(statements, self.findings)
        for statement in statements:
            self.findings += consistency.findings_of(statement)
            self.findings += [f for project in statement.projects for f in blank_forms.left_in(project)]
        self.findings += consistency.findings_between(statements)
        self.findings = name_projects(self.findings, statements, {page.number: page.targets for page in pages})
        used = [page.number for page in pages]
        if self.unruled & set(used):
            _accept_unruled(sorted(self.unruled & set(used)), statements, self.findings)
        return ParsedDocument(
            "parsed",
            None,
            self.reader.page_count,
            front.institution,
            front.years,
            statements,
            self.findings,
            self.proofs,
            used,
            document_kind=statements[0].kind,
            document_kinds=_kinds_met(found),
            cover_places=front.places,
        )

    def _table_pages(self, found: Recognised) -> list[TablePage]:
        """The pages that hold target tables, in order."""
        targets: dict[int, list[PageTable]] = {}
        going_on: set[int] = set()
        for run in found.runs:
            for fragment in run.fragments:
                if fragment.goes_on and fragment.table.page not in targets:
                    going_on.add(fragment.table.page)
                targets.setdefault(fragment.table.page, []).append(fragment.table)
        for table in self.money_tables:
            targets.setdefault(table.page, []).append(table)
        return [
            TablePage(self.sheets[n], self.pages[n], tables, n in going_on) for n, tables in sorted(targets.items())
        ]

    def _without_table(self, looked: Survey, found: Recognised, front: Cover) -> ParsedDocument:
        others = found.foreign_pages | set(self.blank)
        refuse_unreadable(looked, [page for _, page in sorted(self.pages.items())], self.unruled, others)
        return ParsedDocument(
            "no_target_table", what_it_holds(looked, found, self.blank), self.reader.page_count, front.institution, front.years, [],
            self.findings, self.proofs, sorted(self.pages), next(iter(_kinds_met(found)), None), _kinds_met(found),
            front.places,
        )  # fmt: skip

    def _front(self, looked: Survey, found: Recognised) -> list[str]:
        """What is printed before the first target table: the text of the first pages, or what stands above the table."""
        if not found.runs:
            return list(looked.texts.values())
        first = found.runs[0]
        begins = first.fragments[0].table.page
        return [
            *(text for number, text in looked.texts.items() if number < begins),
            "\n".join(line.text for line in first.above),
        ]

    # -- pages and tables ----------------------------------------------------------------------------------------

    def _read_tables(self, candidates: list[int]) -> Recognised:
        """Reads the candidate pages, and after each run of target tables the next page too, until none goes on."""
        wanted = set(candidates)
        while True:
            missing = sorted(wanted - set(self.pages))
            self._read_pages(missing)
            found = self._recognise()
            if not found.runs and self._complete_rules():
                try:
                    found = self._recognise()
                except Refused as refusal:
                    raise self._without_lines(refusal) from refusal
            ends = {run.fragments[-1].table.page for run in found.runs} | found.foreign_pages
            following = {n + 1 for n in ends if n < self.reader.page_count} - set(self.pages)
            if not following:
                return found
            wanted |= following

    def _refuse_turned(self, found: Recognised) -> None:
        """Raises `Refused` where a page that may hold a target table prints its text both upright and turned."""
        turned = [n for n in sorted(self.pages) if self.sheets[n].is_turned and n not in found.foreign_pages]
        if turned:
            raise Refused(
                "turned_text",
                f"page {turned[0]} prints some of its text upright and most of it turned; ask for a print whose text runs"
                " one way",
            )

    def _without_lines(self, refusal: Refused) -> Refused:
        """The true reason why a table cannot be read whose columns only white shows: not what was made of them."""
        if not self.unruled or refusal.rule == "damaged_heading":
            return refusal
        return Refused(
            "table_without_lines",
            f"page {min(self.unruled)}: the table has no lines between its columns, and the white between them does not tell"
            f" them ({refusal.reason}); ask for a print with its lines",
        )

    def _recognise(self) -> Recognised:
        pages = [page for _, page in sorted(self.pages.items())]
        try:
            return recognise(pages)
        except Refused:
            # A heading that lost a character makes of a known layout an unknown one, and that is the true reason.
            refuse_damaged(table for page in pages for table in page.tables)
            raise

    def _read_pages(self, numbers: list[int]) -> None:
        sheets = [self._sheet(n) for n in numbers]
        for sheet in sheets:
            if _hides_by_clip(sheet):
                self._set_aside_copies(sheet.page.number)
        for sheet in sheets:
            glyph_filter.resolve_clipped(sheet)
        glyph_filter.set_aside_page_numbers([self.sheets[n] for n in sorted({*self.pages, *numbers})])
        for sheet in sheets:
            self.pages[sheet.page.number] = self._cells(sheet)

    def _sheet(self, number: int) -> Sheet:
        if number not in self.sheets:
            page = self.reader.page(number - 1)
            ink.mark_white(page)
            sheet = self.sheets[number] = glyph_filter.open_sheet(page)
            glyph_filter.set_aside_hidden(sheet)
            if len(page.rules.horizontal) + len(page.rules.vertical) >= _FEW_RULES:
                prove_ink(sheet, self.reader)
        return self.sheets[number]

    def _set_aside_copies(self, number: int) -> None:
        for other in (number - 1, number + 1):
            if 1 <= other <= self.reader.page_count:
                one, two = sorted((number, other))
                glyph_filter.set_aside_copies(self._sheet(one), self._sheet(two))

    def _complete_rules(self) -> bool:
        """Gives the pages of a table without vertical rules the columns that only white shows. True where some were
        given; whether they are right the proofs and the printed totals must show."""
        named = {
            n: _headings(whitespace_columns.join_wrapped(self.sheets[n], page.free))
            for n, page in sorted(self.pages.items())
        }
        first = next((page for n, page in sorted(self.pages.items()) if named[n]), None)
        if first is None:
            return False
        numbers = [n for n in sorted(self.pages) if n >= first.number and not self.pages[n].tables]
        pages = [n for at, n in enumerate(numbers) if n == first.number + at]
        completed = whitespace_columns.complete_rules([self.sheets[n] for n in pages], named[first.number])
        if completed is None:
            return False
        for number, rules in completed.items():
            self.unruled.add(number)
            self.sheets[number].page.rules = rules
            self.pages[number] = self._cells(self.sheets[number])
        return True

    def _cells(self, sheet: Sheet) -> ReadPage:
        return ReadPage(sheet.page.number, *tables_on(sheet))

    # -- records -------------------------------------------------------------------------------------------------

    def _statements(self, found: Recognised, looked: Survey) -> Iterable[Statement]:
        """What each run prints. Runs that turn out to hold no projects are taken out of `found`."""
        for run in list(found.runs):
            around = self._surroundings(run)
            sections = run.layout.read(run, around.unit, self.findings)
            if not sections:
                found.runs.remove(run)
            elif run.prints_no_money:
                self._join_money(run, sections, looked)
            alone = len(sections) == 1
            for section in sections:
                yield _statement(run.layout.name, section, around, alone)

    def _join_money(self, run: Run, sections: list[Section], looked: Survey) -> None:
        """Gives the projects of a table without money that of the document's table of money, where it has one."""
        self._read_pages([n for n in looked.money if n not in self.pages])
        placed = [(table, page.free) for n in looked.money for page in [self.pages[n]] for table in page.tables]
        tables = money_tables(
            (table, [line for line in free if line.box.top < table.box.top]) for table, free in placed
        )
        funds = funds_by_project(tables, self.findings)
        page = run.fragments[0].table.page
        if funds:
            self.money_tables = [money.table for money in tables]
            what = (
                f"the table of targets prints no money; the projects' amounts are those of page {tables[0].table.page}"
            )
            self.findings.append(Finding("info", "money_joined", f"page {page}", what, page))
            for section in sections:
                section.projects = with_money(section.projects, funds, self.findings)
        else:
            what = "the table prints no money and no other table of the document does, so the projects' amounts are not known"
            self.findings.append(Finding("warning", "money_not_printed", f"page {page}", what, page))

    def _surroundings(self, run: Run) -> Surroundings:
        first = run.fragments[0].table
        try:
            around = surroundings_of(run.above)
            unit = around.unit or unit_inside(first)
        except MoneyError as error:
            raise Refused("unit_unclear", f"page {first.page}: {error}") from error
        return Surroundings(around.institution, around.institution_code, around.fiscal_year or year_inside(first), unit)


def _kinds_met(found: Recognised) -> list[str]:
    """The kinds of tables that were read or recognised, in the order of `DocumentKind`."""
    met = {run.layout.kind for run in found.runs} | set(found.foreign)
    return [kind for kind in get_args(DocumentKind) if kind in met]


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


def _hides_by_clip(sheet: Sheet) -> bool:
    visibility = sheet.page.glyphs.visibility
    return bool(np.isin(visibility, (Visibility.CLIPPED, Visibility.OFF_PAGE)).any())


def _statement(layout: str, section: Section, around: Surroundings, alone: bool) -> Statement:
    institution = around.institution if alone and around.institution else section.institution
    return Statement(
        layout=layout,
        institution=institution or around.institution,
        institution_code=around.institution_code,
        fiscal_year=around.fiscal_year,
        unit=around.unit or _printed_unit(section),
        totals=section.totals,
        projects=section.projects,
    )


def _printed_unit(section: Section) -> str:
    """The unit that the first amount prints itself, where none stands around the table: 320万元."""
    printed = (amount.printed for project in section.projects for amount in project.amounts)
    return next((unit for text in printed if (unit := own_unit(text))), "元")


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
        first.projects.extend(
            replace(project, seq=len(first.projects) + at) for at, project in enumerate(statement.projects, 1)
        )
    return list(merged.values())
