"""What Dagster sees: the graph as the SQL says it, its descriptions, and that a run tells rows and columns."""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import definitions, defs
from pipelines.defs.jobs import JOB
from pipelines.defs.resources import SETTINGS, run_config
from pipelines.defs.running import QUIET
from pipelines.defs.tables import DECLARED, FILLED_BY_PYTHON, RELATIONS
from pipelines.model.settings import Settings
from pipelines.warehouse import building, checking, reading, sql_files
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.lineage import sources_of, tables_in
from tests.batch.builders import read_fake_pdfs, write_fake_pdf

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dg.ExecuteInProcessResult:
    folder = tmp_path_factory.mktemp("run")
    write_fake_pdf(folder / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    settings = Settings(inbox=folder / "inbox", warehouse=folder / "w.duckdb", workers=1)
    job = definitions(lambda _: read_fake_pdfs).resolve_job_def(JOB)
    config = {"resources": {SETTINGS: {"config": run_config(settings)}}, **QUIET}
    return job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), run_config=config)


def upstream(name: str) -> set[str]:
    """The assets that the asset `name` depends on, as Dagster's graph has them."""
    return {key.to_user_string() for key in defs.resolve_asset_graph().get(dg.AssetKey(name)).parent_keys}


def test_the_graph_is_valid_and_every_asset_is_described() -> None:
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    names = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert names == {"documents", "parsed_documents", "published_warehouse", "report", "workbook", *RELATIONS}
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key
        assert graph.get(key).kinds, key


def test_every_table_and_view_of_a_built_file_is_an_asset(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    building.build([], path)
    with reading.open_warehouse(path) as warehouse:
        assert {each.table for each in warehouse.describe() if each.table.isascii()} == set(RELATIONS)


def test_each_view_depends_on_exactly_the_tables_that_its_sql_names() -> None:
    """Found a second way: a name of a table or view that stands as a word of the SQL after from, join or a comma of
    theirs, without comments, column qualifiers and the common table expressions of the file."""
    views = {name for name, each in DECLARED.items() if each.is_view}
    assert len(views) > 20
    for file in sql_files.files("views"):
        sql = re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", file.read_text(encoding="utf-8"))
        view, body = re.findall(r"create view (\w+) as\b(.*?)(?:;|\Z)", sql, re.DOTALL)[0]
        named = set(re.findall(r"\b(?:from|join)\s+(\w+)", body)) & set(RELATIONS)
        assert upstream(view) == named, view
        views.discard(view)
    intermediate = {name for name in views if DECLARED[name].folder != "views"}
    assert views == intermediate


def test_a_derived_table_depends_on_what_fills_it() -> None:
    assert upstream("int_indicator_year") == {"bridge_indicator", "int_current_project", "fact_indicator"}
    assert upstream("int_project_copying") == {"int_indicator_year"}


def test_what_python_fills_is_said_of_every_table_of_the_schema_and_of_no_other() -> None:
    filled = {name for name, each in DECLARED.items() if each.folder == "schema"} - {"publish_manifest"}
    derived = set().union(*(sources_of([file.read_text(encoding="utf-8")]) for file in sql_files.files("intermediate")))
    assert set(FILLED_BY_PYTHON) == filled - derived
    assert upstream("dim_category") == set(), "it holds reviewed data alone"
    assert "parsed_documents" in upstream("fact_funding")


def test_the_published_warehouse_waits_for_every_table_and_view_and_the_outputs_for_it() -> None:
    assert upstream("published_warehouse") == set(RELATIONS)
    assert upstream("report") == upstream("workbook") == {"published_warehouse"}


def test_sql_that_cannot_be_parsed_is_one_line() -> None:
    for sql in ("select from from", "create view x as selec 1"):
        with pytest.raises(WarehouseError) as raised:
            sources_of([sql])
        assert "\n" not in str(raised.value)
    with pytest.raises(WarehouseError):
        tables_in("select from from")


def test_names_in_sql_are_told_from_its_own_expressions_and_parameters() -> None:
    nested = "with a as (from t), b as (with c as (from a join u using (k)) from c) from b where x = $first;"
    assert tables_in(nested) == {"t", "u"}
    assert tables_in("select (select max(x) from s) from (from a union all from b) where y in (from c select y)") == {
        "s", "a", "b", "c",
    }  # fmt: skip
    assert sources_of(["-- why\ninsert into t (a, b) select a, b from u; comment on table t is 'from v'"]) == {
        "t": {"u"}
    }


def test_nothing_private_of_dagster_is_used() -> None:
    places = [PROJECT / "pipelines", PROJECT / "tests" / "defs", PROJECT / "deploy", PROJECT / "dagster.yaml"]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file()]
    private = re.compile(r"dagster\._")
    found = [str(file) for file in files if file.suffix in (".py", ".yaml") and private.search(file.read_text("utf-8"))]
    assert len(files) > 50
    assert found == []


def test_every_sql_check_is_an_asset_check_that_blocks_where_it_says_so() -> None:
    specs = {spec.name: spec for checks in defs.asset_checks or [] for spec in checks.check_specs}  # type: ignore[union-attr]
    assert {name: spec.blocking for name, spec in specs.items()} == {
        check.name: check.blocking for check in checking.checks()
    }
    assert any(spec.blocking for spec in specs.values())


def test_each_check_stands_on_the_table_that_it_selects_from() -> None:
    keys = {(key.asset_key.to_user_string(), key.name) for key in defs.resolve_asset_graph().asset_check_keys}
    assert {name for _, name in keys} == {check.name for check in checking.checks()}
    queries = {check.name: check.sql for check in checking.checks()}
    for asset, name in keys:
        assert asset in tables_in(queries[name]), name


def test_a_run_says_rows_and_columns_as_duckdb_has_them(result: dg.ExecuteInProcessResult) -> None:
    assert result.success
    materialized = {
        event.asset_key.to_user_string(): event.materialization.metadata  # type: ignore[union-attr]
        for event in result.get_asset_materialization_events()
    }
    assert materialized["documents"]["dagster/row_count"].value == 1
    assert materialized["fact_indicator"]["dagster/row_count"].value == 2
    columns = {column.name: column for column in materialized["fact_funding"]["dagster/column_schema"].value.columns}  # type: ignore[union-attr]
    assert columns["amount_yuan"].type == "DECIMAL(18,2)"
    assert columns["amount_yuan"].description
    assert Path(str(materialized["published_warehouse"]["path"].value)).exists()


def test_every_check_was_evaluated(result: dg.ExecuteInProcessResult) -> None:
    evaluated = {each.check_name for each in result.get_asset_check_evaluations()}
    assert evaluated == {check.name for check in checking.checks()}
