"""Which tables a SQL text reads, asked of DuckDB's own parser.

This module should contain reading names out of SQL text. Keep running the SQL out, and what is made of the names
(`defs/`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from pipelines.warehouse.connection import WarehouseError, one_line

_FILLS = re.compile(
    r"(?:--[^\n]*\n|\s)*(?:create\s+(?:or\s+replace\s+)?(?:view|table)\s+(\w+)\s+as\b"
    r"|insert\s+into\s+(\w+)(?:\s+by\s+name)?(?:\s*\([^)]*\))?)\s*",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"\$\w+")


def sources_of(texts: Iterable[str]) -> dict[str, set[str]]:
    """What the statements of files read, by the view or table that they make or fill. Statements that read nothing,
    such as comments, are left out.

    Raises WarehouseError where a statement cannot be parsed.
    """
    found: dict[str, set[str]] = {}
    with duckdb.connect(":memory:") as con:
        try:
            statements = [statement.query for text in texts for statement in con.extract_statements(text)]
        except duckdb.Error as error:
            raise WarehouseError(one_line(error)) from error
        for statement in statements:
            if head := _FILLS.match(statement):
                target = head[1] or head[2]
                found.setdefault(target, set()).update(_tables_in(con, statement[head.end() :]))
    return found


def tables_in(query: str) -> set[str]:
    """The tables and views that one query reads, its own common table expressions not among them.

    Raises WarehouseError where it cannot be parsed.
    """
    with duckdb.connect(":memory:") as con:
        return _tables_in(con, query)


def _tables_in(con: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    # The serialiser takes a query alone, without the semicolon, and knows no prepared parameters.
    plain = _PARAMETER.sub("null", query.strip().rstrip(";"))
    [(serialised,)] = con.execute("select json_serialize_sql($query)", {"query": plain}).fetchall()
    tree = json.loads(serialised)
    if tree["error"]:
        raise WarehouseError(" ".join(f"{tree['error_message']}: {query}".split())[:300])
    return set(_read_by(tree["statements"], frozenset()))


def _read_by(node: Any, expressions: frozenset[str]) -> Iterator[str]:
    """The names of the tables below a node of the syntax tree; `expressions` are common table expressions around it."""
    if isinstance(node, list):
        for child in node:
            yield from _read_by(child, expressions)
    elif isinstance(node, dict):
        own = expressions | {entry["key"] for entry in (node.get("cte_map") or {}).get("map", [])}
        if node.get("type") == "BASE_TABLE" and node["table_name"] not in own:
            yield node["table_name"]
        for child in node.values():
            yield from _read_by(child, own)
