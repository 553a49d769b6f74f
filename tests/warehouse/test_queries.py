"""Every shipped query says what it asks, runs, and answers on the sample what is known of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.warehouse import reading, sql_files

QUERIES = {query.name: query for query in sql_files.shipped_queries()}

NOTHING_IN_THE_SAMPLE = {"26_open_issues"}
"""The sample has no issue of severity error or warning."""

FIRST_ROWS = {
    "01_family_money_against_last_year": {"change_yuan": Decimal("-100000.00"), "status": "continued"},
    "04_institution_money_over_years": {"fiscal_year": 2024, "amount_yuan": Decimal("450000.00")},
    "06_concentration": {"largest_project": "信息化运维项目", "largest_share": 0.888889},
    "07_tail_payments": {"vintage_year": 2020, "years_after": 6, "mark": "结转"},
    "14_unmeasurable_targets": {"value": "是", "kind": "boolean"},
    "18_sums_that_do_not_add_up": {"residual_yuan": Decimal("100.00"), "verdict": "rounding"},
    "20_annual_against_cycle": {"cycle_value": "100%", "annual_value": "50%", "relation": "annual below cycle"},
    "21_shared_goal_texts": {"project_name": "2020年图书馆维修工程（结转）", "goal_shared_with": "校园物业管理费"},
    "11_targets_that_ask_for_less": {"prior_value": "≥90%", "value": "≥85%", "direction": "more"},
    "16_everything_at_100_percent": {"indicators": 4, "at_100_percent": 2},
    "19_duplicate_indicators": {"indicator_name": "维修面积", "annual_values": "800平方米；950平方米", "times": 2},
    "27_families_by_likeness": {"project_name": "信息化系统运维项目", "method": "likeness"},
    "28_renamed_indicators": {
        "prior_indicator_name": "培训毕业生（万人）",
        "indicator_name": "培训毕业生（人）",
        "method": "stem",
    },
}


def _answer(name: str, path: Path) -> pl.DataFrame:
    return reading.query(QUERIES[name].sql, path)


def test_at_least_twenty_questions_are_shipped_in_two_languages() -> None:
    assert len(QUERIES) >= 20
    for query in QUERIES.values():
        chinese, _, english = query.question.partition("？ ")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
        assert english.endswith("?") and english.isascii()


@pytest.mark.parametrize("name", QUERIES)
def test_each_question_is_answered(name: str, built: Path) -> None:
    answer = _answer(name, built)
    assert answer.is_empty() == (name in NOTHING_IN_THE_SAMPLE)
    assert answer.equals(_answer(name, built)), "the order of rows is not fixed"


@pytest.mark.parametrize("name", FIRST_ROWS)
def test_known_answers(name: str, built: Path) -> None:
    first = _answer(name, built).row(0, named=True)
    assert {column: first[column] for column in FIRST_ROWS[name]} == FIRST_ROWS[name]
