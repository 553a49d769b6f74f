"""Parse functions that behave as hostile or broken files make a reader behave. Each runs in a worker process."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from pipelines.model.errors import Refused
from pipelines.model.records import ParsedDocument


def _nothing(reason: str, page_count: int = 1) -> ParsedDocument:
    return ParsedDocument("no_target_table", reason, page_count, None, [], [], [], [], [1])


def calm(path: Path) -> ParsedDocument:
    return _nothing(f"{path.name} holds no table")


def sleeps(path: Path) -> ParsedDocument:
    time.sleep(60)
    return calm(path)


def naps(path: Path) -> ParsedDocument:
    time.sleep(0.3)
    return calm(path)


def spins(path: Path) -> ParsedDocument:
    while True:
        pass


def spins_on(path: Path) -> ParsedDocument:
    """Does not heed the signal at the soft limit of CPU time."""
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return spins(path)


def allocates(path: Path) -> ParsedDocument:
    hoard = [bytearray(1 << 24) for _ in range(1 << 12)]
    return _nothing(f"{len(hoard)} blocks")


def aborts(path: Path) -> ParsedDocument:
    os.abort()


def faults(path: Path) -> ParsedDocument:
    os.kill(os.getpid(), signal.SIGSEGV)
    return calm(path)


def is_killed(path: Path) -> ParsedDocument:
    """As by the kernel when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return calm(path)


def is_terminated(path: Path) -> ParsedDocument:
    os.kill(os.getpid(), signal.SIGTERM)
    return calm(path)


def is_killed_once(path: Path) -> ParsedDocument:
    """Killed when the file is read first; the file names the marker by which the second reading knows."""
    if _is_first_reading(path):
        os.kill(os.getpid(), signal.SIGKILL)
    return calm(path)


def sleeps_once(path: Path) -> ParsedDocument:
    """Waits to be killed when the file is read first."""
    return sleeps(path) if _is_first_reading(path) else calm(path)


def _is_first_reading(path: Path) -> bool:
    found = re.search(rb"% marker (\S+)", path.read_bytes())
    assert found is not None
    marker = Path(found[1].decode())
    first = not marker.exists()
    marker.touch()
    return first


def exits(path: Path) -> ParsedDocument:
    os._exit(0)


def stops(path: Path) -> ParsedDocument:
    os.kill(os.getpid(), signal.SIGSTOP)
    return calm(path)


def raises(path: Path) -> ParsedDocument:
    raise KeyError("指标值")


def recurses(path: Path) -> ParsedDocument:
    return recurses(path)


def refuses(path: Path) -> ParsedDocument:
    raise Refused("needs_password", "the file needs a password; get one without")


def swells(path: Path) -> ParsedDocument:
    return _nothing("多" * (1 << 20))


def _answer_pipe() -> int:
    """The number of the pipe that the child answers by: the only one it was left with."""
    numbers = range(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return next(number for number in numbers if _is_pipe(number))


def _is_pipe(number: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(number).st_mode)
    except OSError:
        return False


def babbles(path: Path) -> ParsedDocument:
    os.write(_answer_pipe(), b"R" + b"\xff" * 8 + b"x" * 1000)
    time.sleep(60)
    return calm(path)


def garbles(path: Path) -> ParsedDocument:
    os.write(_answer_pipe(), b"not a frame at all")
    time.sleep(60)
    return calm(path)


def lies(path: Path) -> ParsedDocument:
    answer = b'{"outcome": "parsed", "page_count": "many"}'
    os.write(_answer_pipe(), b"R" + len(answer).to_bytes(8, "big") + answer)
    os._exit(0)


def answers_and_dies(path: Path) -> ParsedDocument:
    from pipelines.model.records import to_json

    answer = to_json(calm(path))
    os.write(_answer_pipe(), b"R" + len(answer).to_bytes(8, "big") + answer)
    os.abort()


def kills_the_server(path: Path) -> ParsedDocument:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return calm(path)


def writes(path: Path) -> ParsedDocument:
    (path.parent / "planted").write_bytes(b"x")
    return calm(path)


def opens_many(path: Path) -> ParsedDocument:
    held = [path.open("rb") for _ in range(1000)]
    return _nothing(f"{len(held)} files")


def calls_home(path: Path) -> ParsedDocument:
    with socket.create_connection(("127.0.0.1", int(path.stem)), timeout=2):
        return _nothing("connected")


def leaves_a_process(path: Path) -> ParsedDocument:
    subprocess.Popen(["sleep", "30"], close_fds=False, start_new_session=True)
    os.set_inheritable(_answer_pipe(), True)
    subprocess.Popen(["sleep", "30"], pass_fds=[_answer_pipe()], start_new_session=True)
    return calm(path)


def reports_its_limits(path: Path) -> ParsedDocument:
    names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
    limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0] for name in names}
    status = Path("/proc/self/status").read_text()
    reported = [f"{name}={value}" for name, value in limits.items()]
    reported += [line.replace("\t", "") for line in status.splitlines() if line.startswith(("NoNewPrivs", "Threads"))]
    reported += sorted(os.environ)
    return _nothing(" ".join(reported))


def returns_bytes(number: int, text: str) -> bytes:
    return f"{text}{number}".encode()


def returns_many_bytes(number: int) -> bytes:
    return bytes(number)


def returns_much(path: Path) -> ParsedDocument:
    return _nothing("x" * (4 << 20))


def returns_little(path: Path) -> ParsedDocument:
    time.sleep(0.1)
    return _nothing("x" * (1 << 19))


def by_name(path: Path) -> ParsedDocument:
    """Behaves as the function that the file is named after."""
    reader: Callable[[Path], ParsedDocument] = globals()[path.stem.rstrip("0123456789")]
    return reader(path)
