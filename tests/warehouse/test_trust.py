"""Every view of facts tells how far its rows are to be trusted, and comparisons do without the doubtful ones."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.model.records import Finding
from pipelines.warehouse import building, reading
from pipelines.warehouse.relations import relations
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE, SCHOOL
from tests.warehouse.factory import Document, indicator, project

NO_FACTS = {"v_coverage"}
"""Views about files."""

AWRY = Finding("warning", "text_breaks_off", "门卫服务", "its goal breaks off", 1)


def _year(institution: str, year: int, money: dict[str, str], findings: Sequence[Finding] = ()) -> Document:
    projects = [
        project(name, {"财政拨款": amount}, [indicator(f"{name}满意度", "≥90%")]) for name, amount in money.items()
    ]
    return Document(institution, year, projects, findings=list(findings))


@pytest.fixture(scope="module")
def doubted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The college's guards are doubtful in 2025; the school skips 2024."""
    documents = [
        _year(COLLEGE, 2024, {"图书购置": "10.00", "门卫服务": "5.00"}),
        _year(COLLEGE, 2025, {"图书购置": "12.00", "门卫服务": "50.00"}, [AWRY]),
        _year(COLLEGE, 2026, {"图书购置": "12.00", "门卫服务": "6.00"}),
        _year(SCHOOL, 2023, {"图书购置": "1.00"}),
        _year(SCHOOL, 2025, {"图书购置": "7.00"}),
        _year(SCHOOL, 2026, {"图书购置": "8.00"}),
    ]
    return factory.build(documents, tmp_path_factory.mktemp("doubted"))


def test_every_view_of_facts_has_trust(doubted: Path) -> None:
    columns = {(each.table, each.name) for each in reading.describe(doubted)}
    views = {each.name for each in relations() if each.folder == "views"} - NO_FACTS
    assert {view for view in views if (view, "trust") not in columns} == set()


def test_a_comparison_says_the_year_it_compares_with_and_whether_it_is_the_year_before(doubted: Path) -> None:
    columns = {(each.table, each.name) for each in reading.describe(doubted)}
    comparisons = {view for view, column in columns if column == "prior_fiscal_year" and view.startswith("v_")}
    assert comparisons >= {
        "v_funding_yoy",
        "v_indicator_yoy",
        "v_institution_yoy",
        "v_project_type_year",
        "v_funding_mix",
    }
    assert {view for view in comparisons if (view, "is_consecutive") not in columns} == set()


def test_a_doubt_is_the_row_s_and_follows_it_into_the_years_compared(doubted: Path) -> None:
    sql = "from v_project select fiscal_year, project_name, trust where trust <> 'proven'"
    assert reading.query(sql, doubted).rows() == [(2025, "门卫服务", "doubtful")]
    sql = "from {view} select fiscal_year where trust = 'doubtful' order by all"
    for view in ("v_funding_yoy", "v_indicator_yoy", "v_institution_yoy"):
        assert reading.query(sql.format(view=view), doubted).get_column("fiscal_year").to_list() == [2025, 2026], view


def test_comparisons_do_without_doubtful_rows_and_say_how_many(doubted: Path) -> None:
    sql = f"""from v_institution_yoy select fiscal_year, change_ratio, proven_change_ratio, left_out_count
        where institution_name = '{COLLEGE}' order by all"""
    assert reading.query(sql, doubted).rows() == [
        (2024, None, None, 0),
        (2025, 3.133333, 0.2, 1),
        (2026, -0.709677, 0.0, 1),
    ]
    sql = """from v_total_yoy select fiscal_year, compared_institution_count, uncompared_institution_count, change_yuan,
        proven_change_ratio, left_out_count order by all"""
    assert reading.query(sql, doubted).rows() == [
        (2023, 0, 1, None, None, 0),
        (2024, 0, 1, None, None, 0),
        (2025, 1, 1, Decimal("470000.00"), None, 1),
        (2026, 2, 0, Decimal("-430000.00"), 0.142857, 1),
    ]


def test_what_nobody_confirmed_is_in_the_views_of_all_alone(doubted: Path, tmp_path: Path) -> None:
    path = tmp_path / "scanned.duckdb"
    path.write_bytes(doubted.read_bytes())
    with duckdb.connect(str(path)) as con:
        for table in ("fact_funding", "fact_indicator"):
            con.execute(f"update {table} set verification = 'unverified' where fiscal_year = 2023")
        con.execute("update fact_funding set verification = 'sum_proven' where fiscal_year = 2026")
        for table in ("int_project_copying", "int_indicator_bar", "int_indicator_year", "int_family_change"):
            con.execute(f"delete from {table}")
        con.execute("delete from int_current_project")
        building.derive(con)
    for view in ("v_funding", "v_indicator"):
        assert 2023 not in reading.query(f"from {view} select fiscal_year", path).get_column("fiscal_year").to_list()
    sql = "from v_funding_all select distinct fiscal_year, verification, trust where project_name = '图书购置' order by all"
    assert reading.query(sql, path).rows() == [
        (2023, "unverified", "unverified"),
        (2024, "proven", "proven"),
        (2025, "proven", "proven"),
        (2026, "sum_proven", "proven"),
    ]
    sql = "from v_indicator_all select fiscal_year, verification, trust where trust = 'unverified'"
    assert reading.query(sql, path).rows() == [(2023, "unverified", "unverified")]
    sql = f"from v_institution_yoy select amount_yuan where institution_name = '{SCHOOL}' and fiscal_year = 2023"
    assert reading.query(sql, path).rows() == [(Decimal("0.00"),)]
