"""The second-reader proof: what counts as the same glyphs, and what does not."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.pdf.page import Page
from pipelines.pdf.reader_comparison import Agreement, compare
from tests.tables.building import Text, page_of


def second(page: Page, *changes: tuple[int, str]) -> tuple[list[str], np.ndarray]:
    """What a second reader sees that agrees with the page but for the changes (index, text)."""
    texts = list(page.glyphs.text)
    for at, text in changes:
        texts[at] = text
    return texts, np.column_stack([page.glyphs.origin_x, page.glyphs.origin_y])


def judged(page: Page, texts: list[str], origins: np.ndarray) -> Agreement:
    return compare(page, texts, origins)


PAGE = page_of(Text("服务校区 2067亩", 50, 100), Text("10,505.97", 200, 100))


def test_the_same_glyphs_agree():
    outcome = judged(PAGE, *second(PAGE))
    assert outcome.agrees
    assert (outcome.compared, outcome.overprinted) == (18, 0)  # the space is not compared


def test_an_empty_page_agrees_with_an_empty_page():
    assert judged(page_of(), [], np.zeros((0, 2))).agrees


def test_another_digit_is_a_difference():
    outcome = judged(PAGE, *second(PAGE, (6, "7")))
    assert not outcome.agrees
    assert ([d.text for d in outcome.only_first], [d.text for d in outcome.only_second]) == (["0"], ["7"])


def test_a_glyph_that_only_the_first_reader_sees():
    texts, origins = second(PAGE)
    outcome = judged(PAGE, texts[:-1], origins[:-1])
    assert ([d.text for d in outcome.only_first], outcome.only_second) == (["7"], [])


def test_a_glyph_that_only_the_second_reader_sees():
    texts, origins = second(PAGE)
    outcome = judged(PAGE, [*texts, "9"], np.vstack([origins, [500.0, 300.0]]))
    assert outcome.differences == [("9", 500, 300)]


def test_the_same_glyph_somewhere_else_is_a_difference():
    texts, origins = second(PAGE)
    origins[0] += (40, 0)
    assert not judged(PAGE, texts, origins).agrees


def test_two_glyphs_that_change_places_are_a_difference():
    texts, origins = second(PAGE)
    origins[[5, 7]] = origins[[7, 5]]
    assert texts[5] != texts[7]
    assert not judged(PAGE, texts, origins).agrees


def test_rounding_apart_is_no_difference():
    texts, origins = second(PAGE)
    assert judged(PAGE, texts, origins + 0.49).agrees
    assert judged(PAGE, texts, origins - 0.49).agrees


@pytest.mark.parametrize("shift", [0.0, 0.3, 1.0])
def test_a_glyph_printed_twice_for_boldness_is_named_and_no_difference(shift):
    texts, origins = second(PAGE)
    outcome = judged(PAGE, [*texts, "服"], np.vstack([origins, origins[0] + (shift, 0)]))
    assert outcome.agrees
    assert outcome.overprinted == 1


def test_another_glyph_printed_over_one_is_a_difference():
    texts, origins = second(PAGE)
    outcome = judged(PAGE, [*texts, "9"], np.vstack([origins, origins[0]]))
    assert [d.text for d in outcome.only_second] == ["9"]


def test_a_repeated_digit_beside_itself_is_no_overprint():
    # 55 read as 555 by the second reader: the third stands a whole digit away.
    page = page_of(Text("55", 50, 100, size=6))
    texts, origins = second(page)
    outcome = judged(page, [*texts, "5"], np.vstack([origins, origins[1] + (6, 0)]))
    assert [d.text for d in outcome.only_second] == ["5"]


@pytest.mark.parametrize(
    ("ours", "theirs"), [("•", "·"), ("・", "•"), ("-", "‐"), ("-", "\xad"), ("−", "-"), ("⼯", "工")]
)
def test_characters_that_share_one_glyph_are_the_same(ours, theirs):
    page = page_of(Text(f"人{ours}天", 50, 100))
    assert judged(page, *second(page, (1, theirs))).agrees


@pytest.mark.parametrize(
    ("ours", "theirs"), [("≥", "≧"), ("＜", "<"), ("％", "%"), ("（", "("), ("O", "0"), ("甲", "申"), ("一", "-")]
)
def test_characters_that_only_look_alike_are_not(ours, theirs):
    page = page_of(Text(f"值{ours}9", 50, 100))
    assert not judged(page, *second(page, (1, theirs))).agrees


def test_a_glyph_that_neither_reader_can_map_is_the_same():
    page = page_of(Text("人\0天", 50, 100))
    assert judged(page, *second(page, (1, "(cid:17)"))).agrees


def test_a_glyph_that_only_one_reader_can_map_is_a_difference():
    page = page_of(Text("人•天", 50, 100))
    assert not judged(page, *second(page, (1, "(cid:17)"))).agrees


@pytest.mark.parametrize("theirs", ["ffl", "\ufb04"])
def test_a_ligature_is_its_letters(theirs):
    page = page_of(Text("o", 50, 100), Text("ffl", 60, 100, advance=1e-9), Text("ine", 70, 100))
    texts, origins = second(page)
    assert judged(page, ["o", theirs, *texts[4:]], np.vstack([origins[:2], origins[4:]])).agrees


def test_one_glyph_that_stands_for_several_digits_is_a_difference():
    page = page_of(Text("10", 60, 100, advance=1e-9))
    _, origins = second(page)
    assert not judged(page, ["10"], origins[:1]).agrees
