"""What people maintain beside the PDFs: `overrides.csv` (decisions on families), `institutions.csv` (figures of
institutions) and `years.csv` (price indices).

Here belongs reading these files. Here does not belong what follows from a decision (`linking/`).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.ingest.manifest import MANIFEST
from pipelines.linking.overrides import OVERRIDES_COLUMNS
from pipelines.model.errors import InboxError
from pipelines.model.institution_figures import INSTITUTION_FIGURES
from pipelines.model.year_figures import YEAR_FIGURES
from pipelines.reference import read_rows

OVERRIDES = "overrides.csv"
INSTITUTIONS = "institutions.csv"
YEARS = "years.csv"
MAINTAINED = (MANIFEST, OVERRIDES, INSTITUTIONS, YEARS)
"""The files of an inbox that people write; a batch is due when one of them changes."""


def read_overrides(inbox: Path) -> pl.DataFrame:
    """The decisions that are shipped with the code, then those of the inbox, as `OVERRIDES_COLUMNS`. Raises InboxError
    where a file cannot be read or has other columns."""
    try:
        rows = read_rows(OVERRIDES, OVERRIDES_COLUMNS)
        if (inbox / OVERRIDES).exists():
            rows += read_rows(OVERRIDES, OVERRIDES_COLUMNS, inbox)
    except (OSError, ValueError) as error:
        raise InboxError(str(error)) from error
    return pl.DataFrame(rows, schema=dict.fromkeys(OVERRIDES_COLUMNS, pl.String))


def read_institution_figures(inbox: Path) -> pl.DataFrame:
    """`INSTITUTION_FIGURES` from the inbox, empty where it has no such file. Raises InboxError where the file cannot be
    used."""
    return _figures(inbox / INSTITUTIONS, INSTITUTION_FIGURES)


def read_year_figures(inbox: Path) -> pl.DataFrame:
    """`YEAR_FIGURES` from the inbox's `years.csv`, empty where it has no such file. Raises InboxError where the file cannot
    be used."""
    return _figures(inbox / YEARS, YEAR_FIGURES)


def _figures(path: Path, schema: pl.Schema) -> pl.DataFrame:
    if not path.exists():
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(path, schema_overrides=dict(schema)).select(schema.names())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InboxError(
            f"{path}: cannot be used ({str(error).splitlines()[0]}); its columns must be {','.join(schema)}"
        ) from error
