"""What is known of the seed's table, asked of the views: 25 projects, 137 indicators, and what is odd
about them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.model.records import TOTAL, Indicator
from pipelines.warehouse import checking, reading
from tests.warehouse import factory
from tests.warehouse.factory import BOX, Document, project

SEED = Path(__file__).parents[1] / "printing" / "seed.json"
SOURCES = {"fiscal": "财政拨款", "special": "财政专户拨款", "other": "其他资金", "total": TOTAL}


def _amounts(row: dict[str, Any]) -> dict[str, str]:
    return {source: row[column].replace(",", "") for column, source in SOURCES.items() if row[column]}


def _document() -> Document:
    seed = json.loads(SEED.read_text(encoding="utf-8"))
    projects = []
    for row in seed["projects"]:
        indicators = [
            Indicator(
                each["seq"], each["l1_code"], each["l1"], each["l2_code"], each["l2"], each["name"], each["cycle"],
                each["annual"], 1, BOX,
            )
            for each in row["indicators"]
        ]  # fmt: skip
        money = {source: printed for source, printed in _amounts(row).items() if source != TOTAL}
        projects.append(project(row["name"], money, indicators, row["goal"]))
    return Document(seed["institution"], seed["fiscal_year"], projects, _amounts(seed["totals"]))


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the seed alone."""
    return factory.build([_document()], tmp_path_factory.mktemp("seed"))


def _rows(sql: str, path: Path) -> pl.DataFrame:
    return reading.query(sql, path)


def test_projects_indicators_and_money(seed: Path) -> None:
    row = _rows("from v_institution_yoy select project_count, indicator_count, amount_yuan, change_yuan", seed).row(0)
    assert row == (25, 137, Decimal("105059500.00"), None)


def test_the_residual_is_stored_and_within_rounding(seed: Path) -> None:
    rows = _rows("from v_reconciliation select funding_source, residual_yuan, verdict order by all", seed).rows()
    assert ("合计", Decimal("200.00"), "rounding") in rows
    assert ("财政拨款", Decimal("200.00"), "rounding") in rows
    assert ("财政专户拨款", Decimal("0.00"), "exact") in rows


def test_money_of_the_special_account(seed: Path) -> None:
    rows = _rows("from v_funding select project_name, amount_yuan where funding_source = '财政专户拨款'", seed).rows()
    assert rows == [("机构运行辅助经费", Decimal("43500000.00"))]


def test_one_project_takes_41_percent(seed: Path) -> None:
    assert _rows("from v_concentration select largest_project, round(largest_share, 3)", seed).row(0) == (
        "机构运行辅助经费",
        0.414,
    )


def test_24_of_25_projects_have_no_cost_indicator(seed: Path) -> None:
    assert _rows("from v_missing_dimension select count(*) where dimension_code = '4'", seed).item() == 24


def test_11_targets_cannot_be_measured_and_one_is_a_date(seed: Path) -> None:
    assert dict(_rows("from v_unmeasurable select kind, count(*) group by all", seed).rows()) == {
        "boolean": 4,
        "text": 7,
    }
    assert _rows("from v_indicator select count(*) where annual_kind = 'date'", seed).item() == 1


def test_11_targets_differ_between_year_and_cycle(seed: Path) -> None:
    rows = _rows("from v_cycle_annual select relation, count(*) group by all", seed).rows()
    assert dict(rows) == {"annual below cycle": 10, "annual above cycle": 1}


def test_28_cycle_targets_are_100_percent(seed: Path) -> None:
    assert _rows("from v_indicator select count(*) where cycle_value = '100%'", seed).item() == 28


def test_projects_12_and_13_share_a_goal_text(seed: Path) -> None:
    rows = _rows("from v_copied_indicators select project_seq where goal_shared_with is not null order by all", seed)
    assert rows.to_series().to_list() == [12, 13]


def test_property_management_costs_1020_06_yuan_a_head(seed: Path) -> None:
    cost = _rows("from v_unit_cost select unit_cost_yuan where indicator_name = '服务师生数'", seed).item()
    assert cost == Decimal("1020.06")


def test_three_vintages_of_one_line_of_work_are_one_family(seed: Path) -> None:
    names = _rows(
        """from v_project select project_family_id, list(project_seq order by project_seq) as seqs
        where project_name like '%信息化建设项目%' group by all""",
        seed,
    )
    assert names.get_column("seqs").to_list() == [[3, 8, 10]]


def test_nothing_is_compared_where_there_is_one_year(seed: Path) -> None:
    assert _rows("from v_funding_yoy select distinct status", seed).rows() == [(None,)]
    assert _rows("from v_indicator_yoy select distinct change, stricter", seed).rows() == [(None, None)]


def test_no_blocking_check_fails(seed: Path) -> None:
    assert [each.name for each in checking.run_checks(seed) if each.blocking and not each.passed] == []
