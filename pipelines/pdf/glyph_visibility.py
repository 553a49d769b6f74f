"""Which glyphs show where their own paint and place do not tell: those in layers, under masks, behind clips of any shape.

Here belongs comparing the picture of the page's text with the picture of it without the text objects that are unsure: what
they paint is the difference. Here does not belong what other objects paint over text (`drawn_over.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Glyphs, Visibility

# A glyph's own ink lies within its box less this share of its width on either side.
_SIDE = 0.08
# Darkness that counts as paint, of 255: type in light grey is the palest that is read.
_PAINTED = 12
# Type lighter than this shows on a darker ground only, which the pictures of the text do not have.
_PALE = 0.9
# Of the darkness that equal glyphs of the page own, a glyph that shows whole owns more than this share.
_WHOLE = 0.5


def decide(glyphs: Glyphs, unsure: Bools, text: NDArray[np.uint8], without: NDArray[np.uint8], scale: float) -> Bools:
    """Marks, in place, the `unsure` glyphs that paint nothing as `MASKED`, and returns which glyphs show in part only.

    `text` is the picture of all text alone, `without` the same less the unsure text; both have `scale` pixels a point.
    """
    decidable = (glyphs.visibility == Visibility.VISIBLE) & ~glyphs.is_space & (glyphs.luminance < _PALE)
    looked_at = np.flatnonzero(unsure & decidable)
    paint = np.where(without > text, without - text, 0).astype(np.uint8)
    darkness = np.zeros(len(glyphs))
    for i in looked_at.tolist():
        inset = _SIDE * (glyphs.x1[i] - glyphs.x0[i])
        box = paint[
            _span(glyphs.top[i], glyphs.bottom[i], scale), _span(glyphs.x0[i] + inset, glyphs.x1[i] - inset, scale)
        ]
        darkness[i] = int(box[box >= _PAINTED].sum())
    hidden = looked_at[darkness[looked_at] == 0]
    glyphs.visibility[hidden] = Visibility.MASKED
    return _in_part(glyphs, looked_at, darkness)


def _in_part(glyphs: Glyphs, looked_at: NDArray[np.int64], darkness: NDArray[np.float64]) -> Bools:
    """Which glyphs own much less darkness than their equals: the same character in the same size and colour."""
    partly = np.zeros(len(glyphs), dtype=bool)
    equals: dict[tuple[str, int, int], list[int]] = {}
    for i in looked_at.tolist():
        if darkness[i] > 0:
            key = glyphs.text[i], round(float(glyphs.size[i]) * 4), round(float(glyphs.luminance[i]) * 10)
            equals.setdefault(key, []).append(i)
    for members in equals.values():
        most = float(np.median(darkness[members])) if len(members) > 2 else float(darkness[members].max())
        partly[[i for i in members if darkness[i] < _WHOLE * most]] = True
    return partly


def _span(start: float, end: float, scale: float) -> slice:
    return slice(max(int(start * scale), 0), max(int(np.ceil(end * scale)), 0))
