"""Print truths as PDFs with reportlab's canvas, every geometric property under control.

Here belong the order of what a document holds (cover, contents, other tables, prose, target tables) and the
painting of pages. Here does not belong geometry inside tables (`sheet.py`), their wording (`tables.py`),
nor what is done to the finished file (`finish.py`: page boxes, rotation, encryption, false ToUnicode,
scans).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from . import finish
from .flow import Flow
from .fonts import FontSet
from .other_tables import summary_table, travel_table, with_title_rows
from .sheet import BASELINE, Page, TextOp, joined
from .style import Style
from .tables import ONE_TABLE_A_PROJECT, TABLES
from .truth import Truth

PORTRAIT_HABIT = ("form", "self_evaluation")
WATERMARK = "内部资料"
WATERMARK_GREY = (0.82, 0.82, 0.82)
PROSE = (
    "一、绩效目标设置情况。本单位按照预算管理要求编制绩效目标，覆盖全部项目支出，绩效工资等人员经费不在此列。",
    "二、项目支出绩效目标编制范围为本年度财政拨款安排的项目，共涉及教学、科研、维修等方面。",
)
PROSE_AFTER = (
    "三、国有资产占有使用情况。截至上年末，本单位共有车辆3辆，单位价值100万元以上设备2台（套）。",
    "四、名词解释。财政拨款收入：指单位从同级财政部门取得的财政预算资金。",
)


def print_truth(
    truth: Truth | Sequence[Truth],
    path: str | Path,
    *,
    layout: str | None = None,
    style: Style | None = None,
    **options: object,
) -> None:
    """Print `truth` (or several institutions' truths in one document) to `path`.

    `layout` overrules the truth's own (one of truth.LAYOUTS or SELF_EVALUATIONS). `options` are fields of
    `Style`, laid over `style`. Raises MissingCharacterError for a character that no test font has,
    LayoutError where a cell cannot be broken and does not fit, TypeError for an unknown option.
    """
    truths = [truth] if isinstance(truth, dict) else list(truth)
    chosen = replace(style or Style(), **options)  # type: ignore[arg-type]
    pages, size, fonts = compose(truths, layout, chosen)
    Path(path).write_bytes(finish.finished(paint(pages, size, fonts, chosen), pages, size, fonts, chosen))


def compose(truths: list[Truth], layout: str | None, style: Style) -> tuple[list[Page], tuple[float, float], FontSet]:
    """The pages of the whole document, their size in points, and the fonts they are set in."""
    kind = layout or truths[0]["layout"]
    landscape = style.landscape if style.landscape is not None else kind not in PORTRAIT_HABIT
    size = (A4[1], A4[0]) if landscape else A4
    fonts = FontSet(style.font, style.embedding)
    flow = Flow(size, style, fonts)
    _front_matter(flow, truths, style)
    _filler(flow, truths[0], style.filler_before)
    if style.filler_before:
        flow.new_page()
    for number, truth in enumerate(truths):
        if number and style.institutions_on_new_page:
            flow.new_page()
        elif number:
            flow.gap(20)
        _target_tables(flow, truth, layout or truth["layout"], style)
    if style.tables_after:
        flow.gap(14)
        flow.line("财政拨款“三公”经费支出表", 12, "center")
        flow.line(f"单位名称：{truths[-1]['institution']}", 9, right=f"单位：{truths[-1]['unit']}")
        flow.table(travel_table(truths[-1]))
    if style.prose_after:
        flow.gap(10)
        for paragraph in PROSE_AFTER:
            flow.prose(paragraph, 10.5)
    if style.filler_after:
        flow.new_page()
        _filler(flow, truths[0], style.filler_after)
    _furniture(flow, size, style)
    return flow.pages, size, fonts


def _front_matter(flow: Flow, truths: list[Truth], style: Style) -> None:
    """Cover, contents, other tables, prose: what stands before the target tables."""
    truth = truths[0]
    if style.cover:
        flow.gap(150)
        flow.line(f"{truth['fiscal_year']}年{truth['institution']}部门预算", 26, "center")
        flow.new_page()
    if style.contents:
        flow.line("目  录", 16, "center")
        for title in (
            "第一部分 单位概况",
            "第二部分 收支总体情况表",
            "第三部分 项目支出绩效目标表",
            "第四部分 名词解释",
        ):
            flow.line(title, 11, right="3")
        flow.new_page()
    if style.tables_before:
        flow.line("收支总体情况表", 14, "center")
        flow.line(f"单位名称：{truth['institution']}", 9, right=f"单位：{truth['unit']}")
        flow.table(summary_table(truth))
        if not style.prose_before:
            flow.new_page()
    if style.prose_before:
        flow.gap(12)
        for paragraph in PROSE:
            flow.prose(paragraph, 10.5)
        flow.gap(12)


def _filler(flow: Flow, truth: Truth, pages: int) -> None:
    """That many pages of prose with a table of amounts on each, none of it a target table."""
    for number in range(pages):
        if number:
            flow.new_page()
        flow.line(f"第{number + 1}部分", 14, "center")
        for _ in range(5):
            for paragraph in (*PROSE, *PROSE_AFTER):
                flow.prose(paragraph, 10.5)
        flow.gap(8)
        flow.table(summary_table(truth))


def _target_tables(flow: Flow, truth: Truth, layout: str, style: Style) -> None:
    title, make = TABLES[layout]
    tables = make(truth, style)
    for number, table in enumerate(tables):
        if number and style.form_new_page:
            flow.new_page()
        elif number:
            flow.gap(16)
        if number == 0 or layout in ONE_TABLE_A_PROJECT:
            if style.title_in_table:
                titles = [title] if layout == "list" else [title, f"（{truth['fiscal_year']}年度）"]
                table = with_title_rows(table, titles)
            _heading_lines(flow, truth, title, layout, style)
        flow.table(table)


def _heading_lines(flow: Flow, truth: Truth, title: str, layout: str, style: Style) -> None:
    """Title, year and unit line as each layout prints them. `list` says the institution here and the year
    nowhere.
    """
    inside = style.title_in_table
    if style.title and not inside:
        flow.line(title, 14, "center", bold=True)
        flow.gap(4)
    if style.title and style.year_in_title and layout != "list" and not inside:
        flow.line(f"（{truth['fiscal_year']}年度）", 9, "center")
    if style.unit_line and layout in ("list", "self_evaluation_list"):
        flow.line(f"单位名称：{truth['institution']}", 9, right=f"单位：{truth['unit']}")
    elif style.unit_line and layout == "expanded":
        flow.line("", 9, right=f"金额单位：{truth['unit']}")
    flow.gap(3)


def _furniture(flow: Flow, size: tuple[float, float], style: Style) -> None:
    """Page numbers, watermarks, hidden text layers."""
    width, height = size
    fonts = flow.fonts
    for number, page in enumerate(flow.pages, 1):
        visible = list(page.texts)
        if style.page_numbers != "none":
            x, baseline = page.inside_number or (width / 2, height - style.margin)
            text = f"— {number} —" if style.page_numbers == "below" else str(number)
            page.texts.append(TextOp(x - fonts.width(text, 9) / 2, baseline, text, 9))
        if style.watermark == "diagonal":
            for x in (0.2, 0.55):
                page.under.append(TextOp(width * x, height * 0.7, WATERMARK, 56, WATERMARK_GREY, angle=35))
        elif style.watermark == "horizontal":
            text_width = fonts.width(WATERMARK, 90)
            page.under.append(TextOp((width - text_width) / 2, height * 0.55, WATERMARK, 90, WATERMARK_GREY))
        page.image_watermark = style.watermark == "diagonal_image"
        if style.hidden_layer != "none":
            # a second text, shifted, with other digits, as a forger or a careless template leaves it
            for op in visible:
                wrong = op.text.translate(str.maketrans("0123456789", "1234567890"))
                colour = (1.0, 1.0, 1.0) if style.hidden_layer == "white" else op.colour
                mode = 3 if style.hidden_layer == "invisible" else 0
                shifted = replace(op, text=wrong, colour=colour, render_mode=mode, x=op.x + 1.5, bold=False)
                # white text lies below the rest, or it would rub out what it covers
                (page.under if style.hidden_layer == "white" else page.texts).append(shifted)


def paint(pages: list[Page], size: tuple[float, float], fonts: FontSet, style: Style) -> bytes:
    """The pages as a plain PDF: upright, MediaBox at the origin, not encrypted."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle("测试打印")
    for page in pages:
        painter = Painter(canvas, size[1], fonts, style)
        if page.image_watermark:
            painter.image_watermark(size)
        for box, colour in page.fills:
            painter.fill(box, colour)
        for op in page.under:
            painter.text(op)
        painter.rules(page)
        for op in page.texts:
            painter.text(op)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class Painter:
    """Draws one page's operations; turns y around."""

    def __init__(self, canvas: Canvas, height: float, fonts: FontSet, style: Style) -> None:
        self.canvas, self.height, self.fonts, self.style = canvas, height, fonts, style

    def fill(self, box: tuple[float, float, float, float], colour: tuple[float, float, float]) -> None:
        """A filled rectangle."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(box[0], self.height - box[3], box[2] - box[0], box[3] - box[1], stroke=0, fill=1)

    def rules(self, page: Page) -> None:
        """All rulings of a page in the style's way."""
        canvas, width = self.canvas, self.style.rule_width
        canvas.setLineWidth(width)
        for box in page.rects:
            canvas.setStrokeColorRGB(0, 0, 0)
            canvas.rect(box[0], self.height - box[3], box[2] - box[0], box[3] - box[1], stroke=1, fill=0)
        whole = page.rules if self.style.corner_gap else joined(page.rules)
        for rule in sorted(whole, key=lambda rule: not rule.white):
            shade = 1.0 if rule.white else 0.0
            canvas.setStrokeColorRGB(shade, shade, shade)
            if self.style.rules == "filled":
                half = width / 2
                x0, x1 = rule.x0 - half, rule.x1 + half
                top, bottom = rule.y0 - half, rule.y1 + half
                self.fill((x0, top, x1, bottom), (shade, shade, shade))
            else:
                canvas.line(rule.x0, self.height - rule.y0, rule.x1, self.height - rule.y1)

    def text(self, op: TextOp) -> None:
        """One line of text: as a run per font, clipped, rotated or drawn twice as the operation says."""
        canvas = self.canvas
        if op.clip or op.angle:
            canvas.saveState()
        if op.clip:
            x0, top, x1, bottom = op.clip
            path = canvas.beginPath()
            path.rect(x0, self.height - bottom, x1 - x0, bottom - top)
            canvas.clipPath(path, stroke=0, fill=0)
        self._draw(op)
        if self.style.fake_bold == "all" or (op.bold and self.style.fake_bold != "none"):
            self._draw(self._second_print(op))
        if op.clip or op.angle:
            canvas.restoreState()

    def _second_print(self, op: TextOp) -> TextOp:
        """The text once more a little aside, or only its second half."""
        right, down = (0.0, 0.0) if self.style.fake_bold == "exact" else self.style.bold_shift
        start = len(op.text) // 2 if self.style.bold_half else 0
        before = self.fonts.width(op.text[:start], op.size) + op.spacing * start
        return replace(op, x=op.x + before + right, baseline=op.baseline + down, text=op.text[start:])

    def _draw(self, op: TextOp) -> None:
        text = self.canvas.beginText()
        text.setFillColorRGB(*op.colour)
        text.setTextRenderMode(op.render_mode)
        if op.spacing:
            text.setCharSpace(op.spacing)
        x = op.x
        for piece, raised in self._raised_pieces(op.text):
            size = op.size * 0.6 if raised else op.size
            for font, run in self.fonts.runs(piece):
                text.setFont(font, size)
                y = self.height - op.baseline + (op.size * 0.38 if raised else 0.0)
                if op.angle:
                    cosine, sine = math.cos(math.radians(op.angle)), math.sin(math.radians(op.angle))
                    text.setTextTransform(cosine, sine, -sine, cosine, x, y)
                else:
                    text.setTextOrigin(x, y)
                text.textOut(run)
                x += self.fonts.width(run, size) + op.spacing * len(run)
        if op.spacing:
            text.setCharSpace(0)
        if op.render_mode:
            text.setTextRenderMode(0)
        self.canvas.drawText(text)

    def _raised_pieces(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces, those that are to be raised marked: ² is then a small 2 above the line."""
        if not self.style.raised_squares or "²" not in text:
            return [(text, False)]
        pieces: list[tuple[str, bool]] = []
        for index, part in enumerate(text.split("²")):
            if index:
                pieces.append(("2", True))
            if part:
                pieces.append((part, False))
        return pieces

    def image_watermark(self, size: tuple[float, float]) -> None:
        """A diagonal stripe of light grey as an image over the whole page."""
        self.canvas.drawImage(ImageReader(finish.watermark_image()), 0, 0, size[0], size[1], mask="auto")


__all__ = ["BASELINE", "Painter", "compose", "paint", "print_truth"]
