"""Self-evaluation tables (绩效自评表): they look like target tables and report what was achieved.

Here belong their headings and cells. Here do not belong target tables (`tables.py`).
"""

from __future__ import annotations

from .sheet import Cell, Table
from .style import Style
from .table_parts import MINISTRY, heading_row, indicators_text, level_cells
from .truth import Truth

EVALUATION_LIST_HEADINGS = (
    "项目名称",
    "全年预算数",
    "全年执行数",
    "年度绩效目标",
    "实际完成情况",
    "年度指标值",
    "完成值",
    "得分",
)


def evaluation_tables(truth: Truth, style: Style) -> list[Table]:
    """绩效自评表 as a form: looks like a target table, and reports what was achieved."""
    return [_evaluation(truth, project, style) for project in truth["projects"]]


def _evaluation(truth: Truth, project: Truth, style: Style) -> Table:
    cells = [
        Cell(0, 0, "项目名称", colspan=2),
        Cell(0, 2, project["name"], colspan=6),
        Cell(1, 0, "主管部门", colspan=2),
        Cell(1, 2, MINISTRY, colspan=2),
        Cell(1, 4, "实施单位"),
        Cell(1, 5, truth["institution"], colspan=3),
        Cell(2, 0, f"项目资金（{truth['unit']}）", rowspan=2, colspan=2),
    ]
    for column, label in enumerate(("", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"), 2):
        cells.append(Cell(2, column, label))
    for column, text in enumerate(
        ("年度资金总额", project["total"], project["total"], project["total"], "10", "10"), 2
    ):
        cells.append(Cell(3, column, text))
    cells += [
        Cell(4, 0, "年度总体目标", rowspan=2, colspan=2),
        Cell(4, 2, "预期目标", colspan=3),
        Cell(4, 5, "实际完成情况", colspan=3),
        Cell(5, 2, project["goal"], colspan=3),
        Cell(5, 5, "已完成。" + project["goal"], colspan=3),
        Cell(6, 0, "绩效指标", rowspan=1 + len(project["indicators"])),
    ]
    labels = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    cells += [Cell(6, column, label, heading=True, bold=True) for column, label in enumerate(labels, 1)]
    cells += level_cells(project["indicators"], 7, (1, 2), (1, 1))
    for row, i in enumerate(project["indicators"], 7):
        for column, text in enumerate((i["name"], i["annual"], i["annual"], "10", "9.5"), 3):
            cells.append(Cell(row, column, text))
    return Table([40.0, 62.0, 74.0, 110.0, 76.0, 76.0, 40.0, 40.0], 7 + len(project["indicators"]), cells)


def evaluation_list_tables(truth: Truth, style: Style) -> list[Table]:
    """绩效自评 as a list: a row a project, targets and achieved values in one cell each."""
    cells = heading_row(EVALUATION_LIST_HEADINGS, style)
    for row, project in enumerate(truth["projects"], 1):
        texts = (
            project["name"],
            project["total"],
            project["total"],
            project["goal"],
            "已完成。",
            indicators_text(project["indicators"]),
            "；".join(i["annual"] for i in project["indicators"]),
            "98.50",
        )
        cells += [Cell(row, column, text) for column, text in enumerate(texts)]
    return [
        Table(
            [100.0, 58.0, 58.0, 150.0, 60.0, 200.0, 100.0, 40.0],
            1 + len(truth["projects"]),
            cells,
            heading_rows=1,
        )
    ]
