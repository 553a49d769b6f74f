"""Characters that are printed twice for boldness: the second print is the same text a little aside.

Here belongs telling a second print from a neighbour. Here does not belong text that is painted over with other text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Glyphs

# A second print is shifted by no more than this, in points, and by no more than this share of the glyph's width: two
# characters of one line, however narrow, are a whole width apart.
_SHIFT = 1.6
_SHARE = 0.6
_SAME_SIZE = 0.05
# A text object is a second print as a whole where this share of its glyphs is; its narrow glyphs then are too.
_MOSTLY = 0.5
_SAME_SHIFT = 0.2


def second_prints(glyphs: Glyphs, among: NDArray[np.int64]) -> Bools:
    """Which of the page's glyphs print another one of those `among` again. The first print is never marked."""
    marked = np.zeros(len(glyphs), dtype=bool)
    later, earlier = _pairs(glyphs, among)
    if not len(later):
        return marked
    dx, dy = glyphs.x0[later] - glyphs.x0[earlier], glyphs.bottom[later] - glyphs.bottom[earlier]
    certain = np.hypot(dx, dy) <= _SHARE * (glyphs.x1[later] - glyphs.x0[later])
    marked[later[certain]] = True
    counts = np.bincount(glyphs.run[among])
    for run in np.unique(glyphs.run[later[certain]]):
        of_run = glyphs.run[later] == run
        sure = certain & of_run
        if len(np.unique(later[sure])) >= _MOSTLY * counts[run]:
            alike = np.abs(dx - np.median(dx[sure])) <= _SAME_SHIFT
            alike &= np.abs(dy - np.median(dy[sure])) <= _SAME_SHIFT
            marked[later[of_run & alike]] = True
    return marked


def _pairs(glyphs: Glyphs, among: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Glyphs of one character and size that two text objects print within the shift: the later and the earlier ones."""
    code = np.fromiter((ord(glyphs.text[i]) for i in among), np.int64, len(among))
    order = np.lexsort((glyphs.bottom[among], code))
    code, members = code[order], among[order]
    x, y, size, run = glyphs.x0[members], glyphs.bottom[members], glyphs.size[members], glyphs.run[members]
    found: list[NDArray[np.int64]] = [np.zeros((0, 2), dtype=np.int64)]
    # Glyphs of one character stand in the order of their height: each is compared with the next, the one after, and so on
    # for as long as any of them are near enough.
    for step in range(1, len(members)):
        near = (code[step:] == code[:-step]) & (y[step:] - y[:-step] <= _SHIFT)
        if not near.any():
            break
        near &= (np.abs(x[step:] - x[:-step]) <= _SHIFT) & (run[step:] != run[:-step])
        near &= np.abs(size[step:] - size[:-step]) <= _SAME_SIZE * size[step:]
        at = np.flatnonzero(near)
        found.append(np.column_stack([members[at], members[at + step]]))
    pairs = np.concatenate(found)
    # The order of painting is the order of the indices.
    return pairs.max(axis=1, initial=-1), pairs.min(axis=1, initial=len(glyphs))
