"""The command line: what it answers, what it refuses, and with which exit code."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from pipelines.cli import app as cli
from pipelines.cli.shared import Exit
from pipelines.warehouse import sql_files
from tests.batch.builders import write_fake_pdf
from tests.batch.run_with_fake_reader import run


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_fake_pdf(folder / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "=实训室建设")
    (folder / "inbox" / "坏的.pdf").write_bytes(b"garbage")
    outcome = run(folder / "inbox", folder / "w.duckdb")
    assert outcome.failure is None, outcome.traceback
    return folder / "w.duckdb"


class Said:
    """How a command ended and what it wrote."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def jixiao(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str | Path) -> Said:
        try:
            cli.main([str(argument) for argument in arguments])
            code = 0
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


def one_line(said: Said) -> str:
    lines = said.err.strip().splitlines()
    assert len(lines) == 1, said.err
    assert "Traceback" not in said.err
    return lines[0]


def test_help_teaches_with_examples(jixiao) -> None:  # type: ignore[no-untyped-def]
    for arguments, example in (
        (["--help"], "jixiao run"),
        (["run", "--help"], "jixiao run --inbox"),
        (["query", "--help"], 'jixiao query "select'),
        (["inspect", "--help"], "jixiao inspect"),
        (["status", "--help"], "jixiao status"),
    ):
        said = jixiao(*arguments)
        assert (said.code, example in said.out) == (0, True), arguments


@pytest.mark.parametrize(
    "arguments", [["bogus"], ["run", "--bogus"], ["run", "--workers", "0"], ["query", "x", "--format", "pdf"]]
)
def test_wrong_usage_is_2(jixiao, arguments: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert jixiao(*arguments).code == Exit.USAGE


def test_a_setting_that_is_no_number_is_one_line(jixiao, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("JIXIAO_WORKERS", "many")
    said = jixiao("status")
    assert said.code == Exit.USAGE
    assert "JIXIAO_WORKERS is 'many'" in one_line(said)


# --- status ----------------------------------------------------------------------------------------


def test_status_before_any_publish_says_what_to_do(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("status", "--warehouse", tmp_path / "none.duckdb")
    assert said.code == 0
    assert "nothing is published" in said.out
    assert "jixiao run" in said.out


def test_status_says_documents_money_and_why_a_file_is_held_back(jixiao, published: Path) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("status", "--warehouse", published)
    assert said.code == 0
    for wanted in ("1 loaded", "1 quarantined", "1 projects, 2 indicators", "100,000.00", "坏的.pdf: it is no PDF"):
        assert wanted in said.out


def test_a_warehouse_that_is_none_is_one_line(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "w.duckdb").write_bytes(b"not a database" * 1000)
    said = jixiao("status", "--warehouse", tmp_path / "w.duckdb")
    assert said.code == Exit.FAILED
    assert "cannot be read" in one_line(said)


# --- query -----------------------------------------------------------------------------------------


def test_query_without_sql_lists_every_shipped_query(jixiao) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("query")
    assert said.code == 0
    assert sql_files.shipped_queries()
    for query in sql_files.shipped_queries():
        assert query.name in said.out


def test_every_shipped_query_answers_by_its_name(jixiao, published: Path) -> None:  # type: ignore[no-untyped-def]
    for query in sql_files.shipped_queries():
        said = jixiao("query", query.name, "--warehouse", published, "--format", "json")
        assert said.code == 0, (query.name, said.err)
        assert isinstance(json.loads(said.out), list)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from dim_document",
        "insert into dim_document (document_key) values ('x')",
        "create table t as select 1",
        "drop view v_project",
        "copy (select 1) to '/tmp/never.csv'",
        "attach '/tmp/never.duckdb'",
        "set memory_limit = '1GB'",
        "select 1; delete from dim_document",
        "pragma version",
    ],
)
def test_sql_that_writes_is_refused_with_one_line(jixiao, published: Path, sql: str) -> None:  # type: ignore[no-untyped-def]
    before = published.read_bytes()
    said = jixiao("query", sql, "--warehouse", published)
    assert said.code == Exit.USAGE
    assert one_line(said).startswith("error: ")
    assert published.read_bytes() == before


def test_a_query_cannot_read_other_files(jixiao, published: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "secret.csv").write_text("a\n1\n")
    said = jixiao("query", f"select * from '{tmp_path}/secret.csv'", "--warehouse", published)
    assert said.code == Exit.USAGE


def test_wrong_sql_and_unknown_names_are_one_line(jixiao, published: Path) -> None:  # type: ignore[no-untyped-def]
    assert "no_such" in one_line(jixiao("query", "select * from no_such", "--warehouse", published))
    assert "`jixiao query` lists them" in one_line(jixiao("query", "no_such", "--warehouse", published))
    assert "cannot be read" in one_line(jixiao("query", "no_such.sql", "--warehouse", published))


def test_a_query_before_any_publish_says_what_to_do(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("query", "select 1", "--warehouse", tmp_path / "none.duckdb")
    assert said.code == Exit.FAILED
    assert "jixiao run" in one_line(said)


def test_a_file_of_sql_answers(jixiao, published: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "q.sql").write_text("-- how many\nselect count(*) as n from v_project", encoding="utf-8")
    assert jixiao("query", tmp_path / "q.sql", "--warehouse", published, "--format", "csv").out == "n\n1\n"


def test_every_format_gives_the_same_rows(jixiao, published: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    sql = "select project_name, amount_yuan from v_funding"
    assert "100,000.00" in jixiao("query", sql, "--warehouse", published).out
    csv = jixiao("query", sql, "--warehouse", published, "--format", "csv").out
    assert csv == "project_name,amount_yuan\n=实训室建设,100000.00\n"
    told = jixiao("query", sql, "--warehouse", published, "--format", "json").out
    assert json.loads(told) == [{"project_name": "=实训室建设", "amount_yuan": "100000.00"}]
    jixiao("query", sql, "--warehouse", published, "--output", tmp_path / "a.parquet")
    frame = pl.read_parquet(tmp_path / "a.parquet")
    assert frame.schema["amount_yuan"] == pl.Decimal(18, 2)
    assert frame.height == 1


def test_text_that_looks_like_a_formula_stays_text_in_excel(jixiao, published: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = jixiao(
        "query", "select project_name from v_project", "--warehouse", published, "--output", tmp_path / "a.xlsx"
    )
    assert said.code == 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=实训室建设" in strings


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--output", "nowhere/a.csv"], "no such folder"),
        (["--output", "a.docx"], "choose table, csv, json, parquet or xlsx"),
        (["--output", "a.txt", "--format", "table"], "for the terminal"),
    ],
)
def test_an_output_that_cannot_be_is_one_line(  # type: ignore[no-untyped-def]
    jixiao, published: Path, arguments: list[str], says: str
) -> None:
    said = jixiao("query", "select 1", "--warehouse", published, *arguments)
    assert said.code == Exit.USAGE
    assert says in one_line(said)


# --- inspect and run -------------------------------------------------------------------------------


def test_inspect_of_no_file_is_2(jixiao) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("inspect", "nothing.pdf")
    assert said.code == Exit.USAGE
    assert "no such file" in one_line(said)


def test_inspect_of_garbage_says_why_and_loads_nothing(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.pdf").write_bytes(b"garbage")
    said = jixiao("inspect", tmp_path / "x.pdf")
    assert said.code == 0
    assert "quarantined" in said.out
    told = json.loads(jixiao("inspect", tmp_path / "x.pdf", "--json").out)
    assert told["document"]["outcome"] == told["identity"]["status"] == "quarantined"
    assert told["issues"][0]["file_name"] == "x.pdf"
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]


def test_a_batch_that_fails_is_1_with_one_line(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = jixiao("run", "--inbox", tmp_path / "none", "--warehouse", tmp_path / "w.duckdb")
    assert said.code == Exit.FAILED
    assert "no such folder; create it" in said.err
    assert not (tmp_path / "w.duckdb").exists()


def test_strict_is_3_where_a_document_is_quarantined(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "x.pdf").write_bytes(b"garbage")
    arguments = ["run", "--inbox", tmp_path / "inbox", "--warehouse", tmp_path / "w.duckdb"]
    plain = jixiao(*arguments)
    assert (plain.code, "1 quarantined" in plain.out) == (Exit.PUBLISHED, True)
    strict = jixiao(*arguments, "--strict")
    assert strict.code == Exit.HELD_BACK
    assert "nothing new" in strict.out
    assert "the same rows as before" in strict.out


def test_an_empty_inbox_publishes_an_empty_warehouse_and_says_where_to_put_pdfs(jixiao, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "inbox").mkdir()
    said = jixiao("run", "--inbox", tmp_path / "inbox", "--warehouse", tmp_path / "w.duckdb")
    assert said.code == Exit.PUBLISHED, said.err
    assert f"put PDFs into {tmp_path / 'inbox'}" in said.out.replace("\n", "")
    assert jixiao("query", "funding_mix", "--warehouse", tmp_path / "w.duckdb").code == 0


# --- withdraw --------------------------------------------------------------------------------------


def test_withdraw_says_what_was_taken_out_and_by_which_key_it_comes_back(jixiao, tmp_path: Path) -> None:
    write_fake_pdf(tmp_path / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    write_fake_pdf(tmp_path / "inbox" / "乙学院_2025.pdf", "乙学院", 2025, "实训室建设")
    warehouse = tmp_path / "w.duckdb"
    assert run(tmp_path / "inbox", warehouse).failure is None
    said = jixiao("withdraw", "乙学院_2025.pdf", "--reason", "印错了", "--warehouse", warehouse)
    assert said.code == Exit.PUBLISHED, said.err
    assert "withdrawn" in said.out and "乙学院_2025.pdf" in said.out
    document_key = said.out.split("(")[1].split(")")[0]
    asked = "select status, reason from dim_document where file_name like '乙%'"
    assert "印错了" in jixiao("query", asked, "--warehouse", warehouse).out
    assert jixiao("withdraw", document_key, "--undo", "--warehouse", warehouse).code == Exit.PUBLISHED
    assert "loaded" in jixiao("query", asked, "--warehouse", warehouse).out


def test_withdraw_of_what_is_not_known_is_one_line(jixiao, tmp_path: Path) -> None:
    said = jixiao("withdraw", "没有.pdf", "--warehouse", tmp_path / "w.duckdb")
    assert said.code == Exit.FAILED
    assert said.err.startswith("error: 没有.pdf: no document of this warehouse has this name or key")
