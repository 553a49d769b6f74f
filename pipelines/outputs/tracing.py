"""The picture of where one indicator or one project stands, from its key.

Here belongs finding what to draw. Here does not belong drawing (`evidence.py`), nor any SQL text
(sql/internal/report.sql).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.ingest.inbox import hashed
from pipelines.model.records import Box
from pipelines.outputs import evidence, page_pictures
from pipelines.warehouse import reading

_COLOURS = {"project": page_pictures.PROJECT, "amount": page_pictures.AMOUNT, "indicator": page_pictures.INDICATOR}


class TraceError(ValueError):
    """A key without evidence; the message is one line that says why and what to do."""


def pictures(path: Path, key: str, inbox: Path, folder: Path) -> list[Path]:
    """Draw every page that the indicator or project of this `key` stands on into `folder`, with its cells marked.

    A project is drawn with its name, its amounts and its indicators, for each year that has a document. Returns the
    pictures, by document and page. Raises TraceError where no such key is loaded or its PDF is not (or no longer) the
    one that was read, WarehouseError, Refused where a page cannot be drawn, OSError.
    """
    with reading.open_warehouse(path) as reader:
        rows = reader.ask("report/trace", [key]).to_dicts()
    if not rows:
        raise TraceError(
            f"{key}: no indicator or project has that key; the columns indicator_key and project_key hold them"
        )
    pages: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        pages.setdefault((row["document_key"], row["page"]), []).append(row)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for (document_key, page), on_page in pages.items():
        pdf = inbox / on_page[0]["relative_path"]
        _refuse_another(pdf, on_page[0]["sha256"])
        picture = folder / f"{key}_{document_key}_p{page:03d}.png"
        marks = [
            (Box(row["x0"], row["top"], row["x1"], row["bottom"]), row["label"], _COLOURS[row["kind"]])
            for row in on_page
        ]
        evidence.draw_page(pdf, page, marks, picture, notes=[f"{pdf.name}, {page}"])
        drawn.append(picture)
    return drawn


def _refuse_another(pdf: Path, sha256: str) -> None:
    if not pdf.is_file():
        raise TraceError(f"{pdf}: the file is no longer in the inbox; put it back or name its inbox with --inbox")
    if hashed(pdf)[0] != sha256:
        raise TraceError(f"{pdf}: it is not the file that was read; run `jixiao run` to read what it is now")
