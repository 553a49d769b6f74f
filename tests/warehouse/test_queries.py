"""Every shipped query says what it asks, runs, and answers on the sample what is known of it."""

from __future__ import annotations

from datetime import date
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
    "29_share_of_total": {"amount_yuan": Decimal("1200000.00"), "share": 0.766773},
    "30_growth_of_institutions": {"first_yuan": Decimal("1565000.00"), "compound_growth": 0.006349, "gap_years": 1},
    "31_growth_of_projects": {"project_name": "校园物业管理费", "compound_growth": 0.029002},
    "32_total_like_for_like": {"plan_period": "十四五", "change_yuan": None, "uncompared_institution_count": 1},
    "33_change_with_successions": {"succession": None, "adjusted_change_yuan": Decimal("10000.00")},
    "34_changes_that_are_proven": {"proven_change_ratio": 0.00639, "left_out_count": 0},
    "35_trust_of_the_year": {"trust": "proven", "project_count": 3},
    "36_deadlines": {"annual_value": "2023年12月前", "annual_date": date(2023, 12, 31)},
    "37_deadlines_moved": {"prior_value": "2023年12月前", "value": "2024年12月前", "deadline_change": "same"},
    "38_compared_over_a_gap": {"fiscal_year": 2026, "prior_fiscal_year": 2024, "change_ratio": 0.012698},
    "39_money_a_student": {"students": 14000, "yuan_per_student": 112.5, "yuan_per_staff": 2250.0},
    "40_largest_increases": {"project_name": "校园物业管理费", "change_yuan": Decimal("10000.00")},
    "41_resumed_projects": {"project_name": "实训设备购置", "resumed": False},
    "42_funding_groups": {"funding_group": "财政拨款", "share": 0.853035},
    "43_weakest_execution": {"project_name": "校园防疫经费", "execution_rate": 0.5},
    "44_missed_targets": {"target_value": "6场次", "achieved_value": "4场次"},
    "45_targets_lowered_afterwards": {"budget_value": "≥95%", "target_value": "≥90%", "outcome": "exceeded"},
    "46_spent_without_a_budget": {"project_name": "校园防疫经费", "executed_yuan": Decimal("10000.00")},
    "47_much_money_few_numbers": {"fiscal_year": 2023, "total_yuan": Decimal("1200000.00"), "indicators": 3},
    "48_types_by_institution": {"project_type": "信息化", "total_yuan": Decimal("1200000.00")},
    "49_real_terms": {"change_ratio": 0.00639, "real_change_ratio": None},
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
