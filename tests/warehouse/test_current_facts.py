"""What analysts add up is current: what a superseded document printed lies apart, and what is doubtful says so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.records import Box, Finding
from pipelines.warehouse import reading
from pipelines.warehouse.conformed import dim_year, plan_period, price_levels
from pipelines.warehouse.facts import RowsError
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE
from tests.warehouse.factory import BOX, Document, project


def test_a_restatement_does_not_double_the_money(tmp_path: Path) -> None:
    documents = [
        Document(COLLEGE, 2025, [project("维修费", {"财政拨款": "1.00"})], status="superseded"),
        Document(COLLEGE, 2025, [project("维修费", {"财政拨款": "3.00"})], edition=2),
    ]
    path = factory.build(documents, tmp_path)
    summed = "select sum(amount_yuan) from {table} join dim_institution using (institution_key)"
    assert reading.query(summed.format(table="fact_funding"), path).item() == Decimal("30000.00")
    assert reading.query(summed.format(table="fact_funding_history"), path).item() == Decimal("10000.00")
    counts = reading.row_counts(path)
    for table in ("fact_project", "fact_funding", "fact_indicator", "fact_total"):
        assert counts[table] == counts[f"{table}_history"] == (1 if table in ("fact_project", "fact_funding") else 0)


@pytest.mark.parametrize(
    ("finding", "doubtful"),
    [
        (Finding("warning", "text_breaks_off", "维修 费", "its goal breaks off", 1), ["维修费"]),
        (Finding("error", "project_total_mismatch", "维修费", "printed 2, sources 3", 1, BOX), ["维修费"]),
        (Finding("info", "value_in_name", "维修费", "just so", 1, BOX), []),
        (Finding("warning", "drawn_in_cell", "培训费", "a line is drawn in a cell", 1, BOX), ["培训费"]),
        (Finding("warning", "hidden_text", "page 1", "beside the table", 1, Box(0, 0, 9, 9)), []),
        (Finding("error", "total_mismatch", COLLEGE, "the total is not its rows", 1), []),
    ],
)
def test_a_finding_leaves_in_doubt_the_project_that_it_names(
    finding: Finding, doubtful: list[str], tmp_path: Path
) -> None:
    documents = [Document(COLLEGE, 2025, [project("维修费"), project("培训费")], findings=[finding])]
    sql = "from fact_project join dim_project using (project_key) select project_name where is_doubtful order by project_seq"
    assert reading.query(sql, factory.build(documents, tmp_path)).get_column("project_name").to_list() == doubtful


@pytest.mark.parametrize(
    ("year", "period", "first"),
    [
        (1990, "七五", 1986),
        (2000, "九五", 1996),
        (2001, "十五", 2001),
        (2010, "十一五", 2006),
        (2020, "十三五", 2016),
        (2025, "十四五", 2021),
        (2026, "十五五", 2026),
        (2051, "二十五", 2051),
        (2099, "二十九五", 2096),
    ],
)
def test_five_year_plans(year: int, period: str, first: int) -> None:
    assert plan_period(year) == (period, first)


def test_prices_are_chained_until_a_year_is_missing() -> None:
    levels = price_levels({2022: 102.0, 2023: 100.0, 2025: 101.0})
    assert levels == {2021: 1.0, 2022: pytest.approx(1.02), 2023: pytest.approx(1.02)}
    assert price_levels({}) == {}


def test_years_between_the_first_and_the_last_document_are_all_there() -> None:
    figures = pl.DataFrame({"fiscal_year": [2024, 2024 + 1, 2030], "cpi": [100.2, None, 101.0]})
    years = dim_year(pl.Series([2023, 2026, None]), figures)
    assert years.get_column("fiscal_year").to_list() == [2023, 2024, 2025, 2026]
    assert years.get_column("price_level").to_list() == [1.0, pytest.approx(1.002), None, None]
    assert years.get_column("prior_year").to_list() == [2022, 2023, 2024, 2025]


@pytest.mark.parametrize(
    "figures", [{"fiscal_year": [2024, 2024], "cpi": [100.1, 100.2]}, {"fiscal_year": [2024], "cpi": [0.2]}]
)
def test_price_indices_that_cannot_be_meant_are_refused(figures: dict[str, list[float]]) -> None:
    with pytest.raises(RowsError, match=r"years\.csv: "):
        dim_year(pl.Series([2024]), pl.DataFrame(figures))
