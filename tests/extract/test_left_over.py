"""Rows behind a target table that no table holds: the document is refused, not read in part."""

from __future__ import annotations

import pytest

from pipelines.extract.left_over import refuse_left_over
from pipelines.layouts.expanded import Expanded
from pipelines.layouts.recognise import ReadPage
from pipelines.layouts.runs import Fragment, Run
from pipelines.model.errors import Refused
from pipelines.tables.cells import Line, PageTable
from tests.tables.building import line, page_table

ROWS = [["单位", "项目", "预算数", "目标", "指标"], ["甲局", "一", "1.00", "好", "多"]]
MORE = [["甲局", "二", "2.00", "好", "多"]]
TABLE = page_table(ROWS)
RUN = [Run(Expanded(), [Fragment(TABLE)], [])]


def judge(*pages: tuple[list[PageTable], list[Line]], others: tuple[int, ...] = ()) -> None:
    refuse_left_over(RUN, {n: ReadPage(n, *page) for n, page in enumerate(pages, 1)}, others)


def row_of_text(top: float, page: int = 1) -> list[Line]:
    return [line(text, page=page, x0=52 + 80 * at, top=top) for at, text in enumerate(MORE[0])]


@pytest.mark.parametrize(
    "pages",
    [
        [([TABLE, page_table(MORE, top=300)], [])],
        [([TABLE], []), ([page_table(MORE, page=2)], [line("（续）", page=2, top=60)])],
        [([TABLE], row_of_text(200))],
        [([TABLE], []), ([], row_of_text(60, page=2))],
    ],
    ids=["a part below", "a part on the next page", "a row without lines", "a row without lines on the next page"],
)
def test_rows_in_the_columns_of_the_table_are_not_left_out_silently(pages):
    with pytest.raises(Refused, match="rows stand in its columns"):
        judge(*pages)


@pytest.mark.parametrize(
    "pages",
    [
        [([TABLE, page_table([["科目", "金额"], ["甲", "1"]], top=300)], [])],
        [([TABLE, page_table([[""] * 5], top=300)], [])],
        [
            (
                [TABLE],
                [line("填报人：张三", top=200), line("联系电话：", x0=210, top=200), line("12345", x0=370, top=200)],
            )
        ],
        [([TABLE], [line("注：本表由甲局填报，共1个项目，2.00万元", top=200)])],
    ],
    ids=["another table", "an empty frame", "who filled it in", "a note"],
)
def test_what_stands_behind_a_table_and_is_no_row_of_it_is_left_alone(pages):
    judge(*pages)


def test_a_table_that_is_known_for_another_kind_is_left_alone():
    judge(([TABLE], []), ([page_table(MORE, page=2)], []), others=(2,))
