"""A page for each project family: its money, its goals, and its indicators side by side over the years.

Here belongs which tables and charts stand on it. Here does not belong which projects are one family (`linking/`), nor how a
page is written (`writing.py`).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup, escape

from pipelines.outputs.html_report.cells import Heading, Row, Table, cell, row_of
from pipelines.outputs.html_report.charts import by_year
from pipelines.outputs.html_report.report_data import Rows, grouped
from pipelines.outputs.html_report.words import Words
from pipelines.outputs.html_report.writing import Writer


class FamilyPages(Writer):
    """Writes families/."""

    def write(self) -> None:
        """Write them all."""
        data = self._data
        funding = grouped(data.funding, "project_family_id")
        indicators = grouped(data.indicators, "project_family_id")
        yoy = grouped(data.funding_yoy, "project_family_id")
        for family, projects in grouped(data.projects, "project_family_id").items():
            self._family(family, projects, funding[family], indicators[family], yoy[family])

    def _family(self, family: str, projects: Rows, funding: Rows, indicators: Rows, yoy: Rows) -> None:
        path, links = f"families/{family}.html", self._links[1]
        latest = max(projects, key=lambda row: (row["fiscal_year"], row["total_yuan"] or 0))
        sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        for row in funding:
            sums[row["funding_source"], row["fiscal_year"]] += row["amount_yuan"]
        tables = [
            self._table(
                path, "yoy", Words("各年资金", "Money by year"), "v_funding_yoy", sorted(yoy, key=lambda row: row["fiscal_year"]),
                ("fiscal_year", "project_name", "status", "prior_amount_yuan", "amount_yuan", "change_yuan", "change_ratio", "project_count"),
            ),
            self._table(
                path, "funding", Words("各年项目与资金来源", "Projects and funding sources by year"), "v_funding", funding,
                ("fiscal_year", "project_seq", "project_name", "funding_source", "amount_yuan", "printed_amount", "page"),
                {"amount_yuan": links.amount, "printed_amount": links.amount, "page": links.amount},
            ),
            self._side_by_side(path, indicators),
            self._table(
                path, "goals", Words("绩效目标", "Goals"), "v_project", projects,
                ("fiscal_year", "project_seq", "project_name", "goal", "indicator_count", "page_first", "file_name"),
                {"page_first": links.project, "file_name": links.document},
            ),
        ]  # fmt: skip
        title = Words("各年资金，按来源", "Money by year and source")
        chart = by_year("by-source", title, "v_funding", sums, "funding_source")
        name = latest["project_name"]
        self._page(path, "family", Words(name, name), latest=latest, charts=[chart], tables=tables)

    def _side_by_side(self, path: str, indicators: Rows) -> Table:
        """A row an indicator that was followed through the years, a column a year; each figure leads to its picture."""
        years = sorted({row["fiscal_year"] for row in indicators})
        threads = grouped(indicators, "thread_key")
        rows = []
        for thread in threads.values():
            last = max(thread, key=lambda row: row["fiscal_year"])
            cells = [cell(name, last[name]) for name in ("canonical_level1", "canonical_level2", "indicator_name")]
            at = grouped(thread, "fiscal_year")
            cells += [self._targets(at.get(year, [])) for year in years]
            rows.append(row_of(cells))
        headings = [
            self._tables.heading("v_indicator", name, indicators[:1])
            for name in ("canonical_level1", "canonical_level2", "indicator_name")
        ]
        headings += [Heading(str(year), Words(str(year), str(year))) for year in years]
        title = Words("指标逐年并列", "Indicators side by side")
        note = Words(
            "所印年度值，与之不同的周期值在括号内；点击可见原页。",
            "Annual targets as printed, cycle targets in brackets where they differ; each leads to its page.",
        )
        return self._parted(
            path, Table("indicators", title, "v_indicator", headings, rows, note=note, total_rows=len(rows)), None
        )

    def _targets(self, indicators: Rows) -> Markup:
        """What one year prints of an indicator, as a cell."""
        if not indicators:
            return cell("value", None)
        links = [(self._links[1].indicator(row) or "#", _target(row)) for row in indicators]
        anchors = [Markup(f'<a href="{escape(address)}">{escape(target)}</a>') for address, target in links]
        return Markup(f"<td>{Markup('<br>').join(anchors)}</td>")


def _target(row: Row) -> str:
    """An indicator's target as printed: the annual value, and the cycle value in brackets where it is another."""
    annual, cycle = row["annual_value"], row["cycle_value"]
    if annual is None:
        return cycle or "（未印）"
    return f"{annual}（周期 {cycle}）" if cycle not in (None, annual) else annual
