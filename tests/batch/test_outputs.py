"""What leaves the warehouse for other programs, and what the doctor says of the machine."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import doctor
from pipelines.cli import app as cli
from pipelines.doctor import Diagnosis
from pipelines.outputs import export
from pipelines.warehouse import history
from pipelines.warehouse.connection import WarehouseError
from tests.batch.place import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("outputs"))
    place.put("甲学院_2024.pdf", "实训室建设", '=1+1, "物业"')
    place.put("甲学院_2025.pdf", "实训室建设")
    place.batch()
    yield place


def test_parquet_holds_the_star_by_fiscal_year_for_any_engine(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "star"
    rows = export.to_parquet(place.settings.warehouse, folder)
    assert rows["fact_funding"] == 3
    assert sorted(each.name for each in (folder / "fact_funding").iterdir()) == ["fiscal_year=2024", "fiscal_year=2025"]
    # Two engines that are not ours read it back: a DuckDB of its own, and polars.
    with duckdb.connect() as con:
        for table, expected in rows.items():
            pattern = str(folder / table / "**" / "*.parquet")
            got = con.execute("select count(*) from read_parquet(?, hive_partitioning = true)", [pattern]).fetchall()
            assert got == [(expected,)], table
    money = pl.scan_parquet(folder / "fact_funding", hive_partitioning=True).collect()
    assert money.schema["amount_yuan"] == pl.Decimal(18, 2)
    assert dict(money.group_by("fiscal_year").agg(pl.col("amount_yuan").sum()).rows()) == dict(
        place.ask("select fiscal_year, sum(amount_yuan) from fact_funding group by all")
    )


def test_a_second_export_replaces_the_first_and_nothing_else(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "star"
    export.to_parquet(place.settings.warehouse, folder)
    (folder / "fact_gone").mkdir()
    export.to_parquet(place.settings.warehouse, folder)
    assert not (folder / "fact_gone").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["star"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.doc").write_text("mine")
    with pytest.raises(export.ExportError, match="holds other things"):
        export.to_parquet(place.settings.warehouse, other)
    assert (other / "thesis.doc").read_text() == "mine"


def test_the_zip_of_csvs_holds_every_value_and_the_dictionary(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    names = export.to_csv_zip(place.settings.warehouse, target)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(names)
        assert {"data-dictionary.md", "fact_indicator.csv", "v_project.csv", "v_funding_yoy.csv"} <= set(names)
        assert "v_funding_yoy" in archive.read("data-dictionary.md").decode()
        data = archive.read("v_project.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    expected = place.ask("select project_name, total_yuan::varchar from v_project order by all")
    assert sorted((row["project_name"], row["total_yuan"]) for row in read) == expected


def test_the_command_line_exports_and_shows_the_history(
    place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    at = ["--warehouse", str(place.settings.warehouse)]
    for arguments, code, says in (
        (
            ["export", "--parquet", str(tmp_path / "star"), "--csv", str(tmp_path / "a.zip"), *at],
            0,
            "tables written to",
        ),
        (["export", *at], 2, "give --xlsx"),
        (["status", "--history", *at], 0, history.published_entry(place.settings).id),  # type: ignore[union-attr]
        (["restore", "x", *at], 1, "no earlier warehouses are called that (none is kept)"),
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        said = "".join(capfd.readouterr())
        assert (ended.value.code or 0, says in said) == (code, True), said


# --- doctor -----------------------------------------------------------------------------------------------------------


def named(found: list[Diagnosis]) -> dict[str, Diagnosis]:
    return {each.name: each for each in found}


def test_a_machine_that_is_well_has_nothing_to_do(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    found = doctor.examine(place.settings)
    assert [each for each in found if each.state == "broken"] == []
    assert {
        "python",
        "packages",
        "folder",
        "disk",
        "lock",
        "inbox",
        "ledger",
        "warehouse",
        "next batch",
        "fonts",
        "executor",
    } == set(named(found))
    assert named(found)["inbox"].said.startswith("2 PDFs in")
    assert all(each.todo for each in found if each.state != "well")


def test_what_is_wrong_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from pipelines import batch

    place = Place(tmp_path, executor="dask://127.0.0.1:1")
    monkeypatch.setattr(doctor, "LEAST_FREE", 1 << 62)
    monkeypatch.setattr(doctor, "cjk_font", lambda: None)
    with batch.only_writer(place.settings):
        found = named(doctor.examine(place.settings))
    assert {name: each.state for name, each in found.items() if each.state != "well"} == {
        "disk": "broken", "lock": "doubtful", "inbox": "doubtful", "warehouse": "doubtful", "fonts": "doubtful",
        "executor": "broken",
    }  # fmt: skip
    assert "deleting the file does not help" in found["lock"].todo
    place.settings.inbox.rmdir()
    place.settings.ledger.write_bytes(b"not parquet")
    found = named(doctor.examine(place.settings))
    assert (found["inbox"].state, found["inbox"].said) == ("broken", f"{place.settings.inbox} does not exist")
    assert found["ledger"].state == "broken"
    with pytest.raises(SystemExit) as ended:
        cli.main(["doctor", "--inbox", str(place.settings.inbox), "--warehouse", str(place.settings.warehouse)])
    assert ended.value.code == 1
    assert "→ create it, or name another with --inbox" in capfd.readouterr().out


def test_a_folder_that_a_batch_would_make_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    place = Place(tmp_path)
    found = named(doctor.examine(place.settings))
    assert (found["folder"].state, found["disk"].state) == ("well", "well")
    assert found["folder"].said == f"{place.settings.warehouse.parent} is not there yet; a batch can make it"
    assert not place.settings.warehouse.parent.exists()


def test_a_history_of_nothing_says_what_to_do(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["status", "--history", "--warehouse", str(tmp_path / "none.duckdb")])
    assert "nothing is published at" in capfd.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_broken(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "out").write_text("a file where the folder should be")
    assert named(doctor.examine(place.settings))["folder"].state == "broken"


def test_a_package_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = doctor.importlib.metadata.version
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda name: "0.1" if name == "duckdb" else real(name))
    found = named(doctor.examine(Place(tmp_path).settings))["packages"]
    assert (found.state, "duckdb is 0.1, jixiao needs" in found.said) == ("broken", True)


def test_the_copies_are_of_the_published_file_alone(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="publish it first"):
        export.to_parquet(tmp_path / "none.duckdb", tmp_path / "star")
    assert list(tmp_path.iterdir()) == []
