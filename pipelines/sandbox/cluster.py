"""Reading on the workers of a Dask cluster, each of which reads in worker processes of its own.

Here belongs spreading documents over a cluster and bringing back what was read. Here does not belong how one document is read
(`reading.py`). Dask's own processes never open a file.

The bytes of a PDF travel to the cluster and the JSON of its records travels back, so that its machines need no shared disk;
what comes back is validated as a worker process's answer is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pipelines import PARSER_VERSION
from pipelines.model import records
from pipelines.model.errors import Refused
from pipelines.model.records import ParsedDocument
from pipelines.sandbox import endings, gate
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.reading import PARSER, quarantined, read_documents_once

if TYPE_CHECKING:
    from distributed import Client, Future

GROUP_FILES = 4
GROUP_BYTES = 16 << 20
"""A task reads so many files at most: they share one fork server, whose start costs as much as reading many pages."""

TASKS_PER_THREAD = 2
"""So many tasks for each thread of the cluster, so that none waits for work and no scheduler holds a whole inbox."""

CONNECT_SECONDS = 30


class ClusterError(RuntimeError):
    """The cluster cannot do its work, for a reason that is no document's fault; the message is one line that says what
    to do."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What one task gives back: the parser's version on its machine, and each file's records as JSON, in order."""

    parser_version: str
    documents: list[bytes]


def read_group(files: list[tuple[str, bytes]], parse: str) -> GroupResult:
    """Read some files (name and bytes) on a machine of the cluster, each in a worker process of its own."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        paths = [Path(folder) / f"{place}.pdf" for place in range(len(files))]
        for path, (_, data) in zip(paths, files, strict=True):
            path.write_bytes(data)
        read = dict(read_documents_once(paths, parse=parse))
    return GroupResult(PARSER_VERSION, [records.to_json(read[path]) for path in paths])


def read_on_cluster(
    paths: Sequence[Path], scheduler: str, parse: str = PARSER
) -> Iterator[tuple[Path, ParsedDocument]]:
    """Each of `paths` with what it holds, read by the workers of the Dask cluster at `scheduler` (host:port).

    A task whose Dask worker is lost runs again on another. A file whose reader is killed from outside, or whose group the
    scheduler gives up because several Dask workers died over it, is read once more when all others are done, with nothing
    else on the cluster; it is quarantined only where that fails too. Raises ClusterError where the cluster cannot be
    reached, has no workers, is lost, or runs another parser.
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
        interrupted: list[Path] = []
        for path, document in _read_groups(client, _groups(paths), parse):
            if _was_killed(document):
                interrupted.append(path)
            else:
                yield path, document
        for path in interrupted:
            yield from _read_groups(client, [[path]], parse)


def _was_killed(document: ParsedDocument) -> bool:
    return document.outcome == "quarantined" and any(each.rule == endings.KILLED for each in document.findings)


def _groups(paths: Sequence[Path]) -> Iterator[list[Path]]:
    group: list[Path] = []
    total = 0
    for path in paths:
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # gone: the gate refuses it
        if group and (len(group) == GROUP_FILES or total + size > GROUP_BYTES):
            yield group
            group, total = [], 0
        group.append(path)
        total += size
    if group:
        yield group


def _read_groups(client: Client, groups: Iterable[list[Path]], parse: str) -> Iterator[tuple[Path, ParsedDocument]]:
    """Each file of `groups` with its document, as they are done."""
    from distributed import as_completed

    # as_completed forgets what it gave; tasks are added while it is walked, never many more than the cluster has threads.
    waiting = iter(groups)
    running: dict[Any, list[Path]] = {}
    done = as_completed(loop=client.loop)
    exhausted = False
    while True:
        while not exhausted and len(running) < TASKS_PER_THREAD * max(sum(client.nthreads().values()), 1):
            group = next(waiting, None)
            if group is None:
                exhausted = True
                break
            refused, sendable = _loaded(group)
            yield from refused
            if sendable:
                files = [(path.name, data) for path, data in sendable]
                future = client.submit(read_group, files, parse, pure=False)
                running[future.key] = [path for path, _ in sendable]
                done.add(future)
        if not running:
            return
        future = next(done)
        yield from _gathered(client, future, running.pop(future.key))
        future.release()


def _loaded(group: list[Path]) -> tuple[list[tuple[Path, ParsedDocument]], list[tuple[Path, bytes]]]:
    """The files of `group` that need no worker (the gate refuses them, or they cannot be read) as documents, and the
    bytes of the others."""
    refused: list[tuple[Path, ParsedDocument]] = []
    sendable: list[tuple[Path, bytes]] = []
    for path in group:
        refusal = gate.check(path, Limits())
        if refusal is not None:
            refused.append((path, quarantined(refusal, 0)))
            continue
        try:
            sendable.append((path, path.read_bytes()))
        except OSError as error:
            refused.append((path, quarantined(gate.unreadable(error), 0)))
    return refused, sendable


def _gathered(client: Client, future: Future[Any], paths: list[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
    """The documents of a finished task."""
    from distributed import KilledWorker

    if future.status == "error":
        error = future.exception()
        if isinstance(error, KilledWorker):
            yield from ((path, quarantined(_workers_lost(), 0)) for path in paths)
            return
        raise ClusterError(f"a Dask worker failed: {type(error).__name__}: {' '.join(str(error).split())}")
    if future.status != "finished":
        raise ClusterError(f"the Dask cluster lost a task ({future.status}); see that it runs, then run again")
    result: GroupResult = future.result()
    if result.parser_version != PARSER_VERSION:
        raise ClusterError(
            f"a Dask worker reads with parser {result.parser_version}, this batch with {PARSER_VERSION}:"
            " install the same jixiao on every machine"
        )
    for path, data in zip(paths, result.documents, strict=True):
        yield path, _validated(data)


def _validated(data: bytes) -> ParsedDocument:
    try:
        return records.from_json(data)
    except ValidationError as error:
        raise ClusterError(f"a Dask worker's answer is not a valid document ({error.error_count()} fields)") from error


def _workers_lost() -> Refused:
    return endings.killed("several Dask workers were ended while they read it")
