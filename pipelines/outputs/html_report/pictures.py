"""Pictures of the documents' pages for the report, drawn once and reused from report to report.

Here belongs which pages need a picture and where it stands. Here does not belong drawing a page
(`page_pictures.py`, in a sandboxed child), nor marking what was read on it: the pages of the report lay the boxes over
the picture, so that a picture stays good.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from pipelines.ingest.inbox import hashed
from pipelines.outputs import page_pictures
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.pool import WorkerPool

DPI = 100
PAGES_PER_CHILD = 20
"""How many pages one child draws: the answer must stay below its limit."""

_CALL = f"{page_pictures.__name__}:bare"
# Above this a page was drawn smaller than asked (its box is as large as its author likes): boxes would not fit it.
_MOST_PIXELS = 25_000_000
_POINTS = 72


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page that holds something read or doubtful. `pdf` is None where the file is no longer in the inbox."""

    document_key: str
    page: int
    sha256: str
    pdf: Path | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one page: its file's name and size in pixels, or in words why there is none."""

    name: str | None
    width: int = 0
    height: int = 0
    missing: str | None = None

    @property
    def takes_boxes(self) -> bool:
        """Whether boxes in points can be laid over it."""
        return self.name is not None and self.width * self.height < _MOST_PIXELS

    def place(self, x0: float, top: float, x1: float, bottom: float) -> str:
        """A box in points as CSS in percent of the picture."""
        scale = DPI / _POINTS
        across, down = 100 * scale / self.width, 100 * scale / self.height
        return (
            f"left:{x0 * across:.3f}%;top:{top * down:.3f}%;"
            f"width:{max(x1 - x0, 1) * across:.3f}%;height:{max(bottom - top, 1) * down:.3f}%"
        )


def file_name(page: int) -> str:
    """The name of a page's picture in the document's folder."""
    return f"p{page:03d}-{DPI}.png"


def gather(
    wanted: Iterable[Wanted], folder: Path, earlier: Path | None, workers: int
) -> dict[tuple[str, int], Picture]:
    """The picture of each wanted page in `folder/<document_key>/`, by document and page.

    A picture of the report before, which stands in `earlier`, is reused. The others are drawn, `workers` at a time,
    from PDFs whose bytes are still those that were read. What cannot be drawn says why. Raises OSError where
    `folder` cannot be written, SandboxError where no child process can be started.
    """
    pictures: dict[tuple[str, int], Picture] = {}
    to_draw: list[Wanted] = []

    @cache
    def is_unchanged(pdf: Path, sha256: str) -> bool:
        return hashed(pdf)[0] == sha256

    for page in wanted:
        target = folder / page.document_key / file_name(page.page)
        old = earlier / page.document_key / file_name(page.page) if earlier else None
        if old is not None and old.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            _reuse(old, target)
            pictures[page.document_key, page.page] = _with_size(target)
        elif page.pdf is None or not page.pdf.is_file():
            pictures[page.document_key, page.page] = Picture(None, missing="the file is no longer in the inbox")
        elif not is_unchanged(page.pdf, page.sha256):
            pictures[page.document_key, page.page] = Picture(
                None, missing="the file in the inbox is not the one that was read"
            )
        else:
            to_draw.append(page)
    return pictures | _drawn(to_draw, folder, workers)


def _reuse(old: Path, target: Path) -> None:
    try:
        os.link(old, target)
    except OSError:
        # Some file systems have no links.
        shutil.copyfile(old, target)


def _drawn(wanted: list[Wanted], folder: Path, workers: int) -> dict[tuple[str, int], Picture]:
    pictures: dict[tuple[str, int], Picture] = {}
    running: dict[int, list[Wanted]] = {}
    waiting = list(reversed(_portions(wanted)))
    with WorkerPool([page_pictures.__name__]) as pool:
        while waiting or running:
            while waiting and len(running) < workers:
                portion = waiting.pop()
                args = [str(portion[0].pdf.absolute()) if portion[0].pdf else "", [page.page for page in portion], DPI]
                running[pool.start(_CALL, args, Limits())] = portion
            outcome = pool.wait()
            portion = running.pop(outcome.ticket)
            if outcome.refusal is not None and len(portion) > 1:
                # One page may be to blame for all: each is asked by itself.
                waiting += [[page] for page in reversed(portion)]
                continue
            refusal = str(outcome.refusal) if outcome.refusal else "the page cannot be rendered"
            for page, png in zip(portion, page_pictures.split(outcome.data, len(portion)), strict=True):
                pictures[page.document_key, page.page] = _saved(page, png, folder, refusal)
    return pictures


def _portions(wanted: Iterable[Wanted]) -> list[list[Wanted]]:
    """The pages in portions of one document each, one for each child."""
    by_document = (list(pages) for _, pages in groupby(wanted, key=lambda page: page.document_key))
    return [pages[at : at + PAGES_PER_CHILD] for pages in by_document for at in range(0, len(pages), PAGES_PER_CHILD)]


def _saved(page: Wanted, png: bytes, folder: Path, why_none: str) -> Picture:
    if not png.startswith(page_pictures.PNG):
        return Picture(None, missing=why_none)
    target = folder / page.document_key / file_name(page.page)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png)
    return _with_size(target)


def _with_size(path: Path) -> Picture:
    """The picture at `path`, with the size that its header gives."""
    with path.open("rb") as opened:
        width, height = struct.unpack(">II", opened.read(24)[16:24])
    return Picture(path.name, width, height)
