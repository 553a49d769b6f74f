"""Blank forms load nothing; a form that is filled in loads, with what is left of the template named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.extract.blank_forms import left_in, take_out_blank
from pipelines.extract.document import parse_pdf
from pipelines.model.records import Project
from tests.layouts.reading import LIST, ONE, recognised
from tests.printing import make_truth, print_truth
from tests.tables.building import page_table


def form(
    name: str, money: str = "", goal: str = "", indicators: tuple[tuple[str, str], ...] = (("指标1：", ""),), page=1
):
    rows = [
        ["项目名称", name, "主管部门", "甲市教育局"],
        ["年度资金总额", money, "其中：财政拨款", money],
        ["年度目标", goal, "", ""],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        *(["产出指标", "数量指标", *one] for one in indicators),
    ]
    return page_table(rows, page=page)


def blank_pages(*tables) -> tuple[list[int], int]:
    found = recognised(*tables)
    return take_out_blank(found), sum(len(run.fragments) for run in found.runs)


@pytest.mark.parametrize(
    "blank",
    [
        form(""),
        form("", "0.00", "目标1：目标2：……", (("指标1：", ""), ("指标2：", ""), ("……", ""))),
        form("**项目", "**", "完成**", (("**数量", "≥**个"),)),
        form("XX项目", "XX", "完成XX工作，达到XX效果，实现XX目标，保障XX运行。", (("XX率", "≥XX%"),)),
        form("（填写项目全称）", "", "（简要说明年度目标）", (("（填写指标名称）", "（填写指标值）"),)),
    ],
)
def test_a_form_that_nobody_filled_in_is_blank(blank):
    assert blank_pages(blank) == ([1], 0)


@pytest.mark.parametrize(
    "filled",
    [
        form("信息化运维"),
        form("", "10.00"),
        form("", "", "保障信息化系统全年稳定运行，提高办事效率和群众满意度。"),
        form("", "", "", (("系统数", "≥5个"),)),
        form("XX市信息化项目", "10.00"),
    ],
)
def test_a_form_with_a_name_or_a_figure_or_a_goal_is_not_blank(filled):
    assert blank_pages(filled) == ([], 1)


def test_a_blank_form_beside_a_filled_one_is_left_out_alone():
    assert blank_pages(form("信息化运维", "10.00"), form("", page=2)) == ([2], 1)


def test_a_list_is_blank_as_a_whole_or_not_at_all():
    stars = ["**项目", "**", "**", "", "", "****", ONE.replace("10", "**")]
    real = ["信息化运维", "1.00", "1.00", "", "", "保障系统运行。", ONE]
    assert blank_pages(page_table([LIST, stars, stars])) == ([1], 0)
    assert blank_pages(page_table([LIST, real, stars])) == ([], 1)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("forms") / "form.pdf"
    truth = make_truth(layout="form", projects=2)
    print_truth(truth, path)
    return path


def test_nothing_is_taken_out_of_forms_that_are_filled_in(printed):
    document = parse_pdf(printed)
    assert sum(len(statement.projects) for statement in document.statements) == 2
    assert not [f for f in document.findings if f.rule in ("blank_form", "template_left_in")]


def test_what_is_left_of_a_template_is_named(printed):
    project: Project = parse_pdf(printed).statements[0].projects[0]
    first = replace(project.indicators[0], annual_value="≥**%")
    found = list(left_in(replace(project, indicators=[first])))
    assert [(f.severity, f.rule, f.subject) for f in found] == [("warning", "template_left_in", project.name)]
