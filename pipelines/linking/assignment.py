"""Pairing one to one so that the sum of the pairs' scores is the largest there is.

Here belongs the search for the best pairing. Here does not belong what a score means (`likeness.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]

_PRECISION = 10_000
"""Scores are compared to four decimals, as whole numbers: equal sums are then equal, whatever the order of adding."""


def assign(scores: Mapping[Pair, float]) -> list[Pair]:
    """The pairs (left, right) of `scores`, every left and every right in one pair at most, whose sum is the largest;
    sorted. Scores are above zero; a pair that is not in `scores` is never made.
    """
    pairs: list[Pair] = []
    for part in _parts(scores):
        lefts, rights = sorted({left for left, _ in part}), sorted({right for _, right in part})
        left_at, right_at = ({name: n for n, name in enumerate(names)} for names in (lefts, rights))
        # A column of no cost for each left stands for leaving it alone.
        costs = np.zeros((len(lefts), len(rights) + len(lefts)), dtype=np.int64)
        for left, right in part:
            costs[left_at[left], right_at[right]] = -round(scores[left, right] * _PRECISION)
        chosen = ((left, column) for left, column in enumerate(_cheapest(costs)) if column < len(rights))
        pairs += [(lefts[left], rights[column]) for left, column in chosen if costs[left, column] < 0]
    return sorted(pairs)


def _parts(scores: Mapping[Pair, float]) -> Iterator[list[Pair]]:
    """The pairs of `scores` in groups that have no left and no right in common: each is solved by itself."""
    of_left: dict[int, list[Pair]] = defaultdict(list)
    of_right: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(scores):
        of_left[pair[0]].append(pair)
        of_right[pair[1]].append(pair)
    while of_left:
        part: list[Pair] = []
        waiting = of_left.pop(next(iter(of_left)))
        while waiting:
            part += waiting
            lefts = {left for _, right in waiting for left, _ in of_right.pop(right, ())}
            waiting = [pair for left in sorted(lefts) for pair in of_left.pop(left, ())]
        yield part


def _cheapest(costs: NDArray[np.int64]) -> list[int]:
    """A column for each row of `costs`, no column twice, at the least cost in all; there are at least as many columns as
    rows.

    The Hungarian method: rows enter one by one, each along the cheapest path of exchanges to a free column, found as
    Dijkstra finds it on costs that the potentials of rows and columns keep from being negative.
    """
    rows, columns = costs.shape
    of_row, of_column = np.zeros(rows, dtype=np.int64), np.zeros(columns, dtype=np.int64)  # the potentials
    row_of = [-1] * columns
    for entering in range(rows):
        distance = np.full(columns, np.iinfo(np.int64).max)
        before = np.full(columns, -1)
        reached: list[int] = []
        is_open = np.ones(columns, dtype=bool)
        row, column, so_far = entering, -1, 0
        while row != -1:
            through = so_far + costs[row] - of_row[row] - of_column
            nearer = is_open & (through < distance)
            distance[nearer], before[nearer] = through[nearer], column
            column = int(np.flatnonzero(is_open)[np.argmin(distance[is_open])])
            so_far, row = int(distance[column]), row_of[column]
            reached.append(column)
            is_open[column] = False
        of_row[entering] += so_far
        for passed in reached[:-1]:
            slack = so_far - int(distance[passed])
            of_row[row_of[passed]] += slack
            of_column[passed] -= slack
        while column != -1:
            previous = int(before[column])
            row_of[column] = entering if previous == -1 else row_of[previous]
            column = previous
    column_of = {row: column for column, row in enumerate(row_of)}
    return [column_of[row] for row in range(rows)]
