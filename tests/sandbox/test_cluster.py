"""Reading on a Dask cluster of separate processes: the same staging as here, and lost workers cost time alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.extract.document import parse_pdf
from pipelines.ingest.inbox import hashed
from pipelines.model.errors import BatchError
from pipelines.model.records import ParsedDocument, to_json
from pipelines.sandbox import cluster as dask_cluster
from pipelines.sandbox import endings, executors
from pipelines.sandbox.cluster import ClusterError, GroupResult, read_on_cluster
from pipelines.sandbox.reading import read_documents
from pipelines.warehouse import staging
from tests.batch.builders import read_fake_pdf
from tests.batch.place import Place
from tests.pdf.minimal import write_pdf
from tests.sandbox import fake_readers

PROJECT = Path(__file__).parents[2]
SAMPLES = sorted((PROJECT / "samples").rglob("*.pdf"))
POISON = b"%PDF-poison"
SLOW = 0.5
SLOW_READER = "tests.sandbox.test_cluster:parse_slowly"


def parse_slowly(path: Path) -> ParsedDocument:
    """Stands in for `parse_pdf`, in the worker process: takes a while over each file."""
    time.sleep(SLOW)
    return read_fake_pdf(path)


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = ""
        assert self.scheduler.stderr is not None
        for line in self.scheduler.stderr:
            if found := re.search(r"Scheduler at:\s+tcp://(\S+)", line):
                self.address = found[1]
                break

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(PROJECT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"},
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self, *, nanny: bool = False) -> subprocess.Popen[str]:
        process = self._start(
            "worker", f"tcp://{self.address}", "--nthreads", "1", "--nanny" if nanny else "--no-nanny", "--no-dashboard"
        )
        assert process.stderr is not None
        for line in process.stderr:
            if "Registered to" in line:
                break
        return process


@contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    running = Cluster()
    try:
        for _ in range(workers):
            running.worker()
        yield running
    finally:
        for process in running.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def staged(documents: list[tuple[Path, ParsedDocument]], folder: Path) -> dict[str, bytes]:
    """Staging files as a batch writes them, by name."""
    folder.mkdir()
    for path, document in documents:
        staging.write(folder, hashed(path)[0], document)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.long
def test_two_workers_give_byte_identical_staging(tmp_path: Path) -> None:
    paths = [*SAMPLES[:6], tmp_path / "broken.pdf", tmp_path / "no.pdf", tmp_path / "gone.pdf"]
    paths[-3].write_bytes(b"%PDF-1.7\ngarbage")
    paths[-2].write_bytes(b"PK\x03\x04")
    local = staged(list(read_documents(paths[:-1], workers=2)), tmp_path / "local")
    assert len(local) == len(paths) - 1
    with cluster(2) as running:
        read = dict(read_on_cluster(paths, running.address))
    assert read.pop(paths[-1]).findings[0].rule == "file_unreadable"
    assert staged(list(read.items()), tmp_path / "cluster") == local


@pytest.mark.long
def test_a_worker_that_is_killed_mid_batch_costs_nothing_but_time(tmp_path: Path) -> None:
    place = Place(tmp_path)
    # The gate looks for %PDF- in a file, so it stands in a project's name.
    paths = [place.put(f"第{each}学院_2025.pdf", f"项目{each}%PDF-") for each in range(12)]
    expected = {path: to_json(read_fake_pdf(path)) for path in paths}
    with cluster(1) as running:
        victim = running.worker()
        read: dict[Path, bytes] = {}
        for path, document in read_on_cluster(paths, running.address, SLOW_READER):
            read[path] = to_json(document)
            if len(read) == 1:
                os.killpg(victim.pid, signal.SIGKILL)
    assert read == expected


def die(files: list[tuple[str, bytes]], parse: str) -> GroupResult:
    """A task that takes its worker with it where one of its files is poison."""
    if any(data.startswith(POISON) for _, data in files):
        os.kill(os.getpid(), signal.SIGKILL)
    return dask_cluster.read_group(files, parse)


@pytest.mark.long
def test_a_document_that_kills_dask_workers_again_alone_is_quarantined_and_its_neighbours_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = tmp_path / "poison.pdf"
    poison.write_bytes(POISON)
    neighbours = SAMPLES[:3]
    monkeypatch.setattr(dask_cluster, "read_group", die)
    with cluster(1) as running:
        running.worker(nanny=True)
        for _ in range(4):
            running.worker()
        read = dict(read_on_cluster([neighbours[0], poison, *neighbours[1:]], running.address))
    assert read[poison].findings[0].rule == endings.KILLED
    assert {path: read[path].outcome for path in neighbours} == dict.fromkeys(neighbours, "parsed")


@pytest.mark.long
def test_a_file_whose_reader_is_killed_is_read_again_on_the_cluster(tmp_path: Path) -> None:
    killed_once = write_pdf(tmp_path / "once.pdf", f"% marker {tmp_path / 'marker'}")
    with cluster(2) as running:
        paths = [SAMPLES[0], killed_once, *SAMPLES[1:3]]
        read = dict(read_on_cluster(paths, running.address, "tests.sandbox.test_cluster:killed_once_or_parsed"))
    assert read.pop(killed_once).outcome == "no_target_table"
    assert {document.outcome for document in read.values()} == {"parsed"}


@pytest.mark.long
def test_a_file_whose_reader_crashes_is_not_read_again_on_the_cluster(tmp_path: Path) -> None:
    crashes = write_pdf(tmp_path / "aborts.pdf", " ")
    with cluster(1) as running:
        [(_, document)] = read_on_cluster([crashes], running.address, "tests.sandbox.fake_readers:aborts")
    assert [finding.rule for finding in document.findings] == [endings.CRASHED]


def killed_once_or_parsed(path: Path) -> ParsedDocument:
    """Stands in for `parse_pdf`: killed by the first reading of a file with a marker."""
    return fake_readers.is_killed_once(path) if b"% marker" in path.read_bytes() else parse_pdf(path)


def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at 127.0.0.1:1: start it"):
        list(read_on_cluster([tmp_path / "x.pdf"], "127.0.0.1:1"))
    place = Place(tmp_path, executor="dask://127.0.0.1:1")
    place.put("甲学院_2025.pdf", "实训室建设")
    with pytest.raises(BatchError, match="no Dask scheduler answers") as refused:
        place.batch(executors.reader(place.settings))
    assert "free memory" not in str(refused.value)
    assert not place.settings.warehouse.exists()
