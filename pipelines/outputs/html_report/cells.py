"""Tables of the report: values of a view as cells that show, sort, filter and download.

Here belongs turning a value into escaped HTML. Here does not belong which table stands on which page (the modules of pages),
nor what the words are (`words.py`).

A cell that is no plain text carries the view's exact value in `data-v`: what it shows may be rounded to 万元 or
shown as words, what it sorts by and downloads as is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pipelines.outputs.html_report.words import CODED, NAMED, NO, YES, Headings, Words, coded, in_ten_thousands

Row = Mapping[str, Any]
Link = Callable[[Row], str | None]

TEN_THOUSAND = 10_000
_NONE = Markup('<td class="none">—</td>')
RATIOS = frozenset({"change_ratio", "share", "largest_share", "top3_share", "top5_share"})
_CODES = frozenset(CODED)
_PLAIN_NUMBERS = frozenset({"fiscal_year", "prior_fiscal_year", "page", "page_first", "page_last"})


# Markup's own `format` is slow where a report has a million cells: in this module every value that goes into an f-string of
# HTML has gone through `escape` (which leaves Markup as it is).


@lru_cache(4096)
def both(words: Words) -> Markup:
    """`words` in both languages; the page shows one of them."""
    if words.zh == words.en:
        return escape(words.zh)
    return Markup(f'<span class="zh">{escape(words.zh)}</span><span class="en" lang="en">{escape(words.en)}</span>')


@lru_cache(4096)
def _badge(column: str, code: str) -> Markup:
    kind = escape(code.replace(" ", "-"))
    return Markup(f'<span class="badge {kind}">{both(coded(column, code))}</span>')


def money(value: Decimal) -> str:
    """Yuan as 万元 with two decimals and thousands marked: 105059500 becomes 10,505.95."""
    return f"{value / TEN_THOUSAND:,.2f}"


def percent(value: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{value * 100:.1f}%"


def shown(column: str, value: Any) -> str | Markup:
    """A value as a reader sees it: Markup is escaped already, plain text still has to be."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return both(YES if value else NO)
    if isinstance(value, Decimal):
        return money(value)
    if column in RATIOS:
        return percent(value)
    if column in _CODES:
        return _badge(column, str(value))
    if column in NAMED:
        return both(coded(column, str(value)))
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, int) and column not in _PLAIN_NUMBERS:
        return f"{value:,}"
    return str(value)


def cell(column: str, value: Any, href: str | None = None) -> Markup:
    """One cell of a body row. `href` is an address made by this package, never one from a document."""
    if value is None:
        return _NONE
    seen: str = escape(shown(column, value))
    if href:
        seen = f'<a href="{escape(href)}">{seen}</a>'
    if isinstance(value, bool):
        return Markup(f'<td data-v="{str(value).lower()}">{seen}</td>')
    if isinstance(value, int | float | Decimal):
        if column in _PLAIN_NUMBERS:
            return Markup(f'<td data-v="{value}">{seen}</td>')
        negative = " minus" if value < 0 else ""
        return Markup(f'<td class="number{negative}" data-v="{value}">{seen}</td>')
    if column in _CODES or column in NAMED:
        return Markup(f'<td data-v="{escape(value)}">{seen}</td>')
    return Markup(f"<td>{seen}</td>")


def row_of(cells: Iterable[Markup]) -> Markup:
    """Cells side by side."""
    return Markup("".join(cells))


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: the view's name for it, what it is called, and whether it holds numbers."""

    name: str
    words: Words
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the templates print it. `view` names what its rows are read from; `is_sum` says that they are sums
    over that view's rows. `rows` are Markup; `more` are the addresses of its further parts."""

    identifier: str
    title: Words
    view: str
    headings: list[Heading]
    rows: list[Markup]
    is_sum: bool = False
    note: Words | None = None
    more: list[str] = field(default_factory=list)
    total_rows: int = 0
    whole: str | None = None


class Tables:
    """Makes tables; knows what the warehouse's columns are called."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings

    def heading(self, view: str, name: str, rows: Sequence[Row]) -> Heading:
        """The heading of the view's column `name`: money is recognised by the column's name, numbers by its values."""
        words = self._headings.of(view, name)
        first = next((row[name] for row in rows if row[name] is not None), None)
        is_number = isinstance(first, int | float | Decimal) and not isinstance(first, bool)
        is_number = is_number and name not in _PLAIN_NUMBERS
        return Heading(name, in_ten_thousands(words) if name.endswith("_yuan") else words, is_number)

    def of_rows(
        self,
        identifier: str,
        title: Words,
        view: str,
        rows: Sequence[Row],
        columns: Sequence[str],
        links: Mapping[str, Link] | None = None,
        is_sum: bool = False,
        note: Words | None = None,
    ) -> Table:
        """`columns` of `rows`, which are rows of `view` (or sums over them where `is_sum`)."""
        links = links or {}
        made = [
            row_of(cell(name, row[name], links[name](row) if name in links else None) for name in columns)
            for row in rows
        ]
        heads = [self.heading(view, name, rows) for name in columns]
        return Table(identifier, title, view, heads, made, is_sum, note, total_rows=len(made))


def description_list(pairs: Iterable[tuple[Words, Any]]) -> Markup:
    """Pairs of a name and a value, as a list of descriptions; pairs without a value are left out."""
    items = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(both(name), value) for name, value in pairs if value not in (None, "")
    ]
    return Markup("<dl>{}</dl>").format(Markup("").join(items))
