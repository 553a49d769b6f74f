"""`jixiao report`, `export`, `evidence` and `diff`: what they write, and how they refuse."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

import pipelines
from pipelines.cli import screens
from pipelines.cli.app import app
from pipelines.model.settings import Settings
from pipelines.outputs import comparison, tracing
from pipelines.warehouse import reading
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE


def _jixiao(*arguments: object) -> tuple[int, str, str]:
    said = CliRunner().invoke(app, [str(each) for each in arguments])
    return said.exit_code, said.stdout, said.stderr


def test_version_names_the_release_and_the_parser() -> None:
    assert _jixiao("--version") == (0, f"jixiao {pipelines.__version__}, parser {pipelines.PARSER_VERSION}\n", "")


def _one(sql: str, path: Path) -> str:
    [(value,)] = reading.query(sql, path).iter_rows()
    return str(value)


def test_report_is_written_beside_the_warehouse_with_the_pictures_of_its_inbox(
    samples_settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "jixiao.duckdb"
    path.write_bytes(samples_settings.warehouse.read_bytes())
    code, _, said = _jixiao("report", "--warehouse", path)
    assert code == 0
    assert str(tmp_path / "report" / "index.html") in said.replace("\n", "")
    assert list(tmp_path.glob("report/evidence/*/*.png"))


def test_a_second_warehouse_of_one_folder_has_a_report_of_its_own() -> None:
    assert Settings(warehouse=Path("a/jixiao.duckdb")).report == Path("a/report")
    assert Settings(warehouse=Path("a/other.duckdb")).report == Path("a/other.report")


def test_export_writes_a_workbook(built: Path, tmp_path: Path) -> None:
    code, _, said = _jixiao("export", "--xlsx", tmp_path / "a.xlsx", "--warehouse", built)
    assert (code, (tmp_path / "a.xlsx").read_bytes()[:2]) == (0, b"PK")
    assert "sheets written" in said


def test_evidence_of_an_indicator_is_one_picture_with_its_cell_marked(
    samples_settings: Settings, tmp_path: Path
) -> None:
    key = _one("from v_indicator select indicator_key order by all limit 1", samples_settings.warehouse)
    code, said, _ = _jixiao(
        "evidence", "--indicator", key, "--warehouse", samples_settings.warehouse, "--output", tmp_path
    )
    [picture] = said.split()
    assert code == 0
    assert Path(picture).name.startswith(key)
    colours = {colour for _, colour in Image.open(picture).convert("RGB").getcolors(1 << 24) or []}
    assert (0xD9, 0x7A, 0x00) in colours


def test_evidence_of_a_project_covers_every_year_it_stands_in(samples_settings: Settings, tmp_path: Path) -> None:
    key = _one(
        "from v_project select project_key group by all order by count(*) desc, project_key limit 1",
        samples_settings.warehouse,
    )
    years = int(
        _one(
            f"from v_project select count(distinct document_key) where project_key = '{key}'",
            samples_settings.warehouse,
        )
    )
    pictures = tracing.pictures(samples_settings.warehouse, key, samples_settings.inbox, tmp_path)
    assert len({picture.name.split("_")[1] for picture in pictures}) == years > 1


def test_evidence_from_another_file_of_that_name_is_refused(samples_settings: Settings, tmp_path: Path) -> None:
    key = _one("from v_indicator select indicator_key order by all limit 1", samples_settings.warehouse)
    for pdf in samples_settings.inbox.iterdir():
        (tmp_path / pdf.name).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(tracing.TraceError, match="not the file that was read"):
        tracing.pictures(samples_settings.warehouse, key, tmp_path, tmp_path / "out")


def test_review_shows_what_was_decided_by_likeness_and_where_a_decision_is_written(built: Path) -> None:
    code, said, _ = _jixiao("review", "--warehouse", built)
    assert code == 0
    by_likeness = reading.query(
        "select 1 from bridge_project_family where method in ('likeness', 'code')", built
    ).height
    close = reading.query("select 1 from dq_issue where rule = 'family_close_call'", built).height
    assert by_likeness + close > 0
    assert f"projects taken for one line of work, or nearly: {by_likeness + close}" in said
    assert "overrides.csv" in said


def test_review_says_so_where_nothing_waits(tmp_path: Path) -> None:
    code, said, _ = _jixiao("review", "--warehouse", factory.build([], tmp_path))
    assert (code, said) == (0, "nothing waits for a person's eye\n")


def test_diff_of_two_years_as_json(built: Path) -> None:
    code, said, _ = _jixiao("diff", 2023, 2024, "--institution", COLLEGE, "--warehouse", built, "--format", "json")
    assert code == 0
    assert {row["what"] for row in json.loads(said)} == {"project", "indicator"}


def test_diff_of_two_years_is_a_table_for_each_kind_of_thing_with_whole_amounts(built: Path) -> None:
    code, said, counted = _jixiao("diff", 2023, 2024, "--institution", COLLEGE, "--warehouse", built)
    assert code == 0
    assert "project, yuan" in said
    assert "indicator" in said
    assert "institution_name" not in said, "it is the same all over"
    changes = comparison.between_years(built, COLLEGE, 2023, 2024)
    for change in changes.filter(pl.col("what") == "project").get_column("change_yuan"):
        assert f" {change:,f} " in said
    assert "× project changed" in counted


@pytest.mark.parametrize("width", [0, 30, 55, 80, 200])
def test_no_digit_is_lost_however_narrow_the_terminal_is(width: int) -> None:
    frame = pl.DataFrame({"name": ["名称" * 9], "yuan": [Decimal("-123456789012.34")], "year": [2025]})
    console = Console(width=max(width, 30), file=io.StringIO())
    console.print(screens.frame_table(frame, width=width))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    cells = [line.split("│") for line in said.splitlines() if "│" in line]
    assert "".join(row[2].strip() for row in cells) == "-123,456,789,012.34"
    assert "".join(row[3].strip() for row in cells) == "2025"


def test_diff_of_equal_warehouses_says_so(built: Path) -> None:
    code, _, said = _jixiao("diff", built, built)
    assert (code, said.strip()) == (0, "no difference")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["evidence"], 2, "give --indicator KEY or --project KEY"),
        (["evidence", "--indicator", "0"], 1, "no indicator or project has that key"),
        (["diff", "a", "b", "--institution", COLLEGE], 2, "give two years"),
        (["diff", "2023", "2025", "--institution", COLLEGE], 2, "nothing is loaded of 2025"),
        (["diff", "nowhere.duckdb", "nowhere.duckdb"], 2, "does not exist"),
        (["export", "--xlsx", "nowhere/a.xlsx"], 2, "no such folder"),
        (["report", "--warehouse", "nowhere.duckdb"], 1, "nothing is published there yet"),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_so(built: Path, arguments: list[str], code: int, says: str) -> None:
    at = [] if "--warehouse" in arguments or arguments[1:2] == ["nowhere.duckdb"] else ["--warehouse", str(built)]
    got, _, said = _jixiao(*arguments, *at)
    assert got == code
    assert says in " ".join(said.split())
