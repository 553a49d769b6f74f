"""A batch that is killed at any moment: the published file is the old one or the new one, whole, and the next run mends
itself. And a reader who keeps the published file open while a batch publishes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines import batch, history, staging, warehouse
from pipelines.settings import Settings
from tests.batch.builders import read_fake_pdfs, write_fake_pdf

KILLS = 50
NEW = 4
SECONDS_PER_FILE = 0.3
SEED = 20251123
PROJECT = Path(__file__).parents[2]


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """A batch through Dagster in a process of its own; it holds the lock already."""
    command = [sys.executable, "-m", "tests.batch.run_with_fake_reader", str(settings.inbox), str(settings.warehouse)]
    command.append(str(SECONDS_PER_FILE))
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None and not _holds_lock(settings, process.pid):
        time.sleep(0.01)
    return process


def _holds_lock(settings: Settings, pid: int) -> bool:
    return settings.lock.exists() and settings.lock.read_text().startswith(f"{pid} on ")


def finish(settings: Settings) -> float:
    """Run a batch to its end; how long it worked once it held the lock."""
    process = start(settings)
    began = time.monotonic()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()
    return time.monotonic() - began


def mend(settings: Settings) -> int:
    """The next batch, with nothing done by hand; how many documents it had to read."""
    with batch.only_writer(settings):
        batch.scan(settings)
        parsing = batch.parse_new(settings, read_fake_pdfs)
        batch.build(settings)
        assert all(result.passed for result in batch.check(settings) if result.blocking)
        batch.publish(settings)
    return parsing.read


def is_whole(published: Path) -> int:
    """How many documents the published file holds, after proving every table against the file's own manifest."""
    said = dict(warehouse.query("select table_name, row_count from publish_manifest", published).iter_rows())
    assert said
    counted = warehouse.row_counts(published)
    assert {name: counted[name] for name in said} == said
    return said["dim_document"]


@pytest.mark.long
def test_a_batch_killed_at_50_random_moments_leaves_the_old_file_or_the_new_and_mends_itself(tmp_path: Path) -> None:
    settings = Settings(inbox=tmp_path / "inbox", warehouse=tmp_path / "out" / "w.duckdb", workers=1)
    for year in (2022, 2023, 2024):
        write_fake_pdf(settings.inbox / f"甲学院_{year}.pdf", "甲学院", year, "实训室建设", "信息化建设")
    worked = finish(settings)
    documents = is_whole(settings.warehouse)
    chance = random.Random(SEED)
    killed = 0
    read_again: list[int] = []
    for number in range(KILLS):
        for each in range(NEW):
            institution = f"第{number * NEW + each}学院"
            write_fake_pdf(settings.inbox / f"{institution}_2025.pdf", institution, 2025, "实训室建设")
        process = start(settings)
        # A random moment of each fiftieth of the batch's work.
        time.sleep(worked * (number + chance.random()) / KILLS)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert is_whole(settings.warehouse) in (documents, documents + NEW)
        shelf = staging.shelf(settings.staging)
        assert shelf.damaged == []
        read_again.append(mend(settings))
        # Nothing that was staged is read a second time, and nothing is missing.
        assert read_again[-1] == documents + NEW - len(shelf.current)
        documents += NEW
        assert is_whole(settings.warehouse) == documents
        # The history is true: whole files, each with its manifest, and the one published has one.
        kept = history.kept(settings)
        assert min(number + 1, settings.history_kept) <= len(kept) <= settings.history_kept
        assert is_whole(kept[0].path) < documents
        assert all(each.manifest for each in [history.published(settings), *kept] if each)
        assert len({each.path.stat().st_ino for each in kept} | {settings.warehouse.stat().st_ino}) == len(kept) + 1
        assert not list(settings.warehouse.parent.glob(".*.building*"))
        assert not list(settings.staging.glob(".*"))
    # The kills must have fallen before and after the reading, or the test shows less than it says.
    assert {0, NEW} <= set(read_again)
    assert killed >= KILLS * 3 // 4


def test_a_reader_of_the_published_file_neither_blocks_a_batch_nor_sees_half_of_it(tmp_path: Path) -> None:
    settings = Settings(inbox=tmp_path / "inbox", warehouse=tmp_path / "out" / "w.duckdb", workers=1)
    inbox, published = settings.inbox, settings.warehouse
    write_fake_pdf(inbox / "甲学院_2024.pdf", "甲学院", 2024, "实训室建设")
    mend(settings)
    with duckdb.connect(str(published), read_only=True) as reader:
        question = "select count(*) from v_project"
        assert reader.sql(question).fetchall() == [(1,)]
        write_fake_pdf(inbox / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
        mend(settings)
        assert reader.sql(question).fetchall() == [(1,)]
        assert reader.sql("select count(*) from v_indicator").fetchall() == [(2,)]
    assert is_whole(published) == 2
    with duckdb.connect(str(published), read_only=True) as reader:
        assert reader.sql(question).fetchall() == [(2,)]
