"""A batch and its report apart: what fails holds back what, and where a run is recorded."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import dagster as dg
import pytest

from pipelines import batch
from pipelines.cli import app as cli
from pipelines.definitions import definitions, defs
from pipelines.defs import recording, unattended
from pipelines.defs.recording import home, recorded
from pipelines.defs.resources import SETTINGS, BatchSettings, run_config
from pipelines.defs.running import QUIET, Outcome, run_in_process
from pipelines.model.settings import Settings
from pipelines.warehouse import reading
from tests.batch.builders import read_fake_pdfs, write_fake_pdf
from tests.batch.run_with_fake_reader import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_fake_pdf(tmp_path / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    return tmp_path


@pytest.fixture
def foreign_report(folder: Path) -> Path:
    """A file of somebody else's where the report would be."""
    path = folder / "w.report" / "thesis.doc"
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")
    return path


def configured(settings: Settings) -> dict[str, object]:
    return {"resources": {SETTINGS: {"config": run_config(settings)}}, **QUIET}


def projects(warehouse: Path) -> int:
    return int(reading.query("select count(*) from v_project", warehouse).item())


# --- the report ---------------------------------------------------------------------------------------------------------


def test_a_report_that_fails_holds_back_no_data(folder: Path, foreign_report: Path) -> None:
    outcome = run(folder / "inbox", folder / "w.duckdb", report=True)
    assert outcome.failure is None, outcome.traceback
    assert outcome.unwritten is not None
    assert "something else than a report stands there" in outcome.unwritten
    assert projects(folder / "w.duckdb") == 1
    assert foreign_report.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--strict"], 3), (["--no-report", "--strict"], 0)])
def test_the_command_ends_with_0_and_a_warning_or_with_3_where_it_is_strict(
    folder: Path, foreign_report: Path, arguments: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "inbox" / "甲学院_2025.pdf").unlink()
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "--inbox", str(folder / "inbox"), "--warehouse", str(folder / "w.duckdb"), *arguments])
    out, err = capfd.readouterr()
    assert (ended.value.code or 0) == code
    assert f"published    {folder / 'w.duckdb'}" in out
    assert projects(folder / "w.duckdb") == 0
    warned = "warning: the warehouse is published, and the report was not written" in err
    assert warned == ("--no-report" not in arguments)
    assert "index.html" not in out


def test_the_report_and_the_workbook_are_made_alone_while_a_batch_holds_the_lock(folder: Path) -> None:
    settings = Settings(folder / "inbox", folder / "w.duckdb", workers=1, with_report=True)
    assert run(settings.inbox, settings.warehouse).failure is None
    assert not settings.report.exists()
    graph = defs.resolve_implicit_global_asset_job_def()
    with batch.only_writer(settings):
        result = graph.execute_in_process(
            run_config=configured(settings), asset_selection=[dg.AssetKey("report"), dg.AssetKey("workbook")]
        )
    assert result.success
    assert {event.step_key for event in result.get_asset_materialization_events()} == {"report", "workbook"}
    assert (settings.report / "index.html").is_file()
    assert settings.warehouse.with_suffix(".xlsx").read_bytes()[:2] == b"PK"


# --- the settings of a run ----------------------------------------------------------------------------------------------


def test_a_run_is_told_what_the_command_line_says_and_the_rest_by_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(Path("a"), Path("b.duckdb"), 3, True, wait_seconds=7, allow_loss=True, with_report=False)
    assert BatchSettings(**run_config(settings)).settings() == settings
    monkeypatch.setenv("JIXIAO_INBOX", "elsewhere")
    monkeypatch.setenv("JIXIAO_REPORT", "no")
    found = BatchSettings().settings()
    assert (found.inbox, found.with_report, found.allow_loss) == (Path("elsewhere"), False, False)
    assert BatchSettings(report=True).settings().with_report


def test_two_batches_at_once_are_refused_in_one_line(folder: Path) -> None:
    settings = Settings(folder / "inbox", folder / "w.duckdb", workers=1)
    with batch.only_writer(settings):
        outcome = run(settings.inbox, settings.warehouse)
    assert outcome.failure is not None
    assert "another batch is writing here" in outcome.failure
    assert "\n" not in outcome.failure


# --- records ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for records, of a checkout of the test's own."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "dagster.yaml").write_bytes((Path(__file__).parents[2] / "dagster.yaml").read_bytes())
    monkeypatch.setattr(recording, "CHECKOUT", checkout)
    yield checkout / ".dagster"


def test_a_run_is_recorded_where_make_dev_looks(folder: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home() == records
    assert run(folder / "inbox", folder / "w.duckdb", records=records).failure is None
    assert "DAGSTER_HOME" not in os.environ
    monkeypatch.setenv("DAGSTER_HOME", str(records))
    with dg.DagsterInstance.get() as instance:
        (recorded_run,) = instance.get_runs()
        assert recorded_run.status is dg.DagsterRunStatus.SUCCESS
        assert recorded_run.run_config["resources"][SETTINGS]["config"]["inbox"] == str(folder / "inbox")
        for name in ("documents", "fact_funding", "v_funding", "published_warehouse"):
            event = instance.get_latest_materialization_event(dg.AssetKey(name))
            assert event is not None and event.run_id == recorded_run.run_id, name
    for file in records.rglob("*.db"):
        with sqlite3.connect(file) as con:
            assert con.execute("pragma integrity_check").fetchone() == ("ok",)


def test_dagster_home_is_the_place_of_records_where_it_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    assert home() == tmp_path
    monkeypatch.delenv("DAGSTER_HOME")
    monkeypatch.setattr(recording, "CHECKOUT", tmp_path)
    assert home() is None, "an installation without a checkout"


def ran(settings: Settings, records: Path) -> tuple[Outcome, str | None]:
    return recorded(partial(run_in_process, definitions(lambda _: read_fake_pdfs), settings), records)


def test_where_records_cannot_be_written_the_batch_runs_and_says_so(folder: Path, records: Path) -> None:
    records.write_text("a file where the folder should be", encoding="utf-8")
    outcome, notice = ran(Settings(folder / "inbox", folder / "w.duckdb", workers=1), records)
    assert outcome.failure is None, outcome.traceback
    assert notice is not None
    assert notice.startswith(f"{records}: the run is not recorded for `make dev` (")
    assert "\n" not in notice
    assert projects(folder / "w.duckdb") == 1


def test_where_another_holds_the_records_the_batch_runs_and_says_so(
    folder: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "BUSY_SECONDS", 0.1)
    settings = Settings(folder / "inbox", folder / "w.duckdb", workers=1)
    assert ran(settings, records)[1] is None
    for number, name in enumerate(("runs.db", "runs/index.db"), start=2):
        write_fake_pdf(folder / "inbox" / f"乙学院{number}_2025.pdf", f"乙学院{number}", 2025, "图书馆修缮")
        with sqlite3.connect(records / "history" / name, isolation_level=None) as holder:
            holder.execute("begin immediate")
            outcome, notice = ran(settings, records)
            holder.execute("rollback")
        assert outcome.failure is None, outcome.traceback
        assert notice is not None and "locked" in notice
        assert projects(folder / "w.duckdb") == number
        with settings.lock.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_sensor_leaves_alerts_of_a_command_to_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(unattended.alerts, "send", lambda alert: sent.append(alert.kind) or [])

    class Event:
        message, step_key = "no", "report"

    class Run:
        def __init__(self, tags: dict[str, str]) -> None:
            self.tags = tags

    class Context:
        failure_event = Event()

        def __init__(self, tags: dict[str, str], steps: list[str]) -> None:
            self.dagster_run, self.steps = Run(tags), steps

        def get_step_failure_events(self) -> list[Event]:
            events = [Event() for _ in self.steps]
            for event, step in zip(events, self.steps, strict=True):
                event.step_key = step
            return events

    tell = unattended.tell_failure
    tell(Context({"jixiao/started_by": "command"}, ["documents"]))  # type: ignore[arg-type]
    tell(Context({"jixiao/started_by": "sensor"}, ["report"]))  # type: ignore[arg-type]
    tell(Context({}, ["documents", "report"]))  # type: ignore[arg-type]
    tell(Context({}, []))  # type: ignore[arg-type]
    assert sent == ["report", "failure", "failure"]
