"""The columns of the user's `institutions.csv`.

Here belong these columns alone: the room that reads the file and the room that makes rows of it both need them. Here
does not belong reading it (`ingest/reviewed_files.py`).
"""

from __future__ import annotations

import polars as pl

INSTITUTION_FIGURES = pl.Schema(
    {
        "institution_name": pl.String(),
        "region": pl.String(),
        "level": pl.String(),
        "kind": pl.String(),
        "fiscal_year": pl.Int64(),
        "students": pl.Int64(),
        "staff": pl.Int64(),
    }
)
"""One row an institution and year; any column but the name may be null."""
