"""Suggestions for a name that the warehouse does not have: the closest columns and tables.

Here belongs reading DuckDB's complaint and looking for what is closest. Here does not belong asking the question
(`warehouse/reading.py`), nor showing the answer (`cli/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from pipelines.warehouse.catalog import Column

_NO_COLUMN = re.compile(
    r'Referenced column "(?P<plain>[^"]+)" not found'
    r'|does not have a column named "(?P<of_alias>[^"]+)"'
    r'|Table "[^"]+" does not have a column named "(?P<of_table>[^"]+)"'
)
_NO_TABLE = re.compile(r'Table with name "?(?P<name>[^" ]+)"? does not exist')
_LIKE_ENOUGH = 60
_SHOWN = 3


def explained(message: str, sql: str, columns: Sequence[Column]) -> str:
    """DuckDB's one-line error `message` about `sql`, made a line that suggests the closest of the warehouse's `columns`;
    `message` itself where it is about something else.

    Names are compared with the columns' English names and with the Chinese ones that open their comments: 金额 leads to
    amount_yuan. A column that the asked views lack and others have is named with the view that has it.
    """
    if found := _NO_COLUMN.search(message):
        return _column(next(name for name in found.groups() if name), sql, columns)
    if found := _NO_TABLE.search(message):
        return _table(found["name"], columns)
    return message


def _column(wanted: str, sql: str, columns: Sequence[Column]) -> str:
    asked = {each.table for each in columns if re.search(rf"\b{re.escape(each.table)}\b", sql, re.I)}
    inside = _closest(wanted, [each for each in columns if each.table in asked])
    where = "、".join(sorted(asked)) if asked else "what was asked"
    if inside:
        return f'{where}: no column "{wanted}"; did you mean {_named(inside)}?'
    elsewhere = [each for each in columns if each.is_view and each.name == wanted]
    if elsewhere:
        return f'{where}: no column "{wanted}"; it stands in {", ".join(each.table for each in elsewhere[:_SHOWN])}'
    return f'{where}: no column "{wanted}"; `jixiao query "describe {min(asked, default="v_funding")}"` lists them'


def _table(wanted: str, columns: Sequence[Column]) -> str:
    tables = dict.fromkeys(each.table for each in columns)
    ranked = sorted(tables, key=lambda name: -fuzz.ratio(wanted.lower(), name.lower()))
    return f'no table or view "{wanted}"; did you mean {", ".join(ranked[:_SHOWN])}?'


def _closest(wanted: str, columns: Iterable[Column]) -> list[Column]:
    """The columns of the most alike names, each name once, the best first."""
    scored = {each.name: (_likeness(wanted, each), each) for each in columns}
    good = [pair for pair in scored.values() if pair[0] >= _LIKE_ENOUGH]
    return [each for _, each in sorted(good, key=lambda pair: (-pair[0], pair[1].name))[:_SHOWN]]


def _likeness(wanted: str, column: Column) -> float:
    """0 to 100: how much `wanted` is like the column's name, or like the Chinese one of its comment."""
    names = [column.name, column.chinese_name]
    return max(_alike(wanted.lower(), name.lower()) for name in names if name)


def _alike(wanted: str, name: str) -> float:
    """Likeness of two names. One that begins with the other, or holds it, counts as like; so do a name and one word of it."""
    whole = fuzz.ratio(wanted, name)
    if name.startswith(wanted) or wanted.startswith(name):
        return max(whole, 80 + whole / 10)
    if wanted in name or name in wanted:
        return max(whole, 70 + whole / 10)
    return max(whole, *(0.9 * fuzz.ratio(wanted, word) for word in name.split("_")))


def _named(columns: Sequence[Column]) -> str:
    names = (
        f"{each.name} ({each.chinese_name})" if each.chinese_name not in ("", each.name) else each.name
        for each in columns
    )
    return ", ".join(names)
