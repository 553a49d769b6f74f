"""The tables and views of the warehouse, as their files in sql/schema, sql/intermediate and sql/views declare them.

This module should contain reading a file's header, whose grammar sql/README.md describes. Keep out what the declarations
are checked with (`declared_checks.py`) and running the SQL (`building.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.sql_files import files

FOLDERS = ("schema", "intermediate", "views")
"""In the order in which a build runs them."""

HELPER = "int_"
"""What the names of tables and views of sql/intermediate begin with: they are no part of what analysts may rely on."""

_NAME = r"[a-z_][a-z0-9_]*"
_COLUMNS = re.compile(rf"{_NAME}(, {_NAME})*")
_RECONCILES = re.compile(rf"(?P<column>{_NAME}) with (?P<fact>{_NAME}) by (?P<by>{_NAME}(?:, {_NAME})*)")
_CREATE = re.compile(rf"^create (table|view) ({_NAME})\b", re.MULTILINE)
_COMMENT = re.compile(rf"^comment on (?:table|view) {_NAME} is '((?:[^']|'')*)';", re.MULTILINE)
_UNIQUE_COLUMN = re.compile(rf"^    ({_NAME}) [^,\n]*\b(?:primary key|unique)\b", re.MULTILINE)
_UNIQUE_COLUMNS = re.compile(rf"^    (?:primary key|unique) \(({_NAME}(?:, {_NAME})*)\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The sum of `column` is that of the fact table's money, for each combination of the columns in `by`."""

    column: str
    fact: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's first comment lines say: prose, then declarations."""

    description: str
    grain: tuple[str, ...]
    not_null: tuple[str, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view: its file's header, the SQL that makes and fills it, and what that declares unique.

    `folder` is one of `FOLDERS`; `comment` is the bilingual sentence of its COMMENT ON.
    """

    name: str
    folder: str
    is_view: bool
    header: Header
    comment: str
    sql: str
    path: Path
    unique: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def is_unique_by_constraint(self) -> bool:
        """Whether DuckDB itself refuses two rows of one grain, by a primary key or a unique constraint."""
        return any(set(columns) <= set(self.header.grain) for columns in self.unique)


@cache
def relations() -> tuple[Relation, ...]:
    """Every table and view but the Chinese-named twins, in the order in which a build makes them.

    Raises WarehouseError where a file does not keep to the grammar.
    """
    return tuple(_read(file, folder) for folder in FOLDERS for file in files(folder))


def in_folder(folder: str) -> list[Relation]:
    """The relations of one of `FOLDERS`."""
    return [relation for relation in relations() if relation.folder == folder]


def twins() -> dict[str, str]:
    """The Chinese-named twin of each view that has one."""
    return {relation.name: relation.header.twin for relation in relations() if relation.header.twin is not None}


def _read(file: Path, folder: str) -> Relation:
    sql = file.read_text(encoding="utf-8")
    made, comment = _CREATE.findall(sql), _COMMENT.findall(sql)
    name = re.sub(r"^\d+_", "", file.stem)
    if [each for _, each in made] != [name] or len(comment) != 1:
        raise WarehouseError(f"{file.name}: must create {name}, and nothing else, and comment on it")
    if name.startswith(HELPER) != (folder == "intermediate"):
        raise WarehouseError(f"{file.name}: names of sql/intermediate, and no others, begin with {HELPER}")
    unique = [(column,) for column in _UNIQUE_COLUMN.findall(sql)]
    unique += [tuple(columns.split(", ")) for columns in _UNIQUE_COLUMNS.findall(sql)]
    header = parse_header(sql, file.name)
    return Relation(name, folder, made[0][0] == "view", header, comment[0].replace("''", "'"), sql, file, tuple(unique))


def parse_header(sql: str, file_name: str) -> Header:
    """The header that opens the text of a file.

    Raises WarehouseError, with the file's name and the line, where a line is no declaration, one that may stand once
    stands twice, or the description or the grain is missing.
    """
    lines = list(_comment_lines(sql))
    if "" not in lines[1:]:
        raise WarehouseError(f"{file_name}: must open with a description, an empty comment line and declarations")
    end = lines.index("")
    once: dict[str, str] = {}
    reconciliations = []
    for line in lines[end + 1 :]:
        rule, _, value = line.partition(": ")
        if rule == "reconciles":
            reconciliations.append(_reconciliation(value, line, file_name))
        elif rule in ("grain", "not null", "twin") and rule not in once:
            once[rule] = value
        else:
            raise WarehouseError(f"{file_name}: `-- {line}` is no declaration, or is one that stands already")
    if "grain" not in once:
        raise WarehouseError(f"{file_name}: must declare its grain, as in `-- grain: document_key, project_key`")
    return Header(
        description=" ".join(lines[:end]),
        grain=_columns(once["grain"], file_name),
        not_null=_columns(once["not null"], file_name) if "not null" in once else (),
        reconciliations=tuple(reconciliations),
        twin=once.get("twin"),
    )


def _comment_lines(sql: str) -> Iterator[str]:
    """The comment lines that open a text, without their dashes."""
    for line in sql.splitlines():
        if not line.startswith("--"):
            return
        yield line[2:].strip()


def _columns(value: str, file_name: str) -> tuple[str, ...]:
    names = tuple(value.split(", "))
    if not _COLUMNS.fullmatch(value) or len(set(names)) < len(names):
        raise WarehouseError(f"{file_name}: `{value}` is not a list of different columns, as in `a, b`")
    return names


def _reconciliation(value: str, line: str, file_name: str) -> Reconciliation:
    found = _RECONCILES.fullmatch(value)
    if found is None:
        raise WarehouseError(
            f"{file_name}: `-- {line}` is not of the form `-- reconciles: amount_yuan with fact_funding by fiscal_year`"
        )
    return Reconciliation(found["column"], found["fact"], _columns(found["by"], file_name))
