"""A truth as documents that print engines take: HTML, flat OpenDocument, Typst.

Here belong the sources that carry a truth's cells into each engine. What a table prints comes from `tables.py`, the same
as in the reportlab prints. Here does not belong the running of an engine (`engines.py`).
"""

from __future__ import annotations

import html

from fontTools.ttLib import TTFont

from .fonts import FONT_DIR
from .reportlab_printer import PORTRAIT_HABIT
from .sheet import Cell, Table
from .style import Style
from .tables import ONE_TABLE_A_PROJECT, TABLES
from .truth import Truth

MARGIN_PT = 28


A4_PT = (595.28, 841.89)


FAMILIES = {"song": "Noto Serif CJK SC", "hei": "Noto Sans CJK SC", "kai": "AR PL KaitiM GB"}


def page_size(layout: str) -> tuple[float, float]:
    """Width and height in points: forms upright, lists across, as offices print them."""
    return A4_PT if layout in PORTRAIT_HABIT else (A4_PT[1], A4_PT[0])


def blocks(truth: Truth, layout: str) -> list[tuple[list[tuple[str, str]], Table]]:
    """(heading lines as (text, alignment), table) one after the other."""
    title, make = TABLES[layout]
    tables = make(truth, Style(indent="spaces"))
    blocks = []
    for number, table in enumerate(tables):
        lines: list[tuple[str, str]] = []
        if number == 0 or layout in ONE_TABLE_A_PROJECT:
            lines.append((title, "title"))
            if layout == "list":
                lines += [(f"单位名称：{truth['institution']}", "left"), (f"单位：{truth['unit']}", "right")]
            else:
                lines.append((f"（{truth['fiscal_year']}年度）", "center"))
            if layout == "expanded":
                lines.append((f"金额单位：{truth['unit']}", "right"))
        blocks.append((lines, table))
    return blocks


def by_row(table: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    return rows


def to_html(truth: Truth, layout: str, font: str, *, embed_font: bool = False, css: str = "") -> str:
    """The document as HTML with CSS for paged media; headings in thead, so that engines repeat them. `css` comes last."""
    width, height = page_size(layout)
    face = ""
    family = FAMILIES[font]
    if embed_font:
        family = f"test-{font}"
        face = f"@font-face {{ font-family: '{family}'; src: url('{(FONT_DIR / f'{font}.ttf').as_uri()}'); }}"
    parts = [
        "<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'><title>测试打印</title><style>",
        face,
        f"@page {{ size: {width}pt {height}pt; margin: {MARGIN_PT}pt; }}",
        f"body {{ font: 8pt '{family}', sans-serif; margin: 0; line-height: 1.35; }}",
        "table { border-collapse: collapse; width: 100%; table-layout: fixed; }",
        "td, th { border: 0.75pt solid black; padding: 2pt; font-weight: normal; white-space: pre-wrap;",
        " overflow-wrap: anywhere; line-break: anywhere; vertical-align: middle; text-align: left; }",
        "h1 { font-size: 14pt; font-weight: normal; text-align: center; margin: 0; }",
        "p { margin: 0; } .right { text-align: right } .center { text-align: center }",
        ".block + .block { break-before: page; }",
        css,
        "</style></head><body>",
    ]
    for lines, table in blocks(truth, layout):
        parts.append("<div class='block'>")
        for text, align in lines:
            escaped = html.escape(text)
            parts.append(f"<h1>{escaped}</h1>" if align == "title" else f"<p class='{align}'>{escaped}</p>")
        total = sum(table.widths)
        parts.append("<table><colgroup>")
        parts += [f"<col style='width:{100 * width / total:.3f}%'>" for width in table.widths]
        parts.append("</colgroup>")
        for number, row in enumerate(by_row(table)):
            if table.heading_rows and number == 0:
                parts.append("<thead>")
            elif number == table.heading_rows:
                parts.append("<tbody>")
            parts.append("<tr>")
            parts += [_html_cell(cell) for cell in row]
            parts.append("</tr>")
            if table.heading_rows and number == table.heading_rows - 1:
                parts.append("</thead>")
        parts.append("</tbody></table></div>")
    parts.append("</body></html>")
    return "".join(parts)


def _html_cell(cell: Cell) -> str:
    tag = "th" if cell.heading else "td"
    style = f" style='text-align:{cell.align}'" if cell.align != "left" else ""
    return f"<{tag} rowspan={cell.rowspan} colspan={cell.colspan}{style}>{html.escape(cell.text)}</{tag}>"


_ODT_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"))
    )
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def to_flat_odt(truth: Truth, layout: str, font: str) -> str:
    """The document as flat OpenDocument text with merged cells and repeated heading rows."""
    width, height = page_size(layout)
    family = FAMILIES[font]
    styles = [
        f'<style:default-style style:family="paragraph">'
        f'<style:text-properties style:font-name-asian="{family}" '
        f'style:font-name="{family}" fo:font-size="8pt" style:font-size-asian="8pt" '
        'fo:language="zh" fo:country="CN" '
        'style:language-asian="zh" style:country-asian="CN"/></style:default-style>',
    ]
    automatic = [
        f'<style:page-layout style:name="paper"><style:page-layout-properties fo:page-width="{width}pt" '
        f'fo:page-height="{height}pt" fo:margin="{MARGIN_PT}pt" '
        f'style:print-orientation="{"portrait" if height > width else "landscape"}"/></style:page-layout>',
        '<style:style style:name="cell" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.75pt solid #000000" '
        'fo:padding="2pt" style:vertical-align="middle"/></style:style>',
        '<style:style style:name="break" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>',
    ]
    for align in ("left", "right", "center"):
        automatic.append(
            f'<style:style style:name="{align}" style:family="paragraph">'
            f'<style:paragraph-properties fo:text-align="{align}"/>'
            "</style:style>"
        )
    automatic.append(
        '<style:style style:name="title" style:family="paragraph">'
        '<style:paragraph-properties fo:text-align="center"/>'
        '<style:text-properties fo:font-size="14pt" style:font-size-asian="14pt"/></style:style>'
    )
    body: list[str] = []
    for number, (lines, table) in enumerate(blocks(truth, layout)):
        if number:
            body.append('<text:p text:style-name="break"/>')
        body += [f'<text:p text:style-name="{align}">{_odt_text(text)}</text:p>' for text, align in lines]
        scale = (width - 2 * MARGIN_PT) / sum(table.widths)
        automatic.append(
            f'<style:style style:name="table{number}" style:family="table"><style:table-properties '
            f'style:width="{width - 2 * MARGIN_PT:.2f}pt" table:align="margins" '
            'table:border-model="collapsing"/></style:style>'
        )
        body.append(f'<table:table table:style-name="table{number}">')
        for column, share in enumerate(table.widths):
            name = f"t{number}c{column}"
            automatic.append(
                f'<style:style style:name="{name}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{share * scale:.2f}pt"/></style:style>'
            )
            body.append(f'<table:table-column table:style-name="{name}"/>')
        body.append(_odt_rows(table))
        body.append("</table:table>")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_ODT_NAMES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
        f'<style:font-face style:name="{family}" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        f"svg:font-family=\"'{family}'\"/></office:font-face-decls><office:styles>{''.join(styles)}</office:styles>"
        f"<office:automatic-styles>{''.join(automatic)}</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="paper"/></office:master-styles>'
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document>"
    )


def _odt_rows(table: Table) -> str:
    """Rows with covered cells filled in, the heading rows wrapped so that they are repeated."""
    taken: dict[tuple[int, int], Cell | None] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                taken[row, column] = None
        taken[cell.row, cell.column] = cell
    rows = []
    for row in range(table.rows):
        cells = []
        for column in range(len(table.widths)):
            cell = taken.get((row, column))
            if cell is None:
                cells.append("<table:covered-table-cell/>")
                continue
            paragraphs = "".join(
                f'<text:p text:style-name="{cell.align}">{_odt_text(text)}</text:p>' for text in cell.text.split("\n")
            )
            cells.append(
                f'<table:table-cell table:style-name="cell" table:number-rows-spanned="{cell.rowspan}" '
                f'table:number-columns-spanned="{cell.colspan}">{paragraphs}</table:table-cell>'
            )
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    heading = "".join(rows[: table.heading_rows])
    repeated = f"<table:table-header-rows>{heading}</table:table-header-rows>" if heading else ""
    return repeated + "".join(rows[table.heading_rows :])


def _odt_text(text: str) -> str:
    """Escaped text; leading spaces as ODF writes them."""
    stripped = text.lstrip(" ")
    spaces = len(text) - len(stripped)
    return (f'<text:s text:c="{spaces}"/>' if spaces else "") + html.escape(stripped)


def to_typst(truth: Truth, layout: str, font: str) -> str:
    """The document as Typst markup; all text in string literals, so that nothing in it is markup."""
    width, height = page_size(layout)
    parts = [
        f"#set page(width: {width}pt, height: {height}pt, margin: {MARGIN_PT}pt)",
        f'#set text(font: "{_typst_family(font)}", size: 8pt, lang: "zh", '
        'top-edge: "ascender", bottom-edge: "descender")',
        "#set par(leading: 0.1em, spacing: 0.3em)",
        "#set table(stroke: 0.75pt, inset: 2.5pt)",
    ]
    for number, (lines, table) in enumerate(blocks(truth, layout)):
        if number:
            parts.append("#pagebreak()")
        for text, align in lines:
            size = "14pt" if align == "title" else "9pt"
            where = "center" if align == "title" else align
            parts.append(f"#align({where}, text(size: {size}, {_typst_string(text)}))")
        columns = ", ".join(f"{share}fr" for share in table.widths)
        parts.append(f"#table(columns: ({columns},), align: horizon,")
        rows = by_row(table)
        if table.heading_rows:
            cells = "".join(_typst_cell(cell) for row in rows[: table.heading_rows] for cell in row)
            parts.append(f"table.header(repeat: true, {cells}),")
        parts += [_typst_cell(cell) for row in rows[table.heading_rows :] for cell in row]
        parts.append(")")
    return "\n".join(parts)


def _typst_family(font: str) -> str:
    return TTFont(FONT_DIR / f"{font}.ttf", lazy=True)["name"].getDebugName(1)


def _typst_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _typst_line(line: str) -> str:
    """A line of a cell; Typst drops leading spaces, so an indent is a space of its own."""
    stripped = line.lstrip(" ")
    indent = f"h({(len(line) - len(stripped)) / 2}em) + " if stripped != line else ""
    return f"{indent}text({_typst_string(stripped)})"


def _typst_cell(cell: Cell) -> str:
    body = " + linebreak() + ".join(_typst_line(line) for line in cell.text.split("\n"))
    align = "" if cell.align == "left" else f", align: {cell.align} + horizon"
    return f"table.cell(rowspan: {cell.rowspan}, colspan: {cell.colspan}, breakable: true{align}, {body}),\n"
