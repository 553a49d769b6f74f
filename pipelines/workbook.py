"""Excel workbooks as a Chinese analyst would make them: one sheet a question, 万元, Chinese headings, notes and sources.

Here belongs how rows become sheets. Here does not belong asking (`warehouse.py`, sql/queries, sql/report), nor the
other formats of an answer (`answers.py`).

What a document prints (`=HYPERLINK(…)`) is written as text and stays text. Money is given in 万元 with all its digits
and shown with two, so that a sheet's sums are the warehouse's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from pipelines import answers, warehouse
from pipelines.html_report.words import Headings, coded, in_ten_thousands

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
_SHORTEST, _WIDEST = 9, 48
_LOOKED_AT = 200
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_BASE_SHEETS = (
    ("项目资金", "v_funding", "funding"),
    ("项目", "v_project", "projects"),
    ("绩效指标", "v_indicator", "indicators"),
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
    in_words: bool = True
    """Whether coded values (continued) are said in Chinese (延续)."""
    with_sum: bool = False
    """Whether a last row sums up the money."""


def export(path: Path, output: Path) -> list[str]:
    """Write the whole warehouse at `path` as the workbook `output`, whole or not at all; returns its sheets' names.

    There are notes and sources, the money, the projects, the indicators, and a sheet for each shipped question.
    Raises WorkbookError where a sheet has not enough rows, WarehouseError where the warehouse cannot be read, OSError
    where the disk refuses.
    """
    sheets = [
        Sheet(name, f"{name}（{view}）", _without_keys(_asked(file, path)), view, with_sum=file == "funding")
        for name, view, file in _BASE_SHEETS
    ]
    for each in warehouse.shipped_queries():
        question = each.question.split("？")[0] + "？"
        number = each.name.split("_")[0]
        frame = _without_keys(warehouse.query(each.sql, path))
        sheets.append(Sheet(f"{number} {question}", each.question, frame, each.sql))
    content = workbook(sheets, Headings(warehouse.describe(path)), path, notes_first=True)
    answers.save(content, output)
    return [NOTES, *(sheet_name(sheet.name) for sheet in sheets)]


def answer(frame: pl.DataFrame, sql: str, path: Path) -> bytes:
    """The answer of one query as a workbook: its rows, then what was asked of which warehouse. Codes stay codes.

    Raises WorkbookError where a sheet has not enough rows.
    """
    sheet = Sheet("查询结果", "查询结果", frame, sql, in_words=False)
    return workbook([sheet], Headings(warehouse.describe(path)), path, notes_first=False)


def workbook(sheets: Sequence[Sheet], headings: Headings, path: Path, notes_first: bool) -> bytes:
    """`sheets`, and a sheet of notes that lists them and the documents of the warehouse at `path`, as a file's bytes."""
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
            _write_notes(book.add_worksheet(NOTES), styles, sheets, path)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet_name(sheet.name)), styles, sheet, headings)
        if not notes_first:
            _write_notes(book.add_worksheet(NOTES), styles, sheets, path)
    return buffer.getvalue()


def sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet: at most 31 characters and none of []:*?/\\'."""
    return _FORBIDDEN.sub(" ", name)[:_LONGEST_SHEET_NAME].strip()


def _asked(name: str, path: Path) -> pl.DataFrame:
    return warehouse.query((warehouse.SQL / "report" / f"{name}.sql").read_text(encoding="utf-8"), path)


def _without_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """What a reader of a spreadsheet wants: no keys."""
    return frame.drop([name for name in frame.columns if name.endswith("_key") or name == "project_family_id"])


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        edge = {"bottom": 1, "bottom_color": "#d5dde6", "valign": "top"}
        self.head = book.add_format(
            {"bold": True, "bg_color": "#0b5cad", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.link = book.add_format({"font_color": "#0b5cad", "underline": 1})
        self.text = book.add_format({**edge, "text_wrap": True})
        self.money = book.add_format({**edge, "num_format": "#,##0.00"})
        self.ratio = book.add_format({**edge, "num_format": "0.0%"})
        self.whole = book.add_format({**edge, "num_format": "#,##0"})
        self.plain = book.add_format({**edge, "num_format": "0"})
        self.number = book.add_format({**edge, "num_format": "General"})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})

    def of(self, name: str, type_: pl.DataType) -> Any:
        """The format of a column."""
        if isinstance(type_, pl.Decimal):
            return self.money
        if name in _PLAIN:
            return self.plain
        if _RATIOS.search(name) and type_.is_float():
            return self.ratio
        if type_.is_integer():
            return self.whole
        return self.number if type_.is_float() else self.text


def _write_notes(page: Any, styles: _Styles, sheets: Sequence[Sheet], path: Path) -> None:
    info = dict(_asked("info", path).iter_rows())
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 70)
    page.set_column(2, 3, 26)
    page.write_string(0, 0, "绩效目标仓库：说明与来源", styles.title)
    told = [
        ("仓库", path.name),
        ("建于", info.get("built_at", "")),
        ("解析器、代码版本", f"{info.get('parser_version', '')}、{info.get('code_version', '')}"),
        ("内容指纹", info.get("content_digest", "")),
        ("金额", "以万元给出，保留全部位数，显示两位；仓库中以元为单位（DECIMAL(18,2)）。"),
        ("文字", "文件所印，一字未改；以 = 开头的也只是文字。"),
        ("变化、口径等", "列名与代码的含义见 docs/data-dictionary.md。"),
    ]
    row = 2
    for row, (name, value) in enumerate(told, 2):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value, styles.text)
    row = _write_list(page, styles, row + 2, ("工作表", "问题", "行数", "出自"), ())
    for sheet in sheets:
        name = sheet_name(sheet.name)
        page.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        page.write_string(row, 1, sheet.question, styles.text)
        page.write_number(row, 2, sheet.frame.height, styles.whole)
        page.write_string(row, 3, _fitting(sheet.source), styles.text)
        row += 1
    documents = _asked("documents", path)
    rows = documents.select("institution_name", "file_name", "fiscal_year", "status").iter_rows()
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
    page.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))
    page.set_row(0, 30)
    view = found[1] if (found := _VIEW.search(sheet.source)) else sheet.source
    formats = [styles.of(name, type_) for name, type_ in frame.schema.items()]
    for place, (name, type_) in enumerate(frame.schema.items()):
        words = headings.of(view, name)
        title = in_ten_thousands(words).zh if isinstance(type_, pl.Decimal) else words.zh
        page.set_column(place, place, _width(title, frame.get_column(name)))
        page.write_string(0, place, title or name, styles.head)
    for row, values in enumerate(frame.iter_rows(), 1):
        for place, value in enumerate(values):
            said = coded(frame.columns[place], value).zh if sheet.in_words and isinstance(value, str) else value
            _write(page, row, place, said, formats[place])
    if sheet.with_sum and frame.height:
        _write_sum(page, styles, frame)


def _write_sum(page: Any, styles: _Styles, frame: pl.DataFrame) -> None:
    """A last row that sums the money of what the filter leaves."""
    row = frame.height + 1
    page.write_string(row, 0, "合计", styles.total)
    for place, (name, type_) in enumerate(frame.schema.items()):
        if isinstance(type_, pl.Decimal):
            column = xlsxwriter.utility.xl_col_to_name(place)
            whole = frame.get_column(name).sum() or Decimal(0)
            formula = f"=SUBTOTAL(109,{column}2:{column}{row})"
            page.write_formula(row, place, formula, styles.total, float(Decimal(whole) / _TEN_THOUSAND))


def _write(page: Any, row: int, place: int, value: Any, style: Any) -> None:
    """One value by its type; money in 万元."""
    if value is None:
        page.write_blank(row, place, None, style)
    elif isinstance(value, bool):
        page.write_string(row, place, "是" if value else "否", style)
    elif isinstance(value, Decimal):
        page.write_number(row, place, float(value / _TEN_THOUSAND), style)
    elif isinstance(value, int | float):
        page.write_number(row, place, value, style)
    else:
        page.write_string(row, place, _fitting(str(value)), style)


def _fitting(text: str) -> str:
    """`text` as far as a cell takes it; what is cut off is said to be."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT


def _width(title: str, column: pl.Series) -> float:
    """A width in characters for a heading and the first values; a Chinese character takes two."""
    values = [str(value) for value in column.head(_LOOKED_AT) if value is not None]
    longest = max((_breadth(value) for value in [title, *values]), default=0)
    return min(max(longest + 3, _SHORTEST), _WIDEST)


def _breadth(text: str) -> int:
    return sum(1 if character < "⺀" else 2 for character in text)
