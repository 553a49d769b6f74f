"""One disposable child process per untrusted file, and what its parent makes of the way it ended.

Here belong the gate before a child is started, the limits kept from outside (time by the clock, size of the
answer) and the one sentence for each way in which a child may end. Here does not belong what the child does
(`child.py`).

Whatever a file does to its child, its parent sees one quarantined `ParsedDocument`, and the batch goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from pydantic import ValidationError

from pipelines.model import records
from pipelines.model.errors import Refused
from pipelines.model.records import Finding, ParsedDocument
from pipelines.sandbox import child
from pipelines.sandbox.limits import Limits, in_mib

__all__ = ["GuardError", "Limits", "Nursery", "Outcome", "Refused", "quarantined", "read_documents", "run_guarded"]

READER = "pipelines.extract.document:parse_pdf"
Progress = Callable[[Path, int, bool], None]

_WARM = ("numpy", "pypdfium2", "pdfplumber", "pipelines.model.records")
_LOST = "reader_lost"
_START_SECONDS = 120.0
_CHUNK = 1 << 18
_ANNOUNCEMENT_BYTES = 16
_FAILURE_BYTES = 1 << 14
_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1024
_RULE = re.compile(r"[a-z0-9_]{1,64}")
# What a file that is no PDF begins with, and what to call it.
_LOOKS_LIKE = (
    (b"PK\x03\x04", "ZIP archive, as docx, xlsx and ofd are"),
    (b"\xd0\xcf\x11\xe0", "Word or Excel file of the old kind"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"Rar!", "RAR archive"),
    (b"{\\rtf", "RTF text"),
    (b"<", "HTML or XML page"),
)
# No secret of the batch is in a child's environment; these are what an interpreter needs to start.
_KEPT_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
)
_THREAD_COUNTS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pipelines.sandbox.child import serve; serve(int(sys.argv[2]), sys.argv[3:])"
)


class GuardError(RuntimeError):
    """The guard itself cannot work, for a reason that is no document's fault."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one child ended: its `data`, or the `refusal` that says why there is none; what it cost."""

    ticket: int
    data: bytes
    refusal: Refused | None
    pages: int
    cpu_seconds: float
    peak_kib: int


@dataclass(slots=True)
class _Flight:
    """One child in the air."""

    pipe: int
    limits: Limits
    started: float
    buffer: bytearray = field(default_factory=bytearray)
    answer: tuple[bytes, bytes] | None = None
    pages: int = 0
    open: bool = True
    ended: dict[str, float] | None = None
    stopped: Refused | None = None

    def deadline(self) -> float:
        return self.started + self.limits.wall(self.pages)


class Nursery:
    """Starts guarded children and tells how they ended. A context manager; closing it leaves no process
    behind.

    The fork server behind it is started with the first child and again if it is lost. Not for use by several
    threads at once.
    """

    def __init__(self, modules: Iterable[str] = ()) -> None:
        self._modules = list(dict.fromkeys([*_WARM, *modules]))
        self._server: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._heard = bytearray()
        self._flights: dict[int, _Flight] = {}
        self._tickets = 0
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, call: str, args: Sequence[Any], limits: Limits, *, reads: bool = False) -> int:
        """Starts `call` ("module:function") with `args` (JSON) in a child and returns its ticket.

        With `reads`, `args` are the name of a parse function and a path, and the limits follow the file's
        pages. Raises GuardError where no child can be started at all.
        """
        channel = self._running_channel()
        self._tickets += 1
        request = {
            "ticket": self._tickets,
            "call": call,
            "args": list(args),
            "limits": asdict(limits),
            "reads": reads,
        }
        line = json.dumps(request).encode() + b"\n"
        pipe, far_end = os.pipe()
        self._flights[self._tickets] = _Flight(pipe, limits, time.monotonic())
        self._selector.register(pipe, selectors.EVENT_READ, self._tickets)
        try:
            sent = socket.send_fds(channel, [line], [far_end])
            channel.sendall(line[sent:])
        except OSError:
            self._lose_server()
        finally:
            os.close(far_end)
        return self._tickets

    def pages(self, ticket: int) -> int:
        """How many pages the child's file has; 0 while that is not known."""
        return self._flights[ticket].pages

    def wait(self, on_pages: Callable[[int, int], None] | None = None) -> Outcome:
        """The next child to end. `on_pages(ticket, pages)` is called when a file's pages are counted."""
        while True:
            for ticket, flight in self._flights.items():
                if not flight.open and flight.ended is not None:
                    del self._flights[ticket]
                    return _outcome(ticket, flight)
            self._step(on_pages)

    def excuse(self, seconds: float) -> None:
        """Gives every child `seconds` more by the clock: its parent was busy and did not listen."""
        for flight in self._flights.values():
            flight.started += seconds

    def close(self) -> None:
        """Ends every child and the fork server."""
        for flight in self._flights.values():
            if flight.open:
                self._close_pipe(flight)
        self._flights.clear()
        self._stop_server()
        self._selector.close()

    def _step(self, on_pages: Callable[[int, int], None] | None) -> None:
        now = time.monotonic()
        for ticket, flight in self._flights.items():
            if flight.stopped is None and now >= flight.deadline():
                self._stop(ticket, flight, Refused("time_limit", _time_reason(flight)))
            if flight.stopped is not None and flight.ended is not None and flight.open:
                # A process that the child left behind may hold its pipe open for ever.
                self._close_pipe(flight)
                return
        waiting = [flight.deadline() - now for flight in self._flights.values() if flight.stopped is None]
        for key, _ in self._selector.select(max(0.0, min(waiting, default=_START_SECONDS))):
            if key.data is None:
                self._listen_to_server()
            elif key.data in self._flights:
                self._listen_to_child(key.data, on_pages)

    def _listen_to_child(self, ticket: int, on_pages: Callable[[int, int], None] | None) -> None:
        flight = self._flights[ticket]
        data = os.read(flight.pipe, _CHUNK)
        if not data:
            self._close_pipe(flight)
            return
        if flight.stopped is not None:
            return
        flight.buffer += data
        try:
            for kind, payload in _frames(flight.buffer, flight.limits):
                if kind != child.PAGES:
                    flight.answer = (kind, payload)
                elif flight.pages == 0 and payload.isdigit():
                    flight.pages = int(payload)
                    if on_pages is not None:
                        on_pages(ticket, flight.pages)
        except Refused as refusal:
            self._stop(ticket, flight, refusal)

    def _listen_to_server(self) -> None:
        for message in self._messages():
            flight = self._flights.get(message.pop("ended", 0))
            if flight is not None:
                flight.ended = message

    def _messages(self) -> list[dict[str, Any]]:
        assert self._channel is not None
        try:
            data = self._channel.recv(_CHUNK)
        except OSError:
            data = b""
        if not data:
            self._lose_server()
            return []
        self._heard += data
        *lines, rest = bytes(self._heard).split(b"\n")
        self._heard = bytearray(rest)
        return [json.loads(line) for line in lines]

    def _stop(self, ticket: int, flight: _Flight, refusal: Refused) -> None:
        flight.stopped = refusal
        flight.buffer.clear()
        if self._channel is not None:
            try:
                self._channel.sendall(json.dumps({"kill": ticket}).encode() + b"\n")
            except OSError:
                self._lose_server()

    def _close_pipe(self, flight: _Flight) -> None:
        self._selector.unregister(flight.pipe)
        os.close(flight.pipe)
        flight.open = False

    def _running_channel(self) -> socket.socket:
        if self._channel is None:
            ours, theirs = socket.socketpair()
            with theirs:
                # A session of its own: Ctrl-C reaches the parent alone, which then closes the socket.
                self._server = subprocess.Popen(
                    [*_program(theirs.fileno()), *self._modules],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=_environment(),
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            self._channel = ours
            self._heard.clear()
            self._await_ready(ours)
            self._selector.register(ours, selectors.EVENT_READ)
        return self._channel

    def _await_ready(self, channel: socket.socket) -> None:
        channel.settimeout(_START_SECONDS)
        messages: list[dict[str, Any]] = []
        while not messages:
            try:
                data = channel.recv(_CHUNK)
            except TimeoutError:
                data = b""
            if not data:
                messages = [{"failed": "it ended without a word"}]
            self._heard += data
            if self._heard.endswith(b"\n"):
                messages = [json.loads(self._heard)]
        self._heard.clear()
        channel.settimeout(None)
        if "failed" in messages[0]:
            self._stop_server()
            raise GuardError(f"the process that reads PDFs cannot be started: {messages[0]['failed']}")

    def _lose_server(self) -> None:
        """The fork server is gone, its children with it: every flight ends, the next start makes another."""
        self._stop_server()
        for flight in self._flights.values():
            if flight.ended is None:
                flight.ended = {}

    def _stop_server(self) -> None:
        if self._channel is not None:
            with contextlib.suppress(KeyError):  # not yet registered while it is being started
                self._selector.unregister(self._channel)
            self._channel.close()
            self._channel = None
        if self._server is not None:
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None


def _program(control: int) -> list[str]:
    """The fork server's command line, less its modules, which it finds where this process does."""
    path = json.dumps([entry or str(Path.cwd()) for entry in sys.path])
    return [sys.executable, "-I", "-X", "utf8", "-c", _START, path, str(control)]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | dict.fromkeys(_THREAD_COUNTS, "1")


def read_documents(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    parse: Callable[[Path], ParsedDocument] | str = READER,
) -> Iterator[tuple[Path, ParsedDocument]]:
    """Each of `paths` with what `parse` reads in it, in the order in which they are done; one child each.

    `parse` is a function at a module's top level, or its name "module:function". At most `workers` files
    (default: one for each core) are in the air, and none is held after it was yielded. `progress(path, pages,
    done)` is called when a file's pages have been counted and when it is done. A file that cannot be read,
    and every child that ends in any other way than with a valid answer, is yielded as a quarantined document
    whose one finding names the rule. Raises GuardError where no file could be read at all, ValueError where
    `workers` is below 1.
    """
    workers = workers if workers is not None else _cores()
    if workers < 1:
        raise ValueError(f"workers is {workers}: at least one process must read")
    name = _name_of(parse)
    batch = _Batch(name, limits or Limits(), progress)
    lost: list[Path] = []
    with Nursery([name.partition(":")[0]]) as nursery:
        for path, outcome in batch.read(nursery, paths, workers):
            if outcome.refusal is not None and outcome.refusal.rule == _LOST:
                lost.append(path)
            else:
                yield path, batch.document(path, outcome)
        # The file that ended the fork server took its neighbours with it: each has another go, alone.
        for path, outcome in batch.read(nursery, lost, 1):
            yield path, batch.document(path, outcome)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What holds for every file of one call of `read_documents`."""

    parse: str
    limits: Limits
    progress: Progress | None

    def read(self, nursery: Nursery, paths: Iterable[Path], workers: int) -> Iterator[tuple[Path, Outcome]]:
        """Each path and how its child ended, with at most `workers` children in the air."""
        remaining = iter(paths)
        flying: dict[int, Path] = {}

        def on_pages(ticket: int, pages: int) -> None:
            if self.progress is not None:
                self.progress(flying[ticket], pages, False)

        while True:
            ready: tuple[Path, Outcome] | None = None
            while ready is None and len(flying) < workers and (path := next(remaining, None)) is not None:
                refusal = gate(path, self.limits)
                if refusal is not None:
                    ready = path, Outcome(0, b"", refusal, 0, 0.0, 0)
                else:
                    args = [self.parse, str(path.absolute())]
                    flying[nursery.start("", args, self.limits, reads=True)] = path
            if ready is None:
                if not flying:
                    return
                outcome = nursery.wait(on_pages)
                ready = flying.pop(outcome.ticket), outcome
                del outcome
            handed_over = time.monotonic()
            yield ready
            nursery.excuse(time.monotonic() - handed_over)

    def document(self, path: Path, outcome: Outcome) -> ParsedDocument:
        """What the child of `path` read, validated, or the quarantined document that says why not."""
        document = _document(outcome)
        if self.progress is not None:
            self.progress(path, document.page_count, True)
        return document


def run_guarded(function: Callable[..., bytes] | str, args: Sequence[Any], limits: Limits | None = None) -> bytes:
    """What `function(*args)` returns, run in a guarded child. `args` must be JSON.

    Raises Refused, with the rule and one sentence, where it does not return in time and within its limits,
    GuardError where no child can be started.
    """
    name = _name_of(function)
    with Nursery([name.partition(":")[0]]) as nursery:
        nursery.start(name, args, limits or Limits())
        outcome = nursery.wait()
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome.data


def gate(path: Path, limits: Limits) -> Refused | None:
    """Why the file at `path` must not even be opened as a PDF; None where nothing speaks against it."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(_MAGIC_WITHIN)
    except OSError as error:
        return Refused(
            "file_unreadable",
            f"the file cannot be read ({error.strerror}); check that it is there and readable",
        )
    if size == 0:
        return Refused("file_empty", "the file is empty; get a whole copy")
    if _MAGIC not in head:
        return Refused("not_a_pdf", f"the file is not a PDF ({_looks_like(head)}); get the document as a PDF")
    if size > limits.file_bytes:
        return Refused(
            "file_too_large",
            f"the file has {in_mib(size)}, more than the {in_mib(limits.file_bytes)} allowed; "
            "split it, or raise the limit if you trust it",
        )
    return None


def _looks_like(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((name for magic, name in _LOOKS_LIKE if start.startswith(magic)), None)
    return f"it looks like a {kind}" if kind else "its first 1024 bytes hold no %PDF-"


def _frames(buffer: bytearray, limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    """Takes the complete messages off `buffer`. Raises Refused where a child says what no child would."""
    most = {
        child.PAGES: _ANNOUNCEMENT_BYTES,
        child.RESULT: limits.result_bytes,
        child.FAILURE: _FAILURE_BYTES,
    }
    while len(buffer) >= child.HEADER.size:
        kind, size = child.HEADER.unpack_from(buffer)
        if kind not in most or (size > most[kind] and kind != child.RESULT):
            raise Refused("reader_failed", "the reader failed: its answer is not in the agreed form")
        if size > most[kind]:
            raise Refused("result_limit", child.result_reason(limits))
        end = child.HEADER.size + size
        if len(buffer) < end:
            return
        payload = bytes(memoryview(buffer)[child.HEADER.size : end])
        del buffer[:end]
        yield kind, payload


def _outcome(ticket: int, flight: _Flight) -> Outcome:
    ended = flight.ended or {}
    refusal = flight.stopped or _ending(int(ended["status"]) if "status" in ended else None, flight)
    data = b""
    if refusal is None and flight.answer is not None:
        kind, payload = flight.answer
        if kind == child.RESULT:
            data = payload
        else:
            refusal = _told_failure(payload)
    return Outcome(ticket, data, refusal, flight.pages, ended.get("cpu", 0.0), int(ended.get("peak_kib", 0)))


def _ending(status: int | None, flight: _Flight) -> Refused | None:
    """What the child's exit status says against its answer; None for one that ended well."""
    if status is None:
        return Refused(
            _LOST,
            "the reading was lost with its fork server, which a hostile file may cause; try again",
        )
    if status == -signal.SIGXCPU:
        return Refused(
            "cpu_limit",
            f"reading it takes more than the {flight.limits.cpu(flight.pages):.0f} s of CPU time allowed for "
            f"its {flight.pages or 'uncounted'} pages; get a fresh copy, or raise the limit if you trust it",
        )
    if status < 0:
        return Refused(
            "reader_killed",
            f"the reader was killed by signal {_signal_name(-status)}, as a damaged or hostile file does to "
            f"it (at more than {in_mib(flight.limits.address_space)} of memory, for one); get a fresh copy",
        )
    if status != 0 or flight.answer is None:
        return Refused("reader_failed", f"the reader failed: it ended with exit status {status} and no whole answer")
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _time_reason(flight: _Flight) -> str:
    return (
        f"reading it takes longer than the {flight.limits.wall(flight.pages):.0f} s allowed for its "
        f"{flight.pages or 'uncounted'} pages; get a fresh copy, or raise the limit if you trust it"
    )


def _told_failure(payload: bytes) -> Refused:
    """The refusal that a child told; what it says is as untrusted as its file."""
    try:
        told = json.loads(payload)
        rule, reason = told["rule"], told["reason"]
    except (ValueError, KeyError, TypeError):
        rule = reason = None
    if not isinstance(rule, str) or not isinstance(reason, str) or not _RULE.fullmatch(rule):
        return Refused("reader_failed", "the reader failed: its answer is not in the agreed form")
    return Refused(rule, " ".join(reason.split()))


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


def quarantined(refusal: Refused, pages: int) -> ParsedDocument:
    """The document in the place of one that is refused: its reason, and one finding that names the rule."""
    outcome: Literal["quarantined"] = "quarantined"
    finding = Finding("error", refusal.rule, "document", refusal.reason)
    return ParsedDocument(outcome, refusal.reason, pages, None, [], [], [finding], [], [])


def _name_of(function: Callable[..., Any] | str) -> str:
    """ "module:function", by which another process finds it. Raises ValueError where it could not."""
    if isinstance(function, str):
        return function
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or "<" in name:
        raise ValueError(f"{name} of {module} cannot run in a child: move it to the top level of an importable module")
    return f"{module}:{name}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
