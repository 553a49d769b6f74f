"""Single numbers and ranges in a printed value: ≥10Gbps, 不低于90%, 三个以上, 80%以上教师, [90%,95%], ±5%.

Here belong operators, in signs and in words, and where a number's unit ends. Here do not belong the number itself
(`numerals.py`) nor what is compared with another year (`target_wordings.py`).

The rule for a single number: an operator or none, a number, its unit, and perhaps words that add nothing to it. A value in
which a second number stands is never read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipelines.values.numerals import DIGITS, NUMBER, NUMERAL, read_number
from pipelines.values.units import is_known_unit, known_beginning


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or (with `high`) a range; `unit` as printed, `standard_of` the unit to compare by where that is another
    (每月1次: 次/月)."""

    operator: str
    number: Decimal
    high: Decimal | None
    unit: str
    standard_of: str = ""


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NOT = ("不", "不得", "不能", "不可", "不应", "不宜", "不会")
_OPERATORS = {
    ">=": [
        "≥", ">=", "=>", "大于等于", "大于或等于", "高于等于", "高于或等于", "多于或等于", "至少", "最少", "最低", "不下", "不亚于",
        *(no + word for no in _NOT for word in ("低于", "少于", "小于", "短于", "低過")),
    ],
    "<=": [
        "≤", "<=", "=<", "小于等于", "小于或等于", "低于等于", "低于或等于", "少于或等于", "至多", "最多", "最高", "控制在", "不超", "限于",
        "上限", "控制", *(no + word for no in _NOT for word in ("超过", "高于", "大于", "多于", "长于", "超出", "超")),
    ],
    ">": [">", "大于", "高于", "多于", "超过", "超出", "超", "逾", "突破", "优于"],
    "<": ["<", "小于", "低于", "少于", "不足", "不到", "未满", "短于"],
    "=": ["=", "等于", "约为", "大约", "约", "近", "将近", "接近", "达到", "达", "为", "共计", "共", "合计", "总计", "累计"],
}  # fmt: skip
_OPERATOR_OF = {word: operator for operator, words in _OPERATORS.items() for word in words}
_OPERATOR = _either(_OPERATOR_OF)
# Words before a number that say nothing of it.
_FILLER = _either(
    [
        "应当",
        "应该",
        "应",
        "必须",
        "须",
        "需要",
        "需",
        "要",
        "力争",
        "争取",
        "努力",
        "确保",
        "保证",
        "保障",
        "保持在",
        "保持",
        "维持在",
        "维持",
        "稳定在",
        "稳定",
        "严格",
        "实现",
        "完成",
        "预计",
        "计划",
        "预期",
        "目标",
        "目标值",
        "指标值",
        "总体",
        "整体",
        "平均",
        "原则上",
        "基本",
        "均",
        "在",
        "到",
        "至",
        "共",
        "一般",
        "年度",
        "全年",
        "年均",
        "年内",
        "每年",
        "每年度",
        "提高到",
        "提高至",
        "提升到",
        "提升至",
        "增加到",
        "增加至",
        "增长到",
        "增长至",
        "上升到",
        "上升至",
        "降低到",
        "降低至",
        "下降到",
        "下降至",
        "降到",
        "降至",
        "减少到",
        "减少至",
        "缩短到",
        "缩短至",
        "压缩到",
        "压缩至",
        "值",
        "数",
        ":",
        ",",
    ]
)
# Words before a number that its unit is counted by.
_PER = {"每月": "月", "每季度": "季度", "每季": "季度", "每周": "周", "每日": "日", "每天": "天", "每学期": "学期", "每学年": "学年",
        "每人": "人", "人均": "人", "生均": "生", "每生": "生", "每半年": "半年", "每班": "班", "每校": "校"}  # fmt: skip
_LEADING = re.compile(rf"(?P<operator>\((?:{_OPERATOR})\)|{_OPERATOR})|(?P<filler>{_FILLER})|(?P<per>{_either(_PER)})")
_SIGNED = re.compile(_either([*_OPERATORS[">="], *_OPERATORS["<="], *_OPERATORS[">"], *_OPERATORS["<"]]))
# Words after the number; 以上、以下、以内 include the number itself (民法典 1259条).
_AFTER_OF = {
    **dict.fromkeys(("及以上", "或以上", "和以上", "以上", "及其以上", "+"), ">="),
    **dict.fromkeys(("及以下", "或以下", "以下", "及以内", "或以内", "以内", "之内", "封顶", "为限"), "<="),
    **dict.fromkeys(("左右", "上下"), "="),
}
_MIRRORED = {"≤": ">=", "<=": ">=", "=<": ">=", "<": ">", "≥": "<=", ">=": "<=", "=>": "<=", ">": "<"}
_AFTER = re.compile(
    rf"(?P<unit>.*?)(?:(?P<word>{_either(_AFTER_OF)})|(?P<sign>{_either(_MIRRORED)})|(?P<within>内))(?P<tail>.*)"
)
_TIME_UNIT = re.compile("个?(?:秒钟?|分钟?|小时|天|日|工作日|自然日|周|星期|月|季度|年|学时)(?:时间)?")
_MORE = re.compile("(?:余|多(?![媒功样元种])|来(?![源访自]))")
# A subject whose number is counted from something else, or names it.
_NO_SUBJECT = re.compile("[第每较比±≠×*^+]|同比|环比|分之$|[，,；;。]")
_NAMES_ITS_NUMBER = re.compile("[前后版号A-Za-z./-]$|[前后]")
_COUNTED = re.compile(f"{NUMERAL}(?![等级类流批期体般致定]|次性)[个项次人名种篇件场家套]")
# What stands after a number that names something: 二级, 5号楼, 一等奖, 一次性, 8年级; and the letters of 3D, 5G.
_NAMING = re.compile(
    "[级号等届楼栋幢#星]|学?年级|年制|[条次]?性|方位|热线|专线|电话|报警|高校|院校|工程|计划|行动|模式|标准|体系|[+×*^:/\\\\.~-]"
)
_NAMING_LETTER = re.compile("[DGKAXPSV](?![A-Za-z/])")
_NAMING_NUMERAL = re.compile("[类期本档流线批方体般定致步样旦些直时同心分贯]|带一路")
# 零 and 0 go with what does not happen.
_NOTHING = re.compile(
    "(?:[重特较]大|安全|责任|质量|伤亡)*(?:事故|投诉|差错|失误|发生|伤亡|违规|违纪|违法|案件|上访|缺陷|故障|责任事故|舆情|感染|泄露|死亡|延误)(?:发生|率)?"
)
_UNIT_TEXT = "[^0-9<>=≥≤~±]*?"
_TO = "(?:-{1,2}|~{1,2}|至|到)"
_RANGES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<lead>[^0-9<>=≥≤]*?=?)(?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT}){_TO}(?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})(?:之间|左右|以内|范围内?|不等)?",
        rf"(?P<lead>)[\[(](?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT})[,，、;；\-~](?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})[\])]",
        rf"(?P<lead>介于|在)(?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT})(?:和|与|及|、|,|{_TO})(?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})之?间",
        rf"(?P<lead>)(?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT})(?:≤|<=|<)[^0-9<>=≥≤]*(?:≤|<=|<)(?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})",
        rf"(?P<lead>)(?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT})[及或]?以上[，,、；;]?(?:且|并且|至|到)?(?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})[及或]?以[下内]",
        rf"(?P<lead>)(?:{_either([*_OPERATORS['>='], *_OPERATORS['>']])})(?P<low>{NUMBER})(?P<unit_low>{_UNIT_TEXT})[，,、；;]?(?:且|并且|同时|并|和)?"
        rf"(?:{_either([*_OPERATORS['<='], *_OPERATORS['<']])})(?P<high>{NUMBER})(?P<unit>{_UNIT_TEXT})",
    )
)  # fmt: skip
_TOLERANCE = re.compile(
    rf"(?:控制在|偏差|误差|在)*(?P<mid>{DIGITS})?(?P<unit_mid>{_UNIT_TEXT})(?:±|\+/-)(?P<by>{DIGITS})(?P<unit>[^0-9]*?)(?:以内|之内|之间|范围内|内)?"
)


def read_amount(value: str, folded: str) -> Amount | None:
    """The single number of `value` (`folded` is its folded form); None where it holds none, or more, or contradicts
    itself."""
    first = re.search(rf"(?<![0-9.,])-?{DIGITS}", folded)
    if first is not None:
        if re.search("[0-9]", folded[first.end() :].replace("m2", "m²").replace("m3", "m³")):
            return None
        return _amount_at(value, folded, first.start(), first.end())
    for numeral in re.finditer(NUMERAL, folded):
        if (amount := _amount_at(value, folded, *numeral.span())) is not None:
            return amount
    return None


def _amount_at(value: str, folded: str, start: int, end: int) -> Amount | None:
    number = read_number(folded[start:end])
    before = _before(folded[:start])
    if number is None or before is None:
        return None
    subject, operators, per = before
    rest, rest_as_printed = folded[end:], value[end:]
    if more := _MORE.match(rest):
        operators.append(">")
        rest, rest_as_printed = rest[more.end() :], rest_as_printed[more.end() :]
    after = _after(rest)
    if after is None:
        return None
    length, operator = after
    if operator:
        operators.append(operator)
    is_numeral = re.match("-?[0-9]", folded[start:end]) is None
    is_percent = folded.startswith("百分之", start)
    unit = _unit(rest[:length], rest_as_printed[:length])
    if unit is None or not _may_be_counted(number, rest[:length], unit, is_numeral and not is_percent, bool(operators)):
        return None
    signed = _one_operator(operators)
    if signed is None or (subject and not _may_be_subject(subject, bool(operators), is_numeral, unit)):
        return None
    if is_percent:
        unit = "%" + unit
    return Amount(signed, number, None, unit, f"{unit}/{per}" if per and "/" not in unit else "")


def _before(text: str) -> tuple[str, list[str], str] | None:
    """What stands before a number: (subject, operators, what it is counted per); None where a sign stands before the
    subject."""
    for start in range(len(text) + 1):
        at, operators, per = start, [], ""
        while match := _LEADING.match(text, at):
            if match["operator"]:
                operators.append(_OPERATOR_OF[match["operator"].strip("()")])
            per = _PER[match["per"]] if match["per"] else per
            at = match.end()
        if at == len(text):
            return None if _SIGNED.search(text[:start]) else (text[:start], operators, per)
    return None


def _after(rest: str) -> tuple[int, str] | None:
    """(length of the unit, operator or "") of what follows a number; None where two signs stand in it."""
    match = _AFTER.fullmatch(rest)
    if match is None or (match["within"] and not _TIME_UNIT.fullmatch(match["unit"])):
        return (len(rest), "") if not re.search("[<>=≥≤±]", rest) else None
    if match["word"] == "+" and match["tail"]:
        return len(rest), ""  # 1+X证书
    if re.search("[<>=≥≤±]", match["tail"]):
        return None
    operator = "<=" if match["within"] else _MIRRORED[match["sign"]] if match["sign"] else _AFTER_OF[match["word"]]
    return match.end("unit"), operator


def _unit(text: str, printed: str) -> str | None:
    """The unit at the beginning of what follows a number, as printed; None where it is a name's number (二级, 5号楼)."""
    if text and _NAMING.match(text):
        return None
    text = re.split("[，,；;。、:]|(?<=[^A-Za-z0-9/])\\.", text, maxsplit=1)[0].rstrip(".")
    if bracketed := re.fullmatch(r"\(([^()]*)\)", text):
        return printed[1 : 1 + len(bracketed[1])]
    return printed[: known_beginning(text)]


def _may_be_counted(number: Decimal, rest: str, unit: str, is_numeral: bool, is_signed: bool) -> bool:
    """Whether a number and what follows it count something. 2025年全年 is no number of years, 三方 no number of 方."""
    if 1990 <= number <= 2099 and re.match("年.|学年", rest):
        return False
    if rest.startswith(("月", "日")) and not is_known_unit(rest) and not is_signed and "/" not in rest[:2]:
        return False
    if number < 10 and not is_signed and _NAMING_LETTER.match(rest):
        return False
    if not is_numeral:
        return True
    if number == 0:
        return not rest or is_known_unit(unit) or _NOTHING.fullmatch(rest) is not None
    return not _NAMING_NUMERAL.match(rest) and (not rest or is_known_unit(unit))


def _may_be_subject(subject: str, is_signed: bool, is_numeral: bool, unit: str) -> bool:
    """Whether what stands before a number is what it counts: 师生满意度≥90%, 举办讲座5场; not 等保2.0, 第13个月."""
    if _NO_SUBJECT.search(subject) or _COUNTED.search(subject) or len(subject) > 20:
        return False
    if is_signed:
        return True
    return not is_numeral and is_known_unit(unit) and not _NAMES_ITS_NUMBER.search(subject)


def _one_operator(operators: list[str]) -> str | None:
    """The one operator that the printed ones agree on; None where they contradict each other.

    达到90%以上 is >=; ＞90%以上 is >, its sign is more exact than its word; ≥5%以内 contradicts itself.
    """
    signs = [operator for operator in operators if operator != "="]
    if not signs:
        return "="
    return signs[0] if len({operator[0] for operator in signs}) == 1 else None


def read_range(value: str, folded: str) -> Amount | None:
    """The range of `value`: 90%-95%, 三至五次, ≥90%且≤95%, (90%,95%], 90%≤满意度≤95%, ±5%, 100±5人; None where it is none."""
    for pattern in _RANGES:
        if match := pattern.fullmatch(folded):
            return _range(match, value)
    return _tolerance(value, folded)


def _range(match: re.Match[str], value: str) -> Amount | None:
    low, high = read_number(match["low"]), read_number(match["high"])
    unit_low, unit = match["unit_low"], match["unit"].rstrip("。.")
    padded = any(re.match("0[0-9]", match[side]) for side in ("low", "high"))
    lead = _before(match["lead"].removesuffix("介于"))
    if low is None or high is None or low > high or padded or lead is None or lead[0]:
        return None
    if lead[1] and _one_operator(lead[1]) not in ("=", "<="):
        return None
    if (unit and not unit.startswith(unit_low)) or _NAMING.match(unit or unit_low):
        return None
    if re.match("[零〇一二两三四五六七八九十百千]", match["high"]) and unit and not is_known_unit(unit):
        return None
    start = match.start("unit") if unit else match.start("unit_low")
    length = known_beginning(unit or unit_low)
    return Amount("between", low, high, value[start : start + length])


def _tolerance(value: str, folded: str) -> Amount | None:
    """±5% is the range -5% to 5%, 100±5人 is 95 to 105."""
    match = _TOLERANCE.fullmatch(folded)
    if match is None or match["unit_mid"] not in ("", match["unit"]):
        return None
    if match["mid"] and not match["unit_mid"] and match["unit"].startswith("%"):
        return None  # 100±5%: of the number or of its percents, nobody can tell
    middle = read_number(match["mid"]) if match["mid"] else Decimal(0)
    by = read_number(match["by"])
    if middle is None or by is None:
        return None
    return Amount("between", middle - by, middle + by, None or value[match.start("unit") : match.end("unit")])
