"""The lock that keeps writers of one warehouse's folder apart.

Here belongs taking it and asking who holds it. Here does not belong what is written under it (`batch.py`).
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from pipelines.model.errors import BatchError
from pipelines.model.settings import Settings

_POLL_SECONDS = 0.1


@contextmanager
def hold(settings: Settings) -> Iterator[None]:
    """Hold the lock, so that there is one writer at a time; the system lets go of it whenever this process ends.

    Makes the folders that a batch writes to. Raises BatchError where another process holds the lock for longer than
    `settings.wait_seconds`, or the folder cannot be written to.
    """
    try:
        settings.staging.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(settings.lock, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise BatchError(
            f"{settings.warehouse.parent}: cannot be written to ({error.strerror}); give this user the"
            " right to write there, or name another place with --warehouse"
        ) from error
    try:
        if not _locked_within(descriptor, settings.wait_seconds):
            waited = f" after {settings.wait_seconds:.0f} s" if settings.wait_seconds else ""
            raise BatchError(
                f"{settings.warehouse.parent}: another batch is{' still' if waited else ''} writing here{waited}"
                f" (process {_holder(descriptor)}); wait until it has ended, or give `jixiao run` --wait SECONDS"
            )
        _write_holder(settings, descriptor)
        yield
    finally:
        os.close(descriptor)


def _write_holder(settings: Settings, descriptor: int) -> None:
    held_by = f"{os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    try:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{held_by}\n".encode(), 0)
    except OSError as error:
        raise BatchError(
            f"{settings.lock}: {error.strerror or error}; make room or mend the folder's rights, then run again"
        ) from error


def _locked_within(descriptor: int, seconds: float) -> bool:
    """Take the lock; False where another still holds it after so long. Asked again and again, since flock itself
    waits without end or not at all; and for a moment at least, since who only looks (`holder`) holds it too."""
    until = time.monotonic() + max(seconds, _POLL_SECONDS)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(min(_POLL_SECONDS, max(until - time.monotonic(), 0)))
        else:
            return True


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "unknown"


def holder(settings: Settings) -> str | None:
    """Who holds the warehouse's lock (process, machine, since when), None where nobody does. A name in the file that
    no process holds any more is no lock. Raises OSError where the file cannot be opened."""
    try:
        descriptor = os.open(settings.lock, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor)
    else:
        return None
    finally:
        os.close(descriptor)
