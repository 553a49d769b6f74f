"""Whatever a file does to its worker process is one quarantined document, named, and the batch goes on."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipelines.model.errors import Refused
from pipelines.model.records import ParsedDocument
from pipelines.sandbox.limits import MIB, Limits
from pipelines.sandbox.pool import SandboxError
from pipelines.sandbox.reading import read_documents, run_isolated
from tests.pdf.minimal import write_pdf
from tests.sandbox import fake_readers

SMALL = Limits(cpu_seconds=1, cpu_seconds_per_page=0, wall_factor=20, result_bytes=MIB, address_space=512 * MIB)
IMPATIENT = replace(SMALL, wall_factor=1.5)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "one.pdf", "BT /F 10 Tf 5 5 Td (a) Tj ET")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """No test may leave a process: neither the fork server, nor a reader, nor what a reader started."""
    before = {process.pid for process in psutil.process_iter()}
    yield
    assert not [process for process in psutil.Process().children(recursive=True) if process.pid not in before]


def read(path: Path, parse: Callable[[Path], ParsedDocument], limits: Limits = SMALL, **options: Any) -> ParsedDocument:
    [(found, document)] = read_documents([path], limits=limits, parse=parse, **options)
    assert found == path
    return document


def test_what_a_reader_returns_is_what_the_parent_gets(pdf: Path) -> None:
    assert read(pdf, fake_readers.calm) == fake_readers.calm(pdf)


ENDINGS = {
    "sleeps": ("time_limit", "takes longer than the 2 s allowed for its 1 pages"),
    "stops": ("time_limit", "takes longer than the 2 s"),
    "spins": ("cpu_limit", "more than the 1 s of CPU time"),
    "spins_on": ("cpu_limit", "more than the 1 s of CPU time"),
    "allocates": ("memory_limit", "more than the 512 MiB of memory"),
    "aborts": ("reader_crashed", "crashed on it (SIGABRT)"),
    "faults": ("reader_crashed", "crashed on it (SIGSEGV)"),
    "answers_and_dies": ("reader_crashed", "crashed on it (SIGABRT)"),
    "exits": ("reader_failed", "exit status 0 and no whole answer"),
    "raises": ("reader_failed", "KeyError: '指标值' (fake_readers.py line "),
    "recurses": ("reader_failed", "RecursionError"),
    "refuses": ("needs_password", "needs a password"),
    "swells": ("result_limit", "larger than the 1 MiB allowed"),
    "babbles": ("result_limit", "larger than the 1 MiB allowed"),
    "garbles": ("reader_failed", "not in the agreed form"),
    "lies": ("reader_failed", "not a valid document"),
    "writes": ("reader_failed", "OSError"),
    "opens_many": ("reader_failed", "Too many open files"),
    "is_killed": ("killed_by_system", "its reader was ended from outside (SIGKILL)"),
    "is_terminated": ("killed_by_system", "its reader was ended from outside (SIGTERM)"),
    "kills_the_server": ("killed_by_system", "the process that starts its reader was ended from outside (SIGKILL)"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_way_to_end_is_one_quarantined_document_that_names_it(pdf: Path, ending: str) -> None:
    rule, words = ENDINGS[ending]
    document = read(pdf, getattr(fake_readers, ending), IMPATIENT if rule == "time_limit" else SMALL)
    assert document.outcome == "quarantined"
    assert document.reason is not None
    assert words in document.reason
    assert "\n" not in document.reason
    assert [(finding.severity, finding.rule) for finding in document.findings] == [("error", rule)]
    assert document.statements == []


def test_a_batch_goes_on_after_every_one_of_them(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{name}.pdf", " ") for name in (*ENDINGS, "calm", "naps", "calm2")]
    limits = replace(SMALL, wall_factor=4)
    documents = dict(read_documents(paths, workers=2, limits=limits, parse=fake_readers.by_name))
    assert set(documents) == set(paths)
    for path, document in documents.items():
        expected = "quarantined" if path.stem in ENDINGS else "no_target_table"
        assert (path.stem, document.outcome) == (path.stem, expected)


def test_the_worker_has_few_rights_and_none_of_the_parents_secrets(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMAP_PATH", "/tmp")
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    reported = (read(pdf, fake_readers.reports_its_limits).reason or "").split()
    assert {f"AS={512 * MIB}", "CPU=1", "FSIZE=0", "NOFILE=64", "CORE=0", "NPROC=0"} <= set(reported)
    assert "Threads:1" in reported
    assert "CMAP_PATH" not in reported
    assert "DATABASE_PASSWORD" not in reported
    if sys.platform == "linux":
        assert "NoNewPrivs:1" in reported


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is sure to be let out of the network")
def test_the_worker_has_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        path = write_pdf(tmp_path / f"{server.getsockname()[1]}.pdf", " ")
        assert "the reader failed: " in (read(path, fake_readers.calls_home).reason or "")


def test_a_process_that_a_reader_leaves_behind_is_ended(pdf: Path) -> None:
    started = time.monotonic()
    assert read(pdf, fake_readers.leaves_a_process, IMPATIENT).outcome in ("no_target_table", "quarantined")
    assert time.monotonic() - started < 20


def test_cpu_time_grows_with_the_pages(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "long.pdf", " ", copies=6)
    document = read(path, fake_readers.reports_its_limits, Limits(cpu_seconds=2, cpu_seconds_per_page=0.5))
    assert "CPU=5" in (document.reason or "").split()


def test_more_pages_than_allowed_are_refused_before_they_are_read(tmp_path: Path) -> None:
    document = read(write_pdf(tmp_path / "long.pdf", " ", copies=6), fake_readers.calm, Limits(pages=5))
    assert document.outcome == "quarantined"
    assert document.reason is not None
    assert document.reason.startswith("the file has 6 pages, more than the 5 allowed")


def test_what_pdfium_cannot_open_is_left_to_the_parser(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing more")
    assert read(path, fake_readers.calm).outcome == "no_target_table"


def test_the_parents_memory_is_flat_and_few_files_are_read_at_once(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{number}.pdf", " ") for number in range(40)]
    taken = 0

    def counted() -> Iterator[Path]:
        nonlocal taken
        for path in paths:
            taken += 1
            yield path

    readings = read_documents(counted(), workers=2, parse=fake_readers.returns_much)
    sizes = []
    for done, (_, document) in enumerate(readings, 1):
        assert document.reason is not None
        assert len(document.reason) == 4 * MIB
        assert taken <= done + 2
        sizes.append(psutil.Process().memory_info().rss)
    assert max(sizes) - sizes[9] < 48 * MIB


def test_time_that_the_parent_takes_is_not_counted_against_the_children(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{number}.pdf", " ") for number in range(3)]
    documents = []
    for _, document in read_documents(paths, workers=2, limits=IMPATIENT, parse=fake_readers.returns_little):
        time.sleep(IMPATIENT.wall(1) + 0.2)
        documents.append(document.outcome)
    assert documents == ["no_target_table"] * 3


def test_progress_is_pages_then_done(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "long.pdf", " ", copies=3)
    events: list[tuple[Path, int, bool]] = []
    read(path, fake_readers.naps, progress=lambda *event: events.append(event))
    assert events == [(path, 3, False), (path, 1, True)]


def test_leaving_a_batch_early_ends_its_readers(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{name}.pdf", " ") for name in ("calm", "sleeps", "sleeps2")]
    readings = read_documents(paths, workers=2, parse=fake_readers.by_name)
    next(readings)
    readings.close()


def test_no_worker_is_an_error(pdf: Path) -> None:
    with pytest.raises(ValueError, match="workers is 0"):
        list(read_documents([pdf], workers=0))


def test_a_function_that_no_child_could_find_is_an_error(pdf: Path) -> None:
    with pytest.raises(ValueError, match="top level"):
        list(read_documents([pdf], parse=lambda path: fake_readers.calm(path)))


def test_a_reader_that_cannot_be_imported_is_no_documents_fault(pdf: Path) -> None:
    with pytest.raises(SandboxError, match="no_such_module"):
        list(read_documents([pdf], parse="no_such_module:parse"))


def test_any_function_can_be_run_isolated() -> None:
    assert run_isolated(fake_readers.returns_bytes, [7, "页"]) == "页7".encode()


def test_an_isolated_function_that_returns_too_much_is_refused() -> None:
    with pytest.raises(Refused, match="larger than"):
        run_isolated(fake_readers.returns_many_bytes, [2 * MIB], SMALL)


SCRIPT = """
    import sys
    from pathlib import Path
    print("main was imported", flush=True)
    from pipelines.sandbox.reading import read_documents
    for path, document in read_documents(
        [Path(name) for name in sys.argv[2:]], workers=2, parse="tests.sandbox.fake_readers:" + sys.argv[1]
    ):
        print(document.outcome, flush=True)
"""


def script(tmp_path: Path, reader: str, *paths: Path) -> subprocess.Popen[str]:
    """A program without a __main__ guard and without .py in its name, as an installed console script is."""
    program = tmp_path / "program"
    program.write_text(textwrap.dedent(SCRIPT), encoding="utf-8")
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, str(program), reader, *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def test_a_script_without_a_main_guard_is_not_imported_again(tmp_path: Path, pdf: Path) -> None:
    out, err = script(tmp_path, "calm", pdf, pdf).communicate(timeout=60)
    assert (out.splitlines(), err) == (["main was imported", "no_target_table", "no_target_table"], "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_batch_that_is_interrupted_leaves_no_process(tmp_path: Path, pdf: Path, number: int) -> None:
    process = script(tmp_path, "sleeps", pdf, pdf)
    deadline = time.monotonic() + 60
    family: list[psutil.Process] = []
    while len(family) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
        family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) == 3  # the fork server and two readers
    process.send_signal(number)
    process.communicate(timeout=20)
    gone, alive = psutil.wait_procs(family, timeout=20)
    assert (len(gone), alive) == (3, [])


def test_limits_of_the_parent_itself_are_never_raised() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    run_isolated(fake_readers.returns_bytes, [1, "a"], SMALL)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
