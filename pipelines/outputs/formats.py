"""The formats of an answer: CSV, JSON and Parquet, by their names and file endings.

Here belongs how a frame is encoded for other programs. Here does not belong asking (`warehouse/reading.py`), the terminal's
table (`cli/screens.py`) or Excel (`workbook.py`).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import polars as pl

Format = Literal["table", "csv", "json", "parquet", "xlsx"]
BINARY: frozenset[str] = frozenset({"parquet", "xlsx"})
_BY_SUFFIX: dict[str, Format] = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".xlsx": "xlsx"}


def format_of(output: Path) -> Format | None:
    """The format that the file's ending names, None where it names none."""
    return _BY_SUFFIX.get(output.suffix.lower())


def encode(frame: pl.DataFrame, wanted: Format) -> bytes:
    """`frame` as the bytes of a csv, json or parquet file. Money stays exact: decimal digits in CSV, strings of them in
    JSON, DECIMAL in Parquet.
    """
    buffer = io.BytesIO()
    if wanted == "csv":
        frame.write_csv(buffer)
    elif wanted == "json":
        frame.write_json(buffer)
        buffer.write(b"\n")
    else:
        frame.write_parquet(buffer)
    return buffer.getvalue()
