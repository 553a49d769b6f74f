"""One small warehouse that has something of everything; built once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.model.known_institutions import INSTITUTION_FIGURES, KnownInstitutions
from pipelines.model.records import TOTAL, Finding
from pipelines.warehouse.dimensions import References
from tests.evaluating import evaluation, result
from tests.warehouse import factory
from tests.warehouse.factory import Document, indicator, project

COLLEGE, SCHOOL, BUREAU = "甲山职业学院", "乙水高等专科学校", "丙区教育局"


def _college(year: int, bandwidth: str, graduates: str, edition: int = 1, status: str = "loaded") -> Document:
    """Three projects, one with a vintage year in its name; the printed total misses its rows by 0.01 万元."""
    projects = [
        project(
            f"{COLLEGE}{year}年信息化建设项目",
            {"财政拨款": "100.00", "其他资金": "20.00"},
            [
                indicator("无线入楼主干带宽", bandwidth),
                indicator("设备故障率", "≤4%", code="12", level2="质量指标"),
                indicator("项目完成时间", f"{year}年12月前", code="13", level2="时效指标"),
                indicator("资源共享机制", "是", code="22", level1="效益指标", level2="社会效益"),
                indicator(
                    "师生满意度",
                    "≥85%" if year == 2026 else "≥90%",
                    code="31",
                    level1="满意度指标",
                    level2="服务对象满意度",
                ),
            ],
        ),
        project(
            "校园物业管理费",
            {"财政拨款": f"{year - 1990}.50"},
            [
                indicator("服务师生数", "14000人"),
                indicator("培训毕业生（万人）" if year == 2023 else "培训毕业生（人）", graduates),
                indicator("工程量完成率", "50%", cycle="100%"),
                indicator("办公环境", "进一步改善", code="22", level1="效益指标", level2="社会效益"),
            ],
            goal="保障校园运转。",
        ),
        project(
            "2020年图书馆维修工程（结转）",
            {"财政专户拨款": "3.00"},
            [
                indicator("工程验收合格率", "100%", code="12", level2="质量指标"),
                indicator("资金支付率", "100%", code="13", level2="时效指标"),
                indicator("维修面积", "800平方米"),
                indicator("维修面积", "950平方米"),
            ],
            goal="保障校园运转。",
        ),
    ]
    rows = sum((each.total.yuan for each in projects if each.total), 0) / 10_000  # type: ignore[misc]
    return Document(
        COLLEGE,
        year,
        projects,
        {TOTAL: f"{rows + factory.Decimal('0.01'):.2f}", "财政专户拨款": "3.00"},
        edition=edition,
        status=status,
        findings=[
            Finding("info", "total_residual", TOTAL, "printed 0.01 万元 above the sum of the rows", 1, factory.BOX)
        ],
    )


def _school(year: int, money: str) -> Document:
    return Document(
        SCHOOL,
        year,
        [
            project(
                "信息化运维项目" if year == 2024 else "信息化系统运维项目",
                {"未区分": money},
                [indicator("师生满意度", "≥95%", code="31", level1="满意度指标", level2="服务对象满意度")],
                goal="保障校园网络和信息系统稳定、持续、可靠地运行，及时处理师生报障。",
            ),
            *([project("教师培训经费", {"未区分": "5.00"}, [indicator("培训场次", "6场次")])] if year == 2024 else []),
            *(
                [project("实训设备购置", {"未区分": "8.00"}, [indicator("购置设备数量", "30台")])]
                if year == 2025
                else []
            ),
        ],
        layout="expanded",
    )


def _school_evaluation() -> Document:
    """What became of 2024: two projects, a missed target, one that the report lowered, and one unknown to the budget."""
    evaluations = [
        evaluation(
            "信息化运维项目（2024年）",
            [result("师生满意度", "≥90%", "91%", level1="满意度指标", level2="服务对象满意度")],
            {TOTAL: ("40.00", "40.00", "38.00")},
            rate="95.00%",
            total_score="99.5",
            execution_score="9.5",
        ),
        evaluation(
            "教师培训经费",
            [result("培训场次", "6场次", "4场次", score="10", reason="因教学安排调整，部分培训延至下年。")],
            {TOTAL: ("5.00", "4.00", "4.00"), "财政拨款": ("5.00", "4.00", "4.00")},
        ),
        evaluation("校园防疫经费", [result("物资采购完成率", "100%", "完成")], {TOTAL: ("0", "2.00", "1.00")}, rate="50.00%", execution_score="5"),
    ]  # fmt: skip
    return Document(SCHOOL, 2024, evaluations=evaluations, edition=2, layout="selfeval")


def inbox() -> list[Document]:
    """The college in 2023, 2024 (twice) and 2026 but not 2025; the school in 2024 and 2025, with a self-evaluation of 2024;
    two that gave nothing."""
    return [
        _college(2023, "≥10Gbps", "1.2"),
        _college(2024, "≥8Gbps", "11000", status="superseded"),
        _college(2024, "≥20Gbps", "12000", edition=2),
        _college(2026, "≥20Gbps", "13000"),
        _school(2024, "40.00"),
        _school(2025, "30.00"),
        _school_evaluation(),
        Document(BUREAU, 2024, status="quarantined", reason="a row of the table cannot be read with proof"),
        Document(BUREAU, 2025, status="no_target_table", reason="it refers to an annex"),
    ]


def references() -> References:
    """The college tells its students for 2024, the school tells nothing."""
    row = {"institution_name": COLLEGE, "region": "某省", "fiscal_year": 2024, "students": 14000, "staff": 700}
    figures = pl.DataFrame([dict.fromkeys(INSTITUTION_FIGURES) | row], schema=INSTITUTION_FIGURES)
    return References(known=KnownInstitutions(figures=figures))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse file of `inbox()`; tests only read it."""
    return factory.build(inbox(), tmp_path_factory.mktemp("warehouse"), references())
