"""Target values that are no single number: changes against another year, grades, ratios, several numbers in one value.

Here belongs telling these apart, and apart from a wording that nobody can measure. Here do not belong single numbers and
ranges (`target_numbers.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipelines.values.numerals import DIGITS, NUMERAL, read_number, read_whole_numeral
from pipelines.values.target_dates import read_date
from pipelines.values.target_numbers import read_amount, read_range


@dataclass(frozen=True, slots=True)
class Change:
    """A change against a base: 较上年提高3个百分点 is (上年, >=, 3, 个百分点); `number` is below zero for a fall, and None where
    only the direction is printed with no amount. `base` is empty where none is printed."""

    base: str
    operator: str
    number: Decimal | None
    unit: str


_BASE_OF = {
    "同比": "上年", "较上年": "上年", "比上年": "上年", "较去年": "上年", "比去年": "上年", "与上年": "上年", "与去年": "上年", "较前一年": "上年",
    "上年度": "上年", "上年": "上年", "去年": "上年", "上一年": "上年", "往年": "往年", "环比": "上期", "上期": "上期", "逐年": "上年", "每年": "上年",
    "年均": "上年", "基期": "基期", "原来": "原有", "原有": "原有", "之前": "原有", "年初": "年初", "现有": "原有",
}  # fmt: skip
_BASE = "|".join(sorted(_BASE_OF, key=len, reverse=True))
_RISE = "提高|提升|增长|增加|上升|增幅|增速|递增|扩大|上涨|涨幅"
_FALL = "下降|降低|减少|缩短|压减|降幅|递减|压缩|减幅|缩减|回落"
_ABSOLUTE = re.compile(rf"(?:{_RISE}|{_FALL})(?:了)?[到至]")
_MOVING = re.compile(rf"(?P<rise>{_RISE})|(?P<fall>{_FALL})")
_CHANGE = re.compile(
    rf"(?:[较比与]?(?P<base>{_BASE})度?(?:同期|水平|平均水平|基础上?)?相?比?)?(?:的基础上)?[,，]?(?:有所|实现|力争|稳步|持续|不断|均)*"
    rf"(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))(?:率|幅度|比例)?(?P<amount>[^，,；;]*)"
)
_HELD = re.compile(
    rf"(?:[较比与]?(?:{_BASE})度?(?:同期|水平|相比)*)?(?P<word>不下降|不降低|不减少|不增加|不提高|不上升|不增长|持平|不变)"
    rf"|(?P<bound>[≥≤<>=]|不低于|不少于|不小于|不高于|不超过|不大于|低于|高于|大于|小于|少于|超过|优于)(?P<of>{_BASE})度?(?:同期|水平|平均水平|实际|值|数)*"
)
_HELD_OPERATOR = {
    "不下降": ">=",
    "不降低": ">=",
    "不减少": ">=",
    "不增加": "<=",
    "不提高": "<=",
    "不上升": "<=",
    "不增长": "<=",
}
_BOUND_OPERATOR = {
    "≥": ">=", "≤": "<=", "不低于": ">=", "不少于": ">=", "不小于": ">=", "不高于": "<=", "不超过": "<=", "不大于": "<=",
    "低于": "<", "小于": "<", "少于": "<", "高于": ">", "大于": ">", "超过": ">", "优于": ">", ">": ">", "<": "<", "=": "=",
}  # fmt: skip
_FLIPPED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}


def read_change(folded: str) -> Change | None:
    """The change against a base that a folded value prints; None where it prints an absolute value (提高到95%) or none."""
    if held := _HELD.fullmatch(folded):
        base = next((of for word, of in _BASE_OF.items() if word in folded), "")
        operator = _HELD_OPERATOR.get(held["word"] or "") or _BOUND_OPERATOR.get(held["bound"] or "", "=")
        return Change(base, operator, Decimal(0), "")
    match = _CHANGE.search(folded)
    if match is None or _ABSOLUTE.search(folded) or not _is_all(folded, match):
        return None
    base = _BASE_OF.get(match["base"] or "", "")
    signs = re.search("[<>≥≤=]|不低于|不少于", folded[: match.start()])
    amount = read_amount(match["amount"], match["amount"]) if match["amount"] and not signs else None
    if amount is None:
        if match["amount"] and re.search("[0-9]", match["amount"]):
            return None
        if not base and not match["amount"]:
            return None  # 提高, 下降: against what, nobody can tell
        return Change(base, "<" if match["fall"] else ">", Decimal(0), "") if base else None
    if match["fall"]:
        return Change(base, _FLIPPED[amount.operator], -amount.number, amount.unit)
    return Change(base, amount.operator, amount.number, amount.unit)


def _is_all(folded: str, match: re.Match[str]) -> bool:
    """Whether the words before a change are what changes: 就业率提高3%; and no number stands there."""
    before = folded[: match.start()]
    return not re.search("[0-9<>=≥≤，,；;。]", before) and len(before) <= 12


_GRADE = re.compile(
    "(?:[≥≤<>=]|不低于|达到|达|为|获得?)?(?:国家|省|市)?(?:[一二三四五六七八九1-9]级(?:[甲乙丙]等?)?|[一二三]甲|[甲乙丙丁][级等]|[优良中差](?:秀|好|等|级)?|[A-F]{1,5}[+-]?[级类等]?"
    "|[一二三四特1-9]等奖?|[一二三四五1-9]星级?|合格|及格|不合格|[345]A级?(?:景区)?|[一二三四五1-9]类)(?:[及或和]?以上|等次|标准|等级|水平|保护|等保|医院)?"
)
_RATIO = re.compile(rf"[^0-9]{{0,12}}?(?P<one>{DIGITS})[:比](?P<other>{DIGITS})(?:[及或]?以[上下内])?")
_FRACTION = re.compile(
    rf"[^0-9]{{0,12}}?(?:(?P<top>{DIGITS})/(?P<bottom>{DIGITS})|(?P<of>(?!百分){NUMERAL})分之(?P<share>{NUMERAL}))(?:[及或]?以[上下内])?"
)


def is_grade(folded: str) -> bool:
    """Whether a folded value is a grade of a scale: 优, 二级甲等, A级, 良好以上."""
    return _GRADE.fullmatch(folded) is not None


def read_ratio(folded: str) -> Decimal | None:
    """1:18 and 1/3 and 三分之二 as one number, to six decimals; None where `folded` is no ratio."""
    match = _RATIO.fullmatch(folded) or _FRACTION.fullmatch(folded)
    if match is None:
        return None
    found = match.groupdict()
    if found.get("of"):
        top, bottom = read_whole_numeral(found["share"]), read_whole_numeral(found["of"])
        pair = (Decimal(top), Decimal(bottom)) if top is not None and bottom else None
    else:
        one, other = read_number(found.get("one") or found["top"]), read_number(found.get("other") or found["bottom"])
        pair = (one, other) if one is not None and other else None
    return None if pair is None else (pair[0] / pair[1]).quantize(Decimal("0.000001"))


def read_parts(value: str, folded: str) -> tuple[str, ...]:
    """The parts of a value that holds two numbers or more, as printed, where each part can be read by itself; else ()."""
    cuts = [0, *(match.end() for match in re.finditer("[；;，,、。/和及]", folded)), len(folded)]
    pieces = [(value[a:b].strip("；;，,、。/和及"), folded[a:b].strip("；;，,、。/和及")) for a, b in pairwise(cuts)]
    pieces = [(printed, piece) for printed, piece in pieces if piece]
    if len(pieces) == 1 and re.match("[0-9]", folded):
        pieces = [
            (value[a:b], folded[a:b]) for a, b in (match.span() for match in re.finditer(f"{DIGITS}[^0-9]+", folded))
        ]
    numbered = [piece for _, piece in pieces if re.search("[0-9]", piece)]
    if len(numbered) < 2 or not all(_is_read(piece) for piece in numbered):
        return ()
    return tuple(printed for printed, _ in pieces)


def _is_read(piece: str) -> bool:
    return bool(read_amount(piece, piece) or read_range(piece, piece) or read_date(piece) or read_change(piece))


def is_unparsed(folded: str) -> bool:
    """Whether a folded value that nothing else reads holds a number all the same: our gap, not the institution's."""
    return re.search("[0-9]|分之|半年|翻[一两]?番", folded) is not None
