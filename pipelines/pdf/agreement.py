"""The second-reader proof: pdfplumber's reading of a page against PDFium's.

The two share no code. They must agree on every glyph, what it is and where its baseline begins, hidden ones included; then
the same grid gives the same cells. Glyphs that a tool prints twice for boldness are read once by PDFium and twice by
pdfplumber: those are named duplicates, not differences.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.pdf.page import Floats, Page
from pipelines.transform.text import unify_radicals

# Overprinted for boldness: within this of the first print, in points.
_OVERPRINT = 1.5
# Characters that fonts draw with one glyph, by the lowest of them.
_SHARED_GLYPHS = str.maketrans(
    {
        "•": "·",
        "‧": "·",
        "∙": "·",
        "⋅": "·",
        "・": "·",
        "‐": "-",
        "‑": "-",
        "\xad": "-",
        "−": "-",
        "μ": "µ",
        "Ω": "Ω",
        "—": "―",
    }
)
_Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many glyphs were compared, how many the second reader sees twice, and which ones the readers disagree on."""

    compared: int
    overprinted: int
    only_first: list[str]
    only_second: list[str]

    @property
    def agrees(self) -> bool:
        return not self.only_first and not self.only_second


def compare(page: Page, texts: list[str], origins: Floats) -> Agreement:
    """Compares the page's glyphs with the second reader's `texts` at `origins` (columns x, y in the file's user space)."""
    glyphs = page.glyphs
    first = _keys(glyphs.text, glyphs.origin_x, glyphs.origin_y)
    second = _keys(texts, origins[:, 0], origins[:, 1])
    ours, theirs = Counter(first), Counter(second)
    if ours == theirs:
        return Agreement(len(first), 0, [], [])
    left = list((ours - theirs).elements())
    right = list((theirs - ours).elements())
    # Keys round to whole points; what rounds apart is matched with its neighbours.
    for key in list(left):
        near = next((other for other in right if _near(key, other)), None)
        if near is not None:
            left.remove(key)
            right.remove(near)
    overprinted = [key for key in right if any(k in ours for k in _around(key))]
    for key in overprinted:
        right.remove(key)
    return Agreement(len(first), len(overprinted), [k[0] for k in left], [k[0] for k in right])


@cache
def _single(text: str) -> str:
    """The text as both readers can give it, "" for white space. Where characters share one glyph, Chromium's map names the
    lowest of them and its /ActualText, which PDFium follows and pdfminer does not, the one that was meant."""
    if text.isspace():
        return ""
    if text.startswith("(cid:"):
        return "\0"
    return unify_radicals(text).translate(_SHARED_GLYPHS)


def _keys(texts: list[str], x: Floats, y: Floats) -> list[_Key]:
    """What and where each glyph is, to the whole point; white space left out."""
    single = [_single(text) for text in texts]
    places = zip(single, np.rint(x).astype(int).tolist(), np.rint(y).astype(int).tolist(), strict=True)
    return [key for key in places if key[0]]


def _near(a: _Key, b: _Key) -> bool:
    return a[0] == b[0] and abs(a[1] - b[1]) <= 1 and abs(a[2] - b[2]) <= 1


def _around(key: _Key) -> list[_Key]:
    reach = range(-2, 3)
    return [(key[0], key[1] + dx, key[2] + dy) for dx in reach for dy in reach]
