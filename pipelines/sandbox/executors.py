"""Where documents are read: by local children, or by the same children on the workers of a Dask cluster.

Here belong choosing the reader and spreading documents over a cluster. Here does not belong how one document is read
(`pdf/guard.py`), nor storing what was read (`batch.py` does, on the machine that has the warehouse).

The bytes of a PDF travel to the worker and the JSON of its records travels back, so workers need no shared disk; what
comes back is validated as what any child says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pipelines import PARSER_VERSION
from pipelines.model import records
from pipelines.model.records import Finding, ParsedDocument
from pipelines.model.settings import DASK, LOCAL, Settings
from pipelines.sandbox import guard
from pipelines.sandbox.limits import Limits

if TYPE_CHECKING:
    from distributed import Client, Future

Reader = Callable[[Sequence[Path]], Iterable[tuple[Path, ParsedDocument]]]
"""Reads PDFs, in any order; gives a quarantined document for a file that cannot be read, and never raises for one."""

GROUP_FILES = 4
GROUP_BYTES = 16 << 20
"""A task reads so many files at most: they share one fork server, whose start costs as much as reading many pages."""

AHEAD = 2
"""Tasks in the air for each thread of the cluster, so that no worker waits and no scheduler holds a whole inbox."""

CONNECT_SECONDS = 30
LOST = "worker_lost"


class ClusterError(RuntimeError):
    """The cluster cannot do its work, for a reason that is no document's fault; the message is one line that says what
    to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one task says: the parser's version on its worker, and each file's records as JSON, in order."""

    parser_version: str
    documents: list[bytes]


def reader(settings: Settings) -> Reader:
    """The reader that `settings.executor` names: guarded children here, or on a Dask cluster."""
    if settings.executor == LOCAL:
        return lambda paths: guard.read_documents(paths, workers=settings.workers)
    return lambda paths: read_on_cluster(paths, settings.executor.removeprefix(DASK))


def read_group(files: list[tuple[str, bytes]], parse: str) -> Told:
    """Read some files on a worker, each in a guarded child of its own. `files`: (a name that ends as the file's,
    bytes)."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        paths = [Path(folder) / f"{place}.pdf" for place in range(len(files))]
        for path, (_, data) in zip(paths, files, strict=True):
            path.write_bytes(data)
        read = dict(guard.read_documents(paths, workers=1, parse=parse))
    return Told(PARSER_VERSION, [records.to_json(read[path]) for path in paths])


def read_on_cluster(
    paths: Sequence[Path], scheduler: str, parse: str = guard.READER
) -> Iterator[tuple[Path, ParsedDocument]]:
    """Each of `paths` with what it holds, read by the workers of the Dask cluster at `scheduler` (host:port).

    A task whose worker is lost runs again on another. A group of files that the scheduler gives up, since several
    workers died over it, is read again file by file; a file that does so alone is quarantined. Raises ClusterError
    where the cluster cannot be reached, has no workers, is lost, or runs another parser.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("JIXIAO_EXECUTOR names a Dask cluster, but `distributed` is not installed: "
                         "install jixiao[cluster]") from error  # fmt: skip
    try:
        client = Client(f"tcp://{scheduler}", timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise ClusterError(
            f"no Dask scheduler answers at {scheduler}: start it, or set JIXIAO_EXECUTOR=local"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise ClusterError(f"the Dask scheduler at {scheduler} has no workers: start some") from error
        poisoned: list[Path] = []
        for path, document in _read_groups(client, _groups(paths), parse):
            if document is None:
                poisoned.append(path)
            else:
                yield path, document
        for path, document in _read_groups(client, ([each] for each in poisoned), parse):
            yield path, document or _lost()


def _groups(paths: Sequence[Path]) -> Iterator[list[Path]]:
    group: list[Path] = []
    held = 0
    for path in paths:
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # gone: the gate says so
        if group and (len(group) == GROUP_FILES or held + size > GROUP_BYTES):
            yield group
            group, held = [], 0
        group.append(path)
        held += size
    if group:
        yield group


def _read_groups(
    client: Client, groups: Iterable[list[Path]], parse: str
) -> Iterator[tuple[Path, ParsedDocument | None]]:
    """Each file of `groups` with its document, as they are done; None for a file of a group that was given up."""
    from distributed import as_completed

    # as_completed forgets what it gave; tasks are added while it is walked, never more than the cluster is near to.
    waiting = iter(groups)
    flying: dict[Any, list[Path]] = {}
    done = as_completed(loop=client.loop)
    exhausted = False
    while True:
        while not exhausted and len(flying) < AHEAD * max(sum(client.nthreads().values()), 1):
            group = next(waiting, None)
            if group is None:
                exhausted = True
                break
            told, sendable = _loaded(group)
            yield from told
            if sendable:
                files = [(path.name, data) for path, data in sendable]
                future = client.submit(read_group, files, parse, pure=False)
                flying[future.key] = [path for path, _ in sendable]
                done.add(future)
        if not flying:
            return
        future = next(done)
        yield from _gathered(client, future, flying.pop(future.key))
        future.release()


def _loaded(group: list[Path]) -> tuple[list[tuple[Path, ParsedDocument]], list[tuple[Path, bytes]]]:
    """The files of `group` that need no worker (the gate refuses them, or they cannot be read) as documents, and the
    bytes of the others."""
    refused: list[tuple[Path, ParsedDocument]] = []
    sendable: list[tuple[Path, bytes]] = []
    for path in group:
        refusal = guard.gate(path, Limits())
        if refusal is not None:
            refused.append((path, guard.quarantined(refusal, 0)))
            continue
        try:
            sendable.append((path, path.read_bytes()))
        except OSError as error:
            reason = f"the file cannot be read ({error.strerror}); check that it is there and readable"
            refused.append((path, guard.quarantined(guard.Refused("file_unreadable", reason), 0)))
    return refused, sendable


def _gathered(client: Client, future: Future[Any], paths: list[Path]) -> Iterator[tuple[Path, ParsedDocument | None]]:
    """What a finished task says of its files."""
    from distributed import KilledWorker

    if future.status == "error":
        error = future.exception()
        if isinstance(error, KilledWorker):
            yield from ((path, None) for path in paths)
            return
        raise ClusterError(f"a Dask worker failed: {type(error).__name__}: {' '.join(str(error).split())}")
    if future.status != "finished":
        raise ClusterError(f"the Dask cluster lost a task ({future.status}); see that it runs, then run again")
    told: Told = future.result()
    if told.parser_version != PARSER_VERSION:
        raise ClusterError(
            f"a Dask worker reads with parser {told.parser_version}, this batch with {PARSER_VERSION}:"
            " install the same jixiao on every machine"
        )
    for path, data in zip(paths, told.documents, strict=True):
        yield path, _validated(data)


def _validated(data: bytes) -> ParsedDocument:
    try:
        return records.from_json(data)
    except ValidationError as error:
        raise ClusterError(f"a Dask worker's answer is not a valid document ({error.error_count()} fields)") from error


def _lost() -> ParsedDocument:
    reason = (
        "several Dask workers died while they read it, which a hostile file may cause;"
        " read it alone with `jixiao inspect`, then run with --retry-quarantined"
    )
    finding = Finding("error", LOST, "document", reason)
    return ParsedDocument("quarantined", reason, 0, None, [], [], [finding], [], [])
