"""How two names differ, word by word: the same in other words, one with a word more, other words in the same place, or words
that name two different things.

Here belong the reviewed words that mean the same (reference/name_synonyms.csv), that part (reference/name_contrasts.csv) and
that say nothing (reference/name_marks.csv). Here does not belong what follows from a difference (`likeness.py`, `indicators.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Indel

from pipelines.linking.names import marks
from pipelines.reference import read_rows
from pipelines.values.numerals import read_whole_numeral

Scope = Literal["project", "indicator"]
Relation = Literal["same", "part", "crossed"]

# What numbers or letters an object: 5号楼, 第二食堂, B栋, 3层, 甲班, 一季度.
_CN = "[一二三四五六七八九十]+"
_NUMBERED = re.compile(
    rf"[0-9]+(?:\.[0-9]+)?|[a-z]+|第{_CN}|{_CN}(?=[号栋幢楼层座室教实级类等期批组队部院线片]|季度|学期|年级|食堂|饭堂|公寓|宿舍|校区|附属|中学|小学|标段)"
    "|[甲乙丙丁戊](?=[楼栋座级类班组区标段])"
)
# 不合格, 未完成, 非学历, 免学费: what stands in one name only and begins so turns the other's meaning round.
_NEGATION = re.compile("[不未非无免零]")
_NO_NEGATION = re.compile("无线|无人机|未来|未成年|不动产|非遗|非物质|免疫|零星|零散|无障碍|未央|不锈钢|无纸化|非洲")
_GENERAL = re.compile(marks("general"))
_SHORTEST = 2
_SHORTEST_REORDERED = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """What two names differ by.

    `relation`: same (nothing, once words that mean the same are written the same), part (one has words, `more`, that the other
    lacks), crossed (each has its own). `contrast`: the words that make them two things, as 男生／女生; empty where none do.
    """

    relation: Relation
    contrast: str = ""
    more: tuple[str, ...] = ()


@cache
def _synonyms(scope: Scope) -> tuple[re.Pattern[str], dict[str, str]]:
    same_as = {}
    for row in read_rows("name_synonyms.csv", ("scope", "word", "same_as")):
        if row["scope"] not in ("project", "indicator", "both"):
            raise ValueError(f"name_synonyms.csv: {row['word']}: scope must be project, indicator or both")
        if row["scope"] in (scope, "both"):
            if row["word"] in same_as:
                raise ValueError(f"name_synonyms.csv: {row['word']} stands there twice")
            same_as[row["word"]] = row["same_as"]
    same_as |= {word: word for word in same_as.values()}
    return re.compile("|".join(map(re.escape, sorted(same_as, key=len, reverse=True)))), same_as


@lru_cache(maxsize=1 << 16)
def fold_words(name: str, scope: Scope) -> str:
    """`name` with every word of reference/name_synonyms.csv written as the first of its group."""
    pattern, same_as = _synonyms(scope)
    return pattern.sub(lambda match: same_as[match[0]], name)


@cache
def _contrasts(scope: Scope) -> dict[str, re.Pattern[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("name_contrasts.csv", ("group", "word")):
        groups[row["group"]].add(fold_words(row["word"], scope))
    return {
        group: re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
        for group, words in groups.items()
    }


@lru_cache(maxsize=1 << 16)
def _words_of(folded: str, scope: Scope) -> dict[str, frozenset[str]]:
    """Group -> the words of it in a folded name, the longest of those that overlap."""
    found = ((group, frozenset(pattern.findall(folded))) for group, pattern in _contrasts(scope).items())
    return {group: words for group, words in found if words}


@lru_cache(maxsize=1 << 16)
def _numbers(name: str) -> tuple[str, ...]:
    found = (number.removeprefix("第") for number in _NUMBERED.findall(name))
    return tuple(sorted(str(read_whole_numeral(number) or number) for number in found))


def word_contrast(one: str, other: str, scope: Scope) -> str:
    """The words of two names that make them two things, as 男生／女生; empty where none do. A group counts where each name has
    a word of it that the other lacks."""
    ones, others = _words_of(fold_words(one, scope), scope), _words_of(fold_words(other, scope), scope)
    for group in sorted(ones.keys() & others.keys()):
        mine, theirs = ones[group] - others[group], others[group] - ones[group]
        if mine and theirs:
            return f"{'、'.join(sorted(mine))}／{'、'.join(sorted(theirs))}"
    return ""


def _number_contrast(one: str, other: str) -> str:
    if _numbers(one) == _numbers(other):
        return ""
    return "／".join("、".join(_numbers(name)) or "无编号" for name in (one, other))


@lru_cache(maxsize=1 << 16)
def core_words(name: str) -> str:
    """`name` without the words that say nothing of the work; the whole of it where hardly anything would be left."""
    core = re.sub("[()]", "", _GENERAL.sub("", name))
    return core if len(core) >= _SHORTEST else name


def pieces(one: str, other: str) -> Iterator[tuple[str, str]]:
    """The pieces of two names that stand in each other's place; the second is empty where `one` has a piece that `other`
    lacks, the first where `other` has one that `one` lacks."""
    edits = list(Indel.opcodes(one, other))
    skip = False
    for edit, following in pairwise([*edits, None]):
        if skip or edit is None or edit.tag == "equal":
            skip = False
            continue
        gone, come = one[edit.src_start : edit.src_end], other[edit.dest_start : edit.dest_end]
        if following is not None and following.tag != "equal":
            gone += one[following.src_start : following.src_end]
            come += other[following.dest_start : following.dest_end]
            skip = True
        yield gone, come


def _relation(one: str, other: str) -> tuple[Relation, tuple[str, ...]]:
    # The same characters in another order: 补助发放人数, 发放补助人数.
    if one == other or (len(one) >= _SHORTEST_REORDERED and sorted(one) == sorted(other)):
        return "same", ()
    gone, come = (tuple(piece for piece in side if piece) for side in zip(*pieces(one, other), strict=True))
    return ("crossed", ()) if gone and come else ("part", gone or come)


@lru_cache(maxsize=1 << 16)
def difference(one: str, other: str, scope: Scope) -> Difference:
    """What two names that are written in one form (`fold_name`) differ by."""
    folded = fold_words(one, scope), fold_words(other, scope)
    numbered = _number_contrast(*folded)
    relation, more = _relation(*map(_compared(scope), folded))
    if relation == "same" and not numbered:
        return Difference("same")
    if relation == "crossed":
        # A word of a group inside another word is one too many: as printed, the names may differ by less.
        plain, plain_more = _relation(*map(_compared(scope), (one, other)))
        relation, more = ("part", plain_more) if plain == "part" else (relation, more)
    contrast = numbered or word_contrast(one, other, scope)
    if not contrast and any(_NEGATION.search(_NO_NEGATION.sub("", piece)) for piece in more):
        contrast = f"{'、'.join(more)}／无"
    return Difference(relation, contrast, more)


def _compared(scope: Scope) -> Callable[[str], str]:
    """What of a name is compared: of a project's, all but its general words."""
    return core_words if scope == "project" else str
