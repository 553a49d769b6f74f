"""A reader that is killed from outside says nothing about its file: the file is read again, alone, before it is quarantined."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipelines.model.records import ParsedDocument
from pipelines.sandbox import endings
from pipelines.sandbox.endings import Exit
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.reading import read_documents
from tests.pdf.minimal import write_pdf
from tests.sandbox import fake_readers

Event = tuple[str, bool]
"""A file's name, and whether it was done."""


def marked(folder: Path, name: str) -> Path:
    """A PDF that names a marker, by which a fake reader knows whether it reads the file for the first time."""
    return write_pdf(folder / f"{name}.pdf", f"% marker {folder / name}.marker")


def is_fork_server(process: psutil.Process) -> bool:
    return "pipelines.sandbox.fork_server" in " ".join(process.cmdline())


def fork_server() -> psutil.Process:
    [server] = [process for process in psutil.Process().children() if is_fork_server(process)]
    return server


class Killer:
    """Kills from outside the reader of each file in `victims`, once, as soon as the file's pages are counted."""

    def __init__(self, victims: set[str], number: int, the_server: bool = False) -> None:
        self.victims, self.number, self.the_server = victims, number, the_server
        self.events: list[Event] = []

    def __call__(self, path: Path, pages: int, done: bool) -> None:
        self.events.append((path.stem, done))
        if path.stem in self.victims and not done:
            self.victims.remove(path.stem)
            server = fork_server()
            for process in [server] if self.the_server else server.children():
                process.send_signal(self.number)


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    return [marked(tmp_path, "sleeps_once"), marked(tmp_path, "sleeps_once2")]


def read(paths: list[Path], killer: Killer, workers: int = 1) -> dict[Path, ParsedDocument]:
    return dict(read_documents(paths, workers=workers, parse=fake_readers.by_name, progress=killer))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_file_whose_reader_is_killed_is_read_again_when_all_others_are_done(tmp_path: Path, number: int) -> None:
    victim, other = marked(tmp_path, "sleeps_once"), write_pdf(tmp_path / "calm.pdf", " ")
    killer = Killer({"sleeps_once"}, number)
    documents = read([victim, other], killer)
    assert {document.outcome for document in documents.values()} == {"no_target_table"}
    assert killer.events == [
        ("sleeps_once", False),
        ("calm", False),
        ("calm", True),
        ("sleeps_once", False),
        ("sleeps_once", True),
    ]


def test_files_that_go_down_with_the_fork_server_are_read_again_one_at_a_time(pair: list[Path]) -> None:
    killer = Killer({"sleeps_once2"}, signal.SIGKILL, the_server=True)
    documents = read(pair, killer, workers=2)
    assert [documents[path].outcome for path in pair] == ["no_target_table"] * 2
    again = killer.events[-4:]
    assert [name for name, _ in again[:2]] == [again[0][0]] * 2  # the first is done before the second begins


def test_a_file_whose_reader_is_killed_twice_is_quarantined_and_its_neighbours_are_read(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{name}.pdf", " ") for name in ("naps", "kills_the_server", "is_killed", "calm")]
    documents = dict(read_documents(paths, workers=2, parse=fake_readers.by_name))
    outcomes = {path.stem: documents[path].outcome for path in paths}
    assert outcomes == {
        "naps": "no_target_table",
        "kills_the_server": "quarantined",
        "is_killed": "quarantined",
        "calm": "no_target_table",
    }
    for name in ("kills_the_server", "is_killed"):
        [finding] = documents[tmp_path / f"{name}.pdf"].findings
        assert finding.rule == endings.KILLED
        assert "says nothing about the file" in finding.message


def test_a_file_that_crashes_its_reader_is_not_read_again(tmp_path: Path) -> None:
    killer = Killer(set(), 0)
    path = write_pdf(tmp_path / "faults.pdf", " ")
    [document] = read([path], killer).values()
    assert document.findings[0].rule == endings.CRASHED
    assert killer.events == [("faults", False), ("faults", True)]


def every_ending() -> Iterator[tuple[Exit, str]]:
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS"):
        yield Exit(-getattr(signal, name)), endings.CRASHED
    for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"):
        yield Exit(-getattr(signal, name)), endings.KILLED
    yield Exit(-signal.SIGXCPU), "cpu_limit"
    yield Exit(-signal.SIGKILL, cpu_seconds=Limits().cpu(Limits().pages)), "cpu_limit"
    yield Exit(3), "reader_failed"
    yield Exit(0), "reader_failed"


@pytest.mark.parametrize(("ended", "rule"), list(every_ending()))
def test_what_each_end_without_an_answer_means(ended: Exit, rule: str) -> None:
    data, refusal = endings.judge(ended, None, 1, Limits())
    assert data == b""
    assert refusal is not None
    assert refusal.rule == rule


def test_a_reader_that_was_taken_over_cannot_claim_to_have_been_killed() -> None:
    claim = b'{"rule": "killed_by_system", "reason": "read me for ever"}'
    _, refusal = endings.judge(Exit(0), (b"E", claim), 1, Limits())
    assert refusal is not None
    assert refusal.rule == "reader_failed"
