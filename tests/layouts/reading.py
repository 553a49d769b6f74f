"""Runs and rows of the layouts' tests. Here belong builders only."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layouts.columns import find_heading
from pipelines.layouts.recognise import ReadPage, Recognised, recognise
from pipelines.model.records import Finding
from pipelines.tables.cells import Line, PageTable
from pipelines.tables.runs import Fragment, Run

LIST = ["项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]
EXPANDED = [
    "单位名称",
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
]
ONE = "1、1-产出指标；11-数量指标；人数；实施周期指标值:≥10人；年度指标值:≥10人。"


def run_of(layout: str, *tables: PageTable, above: Sequence[Line] = ()) -> Run:
    """A run of the tables, each from below its heading where it has one."""
    fragments = []
    for table in tables:
        heading = find_heading(table) if layout in ("list", "expanded") else None
        fragments.append(Fragment(table, heading.end_row if heading else 0))
    return Run(layout, fragments, list(above))


def recognised(*tables: PageTable, free: Sequence[Line] = ()) -> Recognised:
    """What `recognise` makes of the tables, page by page, and the free lines."""
    numbers = sorted({table.page for table in tables})
    return recognise(
        ReadPage(n, [t for t in tables if t.page == n], [line for line in free if line.page == n]) for n in numbers
    )


def rules_in(findings: Sequence[Finding]) -> list[str]:
    return [f"{found.severity} {found.rule}" for found in findings]
