"""What stands around a target table in a disclosure: tables of other kinds, and title rows inside the rules.

Here do not belong target tables (`tables.py`) nor self-evaluations (`evaluation_tables.py`).
"""

from __future__ import annotations

from dataclasses import replace

from .sheet import Cell, Table
from .truth import Truth


def with_title_rows(table: Table, lines: list[str]) -> Table:
    """The table with `lines` as merged, centred cells above it; its headings are then no longer repeated."""
    moved = [replace(cell, row=cell.row + len(lines)) for cell in table.cells]
    span = len(table.widths)
    titles = [
        Cell(row, 0, line, colspan=span, align="center", bold=True, size=None if row else 12.0)
        for row, line in enumerate(lines)
    ]
    low = None if table.low_row is None else table.low_row + len(lines)
    return Table(table.widths, table.rows + len(lines), titles + moved, low_row=low)


def plain_table(rows: list[tuple[str, ...]], widths: list[float]) -> Table:
    """A table without merged cells; the first row is its heading."""
    cells = [
        Cell(
            row,
            column,
            text,
            heading=row == 0,
            align="left" if row and column == 0 else "center" if not row else "right",
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Table(widths, len(rows), cells, heading_rows=1)


def summary_table(truth: Truth) -> Table:
    """收支总体情况表: stands in every disclosure and has the same institution and amounts, but no targets."""
    total = truth["totals"]["total"]
    return plain_table(
        [
            ("收入项目", "预算数", "支出项目", "预算数"),
            ("一、一般公共预算拨款收入", truth["totals"]["fiscal"], "一、教育支出", total),
            ("二、财政专户管理资金收入", truth["totals"]["special"], "二、社会保障和就业支出", ""),
            ("本年收入合计", total, "本年支出合计", total),
        ],
        [150.0, 80.0, 150.0, 80.0],
    )


def travel_table(truth: Truth) -> Table:
    """The “三公” table: another table with amounts right below or after the target table."""
    return plain_table(
        [
            ("项目", f"{truth['fiscal_year'] - 1}年预算数", f"{truth['fiscal_year']}年预算数"),
            ("因公出国（境）费用", "0.00", "0.00"),
            ("公务接待费", "3.20", "3.10"),
            ("公务用车购置及运行费", "12.00", "11.50"),
            ("合计", "15.20", "14.60"),
        ],
        [200.0, 100.0, 100.0],
    )
