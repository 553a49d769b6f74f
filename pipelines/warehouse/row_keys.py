"""Key columns of frames.

This module should contain putting keys into a frame. Keep how one key is made out (`model/keys.py`), and which columns
make a table's key: that is for the tables.
"""

from __future__ import annotations

import polars as pl

from pipelines.model.keys import key


def key_column(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """The key of each row, from its values in `columns`, which are the natural key."""
    return pl.Series([key(*row) for row in frame.select(columns).iter_rows()], dtype=pl.String)


def with_institution_key(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with institution_key after institution_name; null where the name is."""
    names = frame.get_column("institution_name").unique().drop_nulls().sort()
    keys = pl.DataFrame({"institution_name": names, "institution_key": [key(name) for name in names]}).cast(pl.String)
    return frame.join(keys, on="institution_name", how="left", maintain_order="left")
