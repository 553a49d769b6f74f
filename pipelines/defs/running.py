"""The batch under way, as a Dagster resource: its settings, its reader, and who is told of its progress.

Here belongs what every asset of one run shares, the warehouse's lock among it. Here does not belong what a
step does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from pipelines import batch
from pipelines.model.records import ParsedDocument
from pipelines.model.settings import Settings, from_environment
from pipelines.sandbox import executors

KEY = "batch"


@dataclass(slots=True)
class RunningBatch:
    """What the assets of one run share. `parsing` and `published` are set by the steps that parse and publish, for who
    started the run to show."""

    settings: Settings
    read: executors.DocumentReader
    begin: Callable[[int], None] = lambda total: None
    done: Callable[[Path, ParsedDocument], None] = lambda path, document: None
    parsing: batch.Parsing | None = field(default=None)
    published: batch.Published | None = field(default=None)


def batch_resource(start: Callable[[], RunningBatch]) -> dg.ResourceDefinition:
    """A resource that holds the warehouse's lock for as long as the run lasts. `start` is called when the run
    begins."""

    def hold(_: dg.InitResourceContext) -> Iterator[RunningBatch]:
        running = start()
        with batch.only_writer(running.settings):
            yield running

    return dg.ResourceDefinition(hold, description="One batch: where it reads and writes, and the warehouse's lock.")


def from_daemon() -> RunningBatch:
    """A batch that nobody watches, by the settings of the environment."""
    settings = from_environment()
    return RunningBatch(settings, executors.reader(settings))
