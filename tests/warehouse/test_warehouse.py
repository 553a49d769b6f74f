"""Building, publishing and reading the file: what must never tear, never block and never let a writer in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.warehouse import building, checking, connection, publishing, reading, relations
from pipelines.warehouse.connection import WarehouseError
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE, SCHOOL


def test_manifest_tells_the_row_counts(built: Path) -> None:
    told = dict(reading.query("from publish_manifest", built).rows())
    counted = reading.row_counts(built)
    assert told == {table: rows for table, rows in counted.items() if not table.startswith("publish_")}
    assert told["fact_indicator"] > 0


def test_info_is_kept(built: Path) -> None:
    assert reading.query("from publish_info", built).rows() == [("parser_version", "test")]


def test_building_leaves_one_closed_file(tmp_path: Path) -> None:
    path = tmp_path / "new.duckdb"
    path.write_bytes(b"what a killed batch left")
    connection.wal_of(path).write_bytes(b"and its log")
    building.build([], path)
    assert [file.name for file in tmp_path.iterdir()] == ["new.duckdb"]
    assert reading.row_counts(path)["dim_document"] == 0


def test_a_row_that_violates_the_schema_stops_the_build(tmp_path: Path) -> None:
    frame = pl.DataFrame({"institution_key": ["a", "b"], "institution_name": [COLLEGE, COLLEGE]})
    with pytest.raises(WarehouseError, match="dim_institution") as raised:
        building.build([("dim_institution", frame)], tmp_path / "new.duckdb")
    assert "\n" not in str(raised.value)


def test_a_column_the_table_has_not_stops_the_build(tmp_path: Path) -> None:
    frame = pl.DataFrame({"institution_key": ["a"], "institution_name": [COLLEGE], "colour": ["red"]})
    with pytest.raises(WarehouseError, match="colour"):
        building.build([("dim_institution", frame)], tmp_path / "new.duckdb")


def test_a_table_the_schema_has_not_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no table fact_weather"):
        building.build([("fact_weather", pl.DataFrame({"a": [1]}))], tmp_path / "new.duckdb")


def test_facts_must_refer_to_known_rows(tmp_path: Path) -> None:
    frame = pl.DataFrame({"institution_key": ["nobody"], "fiscal_year": [2024]})
    with pytest.raises(WarehouseError, match=r"(?i)foreign key"):
        building.build([("dim_institution_year", frame)], tmp_path / "new.duckdb")


def _published(tmp_path: Path, name: str, students: int) -> Path:
    """A tiny warehouse that holds one figure."""
    path = tmp_path / name
    tables = [
        ("dim_institution", pl.DataFrame({"institution_key": ["a"], "institution_name": [COLLEGE]})),
        (
            "dim_institution_year",
            pl.DataFrame({"institution_key": ["a"], "fiscal_year": [2024], "students": [students]}),
        ),
    ]
    building.build(tables, path)
    return path


STUDENTS = "from dim_institution_year select students"


def test_an_open_reader_keeps_the_old_file_and_a_new_one_sees_the_new(tmp_path: Path) -> None:
    target = tmp_path / "jixiao.duckdb"
    publishing.publish(_published(tmp_path, "first", 1), target)
    reader = duckdb.connect(str(target), read_only=True)
    try:
        assert reader.execute(STUDENTS).fetchall() == [(1,)]
        publishing.publish(_published(tmp_path, "second", 2), target)
        assert reader.execute(STUDENTS).fetchall() == [(1,)]
        # Another process, since DuckDB shares one instance of a path within a process.
        assert _in_another_process(target) == "2"
    finally:
        reader.close()
    assert [file.name for file in tmp_path.iterdir()] == ["jixiao.duckdb"]


def _in_another_process(path: Path) -> str:
    import subprocess
    import sys

    code = f"import duckdb; print(duckdb.connect({str(path)!r}, read_only=True).execute({STUDENTS!r}).fetchall()[0][0])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_stray_log_beside_the_published_file_is_never_replayed(tmp_path: Path) -> None:
    target = tmp_path / "jixiao.duckdb"
    publishing.publish(_published(tmp_path, "first", 1), target)
    connection.wal_of(target).write_bytes(b"of somebody who opened it for writing and was killed")
    publishing.publish(_published(tmp_path, "second", 2), target)
    assert not connection.wal_of(target).exists()
    assert reading.query(STUDENTS, target).item() == 2


def test_a_file_that_is_still_open_is_not_published(tmp_path: Path) -> None:
    target = tmp_path / "jixiao.duckdb"
    publishing.publish(_published(tmp_path, "first", 1), target)
    second = _published(tmp_path, "second", 2)
    connection.wal_of(second).write_bytes(b"not yet in the file")
    with pytest.raises(WarehouseError, match="still open"):
        publishing.publish(second, target)
    assert reading.query(STUDENTS, target).item() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "create table t (a int)",
        "create temp table t as select 1",
        "insert into dim_institution values ('a', 'b')",
        "update dim_document set status = 'loaded'",
        "delete from fact_funding",
        "drop view v_funding",
        "attach '/tmp/other.duckdb'",
        "copy fact_funding to '/tmp/stolen.csv'",
        "export database '/tmp/stolen'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma enable_profiling",
        "checkpoint",
        "from read_csv('/etc/hostname')",
        "from read_text('/etc/hostname')",
        "from '/etc/hostname'",
        "from glob('/etc/*')",
        "select 1; select 2",
        "",
        "selec 1",
        "from no_such_table",
    ],
)
def test_what_is_no_reading_of_this_file_is_refused_with_one_line(sql: str, built: Path) -> None:
    before = built.read_bytes()
    with pytest.raises(WarehouseError) as raised:
        reading.query(sql, built)
    assert str(raised.value) and "\n" not in str(raised.value)
    assert built.read_bytes() == before


def test_a_frame_of_the_caller_cannot_be_read_by_its_name(built: Path) -> None:
    secret = pl.DataFrame({"a": [1]})
    with pytest.raises(WarehouseError, match="secret"):
        reading.query("from secret", built)
    assert secret.height == 1


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as one",
        "from v_funding limit 1",
        "with t as (from v_project) from t select count(*)",
        "pivot v_funding on funding_source using sum(amount_yuan) group by institution_name",
        "describe v_funding",
        "summarize v_funding",
        "explain from v_funding",
        "from v_indicator limit 1 -- with a comment",
    ],
)
def test_reading_statements_answer(sql: str, built: Path) -> None:
    assert reading.query(sql, built).height >= 1


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="jixiao run"):
        reading.query("select 1", tmp_path / "none.duckdb")


def test_a_file_that_is_no_warehouse_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "torn.duckdb"
    path.write_bytes(b"not a database" * 500)
    with pytest.raises(WarehouseError) as raised:
        reading.query("select 1", path)
    assert "\n" not in str(raised.value)


def test_answers_keep_their_types(built: Path) -> None:
    answer = reading.query(
        """select 0.30::decimal(18, 2) as money, 2024 as year, 1.5::double as share, true as yes, null as
        nothing, date '2024-01-02' as day, [1, 2] as numbers, {'a': 1} as pair,
        170141183460469231731687303715884105727 as huge""",
        built,
    )
    row = answer.row(0, named=True)
    assert answer.schema["money"] == pl.Decimal(18, 2) and row["money"] == Decimal("0.30")
    assert (row["year"], row["share"], row["yes"], row["nothing"]) == (2024, 1.5, True, None)
    assert row["numbers"] == [1, 2] and row["pair"] == '{"a": 1}' and row["huge"] == 2**127 - 1


def test_an_empty_answer_has_its_columns(built: Path) -> None:
    answer = reading.query("from v_funding where false", built)
    assert answer.is_empty() and "amount_yuan" in answer.columns


def test_parameters_are_bound_not_pasted(built: Path) -> None:
    rows = reading.query("from v_institution_yoy select fiscal_year where institution_name = ?", built, [SCHOOL])
    assert sorted(rows.to_series()) == [2024, 2025]


def test_every_table_view_and_column_says_what_it_is(built: Path) -> None:
    silent = [f"{each.table}.{each.name}" for each in reading.describe(built) if not each.comment]
    assert silent == []
    assert all(each.table_comment for each in reading.describe(built))


def test_every_comment_is_in_both_languages(built: Path) -> None:
    for each in reading.describe(built):
        for comment in (each.comment, each.table_comment):
            chinese, bar, english = (comment or "").partition("｜")
            assert bar and english.strip() and any("\u4e00" <= sign <= "\u9fff" for sign in chinese), (
                each.table,
                comment,
            )


def test_every_view_states_its_grain(built: Path) -> None:
    views = {each.table: each.table_comment or "" for each in reading.describe(built) if each.is_view}
    assert [view for view, comment in views.items() if "一行一个" not in comment or "Grain: " not in comment] == []


def test_every_table_and_view_has_its_grain_checked(built: Path) -> None:
    checked = {check.table for check in checking.checks() if check.name.endswith("__grain")}
    by_constraint = {each.name for each in relations.relations() if each.is_unique_by_constraint}
    held = {each.table for each in reading.describe(built)} - set(relations.twins().values())
    assert checked.isdisjoint(by_constraint)
    assert held == checked | by_constraint


def test_twins_hold_the_same_rows_under_chinese_names(built: Path) -> None:
    for view, twin in relations.twins().items():
        one, other = (
            reading.query(f'from "{view}" order by all', built),
            reading.query(f'from "{twin}" order by all', built),
        )
        assert one.rows() == other.rows()
        assert not any(name.isascii() for name in other.columns)


def test_no_view_needs_a_function_that_duckdb_1_4_has_not(built: Path) -> None:
    """`if(…)` is stored in a view as a function call, and the 1.4 clients that must open the file know no
    such function."""
    texts = reading.query("select view_name, lower(sql) as sql from duckdb_views() where not internal", built)
    assert [name for name, sql in texts.rows() if " if(" in sql or "(if(" in sql or '"if"(' in sql] == []


def test_the_file_is_written_in_the_format_of_1_4(built: Path) -> None:
    tags = reading.query("select tags from duckdb_databases() where database_name = current_database()", built).item()
    assert "v1.4.0" in tags


def test_primary_and_foreign_keys_are_declared(built: Path) -> None:
    keys = reading.keys(built)
    referring = {(key.table, key.references) for key in keys if key.references}
    assert ("fact_funding", "fact_project") in referring and ("fact_project", "dim_document") in referring
    keyed = {key.table for key in keys if key.references is None}
    tables = {each.table for each in reading.describe(built) if not each.is_view}
    assert tables - keyed == {"int_indicator_year", "int_family_change"}


def test_the_same_documents_give_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    from tests.warehouse.conftest import inbox, references

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = factory.build(inbox(), tmp_path / "a", references())
    other = factory.build(list(reversed(inbox())), tmp_path / "b", references(), chunk_documents=1)
    for table in reading.row_counts(one):
        assert reading.query(f"from {table}", one).equals(reading.query(f"from {table}", other)), table
