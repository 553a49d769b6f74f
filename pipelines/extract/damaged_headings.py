"""Headings that are a known one but for a character that was lost or exchanged (绩效目標, 绩效目 for 绩效目标).

Here belongs telling that a table looks like a target table though its headings cannot be trusted, so that the document is
refused by name. Here does not belong reading such a table, nor the dictionary itself (`layouts/headings.py`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.layouts.headings import field_of, fold, headings, is_suspicious, mixes_scripts
from pipelines.layouts.kinds import is_known
from pipelines.tables.cells import UNMAPPED, PageTable
from pipelines.values.categories import canonical_category

# In shorter words one character is too much of the word: 目标 is one off 指标.
_SHORTEST = 4
# No heading that names a field is longer.
_LONGEST = 24
# So many fields, known ones and those one character off, make a target table of a table.
_FIELDS = 3


def damaged_heading(tables: Iterable[PageTable]) -> tuple[int, str] | None:
    """The page of the first table that looks like a target table but for its damaged headings, and those headings with what
    they stand for; None where no table does."""
    for table in tables:
        texts = dict.fromkeys(cell.text for cell in table.cells if cell.lines)
        damaged = _certain(
            [one for text in texts if len(text) <= _LONGEST and (one := _intended(text))], "".join(texts)
        )
        words = {one.text: one.word for one in damaged} | _mixed(texts)
        fields = {name for text in texts if (name := field_of(words.get(text, text)))}
        if words and len(fields) >= _FIELDS and is_suspicious(fields):
            return table.page, _shown(words)
    return None


def mixed_heading(tables: Iterable[PageTable]) -> tuple[int, str] | None:
    """As `damaged_heading`, of headings that are known and print traditional beside simplified characters (绩效目標)."""
    for table in tables:
        words = _mixed(cell.text for cell in table.cells if cell.lines)
        if words:
            return table.page, _shown(words)
    return None


def _mixed(texts: Iterable[str]) -> dict[str, str]:
    short = (text for text in texts if len(text) <= _LONGEST)
    return {text: fold(text) for text in short if mixes_scripts(text) and is_known(text)}


def _shown(words: dict[str, str]) -> str:
    return "、".join(f"{_visible(text)} for {word}" for text, word in list(words.items())[:3])


def _visible(text: str) -> str:
    """The text with a box for each character that no font shows."""
    return "".join("□" if sign == UNMAPPED or unicodedata.category(sign) in ("Co", "Cn") else sign for sign in text)


@dataclass(frozen=True, slots=True)
class _Damaged:
    """A printed text, the heading that it stands for, the character that was lost and the one in its place ("" for none)."""

    text: str
    word: str
    lost: str
    instead: str

    @property
    def is_foreign(self) -> bool:
        """Whether what stands in the lost one's place is no character of a simplified text: 標, or a private-use code."""
        return bool(self.instead) and not self.instead.encode("gb2312", "ignore")


def _certain(found: list[_Damaged], printed: str) -> list[_Damaged]:
    """Those that are no wording of their own, like 年初预算数 beside 年度预算数: a foreign character stands in a heading, or the
    table never prints the lost one, and where another character stands for it, that happens more than once."""
    repeated = Counter((one.lost, one.instead) for one in found)
    return [
        one
        for one in found
        if one.is_foreign or (one.lost not in printed and (not one.instead or repeated[one.lost, one.instead] > 1))
    ]


@lru_cache(maxsize=4096)
def _intended(text: str) -> _Damaged | None:
    """The known heading that the text is but for one character, None where there is none or the text is known itself."""
    if is_known(text) or canonical_category(None, text, None, None) or canonical_category(None, None, None, text):
        return None
    folded = fold(text)
    for before, instead, after in _with_one_gap(folded):
        for word in _gaps().get((before, after), []):
            return _Damaged(text, word, word[len(before)], instead)
    return None


@cache
def _gaps() -> dict[tuple[str, str], list[str]]:
    """The known headings by what is left of them before and after each of their characters."""
    found: dict[tuple[str, str], list[str]] = {}
    for word in headings().meanings:
        if len(word) >= _SHORTEST:
            for at in range(len(word)):
                found.setdefault((word[:at], word[at + 1 :]), []).append(word)
    return found


def _with_one_gap(text: str) -> list[tuple[str, str, str]]:
    """The ways in which the text can be read with one of its characters exchanged, or with one lost somewhere in it: what
    stands before, in and after the gap."""
    exchanged = [(text[:at], text[at], text[at + 1 :]) for at in range(len(text))]
    return exchanged + [(text[:at], "", text[at:]) for at in range(len(text) + 1)]
