"""The grid: cells from ruled segments, with everything that print engines leave out, double or draw too much."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.pdf.page import Rules
from pipelines.tables.grid import MAX_SQUARES, Grid, GridTooLarge, find_grids
from tests.tables.building import rules_of

NOWHERE = np.zeros(0)


def grids(rules: Rules, glyphs: list[tuple[float, float]] = ()) -> list[Grid]:
    return find_grids(rules, np.array([x for x, _ in glyphs]), np.array([y for _, y in glyphs]))


def spans(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(cell.row0, cell.row1, cell.col0, cell.col1) for cell in grid.cells]


def lattice(xs: list[float], ys: list[float]) -> Rules:
    return rules_of([(y, xs[0], xs[-1]) for y in ys], [(x, ys[0], ys[-1]) for x in xs])


def test_a_plain_table_has_a_cell_in_each_square():
    (grid,) = grids(lattice([0, 100, 200], [0, 20, 40, 60]))
    assert spans(grid) == [(row, row + 1, column, column + 1) for row in range(3) for column in range(2)]
    assert grid.irregular == []


def test_a_page_without_rules_has_no_grid():
    assert grids(rules_of()) == []


def test_rules_in_one_direction_only_are_no_ruled_grid():
    assert grids(rules_of(across=[(y, 0, 100) for y in (0, 20, 40)])) == []


def test_merged_cells_fall_out_where_a_rule_is_missing():
    rules = rules_of(
        [(0, 0, 300), (20, 100, 300), (40, 0, 300), (60, 0, 300)],
        [(0, 0, 60), (100, 0, 60), (200, 0, 40), (300, 0, 60)],
    )
    (grid,) = grids(rules)
    assert (0, 2, 0, 1) in spans(grid)  # merged over two rows
    assert (2, 3, 1, 3) in spans(grid)  # merged over two columns
    assert grid.irregular == []


def test_an_open_bottom_edge_is_closed_and_named():
    (grid,) = grids(rules_of([(0, 0, 200), (20, 0, 200)], [(x, 0, 50) for x in (0, 100, 200)]))
    assert spans(grid) == [(0, 1, 0, 1), (0, 1, 1, 2), (1, 2, 0, 1), (1, 2, 1, 2)]
    assert [cell.open_bottom for cell in grid.cells] == [False, False, True, True]
    assert not any(cell.open_top for cell in grid.cells)


def test_an_open_top_edge_is_closed_and_named():
    (grid,) = grids(rules_of([(30, 0, 200), (50, 0, 200)], [(x, 0, 50) for x in (0, 100, 200)]))
    assert [cell.open_top for cell in grid.cells] == [True, True, False, False]


def test_a_merged_cell_cut_by_the_page_is_open_where_its_neighbours_are_closed():
    rules = rules_of([(0, 0, 200), (20, 100, 200), (40, 100, 200)], [(0, 0, 40), (100, 0, 40), (200, 0, 40)])
    (grid,) = grids(rules)
    assert {(c.row0, c.row1, c.col0): c.open_bottom for c in grid.cells} == {
        (0, 2, 0): True, (0, 1, 1): False, (1, 2, 1): False,
    }  # fmt: skip


def test_gaps_at_corners_do_not_open_cells():
    gap = 2.0
    across = [(y, x + gap, x + 100 - gap) for y in (0, 20, 40) for x in (0, 100)]
    down = [(x, y + gap, y + 20 - gap) for x in (0, 100, 200) for y in (0, 20)]
    (grid,) = grids(rules_of(across, down))
    assert len(grid.cells) == 4


def test_missing_outer_verticals_are_supplied():
    (grid,) = grids(rules_of([(y, 0, 300) for y in (0, 20, 40)], [(x, 0, 40) for x in (100, 200)]))
    assert len(grid.cells) == 6
    assert grid.box.x0 == 0 and grid.box.x1 == 300


def test_double_rules_one_and_a_half_points_apart_are_one_line():
    across = [(y + shift, 0, 200) for y in (0, 20, 40) for shift in (0, 1.5)]
    down = [(x + shift, 0, 41.5) for x in (0, 100, 200) for shift in (0, 1.5)]
    (grid,) = grids(rules_of(across, down))
    assert len(grid.cells) == 4


def test_rows_two_point_eight_points_apart_with_glyphs_between_stay_apart():
    ys = [0, 2.8, 5.6]
    glyphs = [(50, 1.4), (50, 4.2)]
    (grid,) = grids(lattice([0, 100], ys), glyphs)
    assert spans(grid) == [(0, 1, 0, 1), (1, 2, 0, 1)]
    owners = grid.cell_of(np.array([50.0, 50.0]), np.array([1.4, 4.2]))
    assert owners.tolist() == [0, 1]


def test_rules_that_close_without_a_glyph_between_are_one_line():
    (grid,) = grids(lattice([0, 100], [0, 20, 22.8, 40]), [(50, 10), (50, 30)])
    assert spans(grid) == [(0, 1, 0, 1), (1, 2, 0, 1)]


def test_a_glyph_elsewhere_at_the_height_of_a_double_rule_keeps_no_lines_apart():
    # The left column is merged over both rows; its text stands at the height of the rules between the right column's.
    across = [(0, 0, 200), (20, 100, 200), (21.5, 100, 200), (40, 0, 200)]
    (grid,) = grids(rules_of(across, [(x, 0, 40) for x in (0, 100, 200)]), [(50, 20.7), (150, 10), (150, 30)])
    assert spans(grid) == [(0, 2, 0, 1), (0, 1, 1, 2), (1, 2, 1, 2)]


def test_cells_drawn_apart_from_each_other_are_one_table():
    boxes = [(x, y, x + 98, y + 18) for x in (0, 100) for y in (0, 20)]
    across = [(y, x0, x1) for x0, top, x1, bottom in boxes for y in (top, bottom)]
    down = [(x, top, bottom) for x0, top, x1, bottom in boxes for x in (x0, x1)]
    (grid,) = grids(rules_of(across, down), [(50, 10), (150, 10), (50, 30), (150, 30)])
    assert len(grid.cells) == 4


def test_an_l_shaped_region_is_no_cell():
    # Three of the four squares hang together: the rules between them are missing.
    rules = rules_of(
        [(0, 0, 200), (20, 100, 200), (40, 0, 200)],
        [(0, 0, 40), (100, 0, 20), (200, 0, 40)],
    )
    (grid,) = grids(rules)
    assert len(grid.irregular) == 1
    assert spans(grid) == [(0, 1, 1, 2)]
    assert grid.cell_of(np.array([50.0, 150.0]), np.array([10.0, 30.0])).tolist() == [-1, -1]


def test_a_region_that_leaks_outside_is_no_cell():
    # The bottom edge of the right column is missing, and no vertical stands at its right.
    rules = rules_of([(0, 0, 200), (20, 0, 200), (40, 0, 100)], [(0, 0, 40), (100, 0, 40), (200, 0, 20)])
    (grid,) = grids(rules)
    assert (1, 2, 1, 2) not in spans(grid)
    assert grid.cell_of(np.array([150.0]), np.array([30.0])).tolist() == [-1]


def test_dashed_rules_are_whole():
    def dashes(start: float, end: float) -> list[tuple[float, float]]:
        return [(at, min(at + 3, end)) for at in np.arange(start, end, 5.0)]

    across = [(y, a, b) for y in (0, 20, 40) for a, b in dashes(0, 200)]
    down = [(x, a, b) for x in (0, 100, 200) for a, b in dashes(0, 40)]
    (grid,) = grids(rules_of(across, down))
    assert len(grid.cells) == 4


def test_a_table_of_one_cell_is_a_table():
    (grid,) = grids(lattice([10, 110], [10, 60]))
    assert spans(grid) == [(0, 1, 0, 1)]


def test_two_tables_on_a_page_are_two_from_top_to_bottom():
    lower, upper = lattice([0, 100], [200, 220]), lattice([0, 50, 100], [0, 20])
    both = Rules(np.concatenate([lower.horizontal, upper.horizontal]), np.concatenate([lower.vertical, upper.vertical]))
    first, second = grids(both)
    assert (len(first.cells), len(second.cells)) == (2, 1)
    assert first.box.top < second.box.top


def test_points_outside_are_told_from_points_in_no_cell():
    (grid,) = grids(lattice([0, 100], [0, 20]))
    assert grid.cell_of(np.array([50.0, 150.0, 50.0]), np.array([10.0, 10.0, 30.0])).tolist() == [0, -2, -2]


def test_a_short_underline_inside_a_cell_parts_nothing():
    rules = lattice([0, 100, 200], [0, 40, 80])
    rules.horizontal = np.concatenate([rules.horizontal, [[20, 10, 40, 0.5]]])
    (grid,) = grids(rules)
    assert sorted((c.box.top, c.box.bottom, c.box.x0) for c in grid.cells) == [
        (0, 40, 0), (0, 40, 100), (40, 80, 0), (40, 80, 100)
    ]  # fmt: skip


def test_a_grid_of_an_attack_is_refused_before_it_costs_anything():
    side = int(MAX_SQUARES**0.5) + 10
    steps = [4.0 * k for k in range(side)]
    with pytest.raises(GridTooLarge):
        grids(lattice(steps, steps), [(s + 2, s + 2) for s in steps])


def test_crossing_rules_without_number_are_refused():
    rules = rules_of([(10.0 * k, 0, 5) for k in range(2100)], [(0.2 * k, 0, 5) for k in range(2100)])
    with pytest.raises(GridTooLarge):
        grids(rules, [(0.2 * k + 0.1, 4) for k in range(2100)])


# rows that a page break cuts


def test_a_strip_too_low_for_text_is_no_row():
    (grid,) = grids(lattice([0, 100, 200], [0, 20, 23.5, 40]))
    assert (len(grid.ys), len(grid.cells)) == (3, 4)


def test_a_low_strip_that_holds_a_glyph_is_a_row():
    (grid,) = grids(lattice([0, 100, 200], [0, 20, 23.5, 40]), [(50, 21.8)])
    assert (len(grid.ys), len(grid.cells)) == (4, 6)


def test_merged_cells_that_reach_further_down_than_the_rows_beside_them_make_no_row():
    across = [(0, 0, 200), (20, 100, 200), (40, 100, 200), (55, 0, 100)]
    (grid,) = grids(rules_of(across, [(0, 0, 55), (100, 0, 55), (200, 0, 40)]))
    assert spans(grid) == [(0, 2, 0, 1), (0, 1, 1, 2), (1, 2, 1, 2)]


def test_sides_that_end_with_their_own_cells_text_close_a_cut_row():
    # The page ends below the second rule; each side is drawn as far as the text beside it goes.
    (grid,) = grids(rules_of([(0, 0, 200), (20, 0, 200)], [(0, 0, 30), (100, 0, 60), (200, 0, 34)]))
    assert spans(grid) == [(0, 1, 0, 1), (0, 1, 1, 2), (1, 2, 0, 1), (1, 2, 1, 2)]
    assert [cell.open_bottom for cell in grid.cells] == [False, False, True, True]


def test_empty_squares_at_the_side_are_ruled_off_as_their_neighbours_are():
    across = [(y, 0, 300) for y in (0, 20, 60)] + [(40, 200, 300)]
    down = [(0, 0, 20), (100, 0, 20), (200, 0, 60), (300, 0, 60), (0, 40, 60), (100, 40, 60)]
    (grid,) = grids(rules_of([*across, (40, 0, 200)], down))
    assert len(grid.cells) == 9
    (grid,) = grids(rules_of([*across, (40, 0, 200)], down), [(50, 30)])
    assert len(grid.cells) == 7
