"""Many untrusted files, each read in a worker process of its own.

Here belong how many are read at once, which are read again, and the document that takes the place of one that cannot be read.
Here does not belong how a worker process is started and watched (`pool.py`).

Whatever a file does to its worker, what comes out is one quarantined `ParsedDocument`, and the batch goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from pipelines.model import records
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, ParsedDocument
from pipelines.model.settings import available_cores
from pipelines.sandbox import endings, gate
from pipelines.sandbox.endings import Outcome
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.pool import WorkerPool

PARSER = "pipelines.extract.document:parse_pdf"

Progress = Callable[[Path, int, bool], None]
"""Called with a file, how many pages it has, and whether it is done."""


def read_documents(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    parse: Callable[[Path], ParsedDocument] | str = PARSER,
) -> Iterator[tuple[Path, ParsedDocument]]:
    """Each of `paths` with what `parse` reads in it, in the order in which they are done; one worker process each.

    `parse` is a function at a module's top level, or its name "module:function". At most `workers` files (default: one for
    each core) are read at once, and none is held after it was yielded. `progress` is called when a file's pages have been
    counted and when it is done. A file that cannot be read, and every worker process that ends in any other way than with a
    valid answer, is yielded as a quarantined document whose one finding names the rule; where something else than the file
    ended it, only after it was read once more, alone. Raises SandboxError where no file could be read at all, ValueError
    where `workers` is below 1.
    """
    reading = _reading(parse, limits, progress)
    interrupted: list[Path] = []
    with WorkerPool([reading.module]) as pool:
        for path, outcome in reading.outcomes(pool, paths, _checked(workers)):
            if was_killed(outcome.refusal):
                interrupted.append(path)
            else:
                yield path, reading.document(path, outcome)
        for path, outcome in reading.outcomes(pool, interrupted, 1):
            yield path, reading.document(path, outcome)


def read_documents_once(
    paths: Iterable[Path],
    *,
    limits: Limits | None = None,
    parse: Callable[[Path], ParsedDocument] | str = PARSER,
) -> Iterator[tuple[Path, ParsedDocument]]:
    """As `read_documents`, one at a time and without a second attempt: for a caller that makes one itself, elsewhere."""
    reading = _reading(parse, limits, None)
    with WorkerPool([reading.module]) as pool:
        for path, outcome in reading.outcomes(pool, paths, 1):
            yield path, reading.document(path, outcome)


def was_killed(refusal: Refused | None) -> bool:
    """Whether a file was refused for what happened to its reader from outside, so that another attempt may succeed."""
    return refusal is not None and refusal.rule == endings.KILLED


def run_isolated(function: Callable[..., bytes] | str, args: Sequence[Any], limits: Limits | None = None) -> bytes:
    """What `function(*args)` returns, run in a worker process. `args` must be JSON.

    Raises Refused, with the rule and one sentence, where it does not return in time and within its limits, SandboxError
    where no worker process can be started.
    """
    name = _name_of(function)
    with WorkerPool([name.partition(":")[0]]) as pool:
        pool.start(name, args, limits or Limits())
        outcome = pool.wait()
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome.data


def quarantined(refusal: Refused, pages: int) -> ParsedDocument:
    """The document in the place of one that is refused: its reason, and one finding that names the rule."""
    outcome: Literal["quarantined"] = "quarantined"
    finding = Finding("error", refusal.rule, "document", refusal.reason)
    return ParsedDocument(outcome, refusal.reason, pages, None, [], [], [finding], [], [])


@dataclass(frozen=True, slots=True)
class _Reading:
    """What holds for every file of one call of `read_documents`."""

    parse: str
    limits: Limits
    progress: Progress | None

    @property
    def module(self) -> str:
        return self.parse.partition(":")[0]

    def outcomes(self, pool: WorkerPool, paths: Iterable[Path], workers: int) -> Iterator[tuple[Path, Outcome]]:
        """Each path and how its worker process ended, with at most `workers` at once."""
        remaining = iter(paths)
        running: dict[int, Path] = {}

        def on_pages(ticket: int, pages: int) -> None:
            if self.progress is not None:
                self.progress(running[ticket], pages, False)

        while True:
            ready: tuple[Path, Outcome] | None = None
            while ready is None and len(running) < workers and (path := next(remaining, None)) is not None:
                refusal = gate.check(path, self.limits)
                if refusal is not None:
                    ready = path, Outcome(0, b"", refusal, 0)
                else:
                    args = [self.parse, str(path.absolute())]
                    running[pool.start("", args, self.limits, reads=True)] = path
            if ready is None:
                if not running:
                    return
                outcome = pool.wait(on_pages)
                ready = running.pop(outcome.ticket), outcome
                del outcome
            handed_over = time.monotonic()
            yield ready
            pool.extend_deadlines(time.monotonic() - handed_over)

    def document(self, path: Path, outcome: Outcome) -> ParsedDocument:
        """What the worker process of `path` read, validated, or the quarantined document that says why not."""
        document = _document(outcome)
        if self.progress is not None:
            self.progress(path, document.page_count, True)
        return document


def _reading(
    parse: Callable[[Path], ParsedDocument] | str, limits: Limits | None, progress: Progress | None
) -> _Reading:
    return _Reading(_name_of(parse), limits or Limits(), progress)


def _checked(workers: int | None) -> int:
    if workers is None:
        return available_cores()
    if workers < 1:
        raise ValueError(f"workers is {workers}: at least one process must read")
    return workers


def _document(outcome: Outcome) -> ParsedDocument:
    if outcome.refusal is not None:
        return quarantined(outcome.refusal, outcome.pages)
    try:
        return records.from_json(outcome.data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = f"the reader failed: its answer is not a valid document ({place}: {first['msg']})"
        return quarantined(Refused("reader_failed", reason), outcome.pages)


def _name_of(function: Callable[..., Any] | str) -> str:
    """ "module:function", by which another process finds it. Raises ValueError where it could not."""
    if isinstance(function, str):
        return function
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or "<" in name:
        raise ValueError(
            f"{name} of {module} cannot run in another process: move it to the top level of an importable module"
        )
    return f"{module}:{name}"
