"""Which SQL client of the terminal opens the published warehouse, and how it is started read-only.

Here belongs finding one that is installed. Here does not belong asking by ourselves (`warehouse.py`).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

CLIENTS: dict[str, tuple[str, ...]] = {
    "harlequin": ("--adapter", "duckdb", "--read-only"),
    "duckdb": ("-readonly",),
}
"""The clients that we know, the most comfortable first, and what makes each read only."""


class ClientError(ValueError):
    """No client is there; the message is one line that says how to get one."""


def command(path: Path, name: str | None = None) -> list[str]:
    """The command that opens the warehouse at `path` read-only: in the client of that `name`, else in the first of
    CLIENTS that stands beside this Python or on PATH. Raises ClientError where there is none.
    """
    beside = str(Path(sys.executable).parent)
    places = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    for client in [name] if name else CLIENTS:
        if program := shutil.which(client, path=places):
            return [program, *CLIENTS[client], str(path)]
    missing = f"{name} is not installed" if name else "neither harlequin nor the duckdb command line is installed"
    raise ClientError(
        f"{missing}: `uv sync --inexact --extra harlequin` brings harlequin, the duckdb command line comes from duckdb.org;"
        " `jixiao query` needs neither"
    )
