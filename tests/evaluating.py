"""Records of self-evaluations made by hand. Here belong builders only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.model.printed import TOTAL, Amount, Box
from pipelines.model.results import Evaluation, Execution, Result
from pipelines.values.money import UNITS

BOX = Box(72.0, 100.0, 520.0, 130.0)
Money = tuple[str | None, str | None, str | None]
"""Initial budget, full year's budget, executed, as printed; None where blank."""


def execution(
    source: str,
    money: Money,
    rate: str | None = None,
    weight: str | None = None,
    score: str | None = None,
    unit: str = "万元",
) -> Execution:
    amounts = [
        None if printed is None else Amount(source, printed, Decimal(printed.replace(",", "")) * UNITS[unit], 1, BOX)
        for printed in money
    ]
    return Execution(source, source, *amounts, rate, weight, score, 1, BOX)


def result(
    name: str,
    target: str | None,
    achieved: str | None,
    weight: str | None = "10",
    score: str | None = "10",
    reason: str | None = None,
    level1: str = "产出指标",
    level2: str | None = "数量指标",
    page: int = 1,
) -> Result:
    return Result(1, level1, level2, name, target, achieved, weight, score, reason, page, BOX)


def evaluation(
    name: str,
    results: Sequence[Result] = (),
    money: Mapping[str, Money] | None = None,
    rate: str | None = "100.00%",
    total_score: str | None = "100",
    goal: str | None = "完成年度任务。",
    seq: int = 1,
    code: str | None = None,
    execution_score: str | None = "10",
    unit: str = "万元",
) -> Evaluation:
    """One project; the line of its total money carries rate, weight 10 and score."""
    money = {TOTAL: ("10.00", "10.00", "10.00")} if money is None else money
    lines = [
        execution(source, each, rate, "10", execution_score, unit)
        if source == TOTAL
        else execution(source, each, unit=unit)
        for source, each in money.items()
    ]
    numbered = [replace(each, seq=place) for place, each in enumerate(results, 1)]
    return Evaluation(
        seq, name, code, None, None, goal, "已完成年度目标。", "100", total_score, lines, numbered, 1, 1, BOX
    )  # fmt: skip
