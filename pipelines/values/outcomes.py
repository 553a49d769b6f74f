"""Whether a target was met, by what a self-evaluation prints as achieved.

Here belongs comparing one target with one achieved value. Here does not belong what either says by itself
(`target_grammar.py`) nor whether the self-evaluation repeats the target that the budget set (`same_target` tells two
printed targets apart, who asks is the warehouse's business).

Nothing is guessed: a wording (完成, 达成预期指标), units that do not compare and a number whose better side is unknown have
no outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipelines.values.directions import Direction, name_direction
from pipelines.values.numerals import fold_value
from pipelines.values.target_dates import Deadline
from pipelines.values.target_grammar import Target, read_target
from pipelines.values.text import compact
from pipelines.values.units import name_unit, standard_unit

Outcome = Literal["met", "exceeded", "missed"]

_MORE, _LESS = frozenset({">=", ">"}), frozenset({"<=", "<"})
_STRICT = frozenset({">", "<"})
# By canonical category, where neither operator nor name tells: counts and satisfaction are to be reached, costs not to be
# passed (DOMAIN.md). Quality and effects have both kinds of rates.
_BY_CATEGORY: dict[str, Direction] = {
    "11": "more", "31": "more", "14": "less", "41": "less", "42": "less", "43": "less"
}  # fmt: skip
_ENDS = "=。."
_OPERATORS = "≥≤≧≦><=＞＜＝≮≯不低高少多于"

_read = lru_cache(maxsize=1 << 16)(read_target)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Target and achieved number in one unit."""

    target: Decimal
    high: Decimal | None
    achieved: Decimal


def outcome(
    target: str | None,
    achieved: str | None,
    name: str = "",
    level2_code: str | None = None,
    fiscal_year: int | None = None,
) -> Outcome | None:
    """Whether `achieved` meets `target`, both as printed, of the indicator `name`; None where that cannot be told.

    By the target's operator; where it prints none or `=`, by whether more or less is better: the name's words, else the
    canonical category `level2_code`. Equal is met, better is exceeded, worse is missed; `＞90%` is missed by 90%. Dates are met or missed; those without a year
    are of `fiscal_year`.
    """
    wanted, got = _read(target), _read(achieved)
    if wanted.kind == "boolean" and got.kind == "boolean":
        return _answered(target or "", achieved or "")
    if wanted.deadline and got.deadline:
        return _dated(wanted.deadline, got.deadline, fiscal_year)
    if wanted.kind not in ("number", "range") or got.kind != "number":
        return None
    pair = _in_one_unit(wanted, got, name)
    if pair is None:
        return None
    better = name_direction(name) or _BY_CATEGORY.get(level2_code or "")
    if wanted.kind == "range":
        return _within(pair, got, better)
    return _against(pair, wanted.operator or "=", got.operator or "=", better)


def same_target(one: str | None, other: str | None, name: str = "") -> bool | None:
    """Whether two printed targets ask for the same; None where one of them is not printed. An operator that only one side
    prints makes no difference, nor does a unit, white space or the form of a sign."""
    if not one or not other or not compact(one) or not compact(other):
        return None
    first, second = _read(one), _read(other)
    if first.kind != second.kind or first.kind not in ("number", "range"):
        return _folded(one) == _folded(other)
    pair = _in_one_unit(first, second, name)
    if pair is None or pair.target != pair.achieved:
        return False
    if first.kind == "range":
        return first.number_high == second.number_high
    printed = [_prints_operator(each) for each in (one, other)]
    return first.operator == second.operator or not all(printed)


def _folded(value: str) -> str:
    return fold_value(compact(value)).strip("。.;；,，、=")


def _prints_operator(value: str) -> bool:
    folded = compact(value)
    return folded[:1] in _OPERATORS or folded.endswith(("以上", "以下", "以内", "及以上", "及以下"))


def _answered(target: str, achieved: str) -> Outcome | None:
    """Yes and no, where both are printed as such."""
    wanted, got = compact(target).strip(_ENDS), compact(achieved).strip(_ENDS)
    if {wanted, got} <= {"是", "否"}:
        return "met" if wanted == got else "missed"
    return None


def _dated(wanted: Deadline, got: Deadline, fiscal_year: int | None) -> Outcome | None:
    if wanted.operator not in ("=", "<=", "<") or got.operator not in ("=", "<=", "<"):
        return None
    if fiscal_year is None and (wanted.year is None or got.year is None):
        return None
    latest, reported = (each.last_day(fiscal_year or 0) for each in (wanted, got))
    if latest is None or reported is None:
        return None
    if reported < latest or (reported == latest and (wanted.operator != "<" or got.operator == wanted.operator)):
        return "met"
    precise = got.operator == "=" and not got.only_year
    later = (reported.year, reported.month) > (latest.year, latest.month) or got.day is not None
    return "missed" if precise and later else None


def _in_one_unit(wanted: Target, got: Target, name: str) -> _Pair | None:
    """Both numbers as printed where one prints no unit, since it is then in the other's; else in their standard unit."""
    assert wanted.number is not None and got.number is not None
    if wanted.unit and got.unit:
        if wanted.standard_unit != got.standard_unit or wanted.standard_number is None or got.standard_number is None:
            return None
        _, factor = standard_unit(wanted.unit)
        high = None if wanted.number_high is None else wanted.number_high * factor
        return _Pair(wanted.standard_number, high, got.standard_number)
    if wanted.unit == "%" and 0 < got.number <= 1 < wanted.number:
        return None  # 0.98 may stand for 98%.
    if got.unit and not wanted.unit and not _fits(got.unit, name):
        return None
    return _Pair(wanted.number, wanted.number_high, got.number)


def _fits(unit: str, name: str) -> bool:
    """Whether a number in `unit` compares with one that prints none: its own name says the unit, or it is no multiple."""
    standard, factor = standard_unit(unit)
    named = name_unit(name)
    return standard_unit(named) == (standard, factor) if named else factor == 1


def _against(pair: _Pair, operator: str, reported: str, better: Direction | None) -> Outcome | None:
    if operator in _MORE | _LESS:
        better = "more" if operator in _MORE else "less"
    if reported != "=":
        return _bounded(pair, operator, reported, better)
    if pair.achieved == pair.target:
        return "missed" if operator in _STRICT else "met"
    if better is None:
        return None
    return "exceeded" if (pair.achieved > pair.target) == (better == "more") else "missed"


def _bounded(pair: _Pair, operator: str, reported: str, better: Direction | None) -> Outcome | None:
    """What is reported as a bound (≥50个 again) is met where all that it allows meets the target."""
    if pair.achieved == pair.target and (reported == operator or operator == "="):
        return "met"
    if better == "more" and reported in _MORE and pair.achieved > pair.target:
        return "exceeded"
    if better == "less" and reported in _LESS and pair.achieved < pair.target:
        return "exceeded"
    return (
        "met" if pair.achieved == pair.target and operator not in _STRICT and _same_side(operator, reported) else None
    )


def _same_side(operator: str, reported: str) -> bool:
    return {operator, reported} <= _MORE or {operator, reported} <= _LESS


def _within(pair: _Pair, got: Target, better: Direction | None) -> Outcome | None:
    if pair.high is None or got.operator != "=":
        return None
    if pair.target <= pair.achieved <= pair.high:
        return "met"
    over = pair.achieved > pair.high
    return "exceeded" if better is not None and over == (better == "more") else "missed"
