"""Rows of indicators to records, for every layout that prints an indicator in a row of its own.

Here belongs how such rows become records: operator, value and unit as one target, long-term targets beside or above those of
the year, several indicators in one cell. Here does not belong where rows begin and end (`forms.py`, `expanded.py`), nor the
numbered text of layout `list` (`listing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.layouts.columns import Row, Value
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Indicator
from pipelines.tables.cells import Line
from pipelines.values.text import compact

_QUALITATIVE = frozenset({"定性", "定量", "定性指标", "定量指标"})
_ITEM = re.compile(r"^[(（]?(\d{1,2})(?:[.．、](?!\d)|[)）])\s*(?=\S)")
_BRACKETED_UNIT = re.compile(r"[(（]([%％‰])[)）]")


@dataclass(frozen=True, slots=True)
class _Target:
    """One printed target: whose it is, and its operator, value and unit joined."""

    row: Row
    level1: str
    level2: str
    name: Value
    text: str


def indicators_of(
    rows: Sequence[Row], project: str, findings: list[Finding], long_term: Sequence[Row] = ()
) -> list[Indicator]:
    """The indicators that the rows print, numbered through. `long_term` are the rows of a block of long-term targets; they
    and long-term columns beside the year's become the cycle value of the indicator of the same name. What is missing or
    doubtful is said in `findings`. Raises `Refused` where one cell holds several indicators that cannot be parted."""
    annual, cycle = [], []
    for row in rows:
        for part in _single(row, project):
            if part.text("indicator_name") or part.text("value") or not part.text("cycle:indicator_name"):
                annual.append(_target(part, ""))
            if part.text("cycle:indicator_name"):
                cycle.append(_target(part, "cycle:"))
    for row in long_term:
        cycle += [_target(part, "long:") for part in _single(row, project)]
    return _joined(annual, cycle, project, findings)


def _joined(annual: list[_Target], cycle: list[_Target], project: str, findings: list[Finding]) -> list[Indicator]:
    left = list(cycle)
    found: list[Indicator] = []
    for target in annual:
        other = _same_name(target, left)
        if other is not None:
            left.remove(other)
        found.append(_record(target, len(found) + 1, other.text if other else None, project, findings))
    for target in left:
        findings.append(
            Finding(
                "info", "long_term_only", project, f"{target.name.text} has a long-term target and none of the year",
                target.row.page_first, target.row.box,
            )
        )  # fmt: skip
        record = _record(target, len(found) + 1, target.text, project, findings)
        found.append(replace(record, annual_value=None))
    return found


def _same_name(target: _Target, others: list[_Target]) -> _Target | None:
    """The long-term target of the indicator of that name, under the same levels where there are several."""
    named = [other for other in others if compact(other.name.text) == compact(target.name.text)]
    levelled = [other for other in named if (other.level1, other.level2) == (target.level1, target.level2)]
    return next(iter(levelled or named), None)


def _target(row: Row, prefix: str) -> _Target:
    """`prefix` says which columns: the year's, the long-term ones beside them, or those of a block of long-term targets."""
    if prefix == "cycle:":
        level2 = row.text("cycle:level2") or row.text("level2")
        return _Target(
            row, row.text("cycle:level1") or row.text("level1"), level2, row.value("cycle:indicator_name"),
            _joined_value(row, "cycle:operator", "cycle_value", "cycle:unit"),
        )  # fmt: skip
    value = "cycle_value" if prefix == "long:" and not row.text("value") else "value"
    return _Target(
        row, row.text("level1"), row.text("level2"), row.value("indicator_name"),
        _joined_value(row, "operator", value, "unit"),
    )  # fmt: skip


def _record(target: _Target, seq: int, cycle: str | None, project: str, findings: list[Finding]) -> Indicator:
    row, name = target.row, target.name
    page = name.lines[0].page if name.lines else row.page_first
    box = name.box if name.lines else row.box
    if not name.lines:
        findings.append(Finding("error", "indicator_without_name", project, f"indicator {seq} has no name", page, box))
    if not target.text:
        findings.append(
            Finding("warning", "indicator_without_value", project, f"no target is printed for {name.text}", page, box)
        )
    return Indicator(
        seq=seq,
        level1_code=None,
        level1_name=target.level1,
        level2_code=None,
        level2_name=target.level2,
        name=name.text,
        cycle_value=cycle or row.text("cycle_value") or None,
        annual_value=target.text,
        page=page,
        box=box,
        nature=_nature(row),
        weight=row.text("weight") or None,
        printed_direction=row.text("direction") or None,
    )


def _nature(row: Row) -> str | None:
    """定性 or 定量 where a column, or the operator's, names the kind of the indicator."""
    for name in ("nature", "operator"):
        if row.text(name) in _QUALITATIVE:
            return row.text(name).removesuffix("指标")
    return None


def _joined_value(row: Row, operator: str, value: str, unit: str) -> str:
    """Operator, value and unit as one printed target; 定性 in the operator's column names a kind of indicator and is no part
    of the value, and a unit printed as (%) is %."""
    sign = "" if row.text(operator) in _QUALITATIVE else row.text(operator)
    return "".join([sign, row.text(value), _BRACKETED_UNIT.sub(r"\1", row.text(unit))])


def _single(row: Row, project: str) -> list[Row]:
    """The row, or one for each indicator where its cells number several (`1.甲` `2.乙` beside `1.≥65%` `2.＞800`)."""
    names = _items(row.value("indicator_name"))
    if len(names) < 2:
        return [row]
    fields = [name for name in ("value", "operator", "unit", "cycle_value") if row.text(name)]
    parted = {name: _items(row.value(name)) for name in fields}
    short = [name for name in fields if len(parted[name]) != len(names)]
    if short or not fields:
        raise Refused(
            "several_indicators",
            f"page {row.page_first}: one cell of {project or 'a project'} holds {len(names)} indicators"
            f" ({row.text('indicator_name')[:24]}…) and the cells beside it cannot be parted like it",
        )
    return [
        replace(row, values={**row.values, "indicator_name": item, **{name: parted[name][at] for name in fields}})
        for at, item in enumerate(names)
    ]


def _items(value: Value) -> list[Value]:
    """The numbered items of a cell, each without its number; empty where its lines are not numbered 1, 2, 3 …."""
    items: list[list[int]] = []
    for at, line in enumerate(value.lines):
        match = _ITEM.match(line.text)
        if match and int(match[1]) == len(items) + 1:
            items.append([at])
        elif items:
            items[-1].append(at)
        else:
            return []
    return [Value([_without_number(value, places[0]), *(value.lines[at] for at in places[1:])]) for places in items]


def _without_number(value: Value, at: int) -> Line:
    line = value.lines[at]
    return replace(line, text=_ITEM.sub("", line.text))
