"""Units of printed values: 万人 is 10000 人, ㎡ is 平方米.

Here belong reading a printed unit as a reviewed one with its factor, and the unit in brackets of an indicator's name. Here
does not belong the number before it (`target_grammar.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.reference import read_rows
from pipelines.values.text import compact

_SCALE = re.compile("(亿|千万|百万|十万|万|千(?![瓦克米])|百(?!分))")
_SCALES = {
    word: Decimal(10) ** power
    for word, power in (("十万", 5), ("百万", 6), ("千万", 7), ("千", 3), ("百", 2), ("万", 4), ("亿", 8))
}
_FOLD_UNIT = str.maketrans({"（": "(", "）": ")", "／": "/", "•": "·", "・": "·", "∙": "·", "‧": "·", "％": "%"})
_NAME_UNIT = re.compile(r"[（(]([^（()）]{1,8})[）)][。.]?$")


def _units() -> dict[str, tuple[str, Decimal]]:
    rows = read_rows("units.csv", ("unit", "standard_unit", "factor"))
    return {row["unit"].translate(_FOLD_UNIT): (row["standard_unit"], Decimal(row["factor"])) for row in rows}


_UNITS = _units()


def standard_unit(unit: str) -> tuple[str, Decimal]:
    """A printed unit as (standard unit, factor): 万人 -> (人, 10000); an unknown one is itself, without 。
    and brackets."""
    folded = unit.translate(_FOLD_UNIT).strip("。.,，；;、")
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1]
    scale = Decimal(1)
    if folded not in _UNITS and (match := _SCALE.match(folded)):
        scale = _SCALES[match[1]]
        folded = folded[match.end(1) :]
    standard, factor = _UNITS.get(folded, (folded, Decimal(1)))
    return standard, scale * factor


def name_unit(name: str) -> str:
    """The unit in brackets at the end of an indicator's name, as printed: 发表论文数（篇） -> 篇; empty where
    there is none.

    Only a unit of reference/units.csv counts, with or without 万 or 亿: （含电子资源） and （联盟） are no
    units.
    """
    match = _NAME_UNIT.search(compact(name))
    if match is None:
        return ""
    return match[1] if is_known_unit(match[1]) else ""


def is_known_unit(unit: str) -> bool:
    """Whether `unit`, with or without 万 or 亿 before it, stands in reference/units.csv."""
    folded = unit.translate(_FOLD_UNIT)
    scaled = _SCALE.match(folded)
    return folded in _UNITS or (scaled is not None and folded[scaled.end() :] in _UNITS)


def known_beginning(text: str) -> int:
    """How many characters of `text`, which follows a number, are its unit.

    All of it where it is a known unit, a rate (元/人•天) or nothing known: 10Gbps, 36台件. Otherwise the known unit that it begins
    with, where what is left is no measure word: 1项国家级课题 counts 项, 80%教师 counts %.
    """
    folded = text.translate(_FOLD_UNIT)
    if folded in _UNITS:
        return len(text)
    scale = match.end() if (match := _SCALE.match(folded)) else 0
    longest = max((length for length in range(1, 8) if folded[scale : scale + length] in _UNITS), default=0)
    left = folded[scale + longest :]
    if not longest or left[:1] in ("/", "每") or left in _UNITS or left.strip("()") in _UNITS:
        return len(text)
    return scale + longest
