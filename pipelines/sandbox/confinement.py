"""The rights that a process gives up before it opens an untrusted file.

Here belongs every call to the operating system that takes a right away. Here does not belong how much is allowed
(`limits.py`). Memory limits and namespaces are Linux's; elsewhere those calls do nothing.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

from pipelines.sandbox.limits import Limits

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def confine(limits: Limits) -> None:
    """Take from this worker process what reading does not need: to outlive its server, write, grow, or start others."""
    server = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if os.getppid() != server:
        os._exit(1)
    sys.dont_write_bytecode = True
    # pdfminer looks for character maps where this variable points, and a file may name any (GHSA-f83h-ghpp-7wcc).
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


def allow_cpu(seconds: float) -> None:
    """Let this process use `seconds` of CPU time in all, as far as its hard limit goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_below(_whole_seconds(seconds), hard), hard))


def adopt_orphans() -> None:
    """Make this process the parent of whatever its children leave behind, so that it can end it."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def leave_network() -> bool:
    """Leave the network, where the kernel lets this process: as root directly, else through a user namespace.

    In a container that forbids both, the network stays; what a reader could send is then bounded by the rest.
    """
    if _LIBC is None:
        return False
    ways = [_CLONE_NEWNET] if os.geteuid() == 0 else []
    return any(_LIBC.unshare(way) == 0 for way in (*ways, _CLONE_NEWUSER | _CLONE_NEWNET))


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
