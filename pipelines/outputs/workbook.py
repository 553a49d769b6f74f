"""Excel workbooks as a Chinese analyst would make them: one sheet a question, 万元, Chinese headings, notes and sources.

Here belongs how rows become sheets. Here does not belong asking (`warehouse/reading.py`, sql/), nor the
other formats of an answer (`formats.py`).

What a document prints (`=HYPERLINK(…)`) is written as text and stays text. Money is given in 万元 with all its digits
and shown with two, so that a sheet's sums are the warehouse's; what one unit costs is given in 元, as people say it.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from pipelines.model.files import write_atomically
from pipelines.outputs.html_report.words import Headings, coded, in_ten_thousands
from pipelines.warehouse import reading, sql_files
from pipelines.warehouse.reading import OpenWarehouse

_EXCEL_ROWS = 1_048_576
_LONGEST_SHEET_NAME = 31
_LONGEST_TEXT = 32_767
_CUT = "…（Excel 单元格至此为止）"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_TEN_THOUSAND = 10_000
_VIEW = re.compile(r"\b(?:from|join)\s+((?:v|dim|fact|dq)_\w+)", re.I)
_RATIOS = re.compile(r"(ratio|share)$")
_PLAIN = frozenset(
    {"fiscal_year", "prior_fiscal_year", "next_fiscal_year", "vintage_year", "unchanged_since", "first_fiscal_year"}
)
_IN_YUAN = frozenset({"unit_cost_yuan"})
_MONEY_DIGITS, _MONEY_SCALE = 18, 2
_A4 = 9
_LINE, _MOST_LINES = 15, 20
"""The height of a line in points, and how many of them a row shows; Excel takes no row higher than 409 points."""
_SHORTEST, _WIDEST, _INDENT = 9, 56, 4
_LOOKED_AT = 200
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_BASE_SHEETS = (
    ("项目资金", "每个项目各来源的资金是多少？", "v_funding", "funding"),
    ("项目", "有哪些项目，目标是什么？", "v_project", "projects"),
    ("绩效指标", "每个项目要达到哪些指标？", "v_indicator", "indicators"),
)
NOTES = "说明与来源"


class WorkbookError(ValueError):
    """A workbook that cannot be written; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the question it answers, the rows, and what they were read from."""

    name: str
    question: str
    frame: pl.DataFrame
    source: str
    """A view, or the SQL that was asked."""
    origin: str
    """What the notes give as the source."""
    in_words: bool = True
    """Whether coded values (continued) are written in Chinese (延续)."""
    with_sum: bool = False
    """Whether a last row sums up the money."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which warehouse a workbook is made from: for its notes, and for what its columns are called."""

    name: str
    info: dict[str, str]
    headings: Headings
    documents: pl.DataFrame

    @classmethod
    def of(cls, path: Path, reader: OpenWarehouse) -> Source:
        """Of the warehouse at `path`, which `reader` has open."""
        return cls(path.name, reader.info(), Headings(reader.describe()), reader.ask("report/documents"))


def export(path: Path, output: Path) -> list[str]:
    """Write the whole warehouse at `path` as the workbook `output`, whole or not at all; returns its sheets' names.

    There are notes and sources, the money, the projects, the indicators, and a sheet for each shipped question.
    Raises WorkbookError where a sheet has not enough rows, WarehouseError where the warehouse cannot be read, OSError
    where the disk refuses.
    """
    with reading.open_warehouse(path) as reader:
        sheets = [
            Sheet(name, question, _without_keys(reader.ask(f"report/{file}")), view, view, with_sum=file == "funding")
            for name, question, view, file in _BASE_SHEETS
        ]
        for each in sql_files.shipped_queries():
            # The Chinese question, before the English one; a sheet is called by its first sentence.
            question = each.question.rpartition("？")[0] + "？"
            name = f"{each.name.split('_')[0]} {question.split('？')[0]}？"
            frame = _without_keys(reader.query(each.sql))
            sheets.append(Sheet(name, question, frame, each.sql, f"jixiao query {each.name}"))
        content = workbook(sheets, Source.of(path, reader), notes_first=True)
    write_atomically(output, content, durable=False)
    return [NOTES, *(sheet_name(sheet.name) for sheet in sheets)]


def answer(frame: pl.DataFrame, sql: str, path: Path) -> bytes:
    """The answer of one query as a workbook: its rows, then what was asked of which warehouse. Codes stay codes.

    Raises WorkbookError where a sheet has not enough rows.
    """
    sheet = Sheet("查询结果", "查询结果", frame, sql, sql, in_words=False)
    with reading.open_warehouse(path) as reader:
        return workbook([sheet], Source.of(path, reader), notes_first=False)


def workbook(sheets: Sequence[Sheet], source: Source, notes_first: bool) -> bytes:
    """`sheets`, and a sheet of notes that lists them and the documents of the warehouse, as a file's bytes."""
    for sheet in sheets:
        if sheet.frame.height + 2 >= _EXCEL_ROWS:
            raise WorkbookError(
                f"{sheet.name}: {sheet.frame.height} rows do not fit an Excel sheet; ask for csv or parquet"
            )
    buffer = io.BytesIO()
    # Rows of a whole warehouse need not all be in memory; xlsxwriter then writes sheet after sheet, each row once.
    with xlsxwriter.Workbook(buffer, _OPTIONS | {"constant_memory": notes_first}) as book:
        styles = _Styles(book)
        if notes_first:
            _write_notes(book.add_worksheet(NOTES), styles, sheets, source)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet_name(sheet.name)), styles, sheet, source.headings)
        if not notes_first:
            _write_notes(book.add_worksheet(NOTES), styles, sheets, source)
    return buffer.getvalue()


def sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet: at most 31 characters and none of []:*?/\\'."""
    return _FORBIDDEN.sub(" ", name)[:_LONGEST_SHEET_NAME].strip()


def _without_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """What a reader of a spreadsheet wants: no keys."""
    return frame.drop([name for name in frame.columns if name.endswith("_key") or name == "project_family_id"])


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        edge = {"bottom": 1, "bottom_color": "#d5dde6", "valign": "top"}
        head = {"bold": True, "bg_color": "#0b5cad", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"}
        # Text keeps a distance from the number before it.
        self.head = book.add_format({**head, "align": "left", "indent": 1})
        self.number_head = book.add_format({**head, "align": "right"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.link = book.add_format({**edge, "font_color": "#0b5cad", "underline": 1, "align": "left", "indent": 1})
        self.text = book.add_format({**edge, "text_wrap": True, "align": "left", "indent": 1})
        self.money = book.add_format({**edge, "num_format": "#,##0.00"})
        self.ratio = book.add_format({**edge, "num_format": "0.0%"})
        self.whole = book.add_format({**edge, "num_format": "#,##0"})
        self.plain = book.add_format({**edge, "num_format": "0"})
        self.number = book.add_format({**edge, "num_format": "General"})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})

    def of(self, name: str, type_: pl.DataType) -> Any:
        """The format of a column."""
        if isinstance(type_, pl.Decimal):
            return self.money if type_.scale == _MONEY_SCALE else self.number
        if name in _PLAIN:
            return self.plain
        if _RATIOS.search(name) and type_.is_float():
            return self.ratio
        if type_.is_integer():
            return self.whole
        return self.number if type_.is_float() else self.text


def _in_ten_thousands(name: str, type_: pl.DataType) -> bool:
    """Whether a column is money to be given in 万元: the warehouse's DECIMAL(18,2), or a sum of it."""
    is_money = isinstance(type_, pl.Decimal) and type_.scale == _MONEY_SCALE and type_.precision >= _MONEY_DIGITS
    return is_money and name not in _IN_YUAN


def _write_notes(page: Any, styles: _Styles, sheets: Sequence[Sheet], source: Source) -> None:
    info = source.info
    _set_for_print(page)
    page.set_column(0, 0, 38)
    page.set_column(1, 1, 72)
    page.set_column(2, 2, 12)
    page.set_column(3, 3, 44)
    page.write_string(0, 0, "绩效目标仓库：说明与来源", styles.title)
    facts = [
        ("仓库", source.name),
        ("建于", info.get("built_at", "")),
        ("解析器、代码版本", f"{info.get('parser_version', '')}、{info.get('code_version', '')}"),
        ("内容指纹", info.get("content_digest", "")),
        ("金额", "以万元给出，保留全部位数，显示两位；仓库中以元为单位（DECIMAL(18,2)）。"),
        ("文字", "文件所印，一字未改；以 = 开头的也只是文字。"),
        ("变化、口径等", "列名与代码的含义见 docs/data-dictionary.md。"),
    ]
    row = 2
    for row, (name, value) in enumerate(facts, 2):
        page.write_string(row, 0, name, styles.text)
        page.write_string(row, 1, value, styles.text)
    row = _write_list(page, styles, row + 2, ("工作表", "问题", "行数", "出自"), ())
    for sheet in sheets:
        name = sheet_name(sheet.name)
        page.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        page.write_string(row, 1, sheet.question, styles.text)
        page.write_number(row, 2, sheet.frame.height, styles.whole)
        page.write_string(row, 3, _fitting(sheet.origin), styles.text)
        row += 1
    rows = source.documents.select("institution_name", "file_name", "fiscal_year", "status").iter_rows()
    _write_list(page, styles, row + 1, ("单位", "文件", "预算年度", "状态"), rows)


def _write_list(page: Any, styles: _Styles, row: int, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """A heading and `rows` from `row` on; returns the row after them."""
    for place, name in enumerate(names):
        page.write_string(row, place, name, styles.head)
    for values in rows:
        row += 1
        for place, value in enumerate(values):
            _write(page, row, place, coded("status", value).zh if place == 3 else value, styles.text)
    return row + 1


def _write_sheet(page: Any, styles: _Styles, sheet: Sheet, headings: Headings) -> None:
    frame = sheet.frame
    page.freeze_panes(1, 0)
    _set_for_print(page)
    page.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))
    page.set_row(0, 30)
    view = found[1] if (found := _VIEW.search(sheet.source)) else sheet.source
    formats = [styles.of(name, type_) for name, type_ in frame.schema.items()]
    titles = [_title(headings, view, name, type_) for name, type_ in frame.schema.items()]
    widths = [_width(title, column) for title, column in zip(titles, frame, strict=True)]
    for place, (title, type_) in enumerate(zip(titles, frame.dtypes, strict=True)):
        page.set_column(place, place, widths[place])
        page.write_string(0, place, title, styles.number_head if type_.is_numeric() else styles.head)
    units = [_TEN_THOUSAND if _in_ten_thousands(name, type_) else 1 for name, type_ in frame.schema.items()]
    words_of = frame.columns if sheet.in_words else [None] * frame.width
    for row, values in enumerate(frame.iter_rows(), 1):
        page.set_row(row, _LINE * _lines(values, widths))
        for place, value in enumerate(values):
            _write(page, row, place, _as_shown(value, units[place], words_of[place]), formats[place])
    if sheet.with_sum and frame.height:
        _write_sum(page, styles, frame)


def _title(headings: Headings, view: str, name: str, type_: pl.DataType) -> str:
    words = headings.of(view, name)
    return (in_ten_thousands(words).zh if _in_ten_thousands(name, type_) else words.zh) or name


def _lines(values: Sequence[Any], widths: Sequence[float]) -> int:
    """How many lines the longest text of a row takes. It is written into the file, since LibreOffice does not work it out."""
    texts = ((value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str))
    return min(max((math.ceil(_breadth(text) / (width - _INDENT)) for text, width in texts), default=1), _MOST_LINES)


def _as_shown(value: Any, unit: int, coded_in: str | None) -> Any:
    """A value as its cell holds it: a decimal over `unit`, as the double nearest to it; a code of the column `coded_in` in
    Chinese."""
    if isinstance(value, Decimal):
        return float(value / unit)
    return coded(coded_in, value).zh if coded_in and isinstance(value, str) else value


def _set_for_print(page: Any) -> None:
    """A4 across, as wide as the sheet, its heading on every page, page numbers below."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&R&P / &N")


def _write_sum(page: Any, styles: _Styles, frame: pl.DataFrame) -> None:
    """A last row that sums the money of what the filter leaves."""
    row = frame.height + 1
    page.write_string(row, 0, "合计", styles.total)
    for place, (name, type_) in enumerate(frame.schema.items()):
        if _in_ten_thousands(name, type_):
            column = xlsxwriter.utility.xl_col_to_name(place)
            whole = frame.get_column(name).sum() or Decimal(0)
            formula = f"=SUBTOTAL(109,{column}2:{column}{row})"
            page.write_formula(row, place, formula, styles.total, float(Decimal(whole) / _TEN_THOUSAND))


def _write(page: Any, row: int, place: int, value: Any, style: Any) -> None:
    """One value by its type."""
    if value is None:
        page.write_blank(row, place, None, style)
    elif isinstance(value, bool):
        page.write_string(row, place, "是" if value else "否", style)
    elif isinstance(value, int | float):
        page.write_number(row, place, value, style)
    else:
        page.write_string(row, place, _fitting(str(value)), style)


def _fitting(text: str) -> str:
    """`text`, cut where it is longer than a cell can hold, with a note that it was."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT


def _width(title: str, column: pl.Series) -> float:
    """A width in characters for a heading and the first values; a Chinese character takes two."""
    values = [str(value) for value in column.head(_LOOKED_AT) if value is not None]
    longest = max((_breadth(value) for value in [title, *values]), default=0)
    return min(max(longest + _INDENT, _SHORTEST), _WIDEST)


def _breadth(text: str) -> int:
    return sum(1 if character < "⺀" else 2 for character in text)
