"""A finding about a place names the project that is printed there, so that a doubt follows the figure it is about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from pipelines.extract.affected_projects import name_projects
from pipelines.model.records import Amount, Box, Finding, Indicator, Project, Statement
from pipelines.tables.cells import Cell, PageTable

NAMES, MONEY, GOALS = (20, 120), (120, 200), (200, 400)
ROWS = [(100, 200), (200, 300), (300, 320)]


def table(page: int = 1) -> PageTable:
    """Three rows of three columns: two projects and a total."""
    cells = [
        Cell(page, row, row + 1, col, col + 1, Box(x0, top, x1, bottom), False, False)
        for row, (top, bottom) in enumerate(ROWS)
        for col, (x0, x1) in enumerate((NAMES, MONEY, GOALS))
    ]
    xs, ys = [20.0, 120.0, 200.0, 400.0], [100.0, 200.0, 300.0, 320.0]
    nothing = np.array([], dtype=np.int64)
    return PageTable(page, Box(20, 100, 400, 320), xs, ys, cells, [], nothing, nothing)


def project(seq: int, name: str, middle: float, pages: tuple[int, int] = (1, 1)) -> Project:
    """A project whose name and amount are one line high in the middle of its row."""
    line = Box(30, middle - 5, 110, middle + 5)
    money = Amount("财政拨款", "1", Decimal(10000), pages[0], Box(130, middle - 5, 150, middle + 5))
    return Project(seq, name, None, None, None, "目标", None, [money], [], *pages, line)


STATEMENT = Statement(
    "expanded", "某局", None, 2025, "万元", [], [project(1, "维修费", 150), project(2, "培训费", 250)]
)


def named(box: Box | None, subject: str = "page 1", statement: Statement = STATEMENT, page: int = 1) -> list[str]:
    finding = Finding("warning", "drawn_in_cell", subject, "something is drawn", page, box)
    return [f.subject for f in name_projects([finding], [statement], {1: [table()]})]


@pytest.mark.parametrize(
    ("what", "box", "subjects"),
    [
        ("a corner of the amount's cell, far from the amount", Box(180, 110, 190, 120), ["维修费"]),
        ("a goal's cell, which no record keeps a place of", Box(300, 205, 310, 215), ["培训费"]),
        ("a stroke without height", Box(30, 150, 60, 150), ["维修费"]),
        ("over two rows of goals", Box(250, 180, 260, 220), ["维修费", "培训费"]),
        ("a whole cell that shares its rule with the row below", Box(200, 100, 400, 200.7), ["维修费"]),
        ("in the total's row", Box(130, 305, 140, 315), ["page 1"]),
        ("beside the table", Box(0, 20, 10, 30), ["page 1"]),
        ("no place at all", None, ["page 1"]),
    ],
)
def test_the_project_whose_cell_or_row_a_finding_lies_in(what: str, box: Box | None, subjects: list[str]) -> None:
    assert named(box) == subjects, what


def test_a_finding_that_names_something_already_keeps_it() -> None:
    assert named(Box(180, 110, 190, 120), subject="某局") == ["某局"]


def test_a_project_over_a_page_break_takes_the_second_page_from_its_top() -> None:
    going_on = project(1, "维修费", 150, pages=(1, 2))
    below = Indicator(1, None, None, None, None, "面积", None, "5", 2, Box(210, 60, 240, 70))
    statement = Statement("form", "某局", None, 2025, "万元", [], [replace(going_on, indicators=[below])])
    assert named(Box(300, 10, 310, 20), "page 2", statement, 2) == ["维修费"]
    assert named(Box(300, 90, 310, 99), "page 2", statement, 2) == ["page 2"]
