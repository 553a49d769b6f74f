"""Every check passes on sound data and finds the row that offends: a check that cannot fail checks
nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse import building, checking, reading
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.relations import relations

_ONE_DOCUMENT = "(select min(document_key) from fact_project)"
_ONE_PROJECT = "(select min(project_key) from fact_project)"
_ONE_INDICATOR = "(select min(indicator_key) from fact_indicator where annual_kind = 'number')"

BREAKING = {
    "fact_project__not_current": "update fact_project set fiscal_year = fiscal_year + 1",
    "fact_project_history__current": "update bridge_document_institution set is_current = true",
    "fact_total__not_current": "update fact_total set fiscal_year = fiscal_year + 1",
    "fact_funding__not_the_project_s": "update fact_funding set institution_key = 'another'",
    "dim_indicator__covers_facts": f"delete from fact_indicator where indicator_key = {_ONE_INDICATOR}",
    "dim_year__covers_facts": "delete from dim_year where fiscal_year = 2024",
    "dim_family__disagrees": "delete from dim_family where family_name like '%物业%'",
    "fact_total__mismatch_without_issue": "update fact_total set residual_yuan = bound_yuan + 0.01",
    "fact_total__residual_without_issue": "delete from dq_issue where rule = 'total_residual'",
    "dq_issue__mismatch_without_total": "update dq_issue set rule = 'total_mismatch' where rule = 'total_residual'",
    "dim_document__nothing_loaded_has_facts": f"""update dim_document set status = 'quarantined', reason =
    'not proven' where document_key = {_ONE_DOCUMENT}""",
    "dim_document__loaded_without_project": f"delete from fact_project where document_key = {_ONE_DOCUMENT}",
    "dim_document__status_against_scope": "update dim_document set status = 'loaded' where status = 'superseded'",
    "dim_document__not_loaded_without_reason": "update dim_document set reason = ' ' where status = 'no_target_table'",
    "bridge_document_institution__one_current": "update bridge_document_institution set is_current = true",
    "document_proof__failed_but_loaded": "update document_proof set passed = false, failed = 1",
    "fact_project__without_money": f"delete from fact_funding where project_key = {_ONE_PROJECT}",
    "fact_project__without_indicator": f"delete from fact_indicator where project_key = {_ONE_PROJECT}",
    "fact_project__total_against_sources": "update fact_project set printed_total_yuan = printed_total_yuan + 100",
    "fact_project__outside_scope": f"update fact_project set fiscal_year = 2019 where project_key = {_ONE_PROJECT}",
    "fact_funding__not_a_source": """update fact_funding set category_key =
        (select min(category_key) from dim_category where category_type = 'indicator')""",
    "fact_funding__negative": "update fact_funding set amount_yuan = -amount_yuan",
    "fact_indicator__target_lost": f"""update fact_indicator set annual_kind = null
        where indicator_key = {_ONE_INDICATOR}""",
    "fact_indicator__number_without_digit": f"""update fact_indicator set annual_value = '若干'
        where indicator_key = {_ONE_INDICATOR}""",
    "fact_indicator__range_upside_down": f"""update fact_indicator set annual_number_high = annual_number - 1
        where indicator_key = {_ONE_INDICATOR}""",
    "fact_indicator__unknown_category": f"""update fact_indicator set category_key =
        (select category_key from dim_category where level1_name = '未归类') where indicator_key =
        {_ONE_INDICATOR}""",
    "fact_indicator__numbering_gap": """update fact_indicator set indicator_seq =
        indicator_seq + 1 where indicator_seq > 1""",
    "v_project__other_type_share": """update
        dim_project set project_type_key = (select category_key from dim_category where category_type =
        'project_type' and level1_name = '其他')""",
    "dim_project__without_facts": f"delete from fact_project where project_key = {_ONE_PROJECT}",
    "bridge_project_family__disagrees": f"""update dim_project set project_family_id = 'another'
        where project_key = {_ONE_PROJECT}""",
    "dim_project__family_of_two_institutions": "update dim_project set project_family_id = 'one for all'",
    "bridge_indicator__prior_once_and_known": """update bridge_indicator set prior_indicator_key = 'nobody'
        where indicator_key = (select min(indicator_key) from bridge_indicator)""",
    "bridge_indicator__not_consecutive": "update fact_indicator set fiscal_year = fiscal_year - 1 where fiscal_year = 2024",
    "v_funding_yoy__missing_year_is_no_end": "update int_family_change set status = 'new' where fiscal_year = 2023",
    "v_indicator_yoy__counts_every_indicator": """create table y as from v_indicator_yoy where change
        <> 'new'; drop view v_indicator_yoy; alter table y rename to v_indicator_yoy""",
    "v_target_drift__counts_every_indicator": """create table y as from v_target_drift where
        unchanged_years > 1; drop view v_target_drift; alter table y rename to v_target_drift""",
    "v_reconciliation__mismatch": "update fact_total set residual_yuan = bound_yuan + 0.01",
    "dq_issue__error_in_loaded": "update dq_issue set severity = 'error'",
    "publish_manifest__row_counts": f"delete from fact_funding where project_key = {_ONE_PROJECT}",
}

ALREADY_OFFENDED = {"v_indicator__text_targets", "v_coverage__missing_year"}
"""Reports that the sample's own rows set off: wordings as targets, and the college's missing 2025."""


@pytest.fixture(scope="module")
def unconstrained(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of the sample without their constraints, and the shipped views over them."""
    con = duckdb.connect()
    con.execute(f"attach '{built}' as built (read_only)")
    for table in reading.row_counts(built):
        con.execute(f'create table "{table}" as from built."{table}"')
    con.execute("detach built")
    for view in (each for each in relations() if each.is_view):
        con.execute(view.sql.split("comment on")[0])
    yield con
    con.close()


@pytest.fixture
def copy(unconstrained: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same for one test: what it spoils is rolled back."""
    unconstrained.begin()
    yield unconstrained
    unconstrained.rollback()


def _offending(con: duckdb.DuckDBPyConnection, name: str) -> int:
    return len(con.execute(CHECKS[name].sql).fetchall())


def _derive(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the derived tables anew, as a build does from facts that are spoiled."""
    for table in (
        "int_project_copying",
        "int_indicator_bar",
        "int_indicator_year",
        "int_family_change",
        "int_institution_succession",
        "int_family_succession",
        "int_current_project",
        "int_current_evaluation",
    ):
        con.execute(f"delete from {table}")
    building.derive(con)


def _as_table(con: duckdb.DuckDBPyConnection, view: str) -> None:
    """Put a table of the same rows in the place of a view, so that a row of it can be spoiled."""
    con.execute(f"create table spoiled as from {view}")
    if view in {row[0] for row in con.execute("select view_name from duckdb_views() where not internal").fetchall()}:
        con.execute(f"drop view {view}")
    else:
        con.execute(f"drop table {view}")
    con.execute(f"alter table spoiled rename to {view}")


def _spoil(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make rows that offend against the check: of a declared one from the declaration, of the others as `BREAKING`
    says."""
    table, _, rule = name.partition("__")
    if rule == "grain":
        _as_table(con, table)
        con.execute(f"insert into {table} from {table} limit 1")
        if not con.execute(f"select count(*) from {table}").fetchone()[0]:  # type: ignore[index]
            con.execute(f"insert into {table} default values; insert into {table} default values")
    elif rule == "not_null":
        _as_table(con, table)
        con.execute(f"update {table} set {HEADERS[table].not_null[-1]} = null")
    elif rule in ("reconciles", "prior_reconciles"):
        _as_table(con, table)
        con.execute(f"update {table} set {_reconciled(table, rule)} = {_reconciled(table, rule)} + 0.01")
    else:
        con.execute(BREAKING[name])
        if table.startswith(("dim_", "fact_", "bridge_")) or table in ("v_indicator", "v_project"):
            _derive(con)


def _reconciled(table: str, rule: str) -> str:
    year = "prior_fiscal_year" if rule == "prior_reconciles" else "fiscal_year"
    [column] = [each.column for each in HEADERS[table].reconciliations if year in each.by]
    return column


CHECKS = {check.name: check for check in checking.checks()}
HEADERS = {relation.name: relation.header for relation in relations()}


def test_sound_data_passes_every_check(built: Path) -> None:
    offended = {result.name for result in checking.run_checks(built) if not result.passed}
    assert offended == ALREADY_OFFENDED


@pytest.mark.parametrize("name", [name for name in CHECKS if name not in ALREADY_OFFENDED])
def test_each_check_finds_what_offends(name: str, copy: duckdb.DuckDBPyConnection) -> None:
    assert _offending(copy, name) == 0
    _spoil(copy, name)
    assert _offending(copy, name) > 0


def test_wordings_are_counted_by_institution_and_year(copy: duckdb.DuckDBPyConnection) -> None:
    assert _offending(copy, "v_indicator__text_targets") == 3
    copy.execute("update fact_indicator set annual_kind = 'boolean', cycle_kind = 'boolean' where annual_kind = 'text'")
    _derive(copy)
    assert _offending(copy, "v_indicator__text_targets") == 0


def test_a_missing_year_is_reported(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("delete from dim_document where status in ('quarantined', 'no_target_table')")
    copy.execute("delete from bridge_document_institution where fiscal_year > 2025")
    assert _offending(copy, "v_coverage__missing_year") == 0


def test_a_check_says_what_it_checks_and_whether_it_blocks() -> None:
    blocking = {check.name: check.blocking for check in checking.checks()}
    assert blocking["v_funding__grain"] is True
    assert blocking["v_indicator__text_targets"] is False
    assert all(
        len(check.description) > 20 and not check.description.startswith("severity") for check in checking.checks()
    )


def test_a_failed_check_tells_the_rows(built: Path) -> None:
    [result] = [each for each in checking.run_checks(built) if each.name == "v_coverage__missing_year"]
    assert (result.offending_rows, result.blocking) == (3, False)
    assert {row["coverage"] for row in result.sample} == {"missing", "quarantined", "no_target_table"}


def _first_table(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The table that stands leftmost in the FROM of the statement's outermost query, as DuckDB parses it."""
    text = con.execute("select json_serialize_sql(?)", [sql]).fetchall()[0][0]
    node = json.loads(text)["statements"][0]["node"]["from_table"]
    while node["type"] != "BASE_TABLE":
        node = node["left"] if node["type"] == "JOIN" else node["subquery"]["node"]["from_table"]
    return str(node["table_name"])


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_named_after_the_table_it_selects_from(name: str, copy: duckdb.DuckDBPyConnection) -> None:
    assert _first_table(copy, CHECKS[name].sql) == CHECKS[name].table


def test_a_check_file_without_a_severity_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "v_funding__odd.sql"
    file.write_text("-- Nothing is odd.\nfrom v_funding;\n", encoding="utf-8")
    monkeypatch.setattr(checking, "files", lambda folder: [file])
    with pytest.raises(WarehouseError, match=r"v_funding__odd\.sql: must open with"):
        checking.checks.__wrapped__()


def test_two_checks_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "v_funding__grain.sql"
    file.write_text("-- One row a project.\n-- severity: warning\nfrom v_funding;\n", encoding="utf-8")
    monkeypatch.setattr(checking, "files", lambda folder: [file])
    with pytest.raises(WarehouseError, match="two checks are called v_funding__grain"):
        checking.checks.__wrapped__()
