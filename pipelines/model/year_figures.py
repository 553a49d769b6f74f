"""The columns of the user's `years.csv`.

This module should contain these columns alone: the room that reads the file and the room that makes rows of it both need
them. Keep reading it out (`ingest/reviewed_files.py`).
"""

from __future__ import annotations

import polars as pl

YEAR_FIGURES = pl.Schema({"fiscal_year": pl.Int64(), "cpi": pl.Float64()})
"""One row a fiscal year; `cpi` is the consumer price index with the year before as 100, as statistical offices print it."""
