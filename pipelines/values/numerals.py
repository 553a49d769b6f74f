"""Numbers as they are printed in values: 1,200, ９５．５, 百分之九十五, 三百二十.

Here belong the one form in which a value is read (digits, signs and brackets of one width, character for character) and
numerals. Here does not belong what stands around a number (`target_grammar.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

_FOLDED = str.maketrans(
    dict(zip("０１２３４５６７８９", "0123456789", strict=True))
    | dict.fromkeys("－–—―−‐", "-") | dict.fromkeys("～〜∼∽", "~") | dict.fromkeys("≧⩾≮", "≥") | dict.fromkeys("≦⩽≯", "≤")
    | dict.fromkeys("＞﹥〉", ">") | dict.fromkeys("＜﹤〈", "<") | dict.fromkeys("＝═﹦", "=") | dict.fromkeys("［【〔", "[")
    | dict.fromkeys("］】〕", "]") | dict.fromkeys("○◯Ｏ", "〇")
    | {"．": ".", "＋": "+", "（": "(", "）": ")", "：": ":", "∶": ":", "％": "%", "／": "/", "＂": '"', "﹪": "%", "Χ": "X"}
)  # fmt: skip
# A comma of full width that parts thousands is one of those, too.
_THOUSANDS = re.compile("(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+(?:\.[0-9]+)?)"
NUMERAL = "(?:百分之)?[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?"
NUMBER = rf"-?(?:{DIGITS}|{NUMERAL})"
"""A number in a folded value: digits, or Chinese numerals up to thousands; 万 and 亿 go with the unit (三百万元 is 300
万元)."""

_DIGIT_OF = {"零": 0, "〇": 0, "两": 2} | {character: n for n, character in enumerate("一二三四五六七八九", 1)}
_WHOLE = re.compile(
    "(?:(?P<thousands>[一二两三四五六七八九])千零?)?(?:(?P<hundreds>[一二两三四五六七八九])百零?)?"
    "(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?(?P<ones>[一二两三四五六七八九])?"
)
_LARGEST = Decimal(10) ** 18


def fold_value(value: str) -> str:
    """`value`, of the same length, with one kind of digits, signs, dashes and brackets."""
    return _THOUSANDS.sub(",", value.translate(_FOLDED))


def read_number(printed: str) -> Decimal | None:
    """The number that matches NUMBER; None where it is no number that anyone writes (一二三, 十四五) or too large."""
    if re.match(r"-?[0-9]", printed):
        number = Decimal(printed.replace(",", ""))
        return number if abs(number) < _LARGEST else None
    sign, numeral = (-1, printed[1:]) if printed.startswith("-") else (1, printed)
    number_read = _read_numeral(numeral.removeprefix("百分之"))
    return None if number_read is None else sign * number_read


def _read_numeral(numeral: str) -> Decimal | None:
    whole, _, decimals = numeral.partition("点")
    value = read_whole_numeral(whole)
    if value is None:
        return None
    return Decimal(f"{value}.{''.join(str(_DIGIT_OF[digit]) for digit in decimals)}") if decimals else Decimal(value)


def read_whole_numeral(numeral: str) -> int | None:
    """三百二十 -> 320, 十二 -> 12, 〇 -> 0, 百 -> 100 (百分之百); None for what is no such numeral."""
    if numeral in ("零", "〇"):
        return 0
    if numeral == "百":
        return 100
    match = _WHOLE.fullmatch(numeral)
    if not numeral or match is None:
        return None
    if match["ones"] and numeral[-2:-1] in ("百", "千"):
        return None  # 三百二 is 320, not 302: nobody prints it as a target
    tens = _DIGIT_OF[match["tens"] or "一"] if match["ten"] else 0
    parts = ((match["thousands"], 1000), (match["hundreds"], 100), (match["ones"], 1))
    return sum(_DIGIT_OF[digit] * power for digit, power in parts if digit) + 10 * tens


def read_digits(numeral: str) -> int:
    """二〇二五 or 2025 -> 2025: one digit after another."""
    return int("".join(str(_DIGIT_OF.get(digit, digit)) for digit in numeral))
