"""The mutation campaign: sample PDFs damaged at random, published in one batch, and judged by the rows of the warehouse.

Here belongs the judging of one damaged document against the undamaged one. Here does not belong how bytes are damaged
(`tests/printing/mutate.py`), nor which differences nothing in a file contradicts (`test_damages.py`).
"""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from pipelines import batch
from pipelines.model.settings import Settings
from pipelines.warehouse import reading
from tests.printing import make_truth, print_truth
from tests.printing.mutate import mutations

SAMPLES = Path(__file__).parents[2] / "samples"
Verdict = Literal["same", "refused", "named", "silent"]
Fields = Counter[tuple[str | int | None, ...]]
Named = Counter[tuple[str, str, str]]

_FIELDS = (
    "select file_name, 'total', funding_source, printed_yuan::varchar from fact_total join dim_document using (document_key)",
    "select file_name, 'project', project_name, project_code, implementing_unit, supervising_department from v_project",
    "select file_name, 'goal', project_name, goal from v_project",
    "select file_name, 'project total', project_name, printed_total_yuan::varchar from v_project"
    " where printed_total_yuan is not null",
    """select file_name, 'amount', project_name, funding_source, amount_yuan::varchar
    from v_funding join dim_document using (document_key)""",
    """select file_name, 'indicator', project_name, indicator_seq, level1_code, level1_name, level2_code, level2_name,
        indicator_name, cycle_value, annual_value
    from v_indicator""",
)
_NAMED = "select file_name, rule, subject, message from dq_issue where severity in ('warning', 'error')"
_OF_THE_FILE = ("institution_disagrees", "year_disagrees", "superseded_projects")
"""What is said of the file's name, which is the same for every file here."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One damage: its kind, the damaged file, what became of it, and for a silent difference what changed."""

    kind: str
    path: Path
    verdict: Verdict
    lost: list[tuple[str | int | None, ...]]
    gained: list[tuple[str | int | None, ...]]


def compare(kind: str, path: Path, before: Fields, after: Fields, named: Named) -> Judged:
    """The verdict on a file that was read: `named` are the warnings and errors that the undamaged file does not have."""
    lost, gained = list((before - after).elements()), list((after - before).elements())
    if not lost and not gained:
        return Judged(kind, path, "same", [], [])
    return Judged(kind, path, "named" if named else "silent", lost, gained)


def sources(folder: Path) -> list[Path]:
    """What is damaged: the samples, and a print of each layout that they do not hold."""
    printed = []
    for layout in ("form", "application_form"):
        path = folder / f"{layout}.pdf"
        print_truth(make_truth(layout=layout, projects=4), path)
        printed.append(path)
    return [*sorted(SAMPLES.glob("*.pdf")), *printed]


def damaged_files(folder: Path, whole: list[Path], damages: int, seed: int) -> dict[Path, tuple[str, Path]]:
    """Writes that many damaged files, dealt out over the whole ones in turn: each one's kind of damage and its source."""
    streams = {
        path: mutations(path.read_bytes(), random.Random(f"{seed}/{hashlib.sha256(path.read_bytes()).hexdigest()}"))
        for path in sorted(whole)
    }
    # Each source begins with another kind of damage, so that few damages are of many kinds.
    for skipped, stream in enumerate(streams.values()):
        next(islice(stream, 3 * skipped, None), None)
    jobs: dict[Path, tuple[str, Path]] = {}
    for number in range(damages):
        source = list(streams)[number % len(streams)]
        kind, data = next(streams[source])
        path = folder / f"{number:04d}_{kind}_{source.stem}.pdf"
        path.write_bytes(data)
        jobs[path] = kind, source
    return jobs


def published(folder: Path, pdfs: list[Path]) -> Path:
    """A warehouse of the files, each as the document of an institution of its own."""
    settings = Settings(folder / "inbox", folder / "jixiao.duckdb", workers=2)
    settings.inbox.mkdir()
    with (settings.inbox / "manifest.csv").open("w", encoding="utf-8", newline="") as manifest:
        rows = csv.writer(manifest)
        rows.writerow(["file", "institution", "fiscal_year"])
        for number, pdf in enumerate(pdfs):
            shutil.move(pdf, settings.inbox / pdf.name)
            rows.writerow([pdf.name, f"第{number + 1}测试学院", 2025])
    with batch.only_writer(settings):
        batch.scan(settings)
        batch.parse_new(settings, batch.guarded_reader(settings.workers))
        batch.build(settings)
        batch.check(settings)
        batch.publish(settings)
    return settings.warehouse


def campaign(folder: Path, damages: int, seed: int) -> Iterator[Judged]:
    """That many damages, published in one batch with the undamaged files and judged by the rows of the warehouse."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = [Path(shutil.copy(path, folder / f"whole_{path.name}")) for path in sources(folder)]
    jobs = damaged_files(folder, whole, damages, seed)
    path = published(folder, [*whole, *jobs])
    status = dict(reading.query("select file_name, status from dim_document", path).iter_rows())
    assert reading.query("select 1 from dim_document where status <> 'loaded' and reason is null", path).is_empty()
    assert {status[pdf.name] for pdf in whole} == {"loaded"}
    fields, named = _fields(path), _named(path)
    for pdf, (kind, source) in jobs.items():
        if status[pdf.name] in ("quarantined", "no_target_table"):
            yield Judged(kind, pdf, "refused", [], [])
        elif status[pdf.name] == "duplicate":
            yield Judged(kind, pdf, "same", [], [])
        else:
            more = named.get(pdf.name, Counter()) - named.get(source.name, Counter())
            yield compare(kind, pdf, fields[source.name], fields.get(pdf.name, Counter()), more)


def _fields(path: Path) -> dict[str, Fields]:
    fields: dict[str, Fields] = {}
    for sql in _FIELDS:
        for file_name, *row in reading.query(sql, path).iter_rows():
            fields.setdefault(file_name, Counter())[tuple(row)] += 1
    return fields


def _named(path: Path) -> dict[str, Named]:
    named: dict[str, Named] = {}
    for file_name, rule, subject, message in reading.query(_NAMED, path).iter_rows():
        if rule not in _OF_THE_FILE:
            named.setdefault(file_name, Counter())[rule, subject, message] += 1
    return named
