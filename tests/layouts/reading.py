"""Runs and rows of the layouts' tests. Here belong builders only."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layouts.heading_rows import Heading, heading_at, locate_heading
from pipelines.layouts.recognise import LAYOUTS, ReadPage, Recognised, recognise
from pipelines.layouts.runs import Fragment, Layout, Run
from pipelines.model.records import Finding
from pipelines.tables.cells import Line, PageTable

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


def layout_named(name: str) -> Layout:
    """The layout of that name."""
    return next(layout for layout in LAYOUTS if layout.name == name)


def find_heading(table: PageTable) -> Heading | None:
    """The table's heading, as `recognise` finds it."""
    place = locate_heading(table)
    return heading_at(table, *place) if place else None


def run_of(name: str, *tables: PageTable, above: Sequence[Line] = ()) -> Run:
    """A run of the tables, each from below its heading where it has one."""
    layout = layout_named(name)
    fragments = [layout.recognise(table, find_heading(table)) or Fragment(table, goes_on=True) for table in tables]
    return Run(layout, fragments, list(above))


def recognised(*tables: PageTable, free: Sequence[Line] = ()) -> Recognised:
    """What `recognise` makes of the tables, page by page, and the free lines."""
    numbers = sorted({table.page for table in tables})
    return recognise(
        ReadPage(n, [t for t in tables if t.page == n], [line for line in free if line.page == n]) for n in numbers
    )


def rules_in(findings: Sequence[Finding]) -> list[str]:
    return [f"{found.severity} {found.rule}" for found in findings]
