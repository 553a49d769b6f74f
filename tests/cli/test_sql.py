"""SQL in a minute: `jixiao sql` starts a client read-only, and a name that is not there leads to the one that was meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.outputs import suggestions as meant
from pipelines.warehouse import reading
from pipelines.warehouse.connection import WarehouseError


def _client(folder: Path, name: str) -> Path:
    """A program of that name that tells how it was started."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "{name} $*"\nexit 7\n')
    program.chmod(0o755)
    return program


def _sql(built: Path, places: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`jixiao sql` where only `places` is searched for programs beside Python's own folder, which has none of them."""
    script = "import sys; from pathlib import Path; sys.executable = sys.argv.pop(1); from pipelines.cli.app import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, str(places / "python"), "sql", "--warehouse", str(built), *arguments],
        env={**os.environ, "PATH": str(places)}, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_the_first_client_that_is_there_opens_the_warehouse_read_only(built: Path, tmp_path: Path) -> None:
    _client(tmp_path, "duckdb")
    said = _sql(built, tmp_path)
    assert said.stdout == f"duckdb -readonly {built}\n"
    assert said.returncode == 7, "the client's own"
    _client(tmp_path, "harlequin")
    assert _sql(built, tmp_path).stdout == f"harlequin --adapter duckdb --read-only {built}\n"
    assert _sql(built, tmp_path, "--client", "duckdb").stdout.startswith("duckdb ")


def test_without_a_client_one_line_says_how_to_get_one(built: Path, tmp_path: Path) -> None:
    said = _sql(built, tmp_path)
    assert said.returncode == 1
    [line] = said.stderr.strip().splitlines()
    assert "neither harlequin nor the duckdb command line is installed" in line
    assert "--extra harlequin" in line


def test_a_client_that_nobody_knows_is_wrong_usage(built: Path, tmp_path: Path) -> None:
    said = _sql(built, tmp_path, "--client", "vim")
    assert said.returncode == 2
    assert "choose harlequin or duckdb" in said.stderr


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select instituton from v_funding", 'v_funding: no column "instituton"; did you mean institution_name'),
        ("select yaer from v_funding", "did you mean fiscal_year (预算年度)?"),
        ("select 金额 from v_funding", "did you mean amount_yuan (金额（元）)"),
        ("select p.amount_yuan from v_project as p", 'v_project: no column "amount_yuan"; did you mean total_yuan'),
        ("select herfindahl from v_project", "it stands in v_concentration"),
        ("select qqq from v_funding", 'jixiao query "describe v_funding"'),
        ("from v_fundin", 'no table or view "v_fundin"; did you mean v_funding,'),
        ("select 资金 from 项目资金", "did you mean 资金来源"),
    ],
)
def test_a_wrong_name_leads_to_the_one_that_was_meant(built: Path, sql: str, says: str) -> None:
    said = CliRunner().invoke(app, ["query", sql, "--warehouse", str(built)])
    assert said.exit_code == 2
    [line] = said.stderr.strip().splitlines()
    assert says in line


def test_an_error_about_something_else_is_told_as_duckdb_tells_it(built: Path) -> None:
    with pytest.raises(WarehouseError) as raised:
        reading.query("select fiscal_year frm v_funding", built)
    message = str(raised.value)
    assert meant.explained(message, "select fiscal_year frm v_funding", reading.describe(built)) == message
    assert "syntax error" in message


def test_what_is_said_to_be_meant_exists(built: Path) -> None:
    columns = reading.describe(built)
    for name in ("amount", "项目", "year", "page_frist", "goals"):
        said = meant.explained(f'Referenced column "{name}" not found', "from v_project", columns)
        first = said.split("did you mean ")[1].split(" ")[0].rstrip(",?")
        assert reading.query(f"select {first} from v_project limit 1", built).height == 1
