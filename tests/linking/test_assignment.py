"""The best pairing one to one: against every pairing there is, tried one by one."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.assignment import Pair, assign

_SCORES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 10_000).map(lambda n: n / 10_000), max_size=14
)


def best_sum(scores: dict[Pair, float]) -> float:
    """The largest sum over every pairing of five with five."""
    return max(sum(scores.get((n, other), 0.0) for n, other in enumerate(order)) for order in permutations(range(5)))


@given(_SCORES)
def test_no_pairing_has_a_larger_sum(scores: dict[Pair, float]) -> None:
    pairs = assign(scores)
    assert set(pairs) <= set(scores)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    assert abs(sum(scores[pair] for pair in pairs) - best_sum(scores)) < 1e-9


def test_the_best_pair_gives_way_where_the_sum_gains() -> None:
    assert assign({(0, 0): 0.95, (0, 1): 0.9, (1, 0): 0.9}) == [(0, 1), (1, 0)]


def test_one_good_pair_is_left_alone_where_two_bad_ones_are_worth_less() -> None:
    assert assign({(0, 0): 0.95, (0, 1): 0.4, (1, 0): 0.4}) == [(0, 0)]


def test_pairs_that_do_not_touch_are_each_made() -> None:
    assert assign({(7, 3): 0.8, (2, 9): 0.9}) == [(2, 9), (7, 3)]


def test_a_chain_of_exchanges_is_followed_to_its_end() -> None:
    chain = {(n, n): 0.9 for n in range(6)} | {(n, n + 1): 0.91 for n in range(6)}
    assert assign(chain) == [(n, n + 1) for n in range(6)]
    del chain[5, 6]
    assert len(assign(chain)) == 6


def test_the_same_scores_give_the_same_pairs_in_any_order() -> None:
    scores = {(left, right): 0.9 for left in range(3) for right in range(3)}
    assert assign(scores) == assign(dict(reversed(scores.items()))) == [(0, 0), (1, 1), (2, 2)]


def test_nothing_to_pair() -> None:
    assert assign({}) == []
