"""The pool of worker processes: starts one per file, keeps to its limits from outside, waits for the next to end.

Here belong the parent's side of the fork server, time by the clock and the size of an answer. Here does not belong what an
ending means (`endings.py`), nor which files are read (`reading.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from pipelines.model.errors import Refused
from pipelines.sandbox import endings, protocol
from pipelines.sandbox.endings import Exit, Outcome
from pipelines.sandbox.limits import Limits

_PRELOADED = ("numpy", "pipelines.pdf.pdfium", "pdfplumber", "pipelines.model.records")
_START_SECONDS = 120.0
_CHUNK = 1 << 18
# No secret of the batch is in a worker's environment; these are what an interpreter needs to start.
_INHERITED_VARIABLES = (
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
    "from pipelines.sandbox.fork_server import serve; serve(int(sys.argv[2]), sys.argv[3:])"
)


class SandboxError(RuntimeError):
    """No worker process can be started, for a reason that is no document's fault; the message is one line."""


@dataclass(slots=True)
class _Worker:
    """One worker process, from its start until its outcome is handed out."""

    pipe: int
    limits: Limits
    started: float
    buffer: bytearray = field(default_factory=bytearray)
    answer: tuple[bytes, bytes] | None = None
    pages: int = 0
    pipe_open: bool = True
    ended: Exit | None = None
    refusal: Refused | None = None
    """Why the parent gave it up, whatever it may still answer."""

    def deadline(self) -> float:
        return self.started + self.limits.wall(self.pages)


class WorkerPool:
    """Starts confined worker processes and gives each one's outcome. A context manager; closing it leaves no process behind.

    The fork server behind it is started with the first worker, and again if it is lost. Not for use by several threads at
    once.
    """

    def __init__(self, modules: Iterable[str] = ()) -> None:
        self._modules = list(dict.fromkeys([*_PRELOADED, *modules]))
        self._server: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._received = bytearray()
        self._workers: dict[int, _Worker] = {}
        self._last_ticket = 0
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, call: str, args: Sequence[Any], limits: Limits, *, reads: bool = False) -> int:
        """Start `call` ("module:function") with `args` (JSON) in a worker process and return its ticket.

        With `reads`, `args` are the name of a parse function and a path, and the limits follow the file's pages. Raises
        SandboxError where no worker process can be started at all.
        """
        channel = self._running_channel()
        self._last_ticket += 1
        request = {
            "ticket": self._last_ticket,
            "call": call,
            "args": list(args),
            "limits": asdict(limits),
            "reads": reads,
        }
        line = json.dumps(request).encode() + b"\n"
        pipe, far_end = os.pipe()
        self._workers[self._last_ticket] = _Worker(pipe, limits, time.monotonic())
        self._selector.register(pipe, selectors.EVENT_READ, self._last_ticket)
        try:
            sent = socket.send_fds(channel, [line], [far_end])
            channel.sendall(line[sent:])
        except OSError:
            self._lose_server()
        finally:
            os.close(far_end)
        return self._last_ticket

    def wait(self, on_pages: Callable[[int, int], None] | None = None) -> Outcome:
        """The outcome of the next worker process to end.

        `on_pages(ticket, pages)` is called when a file's pages are counted.
        """
        while True:
            for ticket, worker in self._workers.items():
                if not worker.pipe_open and worker.ended is not None:
                    del self._workers[ticket]
                    return _outcome(ticket, worker, worker.ended)
            self._step(on_pages)

    def extend_deadlines(self, seconds: float) -> None:
        """Give every worker `seconds` more by the clock: its parent was busy elsewhere and did not read its messages."""
        for worker in self._workers.values():
            worker.started += seconds

    def close(self) -> None:
        """End every worker process and the fork server."""
        for worker in self._workers.values():
            if worker.pipe_open:
                self._close_pipe(worker)
        self._workers.clear()
        self._stop_server()
        self._selector.close()

    def _step(self, on_pages: Callable[[int, int], None] | None) -> None:
        now = time.monotonic()
        for ticket, worker in self._workers.items():
            if worker.refusal is None and now >= worker.deadline():
                self._stop(ticket, worker, endings.timed_out(worker.pages, worker.limits))
            if worker.refusal is not None and worker.ended is not None and worker.pipe_open:
                # A process that the worker left behind may hold its pipe open for ever.
                self._close_pipe(worker)
                return
        waiting = [worker.deadline() - now for worker in self._workers.values() if worker.refusal is None]
        for key, _ in self._selector.select(max(0.0, min(waiting, default=_START_SECONDS))):
            if key.data is None:
                self._read_server()
            elif key.data in self._workers:
                self._read_worker(key.data, on_pages)

    def _read_worker(self, ticket: int, on_pages: Callable[[int, int], None] | None) -> None:
        worker = self._workers[ticket]
        data = os.read(worker.pipe, _CHUNK)
        if not data:
            self._close_pipe(worker)
            return
        if worker.refusal is not None:
            return
        worker.buffer += data
        try:
            for kind, payload in protocol.take_messages(worker.buffer, worker.limits):
                if kind != protocol.PAGES:
                    worker.answer = (kind, payload)
                elif worker.pages == 0 and payload.isdigit():
                    worker.pages = int(payload)
                    if on_pages is not None:
                        on_pages(ticket, worker.pages)
        except Refused as refusal:
            self._stop(ticket, worker, refusal)

    def _read_server(self) -> None:
        for message in self._server_messages():
            worker = self._workers.get(message.get("ended", 0))
            if worker is not None:
                worker.ended = Exit(int(message["status"]), float(message["cpu"]), int(message["peak_kib"]))

    def _server_messages(self) -> list[dict[str, Any]]:
        assert self._channel is not None
        try:
            data = self._channel.recv(_CHUNK)
        except OSError:
            data = b""
        if not data:
            self._lose_server()
            return []
        self._received += data
        *lines, rest = bytes(self._received).split(b"\n")
        self._received = bytearray(rest)
        return [json.loads(line) for line in lines]

    def _stop(self, ticket: int, worker: _Worker, refusal: Refused) -> None:
        worker.refusal = refusal
        worker.buffer.clear()
        if self._channel is not None:
            try:
                self._channel.sendall(json.dumps({"kill": ticket}).encode() + b"\n")
            except OSError:
                self._lose_server()

    def _close_pipe(self, worker: _Worker) -> None:
        self._selector.unregister(worker.pipe)
        os.close(worker.pipe)
        worker.pipe_open = False

    def _running_channel(self) -> socket.socket:
        if self._channel is None:
            ours, theirs = socket.socketpair()
            with theirs:
                # A session of its own: Ctrl-C reaches the parent alone, which then closes the socket.
                self._server = subprocess.Popen(
                    [*_server_command(theirs.fileno()), *self._modules],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=_server_environment(),
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            self._channel = ours
            self._received.clear()
            self._await_ready(ours)
            self._selector.register(ours, selectors.EVENT_READ)
        return self._channel

    def _await_ready(self, channel: socket.socket) -> None:
        channel.settimeout(_START_SECONDS)
        message: dict[str, Any] | None = None
        while message is None:
            try:
                data = channel.recv(_CHUNK)
            except TimeoutError:
                data = b""
            self._received += data
            if not data:
                message = {"failed": "it ended without a message"}
            elif self._received.endswith(b"\n"):
                message = json.loads(self._received)
        self._received.clear()
        channel.settimeout(None)
        if "failed" in message:
            self._stop_server()
            raise SandboxError(f"the process that reads PDFs cannot be started: {message['failed']}")

    def _lose_server(self) -> None:
        """The fork server is gone, its workers with it: give them all up; the next start makes another server."""
        refusal = endings.server_lost(self._stop_server())
        for worker in self._workers.values():
            if worker.ended is None:
                worker.ended = Exit(0)
                worker.refusal = worker.refusal or refusal

    def _stop_server(self) -> Exit | None:
        """Close the socket, which ends the server, and give its exit; None where it had to be killed."""
        if self._channel is not None:
            with contextlib.suppress(KeyError):  # not yet registered while it is being started
                self._selector.unregister(self._channel)
            self._channel.close()
            self._channel = None
        if self._server is None:
            return None
        server, self._server = self._server, None
        try:
            return Exit(server.wait(timeout=10))
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
            return None


def _outcome(ticket: int, worker: _Worker, ended: Exit) -> Outcome:
    data, refusal = b"", worker.refusal
    if refusal is None:
        data, refusal = endings.judge(ended, worker.answer, worker.pages, worker.limits)
    return Outcome(ticket, data, refusal, worker.pages, ended.cpu_seconds, ended.peak_kib)


def _server_command(control: int) -> list[str]:
    """The fork server's command line, less its modules, which it finds where this process does."""
    path = json.dumps([entry or str(Path.cwd()) for entry in sys.path])
    return [sys.executable, "-I", "-X", "utf8", "-c", _START, path, str(control)]


def _server_environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED_VARIABLES if name in os.environ}
    return inherited | dict.fromkeys(_THREAD_COUNTS, "1")
