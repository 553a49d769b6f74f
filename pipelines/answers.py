"""The answer of a query as a file or as text: CSV, JSON, Parquet, Excel.

Here belongs how a frame is written for other programs. Here does not belong asking (`warehouse.py`) or the
terminal's table (`report.py`).
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Literal

import polars as pl

Format = Literal["table", "csv", "json", "parquet", "xlsx"]
BINARY: frozenset[str] = frozenset({"parquet", "xlsx"})
_BY_SUFFIX: dict[str, Format] = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".xlsx": "xlsx"}
_EXCEL_ROWS = 1_048_576


class AnswerError(ValueError):
    """An answer that the wanted format cannot hold; the message is one line that says what to do."""


def format_of(output: Path) -> Format | None:
    """The format that the file's ending names, None where it names none."""
    return _BY_SUFFIX.get(output.suffix.lower())


def encode(frame: pl.DataFrame, wanted: Format) -> bytes:
    """`frame` as a file's bytes. Money stays exact: decimal digits in CSV, strings of them in JSON, DECIMAL
    in Parquet.

    Excel keeps 15 digits and is given numbers. Raises AnswerError where a sheet has not enough rows.
    """
    buffer = io.BytesIO()
    if wanted == "csv":
        frame.write_csv(buffer)
    elif wanted == "json":
        frame.write_json(buffer)
        buffer.write(b"\n")
    elif wanted == "parquet":
        frame.write_parquet(buffer)
    else:
        _write_excel(frame, buffer)
    return buffer.getvalue()


def _write_excel(frame: pl.DataFrame, buffer: io.BytesIO) -> None:
    import xlsxwriter

    if frame.height >= _EXCEL_ROWS:
        raise AnswerError(f"{frame.height} rows do not fit an Excel sheet; ask for csv or parquet")
    # What a document prints (`=10%`) must stay text: taken as a formula it would be lost, or run on the
    # reader's machine.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        frame.write_excel(workbook, autofit=True, freeze_panes=(1, 0))


def save(frame: pl.DataFrame, wanted: Format, output: Path) -> None:
    """Write the answer to `output`, whole or not at all. Raises OSError where the disk refuses."""
    content = encode(frame, wanted)
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=".", suffix=".writing", delete=False) as opened:
        temporary = Path(opened.name)
        opened.write(content)
    temporary.chmod(0o644)
    temporary.replace(output)
