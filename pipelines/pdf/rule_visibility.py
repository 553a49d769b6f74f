"""Which parts of a page's rules show on the rendered page.

Here belongs looking a rule up in the picture: one that is painted over, masked, or in a layer that is switched off divides no
cells. Here does not belong what a path is (`path_shapes.py`) or what rules make up a grid (`tables/grid.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Floats, Rules

# A part of a rule that does not show is looked at from this length on, in points: shorter ones are the gaps of a dashed line,
# and a grid closes them.
_SHORTEST = 9.0
# Places are looked at this many pixels apart along a rule, and this far beyond its edges across it.
_STEP = 3
_BESIDE = 1.5
# A rule shows where it stands out by this share of what it would on white paper: nearly opaque paint over it leaves less.
_STANDS_OUT = 0.15
_LEAST = 3
# Paint this near to the rule's own colour is the rule on a ground of its colour.
_OWN_COLOUR = 20
# The picture of text alone is darker than this where text is.
_BLANK = 250


def divide(
    rules: Rules,
    across: Floats,
    down: Floats,
    grey: NDArray[np.uint8],
    text: Callable[[], NDArray[np.uint8]],
    scale: float,
) -> tuple[Rules, Rules]:
    """The stretches of the rules that show on the page, and those that do not.

    `across` and `down` are the luminances of the horizontal and the vertical rules, `grey` is the page rendered with `scale`
    pixels a point, and `text` gives, where it is needed, the picture of its text alone.
    """
    flat_seen, flat_hidden = _divide(rules.horizontal, across, grey, text, scale)
    tall_seen, tall_hidden = _divide(rules.vertical, down, grey.T, lambda: text().T, scale)
    return Rules(flat_seen, tall_seen), Rules(flat_hidden, tall_hidden)


def _divide(
    rules: Floats, luminance: Floats, grey: NDArray[np.uint8], text: Callable[[], NDArray[np.uint8]], scale: float
) -> tuple[Floats, Floats]:
    """Rules along the rows of `grey`."""
    if not len(rules) or not grey.size:
        return rules, np.zeros((0, 4))
    starts, counts = _places(rules, scale, grey.shape[1])
    owner = np.repeat(np.arange(len(rules)), counts)
    column = np.repeat(starts, counts) + _STEP * (np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts))
    column = np.minimum(column, grey.shape[1] - 1)
    shows = _shows(rules, luminance, grey, scale, owner, column)
    doubtful = np.unique(owner[~shows])
    if not len(doubtful):
        return rules, np.zeros((0, 4))
    beneath_text = _darkest(rules, text(), scale, owner, column)[0] < _BLANK
    seen, hidden = [rules[np.setdiff1d(np.arange(len(rules)), doubtful)]], [np.zeros((0, 4))]
    for at in doubtful.tolist():
        mine = owner == at
        # Where text stands on it nobody can tell: there a rule goes on as it does beside the text.
        clear = mine & ~beneath_text
        parts = _stretches(rules[at], column[clear] / scale, shows[clear], _STEP / scale)
        seen.append(parts[parts[:, 4] > 0, :4])
        hidden.append(parts[parts[:, 4] == 0, :4])
    return np.concatenate(seen), np.concatenate(hidden)


def _places(rules: Floats, scale: float, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first column looked at on each rule, and how many."""
    starts = np.clip(np.ceil(rules[:, 1] * scale), 0, width - 1).astype(np.int64)
    ends = np.clip(np.floor(rules[:, 2] * scale), 0, width).astype(np.int64)
    return starts, np.maximum((ends - starts + _STEP - 1) // _STEP, 0)


def _shows(
    rules: Floats,
    luminance: Floats,
    grey: NDArray[np.uint8],
    scale: float,
    owner: NDArray[np.int64],
    column: NDArray[np.int64],
) -> Bools:
    """Whether the rule that owns each place stands out there from what is beside it."""
    darkest, lightest = _darkest(rules, grey, scale, owner, column)
    y, thickness = rules[:, 0] * scale, rules[:, 3] * scale
    own = 255 * luminance
    expected = _STANDS_OUT * (255 - own) * np.minimum(thickness, 1)
    middle = grey[np.clip(y.astype(np.int64), 0, grey.shape[0] - 1)[owner], column]
    stands_out: Bools = lightest - darkest >= np.maximum(expected, _LEAST)[owner]
    return stands_out | (np.abs(middle - own[owner]) <= _OWN_COLOUR)


def _darkest(
    rules: Floats, picture: NDArray[np.uint8], scale: float, owner: NDArray[np.int64], column: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The darkest and the lightest pixel across the rule at each place."""
    reach = rules[:, 3] * scale / 2 + _BESIDE
    top = np.floor(rules[:, 0] * scale - reach).astype(np.int64)
    bottom = np.ceil(rules[:, 0] * scale + reach).astype(np.int64)
    darkest, lightest = np.full(len(owner), 255, dtype=np.uint8), np.zeros(len(owner), dtype=np.uint8)
    for step in range(int((bottom - top).max(initial=-1)) + 1):
        row = np.clip(np.minimum(top + step, bottom), 0, picture.shape[0] - 1)
        pixel = picture[row[owner], column]
        np.minimum(darkest, pixel, out=darkest)
        np.maximum(lightest, pixel, out=lightest)
    return darkest, lightest


def _stretches(rule: Floats, places: Floats, shows: Bools, step: float) -> Floats:
    """The rule cut where it begins and ceases to show: rows of y, start, end, width and whether it shows."""
    if not len(shows):
        return np.array([[*rule, 1.0]])
    edges = np.flatnonzero(np.diff(shows.astype(np.int8)))
    ends = [*(places[edges] + step / 2).tolist(), float(rule[2])]
    states = [bool(shows[0]), *(bool(shows[at + 1]) for at in edges)]
    parts: list[list[float]] = []
    start = float(rule[1])
    for end, state in zip(ends, states, strict=True):
        hidden = not state and (end - start >= _SHORTEST or len(states) == 1)
        if parts and parts[-1][4] == float(not hidden):
            parts[-1][2] = end
        else:
            parts.append([float(rule[0]), start, end, float(rule[3]), float(not hidden)])
        start = end
    return np.array(parts)
