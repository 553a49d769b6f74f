"""Where documents are read: by worker processes here, or by the same processes on the machines of a Dask cluster.

Here belongs the choice between them. Here does not belong reading (`reading.py`, `cluster.py`), nor storing what was read:
the batch does, on the machine that has the warehouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipelines.model.records import ParsedDocument
from pipelines.model.settings import DASK, LOCAL, Settings
from pipelines.sandbox.cluster import read_on_cluster
from pipelines.sandbox.reading import read_documents

DocumentReader = Callable[[Sequence[Path]], Iterable[tuple[Path, ParsedDocument]]]
"""Reads PDFs, in any order; gives a quarantined document for a file that cannot be read, and never raises for one."""


def reader(settings: Settings) -> DocumentReader:
    """The reader that `settings.executor` names."""
    if settings.executor == LOCAL:
        return lambda paths: read_documents(paths, workers=settings.workers)
    return lambda paths: read_on_cluster(paths, settings.executor.removeprefix(DASK))
