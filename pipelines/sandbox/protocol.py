"""The messages that a worker process sends to its parent: a kind, a length and so many bytes.

Here belongs their form. Here does not belong what they mean (`endings.py`). Results are never pickled: a file that takes over
the PDF library must not take over the parent with its answer.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

from pipelines.model.errors import Refused
from pipelines.sandbox.limits import Limits, in_mib

PAGES, RESULT, FAILURE = b"P", b"R", b"E"
_KIND_AND_LENGTH = struct.Struct(">cQ")
_PAGES_BYTES = 16
_FAILURE_BYTES = 1 << 14


def send(pipe: int, kind: bytes, data: bytes) -> None:
    """Write one message to `pipe`. Raises OSError where nobody reads it any more."""
    for part in (_KIND_AND_LENGTH.pack(kind, len(data)), data):
        view = memoryview(part)
        while view:
            view = view[os.write(pipe, view) :]


def take_messages(buffer: bytearray, limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    """Take the complete messages off the front of `buffer`, each as its kind and its bytes.

    Raises Refused where the bytes are no message, or one that is larger than `limits` allow.
    """
    most = {PAGES: _PAGES_BYTES, RESULT: limits.result_bytes, FAILURE: _FAILURE_BYTES}
    while len(buffer) >= _KIND_AND_LENGTH.size:
        kind, size = _KIND_AND_LENGTH.unpack_from(buffer)
        if kind not in most or (size > most[kind] and kind != RESULT):
            raise Refused("reader_failed", "the reader failed: its answer is not in the agreed form")
        if size > most[kind]:
            raise result_too_large(limits)
        end = _KIND_AND_LENGTH.size + size
        if len(buffer) < end:
            return
        payload = bytes(memoryview(buffer)[_KIND_AND_LENGTH.size : end])
        del buffer[:end]
        yield kind, payload


def result_too_large(limits: Limits) -> Refused:
    """The refusal of a document that yields more than any table could."""
    return Refused(
        "result_limit",
        f"what was read from it is larger than the {in_mib(limits.result_bytes)} allowed, which only a "
        "damaged or hostile file does; get a fresh copy, or raise the limit if you trust it",
    )
