"""How a warehouse grows: whole batches of printed PDFs, and the star's build from staged records.

`python -m benchmarks.scale --documents 3000 --star 12500 25000 50000 100000` measures issue 5's sizes (hours on two
cores); each measurement runs in a process of its own and is printed as a row of a table. Here does not belong how fast
one page is read (`reading.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines import batch, executors, inbox, staging
from pipelines.inbox import InboxFile
from pipelines.settings import Settings
from tests.batch.builders import document, indicator, project, sha, statement
from tests.printing import make_truth, print_truth

PROJECTS, INDICATORS, YEARS = 10, 5, 5
"""Of each generated document; an institution discloses for so many years."""

PRINTED_PROJECTS = 12
WORK = (
    "实训室建设",
    "信息化建设",
    "图书馆维修",
    "物业管理",
    "师资培训",
    "教材建设",
    "校园绿化",
    "设备购置",
    "学生资助",
    "对外交流",
)


def settings_in(folder: Path) -> Settings:
    """A batch's settings below `folder`, without a report."""
    return Settings(inbox=folder / "inbox", warehouse=folder / "out" / "w.duckdb", with_report=False)


def stage(settings: Settings, documents: int) -> None:
    """Staging and ledger of `documents` generated documents, as if a batch had read them."""
    settings.staging.mkdir(parents=True)
    settings.inbox.mkdir()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    files = []
    for number in range(documents):
        institution, year = f"第{number // YEARS}职业学院", 2020 + number % YEARS
        projects = [
            project(place, f"{year}年{WORK[place % len(WORK)]}", f"{(number * 7 + place * 13) % 900 + 100}000.00")
            for place in range(1, PROJECTS + 1)
        ]
        targets = [indicator(seq, f"指标{seq}", f"≥{90 + (number + seq) % 10}%") for seq in range(1, INDICATORS + 1)]
        for each in projects:
            each.indicators[:] = targets
        staging.write(settings.staging, sha(str(number)), document(statement(institution, year, projects)))
        name = f"{institution}_{year}.pdf"
        files.append(InboxFile(settings.inbox / name, name, sha(str(number)), 1000, now))
    staging.write_parquet_atomically(inbox.rows_of_inbox(files, {}, now), settings.ledger)


def timed(steps: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds by the clock of each step, in order."""
    took = {}
    for name, step in steps.items():
        began = time.monotonic()
        step()
        took[name] = round(time.monotonic() - began, 2)
    return took


def measure_star(folder: Path, documents: int) -> dict[str, Any]:
    """Scan, build, check and publish from staged records."""
    settings = settings_in(folder)
    with batch.only_writer(settings):
        took = timed(
            {
                "scan": lambda: batch.scan(settings),
                "build": lambda: batch.build(settings),
                "checks": lambda: batch.check(settings),
                "publish": lambda: batch.publish(settings),
            }
        )
    return {"documents": documents} | took | costs(settings)


def measure_batch(folder: Path, documents: int) -> dict[str, Any]:
    """One whole batch of what the inbox holds, steps as Dagster runs them, without Dagster's own second or two."""
    settings = settings_in(folder)
    read = executors.reader(settings)
    with batch.only_writer(settings):
        took = timed(
            {
                "scan": lambda: batch.scan(settings),
                "read": lambda: batch.parse_new(settings, read),
                "build": lambda: batch.build(settings),
                "checks": lambda: batch.check(settings),
                "publish": lambda: batch.publish(settings),
            }
        )
    return {"documents": documents} | took | costs(settings)


def costs(settings: Settings) -> dict[str, Any]:
    """The peak of this process and of its largest child, and what stands on the disk, all in MiB."""
    kib = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    staged = sum(path.stat().st_size for path in settings.staging.iterdir())
    return {
        "peak MiB": round(kib[0] / 1024),
        "a child's peak MiB": round(kib[1] / 1024),
        "staging MiB": round(staged / 2**20, 1),
        "warehouse MiB": round(settings.warehouse.stat().st_size / 2**20, 1),
    }


def in_process(measurement: str, folder: Path, documents: int) -> dict[str, Any]:
    """The measurement in a process of its own, so that peaks are its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", measurement, str(folder), str(documents)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_documents(folder: Path, first: int, count: int) -> None:
    """Print `count` PDFs, the `first` to begin with, into the inbox."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        path = folder / f"第{number // YEARS}职业学院_{2020 + number % YEARS}_项目支出绩效目标表.pdf"
        print_truth(make_truth(seed=number, projects=PRINTED_PROJECTS), path)


def show(rows: list[dict[str, Any]]) -> None:
    """The rows as a Markdown table."""
    names = list(rows[0])
    lines = [f"| {' | '.join(names)} |", "| " + " | ".join("---:" for _ in names) + " |"]
    lines += [f"| {' | '.join(str(row[name]) for name in names)} |" for row in rows]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=0, help="printed PDFs for a cold batch and one with one more")
    parser.add_argument("--star", type=int, nargs="*", default=[], help="sizes of the star's build")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measurement, folder, documents = asked.measure
        measure = {"star": measure_star, "batch": measure_batch}[measurement]
        sys.stdout.write(json.dumps(measure(Path(folder), int(documents))) + "\n")
        return
    sys.stdout.write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n\n")
    with tempfile.TemporaryDirectory() as held:
        if asked.documents:
            folder = Path(held) / "batch"
            print_documents(folder / "inbox", 0, asked.documents)
            rows = [{"batch": "cold"} | in_process("batch", folder, asked.documents)]
            print_documents(folder / "inbox", asked.documents, 1)
            rows.append({"batch": "one more"} | in_process("batch", folder, asked.documents + 1))
            show(rows)
        rows = []
        for documents in asked.star:
            folder = Path(held) / f"star_{documents}"
            folder.mkdir()
            stage(settings_in(folder), documents)
            rows.append(in_process("star", folder, documents))
        if rows:
            show(rows)


if __name__ == "__main__":
    main()
