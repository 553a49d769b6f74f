"""Printed dates and deadlines: 2025年12月底前, 第四季度, 每年6月, 次年3月底前.

Here belong the wordings of dates and the last day that each of them means. Here do not belong numbers of days and years
(`target_grammar.py`).

The last day of 2025年12月前 is 31 December: 以前 includes what it names, as 以上 and 以下 do (民法典 1259条), and a month that
is named is meant to its end.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pipelines.values.numerals import read_digits, read_whole_numeral


@dataclass(frozen=True, slots=True)
class Deadline:
    """A printed date: its operator (=, <=, >=, < , > or between) and the last day that it means.

    The day is that of `year`; where no year is printed, of the fiscal year plus `years_on` (次年: 1). `month` None: the
    day is not in the value (开学前). `day` None: the month's last. `only_year`: nothing but a year is printed (2025年).
    """

    operator: str
    year: int | None = None
    years_on: int = 0
    month: int | None = 12
    day: int | None = None
    only_year: bool = False

    def last_day(self, fiscal_year: int) -> date | None:
        """The last day meant by a value of `fiscal_year`; None where the value does not give it."""
        if self.month is None:
            return None
        year = self.year if self.year is not None else fiscal_year + self.years_on
        longest = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, longest if self.day is None else min(self.day, longest))


_CN = "[一二三四五六七八九十]"
_YEAR_DIGITS = "(?:19|20)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2}"
_YEARS_ON = {"次年": 1, "翌年": 1, "明年": 1, "来年": 1, "下一年": 1, "下年": 1, "上年": -1, "去年": -1}
_THIS_YEAR = "每年度?|本年度?|当年度?|今年|该年度?|预算年度|全年|年度"
_YEAR = (
    rf"(?:(?P<year>{_YEAR_DIGITS})年?度?|(?P<short>[1-4][0-9])年(?=[0-9一二三四五六七八九十第上下前底末初])"
    rf"|(?P<on>{'|'.join(_YEARS_ON)})度?|(?P<this>{_THIS_YEAR}))"
)
_MONTH = rf"(?P<month>1[0-2]|0?[1-9]|{_CN}{{1,2}})月份?"
_DAY = rf"(?P<day>3[01]|[12][0-9]|0?[1-9]|{_CN}{{1,3}})[日号]"
_QUARTER = "(?:第?(?P<quarter>[一二三四1-4])个?季度|(?P<first_quarters>前三季度)|(?P<half>[上下])半年)"
_TENTH = "(?P<tenth>[上中下])旬"
_CLOCK = r"(?:(?:24|[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|(?:24|[01]?[0-9]|2[0-3])[时点]|零时)?"
_POINT = "(?P<point>[初中末底])?"
_MARK = r"(?P<mark>[-/.])"
_FORMS = (
    rf"(?:{_YEAR}的?)?{_MONTH}(?:{_TENTH}|{_DAY}{_CLOCK})?{_POINT}",
    rf"(?:{_YEAR}的?)?{_QUARTER}{_POINT}",
    rf"{_YEAR}(?:全年|年(?=[底末初]))?{_POINT}",
    r"(?P<end_of_year>年[底末终]|年度?(?=[之以]?内))",
    rf"(?P<no_day>[每当次本]月(?:{_DAY}|{_POINT})|[每当本]?季度?[初末])",
    rf"(?P<year>(?:19|20)[0-9]{{2}}){_MARK}(?P<month>1[0-2]|0?[1-9])(?P=mark)(?P<day>3[01]|[12][0-9]|0?[1-9])日?{_CLOCK}",
    r"(?P<year>20[0-4][0-9])(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])",
    r"(?P<year>20[0-4][0-9])[-/.](?P<month>0[1-9]|1[0-2])",
    r"(?P<year>20[0-4][0-9])[-/.](?P<month>1[0-2]|[1-9])(?=底|末|之?前|以前)(?P<point>[底末])?",
    rf"{_DAY}(?=之?前|以前)",
)
_FORM_PATTERNS = tuple(map(re.compile, _FORMS))
_EVENT = re.compile(
    "(?:[春秋]季|新|本|每|下)?(?:学期|学年|学校)?(?:开学|放假|期末|[寒暑]假|学期|学年|春节|元旦|国庆节?|五一|项目|合同期?|财年|会计年度)"
    "(?:结束|期满|到期|截止|开始)?(?:期间|[之以]?[前后内]|[初中末底])"
)
_BEFORE = (
    ("<=", "不得?晚于|不得?迟于|不得?超过|最?迟于?|截止?至|截止?到|截止时间|截止|≤|<=|=<"),
    (">=", "不早于|≥|>=|=>|自|从"), ("<", "早于|<"), (">", "晚于|>"), ("=", "="),
)  # fmt: skip
_LEAD = re.compile(
    "(?:"
    + "|".join(f"(?P<b{n}>{words})" for n, (_, words) in enumerate(_BEFORE))
    + "|按时|按期|如期|按计划|计划|确保|力争|争取|预计|原则上|应当?|须|需|于|在|为|完成时间|时间)"
)
_TAIL = re.compile(
    r"(?:\(含\)|含)?(?P<by>[之以]?前|为止|止|[之以]?内|(?P<during>期间))?(?P<from>起|[之以]?后)?"
    r"(?P<rest>[^0-9<>=≥≤~:%/\-前后至到、，,；;]{0,12})[。.;；]?"
)
_TO = re.compile("[-~至到]{1,2}")
_YEAR_TO_YEAR = re.compile(
    r"(?P<first>(?:19|20)[0-9]{2})年?[-~至到]{1,2}(?P<last>(?:19|20)[0-9]{2})(?P<school>学?)年?度?"
)
_MONTH_TO_MONTH = re.compile(
    rf"(?:{_YEAR}的?)?(?:1[0-2]|0?[1-9])[-~至到](?P<last>1[0-2]|0?[1-9])月份?(?:底|末|期间|底?前)?"
)
_LIST = re.compile(rf"(?:{_YEAR}的?)?(?:(?:1[0-2]|0?[1-9])月份?[、,，和及])+{_MONTH}(?:底|末|[之以]?前)?")


def read_date(value: str) -> Deadline | None:
    """The date of a folded value (`fold_value`) without white space; None where it is no date."""
    return _span(value) or _listed(value) or _event(value) or _single(value)


def _span(value: str) -> Deadline | None:
    if match := _YEAR_TO_YEAR.fullmatch(value):
        first, last = int(match["first"]), int(match["last"])
        if first >= last:
            return None
        return Deadline("between", last, month=8 if match["school"] else 12)
    if match := _MONTH_TO_MONTH.fullmatch(value):
        return _of_year(match, "between", month=int(match["last"]))
    begun = _beginning(value)
    if begun is None:
        return None
    first_day, rest = begun
    to = _TO.match(rest)
    if to is None:
        return None
    ended = _beginning(rest[to.end() :])
    if ended is None or not _TAIL.fullmatch(ended[1]):
        return None
    last_day, _ = ended
    year = last_day.year if last_day.year is not None else first_day.year
    years_on = last_day.years_on or (first_day.years_on if last_day.year is None else 0)
    return Deadline("between", year, years_on, last_day.month, last_day.day)


def _listed(value: str) -> Deadline | None:
    """2025年6月、12月: the last of them."""
    match = _LIST.fullmatch(value)
    return None if match is None else _of_year(match, "=", month=_small(match["month"]))


def _event(value: str) -> Deadline | None:
    """开学前, 学期末: a date whose day the value does not give."""
    match = _EVENT.fullmatch(value)
    if match is None:
        return None
    return Deadline("<=" if value[-1] in "前内" else ">=" if value[-1] == "后" else "=", month=None)


def _single(value: str) -> Deadline | None:
    operators, at = [], 0
    while lead := _LEAD.match(value, at):
        operators += [operator for n, (operator, _) in enumerate(_BEFORE) if lead[f"b{n}"]]
        at = lead.end()
    begun = _beginning(value[at:])
    if begun is None:
        return None
    day, rest = begun
    event = _EVENT.match(rest)
    tail = _TAIL.fullmatch(rest[event.end() - 1 :] if event else rest)
    if tail is None or (tail["rest"] and not _may_follow(tail["rest"], day, tail)):
        return None
    if tail["by"] and not tail["during"]:
        operators.append("<=")
    if tail["from"]:
        operators.append(">=")
    signs = [operator for operator in operators if operator != "="]
    if len({operator[0] for operator in signs}) > 1:
        return None
    only_year = day.only_year and not rest.strip("。.")
    return Deadline(signs[0] if signs else "=", day.year, day.years_on, day.month, day.day, only_year)


def _may_follow(rest: str, day: Deadline, tail: re.Match[str]) -> bool:
    """Whether the words after a date leave it a date: 2025年12月底前发放到位, 6月份开展; 全年无事故 is none."""
    return bool(tail["by"]) or not (day.only_year or (day.year is None and day.month == 12 and day.day is None))


def _beginning(value: str) -> tuple[Deadline, str] | None:
    """The date that `value` begins with, as `=`, and what follows it; the longest of the forms."""
    matches = [match for match in (form.match(value) for form in _FORM_PATTERNS) if match and match.end()]
    for match in sorted(matches, key=lambda match: -match.end()):
        if (day := _day(match)) is not None:
            return day, value[match.end() :]
    return None


def _day(match: re.Match[str]) -> Deadline | None:
    found = match.groupdict()
    point = found.get("point")
    if found.get("no_day"):
        return Deadline("=", month=None)
    if found.get("month"):
        month = _small(found["month"])
        if month is None or not 1 <= month <= 12:
            return None
        day = _small(found["day"]) if found.get("day") else {"上": 10, "中": 20}.get(found.get("tenth") or point or "")
        if found.get("day") and (day is None or not 1 <= day <= calendar.monthrange(2024, month)[1]):
            return None
        return _of_year(match, "=", month=month, day=10 if point == "初" and not day else day)
    if found.get("day"):
        return Deadline("=", month=None)
    if found.get("quarter"):
        return _of_year(match, "=", month=3 * (_small(found["quarter"]) or 0))
    if found.get("first_quarters") or found.get("half"):
        return _of_year(match, "=", month={"上": 6, "下": 12}.get(found["half"] or "", 9))
    if point == "初":
        return _of_year(match, "=", month=1)
    if match[0] in ("年度", "每年", "每年度", "该年"):
        return None
    named = bool(found.get("year")) and not point
    if named and not re.search("年", match[0]):
        return None  # a bare 2025 is a number like any other
    return _of_year(match, "=", month=6 if point == "中" else 12, only_year=named)


def _of_year(
    match: re.Match[str], operator: str, month: int | None, day: int | None = None, only_year: bool = False
) -> Deadline:
    """The date of `match`, in the year that it prints."""
    found = match.groupdict()
    if found.get("year"):
        return Deadline(operator, read_digits(found["year"]), 0, month, day, only_year)
    if found.get("short"):
        return Deadline(operator, 2000 + int(found["short"]), 0, month, day)
    return Deadline(operator, None, _YEARS_ON.get(found.get("on") or "", 0), month, day)


def _small(numeral: str) -> int | None:
    return int(numeral) if numeral.isascii() else read_whole_numeral(numeral)
