"""Cells that several layouts print alike: heading rows, merged level cells, all indicators of a project as one text.

Here does not belong any layout as a whole (`tables.py`, `evaluation_tables.py`) nor geometry (`sheet.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from .sheet import Cell, Table
from .style import Style
from .truth import Truth

MINISTRY = "示例市教育局 [215]"


Make = Callable[[Truth, Style], list[Table]]


def indicators_text(indicators: Iterable[dict[str, Any]]) -> str:
    """All indicators of a project as the list layout prints them in one cell."""
    return "".join(
        f"{i['seq']}、{i['l1_code']}-{i['l1']}；{i['l2_code']}-{i['l2']}；{i['name']}；"
        f"实施周期指标值:{i['cycle']}；年度指标值{':' if i.get('annual_colon', True) else ''}{i['annual']}。"
        for i in indicators
    )


def heading_row(labels: Iterable[str], style: Style, bold: bool = True) -> list[Cell]:
    """The heading row 0."""
    return [
        Cell(
            0,
            column,
            " ".join(label) if style.spaced_headings else label,
            align="center",
            bold=bold,
            heading=True,
        )
        for column, label in enumerate(labels)
    ]


def level_cells(
    indicators: list[dict[str, Any]], start: int, columns: tuple[int, int], spans: tuple[int, int]
) -> list[Cell]:
    """Merged 一级 and 二级 cells beside the indicators that begin at row `start`."""
    cells, row = [], start
    for _, of_level1 in groupby(indicators, key=lambda i: (i["l1_code"], i["l1"])):
        first = list(of_level1)
        cells.append(Cell(row, columns[0], first[0]["l1"], rowspan=len(first), colspan=spans[0]))
        inner = row
        for _, of_level2 in groupby(first, key=lambda i: (i["l2_code"], i["l2"])):
            second = list(of_level2)
            cells.append(Cell(inner, columns[1], second[0]["l2"], rowspan=len(second), colspan=spans[1]))
            inner += len(second)
        row += len(first)
    return cells
