"""The dictionary of headings: which printed words have which role in a target table.

Here belongs the reading of `headings.yml` and the folding by which headings are compared. Here does not belong where on a
table headings stand: that is `columns.py` for tables with columns and `forms.py` for forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from pipelines.model.records import TOTAL, DocumentKind
from pipelines.values.text import fold_heading

Period = Literal["", "year", "cycle", "history", "part_year"]
MoneyKind = Literal["whole", "part"]

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〕]*〕|【[^】]*】")
_AMONG = re.compile(r"^其中[::]?")
_EDGE = re.compile(r"^(?:其中[::]?)?|[::;;,,、*]+$")
_NUMBERED = re.compile(r"^(?:\d+[.、]|[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)])")
_LAST_NUMBER = re.compile(r"\d{1,2}$")
# Characters of headings as they are printed in traditional type.
_TRADITIONAL = str.maketrans("標績項資預單額級質撥總稱編碼屬類產", "标绩项资预单额级质拨总称编码属类产")
_SIMPLIFIED = frozenset(chr(sign) for sign in _TRADITIONAL.values())
# A heading longer than this is text.
_LONGEST = 24
# So many words may be taken off a heading before it is looked up.
_MOST_TAKEN_OFF = 3
# Words that speak of money: a heading with one of them that is not in the dictionary may be a source of funding.
_MONEY_WORDS = re.compile(r"资金|拨款|预算|经费|金额|收入|基金|结转|结余|专户|债券|贷款|投资|补助")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says: its field (empty where it names a period only), the time it speaks of, and for money whether it
    is one source, or a part that a source may be printed in; `among` where 其中 stands before it."""

    field: str
    period: Period = ""
    money: MoneyKind | None = None
    among: bool = False

    @property
    def role(self) -> str:
        """The field that a column or label with this meaning holds; `other` for what is not of this year or a long-term
        target."""
        if self.period in ("history", "part_year"):
            return "other"
        if self.field.startswith("money:"):
            return "life_money" if self.period == "cycle" else self.field
        if self.period != "cycle":
            return self.field
        return {"value": "cycle_value", "goal": "project_goal"}.get(self.field, self.field)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the tables of one kind are known: by a title, by any of some headings, or by all of some."""

    name: DocumentKind
    title: re.Pattern[str]
    any: re.Pattern[str] | None
    all: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headings:
    """The dictionary, every wording folded. Money has the field `money:` and its funding source."""

    meanings: dict[str, Meaning]
    periods: dict[str, Period]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    grades: tuple[str, ...]
    ignored: frozenset[str]
    explains: tuple[str, ...]
    kinds: tuple[Kind, ...]
    requires: dict[str, frozenset[str]]
    names: dict[str, str]
    suspicious: frozenset[str]
    suspicious_at_least: int


@cache
def headings() -> Headings:
    """The dictionary. Raises ValueError where a wording stands under two roles."""
    data: dict[str, Any] = yaml.safe_load(
        files("pipelines.layouts").joinpath("headings.yml").read_text(encoding="utf-8")
    )
    return Headings(
        meanings=_meanings(data),
        periods={fold_heading(word): period for period, words in data["periods"].items() for word in words},
        before=_longest_first(data["before"]),
        behind=_longest_first(data["behind"]),
        grades=tuple(data["grades"]),
        ignored=frozenset(fold(word) for word in data["ignored"]),
        explains=_longest_first(data["explains"]),
        kinds=tuple(
            Kind(
                name,
                re.compile(entry["title"]),
                re.compile("|".join(f"(?:{each})" for each in entry["any"])) if "any" in entry else None,
                frozenset(entry.get("all", [])),
            )
            for name, entry in data["kinds"].items()
        ),
        requires={name: frozenset(entry["requires"]) for name, entry in data["layouts"].items()},
        names={name: words[0] for name, words in data["fields"].items()} | {"money": "资金"},
        suspicious=frozenset(data["suspicious"]["words"]),
        suspicious_at_least=int(data["suspicious"]["at_least"]),
    )


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(map(fold_heading, words), key=len, reverse=True))


def _meanings(data: dict[str, Any]) -> dict[str, Meaning]:
    named = [(word, _FIXED.get(name, Meaning(name))) for name, words in data["fields"].items() for word in words]
    named += [(word, Meaning("content")) for word in data["content"]]
    named += [(word, Meaning(f"money:{TOTAL}", "cycle", "whole")) for word in data["life_money"]]
    for source, lists in data["money"].items():
        named += [(word, Meaning(f"money:{source}", "", "whole")) for word in lists["whole"]]
        named += [(word, Meaning(f"money:{source}", "", "part")) for word in lists.get("parts", [])]
    meanings: dict[str, Meaning] = {}
    for word, meaning in named:
        if meanings.setdefault(_trimmed(word), meaning) != meaning:
            raise ValueError(
                f"headings.yml: {word} stands under both {meanings[_trimmed(word)].field} and {meaning.field}"
            )
    return meanings


_FIXED = {"project_goal": Meaning("goal", "cycle")}


def _trimmed(text: str) -> str:
    """A wording without white space, a number or 其中 before it and marks behind it; brackets stand."""
    folded = fold_heading(text).translate(_TRADITIONAL)
    return _NUMBERED.sub("", _EDGE.sub("", folded)) or folded


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The form in which headings are compared: `项目名称（资金使用单位）` and `项目 名称：` both give `项目名称`."""
    folded = fold_heading(text).translate(_TRADITIONAL)
    bare = _BRACKETS.sub("", folded)
    bare = _EDGE.sub("", bare)
    bare = _NUMBERED.sub("", bare)
    return bare or folded


def mixes_scripts(text: str) -> bool:
    """Whether the text holds both traditional and simplified characters of which headings print one or the other: 绩效目標 is
    no type that anybody sets, but what a font's wrong character map makes of 绩效目标."""
    return any(ord(sign) in _TRADITIONAL for sign in text) and any(sign in _SIMPLIFIED for sign in text)


@lru_cache(maxsize=8192)
def meaning_of(text: str) -> Meaning | None:
    """What a printed heading or label says, None where the dictionary does not hold it.

    The whole wording is looked up first, then without its brackets, then without the period and the empty words that it
    begins or ends with: 本年度项目绩效目标 is the goal of the year."""
    if len(text) > 3 * _LONGEST:
        return None
    among = bool(_AMONG.match(fold_heading(text)))
    found = _looked_up(text)
    return Meaning(found.field, found.period, found.money, among) if found else None


def _looked_up(text: str) -> Meaning | None:
    book = headings()
    whole = _trimmed(text)
    if len(whole) > _LONGEST:
        return None
    if whole in book.meanings:
        return book.meanings[whole]
    bare = fold(text)
    period = _bracketed_period(whole)
    if bare in book.meanings:
        return _at(book.meanings[bare], period)
    if bare in book.ignored:
        return None
    if bare in book.periods:
        return Meaning("", book.periods[bare])
    return _without_period(_LAST_NUMBER.sub("", bare), period)


def _bracketed_period(text: str) -> Period:
    for bracket in _BRACKETS.findall(text):
        period = headings().periods.get(bracket[1:-1])
        if period:
            return period
    return ""


def _at(meaning: Meaning, period: Period) -> Meaning:
    return Meaning(meaning.field, period or meaning.period, meaning.money)


def _without_period(word: str, period: Period) -> Meaning | None:
    """The meaning of a wording once its period and the empty words around it are taken off, as few of them as possible."""
    tried = {word}
    shorter = [(word, period)]
    for _ in range(_MOST_TAKEN_OFF):
        shorter = [each for rest, found in shorter for each in _shortened(rest, found) if each[0] not in tried]
        for rest, found in shorter:
            if rest in headings().meanings:
                return _at(headings().meanings[rest], found)
        tried.update(rest for rest, _ in shorter)
    return None


def _shortened(word: str, period: Period) -> Iterator[tuple[str, Period]]:
    """The word without a period, or an empty word, that it begins or ends with. It names one period only."""
    book = headings()
    for each, named in book.periods.items():
        for rest in (word.removeprefix(each), word.removesuffix(each)):
            if rest and rest != word and period in ("", named):
                yield rest, named
    for each in book.before:
        if word.startswith(each) and word != each:
            yield word.removeprefix(each), period
    for each in book.behind:
        if word.endswith(each) and word != each:
            yield word.removesuffix(each), period


def period_in(text: str) -> Period:
    """The time that a caption or label speaks of, wherever the word for it stands in it: 长期绩效目标表, 年度绩效指标."""
    word = fold(text)
    named = [
        (len(each), period) for each, period in headings().periods.items() if each in word and len(word) <= _LONGEST
    ]
    return max(named)[1] if named else ""


def field_of(text: str) -> str | None:
    """The role that a printed heading or label has, None where it is in no list."""
    meaning = meaning_of(text)
    return meaning.role or None if meaning else None


def is_ignored(text: str) -> bool:
    """Whether the heading is known and its column is of no use to the warehouse: it is in the list, or its last word says
    that it explains something."""
    word = fold(text)
    return word in headings().ignored or (
        len(word) <= _LONGEST and word.endswith(headings().explains) and not speaks_of_money(text)
    )


def speaks_of_money(text: str) -> bool:
    """Whether an unknown heading may hide a source of funding."""
    return bool(_MONEY_WORDS.search(fold(text)))


def fulfils(layout: str, fields: set[str]) -> bool:
    """Whether the fields found in a table are all that the layout requires; any money column counts as `money`."""
    present = {"money" if field.startswith("money:") else field for field in fields}
    return headings().requires[layout] <= present


def is_suspicious(fields: set[str]) -> bool:
    """Whether a table that fits no layout still prints so much of a target table that it must not be passed over."""
    return len(fields & headings().suspicious) >= headings().suspicious_at_least or {"project_name", "goal"} <= fields
