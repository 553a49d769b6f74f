"""Records made by hand, for the tests of what is done with them. Here belong builders only."""

from __future__ import annotations

from decimal import Decimal

from pipelines.model.records import TOTAL, Amount, Box, Indicator, Project, Statement

SOMEWHERE = Box(10.0, 20.0, 30.0, 40.0)


def amount(source: str, yuan: str, printed: str | None = None, page: int = 1) -> Amount:
    return Amount(source, printed or yuan, Decimal(yuan), page, SOMEWHERE)


def total(yuan: str) -> Amount:
    return amount(TOTAL, yuan)


def indicator(
    seq: int = 1,
    name: str = "人数",
    annual: str | None = "≥10人",
    cycle: str | None = None,
    *,
    level1: tuple[str | None, str | None] = ("1", "产出指标"),
    level2: tuple[str | None, str | None] = ("11", "数量指标"),
) -> Indicator:
    return Indicator(seq, *level1, *level2, name, cycle, annual, 1, SOMEWHERE)


def project(
    name: str = "甲项目",
    *amounts: Amount,
    total: Amount | None = None,
    indicators: list[Indicator] | None = None,
    goal: str | None = "按时完成。",
    seq: int = 1,
) -> Project:
    return Project(
        seq=seq, name=name, code=None, implementing_unit=None, supervising_department=None, goal=goal, total=total,
        amounts=list(amounts), indicators=indicators if indicators is not None else [indicator()], page_first=1,
        page_last=1, box=SOMEWHERE,
    )  # fmt: skip


def statement(*projects: Project, totals: list[Amount] | None = None, unit: str = "万元") -> Statement:
    return Statement("list", "甲学院", None, 2025, unit, totals or [], list(projects))
