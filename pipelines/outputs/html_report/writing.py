"""How a page and its tables are written: addresses, parts of long tables, whole CSVs.

Here belongs what every page needs. Here does not belong which pages there are (the modules of pages), nor any
HTML (`templates/`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from pipelines.outputs.html_report.cells import Link, Row, Table, Tables, both
from pipelines.outputs.html_report.pictures import Picture
from pipelines.outputs.html_report.report_data import ReportData, page_name
from pipelines.outputs.html_report.words import Words, coded

PART = 250
"""Rows of a table on one page: with the tables of the largest page at their longest it stays under 2 MB."""

HERE = Path(__file__).parent
"""Where templates/ and assets/ stand."""
_CSV_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Links:
    """Addresses of pages as seen from a page that is `depth` folders down."""

    def __init__(self, data: ReportData, drawn: Mapping[tuple[str, int], Picture], depth: int) -> None:
        self.root = "../" * depth
        self._institutions = data.institutions
        self._drawn = drawn

    def institution(self, row: Row) -> str | None:
        key = self._institutions.get(row["institution_name"])
        return f"{self.root}institutions/{key}.html" if key else None

    def family(self, row: Row) -> str:
        return f"{self.root}families/{row['project_family_id']}.html"

    def project_type(self, row: Row) -> str:
        return f"{self.root}types/{page_name(row['project_type'])}.html"

    def document(self, row: Row) -> str | None:
        key = row["document_key"]
        return f"{self.root}documents/{key}.html" if key else None

    def rule(self, row: Row) -> str:
        return f"{self.root}quality/{page_name(row['rule'])}.html"

    def place(self, row: Row, anchor: str) -> str | None:
        """Where on its page's picture something stands; None where it stands on no page."""
        key, page = row["document_key"], row["page"]
        if (key, page) not in self._drawn:
            return None
        return f"{self.root}evidence/{key}/p{page:03d}.html#{quote(anchor)}"

    def indicator(self, row: Row) -> str | None:
        key = row["indicator_key"] or row.get("prior_indicator_key")
        return self.place(row, f"i-{key}")

    def amount(self, row: Row) -> str | None:
        return self.place(row, f"m-{row['project_key']}-{row['fiscal_year']}-{row['funding_source']}")

    def issue(self, row: Row) -> str | None:
        return self.place(row, f"q-{row['issue_key']}")

    def project(self, row: Row) -> str | None:
        return self.place({**row, "page": row["page_first"]}, f"p-{row['project_key']}-{row['fiscal_year']}")


class Writer:
    """Writes pages into one folder."""

    def __init__(
        self,
        data: ReportData,
        drawn: Mapping[tuple[str, int], Picture],
        folder: Path,
        target: Path,
        inbox: Path | None,
    ) -> None:
        self._data = data
        self._drawn = drawn
        self._folder = folder
        self._target = target
        self._inbox = inbox
        self._tables = Tables(data.headings)
        self._links = [Links(data, drawn, depth) for depth in range(3)]
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals.update(both=both, words=coded, Words=Words, info=data.info)

    def _page(self, path: str, template: str, title: Words, **values: Any) -> None:
        depth = path.count("/")
        page = self._jinja.get_template(f"{template}.html.j2").render(
            title=title, root="../" * depth, section=template, links=self._links[depth], **values
        )
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")

    def _table(
        self,
        path: str,
        identifier: str,
        title: Words,
        view: str,
        rows: Sequence[Row],
        columns: Sequence[str],
        links: Mapping[str, Link] | None = None,
        is_sum: bool = False,
        note: Words | None = None,
    ) -> Table:
        """The table for the page `path`; what is more than a page holds is written beside it."""
        table = self._tables.of_rows(identifier, title, view, rows, columns, links, is_sum, note)
        whole = self._whole_csv(path, identifier, rows, columns) if len(rows) > PART else None
        return self._parted(path, table, whole)

    def _parted(self, path: str, table: Table, whole: str | None) -> Table:
        """`table` with its first rows; the others are written to pages of their own beside `path`."""
        if table.total_rows <= PART:
            return table
        folder, _, file = path.rpartition("/")
        stem = f"{file.removesuffix('.html')}-{table.identifier}"
        starts = range(0, table.total_rows, PART)
        names = [file, *(f"{stem}-{number}.html" for number in range(2, len(starts) + 1))]
        parts = [replace(table, rows=table.rows[start : start + PART], more=names) for start in starts]
        for name, part in zip(names[1:], parts[1:], strict=True):
            self._page(f"{folder}/{name}".lstrip("/"), "part", table.title, table=part, back=file, whole=whole)
        return replace(parts[0], whole=whole)

    def _whole_csv(self, path: str, identifier: str, rows: Sequence[Row], columns: Sequence[str]) -> str:
        """A CSV of all the rows; its address as seen from `path`."""
        name = f"data/{path.removesuffix('.html').replace('/', '-')}-{identifier}.csv"
        with (self._folder / name).open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(columns)
            writer.writerows([_inert(row[column]) for column in columns] for row in rows)
        return "../" * path.count("/") + name

    def _issue_rules(self, path: str) -> Table:
        columns = ("severity", "rule", "issue_count", "file_count")
        title = Words("待看的问题，按规则", "Open issues by rule")
        links = self._links[path.count("/")]
        return self._table(
            path, "issue-rules", title, "dq_issue", self._data.issue_rules, columns, {"rule": links.rule}, is_sum=True
        )


def _inert(value: Any) -> Any:
    """A value for CSV: text that a spreadsheet would take for a formula is made text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_CSV_FORMULA) else value
