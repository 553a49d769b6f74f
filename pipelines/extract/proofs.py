"""The proofs that a document's tables were read exactly. Each is a hard gate with a reason code of its own.

Here belongs what must hold of the pages before their records are believed: ink, shape, glyph conservation, the second
reader's agreement. A failed proof raises `Refused`, and the document is quarantined whole; a passed one is kept with the
document. Here does not belong what records contradict among themselves (`consistency.py`).
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from pipelines.extract import visible_text
from pipelines.layouts.recognise import ReadPage
from pipelines.layouts.surroundings import surroundings_of
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Proof
from pipelines.pdf import ink, reader_comparison
from pipelines.pdf.page import Floats, Visibility
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.pdf.pdfminer_reader import PdfminerReader
from pipelines.tables import anomalies, glyph_filter
from pipelines.tables.cells import PageTable
from pipelines.tables.glyph_filter import Fate, Sheet
from pipelines.tables.overflow import overflowing
from pipelines.tables.overhang import beside
from pipelines.values.text import compact

# Words that only the rows of a target table print.
_ROW_WORDS = re.compile(r"指标值[:：≥≧≤≦＞＜]|\d、\d-\S{2,8}；")
# Words of a title, which decide what kind of table it stands over.
_NAMES_THE_TABLE = re.compile(r"绩效|自评|目标|监控|转移支付|单位|部门")
# A glyph on the outline of a table is nearer to it than this.
_ABOVE_BASELINE = 2.0
# A glyph stands in two cells where a rule cuts this much of its width off.
_CROSSED = 0.3
# Em boxes are higher than their ink, and tight rows cut them: only this much of the height is text in two rows.
_OVERRUN = 0.3


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page with target tables: its glyphs' fates, its tables, which of these are target tables, and whether the first of
    them may begin with the rest of a row from the page before."""

    sheet: Sheet
    page: ReadPage
    targets: list[PageTable]
    goes_on: bool

    @property
    def number(self) -> int:
        return self.page.number


def prove_ink(sheet: Sheet, reader: PdfiumReader) -> None:
    """Renders the page and keeps on the sheet what ink says; what it means is judged once the tables are known."""
    seen = sheet.page.glyphs.visibility == Visibility.VISIBLE
    shown = seen & np.isin(sheet.fate, (Fate.UNPLACED, Fate.WATERMARK, Fate.PAGE_NUMBER, Fate.SECOND_PRINT))
    sheet.ink = ink.prove(sheet.page, reader.grey(sheet.page.number - 1), shown, ~seen)


def prove(
    pages: list[TablePage], reader: PdfiumReader, path: Path, *, second_reader: bool
) -> tuple[list[Proof], list[Finding]]:
    """All proofs over the pages with target tables, and what is odd about them. Raises `Refused` where one fails."""
    findings: list[Finding] = []
    proofs = [_ink(pages, reader, findings), _shape(pages, findings), _conservation(pages)]
    if second_reader:
        proofs.append(_agreement(pages, reader, path, findings))
    findings += anomalies.page_order([page.sheet for page in pages])
    for page in pages:
        findings += visible_text.check(page.sheet, page.targets, reader)
        findings += page.sheet.findings
        for table in page.targets:
            findings += anomalies.glyph_anomalies(page.sheet, table)
    return proofs, findings


def _ink(pages: list[TablePage], reader: PdfiumReader, findings: list[Finding]) -> Proof:
    checked = elsewhere = 0
    for page in pages:
        if page.sheet.ink is None:
            prove_ink(page.sheet, reader)
        proof = page.sheet.ink
        assert proof is not None
        glyph_filter.check_ink(page.sheet, proof)
        checked += proof.checked
        inside = [box for box in proof.unowned for table in page.targets if _overlaps(box, table)]
        if inside:
            raise Refused(
                "ink_without_text",
                f"page {page.number}: inside the table something is printed that is neither text nor a line"
                f" (at {inside[0][0]:.0f}, {inside[0][1]:.0f} pt), such as text drawn as shapes; it cannot be read",
            )
        if len(proof.unowned):
            elsewhere += 1
            what = "outside the table something is drawn that is no text"
            findings.append(Finding("info", "ink_outside_table", f"page {page.number}", what, page.number))
    said = f"every visible glyph of {len(pages)} pages owns ink and all ink in tables is owned"
    return Proof("ink", True, checked, 0, f"{said}; {elsewhere} pages draw something outside them")


def _shape(pages: list[TablePage], findings: list[Finding]) -> Proof:
    cells = 0
    for page in pages:
        for table in page.targets:
            if table.irregular:
                raise Refused("cell_not_rectangular", f"page {page.number}: a cell of the table is no rectangle")
            cells += len(table.cells)
            crossing = _crossing(table, page.sheet) or _overrunning(table, page.sheet)
            crossing = crossing or overflowing(table, page.sheet.page.glyphs)
            if crossing:
                raise Refused(
                    "text_crosses_rule",
                    f"page {page.number}: text runs over a line between two cells ({crossing}), so its cell is not certain",
                )
        kinds = sorted(set(page.sheet.page.annotations))
        if kinds:
            what = f"the page carries {'、'.join(kinds)}, whose text is not read"
            findings.append(Finding("warning", "annotation_not_read", f"page {page.number}", what, page.number))
    return Proof("rectangles", True, cells, 0, "every cell is a rectangle and no text crosses a rule")


def _conservation(pages: list[TablePage]) -> Proof:
    """Gives every glyph that is still unplaced its fate; none may be left."""
    counts = dict.fromkeys(Fate, 0)
    numbers = {page.number for page in pages}
    truncated = 0
    for page in pages:
        sheet = page.sheet
        for table in page.page.tables:
            target = any(table is one for one in page.targets)
            if len(table.stray) and target:
                text = "".join(sheet.page.glyphs.text[i] for i in table.stray[:12])
                raise Refused(
                    "glyph_without_cell",
                    f"page {page.number}: {len(table.stray)} characters stand inside the table but in no cell ({text})",
                )
            inside = np.concatenate([table.glyphs, table.stray])
            sheet.fate[inside[sheet.fate[inside] == Fate.UNPLACED]] = Fate.CELL if target else Fate.OTHER_TABLE
        for line in page.page.free:
            if _ROW_WORDS.search(compact(line.text)):
                raise Refused(
                    "text_outside_table",
                    f"page {page.number}: text that belongs in the table stands outside its lines ({line.text[:20]})",
                )
        _check_outlines(page, continued=page.goes_on and page.number - 1 in numbers)
        sheet.fate[sheet.fate == Fate.UNPLACED] = Fate.FREE_TEXT
        truncated += sheet.clip_truncated
        for fate in Fate:
            counts[fate] += sheet.count(fate)
    total = sum(len(page.sheet.page.glyphs) for page in pages)
    named = ", ".join(f"{fate.name.lower()} {count}" for fate, count in counts.items() if count)
    return Proof(
        "glyph_conservation", True, total, total - sum(counts.values()), f"{named}; clip_truncated {truncated}"
    )


def _check_outlines(page: TablePage, *, continued: bool) -> None:
    """Raises `Refused` where free text hangs on the outline of a target table: it may be the rest of a cell."""
    for at, table in enumerate(page.targets):
        line = beside(table, page.page.free, continued=continued and at == 0)
        if line is not None:
            raise Refused(
                "text_beside_table",
                f"page {page.number}: text hangs on the edge of the table and may belong to a cell ({line.text[:20]}), so"
                " the cell's text is not certain; ask for a print whose text stands inside its lines",
            )


def _agreement(pages: list[TablePage], reader: PdfiumReader, path: Path, findings: list[Finding]) -> Proof:
    compared = overprinted = elsewhere = 0
    with PdfminerReader(path) as second:
        if second.page_count != reader.page_count:
            raise Refused(
                "readers_disagree",
                f"one reader counts {reader.page_count} pages, the other {second.page_count}; the file is damaged or made"
                " to deceive",
            )
        for page in pages:
            texts, origins = second.glyphs(page.number - 1)
            outcome = reader_comparison.compare(page.sheet.page, texts, origins)
            compared += outcome.compared
            overprinted += outcome.overprinted
            if outcome.agrees:
                continue
            differing = outcome.differences
            x, y = reader.as_seen(page.number - 1, *np.array([(d.x, d.y) for d in differing], dtype=float).T)
            at = next((k for k in range(len(differing)) if _counts(x[k], y[k], page)), None)
            shown = reader_comparison.shown(outcome)
            if at is not None:
                raise Refused(
                    "readers_disagree",
                    f"page {page.number}: two independent readers differ on {len(differing)} characters ({shown}), such as"
                    f" at {x[at]:.0f}, {y[at]:.0f} pt: the file gives them two meanings; ask for a PDF exported anew",
                )
            elsewhere += len(differing)
            what = f"two readers differ on {len(differing)} characters outside the table ({shown})"
            findings.append(Finding("info", "readers_disagree", f"page {page.number}", what, page.number))
    said = (
        f"pdfplumber sees the same glyphs at the same places; {overprinted} are printed twice for boldness, {elsewhere}"
        " outside the tables differ"
    )
    return Proof("second_reader", True, compared, 0, said)


def _counts(x: float, y: float, page: TablePage) -> bool:
    """Whether a glyph whose baseline begins there may be read: in a target table, or in a line around it that names what
    the table is, whose it is, of which year, or in which unit."""
    at = (x, y - _ABOVE_BASELINE, x + _ABOVE_BASELINE, y + _ABOVE_BASELINE)
    if any(_overlaps(np.array(at), table) for table in page.targets):
        return True
    lines = [one for one in page.page.free if one.box.top - 1 <= y <= one.box.bottom + 1]
    return any(_NAMES_THE_TABLE.search(compact(one.text)) or any(astuple(surroundings_of([one]))) for one in lines)


def _overlaps(box: Floats, table: PageTable) -> bool:
    return bool(
        box[0] < table.box.x1 and box[2] > table.box.x0 and box[1] < table.box.bottom and box[3] > table.box.top
    )


def _crossing(table: PageTable, sheet: Sheet) -> str:
    """The text of glyphs through which a side of their own cell runs, "" where there is none."""
    glyphs = sheet.page.glyphs
    members = table.glyphs[sheet.fate[table.glyphs] == Fate.UNPLACED]
    x0, x1, x, y = glyphs.x0[members], glyphs.x1[members], glyphs.centre_x[members], glyphs.centre_y[members]
    cut = _CROSSED * (x1 - x0)
    xs = np.array(table.xs)
    left = np.searchsorted(xs, x, side="right") - 1
    found = []
    for k in np.flatnonzero((x0 < xs[left] - cut) | (x1 > xs[np.minimum(left + 1, len(xs) - 1)] + cut)):
        # A line of the grid runs through it; whether a side of its own cell does, merged cells tell.
        cell = next(
            (c for c in table.cells if c.box.x0 <= x[k] <= c.box.x1 and c.box.top <= y[k] <= c.box.bottom), None
        )
        if cell is not None and (x0[k] < cell.box.x0 - cut[k] or x1[k] > cell.box.x1 + cut[k]):
            found.append(glyphs.text[members[k]])
    return "".join(found[:8])


def _overrunning(table: PageTable, sheet: Sheet) -> str:
    """The text of glyphs that come down into their cell from the one above, through the rule between them, "" where there
    are none. A last line that hangs out of a row that is too low stands mostly in its own cell."""
    glyphs = sheet.page.glyphs
    middle = glyphs.centre_y[table.glyphs]
    whole = (sheet.fate[table.glyphs] == Fate.UNPLACED) & ~glyphs.clip_cut[table.glyphs]
    members = table.glyphs[whole & (middle > table.box.top) & (middle < table.box.bottom)]
    ys = np.array(table.ys)
    row = np.searchsorted(ys, glyphs.centre_y[members], side="right") - 1
    cut = _OVERRUN * (glyphs.bottom[members] - glyphs.top[members])
    found = []
    for k in np.flatnonzero(glyphs.top[members] < ys[row] - cut):
        x, y = glyphs.centre_x[members[k]], glyphs.centre_y[members[k]]
        cell = next((c for c in table.cells if c.box.x0 <= x <= c.box.x1 and c.box.top <= y <= c.box.bottom), None)
        if cell is not None and cell.row0 > 0 and glyphs.top[members[k]] < cell.box.top - cut[k]:
            found.append(glyphs.text[members[k]])
    return "".join(found[:8])
