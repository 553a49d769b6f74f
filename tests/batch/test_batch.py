"""The batch's steps through Dagster, with a reader that needs no PDF: what is read, kept, published, and what happens
when something is in the way."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import batch
from pipelines.cli import screens
from pipelines.model.errors import BatchError
from pipelines.model.settings import Settings
from pipelines.warehouse import checking, loading, reading, staging
from pipelines.warehouse.check import CheckResult
from tests.batch.builders import document, project, read_fake_pdfs, statement, write_fake_pdf
from tests.batch.run_with_fake_reader import run

A = "甲学院_2024_项目支出绩效目标表.pdf"
B = "甲学院_2025_项目支出绩效目标表.pdf"


class Place:
    """An inbox and a warehouse of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(inbox=folder / "inbox", warehouse=folder / "out" / "w.duckdb", workers=1)
        self.settings.inbox.mkdir(parents=True)

    def put(self, name: str, *projects: str, institution: str | None = None, year: int | None = None) -> Path:
        return write_fake_pdf(self.settings.inbox / name, institution, year, *projects)

    def step(self) -> batch.Parsing:
        """One batch without Dagster; checks are left to the tests that look at them."""
        with batch.only_writer(self.settings):
            batch.scan(self.settings)
            parsing = batch.parse_new(self.settings, read_fake_pdfs)
            batch.build(self.settings)
            batch.check(self.settings)
            batch.publish(self.settings)
        return parsing

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return reading.query(sql, self.settings.warehouse).rows()

    def statuses(self) -> dict[str, str]:
        return dict(self.ask("select relative_path, status from dim_document"))  # type: ignore[arg-type]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


def test_a_batch_publishes_what_the_inbox_holds(place: Place) -> None:
    place.put(A, "实训室建设")
    place.put(B, "实训室建设", "信息化建设")
    outcome = run(place.settings.inbox, place.settings.warehouse)
    assert outcome.failure is None, outcome.traceback
    assert (outcome.read, outcome.reused, outcome.notices) == (2, 0, [])
    assert place.ask("select fiscal_year, count(*) from v_project group by all order by all") == [(2024, 1), (2025, 2)]
    state = screens.read_state(place.settings.warehouse)
    assert state.facts == {"institutions": 1, "years": 2, "projects": 3, "indicators": 6}
    assert list(place.settings.warehouse.parent.glob(".*.building*")) == []


def test_running_again_reads_nothing_and_publishes_the_same_rows(place: Place) -> None:
    place.put(A, "实训室建设")
    place.put("没有表.pdf")
    place.put("坏的.pdf").write_bytes(b"garbage")
    first = place.step()
    before = reading.info(place.settings.warehouse)
    second = place.step()
    after = reading.info(place.settings.warehouse)
    assert (first.read, second.read, second.reused) == (3, 0, 3)
    assert before[loading.CONTENT_DIGEST] == after[loading.CONTENT_DIGEST]
    assert place.statuses() == {A: "loaded", "没有表.pdf": "no_target_table", "坏的.pdf": "quarantined"}


def test_one_new_project_changes_the_digest(place: Place) -> None:
    place.put(A, "实训室建设")
    place.step()
    before = reading.info(place.settings.warehouse)[loading.CONTENT_DIGEST]
    place.put(B, "信息化建设")
    assert place.step().read == 1
    assert reading.info(place.settings.warehouse)[loading.CONTENT_DIGEST] != before


def test_a_parser_version_bump_reads_everything_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put(A, "实训室建设")
    place.step()
    for function in (staging.staged_files, staging.write, staging.frame):
        *others, _ = function.__defaults__ or ()
        monkeypatch.setattr(function, "__defaults__", (*others, "next"))
    assert place.step().read == 1
    assert place.ask("select parser_version from dim_document") == [("next",)]


def test_a_removed_file_stays_in_the_warehouse(place: Place) -> None:
    path = place.put(A, "实训室建设")
    place.step()
    path.unlink()
    place.step()
    assert place.ask("select status, in_inbox from dim_document") == [("loaded", False)]
    assert place.ask("select count(*) from v_project") == [(1,)]


def test_the_same_bytes_under_another_name_are_a_duplicate_and_read_once(place: Place) -> None:
    path = place.put(A, "实训室建设")
    (place.settings.inbox / "副本").mkdir()
    (place.settings.inbox / "副本" / A).write_bytes(path.read_bytes())
    assert place.step().read == 1
    assert sorted(place.statuses().values()) == ["duplicate", "loaded"]


def test_a_correction_supersedes(place: Place) -> None:
    place.put(A, "实训室建设")
    place.step()
    place.put("甲学院_2024_更正.pdf", "实训室建设", "信息化建设")
    place.step()
    assert place.statuses() == {A: "superseded", "甲学院_2024_更正.pdf": "loaded"}
    assert place.ask("select count(*) from v_project") == [(2,)]


def test_a_damaged_staging_file_is_read_again_and_said(place: Place) -> None:
    place.put(A, "实训室建设")
    place.step()
    (staged,) = place.settings.staging.glob("*.p*.parquet")
    staged.write_bytes(staged.read_bytes()[:100])
    parsing = place.step()
    assert parsing.read == 1
    assert "damaged" in parsing.notices[0]
    assert place.statuses() == {A: "loaded"}


def test_a_damaged_staging_file_of_a_removed_document_is_not_forgotten(place: Place) -> None:
    place.put(A, "实训室建设")
    place.step()
    (staged,) = place.settings.staging.glob("*.p*.parquet")
    staged.write_bytes(b"")
    (place.settings.inbox / A).unlink()
    with pytest.raises(BatchError, match="甲学院 2024 is gone"):
        place.step()
    assert place.statuses() == {A: "loaded"}
    place.settings = replace(place.settings, allow_loss=True)
    place.step()
    assert place.ask("select status, reason like '%put it back%' from dim_document") == [("quarantined", True)]


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_batch(place: Place) -> None:
    path = place.put(A, "实训室建设")

    def growing(paths: object) -> object:
        for each in read_fake_pdfs([path]):
            place.put(A, "实训室建设", "信息化建设")
            yield each

    with batch.only_writer(place.settings):
        batch.scan(place.settings)
        parsing = batch.parse_new(place.settings, growing)  # type: ignore[arg-type]
    assert (parsing.read, len(parsing.notices)) == (0, 1)
    assert place.step().read == 1
    assert place.ask("select count(*) from v_project") == [(2,)]


def test_a_document_that_cannot_be_staged_without_loss_is_quarantined_and_the_others_load(place: Place) -> None:
    place.put(A, "实训室建设")
    place.put(B, "信息化建设")

    def reader(paths: list[Path]) -> object:
        for path, parsed in read_fake_pdfs(paths):
            yield path, document(statement(projects=[project(1, "甲", "0.123456789")])) if path.name == A else parsed

    with batch.only_writer(place.settings):
        batch.scan(place.settings)
        batch.parse_new(place.settings, reader)  # type: ignore[arg-type]
        batch.build(place.settings)
        batch.check(place.settings)
        batch.publish(place.settings)
    assert place.statuses() == {A: "quarantined", B: "loaded"}


def test_quarantined_documents_are_read_again_only_when_asked(place: Place) -> None:
    place.put("坏的.pdf").write_bytes(b"garbage")
    place.put(A, "实训室建设")
    place.step()
    assert place.step().read == 0
    assert run(place.settings.inbox, place.settings.warehouse, retry_quarantined=True).read == 1


def test_what_the_manifest_gets_wrong_is_an_issue_and_the_batch_goes_on(place: Place) -> None:
    place.put("表.pdf", "实训室建设")
    manifest = "file,institution,fiscal_year\n表.pdf,某某学院,2025\nnone.pdf,x,2025\nbad\n"
    (place.settings.inbox / "manifest.csv").write_text(manifest, encoding="utf-8")
    place.step()
    assert place.statuses() == {"表.pdf": "loaded"}
    assert place.ask("select rule, file_name, subject from dq_issue order by rule") == [
        ("manifest_row", "manifest.csv", "manifest.csv:4"),
        ("manifest_unknown_file", "manifest.csv", "none.pdf"),
    ]


# --- what stands in the way ------------------------------------------------------------------------


def test_a_failing_blocking_check_leaves_the_published_file_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put(A, "实训室建设")
    place.step()
    published = place.settings.warehouse.read_bytes()
    place.put(B, "信息化建设")
    real = checking.run_checks

    def failing(path: Path) -> list[CheckResult]:
        return [
            CheckResult(each.name, each.description, each.blocking, 1, [{"x": 1}]) if each.blocking else each
            for each in real(path)
        ]

    monkeypatch.setattr(checking, "run_checks", failing)
    outcome = run(place.settings.inbox, place.settings.warehouse)
    assert outcome.failure is not None
    assert "blocking checks failed and nothing was published" in outcome.failure
    assert place.settings.warehouse.read_bytes() == published


def test_a_second_batch_leaves_with_one_line_that_names_the_first(place: Place) -> None:
    place.put(A, "实训室建设")
    with batch.only_writer(place.settings):
        outcome = run(place.settings.inbox, place.settings.warehouse)
    assert outcome.failure is not None
    assert f"another batch is writing here (process {os.getpid()} on " in outcome.failure
    assert "\n" not in outcome.failure
    assert not place.settings.warehouse.exists()


def test_a_lock_file_that_nobody_holds_is_no_lock(place: Place) -> None:
    place.put(A, "实训室建设")
    place.settings.warehouse.parent.mkdir(parents=True)
    place.settings.lock.write_text("99999\n")
    assert place.step().read == 1
    with place.settings.lock.open() as opened:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_what_a_killed_batch_left_is_swept(place: Place) -> None:
    place.put(A, "实训室建设")
    place.step()
    leftovers = [
        place.settings.staging / ".x.writing",
        place.settings.build_file,
        Path(f"{place.settings.build_file}.wal"),
    ]
    for leftover in leftovers:
        leftover.write_bytes(b"half")
    place.step()
    assert not any(leftover.exists() for leftover in leftovers)


def test_an_inbox_that_is_not_there_fails_with_one_line(place: Place) -> None:
    place.settings.inbox.rmdir()
    outcome = run(place.settings.inbox, place.settings.warehouse)
    assert outcome.failure == (
        f"{place.settings.inbox}: no such folder; create it and put PDFs into it, or name another with --inbox"
    )


def test_a_warehouse_folder_that_cannot_be_made_fails_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(inbox=tmp_path, warehouse=tmp_path / "file" / "w.duckdb")
    with pytest.raises(BatchError, match="cannot be written to"), batch.only_writer(settings):
        pass


def test_an_override_of_an_unknown_institution_stops_the_batch(place: Place) -> None:
    place.put(A, "实训室建设")
    (place.settings.inbox / "overrides.csv").write_text(
        "action,institution_name,project_name,other_project_name,reason,date\n"
        "match,没有学院,甲,乙,same line of work,2026-01-01\n",
        encoding="utf-8",
    )
    with pytest.raises(BatchError, match="没有学院"):
        place.step()
    assert not place.settings.warehouse.exists()
