"""The report as a whole: read, written beside the one that stands, put in its place.

Here belongs the order of those steps. Here does not belong what stands on a page (`overview_page.py` and
the other modules of pages).

Work and disk space grow in proportion to the documents, and no single page grows with them: a table of more than
`writing.PART` rows continues on further pages, and all its rows stand in one CSV.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.model.files import replace_folder
from pipelines.outputs import comparison
from pipelines.outputs.html_report import pictures
from pipelines.outputs.html_report.comparison_pages import ComparisonPages
from pipelines.outputs.html_report.family_pages import FamilyPages
from pipelines.outputs.html_report.institution_pages import InstitutionPages
from pipelines.outputs.html_report.overview_page import OverviewPage
from pipelines.outputs.html_report.pictures import Wanted
from pipelines.outputs.html_report.proof_pages import ProofPages
from pipelines.outputs.html_report.report_data import ReportData, read_report_data
from pipelines.outputs.html_report.writing import HERE
from pipelines.warehouse import reading
from pipelines.warehouse.connection import WarehouseError

MARKER = "report.json"
"""A file in every report's folder; a folder without it is not replaced."""

_FOLDERS = ("institutions", "families", "types", "documents", "quality", "data")


class ReportError(ValueError):
    """A report that cannot be written; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is made from: the warehouse it shows, the inbox its documents lie in (None: no pictures), the
    warehouse published before (None: nothing to compare with), and how many pages may be drawn at a time."""

    warehouse: Path
    inbox: Path | None = None
    before: Path | None = None
    workers: int = 1


def prepare(sources: Sources, target: Path) -> Path:
    """Write the report of `sources.warehouse` into a folder beside `target` and return that folder.

    `target` is not touched. Its pictures are reused, and so is its list of changes where `sources.before` is None. Raises WarehouseError where the warehouse cannot be read, OSError where the disk refuses,
    ReportError where `target` is no report.
    """
    _refuse_foreign(target)
    building = target.with_name(f".{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    changes, why_none = _changes(sources, target)
    data = read_report_data(sources.warehouse, changes, why_none)
    _copy_assets(building / "assets")
    drawn = pictures.gather(_wanted(data, sources.inbox), building / "evidence", target / "evidence", sources.workers)
    for name in _FOLDERS:
        (building / name).mkdir()
    for pages in (OverviewPage, InstitutionPages, FamilyPages, ComparisonPages, ProofPages):
        pages(data, drawn, building, target, sources.inbox).write()
    marker = {
        "info": data.info,
        "changes": None if changes is None else json.loads(changes.write_json()),
        "why_none": why_none,
    }
    (building / MARKER).write_text(json.dumps(marker, ensure_ascii=False), encoding="utf-8")
    return building


def put_in_place(building: Path, target: Path) -> None:
    """Put a prepared report in the place of `target`; the report that stood there is removed.

    Raises ReportError where something else than a report stands there, OSError where the disk refuses.
    """
    _refuse_foreign(target)
    replace_folder(building, target)


def _refuse_foreign(target: Path) -> None:
    if target.exists() and not (target / MARKER).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise ReportError(f"{target}: something else than a report stands there; move it away or name another folder")


def _changes(sources: Sources, target: Path) -> tuple[pl.DataFrame | None, str | None]:
    """What changed since the warehouse published before, or why that is not known. A report made again, without an earlier
    warehouse to compare with, repeats what the report in its place holds."""
    if sources.before is not None:
        try:
            return comparison.between_warehouses(sources.before, sources.warehouse), None
        except WarehouseError as error:
            # An earlier release may have written views of another shape; that must not hold back a publish.
            return None, f"{sources.before.name}: {error}"
    if not (target / MARKER).is_file():
        return None, None
    earlier = json.loads((target / MARKER).read_text(encoding="utf-8"))
    if earlier["info"].get("content_digest") != reading.info(sources.warehouse).get("content_digest"):
        return None, None  # it shows other rows, so what it says is no longer the last change
    if earlier.get("changes") is None:
        return None, earlier.get("why_none")
    frame = pl.DataFrame(earlier["changes"], schema=dict.fromkeys(comparison.COLUMNS, pl.String))
    return frame.with_columns(pl.col("fiscal_year").cast(pl.Int32), pl.col("change_yuan").cast(pl.Decimal(18, 2))), None


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    for name in ("report.css", "report.js", "plotly/plotly-basic.min.js"):
        shutil.copy(HERE / "assets" / name, folder)


def _wanted(data: ReportData, inbox: Path | None) -> list[Wanted]:
    """Every page that something was read from, or that an issue stands on."""
    documents = {row["document_key"]: row for row in data.documents}
    pages = sorted({(row["document_key"], row["page"]) for row in data.boxes})
    return [
        Wanted(key, page, documents[key]["sha256"], inbox / documents[key]["relative_path"] if inbox else None)
        for key, page in pages
    ]
