"""What Dagster's page shows of a batch: groups, descriptions, markdown previews, the way to the report."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import definitions, defs
from pipelines.defs import previews
from pipelines.defs import report as report_defs
from pipelines.defs.jobs import JOB
from pipelines.defs.resources import SETTINGS, run_config
from pipelines.defs.running import QUIET
from pipelines.model.settings import Settings, SettingsError
from pipelines.warehouse import reading
from tests.batch.builders import read_fake_pdfs, write_fake_pdf
from tests.published import SCRIPT


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dg.MetadataValue]]:  # type: ignore[type-arg]
    """The metadata of each asset after a run with a report."""
    folder = tmp_path_factory.mktemp("run")
    write_fake_pdf(folder / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    settings = Settings(inbox=folder / "inbox", warehouse=folder / "jixiao.duckdb", workers=1, with_report=True)
    job = definitions(lambda _: read_fake_pdfs).resolve_job_def(JOB)
    config = {"resources": {SETTINGS: {"config": run_config(settings)}}, **QUIET}
    result = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), run_config=config)
    assert result.success
    return {
        event.asset_key.to_user_string(): dict(event.materialization.metadata)  # type: ignore[union-attr]
        for event in result.get_asset_materialization_events()
    }


def test_assets_stand_in_groups_along_the_way_of_the_data() -> None:
    graph = defs.resolve_asset_graph()
    groups = {key.to_user_string(): graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert groups["documents"] == groups["parsed_documents"] == "reading"
    assert groups["fact_funding"] == groups["dq_issue"] == "star"
    assert groups["published_warehouse"] == "publishing"
    assert groups["v_funding"] == "views"
    assert groups["publish_info"] == "file"
    assert groups["report"] == groups["workbook"] == "outputs"


def test_the_published_warehouse_shows_rows_money_and_issues_as_tables(
    shown: dict[str, dict[str, dg.MetadataValue]],  # type: ignore[type-arg]
) -> None:
    told = shown["published_warehouse"]
    assert {name for name, value in told.items() if isinstance(value, dg.MarkdownMetadataValue)} == {
        "rows", "money", "issues by rule",
    }  # fmt: skip
    path = Path(str(told["path"].value))
    for name, rows in reading.row_counts(path).items():
        assert f"| {name} | {rows} |".replace("_", r"\_") in str(told["rows"].value)
    [(year, source, yuan)] = reading.query(
        "from v_funding select fiscal_year, funding_source, sum(amount_yuan) group by all", path
    ).iter_rows()
    assert f"| {year} | {source} | {yuan / 10_000:,.2f} |" in str(told["money"].value)


def test_the_report_is_a_path_and_a_command_and_no_link_that_a_browser_would_not_follow(
    shown: dict[str, dict[str, dg.MetadataValue]],  # type: ignore[type-arg]
) -> None:
    values = shown["report"]
    path = Path(str(values["path"].value))
    assert path.is_absolute()
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert str(path.parent.parent) in str(values["to open it"].value)
    assert not any("file:" in str(value.value) for of_asset in shown.values() for value in of_asset.values())


def test_where_a_web_server_shows_the_report_it_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(report_defs.ADDRESS, "https://example.org/budgets/")
    assert report_defs._address()["report"].url == "https://example.org/budgets/index.html"
    monkeypatch.setenv(report_defs.ADDRESS, "file:///srv/report")
    with pytest.raises(SettingsError, match="set it to an address such as https"):
        report_defs._address()


def test_the_table_of_issues_previews_them(shown: dict[str, dict[str, dg.MetadataValue]]) -> None:  # type: ignore[type-arg]
    assert isinstance(shown["dq_issue"]["issues by rule"], dg.MarkdownMetadataValue)
    assert "| document | outcome |" in str(shown["parsed_documents"]["documents"].value)
    assert "甲学院" in str(shown["parsed_documents"]["documents"].value)


def test_issues_are_told_by_rule_with_chinese_names_and_the_gravest_first(built: Path) -> None:
    with reading.open_warehouse(built) as reader:
        lines = previews.issues_by_rule(reader).splitlines()
    [(rules,)] = reading.query("select count(distinct (severity, rule)) from dq_issue", built).iter_rows()
    assert len(lines) == rules + 2
    order = [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]]
    assert order == sorted(order, key=["error", "warning", "info"].index)


def test_text_of_a_document_is_no_markdown_and_no_html() -> None:
    hostile = ["[x](javascript:alert(1))", SCRIPT, "a|b", "**bold**\n# head", "`code`"]
    told = previews.table(["name"], [[each] for each in hostile])
    lines = told.splitlines()
    assert len(lines) == 2 + len(hostile)
    assert "<" not in told
    assert r"\[x\]\(javascript:alert\(1\)\)" in told
    assert r"a\|b" in told
    assert r"\*\*bold\*\* \# head" in told


def test_a_long_table_says_how_many_rows_it_leaves_out() -> None:
    assert previews.table(["n"], [[n] for n in range(25)]).endswith("… and 5 more")
    assert previews.table(["n"], []) == "none"
