"""Compares readers on the same pages in the same run, on one core, and our own reader on one core and on two.

Here belong the order of the measurements and how they are reported. Here does not belong reading (`peers.py`).

Seconds differ from machine to machine and from minute to minute; what is reported first is therefore the ratio of
two readings of one document that followed each other, the median over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.documents import Printed, disclosure, table_document
from benchmarks.peers import READERS
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.pool import WorkerPool
from pipelines.sandbox.reading import read_documents

PEERS = tuple(READERS)
VERSIONS = ("pypdfium2", "pdfplumber", "pdfminer.six", "camelot-py", "numpy")
CORPUS_COPIES = 8
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
READER = "pipelines.extract.document:parse_pdf"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader did with one document. `pages_per_second` and `ratio` (ours to it) are medians over the rounds."""

    document: str
    pages: int
    reader: str
    rounds: int
    pages_per_second: float
    ratio: float
    ratio_without_second_reader: float
    peak_mib: float
    found: int
    what: str


def measure(name: str, document: Printed, core: int) -> dict[str, Any]:
    """One reading in a fresh process on `core`. Raises CalledProcessError where the reader fails."""
    command = [sys.executable, "-m", "benchmarks.peers", name, str(document.path)]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    run: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return run


def compare(document: Printed, rounds: int, slow_rounds: int, core: int, console: Console) -> list[Reading]:
    """Every reader on `document`, in turn, `rounds` times; camelot, which takes a minute, `slow_rounds` times."""
    measured: dict[str, list[dict[str, Any]]] = {name: [] for name in PEERS}
    for number in range(rounds):
        for name in PEERS:
            if name == "camelot" and number >= slow_rounds:
                continue
            console.print(f"  {document.kind}, {document.pages} pages: {name}, round {number + 1}", style="dim")
            run = measure(name, document, core)
            if run["what"] == "projects" and run["found"] != document.projects:
                raise SystemExit(f"{name} found {run['found']} of {document.projects} projects")
            measured[name].append(run)
    return [_reading(document, name, measured) for name in PEERS if measured[name]]


def _reading(document: Printed, name: str, measured: dict[str, list[dict[str, Any]]]) -> Reading:
    of = measured[name]
    return Reading(
        document.kind,
        document.pages,
        name,
        len(of),
        document.pages / median(run["cpu"] for run in of),
        _ratio(measured["ours"], of),
        _ratio(measured["ours, no second reader"], of),
        max(run["peak_kib"] for run in of) / 1024,
        of[-1]["found"],
        of[-1]["what"],
    )


def _ratio(ours: Iterable[dict[str, Any]], theirs: Iterable[dict[str, Any]]) -> float:
    """How many times the CPU time of ours the other takes, paired by round."""
    return median(their["cpu"] / our["cpu"] for our, their in zip(ours, theirs, strict=False))


def on_cores(document: Printed, rounds: int) -> dict[str, float]:
    """Documents read in the sandbox by one and by two workers: pages a second by the clock, and their ratio."""
    paths = [document.path] * CORPUS_COPIES
    pages = document.pages * CORPUS_COPIES
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, times in seconds.items():
            start = time.perf_counter()
            outcomes = {read.outcome for _, read in read_documents(paths, workers=workers, parse=READER)}
            times.append(time.perf_counter() - start)
            if outcomes != {"parsed"}:
                raise SystemExit(f"{document.path.name} was read as {outcomes}")
    return {
        "documents": CORPUS_COPIES,
        "pages": pages,
        "one": pages / median(seconds[1]),
        "two": pages / median(seconds[2]),
        "ratio": median(one / two for one, two in zip(seconds[1], seconds[2], strict=True)),
    }


def long_run(document: Printed) -> dict[str, float]:
    """One long document in a sandboxed child: pages, CPU seconds and the child's peak memory in MiB."""
    with WorkerPool(["pipelines.extract.document"]) as pool:
        pool.start("", [READER, str(document.path)], Limits(), reads=True)
        outcome = pool.wait()
    if outcome.refusal is not None:
        raise SystemExit(f"{document.path.name}: {outcome.refusal.reason}")
    return {"pages": document.pages, "cpu": outcome.cpu_seconds, "peak_mib": outcome.peak_kib / 1024}


def nothing(path: str) -> bytes:
    """What a child does whose start is measured."""
    return path.encode()


def starts(count: int = 40) -> dict[str, float]:
    """Milliseconds to start, ask and end one child: of our fork server, and as a fresh interpreter with the same imports."""
    with WorkerPool(["pipelines.extract.document", __name__]) as pool:
        pool.start(f"{__name__}:nothing", ["warm"], Limits())
        pool.wait()
        start = time.perf_counter()
        for _ in range(count):
            pool.start(f"{__name__}:nothing", ["again"], Limits())
            pool.wait()
        forked = (time.perf_counter() - start) / count
    fresh = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import pipelines.extract.document"], check=True)
        fresh.append(time.perf_counter() - start)
    return {"forked_ms": 1000 * forked, "fresh_ms": 1000 * median(fresh)}


def main() -> None:
    """Prints tables for a person, or with --json all that was measured."""
    options = _options()
    console = Console(stderr=True, quiet=options.quiet)
    core = max(os.sched_getaffinity(0))
    result: dict[str, Any] = {"machine": _machine(), "readings": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = [table_document(folder, options.pages, embedding) for embedding in ("identity_h", "truetype")]
        documents.append(disclosure(folder, 100, 10, "identity_h"))
        for document in documents:
            result["readings"] += [
                asdict(reading) for reading in compare(document, options.rounds, options.slow_rounds, core, console)
            ]
        console.print("  one core and two", style="dim")
        result["cores"] = on_cores(table_document(folder, 20, "identity_h"), options.rounds)
        console.print("  600 pages", style="dim")
        result["long_run"] = long_run(table_document(folder, 600, "identity_h"))
        result["starts"] = starts()
    if options.write:
        text = options.write.read_text(encoding="utf-8")
        options.write.write_text(rewritten(text, as_markdown(result)), encoding="utf-8")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        show(Console(), result)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print what was measured as JSON")
    parser.add_argument("--write", type=Path, metavar="PAGE.md", help="put the results between the page's marks")
    parser.add_argument("--pages", type=int, default=60, help="pages of the table-only documents (60)")
    parser.add_argument("--rounds", type=int, default=5, help="readings by each reader (5)")
    parser.add_argument("--slow-rounds", type=int, default=1, help="readings by camelot (1; 0 leaves it out)")
    parser.add_argument("--quiet", action="store_true", help="do not say what is being measured")
    return parser.parse_args()


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "versions": {name: version(name) for name in VERSIONS},
    }


def show(console: Console, result: dict[str, Any]) -> None:
    """What was measured, as tables."""
    for document in dict.fromkeys((reading["document"], reading["pages"]) for reading in result["readings"]):
        table = Table(title=f"{document[0]}, {document[1]} pages (CPU time on one core)", title_justify="left")
        table.add_column("reader")
        for heading in ("pages/s", "ours is", "without 2nd reader", "peak MiB", "found"):
            table.add_column(heading, justify="right")
        for reading in result["readings"]:
            if (reading["document"], reading["pages"]) == document:
                table.add_row(
                    reading["reader"],
                    f"{reading['pages_per_second']:.1f}",
                    f"{reading['ratio']:.2f} ×",
                    f"{reading['ratio_without_second_reader']:.2f} ×",
                    f"{reading['peak_mib']:.0f}",
                    f"{reading['found']} {reading['what']}",
                )
        console.print(table)
    for line in _summary(result):
        console.print(line)


def _summary(result: dict[str, Any]) -> list[str]:
    cores, long, started = result["cores"], result["long_run"], result["starts"]
    return [
        f"{cores['documents']} documents through the sandbox: {cores['one']:.1f} pages/s by one worker, "
        f"{cores['two']:.1f} by two, {cores['ratio']:.2f} × (by the clock)",
        f"{long['pages']} pages in one document: {long['cpu']:.1f} CPU s, the child's peak {long['peak_mib']:.0f} MiB",
        f"one child: {started['forked_ms']:.1f} ms from the fork server, {started['fresh_ms']:.0f} ms as a fresh "
        "interpreter",
    ]


def as_markdown(result: dict[str, Any]) -> str:
    """What was measured, for docs/performance.md."""
    machine = result["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines = [f"Python {machine['python']}, {machine['system']}, {machine['cores']} cores; {versions}."]
    for document in dict.fromkeys((reading["document"], reading["pages"]) for reading in result["readings"]):
        lines += [
            "",
            f"**{document[0]}, {document[1]} pages**",
            "",
            "| reader | rounds | pages/s | ours is | ours without the second reader is | peak MiB | found |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {r['reader']} | {r['rounds']} | {r['pages_per_second']:.1f} | {r['ratio']:.2f} × | "
            f"{r['ratio_without_second_reader']:.2f} × | {r['peak_mib']:.0f} | {r['found']} {r['what']} |"
            for r in result["readings"]
            if (r["document"], r["pages"]) == document
        ]
    return "\n".join([*lines, "", *(f"- {line}" for line in _summary(result))])


def rewritten(page: str, results: str) -> str:
    """The page with `results` between its two marks. Raises ValueError where it has not both."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{results}\n{END}{after}"
