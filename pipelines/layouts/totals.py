"""Rows that add others up: how they are called, and whether what they print is the sum of rows beside them.

Here belong subtotals of a page, a group, a department or an institution. Here does not belong the institution's own total
row, which `consistency.py` compares with all of its projects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.model.records import TOTAL, Amount, Finding
from pipelines.values.money import UNITS
from pipelines.values.text import compact

_TOTAL_NAME = re.compile(
    r"(?:[一二三四五六七八九十]+、|\d+[.、]|[(（][一二三四五六七八九十\d]+[)）])?"
    r"(?:本页|本表|本科目|本部门|本单位|部门|单位|项目|全部|累计|分类|其中)?(?:合计|总计|小计|共计|累计)(?:[:：]|[(（].*[)）])?"
)
_GROUP_NAME = re.compile(
    r"(?:[一二三四五六七八九十]+、|\d+[.、])?(?:特定目标类|其他运转类|公用经费类|运转类|人员类|专项业务类|事业发展类|民生类|部门专项|专项类)"
    r"(?:项目|支出)*(?:合计|小计)?"
)


def is_total_name(text: str) -> bool:
    """Whether a cell says that its row adds others up: 合计, 本页小计, 一、部门合计."""
    return bool(_TOTAL_NAME.fullmatch(compact(text)))


def is_group_name(text: str) -> bool:
    """Whether a cell names a group of projects: 特定目标类, 其他运转类."""
    return bool(_GROUP_NAME.fullmatch(compact(text)))


@dataclass(frozen=True, slots=True)
class Summed:
    """One row of money in the order of the table: a project's, or one that adds others up."""

    name: str
    amounts: dict[str, Decimal]
    printed: list[Amount]
    is_sum: bool


def amounts_by_source(total: Amount | None, amounts: Sequence[Amount]) -> dict[str, Decimal]:
    """The figures of a row by source, with its total; a row without a printed total adds up to it."""
    found = {amount.source: amount.yuan for amount in amounts if amount.source != "未区分"}
    found[TOTAL] = total.yuan if total else sum((amount.yuan for amount in amounts), Decimal(0))
    return found


def unexplained_sums(rows: Sequence[Summed], unit: str) -> list[Finding]:
    """An error for each sum that is not that of the projects before it (up to the sum before), nor of those behind it, nor
    of all, within rounding."""
    findings = []
    for at, row in enumerate(rows):
        if not row.is_sum:
            continue
        before, behind = _run(rows[:at][::-1]), _run(rows[at + 1 :])
        every = [each for each in rows if not each.is_sum]
        so_far = [each for each in rows[:at] if not each.is_sum]
        candidates = [before, behind, every, so_far, *_until_each_sum(rows[at + 1 :])]
        off = [
            figure for figure in row.printed if not any(_explains(figure, candidate, unit) for candidate in candidates)
        ]
        findings += [
            Finding(
                "error", "subtotal_mismatch", row.name or TOTAL,
                f"{row.name or TOTAL} prints {figure.printed} {unit} for {figure.source}, which no rows beside it add up to",
                figure.page, figure.box,
            )
            for figure in off
        ]  # fmt: skip
    return findings


def _run(rows: Sequence[Summed]) -> list[Summed]:
    """The projects up to the next sum."""
    end = next((at for at, row in enumerate(rows) if row.is_sum), len(rows))
    return list(rows[:end])


def _until_each_sum(rows: Sequence[Summed]) -> list[list[Summed]]:
    """The projects up to the second next sum, the third, and so on: a group of groups."""
    ends = [at for at, row in enumerate(rows) if row.is_sum][1:]
    return [[row for row in rows[:end] if not row.is_sum] for end in ends]


def _explains(figure: Amount, rows: Sequence[Summed], unit: str) -> bool:
    summed = sum((row.amounts.get(figure.source, Decimal(0)) for row in rows), Decimal(0))
    return abs(figure.yuan - summed) <= Decimal("0.005") * (len(rows) + 1) * UNITS[unit]
