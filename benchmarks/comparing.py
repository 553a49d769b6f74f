"""How the star's build grows with the number of documents, and how long each view takes on many indicators.

Here belong generated documents (no PDF), the build from staging, and the views. Here does not belong reading PDFs
(`reading.py`). What is linear shows as the same seconds a document on every size; views are asked for every column of every
row, with two threads, the slower of two askings told.

`python -m benchmarks.comparing --documents 300 1000 3000` prints the tables; `--views` leaves the growth out and asks the
views of the largest build only.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.model.records import Indicator, Project
from pipelines.warehouse import building, reading
from pipelines.warehouse.assembly import assemble_tables
from tests.printing.truth import seed_truth
from tests.warehouse.factory import Document, indicator, project, resolved, stage

YEARS = range(2021, 2026)
# A project leaves a year's table, or an indicator a project, about this often; a target changes about this often.
GONE, DROPPED, CHANGED = 0.06, 0.04, 0.3
_TARGETS = ("≥{}%", "{}", "＜{}%", "{}人", "≥{}项")


def documents(count: int) -> Iterator[Document]:
    """Generated documents like the seed's, five years an institution, the same ones for the same count."""
    truth = seed_truth()
    shuffled = random.Random(count)
    for at in range(count):
        institution, year = f"第{at // len(YEARS):05d}职业学院", YEARS[at % len(YEARS)]
        projects = [
            _project(each, truth["institution"], institution, year, shuffled)
            for each in truth["projects"]
            if shuffled.random() > GONE
        ]
        yield Document(institution, year, projects, file_name=f"{institution}_{year}.pdf")


def _project(truth: dict[str, object], own: str, institution: str, year: int, shuffled: random.Random) -> Project:
    name = str(truth["name"]).replace(own, institution).replace("2025", str(year)).replace("2024", str(year - 1))
    listed: list[dict[str, str]] = truth["indicators"]  # type: ignore[assignment]
    kept = [each for each in listed if shuffled.random() > DROPPED]
    indicators: list[Indicator] = []
    for seq, each in enumerate(kept, 1):
        cycle = target = each["annual"]
        if shuffled.random() < CHANGED:
            target = shuffled.choice(_TARGETS).format(shuffled.randint(1, 100))
            cycle = target if shuffled.random() > CHANGED else each["cycle"]
        made = indicator(each["name"], target, cycle, each["l2_code"], each["l1"], each["l2"], seq)
        indicators.append(replace(made, level1_code=each["l1_code"]))
    yuan = Decimal(shuffled.randint(10_000, 9_000_000)) / 100
    return project(name, {"财政拨款": f"{yuan:.2f}"}, indicators, goal=str(truth["goal"]))


def build(count: int, folder: Path) -> tuple[float, dict[str, int], Path]:
    """Seconds from staging to a built file, its row counts, and the file."""
    made = list(documents(count))
    paths = stage(made, folder / "staging")
    path = folder / "built.duckdb"
    start = time.perf_counter()
    rows = building.build(assemble_tables(resolved(made), paths), path, {})
    return time.perf_counter() - start, rows, path


def views(path: Path) -> list[tuple[str, int, float]]:
    """Each view's rows, and the seconds that asking for all of its columns takes."""
    names = reading.query(
        "select view_name from duckdb_views() where not internal and view_name like 'v\\_%' escape '\\' order by all",
        path,
    )
    found = []
    for name in names["view_name"]:
        slowest, rows = 0.0, 0
        for _ in range(2):
            start = time.perf_counter()
            answer = reading.query(f"select count(*) as n, sum(hash(each)::double) as h from {name} as each", path)
            slowest, rows = max(slowest, time.perf_counter() - start), int(answer["n"][0])
        found.append((name, rows, slowest))
    return found


def main() -> None:
    """Prints the growth of the build and the views' times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[300, 1000, 3000])
    parser.add_argument("--views", action="store_true", help="only the views of the largest build")
    arguments = parser.parse_args()
    console = Console()
    table = Table("documents", "indicators", "seconds", "ms a document", "peak MiB", title="build from staging")
    sizes = sorted(arguments.documents)
    for count in sizes[-1:] if arguments.views else sizes:
        with tempfile.TemporaryDirectory() as folder:
            seconds, rows, path = build(count, Path(folder))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            table.add_row(
                f"{count:,}",
                f"{rows['fact_indicator']:,}",
                f"{seconds:.1f}",
                f"{1000 * seconds / count:.1f}",
                f"{peak:,}",
            )
            if count == sizes[-1]:
                asked = Table("view", "rows", "seconds", title=f"views over {rows['fact_indicator']:,} indicators")
                for name, height, slowest in views(path):
                    asked.add_row(name, f"{height:,}", f"{slowest:.2f}")
    console.print(table)
    console.print(asked)


if __name__ == "__main__":
    main()
