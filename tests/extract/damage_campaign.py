"""The mutation campaign: sample PDFs damaged at random, and what reading made of each damage.

Here belongs the judging of one damaged document against the undamaged one. Here does not belong how bytes are damaged
(`tests/printing/mutate.py`).
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from pipelines.model.records import Finding, ParsedDocument
from pipelines.sandbox.reading import read_documents
from tests.printing import make_truth, print_truth
from tests.printing.mutate import mutations

SAMPLES = Path(__file__).parents[2] / "samples"
Verdict = Literal["same", "refused", "named", "silent"]
Fields = Counter[tuple[str | int | None, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One damage: its kind, the damaged file, what became of it, and for a silent difference what changed."""

    kind: str
    path: Path
    verdict: Verdict
    lost: list[tuple[str | int | None, ...]]
    gained: list[tuple[str | int | None, ...]]


def printed_fields(document: ParsedDocument) -> Fields:
    """Every printed field of the document's statements with what it belongs to; places on the page left out."""
    fields: Fields = Counter()
    for statement in document.statements:
        fields["statement", statement.institution, statement.fiscal_year, statement.unit] += 1
        fields.update(("total", total.source, str(total.yuan)) for total in statement.totals)
        for project in statement.projects:
            name = project.name
            fields["project", name, project.code, project.implementing_unit, project.supervising_department] += 1
            fields["goal", name, project.goal] += 1
            if project.total is not None:
                fields["project total", name, str(project.total.yuan)] += 1
            fields.update(("amount", name, amount.source, str(amount.yuan)) for amount in project.amounts)
            fields.update(
                (
                    "indicator", name, i.seq, i.level1_code, i.level1_name, i.level2_code, i.level2_name, i.name,
                    i.cycle_value, i.annual_value,
                )
                for i in project.indicators
            )  # fmt: skip
    return fields


def judge(kind: str, path: Path, whole: ParsedDocument, damaged: ParsedDocument) -> Judged:
    """`refused` needs a reason; `named` needs a warning or an error that the undamaged document does not have."""
    if damaged.outcome != "parsed":
        assert damaged.reason, f"{path}: {damaged.outcome} without a reason"
        return Judged(kind, path, "refused", [], [])
    before, after = printed_fields(whole), printed_fields(damaged)
    lost, gained = list((before - after).elements()), list((after - before).elements())
    if not lost and not gained:
        return Judged(kind, path, "same", [], [])
    named = _warnings(damaged) - _warnings(whole)
    return Judged(kind, path, "named" if named else "silent", lost, gained)


def _warnings(document: ParsedDocument) -> Counter[tuple[str, str, str]]:
    return Counter(_key(f) for f in document.findings if f.severity in ("warning", "error"))


def _key(found: Finding) -> tuple[str, str, str]:
    return found.rule, found.subject, found.message


def sources(folder: Path) -> list[Path]:
    """What is damaged: the samples, and a print of each layout that they do not hold."""
    printed = []
    for layout in ("form", "application_form"):
        path = folder / f"{layout}.pdf"
        print_truth(make_truth(layout=layout, projects=4), path)
        printed.append(path)
    return [*sorted(SAMPLES.glob("*.pdf")), *printed]


def campaign(folder: Path, damages: int, seed: int, workers: int = 2) -> Iterator[Judged]:
    """That many damages, dealt out over the sources in turn, each read in a child process and judged."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = dict(read_documents(sources(folder), workers=workers))
    assert all(document.outcome == "parsed" for document in whole.values())
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
    for path, document in read_documents(jobs, workers=workers):
        kind, source = jobs[path]
        yield judge(kind, path, whole[source], document)
