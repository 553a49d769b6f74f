"""Units of printed values: 万人 is 10000 人, ㎡ is 平方米.

Here belong reading a printed unit as a reviewed one with its factor, and the unit in brackets of an indicator's name. Here
does not belong the number before it (`target_grammar.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.reference import read_rows
from pipelines.values.text import compact

_SCALE = re.compile("(亿|千万|百万|十万|万)")
_SCALES = {word: Decimal(10) ** power for word, power in (("十万", 5), ("百万", 6), ("千万", 7), ("万", 4), ("亿", 8))}
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
    folded = match[1].translate(_FOLD_UNIT)
    scaled = _SCALE.match(folded)
    known = folded in _UNITS or (scaled is not None and folded[scaled.end(1) :] in _UNITS)
    return match[1] if known else ""


def is_known_unit(unit: str) -> bool:
    """Whether `unit` stands in reference/units.csv as it is written."""
    return unit in _UNITS
