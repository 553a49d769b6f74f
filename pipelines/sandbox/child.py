"""The process that reads an untrusted file, and the small server that makes one such process for every file.

Here belongs what runs on the far side of the guard: `serve`, which imports the reader once, never looks at a
document and forks; and the fork, which takes its own rights away before it opens the file. Here does not
belong what the parent makes of the answer (`guard.py`), nor how a PDF is read (`reader.py`).

Why a fork server of our own and not a pool library: a pool hands results over as pickles, so a file that
takes over the PDF library would take over the parent too; and `multiprocessing`, below every such library,
imports the program's main module again in each child, which for `jixiao` is all of Dagster. Here everything
that a child says is bytes of a known length that the parent validates, and a child costs a fork.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pipelines.model.errors import Refused
from pipelines.sandbox.limits import Limits, in_mib

PAGES, RESULT, FAILURE = b"P", b"R", b"E"
HEADER = struct.Struct(">cQ")

_CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# The server looks this often whether its parent still lives, in case a stray copy of the socket keeps it
# open.
_PARENT_CHECK_SECONDS = 1.0


@dataclass(slots=True)
class _Child:
    ticket: int
    pid: int


def serve(control: int, modules: Sequence[str]) -> None:
    """Forks one child per request that comes in on the socket `control`, until its other end is closed.

    In: lines of JSON, `{"ticket", "call", "args", "limits", "reads"}` with the child's answering pipe as
    ancillary data, or `{"kill": ticket}`. Out: `{"ready": true}` or `{"failed": why}` once `modules` are
    imported, then for each child `{"ended": ticket, "status", "cpu", "peak_kib"}`.
    """
    parent = os.getppid()
    channel = socket.socket(fileno=control)
    _cut_network()
    # What a child leaves behind becomes a child of this process, which ends it.
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        for module in modules:
            importlib.import_module(module)
    except Exception as error:
        _tell(channel, {"failed": f"{type(error).__name__}: {error}"})
        raise
    # What is imported is shared with every child; collecting there would copy each page of it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    _tell(channel, {"ready": True})

    children: dict[int, _Child] = {}
    lines, pipes = bytearray(), deque[int]()
    while os.getppid() == parent:
        ready, _, _ = select.select([channel.fileno(), wake_read], [], [], _PARENT_CHECK_SECONDS)
        if wake_read in ready:
            os.read(wake_read, _CHUNK)
            _reap(channel, children)
        if channel.fileno() not in ready:
            continue
        data, received, _, _ = socket.recv_fds(channel, _CHUNK, 16)
        if not data:
            break
        pipes.extend(received)
        lines += data
        while b"\n" in lines:
            line, _, lines = lines.partition(b"\n")
            request = json.loads(line)
            if "kill" in request:
                _kill(children, request["kill"])
                continue
            answer = pipes.popleft()
            pid = os.fork()
            if pid == 0:
                _live(request, answer, [channel.fileno(), wake_read, wake_write, *pipes])
            os.close(answer)
            children[pid] = _Child(request["ticket"], pid)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)
    _end_orphans({})


def read_document(parse: str, path: str, limits: Limits, announce: Callable[[int], None]) -> bytes:
    """The JSON of what `parse` ("module:function") reads in the PDF at `path`.

    The CPU limit depends on the number of pages, so they are counted first and told to `announce`. A file
    that PDFium cannot open is left to `parse`, which has the words for it. Raises `Refused` where there are
    more than allowed.
    """
    from pipelines.model import records

    pages = _count_pages(Path(path))
    if pages > limits.pages:
        raise Refused(
            "too_many_pages",
            f"the file has {pages} pages, more than the {limits.pages} allowed; "
            "split it, or raise the limit if you trust it",
        )
    _allow_cpu(limits.cpu(pages))
    announce(pages)
    return records.to_json(_function(parse)(Path(path)))


def _count_pages(path: Path) -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return 0
    pages = len(document)
    document.close()
    return pages


def _live(request: dict[str, Any], answer: int, inherited: Sequence[int]) -> NoReturn:
    """A child's whole life. It never returns into the server's loop, whatever happens."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number in inherited:
            os.close(number)
        silence = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(silence, number)
        limits = Limits(**request["limits"])
        _confine(limits)
        _answer(request, limits, answer)
        status = 0
    finally:
        os._exit(status)


def _answer(request: dict[str, Any], limits: Limits, pipe: int) -> None:
    def announce(pages: int) -> None:
        _write(pipe, PAGES, str(pages).encode())

    try:
        if request["reads"]:
            parse, path = request["args"]
            data = read_document(parse, path, limits, announce)
        else:
            _allow_cpu(limits.cpu(0))
            data = _function(request["call"])(*request["args"])
        if len(data) > limits.result_bytes:
            raise Refused("result_limit", result_reason(limits))
        kind = RESULT
    except Refused as refusal:
        kind, data = FAILURE, _failure(refusal.rule, refusal.reason)
    except MemoryError:
        kind, data = FAILURE, _failure("memory_limit", memory_reason(limits))
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is told to the parent, which quarantines
        kind, data = FAILURE, _failure("reader_failed", f"the reader failed: {_told(error)}")
    _write(pipe, kind, data)


def _failure(rule: str, reason: str) -> bytes:
    return json.dumps({"rule": rule, "reason": reason}).encode()


def _told(error: Exception) -> str:
    """The exception and where it was raised, on one line: the child has no log of its own."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name} line {frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split())[:500]
    return f"{type(error).__name__}: {message}{place}"


def memory_reason(limits: Limits) -> str:
    """Why a document that ran out of memory is not loaded."""
    return (
        f"reading it needs more than the {in_mib(limits.address_space)} of memory allowed, which only a "
        "damaged or hostile file does; get a fresh copy, or raise the limit if you trust it"
    )


def result_reason(limits: Limits) -> str:
    """Why a document that yields more than any table could is not loaded."""
    return (
        f"what was read from it is larger than the {in_mib(limits.result_bytes)} allowed, which only a "
        "damaged or hostile file does; get a fresh copy, or raise the limit if you trust it"
    )


def _confine(limits: Limits) -> None:
    """Takes away what a reader does not need: to outlive its server, to write, to grow, to start others."""
    server = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if os.getppid() != server:
        os._exit(1)
    sys.dont_write_bytecode = True
    # pdfminer looks for character maps where this says, and a file may name any (GHSA-f83h-ghpp-7wcc).
    os.environ.pop("CMAP_PATH", None)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.written_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, limits.address_space),
    ):
        _lower(what, most, most)
    # The soft limit rises with the number of pages; the hard one is what the largest allowed file may have.
    _lower(resource.RLIMIT_CPU, _whole_seconds(limits.cpu(0)), _whole_seconds(limits.cpu(limits.pages)) + 1)


def _allow_cpu(seconds: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_below(_whole_seconds(seconds), hard), hard))


def _whole_seconds(seconds: float) -> int:
    """The kernel counts CPU time in whole seconds, and 0 would mean at once."""
    return max(1, int(seconds + 0.999))


def _lower(what: int, soft: int, hard: int) -> None:
    """Never above what this process was itself given."""
    _, given = resource.getrlimit(what)
    resource.setrlimit(what, (_below(soft, given), _below(hard, given)))


def _below(value: int, given: int) -> int:
    return value if given == resource.RLIM_INFINITY else min(value, given)


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


_LIBC = _libc()


def _prctl(option: int, value: int) -> None:
    if _LIBC is not None and _LIBC.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _cut_network() -> bool:
    """Leaves the network, where the kernel lets this process: as root directly, else by way of a user
    namespace.

    In a container that forbids both, the network stays; what a reader could send is then bounded by the rest.
    """
    if _LIBC is None:
        return False
    ways = [_CLONE_NEWNET] if os.geteuid() == 0 else []
    return any(_LIBC.unshare(way) == 0 for way in (*ways, _CLONE_NEWUSER | _CLONE_NEWNET))


def _function(name: str) -> Callable[..., Any]:
    module, _, attributes = name.partition(":")
    found: Any = importlib.import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    function: Callable[..., Any] = found
    return function


def _reap(channel: socket.socket, children: dict[int, _Child]) -> None:
    for pid in list(children):
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            child = children.pop(pid)
            _end_orphans(children)
            _tell(
                channel,
                {
                    "ended": child.ticket,
                    "status": os.waitstatus_to_exitcode(status),
                    "cpu": usage.ru_utime + usage.ru_stime,
                    "peak_kib": usage.ru_maxrss,
                },
            )


def _end_orphans(children: dict[int, _Child]) -> None:
    """Ends every process that a child started and left behind, and what those leave behind in turn."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    while listing.exists():
        orphans = [int(pid) for pid in listing.read_text().split() if int(pid) not in children]
        if not orphans:
            return
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _kill(children: dict[int, _Child], ticket: int) -> None:
    for child in children.values():
        if child.ticket == ticket:
            os.kill(child.pid, signal.SIGKILL)


def _tell(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


def _write(pipe: int, kind: bytes, data: bytes) -> None:
    for part in (HEADER.pack(kind, len(data)), data):
        view = memoryview(part)
        while view:
            view = view[os.write(pipe, view) :]
