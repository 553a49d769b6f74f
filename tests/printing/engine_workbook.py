"""A truth as a workbook, for spreadsheet programs that print it.

Here does not belong the running of an engine (`engines.py`) nor any other source (`engine_sources.py`).
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from .engine_sources import A4_PT, FAMILIES, blocks, page_size
from .flow import Flow, row_heights
from .fonts import FontSet
from .style import Style
from .truth import Truth


def to_xlsx(truth: Truth, layout: str, font: str, path: Path) -> None:
    """The document as a workbook: amounts as text (as exported reports write them), rows as high as their
    text needs.
    """
    width, _ = page_size(layout)
    with xlsxwriter.Workbook(str(path)) as book:
        base = {"font_name": FAMILIES[font], "font_size": 8, "text_wrap": True, "valign": "vcenter"}
        boxed = {align: book.add_format({**base, "border": 1, "align": align}) for align in ("left", "right", "center")}
        bare = {
            align: book.add_format({**base, "align": align, "text_wrap": False})
            for align in ("left", "right", "center")
        }
        bare["title"] = book.add_format({**base, "font_size": 14, "align": "center"})
        for number, (lines, table) in enumerate(blocks(truth, layout)):
            sheet = book.add_worksheet(f"{number + 1}")
            sheet.set_paper(9)
            if width > A4_PT[0]:
                sheet.set_landscape()
            sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
            sheet.fit_to_pages(1, 0)
            scale = (width - 60) / sum(table.widths)
            for column, share in enumerate(table.widths):
                sheet.set_column(column, column, share * scale / 5.4)
            last = len(table.widths) - 1
            for row, (text, align) in enumerate(lines):
                if align == "left":
                    sheet.write_string(row, 0, text, bare[align])
                elif align == "right":
                    sheet.write_string(row, last, text, bare[align])
                else:
                    sheet.merge_range(row, 0, row, last, text, bare[align])
            first = len(lines)
            for row, height in enumerate(
                row_heights(table, Flow(page_size(layout), Style(font_size=9.6), FontSet("hei", "truetype")))
            ):
                sheet.set_row(first + row, height)
            for cell in table.cells:
                top, left = first + cell.row, cell.column
                if cell.rowspan > 1 or cell.colspan > 1:
                    end = (top + cell.rowspan - 1, left + cell.colspan - 1)
                    sheet.merge_range(top, left, *end, cell.text, boxed[cell.align])
                else:
                    sheet.write_string(top, left, cell.text, boxed[cell.align])
            if table.heading_rows:
                sheet.repeat_rows(first, first + table.heading_rows - 1)
