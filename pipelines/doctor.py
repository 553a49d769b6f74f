"""What keeps a batch from running well on this machine, and what to do about it.

Here belong looks at versions, folders, disk, fonts, the lock and the inbox; each is quick and changes nothing. Here
does not belong the state of the documents (`jixiao status`).
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from pipelines import PARSER_VERSION
from pipelines.ingest import arrivals
from pipelines.ingest.inbox import walk
from pipelines.ingest.ledger import read_ledger
from pipelines.ingest.withdrawals import WithdrawalError
from pipelines.model.errors import InboxError
from pipelines.model.settings import DASK, LOCAL, Settings
from pipelines.outputs.evidence import cjk_font
from pipelines.sandbox import cluster
from pipelines.warehouse import history, lock, reading
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.forecast import forecast
from pipelines.warehouse.losses import SHOWN

State = Literal["well", "doubtful", "broken"]
GIB = 1 << 30
LEAST_FREE = 1 * GIB
TIMES_PUBLISHED = 3
"""A batch builds the next warehouse beside the published one, and may spill as much again."""

FONTS = "install a font with Chinese characters, such as the package fonts-wqy-zenhei or fonts-noto-cjk"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    name: str
    state: State
    said: str
    todo: str = ""


def examine(settings: Settings) -> list[Diagnosis]:
    """Every diagnosis of this machine and these settings, in a fixed order."""
    looks: tuple[Callable[[Settings], Iterator[Diagnosis]], ...] = (
        _versions, _folder, _disk, _lock, _inbox, _ledger, _published, _next_batch, _fonts, _cluster,
    )  # fmt: skip
    return [found for look in looks for found in look(settings)]


def _versions(_: Settings) -> Iterator[Diagnosis]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("python", "well", f"Python {python}")
    wrong = list(_unmet())
    if wrong:
        yield Diagnosis("packages", "broken", "; ".join(wrong), "run `make setup`, or install jixiao again")
    else:
        yield Diagnosis("packages", "well", "every package is of a version that jixiao was tested with")


def _unmet() -> Iterator[str]:
    """The requirements of jixiao itself that what is installed does not meet."""
    try:
        required = importlib.metadata.requires("jixiao") or []
    except importlib.metadata.PackageNotFoundError:
        yield "jixiao itself is not installed"
        return
    for requirement in map(Requirement, required):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            yield f"{requirement.name} is missing"
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name} is {version}, jixiao needs {requirement.specifier}"


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: a batch makes those that are missing."""
    return next(each for each in [folder.absolute(), *folder.absolute().parents] if each.exists())


def _folder(settings: Settings) -> Iterator[Diagnosis]:
    """Whether a batch could write where it must, and keep a history there."""
    links = True
    for folder in dict.fromkeys(map(_standing, (settings.warehouse.parent, settings.staging, settings.history))):
        try:
            links = _writes_and_links(folder) and links
        except OSError as error:
            yield Diagnosis(
                "folder",
                "broken",
                f"{folder} cannot be written to ({error.strerror})",
                "give this user the right to write there, or name another place with --warehouse",
            )
            return
    place = settings.warehouse.parent
    if not links:
        said = f"{place} has no hard links, so no earlier warehouses are kept"
        yield Diagnosis("folder", "doubtful", said, "put the warehouse on a local disk")
    elif place.exists():
        yield Diagnosis("folder", "well", f"{place} can be written to, and keeps a history")
    else:
        yield Diagnosis("folder", "well", f"{place} is not there yet; a batch can make it")


def _writes_and_links(folder: Path) -> bool:
    """Write a file in `folder` and link it; False where it cannot be linked. Raises OSError where it cannot be
    written."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".doctor-") as held:
        written = Path(held) / "written"
        written.write_bytes(b"x")
        try:
            (Path(held) / "linked").hardlink_to(written)
        except OSError:
            return False
    return True


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    folder = _standing(settings.warehouse.parent)
    free = shutil.disk_usage(folder).free
    published = settings.warehouse.stat().st_size if settings.warehouse.exists() else 0
    needed = max(LEAST_FREE, TIMES_PUBLISHED * published)
    said = f"{free / GIB:.1f} GiB free, a batch may need {needed / GIB:.1f}"
    if free < needed:
        yield Diagnosis("disk", "broken", said, f"make room on the disk of {folder}, or lower JIXIAO_HISTORY")
    else:
        yield Diagnosis("disk", "well", said)


def _lock(settings: Settings) -> Iterator[Diagnosis]:
    try:
        holder = lock.holder(settings)
    except OSError as error:
        yield Diagnosis(
            "lock",
            "broken",
            f"{settings.lock} cannot be opened ({error.strerror})",
            f"give this user the right to read and write it: chown it, as the rest of {settings.lock.parent}",
        )
        return
    if holder is None:
        yield Diagnosis("lock", "well", "no batch is running")
    else:
        yield Diagnosis(
            "lock",
            "doubtful",
            f"a batch holds {settings.lock}: process {holder}",
            "wait for it; if it hangs, end that process: the lock goes with it (deleting the file does not help)",
        )


def _inbox(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.inbox
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        yield Diagnosis(
            "inbox", "broken", f"{folder} {what}", "create it, or name another with --inbox or JIXIAO_INBOX"
        )
        return
    if not os.access(folder, os.R_OK | os.X_OK):
        yield Diagnosis("inbox", "broken", f"{folder} cannot be listed", "give this user the right to read it")
        return
    if settings.warehouse.absolute().parent.is_relative_to(folder.absolute()):
        yield Diagnosis("inbox", "doubtful", f"{folder} holds the warehouse itself", "keep the two apart")
    pdfs = sum(path.suffix.lower() == ".pdf" for path in walk(folder, set()))
    if pdfs == 0:
        yield Diagnosis(
            "inbox", "doubtful", f"{folder.absolute()} holds no PDF", "put PDFs there; is it the right folder?"
        )
    else:
        yield Diagnosis("inbox", "well", f"{pdfs} PDFs in {folder}")


def _ledger(settings: Settings) -> Iterator[Diagnosis]:
    try:
        waiting = arrivals.waiting(settings, now=0) if settings.inbox.is_dir() else []
        known = read_ledger(settings.ledger).height
    except InboxError as error:
        yield Diagnosis("ledger", "broken", str(error), "restore staging/ from the last backup (docs/operating.md)")
        return
    yield Diagnosis("ledger", "well", f"{known} files known, {len(waiting)} waiting for the next batch")


def _published(settings: Settings) -> Iterator[Diagnosis]:
    if not settings.warehouse.exists():
        yield Diagnosis("warehouse", "doubtful", f"nothing is published at {settings.warehouse}", "run `jixiao run`")
        return
    try:
        info = reading.info(settings.warehouse)
        earlier = len(history.earlier_ids(settings))
    except WarehouseError as error:
        todo = "run `jixiao run`: it sets a damaged file aside; or `jixiao restore` an earlier one"
        yield Diagnosis("warehouse", "broken", str(error), todo)
        return
    said = f"published from {info.get('built_at')}, {earlier} earlier ones kept"
    if info.get("parser_version") != PARSER_VERSION:
        yield Diagnosis(
            "warehouse",
            "doubtful",
            f"{said}; it was read with parser {info.get('parser_version')}, this is {PARSER_VERSION}",
            "run `jixiao run`: the inbox is then read anew",
        )
    else:
        yield Diagnosis("warehouse", "well", said)


def _next_batch(settings: Settings) -> Iterator[Diagnosis]:
    """Whether what is staged would be published, by what is known before new PDFs are read."""
    name = "next batch"
    try:
        expected = forecast(settings)
        unread = sum(each.relative_path.lower().endswith(".pdf") for each in arrivals.waiting(settings, now=0))
    except WithdrawalError as error:
        yield Diagnosis(name, "broken", f"would stop: {error}", "mend that file, then ask again")
        return
    except (InboxError, WarehouseError, OSError) as error:
        yield Diagnosis(name, "doubtful", f"cannot be foreseen: {error}", "mend that first")
        return
    new = f"; {unread} PDFs wait to be read, and what they hold is not known" if unread else ""
    if expected.problem is not None:
        yield Diagnosis(name, "broken", f"would stop: {expected.problem}", "correct that file, then ask again")
    elif expected.lost:
        shown = "; ".join(expected.lost[:SHOWN]) + ("; …" if len(expected.lost) > SHOWN else "")
        todo = (
            "look at `jixiao status`; take a document out for good with `jixiao withdraw KEY`, or publish all the same with"
            " `jixiao run --allow-loss`"
        )
        yield Diagnosis(name, "broken", f"would be held back: {shown}{new}", todo)
    elif expected.refused:
        path, reason = next(iter(sorted(expected.refused.items())))
        said = f"would publish {expected.loaded} documents without {len(expected.refused)}, as {path}: {reason}{new}"
        yield Diagnosis(name, "doubtful", said, "see `jixiao status`; `jixiao withdraw FILE` leaves one out for good")
    else:
        yield Diagnosis(name, "well", f"would publish {expected.loaded} documents that are read already{new}")


def _fonts(_: Settings) -> Iterator[Diagnosis]:
    font = cjk_font()
    if font is None:
        yield Diagnosis("fonts", "doubtful", "no font with Chinese characters: evidence has no captions", FONTS)
    else:
        yield Diagnosis("fonts", "well", f"captions of evidence are drawn with {font.name}")


def _cluster(settings: Settings) -> Iterator[Diagnosis]:
    if settings.executor == LOCAL:
        yield Diagnosis("executor", "well", f"{settings.workers} PDFs are read at a time on this machine")
        return
    where = settings.executor.removeprefix(DASK)
    host, _, port = where.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=cluster.CONNECT_SECONDS).close()
    except OSError as error:
        todo = "start the scheduler, or unset JIXIAO_EXECUTOR"
        yield Diagnosis("executor", "broken", f"no Dask scheduler answers at {where} ({error})", todo)
    else:
        yield Diagnosis("executor", "well", f"a scheduler answers at {where}")
