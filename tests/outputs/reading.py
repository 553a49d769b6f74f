"""Reads a page of the report back, as a program that knows nothing of how it was made."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


@dataclass
class Cell:
    """What a cell carries (`value`, None where it is empty), what it shows, and where it leads."""

    value: str | None
    seen: str
    href: str | None


@dataclass
class Table:
    """One table of a page."""

    name: str
    view: str
    is_sum: bool
    columns: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


@dataclass
class Page:
    """A page: its tables, its charts' data by name, all addresses, the tiles, its tags and all text."""

    tables: dict[str, Table]
    charts: dict[str, dict[str, Any]]
    addresses: list[str]
    tiles: list[tuple[str, str]]
    tags: set[str]
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page({}, {}, [], [], set(), "")
        self._table: Table | None = None
        self._cell: Cell | None = None
        self._plain = False
        self._english = 0
        self._spans: list[bool] = []
        self._chart: str | None = None
        self._json = False
        self._tile: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.page.tags.add(tag)
        if address := given.get("href") or given.get("src"):
            self.page.addresses.append(address)
            if self._cell is not None and tag == "a":
                self._cell.href = address
        if tag == "table" and "data-name" in given:
            self._table = Table(given["data-name"], given["data-view"], "data-sum" in given)
            self.page.tables[self._table.name] = self._table
        elif tag == "th" and self._table:
            self._table.columns.append(given["data-column"])
        elif tag == "tr" and self._table and self._table.columns:
            self._table.rows.append([])
        elif tag == "td" and self._table:
            self._cell = Cell(given.get("data-v"), "", None)
            self._plain = "data-v" not in given
            if given.get("class") == "none":
                self._plain = False
            self._table.rows[-1].append(self._cell)
        elif tag == "figure":
            self._chart = given["id"].removeprefix("chart-")
        elif tag == "script" and given.get("type") == "application/json":
            self._json = True
        elif tag == "li" and "data-view" in given:
            self._tile = given["data-view"]
        if tag == "span":
            self._spans.append(given.get("class") == "en")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._spans:
            self._spans.pop()
        elif tag == "td" and self._cell:
            if self._plain:
                self._cell.value = self._cell.seen
            self._cell = None
        elif tag == "table":
            self._table = None
        elif tag == "script":
            self._json = False
        elif tag == "li":
            self._tile = None

    def handle_data(self, data: str) -> None:
        if self._json:
            assert self._chart is not None
            self.page.charts[self._chart] = json.loads(data)
            return
        if any(self._spans):
            return
        self.page.text += data
        if self._cell is not None:
            self._cell.seen += data
        elif self._tile is not None and data.strip():
            self.page.tiles.append((self._tile, data.strip()))


def read(path: Path) -> Page:
    """The page at `path`, in Chinese."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page
