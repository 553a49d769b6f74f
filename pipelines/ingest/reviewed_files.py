"""What people maintain beside the PDFs: `overrides.csv` (decisions on families) and `years.csv` (price indices), and which
files there are.

Here belongs reading these two. Here do not belong `manifest.csv` and `institutions.csv`, which have modules of their own, nor what follows from a decision (`linking/`).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.ingest.institutions_file import INSTITUTIONS
from pipelines.ingest.manifest import MANIFEST
from pipelines.linking.overrides import OVERRIDES_COLUMNS
from pipelines.model.errors import InboxError
from pipelines.model.records import Finding
from pipelines.model.settings import Settings
from pipelines.model.year_figures import YEAR_FIGURES
from pipelines.reference import read_rows

OVERRIDES = "overrides.csv"
YEARS = "years.csv"
MAINTAINED = (MANIFEST, OVERRIDES, INSTITUTIONS, YEARS)
"""The files that people write, in the inbox or, `institutions.csv`, beside the warehouse; a batch is due when one of them
changes."""


def institutions_path(settings: Settings) -> Path:
    """Where `institutions.csv` is: beside the warehouse; in the inbox, where it was before, as long as it stands only there."""
    beside, before = settings.institutions, settings.inbox / INSTITUTIONS
    return before if before.exists() and not beside.exists() else beside


def misplaced(settings: Settings) -> list[Finding]:
    """What to say where there are two files of institutions: only that beside the warehouse is read."""
    before = settings.inbox / INSTITUTIONS
    if not (before.exists() and settings.institutions.exists()):
        return []
    message = f"{before} was not used, since {settings.institutions} is there; move its rows there and remove it"
    return [Finding("warning", "institutions_twice", str(before), message)]


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
