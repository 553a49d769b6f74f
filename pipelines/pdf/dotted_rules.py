"""Rules that are drawn as rows of dots, each dot a path of its own.

Here belongs joining such dots to rules. Here does not belong a dashed stroke, which is one path, nor leaders of full stops,
which are text.
"""

from __future__ import annotations

import numpy as np

from pipelines.pdf.page import Floats, Rules

# A dot is no longer than this, in points, and stands no further from the next one.
_DOT = 3.0
_PITCH = 5.0
# The dots of one rule stand on one line to within this.
_LEVEL = 0.15
# Fewer dots, or a shorter row of them, are ornament: a bullet, an ellipsis.
_FEWEST = 5
_SHORTEST = 8.0
# Pages with fewer dots than this hold no table that is drawn with them.
_WORTH_LOOKING = 40


def join_dots(rules: Rules) -> Rules:
    """The rules with each row of dots, across or down, as one rule; all other rules as they are."""
    across, down = rules.horizontal, rules.vertical
    dots_across, dots_down = across[:, 2] - across[:, 1] <= _DOT, down[:, 2] - down[:, 1] <= _DOT
    if dots_across.sum() + dots_down.sum() < _WORTH_LOOKING:
        return rules
    flat, tall = across[dots_across], down[dots_down]
    # x, y and size of each dot, whichever way it was taken for a rule.
    dots = np.concatenate(
        [
            np.column_stack([(flat[:, 1] + flat[:, 2]) / 2, flat[:, 0], flat[:, 2] - flat[:, 1]]),
            np.column_stack([tall[:, 0], (tall[:, 1] + tall[:, 2]) / 2, tall[:, 2] - tall[:, 1]]),
        ]
    )
    rows, in_row = _chains(dots[:, 1], dots[:, 0], dots[:, 2])
    columns, in_column = _chains(dots[:, 0], dots[:, 1], dots[:, 2])
    alone = ~(in_row | in_column)
    count = len(flat)
    return Rules(
        horizontal=np.concatenate([across[~dots_across], flat[alone[:count]], rows]),
        vertical=np.concatenate([down[~dots_down], tall[alone[count:]], columns]),
    )


def _chains(level: Floats, along: Floats, size: Floats) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """The rules (level, start, end, width) that rows of dots at one level make, and which dots are part of one."""
    order = np.argsort(level, kind="stable")
    line = np.zeros(len(level), dtype=np.int64)
    line[order[1:]] = np.cumsum(np.diff(level[order]) > _LEVEL)
    order = np.lexsort((along, line))
    breaks = (np.diff(line[order]) > 0) | (np.diff(along[order]) > _PITCH)
    used = np.zeros(len(level), dtype=bool)
    found = []
    for chain in np.split(order, np.flatnonzero(breaks) + 1):
        start, end = along[chain[0]] - size[chain[0]] / 2, along[chain[-1]] + size[chain[-1]] / 2
        if len(chain) >= _FEWEST and end - start >= _SHORTEST:
            used[chain] = True
            found.append([level[chain].mean(), start, end, size[chain].mean()])
    return np.array(found, dtype=float).reshape(len(found), 4), used
