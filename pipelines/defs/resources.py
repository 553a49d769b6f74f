"""What a run is given: its settings, the warehouse's lock, and who reads PDFs.

This module should contain Dagster resources and their configuration. Keep what a step does out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines import batch
from pipelines.model.settings import Settings, from_environment
from pipelines.sandbox.executors import DocumentReader

SETTINGS, LOCK, READER = "settings", "lock", "reader"
"""The keys of the resources."""

MakeReader = Callable[[Settings], DocumentReader]
"""Makes the reader that a run's settings ask for."""


class BatchSettings(dg.ConfigurableResource[Any]):
    """What `jixiao run` may be given on its command line. What is left out comes from the environment, else it is the
    default."""

    inbox: str | None = Field(default=None, description="Folder of PDFs (JIXIAO_INBOX)")
    warehouse: str | None = Field(default=None, description="The published file (JIXIAO_WAREHOUSE)")
    workers: int | None = Field(default=None, description="PDFs read at a time (JIXIAO_WORKERS)")
    wait_seconds: int | None = Field(default=None, description="How long to wait for another batch (JIXIAO_WAIT)")
    report: bool | None = Field(default=None, description="Whether to write the report (JIXIAO_REPORT)")
    retry_quarantined: bool = Field(default=False, description="Read quarantined documents again")
    allow_loss: bool = Field(default=False, description="Publish even where much of what was published is gone")

    def settings(self) -> Settings:
        """The settings of the run. Raises SettingsError where one of them cannot be used."""
        return from_environment(
            Path(self.inbox) if self.inbox else None,
            Path(self.warehouse) if self.warehouse else None,
            self.workers,
            self.retry_quarantined,
            self.wait_seconds,
            self.allow_loss,
            self.report,
        )


class WarehouseLock(dg.ConfigurableResource[Any]):
    """The warehouse's lock, held for as long as a run lasts that writes it. A run that only reads the published
    warehouse does not need it."""

    settings: BatchSettings

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseLock"]:
        """Hold the lock. Raises BatchError where another batch holds it."""
        with batch.only_writer(self.settings.settings()):
            yield self


def run_config(settings: Settings) -> dict[str, Any]:
    """The run configuration that says `settings`."""
    return {
        "inbox": str(settings.inbox),
        "warehouse": str(settings.warehouse),
        "workers": settings.workers,
        "wait_seconds": int(settings.wait_seconds),
        "report": settings.with_report,
        "retry_quarantined": settings.retry_quarantined,
        "allow_loss": settings.allow_loss,
    }
