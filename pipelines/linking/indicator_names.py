"""What an indicator's name says, less what changes from year to year, and how two names differ.

Here belong the stem of a name and whether two names ask for the same. Here does not belong which indicators are paired
(`indicators.py`) nor what a target asks for (`targets.py`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.linking.wording import difference, fold_words, word_contrast
from pipelines.reference import read_rows
from pipelines.values.text import compact
from pipelines.values.units import is_known_unit

_LONGEST_UNIT = 6
_SHORTEST_DEFINITION = 8
SAME_WORDING = 0.95
QUALIFIED = 0.85
"""Scores of a name in other words, and of one that gained or lost a word that says no more."""

# A bracket that ends the name: a unit （%）（万人）（台/套）, or a definition of many characters; （教师） tells two
# indicators apart.
_LAST_BRACKET = re.compile(r"^(?P<name>.+)\((?P<inside>[^()]*)\)$")
_UNIT_LABEL = re.compile(r"^单位[::]?")
_COUNTED = re.compile(r"(?:数量|[个篇项件册门种类]数|项目数|项目|数)$")
_EDGES = ".。,、;；:·≥≤<>=* "
# 指标1：, 1., （1）, ①, 一、 before a name, and the year or the cohort that it is of.
_LEADING = re.compile(
    r"^(?:指标[0-9一二三四五六七八九十]{1,2}[::、.\-]*|[0-9]{1,2}[.、)::](?![0-9])|\([0-9一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}[、.)]"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}(?=[一-鿿])(?![亿万千百元公米吨倍个])|[*★●•◆■○-]+)"
)
_CIRCLED = re.compile("^[①-⑳⑴-⒇❶-❿➀-➓]")
_YEAR = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?:[-~至](?:19|20)?[0-9]{2})?(?:学年度?|年度?|级|届)|^(?:1[5-9]|2[0-9])年度?(?![0-9以内])"
)


def clean_name(name: str) -> str:
    """`name` folded by NFKC, without white space, the number, sign or year that stands before or in it, and marks at its ends."""
    left, cleaned = "", _CIRCLED.sub("", compact(name)) or name
    # Taking one thing out can bare another, and bring marks together that NFKC orders anew.
    while left != cleaned:
        left = cleaned
        cleaned = compact(unicodedata.normalize("NFKC", cleaned)).strip(_EDGES) or left
        for pattern in (_LEADING, _YEAR):
            cleaned = pattern.sub("", cleaned).strip(_EDGES) or cleaned
    return left


def _is_unit(inside: str) -> bool:
    inside = _UNIT_LABEL.sub("", inside)
    return len(inside) <= _LONGEST_UNIT and all(map(is_known_unit, re.split("[/、或]", inside)))


def _without_brackets(cleaned: str) -> str:
    """A cleaned name without units and definitions in brackets at its end."""
    while match := _LAST_BRACKET.match(cleaned):
        if not _is_unit(match["inside"]) and len(match["inside"]) < _SHORTEST_DEFINITION:
            break
        cleaned = match["name"].strip(_EDGES)
    return cleaned


def indicator_stem(name: str) -> str:
    """The part of an indicator's name that says what is measured: cleaned (`clean_name`), without a unit or definition in a last
    bracket, and without what says only that something is counted (项目, 个数, 数量, 数)."""
    return _uncounted(_without_brackets(clean_name(name)))


def _uncounted(stem: str) -> str:
    while len(shorter := _COUNTED.sub("", stem)) >= 2 and shorter != stem:
        stem = shorter
    return stem


class Likeness(NamedTuple):
    """How surely two names ask for the same, 0 to 1, and why, for people; `score` 0 where they do not."""

    score: float
    reason: str


@cache
def _qualifiers() -> re.Pattern[str]:
    words = sorted((row["word"] for row in read_rows("indicator_qualifiers.csv", ("word",))), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}|除.{{1,6}}外)+")


def contrast(name: str, other: str) -> str:
    """The words in the brackets of two printed names that make two indicators of them, as 奖学金／助学金; empty where none do."""
    return word_contrast(_bracketed(name), _bracketed(other), "indicator")


def _bracketed(name: str) -> str:
    cleaned = clean_name(name)
    return cleaned[len(_without_brackets(cleaned)) :]


@lru_cache(maxsize=1 << 16)
def likeness(name: str, other: str) -> Likeness:
    """Whether two printed names ask for the same in other words (验收通过率, 验收合格率; 补助发放人数, 发放补助人数), or with a word
    more that says no more (师生满意度, 在校师生满意度; reference/indicator_qualifiers.csv)."""
    one, two = (_uncounted(fold_words(_without_brackets(clean_name(each)), "indicator")) for each in (name, other))
    differ = difference(one, two, "indicator")
    if differ.relation == "crossed" or differ.contrast or contrast(name, other):
        return Likeness(0.0, "")
    if differ.relation == "same":
        return Likeness(SAME_WORDING, "用词同义")
    if all(_qualifiers().fullmatch(piece) for piece in differ.more):
        return Likeness(QUALIFIED, f"只增减“{'、'.join(differ.more)}”")
    return Likeness(0.0, "")
