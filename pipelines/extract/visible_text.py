"""Whether what is read in a table's cells is what a person sees there.

Here belongs naming text that is covered, marks in cells that are neither text nor rules, and rules that do not show. Here does
not belong comparing pictures (`pdf/drawn_over.py`), strokes by their place (`strokes.py`), type (`doubtful_type.py`), nor the
ink proof (`proofs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.extract import doubtful_type, strokes
from pipelines.model.errors import Refused
from pipelines.model.records import Box, Finding
from pipelines.pdf import drawn_over
from pipelines.pdf.page import Floats, Page, Visibility
from pipelines.pdf.pdfium_reader import PROOF_DPI, PdfiumReader
from pipelines.tables.cells import Cell, PageTable
from pipelines.tables.glyph_filter import Sheet

# A glyph this light shows only on a darker ground, where the picture of the text alone has no ink.
_PALE = 0.6
# A filled area that lies this far inside a cell on every side, in points, and holds no text is a mark, not a ground.
_INSIDE = 1.5


def check(sheet: Sheet, tables: list[PageTable], reader: PdfiumReader) -> list[Finding]:
    """Findings for what is drawn and printed in the cells of one page's target tables and may be read otherwise by eye.

    Raises `Refused` where text in a cell is covered: its value is not what the page shows.
    """
    page = sheet.page
    cells = [cell for table in tables for cell in table.cells]
    index = page.number - 1
    whole, text = reader.grey(index, PROOF_DPI), reader.grey_of_text(index, PROOF_DPI)
    scale = whole.shape[1] / page.width
    findings = [
        *doubtful_type.findings(sheet, tables, whole, scale), *strokes.findings(sheet, tables),
        *_hidden_rules(page, tables),
    ]  # fmt: skip
    boxes = [(cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom) for cell in cells]
    borders, grounds = strokes.grid_rules(page, tables), _grounds(page, cells)
    struck = [finding.box for finding in findings if finding.rule == "text_struck_through" and finding.box]
    differences = drawn_over.compare(whole, text, scale, boxes, grounds, borders, _pale_glyphs(sheet))
    for cell, difference in zip(cells, differences, strict=True):
        # A line through text covers some of it, and is named as what it is.
        if difference.covered and not any(_overlap(cell.box, box) for box in struck):
            raise Refused(
                "text_covered",
                f"page {page.number}: something is painted over text in a cell ({_shown(cell)}, at {cell.box.x0:.0f},"
                f" {cell.box.top:.0f} pt), so the file holds other text than the page shows; ask for a clean print",
            )
        if difference.foreign:
            what = (
                f"in the cell {_shown(cell)!r} (at {cell.box.x0:.0f}, {cell.box.top:.0f} pt) something is drawn that is"
                " neither text nor a line of the table; look whether it changes what a reader sees"
            )
            findings.append(Finding("warning", "drawn_in_cell", f"page {page.number}", what, page.number, cell.box))
    return findings


def _hidden_rules(page: Page, tables: list[PageTable]) -> Iterator[Finding]:
    """Names the lines inside each table that the file draws and the page does not show."""
    across, down = page.hidden_rules.horizontal, page.hidden_rules.vertical
    boxes = np.concatenate([across[:, [1, 0, 2, 0]], down[:, [0, 1, 0, 2]]])
    for table in tables:
        inside = (boxes[:, 0] < table.box.x1) & (boxes[:, 2] > table.box.x0)
        inside &= (boxes[:, 1] < table.box.bottom) & (boxes[:, 3] > table.box.top)
        for x0, top, x1, bottom in boxes[inside].tolist():
            what = (
                f"the file draws a line (at {x0:.0f}, {top:.0f} pt) that the page does not show: it is painted over, masked or"
                " in a layer that is switched off; the cells are read as the page shows them"
            )
            box = Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
            yield Finding("warning", "rule_not_shown", f"page {page.number}", what, page.number, box)


def _grounds(page: Page, cells: list[Cell]) -> Floats:
    """The filled areas that are grounds of cells or of text: not those that lie alone inside one cell, as a figure would."""
    glyphs = page.glyphs
    kept = []
    for fill in page.fills:
        x0, top, x1, bottom = fill[:4].tolist()
        alone = any(
            cell.box.x0 + _INSIDE < x0 and x1 < cell.box.x1 - _INSIDE
            and cell.box.top + _INSIDE < top and bottom < cell.box.bottom - _INSIDE
            for cell in cells
        )  # fmt: skip
        x, y = glyphs.centre_x, glyphs.centre_y
        if not alone or bool(((x > x0) & (x < x1) & (y > top) & (y < bottom) & ~glyphs.is_space).any()):
            kept.append(fill)
    return np.array(kept).reshape(len(kept), 5)


def _pale_glyphs(sheet: Sheet) -> Floats:
    glyphs = sheet.page.glyphs
    pale = (glyphs.luminance > _PALE) & (glyphs.visibility == Visibility.VISIBLE)
    boxes: Floats = np.column_stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom])[pale]
    return boxes


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _shown(cell: Cell) -> str:
    return cell.text[:16]
