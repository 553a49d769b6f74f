"""The data dictionary, written from the comments that the published file itself carries.

Here belongs how a warehouse's own description becomes docs/data-dictionary.md. Here does not belong any
meaning: what a column is stands in its `COMMENT ON` in `sql/`, once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pipelines.warehouse import building, reading, relations
from pipelines.warehouse.catalog import Column, Key

HEADING = """# Data dictionary 数据字典

Generated from the comments in the published file by `pipelines/outputs/dictionary.py`; do not edit. To change a
meaning, change the `COMMENT ON` in `sql/` and generate it again with `python -m pipelines.outputs.dictionary`.

In each comment the Chinese comes first, the English after ｜. What stands before the first ； is the
column's name in the Chinese-named twin of a view.
"""

HELPERS = """## Helpers 辅助表与视图

What views are built on. These may change with any version; ask the tables and views above.
"""

PATH = Path("docs/data-dictionary.md")


class DictionaryError(ValueError):
    """A table, view or column without a comment; the message names each."""


def data_dictionary(columns: Iterable[Column], keys: Iterable[Key]) -> str:
    """The dictionary as Markdown: every table, then every view, then the helpers of views, each with its columns in order.

    The Chinese-named twins are named beside their view, since their columns are the same. Raises
    DictionaryError where a table, view or column has no comment.
    """
    in_order = sorted(columns, key=lambda column: column.table)
    described = [(table, list(of_it)) for table, of_it in groupby(in_order, key=lambda column: column.table)]
    silent = [f"{column.table}.{column.name}" for _, of_it in described for column in of_it if not column.comment]
    silent += [table for table, of_it in described if not of_it[0].table_comment]
    if silent:
        raise DictionaryError(f"no comment on {', '.join(silent)}")
    keys = list(keys)
    twins = relations.twins()
    shown = [(table, of_it) for table, of_it in described if table not in twins.values()]
    public = [(table, of_it) for table, of_it in shown if not table.startswith(relations.HELPER)]
    tables = [_section(table, of_it, keys, None) for table, of_it in public if not of_it[0].is_view]
    views = [_section(table, of_it, keys, twins.get(table)) for table, of_it in public if of_it[0].is_view]
    helpers = [_section(table, of_it, keys, None) for table, of_it in shown if table.startswith(relations.HELPER)]
    sections = ["## Tables 表\n", *tables, "## Views 视图\n", *views, HELPERS, *helpers]
    return "\n".join([HEADING, *sections]).rstrip() + "\n"


def _section(table: str, columns: list[Column], keys: list[Key], twin: str | None) -> str:
    comment = columns[0].table_comment or ""
    chinese, _, english = comment.partition("｜")
    lines = [f"### {table}\n", f"{chinese}  ", f"{english}\n"]
    if twin:
        lines.append(f"Chinese-named twin 中文视图：`{twin}`\n")
    lines += ["| column 列 | type 类型 | meaning 含义 |", "| --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.type} | {_cell(column.comment or '')}{_note(column, keys)} |"
        for column in columns
    ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _note(column: Column, keys: list[Key]) -> str:
    """Whether the column is of the primary key, and which table it refers to."""
    return "".join(f" ({role})" for role in _roles(column, keys))


def _roles(column: Column, keys: list[Key]) -> Iterator[str]:
    for key in keys:
        if key.table == column.table and column.name in key.columns:
            yield f"→ {key.references}" if key.references else "primary key"


def of_file(path: Path) -> str:
    """The dictionary of the warehouse file at `path`."""
    return data_dictionary(reading.describe(path), reading.keys(path))


def of_schema() -> str:
    """The dictionary of a warehouse without a row, built aside: what sql/ describes today."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "empty.duckdb"
        building.build([], path)
        return of_file(path)


if __name__ == "__main__":
    PATH.write_text(of_schema(), encoding="utf-8")
