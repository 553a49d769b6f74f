"""Runs one batch through Dagster as `jixiao run` does, with a reader that understands `write_fake_pdf`.

For tests that need a process of their own (killed, locked out): python -m tests.batch.run_with_fake_reader
INBOX WAREHOUSE
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines.definitions import definitions
from pipelines.defs.in_process import Outcome, run_in_process
from pipelines.defs.running import RunningBatch
from pipelines.settings import Settings
from tests.batch.builders import read_fake_pdfs


def run(inbox: Path, warehouse: Path, retry_quarantined: bool = False) -> tuple[Outcome, RunningBatch]:
    """How the batch ended, and what it parsed."""
    settings = Settings(inbox=inbox, warehouse=warehouse, workers=1, retry_quarantined=retry_quarantined)
    batch = RunningBatch(settings, read_fake_pdfs)
    return run_in_process(definitions(lambda: batch)), batch


if __name__ == "__main__":
    outcome, _ = run(Path(sys.argv[1]), Path(sys.argv[2]))
    if outcome.failure is not None:
        sys.exit(f"{outcome.failure}\n{outcome.traceback or ''}")
