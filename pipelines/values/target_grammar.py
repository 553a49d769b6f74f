"""The grammar of one printed target value (指标值): operator, number, unit; or range, date, boolean, text.

Here belongs which of these a value is, by itself. Here do not belong its parts: numbers (`numerals.py`, `target_numbers.py`),
dates (`target_dates.py`), wordings (`target_wordings.py`), units (`units.py`); nor the indicator's name and frames
(`targets.py`). Nothing is coerced: what the grammar does not read is `text`, and the printed value always stays beside what
was read from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipelines.values.numerals import fold_value
from pipelines.values.target_dates import Deadline, read_date
from pipelines.values.target_numbers import Amount, read_amount, read_range
from pipelines.values.target_wordings import Change, is_grade, is_unparsed, read_change, read_parts, read_ratio
from pipelines.values.text import compact
from pipelines.values.units import standard_unit

Kind = Literal["number", "range", "boolean", "date", "text"]
Nature = Literal["number", "range", "boolean", "date", "change", "grade", "ratio", "parts", "wording", "unparsed"]


@dataclass(frozen=True, slots=True)
class Target:
    """What one printed target value says.

    `kind` is None where nothing is printed. `operator` is one of = >= > <= < between, None for boolean and
    text; = also where none is printed, and for 约 and 左右. `unit` is as printed, empty where none.
    `standard_number` is the number with 万 and 亿 multiplied in and spellings of a unit joined,
    `standard_unit` its unit, both None where there is no number. A date has no number, but a bare year keeps
    its own (2025年).

    `nature` parts what is `text`: a change against another year (`change`: 同比增长5%), a grade (优, 二级), a ratio (1:18,
    as `ratio`), two or more numbers (`parts`: 本科≥90%、专科≥85%), a wording that nobody can measure (改善), and what holds a
    number that the grammar cannot read (`unparsed`). For every other kind it is the kind. `deadline` is a date's.
    """

    kind: Kind | None
    operator: str | None = None
    number: Decimal | None = None
    number_high: Decimal | None = None
    unit: str = ""
    standard_number: Decimal | None = None
    standard_unit: str | None = None
    nature: Nature | None = None
    deadline: Deadline | None = None
    change: Change | None = None
    ratio: Decimal | None = None
    parts: tuple[str, ...] = ()


_BOOLEAN = re.compile(r"=?[是否]。?|[☑✓√]是[□☐]否|[□☐]是[☑✓√]否")
# （含）, （含90%） and （含本数） after a number say what 以上 says anyway.
_INCLUSIVE = re.compile(r"\(含(?:[0-9.%]*|本[数级日]|当[日天]|以上)\)")


def read_target(printed: str | None) -> Target:
    """What `printed` says by itself: `standard_unit` is empty where it prints no unit. Never raises: what cannot be read is of
    kind text."""
    value = compact(printed or "")
    if not value:
        return Target(None)
    folded = fold_value(value)
    for match in reversed(list(_INCLUSIVE.finditer(folded))):
        value, folded = (text[: match.start()] + text[match.end() :] for text in (value, folded))
    if _BOOLEAN.fullmatch(folded):
        return Target("boolean", nature="boolean")
    if deadline := read_date(folded):
        return _dated(deadline)
    if change := read_change(folded):
        return Target("text", nature="change", change=change)
    if (ratio := read_ratio(folded)) is not None:
        return Target("text", nature="ratio", ratio=ratio)
    if amount := read_amount(value, folded) or read_range(value, folded):
        return _measured(amount)
    return _worded(value, folded)


def _dated(deadline: Deadline) -> Target:
    if deadline.only_year and deadline.year is not None:
        return Target("date", deadline.operator, Decimal(deadline.year), None, "年", nature="date", deadline=deadline)
    return Target("date", deadline.operator, nature="date", deadline=deadline)


def _measured(amount: Amount) -> Target:
    unit, factor = standard_unit(amount.standard_of or amount.unit)
    kind: Literal["number", "range"] = "number" if amount.high is None else "range"
    return Target(
        kind, amount.operator, amount.number, amount.high, amount.unit, amount.number * factor, unit, nature=kind
    )


def _worded(value: str, folded: str) -> Target:
    if is_grade(folded):
        return Target("text", nature="grade")
    if parts := read_parts(value, folded):
        return Target("text", nature="parts", parts=parts)
    return Target("text", nature="unparsed" if is_unparsed(folded) else "wording")
