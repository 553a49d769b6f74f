"""The grammar of a cell that holds all indicators of a project: `N、L1码-L1名；L2码-L2名；指标名；实施周期指标值:V；年度指标值:V。`

Here belongs where one numbered indicator ends and the next begins, and what it is made of. Names and values hold ；。、 themselves,
so a cell is split where the expected next number is followed by a level, and nowhere else. Here does not belong rows and
pages (`listing.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference import read_rows

# What begins an indicator behind its number: a code and a dash, or the name of a first level.
_LEVEL = r"(?:\d+[-－—]|(?:产出|效益|效果|满意度|成本|投入)[^；;。]{0,4}[；;])"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STYLES = ("{}、", "（{}）", "({})", "{}.", "{}．", "{}）", "{})")
"""How indicators are numbered; one cell keeps to one way."""

_FIELDS = re.compile(
    r"(?P<code1>\d*)[-－—]?(?P<name1>[^；;]*)[；;]"
    r"(?P<code2>\d*)[-－—]?(?P<name2>[^；;]*)[；;]"
    r"(?P<name>.*?)"
    r"(?:[；;]实施周期指标值[:：]?(?P<cycle>.*?))?"
    r"[；;]年度指标值[:：]?(?P<annual>.*)",
    re.DOTALL,
)
# Inside a name or a value these words belong to another field, whose own mark was damaged.
_MARK = re.compile(r"年度指标值|实施周期指标|指标值?[:：]")
_MARK_IN_NAME = re.compile(rf"{_MARK.pattern}|值[:：]")


@dataclass(frozen=True, slots=True)
class NumberedIndicator:
    """The fields of one numbered indicator, as printed. `is_parted` is False where no marks stand between them and they
    were parted by the known names of levels."""

    code1: str
    name1: str
    code2: str
    name2: str
    name: str
    cycle: str | None
    annual: str
    is_parted: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """One numbered piece of a cell: where its text begins and ends, its number, and its text behind the number."""

    start: int
    end: int
    seq: int
    text: str


def begins_list(text: str) -> bool:
    """Whether a cell's text begins with indicator number one."""
    style = _style(text)
    return style is not None and bool(_start(1, style).match(text))


def split_indicators(text: str) -> tuple[list[Piece], list[str]]:
    """The pieces of an indicator cell, and what is odd about the numbering.

    A piece begins where the expected next number is followed by a level. A number that is skipped is looked for after a `。`
    only, so that `100、1-` inside a value is never taken for a beginning.
    """
    style = _style(text)
    if style is None:
        return [], []
    odd: list[str] = []
    first = _start(1, style).search(text)
    assert first is not None
    found = [(first.start(), first.end("head"), 1)]
    if text[: first.start()].strip():
        odd.append(f"text before the first indicator: {text[: first.start()]!r}")
    while True:
        number, at = found[-1][2], found[-1][1]
        following = _next(text, number + 1, at, style)
        skipped = _any_start(style).search(text, at)
        if skipped is not None and (following is None or skipped.start() < following.start()):
            odd.append(f"after indicator {number} comes number {_value(skipped['number'])}")
            found.append((skipped.start(), skipped.end("head"), _value(skipped["number"])))
        elif following is not None:
            found.append((following.start(), following.end("head"), number + 1))
        else:
            break
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    return [
        Piece(start, end, number, text[head:end]) for (start, head, number), end in zip(found, ends, strict=True)
    ], odd


def parse_piece(text: str) -> NumberedIndicator | None:
    """The fields of one numbered indicator without its number; None where it is not in the grammar, a mark in it was
    damaged, or it swallows the next: a number that lost its 。 before the next number (`102、1-产出指标` is 10 and indicator
    2, or 102) cannot be told apart."""
    match = _FIELDS.fullmatch(text)
    is_parted = match is not None
    match = match or _fused().fullmatch(text)
    if match is None or any(_MARK.search(match[value] or "") for value in ("cycle", "annual")):
        return None
    if _MARK_IN_NAME.search(match["name"]):
        return None
    return NumberedIndicator(
        match["code1"], match["name1"], match["code2"], match["name2"], match["name"], match["cycle"],
        match["annual"].removesuffix("。"), is_parted,
    )  # fmt: skip


@cache
def _fused() -> re.Pattern[str]:
    """The grammar without marks between the fields, as tabs leave it: levels are known by their codes and names."""
    rows = read_rows("categories.csv", ("level", "use", "code", "name", "canonical_code", "note"))
    names = {level: {row["name"] for row in rows if row["level"] == level} for level in "12"}
    known = {
        level: "|".join(sorted(words | {w.removesuffix("指标") for w in words}, key=len, reverse=True))
        for level, words in names.items()
    }
    return re.compile(
        rf"(?P<code1>\d)[-－—](?P<name1>{known['1']})(?P<code2>\d\d)[-－—](?P<name2>{known['2']})(?P<name>[^；;]+?)"
        r"(?:实施周期指标值[:：]?(?P<cycle>.*?))?年度指标值[:：]?(?P<annual>.*)",
        re.DOTALL,
    )


def _style(text: str) -> str | None:
    """How the indicators of a cell are numbered: the way in which number one stands first."""
    found = [(match.start(), style) for style in (*_STYLES, "{}") if (match := _start(1, style).search(text))]
    return min(found)[1] if found else None


def _number(number: int, style: str) -> str:
    """The regular expression of a number as the style prints it; "{}" is a circled digit."""
    if style == "{}":
        return re.escape(_CIRCLED[number - 1]) if number <= len(_CIRCLED) else "(?!)"
    return re.escape(style.format(number))


@cache
def _start(number: int, style: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.])(?P<head>{_number(number, style)})(?={_LEVEL})")


@cache
def _any_start(style: str) -> re.Pattern[str]:
    number = f"[{_CIRCLED}]" if style == "{}" else r"\d+"
    body = f"(?P<number>{number})" if style == "{}" else re.escape(style).replace(r"\{\}", f"(?P<number>{number})")
    return re.compile(rf"(?<=[。])(?P<head>{body})(?={_LEVEL})")


def _value(printed: str) -> int:
    return _CIRCLED.index(printed) + 1 if printed in _CIRCLED else int(printed)


def _next(text: str, number: int, at: int, style: str) -> re.Match[str] | None:
    """Where indicator `number` begins: after a 。 if it does so anywhere, else after anything that is no digit, so that a
    value that lost its 。 still ends."""
    after_stop = re.compile(rf"(?<=[。])(?P<head>{_number(number, style)})(?={_LEVEL})").search(text, at)
    anywhere = _start(number, style).search(text, at)
    return anywhere if after_stop is None or (anywhere and anywhere.start() < after_stop.start()) else after_stop
