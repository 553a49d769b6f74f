"""Cells: which glyphs form a line, and which cell each stands in."""

from __future__ import annotations

import numpy as np

from pipelines.tables.cells import UNMAPPED, PageTable, lines_of, pieces_of, table_on_page
from pipelines.tables.grid import find_grids
from tests.tables.building import Text, glyphs_of, page_of, page_table, rules_of


def lines(*texts: Text) -> list[str]:
    glyphs = glyphs_of(*texts)
    return [line.text for line in lines_of(1, glyphs, [np.arange(len(glyphs))])[0]]


def pieces(*texts: Text) -> list[str]:
    glyphs = glyphs_of(*texts)
    return [line.text for line in pieces_of(1, glyphs, np.arange(len(glyphs)))]


def one_cell(*texts: Text) -> PageTable:
    rules = rules_of([(y, 0, 200) for y in (0, 50)], [(x, 0, 50) for x in (0, 200)])
    page = page_of(*texts, rules=rules)
    pending = np.arange(len(page.glyphs))
    (grid,) = find_grids(rules, page.glyphs.centre_x, page.glyphs.centre_y)
    return table_on_page(1, page.glyphs, pending, grid)


def test_a_superscript_stands_in_the_line_it_belongs_to():
    assert lines(Text("10527m", 10, 100), Text("2", 70, 97, size=6), Text("以上", 76, 100)) == ["10527m2以上"]


def test_two_fonts_of_other_height_are_one_line():
    assert lines(Text("一、", 10, 100), Text("General", 30, 102.5, size=8), Text("预算", 90, 99, size=11)) == [
        "一、General预算"
    ]


def test_lines_that_touch_are_two():
    assert lines(Text("第一行", 10, 100), Text("第二行", 10, 110)) == ["第一行", "第二行"]


def test_lines_set_so_tightly_that_their_boxes_overlap_are_two():
    assert lines(Text("第一行", 10, 100), Text("第二行", 10, 107)) == ["第一行", "第二行"]


def test_a_line_of_the_character_one_is_a_line():
    # 一 has ink on two points of height; lines go by em boxes, not by ink.
    assert lines(Text("二级", 10, 100), Text("一一", 10, 112), Text("一、", 10, 124)) == ["二级", "一一", "一、"]


def test_glyphs_painted_out_of_order_are_read_from_left_to_right():
    assert lines(Text("乙", 20, 100), Text("甲", 10, 100), Text("丙", 30, 100)) == ["甲乙丙"]


def test_a_line_of_spaces_is_none():
    assert lines(Text("　 ", 10, 100), Text("一", 10, 115)) == ["一"]


def test_an_unmapped_glyph_is_marked_in_the_text():
    assert lines(Text("10\0", 10, 100)) == ["10" + UNMAPPED]


def test_kangxi_radicals_become_ordinary_characters():
    assert lines(Text("⼯⾏", 10, 100)) == ["工行"]


def test_free_text_is_parted_where_two_things_stand_side_by_side():
    assert pieces(Text("单位名称：甲", 10, 100), Text("单位：万元", 300, 100)) == ["单位名称：甲", "单位：万元"]


def test_free_text_with_a_space_of_one_em_is_one_piece():
    assert pieces(Text("目", 10, 100), Text("录", 30, 100)) == ["目录"]


def test_the_box_of_a_line_is_around_its_print_and_not_its_spaces():
    glyphs = glyphs_of(Text("  甲乙", 10, 100))
    [(made,)] = lines_of(1, glyphs, [np.arange(len(glyphs))])
    assert (made.box.x0, made.box.x1) == (30, 50)


def test_wrapped_lines_of_a_cell_are_joined_with_nothing_between():
    table = one_cell(Text("4", 10, 5), Text("、3-满意度指标", 10, 17))
    assert [cell.text for cell in table.cells] == ["4、3-满意度指标"]


def test_a_glyph_on_the_table_but_in_no_cell_is_stray():
    rules = rules_of([(0, 0, 200), (20, 100, 200), (40, 0, 200)], [(0, 0, 40), (100, 0, 20), (200, 0, 40)])
    page = page_of(Text("甲", 20, 25), Text("乙", 120, 5), rules=rules)
    (grid,) = find_grids(rules, page.glyphs.centre_x, page.glyphs.centre_y)
    table = table_on_page(1, page.glyphs, np.arange(2), grid)
    assert (table.stray.tolist(), table.glyphs.tolist()) == ([0], [1])


def test_a_half_cut_line_belongs_to_the_cell_that_cuts_it():
    clip = (0.0, 0.0, 200.0, 20.0)
    rules = rules_of([(y, 0, 200) for y in (0, 20, 40)], [(x, 0, 40) for x in (0, 200)])
    page = page_of(Text("增加。", 10, 16, clip=clip), rules=rules)
    (grid,) = find_grids(rules, page.glyphs.centre_x, page.glyphs.centre_y)
    table = table_on_page(1, page.glyphs, np.arange(3), grid)
    assert [cell.text for cell in table.cells] == ["增加。", ""]


def test_bands_are_held_together_by_merged_cells():
    table = page_table([["甲", "1"], ["^", "2"], ["乙", "3"]])
    assert [[cell.text for cell in band] for band in table.bands()] == [["甲", "1", "2"], ["乙", "3"]]


def test_a_square_of_a_merged_cell_finds_the_cell():
    table = page_table([["甲", "<", "1"], ["^", "<", "2"]])
    cell = table.at(1, 1)
    assert cell is not None and cell.text == "甲"
    assert table.at(5, 0) is None
