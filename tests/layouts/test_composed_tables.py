"""Tables composed at random from the roles that headings have: read exactly, or refused or named, and never wrong.

No place prints these tables. They are what a reading by roles must bear: columns in another order and by other words of
`headings.yml`, headings over several columns, fields left out, cells merged or repeated, totals above or below.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Project
from tests.layouts.reading import recognised
from tests.tables.building import page_table

WORDS = yaml.safe_load(files("pipelines.layouts").joinpath("headings.yml").read_text(encoding="utf-8"))
FIELDS, MONEY = WORDS["fields"], WORDS["money"]
NAMES = ["办公楼维修", "信息化建设（一期）", "2025年职业培训", "河道清淤工程"]
LEVELS = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
]
VALUES = [("≥", "90", "%"), ("=", "12", "人次"), ("≤", "3.5", "万元"), (">", "100", "平方米")]
# The columns of money that a table may have, each by source and by whether it is a whole source or a part of one.
COMPOSITIONS: list[list[tuple[str, str]]] = [
    [("合计", "whole")],
    [("财政拨款", "whole")],
    [("合计", "whole"), ("财政拨款", "whole"), ("其他资金", "whole")],
    [("财政拨款", "whole"), ("财政专户拨款", "whole"), ("其他资金", "whole")],
    [("合计", "whole"), ("财政拨款", "parts"), ("财政拨款", "parts"), ("其他资金", "whole")],
    [("合计", "whole"), ("财政拨款", "whole"), ("财政拨款", "parts"), ("财政拨款", "parts"), ("上年结转资金", "whole")],
]


@dataclass(frozen=True)
class Column:
    role: str
    heading: str
    group: str | None = None


@dataclass(frozen=True)
class Composed:
    """A table's texts and the records that a person reads in it."""

    rows: list[list[str]]
    projects: list[tuple[object, ...]]


def draw_money(draw: st.DrawFn) -> list[Column]:
    composition = draw(st.sampled_from(COMPOSITIONS))
    used: set[str] = set()
    columns = []
    for at, (source, kind) in enumerate(composition):
        heading = draw(st.sampled_from([word for word in MONEY[source][kind] if word not in used]))
        used.add(heading)
        forms = [heading, f"{heading}（万元）"]
        # 其中 makes a part of what stands before it, so it stands before the first source behind the total alone.
        if at == 1 and composition[0][0] == "合计":
            forms.append(f"其中：{heading}")
        heading = draw(st.sampled_from(forms))
        columns.append(Column(f"money:{at}:{source}:{kind}", heading))
    return columns


def draw_columns(draw: st.DrawFn) -> tuple[list[Column], list[Column], list[Column]]:
    """The columns of a project, of its money and of an indicator."""
    word = lambda role: draw(st.sampled_from(FIELDS[role]))  # noqa: E731
    project = [Column("project_name", word("project_name"))]
    for role in ("goal", "project_code", "implementing_unit"):
        if draw(st.booleans()):
            project.append(Column(role, word(role)))
    if draw(st.booleans()):
        project.append(Column("past_money", draw(st.sampled_from(["上年预算数", "上年度财政拨款", "前年预算金额"]))))
    indicator = [Column("level1", word("level1")), Column("level2", word("level2"))]
    indicator.append(Column("indicator_name", word("indicator_name")))
    if draw(st.booleans()):
        indicator.append(Column("value", word("value")))
    else:
        indicator += [Column(role, word(role)) for role in draw(st.permutations(["operator", "value", "unit"]))]
    for role in ("weight", "direction"):
        if draw(st.booleans()):
            indicator.insert(draw(st.integers(2, len(indicator))), Column(role, word(role)))
    if draw(st.booleans()):
        indicator.append(Column("note", draw(st.sampled_from(["备注", "指标解释", "评分标准"]))))
    if draw(st.booleans()):
        indicator.insert(draw(st.integers(3, len(indicator))), Column("past_value", "上年指标值"))
    return draw(st.permutations(project)), draw_money(draw), indicator


@st.composite
def composed(draw: st.DrawFn) -> Composed:
    project, money, indicator = draw_columns(draw)
    if draw(st.booleans()):
        money = [Column(column.role, column.heading, "项目资金") for column in money]
    if draw(st.booleans()):
        indicator = [Column(column.role, column.heading, draw(st.just("绩效指标"))) for column in indicator]
    blocks = [[column] for column in project]
    blocks.insert(draw(st.integers(0, len(blocks))), money)
    blocks.insert(draw(st.integers(0, len(blocks))), indicator)
    if draw(st.booleans()):
        blocks.insert(0, [Column("number", "序号")])
    columns = [column for block in blocks for column in block]
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    merged, merged_levels = draw(st.booleans()), draw(st.booleans())
    rows, projects, sums = [], [], [Decimal(0)] * len(money)
    for seq, name in enumerate(names, 1):
        printed = {"number": str(seq), "project_name": name, "goal": f"完成{name}。", "project_code": f"4400{seq}"}
        printed |= {"implementing_unit": "甲县财政局", "past_money": "7.77"}
        figures = draw_figures(draw, money)
        sums = [one + figure for one, figure in zip(sums, figures, strict=True)]
        printed |= {column.role: f"{figure:.2f}" for column, figure in zip(money, figures, strict=True)}
        indicators = []
        for at in range(draw(st.integers(1, 3))):
            level1, level2 = draw(st.sampled_from(LEVELS))
            operator, number, unit = draw(st.sampled_from(VALUES))
            joined = f"{operator}{number}{unit}"
            apart = any(column.role == "unit" for column in indicator)
            cells = {"level1": level1, "level2": level2, "indicator_name": f"{name}第{at + 1}项", "operator": operator}
            cells |= {
                "value": number if apart else joined,
                "unit": unit,
                "weight": "10",
                "direction": "正向指标",
                "note": "",
                "past_value": "88",
            }
            if merged_levels and indicators and indicators[-1][:2] == (level1, level2):
                cells |= {"level1": "^", "level2": "^"}
            indicators.append((level1, level2, cells["indicator_name"], joined))
            above = "^" if merged and at else None
            rows.append([cells[c.role] if c in indicator else above or printed[c.role] for c in columns])
        projects.append(expected(name, columns, printed, money, figures, indicators))
    total = [total_cell(column, money, sums) for column in columns]
    where = draw(st.sampled_from(["above", "below", "none"]))
    rows = [*([total] if where == "above" else []), *rows, *([total] if where == "below" else [])]
    return Composed([*heading_rows(columns), *rows], projects)


def draw_figures(draw: st.DrawFn, money: list[Column]) -> list[Decimal]:
    """The figures of one project: parts add up to their source, and sources to the total."""
    kinds = [tuple(column.role.split(":")[2:]) for column in money]
    own = [Decimal(draw(st.integers(100, 99999))) / 100 for _ in money]
    parts: dict[str, Decimal] = {}
    for (source, kind), figure in zip(kinds, own, strict=True):
        if kind == "parts":
            parts[source] = parts.get(source, Decimal(0)) + figure
    figures = [
        parts.get(source, figure) if kind == "whole" else figure
        for (source, kind), figure in zip(kinds, own, strict=True)
    ]
    wholes = {source: figure for (source, kind), figure in zip(kinds, figures, strict=True) if kind == "whole"}
    sources = parts | {source: figure for source, figure in wholes.items() if source != "合计"}
    if sources and ("合计", "whole") in kinds:
        figures[kinds.index(("合计", "whole"))] = sum(sources.values(), Decimal(0))
    return figures


def heading_rows(columns: list[Column]) -> list[list[str]]:
    """One heading row, or two where some columns stand under a common heading."""
    if not any(column.group for column in columns):
        return [[column.heading for column in columns]]
    upper = []
    for at, column in enumerate(columns):
        goes_on = at > 0 and column.group is not None and columns[at - 1].group == column.group
        upper.append("<" if goes_on else column.group or column.heading)
    return [upper, [column.heading if column.group else "^" for column in columns]]


def total_cell(column: Column, money: list[Column], sums: list[Decimal]) -> str:
    if column in money:
        return f"{sums[money.index(column)]:.2f}"
    return "合计" if column.role == "project_name" else ""


def expected(
    name: str,
    columns: list[Column],
    printed: dict[str, str],
    money: list[Column],
    figures: list[Decimal],
    indicators: list[tuple[str, str, str, str]],
) -> tuple[object, ...]:
    amounts: dict[str, Decimal] = {}
    has_whole = {column.role.split(":")[2] for column in money if column.role.endswith("whole")}
    for column, figure in zip(money, figures, strict=True):
        _, _, source, kind = column.role.split(":")
        if kind == "whole" or source not in has_whole:
            amounts[source] = amounts.get(source, Decimal(0)) + figure * 10000
    total = amounts.pop("合计", None)
    if not amounts:
        amounts, total = {"未区分": total or Decimal(0)}, None
    roles = {column.role for column in columns}
    text = lambda role: printed[role] if role in roles else None  # noqa: E731
    return name, text("goal"), text("project_code"), text("implementing_unit"), sorted(amounts.items()), indicators


def as_read(project: Project) -> tuple[object, ...]:
    indicators = [(i.level1_name, i.level2_name, i.name, i.annual_value) for i in project.indicators]
    amounts = sorted((amount.source, amount.yuan) for amount in project.amounts)
    return project.name, project.goal, project.code, project.implementing_unit, amounts, indicators


def outcome(table: Composed) -> str:
    """`exact`, `refused` or `named`. Raises AssertionError where records differ and no finding says so."""
    findings: list[Finding] = []
    try:
        runs = recognised(page_table(table.rows)).runs
        read = [p for run in runs for section in run.layout.read(run, "万元", findings) for p in section.projects]
    except Refused:
        return "refused"
    if [as_read(project) for project in read] == table.projects:
        return "exact"
    shown = "\n".join("│".join(row) for row in table.rows)
    assert findings, f"{shown}\nread {[as_read(p) for p in read]}\nprinted {table.projects}"
    return "named"


@given(composed(), st.sampled_from(["project_name", "indicator_name", "value"]))
@settings(max_examples=40, deadline=None)
def test_a_table_without_a_role_that_every_target_table_has_is_refused_or_named(table: Composed, role: str) -> None:
    words = {word for word in FIELDS[role] if any(word in row for row in table.rows[:2])}
    at = next(at for row in table.rows[:2] for at, text in enumerate(row) if text in words)
    rows = [row[:at] + row[at + 1 :] for row in table.rows]
    # A common heading that began in the column that is gone begins in the next one.
    rows = [
        [text if text != "<" or (column and at != column) else "绩效指标" for column, text in enumerate(row)]
        for row in rows
    ]
    assert outcome(Composed(rows, table.projects)) in ("refused", "named")


@given(composed())
@settings(max_examples=60, deadline=None)
def test_a_composed_table_is_read_exactly_or_refused_or_named(table: Composed) -> None:
    assert outcome(table) in ("exact", "refused", "named")


@pytest.mark.long
@given(composed())
@settings(max_examples=2000, deadline=None)
def test_many_composed_tables_are_read_exactly_or_refused_or_named(table: Composed) -> None:
    assert outcome(table) in ("exact", "refused", "named")
