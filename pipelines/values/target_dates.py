"""Printed dates and deadlines: 2025年12月底前, 第四季度, 每年6月.

Here belong the wordings of dates. Here do not belong numbers of days and years (`target_grammar.py`).
"""

from __future__ import annotations

import re

_D = "[0-9０-９]"

_YEAR = r"(?:(?:19|20)[0-9]{2}年度?)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])[日号]"
_WHEN = r"(?:每年|每月|每季度|每学期|当年|次年|本年|本年度|年度)"
_PART = rf"(?:第?[一二三四1-4]季度|[上下]半年|{_MONTH}(?:[上中下]旬|{_DAY})?)"
_FORMS = (
    rf"(?:{_WHEN}|{_YEAR})?{_PART}[初中末底]?",
    rf"{_YEAR}[初中末底]?",
    rf"{_WHEN}?[年月][末底]",
    rf"[每当次]月(?:[初中末底]|{_DAY})",
    r"[本当]年度?",
    r"20[0-9]{2}(?P<mark>[-/.])(?:1[0-2]|0?[1-9])(?P=mark)(?:3[01]|[12][0-9]|0?[1-9])",
    r"20[0-9]{2}\.(?:1[0-2]|0?[1-9])(?=底|前|之前)",
)
_DATE = re.compile(
    rf"(?P<before>≤|≦|<=|＜=|不晚于|不迟于|截至|截止|截止到|截至到)?[=＝]?[于在]?(?:{'|'.join(_FORMS)})"
    rf"(?P<span>[-—~～至到](?={_D}){_YEAR}?{_PART}?)?"
    r"(?P<end>底?(?:前|之前|以前)|内|之内)?(?P<after>起|后|之后|以后)?(?:全部|全面)?(?:完成|完工|竣工|到位|发放)?[。．.]?"
)
_DATE_SPAN = re.compile(
    rf"(?:19|20)[0-9]{{2}}[-—~～至](?:19|20)[0-9]{{2}}年度?|{_YEAR}?(?:1[0-2]|[1-9])[-—~～至](?:1[0-2]|[1-9])月份?"
)
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}年")


def read_date(value: str) -> tuple[str, int | None] | None:
    """The operator of a printed date (=, <=, >= or between) and its year where it is nothing but a year; None where `value`
    is no date."""
    if _DATE_SPAN.fullmatch(value):
        return "between", None
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    if match["span"]:
        return "between", None
    operator = "<=" if match["before"] or match["end"] else ">=" if match["after"] else "="
    return operator, int(value[:-1]) if _BARE_YEAR.fullmatch(value) else None
