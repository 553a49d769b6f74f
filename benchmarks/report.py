"""How long the report takes, and how it grows with the number of documents.

Here belong the pages of generated documents (`comparing.py`: like the seed's, five years an institution) and the pictures of
the samples' real pages, as many as those documents would have. Here does not belong the star's build (`comparing.py`).
What is linear shows as the same milliseconds a document on every size: of CPU, whatever else the machine does meanwhile.
Pictures are drawn once for a document and kept from report to report: a batch of new documents pays for both, every later
one only for the pages.

`python -m benchmarks.report --documents 100 300` prints the table.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pypdfium2
from rich.console import Console
from rich.table import Table

from benchmarks import comparing
from pipelines.ingest.inbox import hashed
from pipelines.model import settings
from pipelines.outputs import html_report
from pipelines.outputs.html_report import pictures

Result = TypeVar("Result")
WIDTH = 130
SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of CPU with all children."""

    clock: float
    cpu: float


def spent(work: Callable[[], Result]) -> tuple[Result, Spent]:
    """What `work` gives, and what it took."""
    clock, before = time.perf_counter(), os.times()
    result = work()
    after = os.times()
    return result, Spent(time.perf_counter() - clock, sum(after[:4]) - sum(before[:4]))


def written(path: Path, folder: Path) -> list[int]:
    """Write the pages of the warehouse at `path`; the bytes of each."""
    report = html_report.prepare(html_report.Sources(path), folder / "report")
    return [each.stat().st_size for each in report.rglob("*.html")]


def drawn(count: int, folder: Path, workers: int) -> int:
    """Draw every page of `count` documents that are the samples in turn; how many pages that is."""
    samples = sorted(SAMPLES.glob("*.pdf"))
    known = {pdf: (len(pypdfium2.PdfDocument(pdf)), hashed(pdf)[0]) for pdf in samples}
    wanted = [
        pictures.Wanted(f"{number:05d}", page, known[pdf][1], pdf)
        for number in range(count)
        for pdf in [samples[number % len(samples)]]
        for page in range(1, known[pdf][0] + 1)
    ]
    made = pictures.gather(wanted, folder / "pictures", None, workers)
    assert all(each.name for each in made.values()), "a page of a sample was not drawn"
    return len(made)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--workers", type=int, default=settings.available_cores())
    arguments = parser.parse_args()
    names = ("documents", "projects", "HTML pages", "largest, kB", "CPU s", "ms a document", "pictures", "CPU s", "ms a document",
             "clock s, all")  # fmt: skip
    table = Table(*names, title=f"the report, {arguments.workers} workers")
    for count in sorted(arguments.documents):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _, rows, path = comparing.build(count, folder)
            sizes, writing = spent(partial(written, path, folder))
            pictured, drawing = spent(partial(drawn, count, folder, arguments.workers))
        table.add_row(
            f"{count:,}", f"{rows['fact_project']:,}", f"{len(sizes):,}", f"{max(sizes) / 1e3:,.0f}",
            f"{writing.cpu:.1f}", f"{1000 * writing.cpu / count:.0f}",
            f"{pictured:,}", f"{drawing.cpu:.1f}", f"{1000 * drawing.cpu / count:.0f}",
            f"{writing.clock + drawing.clock:.1f}",
        )  # fmt: skip
    Console(width=WIDTH).print(table)


if __name__ == "__main__":
    main()
