"""Where the SQL files are, and how a name or a text is quoted in SQL.

This module should contain what finds and quotes SQL text. Keep what runs it out: that is for the modules beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
SQL = _PACKAGE / "sql" if (_PACKAGE / "sql").is_dir() else _PACKAGE.parent / "sql"
"""The SQL files: inside the package where it was installed as a wheel, beside it in a clone."""


def files(folder: str) -> list[Path]:
    """The SQL files of sql/`folder`, in the order in which they are run."""
    return sorted((SQL / folder).glob("*.sql"))


def internal_query(name: str) -> str:
    """The query that sql/internal/<file>.sql holds under `-- name: <query>`, where `name` is `<file>/<query>`.

    Raises KeyError where there is none such.
    """
    file, _, query = name.partition("/")
    return _internal_queries(file)[query]


@cache
def _internal_queries(file: str) -> dict[str, str]:
    text = (SQL / "internal" / f"{file}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def identifier(name: str) -> str:
    """`name` as SQL writes the name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as SQL writes a text value."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class ShippedQuery:
    """One file of sql/queries: a question that people ask and the SQL that answers it."""

    name: str
    question: str
    sql: str
    path: Path


def shipped_queries() -> list[ShippedQuery]:
    """The queries of sql/queries, by name; the question is the file's first comment line."""
    found = []
    for file in files("queries"):
        sql = file.read_text(encoding="utf-8")
        found.append(ShippedQuery(file.stem, sql.splitlines()[0].removeprefix("--").strip(), sql, file))
    return found
