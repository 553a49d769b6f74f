"""Pictures of pages with what was read marked on them, for a person who wants to see where a figure stands.

Here belongs what is marked on which page, and in which colour. Here does not belong drawing it (`page_pictures.py`), nor
finding the boxes (`tables/`, `layouts/`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.model.errors import Refused
from pipelines.model.records import TOTAL, Amount, Box, ParsedDocument, Project
from pipelines.outputs import page_pictures
from pipelines.outputs.page_pictures import AMOUNT, FINDING, INDICATOR, PNG, PROJECT, TOTALS
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.pool import WorkerPool

DPI = 144
_CALL = f"{page_pictures.__name__}:marked"
_NAME_LENGTH = 60
_FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts", "~/Library/Fonts",
    "/System/Library/Fonts",
)  # fmt: skip
# Families with the characters of Chinese tables, the best first.
_CJK_FONTS = re.compile(
    r"(?i)(NotoSansCJK-Regular|NotoSansSC|SourceHanSans|wqy-(micro|zen)hei|simhei|msyh|PingFang|STHeiti|DroidSansFallback"
    r"|NotoSerifCJK-Regular|simsun)[^/]*\.(ttf|ttc|otf)$"
)

Mark = tuple[Box, str, str]
"""A box in points from the visible page's top left corner, what to write on it, and its colour (#rrggbb)."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on one page."""

    number: int
    marks: list[Mark]
    notes: list[str]


def draw_page(
    pdf_path: Path, page_number: int, boxes: Sequence[Mark], out_png: Path, dpi: int = DPI, notes: Sequence[str] = ()
) -> None:
    """Writes page `page_number` (from 1) of the PDF with `boxes` on it, their legend and `notes` below, to
    `out_png`.

    Raises Refused where the page cannot be rendered within the limits, OSError where `out_png` cannot be
    written.
    """
    with WorkerPool([page_pictures.__name__]) as pool:
        _draw(pool, pdf_path, _Sheet(page_number, list(boxes), list(notes)), out_png, dpi)


def evidence_for(document: ParsedDocument, pdf_path: Path, out_dir: Path, dpi: int = DPI) -> list[Path]:
    """One picture for each page that holds something read from it or found on it; returns them in the pages'
    order.

    They are named after the PDF and the page: `<name>_p003.png`. `out_dir` is made if need be. Raises as
    `draw_page`.
    """
    sheets = _sheets(document)
    if not sheets:
        return []
    out_dir.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w\-]+", "_", pdf_path.stem)[:_NAME_LENGTH].strip("_") or "page"
    pictures = []
    with WorkerPool([page_pictures.__name__]) as pool:
        for sheet in sheets:
            picture = out_dir / f"{name}_p{sheet.number:03d}.png"
            _draw(pool, pdf_path, sheet, picture, dpi)
            pictures.append(picture)
    return pictures


def _sheets(document: ParsedDocument) -> list[_Sheet]:
    marks: dict[int, list[Mark]] = {}
    notes: dict[int, list[str]] = {}
    for statement in document.statements:
        for amount in statement.totals:
            marks.setdefault(amount.page, []).append((amount.box, amount.source, TOTALS))
        for project in statement.projects:
            for page, mark in _project_marks(project):
                marks.setdefault(page, []).append(mark)
    for finding in document.findings:
        if finding.page is None:
            continue
        notes.setdefault(finding.page, []).append(f"{finding.rule}: {finding.message}")
        if finding.box is not None:
            marks.setdefault(finding.page, []).append((finding.box, finding.rule, FINDING))
    return [_Sheet(page, marks.get(page, []), notes.get(page, [])) for page in sorted(marks.keys() | notes.keys())]


def _project_marks(project: Project) -> Iterable[tuple[int, Mark]]:
    yield project.page_first, (project.box, f"项目 {project.seq}", PROJECT)
    amounts: list[Amount] = [*project.amounts, *([project.total] if project.total else [])]
    for amount in amounts:
        colour = TOTALS if amount.source == TOTAL else AMOUNT
        yield amount.page, (amount.box, amount.source, colour)
    for indicator in project.indicators:
        yield indicator.page, (indicator.box, str(indicator.seq), INDICATOR)


def _draw(pool: WorkerPool, pdf_path: Path, sheet: _Sheet, out_png: Path, dpi: int) -> None:
    font = cjk_font()
    marks = [[[box.x0, box.top, box.x1, box.bottom], label, colour] for box, label, colour in sheet.marks]
    args = [str(pdf_path.absolute()), sheet.number, marks, sheet.notes, dpi, str(font) if font else None]
    pool.start(_CALL, args, Limits())
    outcome = pool.wait()
    if outcome.refusal is not None:
        raise outcome.refusal
    if not outcome.data.startswith(PNG):
        raise Refused("reader_failed", "the picture of the page is not a PNG; get a fresh copy of the file")
    out_png.write_bytes(outcome.data)


def cjk_font() -> Path | None:
    """A font file of this machine that has Chinese characters, None where none is found."""
    for folder in _FONT_FOLDERS:
        for place, _, names in os.walk(Path(folder).expanduser()):
            for name in sorted(names):
                if _CJK_FONTS.search(name):
                    return Path(place) / name
    return None
