"""The grammar of one printed target value (指标值): operator, number, unit; or range, date, boolean, text.

Here belongs reading one value by itself. Here do not belong the indicator's name nor frames (`targets.py`), dates
(`target_dates.py`) and units (`units.py`). Nothing is coerced: what the grammar does not read is `text`, and the printed
value always stays beside what was read from it.

The rule for a single number: an operator or none, a number, and whatever text without digits follows is its
unit, as printed (≥10Gbps, ＜550元/人•天, 36). Wordings (不低于90%, 90%以上, 5%以内) are read into the same
three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipelines.values.target_dates import read_date
from pipelines.values.text import compact
from pipelines.values.units import is_known_unit, standard_unit

Kind = Literal["number", "range", "boolean", "date", "text"]


@dataclass(frozen=True, slots=True)
class Target:
    """What one printed target value says.

    `kind` is None where nothing is printed. `operator` is one of = >= > <= < between, None for boolean and
    text; = also where none is printed, and for 约 and 左右. `unit` is as printed, empty where none.
    `standard_number` is the number with 万 and 亿 multiplied in and spellings of a unit joined,
    `standard_unit` its unit, both None where there is no number. A date has no number, but a bare year keeps
    its own (2025年).
    """

    kind: Kind | None
    operator: str | None = None
    number: Decimal | None = None
    number_high: Decimal | None = None
    unit: str = ""
    standard_number: Decimal | None = None
    standard_unit: str | None = None


_OPERATORS = {
    ">=": [
        "≥",
        "≧",
        "⩾",
        ">=",
        "=>",
        "＞＝",
        "＞=",
        ">＝",
        "不低于",
        "不少于",
        "不小于",
        "不短于",
        "大于等于",
        "大于或等于",
        "至少",
    ],
    "<=": [
        "≤",
        "≦",
        "⩽",
        "<=",
        "=<",
        "＜＝",
        "＜=",
        "<＝",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "不长于",
        "小于等于",
        "小于或等于",
        "至多",
        "最多",
        "控制在",
    ],
    ">": [">", "＞", "大于", "高于", "多于", "超过"],
    "<": ["<", "＜", "小于", "低于", "少于"],
    "=": ["=", "＝", "═", "等于", "约", "大约", "达到", "达"],
}
_OPERATOR_OF = {word: operator for operator, words in _OPERATORS.items() for word in words}
# Words after the number; 以上、以下、以内 include the number itself (民法典 1259条).
_AFTER_OF = {
    **dict.fromkeys(("及以上", "或以上", "以上"), ">="),
    **dict.fromkeys(("及以下", "或以下", "以下", "及以内", "以内", "之内"), "<="),
    "左右": "=",
}


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_OPERATOR = _either(_OPERATOR_OF)
_D = "[0-9０-９]"
_N = (
    r"[-－]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[．.][0-9]+)?"
    r"|[０-９]{1,3}(?:，[０-９]{3})+(?:．[０-９]+)?|[０-９]+(?:[．.][０-９]+)?)"
)
# A unit is any text without digits, but for units that are written with one (m2); marks of a range are none.
_U = r"(?:m[23](?![0-9])|[^0-9０-９\-－~～—–至]*)"
_U_LAZY = _U.replace("]*", "]*?")
_LEADING = re.compile(_OPERATOR)
_NUMBER_AND_UNIT = re.compile(rf"(?P<number>{_N})(?P<unit>{_U})")
_RANGE = re.compile(
    rf"[=＝约]?(?P<low>{_N})(?P<unit_low>{_U})(?:-{{1,2}}|[－~～—–―至到]{{1,2}})(?P<high>{_N})(?P<unit>{_U})"
)
_AT_LEAST = _either([*_OPERATORS[">="], *_OPERATORS[">"]])
_AT_MOST = _either([*_OPERATORS["<="], *_OPERATORS["<"]])
_BOUNDS = re.compile(
    rf"(?:{_AT_LEAST})(?P<low>{_N})(?P<unit_low>{_U_LAZY})[，,、；;]?(?:且|并且|同时)?"
    rf"(?:{_AT_MOST})(?P<high>{_N})(?P<unit>{_U})"
)
_TOLERANCE = re.compile(rf"(?P<mid>{_N})?(?P<unit_mid>{_U_LAZY})(?:±|＋/－|\+/-)(?P<by>{_N})(?P<unit>{_U})")
_AFTER = re.compile(rf"(?P<unit>.*?)(?P<after>{_either(_AFTER_OF)})")
_TIME_UNIT = re.compile(r"个?(?:秒|分钟|小时|天|日|工作日|周|星期|月|年)(?:时间)?")
_BOOLEAN = re.compile(r"[=＝]?[是否][。]?")
_LARGEST = Decimal(10) ** 18


def _number(printed: str) -> Decimal | None:
    number = Decimal(printed.replace(",", "").replace("，", "").replace("．", ".").replace("－", "-"))
    return number if abs(number) < _LARGEST else None


def _single(value: str) -> Target | None:
    """A single number with its operator and unit, None where `value` is no such thing or contradicts
    itself."""
    rest, printed = value, []
    while match := _LEADING.match(rest):
        printed.append(_OPERATOR_OF[match[0]])
        rest = rest[match.end() :]
    match = _NUMBER_AND_UNIT.fullmatch(rest)
    if match is None:
        return None
    unit = match["unit"]
    if after := _AFTER.fullmatch(unit):
        unit = after["unit"]
        printed.append(_AFTER_OF[after["after"]])
    elif unit.endswith("内") and _TIME_UNIT.fullmatch(unit[:-1]):
        unit = unit[:-1]
        printed.append("<=")
    if unit[:1] in ("年", "月", "日") and not is_known_unit(unit) and unit[1:2] not in ("/", "／"):
        return None  # 2025年全年, 6月份开展: part of a date's wording, not a number of years
    operator = _one_operator(printed)
    number = _number(match["number"])
    return None if operator is None or number is None else Target("number", operator, number, None, unit)


def _one_operator(printed: list[str]) -> str | None:
    """The one operator that the printed ones agree on; None where they contradict each other.

    达到90%以上 is >=; ＞90%以上 is >, its sign is more exact than its word; ≥5%以内 contradicts itself.
    """
    signs = [operator for operator in printed if operator != "="]
    if not signs:
        return "="
    if len({operator[0] for operator in signs}) > 1:
        return None
    return signs[0]


def _range(value: str) -> Target | None:
    match = _RANGE.fullmatch(value) or _BOUNDS.fullmatch(value)
    if match is None:
        return None
    low, high = _number(match["low"]), _number(match["high"])
    unit_low, unit = match["unit_low"], match["unit"]
    padded = any(re.match("[0０]" + _D, match[side]) for side in ("low", "high"))
    if low is None or high is None or low > high or padded or not (not unit or unit.startswith(unit_low)):
        return None
    return Target("range", "between", low, high, unit or unit_low)


def _tolerance(value: str) -> Target | None:
    """±5% is the range -5% to 5%, 100±5人 is 95 to 105."""
    match = _TOLERANCE.fullmatch(value)
    if match is None or match["by"].startswith(("-", "－")) or match["unit_mid"] not in ("", match["unit"]):
        return None
    if match["mid"] and not match["unit_mid"] and match["unit"].startswith(("%", "％")):
        return None  # 100±5%: of the number or of its percents, nobody can tell
    middle = _number(match["mid"]) if match["mid"] else Decimal(0)
    by = _number(match["by"])
    return None if middle is None or by is None else Target("range", "between", middle - by, middle + by, match["unit"])


def _dated(value: str) -> Target | None:
    date = read_date(value)
    if date is None:
        return None
    operator, year = date
    return Target("date", operator) if year is None else Target("date", operator, Decimal(year), None, "年")


def read_target(printed: str | None) -> Target:
    """What `printed` says by itself: `standard_unit` is empty where it prints no unit. Never raises: what cannot be read is of
    kind text."""
    value = compact(printed or "")
    if not value:
        return Target(None)
    if _BOOLEAN.fullmatch(value):
        return Target("boolean")
    target = _dated(value) or _single(value) or _range(value) or _tolerance(value)
    if target is None:
        return Target("text")
    if target.number is None or target.kind == "date":
        return target
    unit, factor = standard_unit(target.unit)
    return Target(
        target.kind,
        target.operator,
        target.number,
        target.number_high,
        target.unit,
        target.number * factor,
        unit,
    )
