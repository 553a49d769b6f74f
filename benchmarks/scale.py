"""How a warehouse grows: whole batches of printed PDFs, and the star's build from staged records.

`python -m benchmarks.scale --documents 3000 --star 12500 25000 50000 100000` measures issue 5's sizes (hours on two
cores); each measurement runs in a process of its own and is printed as a row of a table. Here does not belong how fast
one page is read (`reading.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import polars as pl

from benchmarks.documents import print_prose
from pipelines import PARSER_VERSION, batch
from pipelines.ingest.inbox import InboxFile
from pipelines.ingest.ledger import rows_of_inbox
from pipelines.model.files import write_parquet
from pipelines.model.settings import Settings
from pipelines.sandbox import executors
from pipelines.warehouse import staging
from tests.batch.builders import document, indicator, project, statement
from tests.printing import make_truth, print_truth

PROJECTS, INDICATORS, YEARS = 10, 5, 5
"""Of each generated document; an institution discloses for so many years."""

VARIANTS = 100
"""So many columns of amounts there are."""

PRINTED_PROJECTS = 12
PROSE_PAGES = 40
"""Departments' disclosures have 20 to 150 pages, of which a few hold the target table."""

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


def stage(settings: Settings, first: int, documents: int) -> None:
    """Staging of generated documents, from the `first` on to so many of them, and a ledger of all, as if a batch had
    read them.

    One document is staged for each year and column of amounts; the others differ from it by institution alone.
    """
    settings.staging.mkdir(parents=True, exist_ok=True)
    settings.inbox.mkdir(parents=True, exist_ok=True)
    for number in range(first, documents):
        staged = _staged(number % YEARS, number // YEARS % VARIANTS).with_columns(
            sha256=pl.lit(_sha256(number)),
            statements=pl.col("statements").list.eval(
                pl.element().struct.with_fields(institution=pl.lit(_institution(number)))
            ),
            heads=pl.col("heads").list.eval(pl.element().struct.with_fields(institution=pl.lit(_institution(number)))),
        )
        path = settings.staging / "x"
        staged.write_parquet(path, compression="zstd", statistics=False)
        path.replace(settings.staging / f"{_sha256(number)}.p{PARSER_VERSION}.{staging.digest(path)}{staging.SUFFIX}")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    names = [f"{_institution(number)}_{2020 + number % YEARS}.pdf" for number in range(documents)]
    files = [InboxFile(settings.inbox / name, name, _sha256(number), 1000, now) for number, name in enumerate(names)]
    write_parquet(settings.ledger, rows_of_inbox(files, {}, now))


def _sha256(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _institution(number: int) -> str:
    return f"第{number // YEARS}职业学院"


@cache
def _staged(year: int, variant: int) -> pl.DataFrame:
    """The staging row of one generated document."""
    projects = [
        project(place, f"{2020 + year}年{WORK[place % len(WORK)]}", f"{(variant * 7 + place * 13) % 900 + 100}000.00")
        for place in range(1, PROJECTS + 1)
    ]
    targets = [indicator(seq, f"指标{seq}", f"≥{90 + (year + seq) % 10}%") for seq in range(1, INDICATORS + 1)]
    for each in projects:
        each.indicators[:] = targets
    return staging.frame(_sha256(0), document(statement("", 2020 + year, projects)))


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
    """CPU seconds of this process and its children, the peak of this process and of its largest child, and what stands on
    the disk, in MiB."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    kib = [each.ru_maxrss for each in used]
    staged = sum(path.stat().st_size for path in settings.staging.iterdir() if path.is_file())
    rows = sum(path.stat().st_size for path in settings.rows.iterdir())
    return {
        "CPU s": round(sum(each.ru_utime + each.ru_stime for each in used), 1),
        "peak MiB": round(kib[0] / 1024),
        "a child's peak MiB": round(kib[1] / 1024),
        "staging MiB": round(staged / 2**20, 1),
        "rows MiB": round(rows / 2**20, 1),
        "warehouse MiB": round(settings.warehouse.stat().st_size / 2**20, 1),
    }


def in_process(measurement: str, folder: Path, documents: int) -> dict[str, Any]:
    """The measurement in a process of its own, so that peaks are its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", measurement, str(folder), str(documents)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_documents(folder: Path, first: int, count: int, pages: int) -> None:
    """Print `count` disclosures, the `first` to begin with, into the inbox: a target table of two pages or so, in the
    middle of so many pages of prose."""
    folder.mkdir(parents=True, exist_ok=True)
    prose = folder.parent / "prose.pdf"
    print_prose(prose, pages, "identity_h")
    for number in range(first, first + count):
        path = folder / f"{_institution(number)}_{2020 + number % YEARS}_部门预算.pdf"
        table = folder.parent / "table.pdf"
        print_truth(make_truth(seed=number, projects=PRINTED_PROJECTS), table)
        with pikepdf.open(prose) as around, pikepdf.open(table) as printed:
            for offset, page in enumerate(printed.pages):
                around.pages.insert(pages // 2 + offset, page)
            around.save(path)


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
    parser.add_argument("--pages", type=int, default=PROSE_PAGES, help="pages of prose around each document's table")
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
            print_documents(folder / "inbox", 0, asked.documents, asked.pages)
            rows = [{"batch": "cold"} | in_process("batch", folder, asked.documents)]
            print_documents(folder / "inbox", asked.documents, 1, asked.pages)
            rows.append({"batch": "one more"} | in_process("batch", folder, asked.documents + 1))
            show(rows)
        rows = []
        settings = settings_in(Path(held) / "star")
        for before, documents in pairwise([0, *sorted(asked.star)]):
            stage(settings, before, documents)
            for kind, forgotten in (("worked out", True), ("kept", False)):
                if forgotten:
                    shutil.rmtree(settings.rows, ignore_errors=True)
                rows.append({"rows": kind} | in_process("star", settings.inbox.parent, documents))
                sys.stderr.write(f"{rows[-1]}\n")
        if rows:
            show(rows)


if __name__ == "__main__":
    main()
