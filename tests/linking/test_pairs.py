"""Lists of pairs of names that are, and that are not, the same work or the same indicator: what is joined is right, and most of
what is right is joined.

`*_given.csv` are pairs that were tried from outside, `*_own.csv` further ones of each class: years, phases, buildings, levels,
renames, and every kind of contrast.
"""

from __future__ import annotations

import pytest

from tests.linking.measuring import PAIRS, Texts, measure_families, measure_indicators, read_pairs


@pytest.mark.parametrize("name", ["families_given.csv", "families_own.csv"])
@pytest.mark.parametrize(("texts", "precision", "recall"), [("own", 0.99, 0.95), ("copied", 0.97, 0.95)])
def test_projects_that_are_one_line_of_work(name: str, texts: Texts, precision: float, recall: float) -> None:
    measured = measure_families(read_pairs(PAIRS / name), texts)
    assert measured.precision >= precision and measured.recall >= recall, "\n".join(measured.wrong)


@pytest.mark.parametrize("name", ["indicators_given.csv", "indicators_own.csv"])
def test_indicators_that_are_one(name: str) -> None:
    measured = measure_indicators(read_pairs(PAIRS / name))
    assert measured.precision >= 0.97 and measured.recall >= 0.85, "\n".join(measured.wrong)


@pytest.mark.parametrize("name", ["families_given.csv", "families_own.csv"])
def test_it_does_not_matter_which_of_two_names_is_the_later(name: str) -> None:
    pairs = [pair | {"old": pair["new"], "new": pair["old"]} for pair in read_pairs(PAIRS / name)]
    assert measure_families(pairs, "copied").precision >= 0.97
    assert measure_families(pairs, "own").recall >= 0.95
