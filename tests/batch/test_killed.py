"""A batch that is killed at any moment: the published file is the old one or the new one, whole, and the next run mends
itself. And a reader who keeps the published file open while a batch publishes."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import duckdb
import pytest

from pipelines import batch
from pipelines.model.settings import Settings
from pipelines.warehouse import history, reading, staging
from tests.batch.builders import read_fake_pdfs, write_fake_pdf
from tests.batch.run_with_fake_reader import run_slowly

NEW = 3
SECONDS_PER_FILE = 0.15
SEED = 20251123
POLL_SECONDS = 0.002

# A batch is a process of its own, forked from one that has everything imported: fifty starts of Python would take longer
# than fifty batches.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.batch.run_with_fake_reader"])


def staged(settings: Settings) -> int:
    return len(list(settings.staging.glob("*.p*.parquet")))


class Batch:
    """One batch in a process of its own, watched from outside by what it leaves on the disk."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.staged_before = staged(settings)
        self.process: ForkServerProcess = PROCESSES.Process(target=run_slowly, args=(settings, SECONDS_PER_FILE))
        self.process.start()

    def wait_for(self, sign: Callable[[Batch], bool]) -> float | None:
        """When `sign` was first seen; None where the batch ended before."""
        while self.process.is_alive():
            if sign(self):
                return time.monotonic()
            time.sleep(POLL_SECONDS)
        return None

    def locked(self) -> bool:
        lock = self.settings.lock
        return lock.exists() and lock.read_text().startswith(f"{self.process.pid} on ")

    def read_one(self) -> bool:
        return staged(self.settings) > self.staged_before

    def building(self) -> bool:
        return self.settings.build_file.exists()

    def checked(self) -> bool:
        return self.settings.checks_file.exists()


# The parts of a batch, each with what says that it has begun: from the lock over taking in, reading, building with its
# checks, to publishing, which is a few milliseconds of a batch's seconds and would hardly ever be hit by chance.
PARTS = {"taking in": Batch.locked, "reading": Batch.read_one, "building": Batch.building, "publishing": Batch.checked}


def measured(settings: Settings) -> dict[str, float]:
    """Run a batch to its end; how many seconds each of its parts took."""
    running = Batch(settings)
    began = [running.wait_for(sign) for sign in PARTS.values()]
    running.process.join()
    assert running.process.exitcode == 0
    moments = [each for each in began if each is not None] + [time.monotonic()]
    assert len(moments) == len(PARTS) + 1
    return {name: moments[place + 1] - moments[place] for place, name in enumerate(PARTS)}


def killed_in(part: str, after: float, settings: Settings) -> float | None:
    """Run a batch and kill it `after` so many seconds of one part of it. None where it was killed, else how many seconds
    it went on by itself after that part began."""
    running = Batch(settings)
    began = running.wait_for(PARTS[part])
    if began is not None:
        running.process.join(max(0.0, began + after - time.monotonic()))
        ended = time.monotonic()
        running.process.kill()
    running.process.join()
    if running.process.exitcode == -signal.SIGKILL:
        return None
    assert running.process.exitcode == 0
    assert began is not None
    return ended - began


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
    said = dict(reading.query("select table_name, row_count from publish_manifest", published).iter_rows())
    assert said
    counted = reading.row_counts(published)
    assert {name: counted[name] for name in said} == said
    return said["dim_document"]


def assert_history_is_true(settings: Settings, at_least: int) -> None:
    """Whole earlier files, each of its own and with its manifest, and the published one has one too."""
    kept = history.earlier(settings)
    assert min(at_least, settings.history_kept) <= len(kept) <= settings.history_kept
    assert is_whole(kept[0].path) < is_whole(settings.warehouse)
    assert all(each.record for each in [history.published_entry(settings), *kept] if each)
    assert len({each.path.stat().st_ino for each in kept} | {settings.warehouse.stat().st_ino}) == len(kept) + 1


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.long)])
def test_a_batch_killed_at_random_moments_leaves_the_old_file_or_the_new_and_mends_itself(
    tmp_path: Path, kills: int
) -> None:
    settings = Settings(inbox=tmp_path / "inbox", warehouse=tmp_path / "out" / "w.duckdb", workers=1)
    for year in (2022, 2023, 2024):
        write_fake_pdf(settings.inbox / f"甲学院_{year}.pdf", "甲学院", year, "实训室建设", "信息化建设")
    seconds = measured(settings)
    documents = is_whole(settings.warehouse)
    chance = random.Random(SEED)
    batches, killed = 0, 0
    read_again: list[int] = []
    while killed < kills:
        for each in range(NEW):
            institution = f"第{batches * NEW + each}学院"
            write_fake_pdf(settings.inbox / f"{institution}_2025.pdf", institution, 2025, "实训室建设")
        batches += 1
        part = list(PARTS)[killed % len(PARTS)]
        survived = killed_in(part, seconds[part] * chance.random(), settings)
        if survived is None:
            killed += 1
        else:
            # The machine has become faster than when the part was measured: the same part again, by what it takes now.
            seconds[part] = survived
            assert batches < 3 * kills, f"only {killed} of {batches} batches could be killed"
        assert is_whole(settings.warehouse) in (documents, documents + NEW)
        shelf = staging.staged_files(settings.staging)
        assert shelf.damaged == []
        read_again.append(mend(settings))
        # Nothing that was staged is read a second time, and nothing is missing.
        assert read_again[-1] == documents + NEW - len(shelf.current)
        documents += NEW
        assert is_whole(settings.warehouse) == documents
        assert_history_is_true(settings, at_least=batches)
        assert not list(settings.warehouse.parent.glob(".*.building*"))
        assert not list(settings.staging.glob(".*"))
    # The kills must have fallen before and after the reading, or the test shows less than it says.
    assert {0, NEW} <= set(read_again)


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
        # Who reads in the same process sees the new file, though the old one is still open there.
        assert is_whole(published) == 2
    with duckdb.connect(str(published), read_only=True) as reader:
        assert reader.sql(question).fetchall() == [(2,)]
