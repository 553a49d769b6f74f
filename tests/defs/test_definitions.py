"""What Dagster sees: the graph, its descriptions, and that a run says rows and columns."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import definitions, defs
from pipelines.defs.checks import table_of
from pipelines.defs.in_process import QUIET
from pipelines.defs.published_warehouse import JOB
from pipelines.defs.running import RunningBatch
from pipelines.defs.star import TABLES
from pipelines.model.settings import Settings
from pipelines.warehouse import checking
from tests.batch.builders import read_fake_pdfs, write_fake_pdf


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dg.ExecuteInProcessResult:
    folder = tmp_path_factory.mktemp("run")
    write_fake_pdf(folder / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    settings = Settings(inbox=folder / "inbox", warehouse=folder / "w.duckdb", workers=1)
    job = definitions(lambda: RunningBatch(settings, read_fake_pdfs)).resolve_job_def(JOB)
    return job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), run_config=QUIET)


def test_the_graph_is_valid_and_every_asset_is_described() -> None:
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    names = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert names == {"documents", "parsed_documents", "published_warehouse", *TABLES}
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key
        assert graph.get(key).kinds, key


def test_every_sql_check_is_an_asset_check_that_blocks_where_it_says_so() -> None:
    specs = {spec.name: spec for checks in defs.asset_checks or [] for spec in checks.check_specs}  # type: ignore[union-attr]
    assert {name: spec.blocking for name, spec in specs.items()} == {
        check.name: check.blocking for check in checking.checks()
    }
    assert any(spec.blocking for spec in specs.values())


def test_a_check_of_a_view_stands_with_an_asset_that_exists() -> None:
    assert table_of("fact_funding__grain") == "fact_funding"
    assert table_of("v_funding__grain") in TABLES


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
