"""Printed target values (指标值) as something that compares: operator, number, unit; or range, date, boolean,
text.

Here belong the grammar of one printed value, the unit in brackets of an indicator's name, the direction
(whether more or less is better), and the columns these make of a frame. Here does not belong comparing two
years (sql/views does that) nor money of projects (`money.py`). Nothing is coerced: what the grammar does not
read is `text`, and the printed value always stays beside what was read from it.

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

import polars as pl

from pipelines.reference import read_rows
from pipelines.values.text import compact

Kind = Literal["number", "range", "boolean", "date", "text"]
Direction = Literal["more", "less"]


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
_BOOLEAN = re.compile(r"[=＝]?[是否][。]?")

_SCALE = re.compile("(亿|千万|百万|十万|万)")
_SCALES = {word: Decimal(10) ** power for word, power in (("十万", 5), ("百万", 6), ("千万", 7), ("万", 4), ("亿", 8))}
_FOLD_UNIT = str.maketrans({"（": "(", "）": ")", "／": "/", "•": "·", "・": "·", "∙": "·", "‧": "·", "％": "%"})
_NAME_UNIT = re.compile(r"[（(]([^（()）]{1,8})[）)][。.]?$")
_LARGEST = Decimal(10) ** 18


def _units() -> dict[str, tuple[str, Decimal]]:
    rows = read_rows("units.csv", ("unit", "standard_unit", "factor"))
    return {row["unit"].translate(_FOLD_UNIT): (row["standard_unit"], Decimal(row["factor"])) for row in rows}


def _directions() -> dict[str, Direction]:
    words: dict[str, Direction] = {}
    for row in read_rows("directions.csv", ("word", "direction")):
        if row["direction"] not in ("more", "less"):
            raise ValueError(f"directions.csv: {row['word']}: {row['direction']!r} is neither more nor less")
        words[row["word"]] = "more" if row["direction"] == "more" else "less"
    return words


_UNITS = _units()
_DIRECTIONS = _directions()
_DIRECTION_WORD = re.compile(f"(?=({_either(_DIRECTIONS)}))")


def _number(printed: str) -> Decimal | None:
    number = Decimal(printed.replace(",", "").replace("，", "").replace("．", ".").replace("－", "-"))
    return number if abs(number) < _LARGEST else None


def _standard(unit: str) -> tuple[str, Decimal]:
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
    if unit[:1] in ("年", "月", "日") and unit not in _UNITS and unit[1:2] not in ("/", "／"):
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


def _date(value: str) -> Target | None:
    if _DATE_SPAN.fullmatch(value):
        return Target("date", "between")
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    if match["span"]:
        return Target("date", "between")
    operator = "<=" if match["before"] or match["end"] else ">=" if match["after"] else "="
    if _BARE_YEAR.fullmatch(value):
        return Target("date", operator, Decimal(value[:-1]), None, "年")
    return Target("date", operator)


def _parse(printed: str | None) -> Target:
    """`parse_target` without the unit of the name: `standard_unit` is empty where the value prints none."""
    value = compact(printed or "")
    if not value:
        return Target(None)
    if _BOOLEAN.fullmatch(value):
        return Target("boolean")
    target = _date(value) or _single(value) or _range(value) or _tolerance(value)
    if target is None:
        return Target("text")
    if target.number is None or target.kind == "date":
        return target
    standard_unit, factor = _standard(target.unit)
    return Target(
        target.kind,
        target.operator,
        target.number,
        target.number_high,
        target.unit,
        target.number * factor,
        standard_unit,
    )


def parse_target(printed: str | None, name: str = "") -> Target:
    """The printed target value of the indicator `name`. A value without a unit takes its standard unit from
    the name's brackets; its printed `unit` stays empty. Never raises: what cannot be read is of kind text."""
    target = _parse(printed)
    if target.standard_number is None or target.standard_unit:
        return target
    standard_unit, factor = _standard(name_unit(name))
    return Target(
        target.kind,
        target.operator,
        target.number,
        target.number_high,
        target.unit,
        target.standard_number * factor,
        standard_unit,
    )


_DIRECTION_OF: dict[str, Direction] = {">=": "more", ">": "more", "<=": "less", "<": "less"}


def _name_direction(name: str) -> Direction | None:
    """What the longest word of reference/directions.csv in `name` says; None where none is there or two
    disagree."""
    words = _DIRECTION_WORD.findall(compact(name))
    longest = max(map(len, words), default=0)
    directions = {_DIRECTIONS[word] for word in words if len(word) == longest}
    return directions.pop() if len(directions) == 1 else None


def direction(printed: str | None, name: str = "") -> Direction | None:
    """Whether more or less of the indicator is better: by the printed operator, else by the words of its name
    (reviewed in reference/directions.csv), else None. Only numbers have one; a range, a date, a boolean and a
    text do not."""
    target = _parse(printed)
    if target.kind != "number" or target.operator is None:
        return None
    return _DIRECTION_OF.get(target.operator) or _name_direction(name)


_TARGET_SCHEMA = {
    "kind": pl.String,
    "operator": pl.String,
    "number": pl.Float64,
    "number_high": pl.Float64,
    "unit": pl.String,
    "standard_number": pl.Float64,
    "standard_unit": pl.String,
}


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _parsed_values(values: pl.Series, prefix: str) -> pl.DataFrame:
    """One row a distinct value of `values`: the value under `{prefix}_value`, and the columns of its
    target."""
    rows = []
    for value in values.unique().drop_nulls().to_list():
        target = _parse(value)
        rows.append(
            (
                value,
                target.kind,
                target.operator,
                _float(target.number),
                _float(target.number_high),
                target.unit if target.kind else None,
                _float(target.standard_number),
                target.standard_unit,
            )
        )
    schema = {
        f"{prefix}_value": pl.String,
        **{f"{prefix}_{name}": kind for name, kind in _TARGET_SCHEMA.items()},
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _parsed_names(names: pl.Series) -> pl.DataFrame:
    rows = []
    for name in names.unique().drop_nulls().to_list():
        standard_unit, factor = _standard(name_unit(name))
        rows.append((name, standard_unit, float(factor), _name_direction(name)))
    schema = {
        "indicator_name": pl.String,
        "_name_unit": pl.String,
        "_name_factor": pl.Float64,
        "_name_direction": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def add_targets(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the parsed targets beside its printed values; rows and their order stay.

    In: indicator_name, annual_value, cycle_value (String, null where a layout prints none). Added, for each
    of `annual_` and `cycle_`: kind, operator, unit, standard_unit (String), number, number_high,
    standard_number (Float64), as in `Target`, all null where nothing is printed; and direction (String: more,
    less, null), by the cycle value where it has one, else by the annual. Each distinct value and name is
    parsed once, so that a million rows take seconds.
    """
    out = frame.join(_parsed_names(frame["indicator_name"]), on="indicator_name", how="left", maintain_order="left")
    for prefix in ("annual", "cycle"):
        value = f"{prefix}_value"
        out = out.join(_parsed_values(frame[value], prefix), on=value, how="left", maintain_order="left")
        borrows = pl.col(f"{prefix}_standard_unit") == ""
        number, unit = f"{prefix}_standard_number", f"{prefix}_standard_unit"
        out = out.with_columns(
            pl.when(borrows).then(pl.col(number) * pl.col("_name_factor")).otherwise(pl.col(number)).alias(number),
            pl.when(borrows).then(pl.col("_name_unit")).otherwise(pl.col(unit)).alias(unit),
        )
    cycle, annual = (
        pl.when(pl.col(f"{prefix}_kind") == "number").then(
            pl.coalesce(
                pl.col(f"{prefix}_operator").replace_strict(_DIRECTION_OF, default=None, return_dtype=pl.String),
                pl.col("_name_direction"),
            )
        )
        for prefix in ("cycle", "annual")
    )
    return out.with_columns(pl.coalesce(cycle, annual).alias("direction")).drop(
        "_name_unit", "_name_factor", "_name_direction"
    )
