"""From PDFs to a published warehouse with the command that people use: samples, and files that nobody should send."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.warehouse import reading

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "samples"
SEED = "广州番禺职业技术学院_2025_项目支出绩效目标表.pdf"
SYNTHETIC = "穗南职业技术学院_2023_项目支出绩效目标表.pdf"


def jixiao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli.app", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)


def with_password(path: Path) -> None:
    with pikepdf.open(SAMPLES / SYNTHETIC) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="user"))


def without_table(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(72, 720, "Department budget 2025: no such table in here")
    canvas.save()


class Batches:
    """Three batches over one inbox: the first, one with nothing new, one with a copy and without one file."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.file = folder / "inbox", folder / "out" / "w.duckdb"
        (self.inbox / "2023").mkdir(parents=True)
        shutil.copy(SAMPLES / SEED, self.inbox / SEED)
        shutil.copy(SAMPLES / SYNTHETIC, self.inbox / "2023" / SYNTHETIC)
        (self.inbox / "garbage.pdf").write_bytes(b"this is no PDF")
        (self.inbox / "empty.pdf").touch()
        with_password(self.inbox / "password.pdf")
        without_table(self.inbox / "某某局_2025年部门预算.pdf")
        self.first = self.run()
        self.rows_first = self.rows()
        self.second = self.run()
        self.rows_second = self.rows()
        shutil.copy(self.inbox / SEED, self.inbox / "copy.pdf")
        (self.inbox / "2023" / SYNTHETIC).unlink()
        self.third = self.run("--strict")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return jixiao("run", "--inbox", self.inbox, "--warehouse", self.file, "--workers", "2", *arguments)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return reading.query(sql, self.file).rows()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = [name for name in reading.row_counts(self.file) if not name.startswith("publish_")]
        return {name: self.ask(f"from {name} order by all") for name in tables}


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Batches:
    return Batches(tmp_path_factory.mktemp("samples"))


def test_the_first_batch_publishes_and_says_what_next(batches: Batches) -> None:
    assert batches.first.returncode == 0, batches.first.stderr
    assert "6 now, 0 in earlier batches" in batches.first.stdout
    assert batches.first.stdout.count("\n  jixiao ") == 3


def test_the_seed_is_whole(batches: Batches) -> None:
    seed = "institution_name = '广州番禺职业技术学院' and fiscal_year = 2025"
    assert batches.ask(f"select count(*), sum(indicator_count) from v_project where {seed}") == [(25, 137)]
    assert batches.ask(f"select sum(amount_yuan) from v_funding where {seed}") == [(Decimal("105059500.00"),)]
    sources = (
        "select funding_source, amount_yuan from v_funding where project_name like '%机构运行辅助经费%' and " + seed
    )
    assert ("财政专户拨款", Decimal("43500000.00")) in batches.ask(sources)


def test_the_seeds_residual_is_stored_as_info_and_no_row_is_mended(batches: Batches) -> None:
    residuals = "select residual_yuan from fact_total join dim_document using (document_key) where file_name = '" + SEED
    assert (Decimal("200.00"),) in batches.ask(residuals + "' and funding_source = '合计'")
    assert batches.ask(f"select count(*) from dq_issue where file_name = '{SEED}' and severity = 'error'") == [(0,)]


def test_every_bad_file_ends_with_its_status_and_one_sentence_and_the_rest_loads(batches: Batches) -> None:
    told = batches.ask("select file_name, status, reason from dim_document")
    states = {name: (status, reason) for name, status, reason in told}
    for name in ("garbage.pdf", "empty.pdf", "password.pdf"):
        status, reason = states[name]
        assert status == "quarantined", name
        assert reason and "\n" not in reason
    assert "password" in states["password.pdf"][1]
    assert states["某某局_2025年部门预算.pdf"][0] == "no_target_table"
    assert states["某某局_2025年部门预算.pdf"][1]


def test_running_again_reads_nothing_and_publishes_the_same_rows(batches: Batches) -> None:
    assert batches.second.returncode == 0, batches.second.stderr
    assert "nothing new (6 in earlier batches); the same rows as before" in batches.second.stdout
    assert batches.rows_first == batches.rows_second


def test_a_copy_is_a_duplicate_and_a_removed_file_stays(batches: Batches) -> None:
    rows = dict(batches.ask("select file_name, status from dim_document"))
    assert {rows[SEED], rows["copy.pdf"]} == {"loaded", "duplicate"}
    assert batches.ask(f"select status, in_inbox from dim_document where file_name = '{SYNTHETIC}'") == [
        ("loaded", False)
    ]


def test_strict_exits_3(batches: Batches) -> None:
    assert batches.third.returncode == 3


def test_the_file_says_where_a_figure_stands(batches: Batches) -> None:
    (page, x0, x1) = batches.ask("select page, x0, x1 from fact_indicator order by all limit 1")[0]
    assert page >= 1
    assert x0 < x1


def test_inspect_shows_the_seed_without_loading_it(tmp_path: Path) -> None:
    said = jixiao("inspect", SAMPLES / SEED, "--json")
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    assert told["identity"]["institution_name"] == "广州番禺职业技术学院"
    (statement,) = told["document"]["statements"]
    assert len(statement["projects"]) == 25
    assert all(proof["passed"] for proof in told["document"]["proofs"])
