"""What the way in which a worker process ended means for its file.

Here belong the rule and the one sentence for each way to end. Here does not belong noticing that it ended (`pool.py`), nor
reading a file again (`reading.py`).

Two endings must not be taken for each other. A crash (SIGSEGV, SIGABRT …) is raised by the reader's own code and condemns the
file. A kill (SIGKILL, mostly by the kernel when memory runs out) comes from outside and says nothing about the file.
"""

from __future__ import annotations

import json
import re
import signal
from dataclasses import dataclass

from pipelines.model.errors import Refused
from pipelines.sandbox import protocol
from pipelines.sandbox.limits import Limits, in_mib

CRASHED = "reader_crashed"
KILLED = "killed_by_system"
_CRASHES = {
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS")
    if hasattr(signal, name)
}
"""What a process raises against itself: through the processor, through abort(), or by a forbidden system call."""

_RULE = re.compile(r"[a-z0-9_]{1,64}")


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended, as the operating system reports it: `status` is minus the signal's number for one that a signal
    ended."""

    status: int
    cpu_seconds: float = 0.0
    peak_kib: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one worker process ended: its `data`, or the `refusal` that says why there is none; what it cost."""

    ticket: int
    data: bytes
    refusal: Refused | None
    pages: int
    cpu_seconds: float = 0.0
    peak_kib: int = 0


def judge(ended: Exit, answer: tuple[bytes, bytes] | None, pages: int, limits: Limits) -> tuple[bytes, Refused | None]:
    """The data that a worker process answered with, or the refusal of its file.

    `answer` is the last message (kind and bytes) that came from it. What it claims counts only if it ended well.
    """
    refusal = _refusal_of_exit(ended, pages, limits)
    if refusal is not None:
        return b"", refusal
    if answer is None:
        return b"", Refused("reader_failed", "the reader failed: it ended with exit status 0 and no whole answer")
    kind, payload = answer
    return (payload, None) if kind == protocol.RESULT else (b"", _reported_failure(payload))


def _refusal_of_exit(ended: Exit, pages: int, limits: Limits) -> Refused | None:
    number = -ended.status
    # The kernel sends SIGXCPU at the soft limit, and SIGKILL at the hard one to a process that ignored it.
    if number == signal.SIGXCPU or (number == signal.SIGKILL and ended.cpu_seconds >= limits.cpu(limits.pages)):
        return Refused(
            "cpu_limit",
            f"reading it takes more than the {limits.cpu(pages):.0f} s of CPU time allowed for "
            f"its {pages or 'uncounted'} pages; get a fresh copy, or raise the limit if you trust it",
        )
    if number in _CRASHES:
        return Refused(
            CRASHED,
            f"the reader crashed on it ({signal_name(number)}), as a damaged or hostile file makes it do "
            f"(at more than {in_mib(limits.address_space)} of memory, for one); get a fresh copy",
        )
    if number > 0:
        return killed(f"its reader was ended from outside ({signal_name(number)})")
    if ended.status > 0:
        return Refused(
            "reader_failed", f"the reader failed: it ended with exit status {ended.status} and no whole answer"
        )
    return None


def server_lost(server: Exit | None) -> Refused:
    """The refusal of a file whose reader went down with its fork server."""
    if server is None or server.status >= 0:
        return killed("the process that starts its reader could not go on")
    return killed(f"the process that starts its reader was ended from outside ({signal_name(-server.status)})")


def killed(what: str) -> Refused:
    """The refusal of a file whose reader was killed by something else than the file."""
    return Refused(
        KILLED,
        f"{what}, most often because the machine has run out of memory; this says nothing about the file: "
        "free some memory, then run again with --retry-quarantined",
    )


def timed_out(pages: int, limits: Limits) -> Refused:
    """The refusal of a file that takes too long by the clock."""
    return Refused(
        "time_limit",
        f"reading it takes longer than the {limits.wall(pages):.0f} s allowed for its {pages or 'uncounted'} pages; "
        "get a fresh copy, or raise the limit if you trust it",
    )


def signal_name(number: int) -> str:
    """The signal's name, such as SIGSEGV; the number of one that has none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _reported_failure(payload: bytes) -> Refused:
    """The refusal that a worker process reported; what it claims is as untrusted as its file."""
    try:
        failure = json.loads(payload)
        rule, reason = failure["rule"], failure["reason"]
    except (ValueError, KeyError, TypeError):
        rule = reason = None
    if not isinstance(rule, str) or not isinstance(reason, str) or not _RULE.fullmatch(rule) or rule == KILLED:
        return Refused("reader_failed", "the reader failed: its answer is not in the agreed form")
    return Refused(rule, " ".join(reason.split()))
