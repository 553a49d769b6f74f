"""The worker process: the short life of the process that reads one untrusted file.

Here belongs what runs between the fork and the exit: give up rights, read, answer. Here does not belong who forks
(`fork_server.py`), what the parent makes of the answer (`endings.py`), nor how a PDF is read: the function that does is named
by the request.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pipelines.model.errors import Refused
from pipelines.sandbox import protocol
from pipelines.sandbox.confinement import allow_cpu, confine
from pipelines.sandbox.limits import Limits, in_mib

_PAGE_COUNTER = "pipelines.pdf.pdfium:count_pages"


def run(request: dict[str, Any], answer: int, inherited: Sequence[int]) -> NoReturn:
    """Carry out `request` and exit. It never returns into the fork server's loop, whatever happens.

    `answer` is the pipe for the messages, `inherited` the descriptors of the server that must be closed.
    """
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
        confine(limits)
        _answer(request, limits, answer)
        status = 0
    finally:
        os._exit(status)


def _answer(request: dict[str, Any], limits: Limits, pipe: int) -> None:
    def announce(pages: int) -> None:
        protocol.send(pipe, protocol.PAGES, str(pages).encode())

    try:
        if request["reads"]:
            parse, path = request["args"]
            data = _read_document(parse, Path(path), limits, announce)
        else:
            allow_cpu(limits.cpu(0))
            data = _function(request["call"])(*request["args"])
        if len(data) > limits.result_bytes:
            raise protocol.result_too_large(limits)
        kind = protocol.RESULT
    except Refused as refusal:
        kind, data = protocol.FAILURE, _failure(refusal)
    except MemoryError:
        kind, data = protocol.FAILURE, _failure(_out_of_memory(limits))
    except Exception as error:  # noqa: BLE001 - whatever a reader raises goes to the parent, which quarantines
        kind, data = protocol.FAILURE, _failure(Refused("reader_failed", f"the reader failed: {_described(error)}"))
    protocol.send(pipe, kind, data)


def _read_document(parse: str, path: Path, limits: Limits, announce: Callable[[int], None]) -> bytes:
    """The JSON of what `parse` ("module:function") reads in the PDF at `path`.

    The CPU limit depends on the number of pages, so they are counted first and announced. A file that PDFium cannot open is
    left to `parse`, which has the words for it. Raises Refused where there are more pages than allowed.
    """
    from pipelines.model import records

    pages = _function(_PAGE_COUNTER)(path)
    if pages > limits.pages:
        raise Refused(
            "too_many_pages",
            f"the file has {pages} pages, more than the {limits.pages} allowed; "
            "split it, or raise the limit if you trust it",
        )
    allow_cpu(limits.cpu(pages))
    announce(pages)
    return records.to_json(_function(parse)(path))


def _function(name: str) -> Callable[..., Any]:
    module, _, attributes = name.partition(":")
    found: Any = importlib.import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    function: Callable[..., Any] = found
    return function


def _failure(refusal: Refused) -> bytes:
    return json.dumps({"rule": refusal.rule, "reason": refusal.reason}).encode()


def _described(error: Exception) -> str:
    """The exception and where it was raised, on one line: a worker process has no log of its own."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name} line {frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split())[:500]
    return f"{type(error).__name__}: {message}{place}"


def _out_of_memory(limits: Limits) -> Refused:
    return Refused(
        "memory_limit",
        f"reading it needs more than the {in_mib(limits.address_space)} of memory allowed, which only a "
        "damaged or hostile file does; get a fresh copy, or raise the limit if you trust it",
    )
