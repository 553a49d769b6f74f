"""The small server process that imports the reader once and forks a worker process for every file.

Here belongs forking, reaping and cleaning up. Here does not belong what a worker process does (`worker.py`), nor the parent's
side of the socket (`pool.py`).

Why a fork server of our own and not a pool library: a pool hands results over as pickles, so a file that takes over the PDF
library would take over the parent too; and `multiprocessing`, below every such library, imports the program's main module
again in each worker, which for `jixiao` is all of Dagster. Here a worker costs a fork, and the server never opens a file.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
from collections import deque
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from pipelines.sandbox import worker
from pipelines.sandbox.confinement import adopt_orphans, leave_network

_CHUNK = 1 << 16
_PARENT_CHECK_SECONDS = 1.0
"""How often the server looks whether its parent still lives, in case a stray copy of the socket keeps it open."""


def serve(control: int, modules: Sequence[str]) -> None:
    """Fork one worker process per request that comes in on the socket `control`, until its other end is closed.

    In: lines of JSON, `{"ticket", "call", "args", "limits", "reads"}` with the worker's answering pipe as ancillary data, or
    `{"kill": ticket}`. Out: `{"ready": true}` or `{"failed": why}` once `modules` are imported, then for each worker
    `{"ended": ticket, "status", "cpu", "peak_kib"}`.
    """
    parent = os.getppid()
    channel = socket.socket(fileno=control)
    leave_network()
    adopt_orphans()
    try:
        for module in modules:
            importlib.import_module(module)
    except Exception as error:
        _send(channel, {"failed": f"{type(error).__name__}: {error}"})
        raise
    # What is imported is shared with every worker; collecting there would copy each page of it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    _send(channel, {"ready": True})

    tickets: dict[int, int] = {}
    """The ticket of each worker process, by its process id."""
    lines, pipes = bytearray(), deque[int]()
    while os.getppid() == parent:
        ready, _, _ = select.select([channel.fileno(), wake_read], [], [], _PARENT_CHECK_SECONDS)
        if wake_read in ready:
            os.read(wake_read, _CHUNK)
            _reap(channel, tickets)
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
                _kill(tickets, request["kill"])
                continue
            answer = pipes.popleft()
            pid = os.fork()
            if pid == 0:
                worker.run(request, answer, [channel.fileno(), wake_read, wake_write, *pipes])
            os.close(answer)
            tickets[pid] = request["ticket"]
    for pid in tickets:
        os.kill(pid, signal.SIGKILL)
    for pid in tickets:
        os.waitpid(pid, 0)
    _end_orphans(())


def _reap(channel: socket.socket, tickets: dict[int, int]) -> None:
    for pid in list(tickets):
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            ticket = tickets.pop(pid)
            _end_orphans(tickets)
            _send(
                channel,
                {
                    "ended": ticket,
                    "status": os.waitstatus_to_exitcode(status),
                    "cpu": usage.ru_utime + usage.ru_stime,
                    "peak_kib": usage.ru_maxrss,
                },
            )


def _end_orphans(workers: Container[int]) -> None:
    """End every process that a worker started and left behind, and what those leave behind in turn."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    while listing.exists():
        orphans = [int(pid) for pid in listing.read_text().split() if int(pid) not in workers]
        if not orphans:
            return
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _kill(tickets: dict[int, int], ticket: int) -> None:
    for pid, other in tickets.items():
        if other == ticket:
            os.kill(pid, signal.SIGKILL)


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")
