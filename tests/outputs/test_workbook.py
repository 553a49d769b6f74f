"""Workbooks: what is text stays text, numbers are numbers, sums are the warehouse's, LibreOffice opens them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from pipelines.outputs import workbook
from pipelines.warehouse import reading, sql_files
from tests.published import LINK, SCRIPT

OFFICE = shutil.which("soffice")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def exported(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    output = tmp_path_factory.mktemp("workbook") / "all.xlsx"
    return output, workbook.export(built, output)


def _sheets(path: Path) -> dict[str, str]:
    """Each sheet's name and its XML."""
    with zipfile.ZipFile(path) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        return {name: book.read(f"xl/worksheets/sheet{place}.xml").decode() for place, name in enumerate(names, 1)}


def _rows(xml: str) -> list[list[tuple[str, str]]]:
    """The cells of each row: their type (n for numbers, f for formulas) and what they hold."""
    rows = []
    for row in ElementTree.fromstring(xml).iter(f"{SPREADSHEET}row"):
        cells = []
        for cell in row.iter(f"{SPREADSHEET}c"):
            kind = "f" if cell.find(f"{SPREADSHEET}f") is not None else cell.get("t", "n")
            held = cell.find(f"{SPREADSHEET}v")
            cells.append((kind, "".join(cell.itertext()) if held is None else held.text or ""))
        rows.append(cells)
    return rows


def test_there_is_a_sheet_for_every_shipped_question_after_notes_and_facts(exported: tuple[Path, list[str]]) -> None:
    sheets = list(_sheets(exported[0]))
    assert sheets == exported[1]
    assert sheets[:4] == ["说明与来源", "项目资金", "项目", "绩效指标"]
    assert len(sheets) == 4 + len(sql_files.shipped_queries())
    assert all(len(name) <= 31 for name in sheets)


def test_headings_are_chinese_and_frozen(exported: tuple[Path, list[str]]) -> None:
    xml = _sheets(exported[0])["项目资金"]
    assert 'state="frozen"' in xml
    assert "<autoFilter" in xml
    assert [held for _, held in _rows(xml)[0]] == [
        "单位名称",
        "预算年度",
        "项目序号",
        "项目名称",
        "项目类型",
        "资金来源",
        "金额（万元）",
        "所印金额",
        "页码",
        "可信",
    ]


def test_money_is_a_number_and_its_sum_is_the_warehouses(exported: tuple[Path, list[str]], built: Path) -> None:
    rows = _rows(_sheets(exported[0])["项目资金"])
    amounts = [row[6] for row in rows[1:-1]]
    assert {kind for kind, _ in amounts} == {"n"}
    [(money,)] = reading.query("from v_funding select sum(amount_yuan)", built).iter_rows()
    assert sum(Decimal(held) for _, held in amounts) * 10_000 == money
    assert rows[-1][-1] == ("f", str(float(money / 10_000)))


def test_what_one_unit_costs_is_given_in_yuan_as_people_say_it(exported: tuple[Path, list[str]], built: Path) -> None:
    sql = next(each.sql for each in sql_files.shipped_queries() if each.name.startswith("23_"))
    costs = [float(cost) for cost in reading.query(sql, built).get_column("unit_cost_yuan")]
    sheet = next(xml for name, xml in _sheets(exported[0]).items() if name.startswith("23 "))
    heading, *rows = _rows(sheet)
    assert heading[-1][1] == "单位成本（元）"
    assert [float(row[-1][1]) for row in rows] == costs != []


def test_a_decimal_that_is_no_money_is_not_divided(built: Path, tmp_path: Path) -> None:
    sql = "select 12.5::decimal(5, 1) as hours, sum(amount_yuan) as yuan from v_funding"
    frame = reading.query(sql, built)
    (tmp_path / "a.xlsx").write_bytes(workbook.answer(frame, sql, built))
    _, row = _rows(_sheets(tmp_path / "a.xlsx")["查询结果"])
    # Fifteen digits are what Excel knows of a number.
    assert [f"{float(held):.15g}" for _, held in row] == ["12.5", f"{frame['yuan'][0] / 10_000:f}".rstrip("0")]


def test_a_row_is_as_high_as_its_longest_text(built: Path, tmp_path: Path) -> None:
    frame = pl.DataFrame({"goal": ["短", "长" * 100, "很长" * 5_000]})
    (tmp_path / "a.xlsx").write_bytes(workbook.answer(frame, "from v_project", built))
    xml = _sheets(tmp_path / "a.xlsx")["查询结果"]
    heights = {int(row): float(height) for row, height in re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', xml)}
    assert heights == {1: 30, 3: 4 * 15, 4: 20 * 15}, "the heading, four lines, and no more than Excel takes"


def test_a_sheet_prints_across_with_its_heading_on_every_page(exported: tuple[Path, list[str]]) -> None:
    for name, xml in _sheets(exported[0]).items():
        assert 'orientation="landscape"' in xml, name
        assert 'fitToHeight="0"' in xml, name
    with zipfile.ZipFile(exported[0]) as book:
        assert book.read("xl/workbook.xml").decode().count("_xlnm.Print_Titles") == len(exported[1])


def test_text_that_looks_like_a_formula_is_no_formula_and_no_link(exported: tuple[Path, list[str]]) -> None:
    sheets = _sheets(exported[0])
    texts = [held for row in _rows(sheets["项目"]) for _, held in row]
    assert LINK in texts
    assert SCRIPT in texts
    for name, xml in sheets.items():
        formulas = re.findall(r"<f>([^<]+)</f>", xml)
        assert all(each.startswith("SUBTOTAL(109,") for each in formulas), name
    with zipfile.ZipFile(exported[0]) as book:
        outside = [
            name
            for name in book.namelist()
            if name.endswith(".rels") and 'TargetMode="External"' in book.read(name).decode()
        ]
    assert outside == []


def test_notes_name_every_sheet_with_its_rows_and_every_document(exported: tuple[Path, list[str]], built: Path) -> None:
    rows = _rows(_sheets(exported[0])["说明与来源"])
    notes = {row[0][1]: row[2][1] for row in rows if len(row) == 4}
    for name in exported[1][1:]:
        assert notes[name].isdecimal()
    assert {row[1][1] for row in rows if len(row) == 4 and row[3][1].startswith("jixiao query")} >= {
        "资金集中在几个项目上？"
    }
    files = {row[1][1] for row in rows if len(row) == 4}
    assert set(reading.query("from dim_document select file_name", built).get_column("file_name")) <= files


def test_a_queried_workbook_has_the_answer_first_then_what_was_asked(built: Path, tmp_path: Path) -> None:
    sql = "select project_name, amount_yuan, change_ratio, status from v_funding_yoy where status = 'continued' order by all"
    frame = reading.query(sql, built)
    (tmp_path / "a.xlsx").write_bytes(workbook.answer(frame, sql, built))
    sheets = _sheets(tmp_path / "a.xlsx")
    assert list(sheets) == ["查询结果", "说明与来源"]
    rows = _rows(sheets["查询结果"])
    assert len(rows) == frame.height + 1
    assert [kind for kind, _ in rows[1]] == ["s", "n", "n", "s"]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "本年金额（万元）" in strings
    assert "continued" in strings, "the answer of a query is not reworded"
    assert "status = 'continued'" in strings


def test_rows_that_no_sheet_holds_are_refused_before_anything_is_written(built: Path) -> None:
    frame = pl.DataFrame({"n": pl.Series(range(1_048_576), dtype=pl.Int32)})
    with pytest.raises(workbook.WorkbookError, match="do not fit an Excel sheet"):
        workbook.answer(frame, "from range(1048576)", built)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(built: Path, tmp_path: Path) -> None:
    frame = pl.DataFrame({"goal": ["长" * 40_000]})
    (tmp_path / "a.xlsx").write_bytes(workbook.answer(frame, "from v_project", built))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert "…（Excel 单元格至此为止）" in book.read("xl/sharedStrings.xml").decode()


def test_a_name_of_a_sheet_is_one_that_excel_takes() -> None:
    assert workbook.sheet_name("哪些/哪个[项目]:*?" + "长" * 40) == ("哪些 哪个 项目    " + "长" * 40)[:31]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_it_and_computes_the_same_sum(
    exported: tuple[Path, list[str]], built: Path, tmp_path: Path
) -> None:
    convert = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", convert, "--outdir",
         str(tmp_path), str(exported[0])],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    [written] = tmp_path.glob("all*.csv")
    rows = list(csv.reader(written.open(encoding="utf-8")))
    [(money, count)] = reading.query("from v_funding select sum(amount_yuan), count(*)", built).iter_rows()
    assert len(rows) == count + 2
    assert Decimal(rows[-1][6].replace(",", "")) == (money / 10_000).quantize(Decimal("0.01"))
    assert LINK in {row[3] for row in rows}
