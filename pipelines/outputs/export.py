"""The published warehouse for other engines: Parquet by fiscal year, or one zip of CSVs with the dictionary.

Here belong which tables go out and how the files are put in place. Here does not belong how DuckDB writes them
(`warehouse/copying.py`), nor the Excel workbook (`workbook.py`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from pipelines.model.files import UNFINISHED, replace_folder, write_atomically
from pipelines.outputs import dictionary
from pipelines.warehouse import copying, reading

STAR = ("dim_", "fact_", "bridge_", "document_proof", "dq_issue", "publish_")
"""What tables of the star begin with. What is worked out from them (sql/intermediate) each engine can work out itself."""

MARK = "_jixiao_export.json"
PARTITION = "fiscal_year"
_BOM = b"\xef\xbb\xbf"
"""Excel takes a CSV without it for GBK and shows Chinese as noise."""


class ExportError(ValueError):
    """An export that cannot be made; the message is one line that says why and what to do."""


def star_tables(path: Path) -> dict[str, str | None]:
    """The star's tables, each with the column that it is partitioned by: facts by fiscal year, others not at all, nor a
    table without a row, which in partitions would leave no file."""
    filled = {name for name, rows in reading.row_counts(path).items() if rows}
    columns = [each for each in reading.describe(path) if not each.is_view and each.table.startswith(STAR)]
    with_year = {each.table for each in columns if each.name == PARTITION and each.table.startswith("fact_")} & filled
    return {each.table: PARTITION if each.table in with_year else None for each in columns}


def to_parquet(path: Path, folder: Path) -> dict[str, int]:
    """Write the star to `folder`, a folder a table, facts in `fiscal_year=…` below it; returns the rows by table.

    Whole or not at all: what an earlier export left in `folder` is replaced by one rename. Raises ExportError where
    `folder` holds anything else, WarehouseError where the warehouse cannot be read, OSError where the disk refuses.
    """
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} holds other things than an earlier export; name a new or an empty folder")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    tables = star_tables(path)
    rows = {name: count for name, count in reading.row_counts(path).items() if name in tables}
    building = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=f".{folder.name}.", suffix=UNFINISHED))
    try:
        copying.copy_to_parquet(path, tables, building)
        marker = {"rows": rows, "partitions": tables}
        (building / MARK).write_text(json.dumps(marker, indent=1), encoding="utf-8")
        building.chmod(0o755)
        replace_folder(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return rows


def to_csv_zip(path: Path, target: Path) -> list[str]:
    """Write the star's tables, the views and the data dictionary into one zip at `target`; returns the names in it.

    CSVs are UTF-8 with a byte order mark, every value as the warehouse has it. Whole or not at all. Raises
    WarehouseError where the warehouse cannot be read, OSError where the disk refuses.
    """
    views = dict.fromkeys(each.table for each in reading.describe(path) if each.is_view and each.table[:2] == "v_")
    names = [*star_tables(path), *views]
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".jixiao-", suffix=UNFINISHED) as held:
        folder = Path(held)
        copying.copy_to_csv(path, names, folder)
        members = [folder / f"{name}.csv" for name in names]
        write_atomically(target, lambda zipped: _zip(zipped, dictionary.of_file(path), members), durable=False)
    return ["data-dictionary.md", *(member.name for member in members)]


def _zip(zipped: Path, data_dictionary: str, members: list[Path]) -> None:
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data-dictionary.md", data_dictionary)
        for member in members:
            with member.open("rb") as content, archive.open(member.name, "w") as entry:
                entry.write(_BOM)
                shutil.copyfileobj(content, entry)
