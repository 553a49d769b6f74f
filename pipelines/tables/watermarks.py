"""Which glyphs of a page are a watermark: text laid over or under the page that is no part of what it prints.

Here belongs telling watermarks by their paleness, their slant, and their being repeated or laid across other text. Here does
not belong pictures of watermarks, which hold no glyphs.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Glyphs, Rules

# Watermark letters are pale, and larger than the page's text or laid across it.
_PALE = 0.5
_DARK = 0.35
_LARGE = 1.8
# So many times the same pale text stands on a page that is tiled with it.
_TILES = 3
# A pale text lies across others where it shares this much of a dark glyph's box, in points and of its own height.
_SHARED = 1.0
_DEEP = 0.3
# A rule runs through a text where it is this far inside it, in points.
_INSIDE = 2.0
# How far apart the glyphs of one text stand at most, in sizes.
_APART = 1.2


def watermarks(glyphs: Glyphs, rules: Rules, printed: Bools) -> Bools:
    """Of the glyphs `printed` on the page, those of watermarks, with the spaces in them."""
    turned = np.abs(glyphs.angle) >= 1
    upright = printed & ~turned
    usual = median(glyphs.size[upright].tolist()) if upright.any() else 0.0
    pale = (glyphs.luminance >= _PALE) & printed
    slanted = turned & (np.abs(np.abs(glyphs.angle) - 90) >= 5) & (np.abs(glyphs.angle) < 175)
    found: Bools = (pale & (glyphs.size >= _LARGE * usual)) | slanted
    dark = np.flatnonzero(printed & (glyphs.luminance <= _DARK))
    alike: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for text in _texts(glyphs, np.flatnonzero(pale & upright & ~found)):
        alike["".join(glyphs.text[i] for i in text)].append(text)
    for texts in alike.values():
        across = [text for text in texts if _lies_across(glyphs, rules, text, dark)]
        # The tiles of one watermark lie on text and lines as it falls out; values in cells never do.
        for text in texts if len(texts) >= _TILES and across else across:
            found[text] = True
    others = np.unique(glyphs.run[printed & ~found])
    return found | (glyphs.is_space & np.isin(glyphs.run, glyphs.run[found]) & ~np.isin(glyphs.run, others))


def _texts(glyphs: Glyphs, members: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The members in their order of painting, parted where the next does not go on beside the one before."""
    if not len(members):
        return []
    before, after = members[:-1], members[1:]
    gap = glyphs.x0[after] - glyphs.x1[before]
    apart = (gap > _APART * glyphs.size[after]) | (gap < -glyphs.size[after])
    apart |= np.abs(glyphs.bottom[after] - glyphs.bottom[before]) > 0.5 * glyphs.size[after]
    return np.split(members, np.flatnonzero(apart) + 1)


def _lies_across(glyphs: Glyphs, rules: Rules, text: NDArray[np.int64], dark: NDArray[np.int64]) -> bool:
    """Whether a rule runs down through the text, or a dark glyph stands on it."""
    x0, x1 = float(glyphs.x0[text].min()), float(glyphs.x1[text].max())
    top, bottom = float(glyphs.top[text].min()), float(glyphs.bottom[text].max())
    down = rules.vertical
    through = (down[:, 0] > x0 + _INSIDE) & (down[:, 0] < x1 - _INSIDE) & (down[:, 1] < top) & (down[:, 2] > bottom)
    wide = np.minimum(glyphs.x1[dark], x1) - np.maximum(glyphs.x0[dark], x0)
    high = np.minimum(glyphs.bottom[dark], bottom) - np.maximum(glyphs.top[dark], top)
    # The em boxes of two lines may share their margins; what stands on another is deeper in it.
    deep = high > max(_SHARED, _DEEP * (bottom - top))
    return bool(through.any() or ((wide > _SHARED) & deep).any())
