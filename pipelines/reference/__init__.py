"""Reviewed data: codes, spellings, known names and words that the rules of `transform/` and `layouts/` read.

Here belong CSV files that a person can review line by line, and the one function that reads them. Here does
not belong logic: what a row means is said where it is used. Lines that begin with `#` are notes to the reader
of the file.
"""

from __future__ import annotations

import csv
from pathlib import Path

DIRECTORY = Path(__file__).parent


def read_rows(name: str, columns: tuple[str, ...], directory: Path = DIRECTORY) -> list[dict[str, str]]:
    """The rows of the reference file `name`, every field a string without white space around it.

    Raises ValueError where the file's heading is not exactly `columns` or a row has more or fewer fields than
    the heading, so that a slip in a hand-edited file is named with its line and never read as something else.
    """
    path = directory / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = [(number, line) for number, line in enumerate(stream, 1) if line.strip() and not line.startswith("#")]
    parsed = list(csv.reader(line for _, line in lines))
    if not parsed or tuple(field.strip() for field in parsed[0]) != columns:
        raise ValueError(f"{path}: the first line must be the heading {','.join(columns)}")
    if len(parsed) != len(lines):
        raise ValueError(f"{path}: a quoted field goes over a line's end; keep each row on one line")
    for (number, _), fields in zip(lines, parsed, strict=True):
        if len(fields) != len(columns):
            raise ValueError(f"{path}, line {number}: {len(fields)} fields where the heading has {len(columns)}")
    return [dict(zip(columns, (field.strip() for field in fields), strict=True)) for fields in parsed[1:]]
