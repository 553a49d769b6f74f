"""The pages that compare across institutions: project types, and indicators that several institutions use.

Here belongs which tables and charts stand on them. Here does not belong which indicators count as the same (`sql/`), nor how
a page is written (`writing.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipelines.outputs.html_report.cells import Link, Row, Table
from pipelines.outputs.html_report.charts import LARGEST, Chart, by_year, dots, largest, side_by_side
from pipelines.outputs.html_report.report_data import Rows, grouped, page_name
from pipelines.outputs.html_report.words import Words, coded
from pipelines.outputs.html_report.writing import Writer


class ComparisonPages(Writer):
    """Writes compare.html and types/."""

    def write(self) -> None:
        """Write them all."""
        data, path, links = self._data, "compare.html", self._links[0]
        types = self._table(
            path, "types", Words("项目类型 × 年度", "Project types by year"), "v_project_type_year", data.type_years,
            ("project_type", "fiscal_year", "amount_yuan", "prior_amount_yuan", "change_yuan", "change_ratio", "institution_count",
             "project_count"),
            {"project_type": links.project_type},
        )  # fmt: skip
        tables = [types, self._bars(path)]
        self._page(path, "compare", Words("跨单位比较", "Comparison"), charts=self._comparing_charts(), tables=tables)
        self._all_types()

    def _comparing_charts(self) -> list[Chart]:
        data = self._data
        sums = {(row["project_type"], row["fiscal_year"]): row["amount_yuan"] for row in data.type_years}
        at = {row["fiscal_year"]: set[str]() for row in data.type_institution_years}
        for row in data.type_institution_years:
            at[row["fiscal_year"]].add(row["institution_name"])
        # The year that most institutions can be compared in, and of several the latest.
        year = max(at, key=lambda year: (len(at[year]), year), default=None)
        of_year = {
            (row["project_type"], row["institution_name"]): row["total_yuan"] or Decimal(0)
            for row in data.type_institution_years
            if row["fiscal_year"] == year
        }
        by_type = Words("各年资金，按项目类型", "Money by year and project type")
        mix = Words(f"{year} 年各单位的资金构成", f"What each institution spends on, {year}")
        return [
            by_year("by-type", by_type, "v_project_type_year", sums, "project_type"),
            side_by_side("type-mix", mix, "v_project", of_year, "project_type"),
        ]

    def _bars(self, path: str) -> Table:
        """The indicators that several institutions use in a year; each has a page of the institutions' targets."""
        columns = (
            "fiscal_year",
            "canonical_level2",
            "indicator_stem",
            "unit",
            "institution_count",
            "lowest",
            "median",
            "highest",
        )
        groups: dict[tuple[str, str], Rows] = defaultdict(list)
        bars: dict[tuple[Any, ...], Row] = {}
        for row in self._data.peer_indicators:
            groups[row["indicator_stem"], row["unit"]].append(row)
            bars.setdefault((row["fiscal_year"], row["indicator_stem"], row["unit"]), row)
        for (stem, unit), rows in groups.items():
            self._peers(f"types/{page_name(f'{stem}|{unit}')}-i.html", stem, unit, rows)
        link: Mapping[str, Link] = {
            "indicator_stem": lambda row: f"types/{page_name(row['indicator_stem'] + '|' + row['unit'])}-i.html"
        }
        title = Words("同类指标：各单位的要求", "The same indicator at several institutions")
        return self._table(path, "bars", title, "v_peer_indicator", list(bars.values()), columns, link)

    def _peers(self, path: str, stem: str, unit: str, rows: Rows) -> None:
        links = self._links[1]
        table = self._table(
            path, "peers", Words("各单位的要求", "What each institution asks"), "v_peer_indicator", rows,
            ("fiscal_year", "institution_name", "project_name", "indicator_name", "value", "number", "unit", "median", "meets_median"),
            {"institution_name": links.institution, "value": links.indicator},
        )  # fmt: skip
        name = f"{stem}（{unit}）" if unit else stem
        chart = dots("peers", Words("各单位的要求", "What each institution asks"), "v_peer_indicator", rows, unit)
        self._page(path, "compare", Words(name, name), charts=[chart], tables=[table])

    def _all_types(self) -> None:
        data, links = self._data, self._links[1]
        projects = grouped(data.projects, "project_type")
        sums = grouped(data.type_institution_years, "project_type")
        for name, rows in projects.items():
            path = f"types/{page_name(name)}.html"
            amounts = {
                (row["institution_name"], row["fiscal_year"]): row["total_yuan"] or Decimal(0) for row in sums[name]
            }
            chart = by_year(
                "by-institution", Words("各年资金，按单位", "Money by year and institution"), "v_project", amounts,
                "institution_name", largest(amounts)[:LARGEST],
            )  # fmt: skip
            by_institution = self._table(
                path, "institutions", Words("单位 × 年度", "Institutions by year"), "v_project", sums[name],
                ("project_type", "institution_name", "fiscal_year", "total_yuan"), {"institution_name": links.institution}, is_sum=True,
            )  # fmt: skip
            listed = self._table(
                path, "projects", Words("项目", "Projects"), "v_project",
                sorted(rows, key=lambda row: (-row["fiscal_year"], -(row["total_yuan"] or 0), row["project_key"])),
                ("fiscal_year", "institution_name", "project_name", "total_yuan", "indicator_count", "page_first"),
                {"institution_name": links.institution, "project_name": links.family, "page_first": links.project},
            )  # fmt: skip
            self._page(path, "compare", coded("project_type", name), charts=[chart], tables=[by_institution, listed])
