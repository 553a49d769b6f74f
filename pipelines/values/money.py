"""Printed money to exact yuan.

Here belong the grammar of one printed amount and of the line that names a table's unit. Here does not belong
adding up or comparing amounts. Money is Decimal from the first digit on. Runs in the worker that reads PDFs:
standard library only.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.values.text import compact

UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_FEN = Decimal("0.01")
# DECIMAL(18,2) of the warehouse ends here; a larger amount is a reading error, not a budget.
_LARGEST = Decimal(10) ** 16

_FOLD = str.maketrans("０１２３４５６７８９，．－−﹣（）￥", "0123456789,.---()¥")
# What prints where there is no amount.
_BLANK = frozenset({"", "-", "--", "—", "——", "–", "――", "―", "─", "──", "/", "／", "无"})
_NUMBER = r"(?P<number>(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?)"
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<sign>[-△▲])?\s*¥?\s*{_NUMBER}\s*(?P<unit>元|千元|万元|百万元|亿元|千|万|百万|亿)?(?P<close>\))?"
)


class MoneyError(ValueError):
    """A printed amount, or its unit, that cannot be read with certainty. Its message is one line."""


def parse_amount(printed: str, unit: str) -> Decimal | None:
    """The amount `printed` in a table whose amounts are in `unit` (a key of `UNITS`), in yuan with two
    places.

    None where a mark stands in place of an amount (empty, -, —, /, 无); a printed 0 is Decimal("0.00"). A
    unit printed with the amount wins over the table's (`320万` in a table in 万元 is 3,200,000.00). Negative:
    -1.00, －1.00, (1.00), △1.00.

    Raises MoneyError for everything else: thousands commas that do not group by three, white space or a
    second number inside, an unknown unit, more places than a fen has in yuan.
    """
    if unit not in UNITS:
        raise MoneyError(f"unknown unit of money {unit!r}; known are {'、'.join(UNITS)}")
    text = printed.translate(_FOLD).strip()
    if text in _BLANK:
        return None
    match = _AMOUNT.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["open"] and match["sign"]):
        raise MoneyError(f"{printed!r} is not an amount of money")
    own = match["unit"]
    scale = UNITS[unit] if own is None else UNITS[own if own.endswith("元") else own + "元"]
    yuan = Decimal(match["number"].replace(",", "")) * scale
    if yuan >= _LARGEST:
        raise MoneyError(f"{printed!r} in {own or unit} is too large to be an amount of a budget")
    if yuan != yuan.quantize(_FEN):
        raise MoneyError(f"{printed!r} in {own or unit} is finer than a fen")
    yuan = yuan.quantize(_FEN)
    return -yuan if yuan and (match["open"] or match["sign"]) else yuan


_OWN_UNIT = re.compile(r"\d(?P<unit>元|千元|万元|百万元|亿元|千|万|百万|亿)[)）]?$")


def own_unit(printed: str) -> str | None:
    """The unit (a key of `UNITS`) that is printed with an amount: `320万` is in 万元; None where none is."""
    match = _OWN_UNIT.search(compact(printed))
    return (match["unit"] if match["unit"].endswith("元") else f"{match['unit']}元") if match else None


_UNIT = r"(?P<unit>元|千元|万元|百万元|亿元)"
# After the unit nothing may follow that makes it another: 元/人, 元每人, 元整.
_END = r"(?![/／每整])"
_UNIT_LINE = re.compile(rf"单位[:：为]?(?:人民币)?[(（]?{_UNIT}{_END}")
_UNIT_IN_BRACKETS = re.compile(rf"[(（](?:人民币)?{_UNIT}[)）]")


def find_unit(text: str) -> str | None:
    """The unit of money (a key of `UNITS`) that a line, a heading or a page's text names, None where it names
    none.

    `单位：万元`, `金额单位：元`, `单位:人民币万元` first; where there is none, a unit alone in brackets:
    `年度资金总额（万元）`. Raises MoneyError where two of the same form disagree.
    """
    text = compact(text)
    for pattern in (_UNIT_LINE, _UNIT_IN_BRACKETS):
        found = sorted({match["unit"] for match in pattern.finditer(text)})
        if len(found) > 1:
            raise MoneyError(f"two units of money are named: {'、'.join(found)}")
        if found:
            return found[0]
    return None
