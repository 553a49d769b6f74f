"""Self-evaluations in the warehouse: money as spent, targets as achieved, both beside the budget of their year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.model.printed import TOTAL
from pipelines.warehouse import checking
from pipelines.warehouse.evaluations import read_marks
from tests.evaluating import evaluation, result
from tests.warehouse import factory
from tests.warehouse.factory import Document, indicator, project

COLLEGE, BUREAU = "甲山职业学院", "丙区教育局"


def _documents() -> list[Document]:
    budget = [
        project(
            f"{COLLEGE}2024年信息化建设项目",
            {"财政拨款": "100.00", "其他资金": "20.00"},
            [
                indicator("无线入楼主干带宽", "≥40Gbps"),
                indicator("设备故障率", "≤4%", code="12", level2="质量指标"),
                indicator("资源共享机制", "明显改善", code="22", level1="效益指标", level2="社会效益"),
                indicator("学生奖学金覆盖率", "≥30%", code="12", level2="质量指标"),
            ],
        ),
        project("图书购置", {"财政拨款": "30.00"}, [indicator("购置图书数量（册）", "5000")]),
    ]
    evaluated = [
        evaluation(
            "440152880225T997184513-信息化建设项目（2024年）",
            [
                result("无线入楼主干带宽", "≥40Gbps", "32.0Gbps", score="8", reason="设备于12月底到货。"),
                result("设备故障率", "≤5%", "3%", level2="质量指标"),
                result("资源共享机制", "明显改善", "达成预期指标", level1="效益指标", level2="社会效益"),
                result("学生助学金覆盖率", "≥30%", "30", level2="质量指标"),
            ],
            {TOTAL: ("120.00", "110.00", "99.00"), "财政拨款": ("100.00", "90.00", "89.00"), "其他资金": ("20.00", "20.00", "10.00")},
            rate="90.00%",
            total_score="97",
            execution_score="9",
        ),
        evaluation("临时增加的防疫经费", [result("核酸检测人次", "≥100人次", "150人次")], {TOTAL: ("0", "8.00", "8.00")}),
    ]  # fmt: skip
    return [
        Document(COLLEGE, 2024, budget),
        Document(COLLEGE, 2024, evaluations=evaluated, edition=9),
        Document(
            BUREAU, 2025, [project("校舍维修", {"财政拨款": "9.00"}, [indicator("维修面积", "≥900平方米")])],
            evaluations=[evaluation("校舍维修", [result("维修面积", "≥800平方米", "800平方米")])], evaluated_year=2024,
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return factory.build(_documents(), tmp_path_factory.mktemp("results"))


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_money_is_by_source_and_a_total_alone_is_not_divided(built: Path) -> None:
    rows = _rows(
        built,
        "from v_execution select funding_source, initial_budget_yuan, adjusted_budget_yuan, executed_yuan, execution_rate,"
        f" budget_yuan, weight, score, total_score where institution_name = '{COLLEGE}'",
    )
    marks = (Decimal(10), Decimal(9), Decimal(97))
    assert sorted(rows) == sorted(
        [
            ("其他资金", 200000, 200000, 100000, 0.5, 200000, *marks),
            ("财政拨款", 1000000, 900000, 890000, 0.988889, 1000000, *marks),
            ("未区分", 0, 80000, 80000, 1.0, None, 10, 10, 100),
        ]
    )


def test_a_project_under_another_name_is_matched_and_its_family_is_the_budgets(built: Path) -> None:
    rows = _rows(
        built,
        "from v_project_result as r join v_project as p on p.project_key = r.budget_project_key and p.fiscal_year = r.fiscal_year"
        " select r.project_name, p.project_name, r.project_family_id = p.project_family_id, r.budget_yuan, r.executed_yuan",
    )
    name = "440152880225T997184513-信息化建设项目（2024年）"
    assert rows == [(name, f"{COLLEGE}2024年信息化建设项目", True, Decimal(1200000), Decimal(990000))]


def test_results_stand_beside_the_budgets_targets(built: Path) -> None:
    rows = _rows(
        built,
        "from v_result select indicator_name, achieved_value, outcome, budget_value, match_method, target_differs"
        f" where institution_name = '{COLLEGE}' and budget_indicator_key is not null order by indicator_seq",
    )
    assert rows == [
        ("无线入楼主干带宽", "32.0Gbps", "missed", "≥40Gbps", "name", False),
        ("设备故障率", "3%", "exceeded", "≤4%", "name", True),
        ("资源共享机制", "达成预期指标", None, "明显改善", "name", False),
    ]


def test_contrasts_are_not_joined_and_stand_alone(built: Path) -> None:
    rows = _rows(
        built, "from v_result select outcome, budget_value, target_differs where indicator_name = '学生助学金覆盖率'"
    )
    assert rows == [("met", None, None)]


def test_a_document_with_targets_and_last_years_results_gives_both_each_to_its_year(built: Path) -> None:
    assert _rows(built, f"from v_indicator select fiscal_year, annual_value where institution_name = '{BUREAU}'") == [
        (2025, "≥900平方米")
    ]
    rows = _rows(
        built,
        "from v_result select fiscal_year, target_value, outcome, budget_value, project_family_id in (select project_family_id"
        f" from v_project where fiscal_year = 2025) where institution_name = '{BUREAU}'",
    )
    assert rows == [(2024, "≥800平方米", "met", None, True)]


def test_nothing_of_a_self_evaluation_is_a_target_and_no_year_ends_by_it(built: Path) -> None:
    [(funding, indicators)] = _rows(
        built, "select (select count(*) from fact_funding), (select count(*) from fact_indicator)"
    )
    assert (funding, indicators) == (4, 6)
    statuses = _rows(built, "from v_funding_yoy select distinct status where status is not null")
    assert statuses == []


def test_every_check_passes(built: Path) -> None:
    assert [each.name for each in checking.run_checks(built) if each.blocking and not each.passed] == []


def test_a_superseded_self_evaluation_lies_in_the_histories_and_links_to_nothing(tmp_path: Path) -> None:
    documents = _documents()
    earlier = Document(
        COLLEGE,
        2024,
        evaluations=[evaluation("图书购置", [result("购置图书数量", "5000", "1")])],
        edition=8,
        status="superseded",
    )
    path = factory.build([*documents, earlier], tmp_path)
    assert _rows(path, "select (select count(*) from fact_result_history), (select count(*) from v_result)") == [(1, 6)]
    assert _rows(path, "from fact_result_history select budget_indicator_key, achieved_value") == [(None, "1")]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("10", "10"),
        ("9.98", "9.98"),
        ("10分", "10"),
        ("/", None),
        ("", None),
        (None, None),
        ("—", None),
        ("9.9.8", None),
    ],
)
def test_marks(printed: str | None, read: str | None) -> None:
    assert read_marks(printed) == (None if read is None else Decimal(read))
