"""Runs one batch through Dagster as `jixiao run` does, with a reader that understands `write_fake_pdf`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pipelines.definitions import definitions
from pipelines.defs.recording import recorded
from pipelines.defs.running import Outcome, run_in_process
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
    inbox: Path,
    warehouse: Path,
    retry_quarantined: bool = False,
    reader: DocumentReader = read_fake_pdfs,
    records: Path | None = None,
    report: bool = False,
) -> Outcome:
    """How the batch ended; recorded in DAGSTER_HOME where that is `records`."""
    settings = Settings(inbox, warehouse, workers=1, retry_quarantined=retry_quarantined, with_report=report)
    outcome, notice = recorded(partial(run_in_process, definitions(lambda _: reader), settings), records)
    assert notice is None
    return outcome


def run_slowly(settings: Settings, seconds_per_file: float) -> None:
    """One batch in a process of its own, to be killed; exits 1 where it fails."""
    defs = definitions(lambda _: slow_reader(seconds_per_file))
    outcome, _ = recorded(partial(run_in_process, defs, settings), None)
    if outcome.failure is not None:
        sys.exit(f"{outcome.failure}\n{outcome.traceback or ''}")
