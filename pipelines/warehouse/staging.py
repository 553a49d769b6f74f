"""Parsed documents on disk: one Parquet file per document and parser version, so that nothing is parsed
twice.

This module should contain how a `ParsedDocument` is stored and found again: schema, names, atomic writing, the check
that a file is whole. Keep what the records mean out (`facts.py`), and whose they are (`ingest/`).

A file's name is `<sha256 of the PDF>.p<parser version>.<digest>.parquet`; the digest is that of the file's
own bytes, so a file proves itself: what was cut, damaged or edited by hand no longer answers to its name and
is parsed again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import polars as pl

from pipelines import PARSER_VERSION
from pipelines.model.files import encode_parquet, write_atomically
from pipelines.model.records import ParsedDocument, Project, Statement
from pipelines.model.results import Evaluation

SUFFIX = ".parquet"
_DIGEST_LENGTH = 16
_FILES_AT_A_TIME = 1000
_NAME = re.compile(rf"(?P<sha256>[0-9a-f]{{64}})\.p(?P<version>.+)\.(?P<digest>[0-9a-f]{{{_DIGEST_LENGTH}}})\.parquet")


class StagingError(ValueError):
    """A document that cannot be staged without loss; the message says which value."""


def _dtype(annotation: Any) -> pl.DataType:
    """The polars type that holds values of `annotation` (a field of `records.py`) without loss."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return pl.String()
    if NoneType in arguments:
        return _dtype(next(each for each in arguments if each is not NoneType))
    if origin is list:
        return pl.List(_dtype(arguments[0]))
    if dataclasses.is_dataclass(annotation):
        return pl.Struct(_fields(annotation))
    plain = {
        str: pl.String(),
        int: pl.Int64(),
        float: pl.Float64(),
        bool: pl.Boolean(),
        Decimal: pl.Decimal(38, 8),
    }
    return plain[annotation]


def _fields(record: Any) -> dict[str, pl.DataType]:
    """Column by column, the polars types of a record class of `records.py`."""
    return {name: _dtype(annotation) for name, annotation in get_type_hints(record).items()}


HEAD = pl.Struct(
    {
        "layout": pl.String(),
        "kind": pl.String(),
        "institution": pl.String(),
        "institution_code": pl.String(),
        "fiscal_year": pl.Int64(),
        "unit": pl.String(),
        "implementing_units": pl.List(pl.String()),
        "supervising_departments": pl.List(pl.String()),
        "project_names": pl.List(pl.String()),
        "project_count": pl.Int64(),
        "indicator_count": pl.Int64(),
    }
)
"""What `documents.py` must know of a statement to decide whose it is and what it supersedes; the distinct
names, sorted."""

KEY_COLUMNS: dict[str, pl.DataType] = {"sha256": pl.String(), "parser_version": pl.String()}
SCHEMA = pl.Schema(KEY_COLUMNS | _fields(ParsedDocument) | {"heads": pl.List(HEAD)})
"""One row a document: `sha256`, `parser_version`, every field of `ParsedDocument` (money as exact yuan),
`heads`."""

HEAD_COLUMNS = [
    "sha256",
    "parser_version",
    "outcome",
    "reason",
    "page_count",
    "cover_institution",
    "cover_years",
    "cover_places",
    "document_kinds",
    "heads",
]


def _heads(document: ParsedDocument) -> list[dict[str, Any]]:
    def distinct(values: Iterable[str | None]) -> list[str]:
        return sorted({value for value in values if value})

    def printed(statement: Statement) -> Iterable[Project | Evaluation]:
        return itertools.chain(statement.projects, statement.evaluations)

    return [
        {
            "layout": statement.layout,
            "kind": statement.kind,
            "institution": statement.institution,
            "institution_code": statement.institution_code,
            "fiscal_year": statement.fiscal_year,
            "unit": statement.unit,
            "implementing_units": distinct(each.implementing_unit for each in printed(statement)),
            "supervising_departments": distinct(each.supervising_department for each in printed(statement)),
            "project_names": distinct(each.name for each in printed(statement)),
            "project_count": len(statement.projects),
            "indicator_count": sum(len(project.indicators) for project in statement.projects),
        }
        for statement in document.statements
    ]


def frame(sha256: str, document: ParsedDocument, parser_version: str = PARSER_VERSION) -> pl.DataFrame:
    """The document as one row of `SCHEMA`.

    Raises StagingError where the row would differ from what the document says (polars rounds a Decimal
    that has more places than its column, without a word).
    """
    fields = dataclasses.asdict(document)
    row = {"sha256": sha256, "parser_version": parser_version} | fields | {"heads": _heads(document)}
    staged = pl.DataFrame([row], schema=SCHEMA)
    if staged.select(list(fields)).to_dicts()[0] != fields:
        raise StagingError(f"the document {sha256[:16]} holds a value that staging would change; nothing was stored")
    return staged


def digest(path: Path) -> str:
    """The digest that a staging file's name must carry: the first 16 hex digits of its bytes' SHA-256."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:_DIGEST_LENGTH]


def write(
    directory: Path,
    sha256: str,
    document: ParsedDocument,
    replaced: Iterable[Path] = (),
    parser_version: str = PARSER_VERSION,
) -> Path:
    """Store the document atomically (temporary file, fsync, rename) and return its path.

    `directory` must exist. `replaced` are the document's files whose place this one takes, such as a damaged one: they
    are removed once it stands. Raises StagingError where storing would change a value, OSError where the disk refuses.
    """
    data = encode_parquet(frame(sha256, document, parser_version))
    stem = f"{sha256}.p{parser_version}"
    path = directory / f"{stem}.{hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]}{SUFFIX}"
    write_atomically(path, data)
    for other in replaced:
        if other != path:
            other.unlink(missing_ok=True)
    return path


@dataclasses.dataclass(frozen=True, slots=True)
class StagedFiles:
    """The files of the staging folder: whole ones by document, and damaged ones.

    `current` are of this parser version. `older` is, for a document that has no current file, the latest
    whole one of an earlier version: all that is left of a document that was removed from the inbox before the
    parser changed.
    """

    current: dict[str, Path]
    older: dict[str, Path]
    damaged: list[Path]

    def path(self, sha256: str) -> Path | None:
        """The file to load for the document, if there is one."""
        return self.current.get(sha256) or self.older.get(sha256)

    def replaced(self, sha256: str) -> list[Path]:
        """The files whose place a new one of this parser version takes: the document's current one, and damaged
        ones."""
        current = [self.current[sha256]] if sha256 in self.current else []
        return current + [path for path in self.damaged if path.name.startswith(sha256)]


def staged_files(directory: Path, parser_version: str = PARSER_VERSION) -> StagedFiles:
    """Every staging file of `directory`, each checked against the digest in its name."""
    current: dict[str, Path] = {}
    older: dict[str, Path] = {}
    damaged: list[Path] = []
    named = ((path, _NAME.fullmatch(path.name)) for path in directory.glob(f"*{SUFFIX}"))
    staged = [(path, name) for path, name in named if name]
    for path, name in sorted(staged, key=lambda file: (file[0].stat().st_mtime_ns, file[0].name)):
        if digest(path) != name["digest"]:
            damaged.append(path)
        elif name["version"] == parser_version:
            current[name["sha256"]] = path
        else:
            older[name["sha256"]] = path
    return StagedFiles(current, {sha256: path for sha256, path in older.items() if sha256 not in current}, damaged)


def read(paths: Sequence[Path], columns: list[str] | None = None) -> pl.DataFrame:
    """The staged documents of `paths`, one row each in that order, as `SCHEMA` or those `columns` of it. A field that an
    earlier parser version did not know is null."""
    if not paths:
        return pl.DataFrame(schema=SCHEMA).select(columns or pl.all())
    staged = pl.scan_parquet(
        list(paths), glob=False, schema=SCHEMA, missing_columns="insert",
        cast_options=pl.ScanCastOptions(missing_struct_fields="insert"),
    )  # fmt: skip
    return staged.select(columns or pl.all()).collect()


def read_heads(paths: Sequence[Path]) -> pl.DataFrame:
    """`HEAD_COLUMNS` of the staged documents: what `documents.resolve` needs, without reading the facts. Read so many
    files at a time, since polars keeps what it knows of each open file until all are read."""
    pieces = [paths[start : start + _FILES_AT_A_TIME] for start in range(0, len(paths), _FILES_AT_A_TIME)]
    return pl.concat([read(piece, HEAD_COLUMNS) for piece in pieces or [[]]])
