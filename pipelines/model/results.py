"""What a self-evaluation (项目支出绩效自评表) reports of a fiscal year that is over, as printed.

Here belong the records of money that was spent and of targets as they were met. Here does not belong the target table
they answer to (`records.py`), nor whether a target was met (the warehouse tells it from what is printed).

A value is None where the form has no such field or leaves it blank. Scores and weights stay as printed: a form prints
`/` where a line is not scored.
"""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from pipelines.model.printed import Amount, Box


@dataclass(frozen=True, slots=True)
class Execution:
    """One line of the money: the project's total or one of its sources.

    `source` is a `FundingSource` or `TOTAL`, `label` the words that name it on the page (当年财政拨款). `initial` is
    年初预算数, `adjusted` 全年预算数 or 调整后预算数, `executed` 全年执行数. `printed_rate` is 执行率 as printed.
    """

    source: str
    label: str
    initial: Amount | None
    adjusted: Amount | None
    executed: Amount | None
    printed_rate: str | None
    weight: str | None
    score: str | None
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator: the target as the self-evaluation repeats it, and the achieved value (实际完成值) as printed.

    `nature` is 定性 or 定量 where a column says so; a 定性 value is never a number. `deviation_reason` is
    偏差原因分析及改进措施. `page` and `box` are the indicator's name's.
    """

    seq: int
    level1_name: str | None
    level2_name: str | None
    name: str
    target: str | None
    achieved: str | None
    weight: str | None
    score: str | None
    deviation_reason: str | None
    page: int
    box: Box
    level1_code: str | None = None
    level2_code: str | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The self-evaluation of one project.

    `goal` is 年初设定目标 as repeated, `goal_completion` 实际完成情况. `total_score` is the printed 总分 or 自评得分, and
    `total_weight` what the form prints as the sum of its weights (100). `executions` hold one line for `TOTAL` where the
    form prints a total, and one a source that has a line of its own; no two have the same source and label.
    """

    seq: int
    name: str
    code: str | None
    implementing_unit: str | None
    supervising_department: str | None
    goal: str | None
    goal_completion: str | None
    total_weight: str | None
    total_score: str | None
    executions: list[Execution]
    results: list[Result]
    page_first: int
    page_last: int
    box: Box
