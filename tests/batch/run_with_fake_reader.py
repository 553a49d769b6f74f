"""Runs one batch through Dagster as `jixiao run` does, with a reader that understands `write_fake_pdf`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.definitions import definitions
from pipelines.defs.in_process import Outcome, run_in_process
from pipelines.defs.running import RunningBatch
from pipelines.model.records import ParsedDocument
from pipelines.model.settings import Settings
from pipelines.sandbox.executors import DocumentReader
from tests.batch.builders import read_fake_pdfs


def slow_reader(seconds: float) -> DocumentReader:
    """Reads like `read_fake_pdfs`, each file taking so long: for tests that interrupt a batch while it reads."""

    def read(paths: Sequence[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
        for pair in read_fake_pdfs(paths):
            time.sleep(seconds)
            yield pair

    return read


def run(
    inbox: Path, warehouse: Path, retry_quarantined: bool = False, reader: DocumentReader = read_fake_pdfs
) -> tuple[Outcome, RunningBatch]:
    """How the batch ended, and what it parsed."""
    settings = Settings(inbox=inbox, warehouse=warehouse, workers=1, retry_quarantined=retry_quarantined)
    batch = RunningBatch(settings, reader)
    return run_in_process(definitions(lambda: batch)), batch


def run_slowly(settings: Settings, seconds_per_file: float) -> None:
    """One batch in a process of its own, to be killed; exits 1 where it fails."""
    batch = RunningBatch(settings, slow_reader(seconds_per_file))
    outcome = run_in_process(definitions(lambda: batch))
    if outcome.failure is not None:
        sys.exit(f"{outcome.failure}\n{outcome.traceback or ''}")
