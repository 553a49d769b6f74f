"""The second-reader proof: pdfplumber's reading of a page against PDFium's.

The two share no code. They must agree on every glyph, what it is and where its baseline begins, hidden ones included; then
the same grid gives the same cells. Glyphs that a tool prints twice for boldness are read once by PDFium and twice by
pdfplumber: those are named duplicates, not differences. A ligature is one glyph for pdfplumber and its letters, all in one
place, for PDFium.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Floats, Page
from pipelines.values.text import unify_radicals

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
# One glyph for several letters: ﬁ, or a map that names f and i. Only letters: digits of one glyph would be a damaged map.
_LIGATURE = re.compile(r"[A-Za-z]{2,3}")
_Key = tuple[str, int, int]
# Places are distinct up to this many points from the origin: no page box is larger (`geometry.py`).
_HALF = 1 << 17
_TEXTS: list[str] = []
_NUMBERS: dict[str, int] = {}


class Difference(NamedTuple):
    """A glyph that only one reader sees, and the whole point in the file's user space where its baseline begins."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many glyphs were compared, how many the second reader sees twice, and which ones the readers disagree on."""

    compared: int
    overprinted: int
    only_first: list[Difference]
    only_second: list[Difference]

    @property
    def agrees(self) -> bool:
        return not self.only_first and not self.only_second

    @property
    def differences(self) -> list[Difference]:
        return self.only_first + self.only_second


def compare(page: Page, texts: list[str], origins: Floats) -> Agreement:
    """Compares the page's glyphs with the second reader's `texts` at `origins` (columns x, y in the file's user space)."""
    glyphs = page.glyphs
    texts, origins = _letters(texts, origins)
    ours = _codes(glyphs.text, glyphs.origin_x, glyphs.origin_y)
    theirs = _codes(texts, origins[:, 0], origins[:, 1])
    if np.array_equal(ours, theirs):
        return Agreement(len(ours), 0, [], [])
    first, second = Counter(map(_key, ours.tolist())), Counter(map(_key, theirs.tolist()))
    ours_count = len(ours)
    left = list((first - second).elements())
    right = list((second - first).elements())
    # Keys round to whole points; what rounds apart is matched with its neighbours.
    for key in list(left):
        near = next((other for other in right if _near(key, other)), None)
        if near is not None:
            left.remove(key)
            right.remove(near)
    overprinted = [key for key in right if any(k in first for k in _around(key))]
    for key in overprinted:
        right.remove(key)
    return Agreement(ours_count, len(overprinted), [Difference(*k) for k in left], [Difference(*k) for k in right])


def shown(outcome: Agreement) -> str:
    """The first few differences as a person would write them: `9 / 1` where each reader sees another character."""
    sides = ["".join(dict.fromkeys(d.text for d in side)) for side in (outcome.only_first, outcome.only_second)]
    return " / ".join(side[:12].replace("\0", "\ufffd") for side in sides if side)


def _letters(texts: list[str], origins: Floats) -> tuple[list[str], Floats]:
    """The second reader's glyphs with the letters of each ligature as glyphs of their own, all where the ligature begins."""
    long = [at for at, text in enumerate(texts) if len(text) > 1 or "\ufb00" <= text <= "\ufb06"]
    pieces = {at: text for at in long if _LIGATURE.fullmatch(text := unicodedata.normalize("NFKC", texts[at]))}
    if not pieces:
        return texts, origins
    counts = np.ones(len(texts), dtype=np.int64)
    counts[list(pieces)] = [len(text) for text in pieces.values()]
    letters = [piece for at, text in enumerate(texts) for piece in pieces.get(at, [text])]
    return letters, np.repeat(origins, counts, axis=0)


@cache
def _single(text: str) -> str:
    """The text as both readers can give it, "" for white space. Where characters share one glyph, Chromium's map names the
    lowest of them and its /ActualText, which PDFium follows and pdfminer does not, the intended one."""
    if text.isspace():
        return ""
    if text.startswith("(cid:"):
        return "\0"
    return unify_radicals(text).translate(_SHARED_GLYPHS)


def _codes(texts: list[str], x: Floats, y: Floats) -> NDArray[np.int64]:
    """What and where each glyph is, to the whole point, as one sorted number a glyph; white space left out."""
    what = np.fromiter((_number(text) for text in texts), np.int64, len(texts))
    places = (
        (np.clip(np.rint(x), -_HALF, _HALF - 1) + _HALF) * 2 * _HALF + np.clip(np.rint(y), -_HALF, _HALF - 1) + _HALF
    )
    codes = what * (4 * _HALF * _HALF) + places.astype(np.int64)
    return np.sort(codes[what >= 0])


@cache
def _number(text: str) -> int:
    """A number for each text that both readers can give, -1 for white space. Grows by one for each text that is met."""
    single = _single(text)
    if single and single not in _NUMBERS:
        _NUMBERS[single] = len(_TEXTS)
        _TEXTS.append(single)
    return _NUMBERS[single] if single else -1


def _key(code: int) -> _Key:
    what, place = divmod(code, 4 * _HALF * _HALF)
    x, y = divmod(place, 2 * _HALF)
    return _TEXTS[what], x - _HALF, y - _HALF


def _near(a: _Key, b: _Key) -> bool:
    return a[0] == b[0] and abs(a[1] - b[1]) <= 1 and abs(a[2] - b[2]) <= 1


def _around(key: _Key) -> list[_Key]:
    reach = range(-2, 3)
    return [(key[0], key[1] + dx, key[2] + dy) for dx in reach for dy in reach]
