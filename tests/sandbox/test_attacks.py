"""Hostile and broken files, all in one batch with good ones between: each is quarantined, none harms the others."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import psutil
import pytest

from pipelines.model.records import ParsedDocument
from pipelines.sandbox.limits import MIB, Limits
from pipelines.sandbox.reading import read_documents
from tests.printing.attacks import ATTACKS

LIMITS = Limits(cpu_seconds=5, cpu_seconds_per_page=0.01, wall_factor=6, address_space=768 * MIB)
SAMPLE = Path(__file__).parents[2] / "samples" / "云岭工贸职业学院_2023_项目支出绩效目标表.pdf"
EVERY = 6

# Attacks that must not get past the gate or the count of pages, and the rule that stops them.
STOPPED_BY = {
    "empty": "file_empty",
    "garbage": "not_a_pdf",
    "html_named_pdf": "not_a_pdf",
    "million_kids": "too_many_pages",
    "too_many_pages": "too_many_pages",
}
Batch = dict[str, ParsedDocument]


class Measured:
    """What the batch yielded, how the parent's memory grew meanwhile, and the longest wait for a document."""

    documents: Batch
    growth: int
    longest: float


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("attacks")
    paths = []
    for number, (name, attack) in enumerate(ATTACKS.items()):
        if number % EVERY == 0:
            paths.append(folder / f"good_{number}.pdf")
            shutil.copy(SAMPLE, paths[-1])
        paths.append(folder / f"{name}.pdf")
        attack(paths[-1])
    paths.append(folder / "good_last.pdf")
    shutil.copy(SAMPLE, paths[-1])
    before = psutil.Process().memory_info().rss
    measured = Measured()
    measured.documents, measured.growth, measured.longest = {}, 0, 0.0
    waiting = time.monotonic()
    for path, document in read_documents(paths, workers=2, limits=LIMITS):
        measured.longest = max(measured.longest, time.monotonic() - waiting)
        measured.documents[path.stem] = document
        measured.growth = max(measured.growth, psutil.Process().memory_info().rss - before)
        waiting = time.monotonic()
    return measured


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_one_document_without_facts_and_with_a_reason(batch: Measured, name: str) -> None:
    document = batch.documents[name]
    assert document.outcome in ("quarantined", "no_target_table")
    assert document.statements == []
    assert document.reason
    assert "\n" not in document.reason


@pytest.mark.parametrize("name", STOPPED_BY)
def test_what_shows_before_reading_is_refused_then(batch: Measured, name: str) -> None:
    assert [finding.rule for finding in batch.documents[name].findings] == [STOPPED_BY[name]]


def test_good_documents_among_them_are_read(batch: Measured) -> None:
    good = [document for name, document in batch.documents.items() if name.startswith("good_")]
    assert len(good) > len(ATTACKS) // EVERY
    assert {document.outcome for document in good} == {"parsed"}
    assert all(document == good[0] for document in good)


def test_the_batch_loses_no_document(batch: Measured) -> None:
    assert set(ATTACKS) < set(batch.documents)


def test_the_parents_memory_is_flat(batch: Measured) -> None:
    assert batch.growth < 32 * MIB


def test_no_attack_holds_the_batch_longer_than_its_limits(batch: Measured) -> None:
    assert batch.longest < LIMITS.wall(0) + 10
