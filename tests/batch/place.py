"""An inbox and a warehouse of a test's own, and batches in them with a reader that needs no PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import batch
from pipelines.model.settings import Settings
from pipelines.sandbox.executors import DocumentReader
from pipelines.warehouse import reading
from tests.batch.builders import read_fake_pdfs, write_fake_pdf


class Place:
    """`put` a document in the inbox, run a `batch`, `ask` the published file."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.settings = Settings(
            inbox=folder / "inbox", warehouse=folder / "out" / "w.duckdb", workers=1, with_report=False, **settings
        )
        self.settings.inbox.mkdir(parents=True)

    def put(self, name: str, *projects: str) -> Path:
        """A document named <institution>_<year>….pdf, which prints both too."""
        institution, year = re.findall(r"([^/_]+)_(\d{4})[^/]*$", name)[0]
        return write_fake_pdf(self.settings.inbox / name, institution, int(year), *projects)

    def batch(
        self, read: DocumentReader = read_fake_pdfs, now: datetime | None = None, **changed: Any
    ) -> tuple[batch.Parsing, batch.Published]:
        """One whole batch, without Dagster; `changed` settings are for this one alone."""
        settings = replace(self.settings, **changed)
        with batch.only_writer(settings):
            batch.scan(settings, now)
            parsing = batch.parse_new(settings, read)
            batch.build(settings, now)
            batch.check(settings)
            return parsing, batch.publish(settings)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return reading.query(sql, self.settings.warehouse).rows()

    def projects(self) -> int:
        return int(self.ask("select count(*) from v_project")[0][0])
