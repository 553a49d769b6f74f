"""What each layout's tables print: a truth to cells.

Here belong the headings, labels and merged cells of the four layouts, and the register of all of them. Here does not
belong geometry (`sheet.py`).
"""

from __future__ import annotations

import json

from .evaluation_tables import evaluation_list_tables, evaluation_tables
from .sheet import Cell, Table
from .style import Style
from .table_parts import MINISTRY, Make, heading_row, indicators_text, level_cells
from .truth import Truth, money, split_target, value_of

LIST_TITLE = "项目支出绩效目标表（含转移支付项目）"
LIST_HEADINGS = (
    "项目名称（资金使用单位）",
    "总计",
    "财政拨款",
    "财政专户拨款",
    "其他资金",
    "绩效目标",
    "绩效指标",
)
FORM_TITLE = "项目支出绩效目标表"
APPLICATION_TITLE = "财政项目支出绩效目标申报表"
EXPANDED_TITLE = "部门预算项目绩效目标表"
EXPANDED_HEADINGS = (
    "单位名称",
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "绩效指标性质",
    "绩效指标值",
    "绩效度量单位",
    "权重",
)
EVALUATION_TITLE = "项目支出绩效自评表"


def list_tables(truth: Truth, style: Style) -> list[Table]:
    """`list` (Guangzhou): a row a project, the institution's total in a row of its own without indent and
    goal.
    """
    amounts = ("total", "fiscal", "special", "other")
    total = {"name": truth["institution"], "goal": "", "indicators": [], **truth["totals"]}
    rows = [(project, True) for project in truth["projects"]]
    if style.total_row == "first":
        rows.insert(0, (total, False))
    elif style.total_row == "last":
        rows.append(({**total, "name": "合计"}, False))
    cells = heading_row(LIST_HEADINGS, style)
    for row, (project, is_project) in enumerate(rows, 1):
        name, indent = project["name"], 0.0
        if is_project and style.indent == "spaces":
            name = "    " + name
        elif is_project:
            indent = 2 * style.font_size
        cells.append(Cell(row, 0, name, indent=indent, bold=True))
        for column, key in enumerate(amounts, 1):
            left_is_empty = column > 1 and not project[amounts[column - 2]]
            keeps_line = style.overflow and left_is_empty
            cells.append(Cell(row, column, project[key], align="right", bold=True, wrap=not keeps_line))
        cells += [Cell(row, 5, project["goal"]), Cell(row, 6, indicators_text(project["indicators"]))]
    amount_widths = [57.0, 57.0, 57.0, 48.0]
    if style.narrow_amounts or style.overflow:
        amount_widths = [18.0 if style.overflow else 25.0] * 4
    widths = [100.0, *amount_widths, 218.0, 318.0]
    low = next((row for row, (project, _) in enumerate(rows, 1) if project["indicators"]), None)
    return [Table(widths, len(rows) + 1, cells, heading_rows=1, low_row=low)]


def form_tables(truth: Truth, style: Style) -> list[Table]:
    """`form`: a table a project, labels beside values, then merged 一级/二级 beside 三级指标 and 指标值."""
    return [_form(truth, project, style) for project in truth["projects"]]


def _form(truth: Truth, project: Truth, style: Style) -> Table:
    rest = value_of(project["special"]) + value_of(project["other"])
    cells = [
        Cell(0, 0, "项目名称", colspan=2, bold=True),
        Cell(0, 2, project["name"], colspan=4, bold=True),
        Cell(1, 0, "主管部门及代码", colspan=2),
        Cell(1, 2, MINISTRY, colspan=2),
        Cell(1, 4, "实施单位"),
        Cell(1, 5, truth["institution"]),
        Cell(2, 0, f"项目资金\n（{truth['unit']}）", rowspan=3, colspan=2),
    ]
    labels = ("年度资金总额：", "其中：财政拨款", "其他资金")
    printed = (project["total"], project["fiscal"] or "0.00", money(rest) or "0.00")
    for row, (label, amount) in enumerate(zip(labels, printed, strict=True), 2):
        cells += [Cell(row, 2, label, colspan=2), Cell(row, 4, amount, colspan=2, align="right", bold=True)]
    cells += [Cell(5, 0, "总体目标"), Cell(5, 1, project["goal"], colspan=5)]
    indicators = project["indicators"]
    cells.append(Cell(6, 0, "绩效指标", rowspan=1 + len(indicators)))
    spaced = " ".join if style.spaced_headings else str
    for column, span, label in ((1, 1, "一级指标"), (2, 1, "二级指标"), (3, 2, "三级指标"), (5, 1, "指标值")):
        cells.append(Cell(6, column, spaced(label), colspan=span, bold=True, align="center", heading=True))
    cells += level_cells(indicators, 7, (1, 2), (1, 1))
    for row, i in enumerate(indicators, 7):
        cells += [Cell(row, 3, i["name"], colspan=2), Cell(row, 5, i["annual"])]
    widths = [48.0, 70.0, 90.0, 70.0, 80.0, 110.0]
    return Table(widths, 7 + len(indicators), cells, low_row=5)


def application_tables(truth: Truth, style: Style) -> list[Table]:
    """`application_form` (Shanghai): the whole project's money and goals beside this year's."""
    return [_application(truth, project, style) for project in truth["projects"]]


def _application(truth: Truth, project: Truth, style: Style) -> Table:
    year, carry = truth["fiscal_year"], project.get("carry", "")
    rest = money(value_of(project["special"]) + value_of(project["other"]))
    # the whole project runs three years: its money is never this year's and must become no fact
    whole = {key: money(3 * value_of(text)) or "0" for key, text in (("total", project["total"]), ("other", rest))}
    whole["fiscal"] = money(3 * (value_of(project["fiscal"]) + value_of(carry))) or "0"
    cells: list[Cell] = []

    def line(row: int, *parts: tuple[int, int, str]) -> None:
        for column, span, text in parts:
            cells.append(Cell(row, column, text, colspan=span))

    line(
        0,
        (0, 2, "项目名称"),
        (2, 2, project["name"]),
        (4, 1, "项目性质"),
        (5, 1, "经常性项目"),
        (6, 1, "项目类别"),
        (7, 1, "特定目标类"),
    )
    line(1, (0, 2, "主管部门"), (2, 2, truth["institution"]), (4, 1, "实施单位"), (5, 3, truth["institution"]))
    line(
        2,
        (0, 2, "计划开始日期"),
        (2, 2, f"{year - 1}/1/1"),
        (4, 1, "计划完成日期"),
        (5, 3, f"{year + 1}/12/31"),
    )
    cells.append(Cell(3, 0, f"项目资金\n（{truth['unit']}）", rowspan=4, colspan=2))
    line(
        3,
        (2, 1, "项目资金总额"),
        (3, 1, whole["total"]),
        (4, 2, "年度资金申请总额"),
        (6, 2, project["total"]),
    )
    line(
        4,
        (2, 1, "其中：财政资金"),
        (3, 1, whole["fiscal"]),
        (4, 2, "其中：当年财政拨款"),
        (6, 2, project["fiscal"] or "0"),
    )
    line(5, (2, 1, ""), (3, 1, ""), (4, 2, "上年结转资金"), (6, 2, carry or "0"))
    line(6, (2, 1, "其他资金"), (3, 1, whole["other"]), (4, 2, "其他资金"), (6, 2, rest or "0"))
    cells.append(Cell(7, 0, "项目\n绩效\n目标", rowspan=2))
    line(7, (1, 3, "项目总目标"), (4, 4, "年度总体目标"))
    line(8, (1, 3, f"三年内：{project['goal']}" if project["goal"] else ""), (4, 4, project["goal"]))
    indicators = project["indicators"]
    cells.append(Cell(9, 0, "", rowspan=1 + len(indicators)))
    spaced = " ".join if style.spaced_headings else str
    for column, span, label in (
        (1, 1, "一级指标"),
        (2, 1, "二级指标"),
        (3, 3, "三级指标"),
        (6, 2, "年度(/项目)指标值"),
    ):
        cells.append(Cell(9, column, spaced(label), colspan=span, heading=True, bold=True, align="center"))
    cells += level_cells(indicators, 10, (1, 2), (1, 1))
    for row, i in enumerate(indicators, 10):
        cells += [Cell(row, 3, i["name"], colspan=3), Cell(row, 6, i["annual"], colspan=2)]
    widths = [46.0, 74.0, 80.0, 84.0, 80.0, 62.0, 62.0, 82.0]
    return Table(widths, 10 + len(indicators), cells, low_row=8)


def expanded_tables(truth: Truth, style: Style) -> list[Table]:
    """`expanded`: a row an indicator, the project's cells merged over them, operator, value and unit apart.

    A project without indicators keeps one row with empty indicator cells.
    """
    cells, row = heading_row(EXPANDED_HEADINGS, style), 1
    for project in truth["projects"]:
        indicators = project["indicators"] or [dict.fromkeys(("l1", "l2", "name", "annual"), "")]
        span = len(indicators)
        cells += [
            Cell(row, 0, truth["institution"], rowspan=span),
            Cell(row, 1, project["name"], rowspan=span, bold=True),
            Cell(row, 2, project["total"], rowspan=span, align="right", bold=True),
            Cell(row, 3, project["goal"], rowspan=span),
        ]
        for i in indicators:
            operator, value, unit = split_target(i["annual"]) if i["annual"] else ("", "", "")
            weight = str(90 // span) if i["name"] else ""
            for column, text in enumerate((i["l1"], i["l2"], i["name"], operator, value, unit, weight), 4):
                cells.append(Cell(row, column, text))
            row += 1
    widths = [
        76.0,
        92.0,
        58.0 if not style.narrow_amounts else 26.0,
        168.0,
        58.0,
        68.0,
        112.0,
        50.0,
        50.0,
        50.0,
        34.0,
    ]
    return [Table(widths, row, cells, heading_rows=1)]


TABLES: dict[str, tuple[str, Make]] = {
    "list": (LIST_TITLE, list_tables),
    "form": (FORM_TITLE, form_tables),
    "application_form": (APPLICATION_TITLE, application_tables),
    "expanded": (EXPANDED_TITLE, expanded_tables),
    "self_evaluation": (EVALUATION_TITLE, evaluation_tables),
    "self_evaluation_list": (EVALUATION_TITLE, evaluation_list_tables),
}
ONE_TABLE_A_PROJECT = ("form", "application_form", "self_evaluation")


def as_printed(truth: Truth, style: Style) -> Truth:
    """The truth as a reader of the print finds it: a raised 2 is a 2 to every reader of characters."""
    if not style.raised_squares:
        return truth
    return json.loads(json.dumps(truth, ensure_ascii=False).replace("²", "2"))
