"""Which row goes into which table, and what stops a row from getting in wrong."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.keys import key
from pipelines.model.records import TOTAL, Finding
from pipelines.warehouse import building, reading, staging
from pipelines.warehouse.assembly import assemble_tables
from pipelines.warehouse.dimensions import References
from pipelines.warehouse.facts import RowsError
from pipelines.warehouse.links import prior_years
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE, SCHOOL
from tests.warehouse.factory import BOX, Document, amount, indicator, project


def _tables(documents: list[Document], tmp_path: Path, references: References | None = None) -> dict[str, pl.DataFrame]:
    """Every table that has rows, its frames joined."""
    paths = factory.stage(documents, tmp_path / "staging")
    frames: dict[str, list[pl.DataFrame]] = {}
    for name, frame in assemble_tables(factory.resolved(documents), paths, references):
        if not frame.is_empty():
            frames.setdefault(name, []).append(frame)
    return {name: pl.concat(each, how="diagonal_relaxed") for name, each in frames.items()}


def test_a_key_tells_its_parts_apart() -> None:
    assert key("甲", "乙") != key("甲乙") and key("甲", None) == key("甲", "")
    assert len(key("甲")) == 16 and key("甲", 1) == key("甲", "1")


def test_a_project_has_one_key_in_every_year_white_space_aside(tmp_path: Path) -> None:
    documents = [
        Document(COLLEGE, 2024, [project("校园 物业管理费")]),
        Document(COLLEGE, 2025, [project("校园物业\n管理费")]),
    ]
    projects = _tables(documents, tmp_path)["dim_project"]
    assert (
        projects.get_column("project_key").to_list() == [factory.project_key(key(COLLEGE), "x")] or projects.height == 1
    )
    assert projects.select("first_fiscal_year", "last_fiscal_year").row(0) == (2024, 2025)


def test_the_same_name_twice_in_one_document_is_two_projects(tmp_path: Path) -> None:
    documents = [
        Document(COLLEGE, 2025, [project("维修费", {"财政拨款": "1.00"}), project("维修费", {"财政拨款": "2.00"})])
    ]
    tables = _tables(documents, tmp_path)
    assert tables["dim_project"].get_column("occurrence").to_list() == [1, 2]
    assert tables["fact_funding"].get_column("amount_yuan").to_list() == [Decimal("10000.00"), Decimal("20000.00")]


def test_two_amounts_of_one_source_are_one_row(tmp_path: Path) -> None:
    twice = dataclasses.replace(project("维修费"), amounts=[amount("其他资金", "1.00"), amount("其他资金", "2.50")])
    funding = _tables([Document(COLLEGE, 2025, [twice])], tmp_path)["fact_funding"]
    assert funding.select("amount_yuan", "printed_amount").rows() == [(Decimal("35000.00"), "1.00 + 2.50")]


def test_a_document_of_two_institutions_gives_each_its_own(tmp_path: Path) -> None:
    one = Document(COLLEGE, 2025, [project("维修费")])
    parsed = dataclasses.replace(
        one.parsed(), statements=[factory.statement([project("维修费")]), factory.statement([project("培训费")])]
    )
    (tmp_path / "staging").mkdir()
    paths = {one.sha256: staging.write(tmp_path / "staging", one.sha256, parsed)}
    resolved = factory.resolved([one])
    second = resolved.scopes.with_columns(statement_index=pl.lit(1), institution_name=pl.lit(SCHOOL)).cast(
        resolved.scopes.schema
    )
    both = dataclasses.replace(resolved, scopes=pl.concat([resolved.scopes, second]))
    path = tmp_path / "two.duckdb"
    building.build(assemble_tables(both, paths), path)
    rows = reading.query("from v_project select institution_name, project_name order by all", path).rows()
    assert sorted(rows) == sorted([(COLLEGE, "维修费"), (SCHOOL, "培训费")])


def test_facts_of_a_quarantined_document_do_not_exist_but_its_findings_do(tmp_path: Path) -> None:
    finding = Finding("error", "ragged_row", "第3行", "the row has no cell in the money column", 2, BOX)
    documents = [Document(COLLEGE, 2025, status="quarantined", reason="not proven", findings=[finding])]
    tables = _tables(documents, tmp_path)
    assert set(tables) == {"dim_year", "dim_institution", "dim_document", "dim_category", "document_proof", "dq_issue"}
    issue = tables["dq_issue"].row(0, named=True)
    assert (issue["rule"], issue["page"], issue["x0"], issue["file_name"]) == ("ragged_row", 2, 72.0, documents[0].name)


def test_the_same_finding_twice_is_one_issue(tmp_path: Path) -> None:
    finding = Finding("warning", "code_name", "维修费", "13 is 时效", 1)
    documents = [Document(COLLEGE, 2025, [project("维修费")], findings=[finding, finding])]
    assert _tables(documents, tmp_path)["dq_issue"].height == 1


def test_a_residual_is_stored_with_its_bound(tmp_path: Path) -> None:
    projects = [project("维修费", {"财政拨款": "1.00"}), project("培训费", {"财政拨款": "2.00"})]
    totals = _tables([Document(COLLEGE, 2025, projects, {TOTAL: "3.02", "财政拨款": "3.00"})], tmp_path)["fact_total"]
    rows = totals.select("funding_source", "rows_yuan", "residual_yuan", "bound_yuan").rows()
    # 0.005 × (2 + 1) of 10,000 yuan
    assert rows == [
        (TOTAL, Decimal("30000.00"), Decimal("200.00"), Decimal("150.00")),
        ("财政拨款", Decimal("30000.00"), Decimal("0.00"), Decimal("150.00")),
    ]


def test_a_total_adds_up_printed_totals_where_rows_print_one(tmp_path: Path) -> None:
    projects = [
        project("维修费", {"财政拨款": "1.00"}, total="1.01"),
        project("培训费", {"财政拨款": "2.00"}, total=None),
    ]
    totals = _tables([Document(COLLEGE, 2025, projects, {TOTAL: "3.01"})], tmp_path)["fact_total"]
    assert totals.row(0, named=True)["residual_yuan"] == Decimal("0.00")


def test_the_bound_is_in_the_printed_unit(tmp_path: Path) -> None:
    documents = [
        Document(COLLEGE, 2025, [project("维修费", {"财政拨款": "100"}, unit="元")], {TOTAL: "100"}, unit="元")
    ]
    assert _tables(documents, tmp_path)["fact_total"].row(0, named=True)["bound_yuan"] == Decimal("0.01")


def test_a_value_that_its_own_column_calls_qualitative_is_no_number(tmp_path: Path) -> None:
    plain = indicator("平均就业率", "90%-95%", None)
    documents = [
        Document(COLLEGE, 2025, [project("就业指导", indicators=[plain, dataclasses.replace(plain, nature="定 性")])])
    ]
    rows = _tables(documents, tmp_path)["fact_indicator"].select("annual_kind", "annual_number", "annual_unit").rows()
    assert rows == [("range", 90.0, "%"), ("text", None, "")]


def test_a_printed_category_that_nobody_knows_is_filed_as_unknown(tmp_path: Path) -> None:
    odd = indicator("某指标", "1个", code=None, level1="产出指标", level2="神秘指标")
    documents = [Document(COLLEGE, 2025, [project("维修费", indicators=[odd])])]
    tables = _tables(documents, tmp_path)
    [used] = tables["fact_indicator"].get_column("category_key")
    unknown = tables["dim_category"].filter(pl.col("level1_name") == "未归类").get_column("category_key").item()
    assert used == unknown
    assert tables["fact_indicator"].row(0, named=True)["level2_name"] == "神秘指标"


def test_a_thread_goes_back_to_the_first_year(tmp_path: Path) -> None:
    documents = [
        Document(COLLEGE, year, [project("图书购置", indicators=[indicator("师生满意度", "≥90%")])])
        for year in (2021, 2022, 2024, 2025)
    ]
    facts = _tables(documents, tmp_path)["fact_indicator"].sort("fiscal_year")
    assert set(facts.get_column("thread_key")) == {facts.get_column("indicator_key").first()}


def test_a_documented_year_follows_the_documented_year_before(tmp_path: Path) -> None:
    scopes = pl.DataFrame(
        {
            "institution_key": ["a"] * 5,
            "fiscal_year": [2025, 2021, 2022, 2023, 2024],
            "is_current": [True, True, True, False, True],
            "document_kind": ["target"] * 4 + ["self_evaluation"],
        }
    )
    assert prior_years(scopes).select("fiscal_year", "prior_fiscal_year").rows() == [(2022, 2021), (2025, 2022)]


def test_a_loaded_document_that_is_not_staged_is_named() -> None:
    with pytest.raises(RowsError, match="not staged"):
        list(assemble_tables(factory.resolved([Document(COLLEGE, 2025, [project("维修费")])]), {}))


def test_staging_that_lost_a_statement_is_named(tmp_path: Path) -> None:
    document = Document(COLLEGE, 2025, [project("维修费")])
    empty = dataclasses.replace(document.parsed(), statements=[])
    (tmp_path / "staging").mkdir()
    paths = {document.sha256: staging.write(tmp_path / "staging", document.sha256, empty)}
    with pytest.raises(RowsError, match="has not the statements"):
        list(assemble_tables(factory.resolved([document]), paths))


def test_an_amount_finer_than_a_fen_never_gets_in_rounded(tmp_path: Path) -> None:
    fine = dataclasses.replace(amount("财政拨款", "1.00"), yuan=Decimal("10000.001"))
    document = Document(COLLEGE, 2025, [dataclasses.replace(project("维修费"), amounts=[fine])])
    with pytest.raises(RowsError, match="finer than a fen"):
        _tables([document], tmp_path)


def _override(**changed: str) -> References:
    row = {
        "action": "match",
        "institution_name": COLLEGE,
        "project_name": "图书购置",
        "other_project_name": "文献资源建设",
        "reason": "the same line of work under a new name",
        "date": "2026-01-05",
    }
    return References(overrides=pl.DataFrame([row | changed]))


def test_a_person_s_decision_wins(tmp_path: Path) -> None:
    documents = [Document(COLLEGE, 2024, [project("图书购置")]), Document(COLLEGE, 2025, [project("文献资源建设")])]
    assert _tables(documents, tmp_path / "a")["dim_project"].get_column("project_family_id").n_unique() == 2
    decided = _tables(documents, tmp_path / "b", _override())
    assert decided["dim_project"].get_column("project_family_id").n_unique() == 1
    assert "override" in decided["bridge_project_family"].get_column("method").to_list()


@pytest.mark.parametrize(
    "changed", [{"project_name": "没有的项目"}, {"institution_name": "没有的单位"}, {"reason": ""}]
)
def test_a_decision_that_matches_nothing_stops_the_build(changed: dict[str, str], tmp_path: Path) -> None:
    documents = [Document(COLLEGE, 2024, [project("图书购置")]), Document(COLLEGE, 2025, [project("文献资源建设")])]
    with pytest.raises(RowsError, match=r"overrides\.csv, row 1"):
        _tables(documents, tmp_path, _override(**changed))


def test_chunks_hold_whole_institutions(tmp_path: Path) -> None:
    documents = [Document(name, year, [project("图书购置")]) for name in (COLLEGE, SCHOOL) for year in (2024, 2025)]
    paths = factory.stage(documents, tmp_path / "staging")
    frames = [
        frame for name, frame in assemble_tables(factory.resolved(documents), paths, None, 1) if name == "fact_project"
    ]
    assert [sorted(frame.get_column("fiscal_year")) for frame in frames] == [[2024, 2025], [2024, 2025]]
