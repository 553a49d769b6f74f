"""Two parts of a table over a page break as one."""

from __future__ import annotations

import pytest

from pipelines.tables.stitch import Pair, common_lines, on_columns, stitch
from tests.tables.building import page_table, texts_of


def whole(pairs: list[Pair]) -> bool:
    return False


def cut(pairs: list[Pair]) -> bool:
    return True


def test_rows_below_follow_the_rows_above():
    joined = stitch(page_table([["甲", "1"]]), page_table([["乙", "2"], ["丙", "3"]], page=2), whole)
    assert texts_of(joined) == ["甲", "1", "乙", "2", "丙", "3"]
    assert (joined.rows, joined.columns) == (3, 2)


def test_a_row_that_the_break_cuts_is_one_row_again():
    joined = stitch(page_table([["甲", "第一行"]]), page_table([["", "第二行"], ["乙", "2"]], page=2), cut)
    assert texts_of(joined) == ["甲", "第一行第二行", "乙", "2"]


def test_cells_without_a_rule_between_them_are_one_whatever_the_caller_says():
    above = page_table([["甲", "第一行"]], open_bottom=True)
    below = page_table([["", "第二行"]], page=2, open_top=True)
    assert texts_of(stitch(above, below, whole)) == ["甲", "第一行第二行"]


def test_an_empty_cell_at_the_top_belongs_to_the_merged_cell_above_it():
    above = page_table([["产出指标", "数量指标", "人数"], ["^", "^", "次数"]])
    below = page_table([["", "", "面积"], ["", "质量指标", "合格率"]], page=2)
    joined = stitch(above, below, whole)
    levels = [(cell.text, cell.row0, cell.row1) for cell in joined.cells if cell.col0 == 0 and cell.text]
    assert levels == [("产出指标", 0, 3)]
    second = [(cell.text, cell.row0, cell.row1) for cell in joined.cells if cell.col0 == 1 and cell.text]
    assert second == [("数量指标", 0, 3), ("质量指标", 3, 4)]


def test_a_new_group_on_the_left_begins_new_groups_to_its_right():
    above = page_table([["产出指标", "数量指标", "人数"]])
    below = page_table([["效益指标", "", "收入"]], page=2)
    joined = stitch(above, below, whole)
    assert [cell.text for cell in joined.cells if cell.col0 == 1] == ["数量指标", ""]


def test_lines_keep_the_page_they_are_printed_on():
    joined = stitch(page_table([["第一行"]]), page_table([["第二行"]], page=2), cut)
    (cell,) = joined.cells
    assert [line.page for line in cell.lines] == [1, 2]


def test_a_row_that_goes_over_three_pages_is_one():
    first = stitch(page_table([["甲"]]), page_table([["乙"]], page=2), cut)
    assert texts_of(stitch(first, page_table([["丙"]], page=3), cut)) == ["甲乙丙"]


def test_the_caller_is_asked_with_the_cells_that_meet():
    asked: list[list[tuple[str, str]]] = []

    def ask(pairs: list[Pair]) -> bool:
        asked.append([(upper.text, lower.text) for upper, lower in pairs])
        return False

    stitch(page_table([["标题", "<"], ["甲", "1"]]), page_table([["乙", "2"], ["丙", "3"]], page=2), ask)
    assert asked == [[("甲", "乙"), ("1", "2")]]


def test_parts_with_other_outlines_are_not_one_table():
    with pytest.raises(ValueError, match="other columns"):
        stitch(page_table([["甲", "1"]]), page_table([["乙"]], page=2, widths=[300.0]), whole)


def test_a_part_without_some_of_the_lines_is_counted_on_the_lines_of_both():
    above = page_table([["甲", "1", "2"]], widths=[80.0, 80.0, 80.0])
    below = page_table([["总体目标", "按时完成"]], page=2, widths=[80.0, 160.0])
    joined = stitch(above, below, whole)
    assert joined.columns == 3
    assert [(cell.text, cell.col0, cell.col1) for cell in joined.cells if cell.row0 == 1] == [
        ("总体目标", 0, 1), ("按时完成", 1, 3)
    ]  # fmt: skip


def test_columns_that_drift_by_a_few_points_are_the_same():
    table = page_table([["甲", "1"]], widths=[80.0, 80.0])
    drifted = page_table([["乙", "2"]], widths=[82.5, 77.5])
    moved = on_columns(drifted, table.xs)
    assert moved is not None and moved.columns == 2


def test_a_table_with_a_line_of_its_own_has_other_columns():
    assert on_columns(page_table([["甲", "1", "2"]], widths=[40.0, 40.0, 80.0]), [50.0, 130.0, 210.0]) is None


def test_the_lines_of_both_parts_are_the_tables_lines():
    assert common_lines([0, 100, 300], [0, 200, 301]) == [0, 100, 200, 300]
    assert common_lines([0, 100], [0, 200]) is None
