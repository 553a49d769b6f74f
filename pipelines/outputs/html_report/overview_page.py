"""The first page: what the warehouse holds, the money of all years, what moved most, what wants a look.

Here belongs which tiles, tables and charts stand on it. Here does not belong how a cell (`cells.py`) or a chart (`charts.py`)
is made, nor how a page is written (`writing.py`).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from markupsafe import Markup

from pipelines.outputs import comparison
from pipelines.outputs.html_report.cells import Heading, Table, cell, money, row_of
from pipelines.outputs.html_report.charts import Chart, by_year
from pipelines.outputs.html_report.report_data import Rows, grouped
from pipelines.outputs.html_report.words import Words, coded
from pipelines.outputs.html_report.writing import Writer

_MOST_MOVED = 20


class OverviewPage(Writer):
    """Writes index.html."""

    def write(self) -> None:
        """Write it."""
        data, links = self._data, self._links[0]
        path = "index.html"
        latest = max((row["fiscal_year"] for row in data.overview_money), default=None)
        movers = [row for row in data.funding_yoy if row["fiscal_year"] == latest and row["change_yuan"] is not None]
        movers.sort(key=lambda row: (-abs(row["change_yuan"]), row["project_family_id"]))
        self._page(
            path,
            "overview",
            Words("总览", "Overview"),
            tiles=self._tiles(latest),
            charts=self._overview_charts(),
            coverage=self._coverage(path),
            money=self._table(
                path, "money", Words("各年资金来源", "Money by year and source"), "v_funding", data.overview_money,
                ("fiscal_year", "funding_source", "amount_yuan"), is_sum=True,
            ),
            changes=None if data.changes is None else self._changed(path, data.changes),
            movers=self._table(
                path, "movers", Words(f"变动最大的项目（{latest}）", f"Largest changes ({latest})"), "v_funding_yoy",
                movers[:_MOST_MOVED],
                ("institution_name", "project_name", "status", "prior_amount_yuan", "amount_yuan", "change_yuan", "change_ratio"),
                {"institution_name": links.institution, "project_name": links.family},
            ),
            issues=self._issue_rules(path),
            why_no_changes=data.why_no_changes,
        )  # fmt: skip

    def _changed(self, path: str, changes: Rows) -> Table:
        columns = comparison.COLUMNS
        return self._table(
            path, "changes", Words("自上次发布以来的变化", "Changed since the last publish"), "",
            changes, columns, {"institution_name": self._links[0].institution},
        )  # fmt: skip

    def _tiles(self, latest: int | None) -> list[tuple[Words, str, Markup | str]]:
        data = self._data
        status = Counter(row["status"] for row in data.documents)
        severities = Counter(row["severity"] for row in data.issues)
        spent = sum((row["amount_yuan"] for row in data.overview_money if row["fiscal_year"] == latest), Decimal(0))
        tiles: list[tuple[Words, str, Markup | str]] = [
            (
                Words("已入库文件", "Documents loaded"),
                "dim_document",
                f"{status['loaded']:,} / {len(data.documents):,}",
            ),
            (
                Words("单位", "Institutions"),
                "v_institution_yoy",
                f"{len({r['institution_name'] for r in data.institution_years}):,}",
            ),
            (Words("项目（各年）", "Projects, by year"), "v_project", f"{len(data.projects):,}"),
            (Words("绩效指标（各年）", "Indicators, by year"), "v_indicator", f"{len(data.indicators):,}"),
            (Words(f"{latest} 年资金（万元）", f"Money of {latest} (10k yuan)"), "v_funding", money(spent)),
        ]
        for severity in ("error", "warning", "info"):
            words = coded("severity", severity)
            tiles.append((Words(f"问题：{words.zh}", f"Issues: {words.en}"), "dq_issue", f"{severities[severity]:,}"))
        return tiles

    def _overview_charts(self) -> list[Chart]:
        data = self._data
        by_source = {(row["funding_source"], row["fiscal_year"]): row["amount_yuan"] for row in data.overview_money}
        by_type = {(row["project_type"], row["fiscal_year"]): row["amount_yuan"] for row in data.type_years}
        return [
            by_year("by-source", Words("各年资金，按来源", "Money by year and source"), "v_funding", by_source, "funding_source"),
            by_year("by-type", Words("各年资金，按项目类型", "Money by year and project type"), "v_project_type_year", by_type, "project_type"),
        ]  # fmt: skip

    def _coverage(self, path: str) -> Table:
        """Institution by year: the year's money where there is a document, else what there is of it."""
        data, links = self._data, self._links[0]
        amounts = {(row["institution_name"], row["fiscal_year"]): row["amount_yuan"] for row in data.institution_years}
        years = sorted({row["fiscal_year"] for row in data.coverage})
        most = max(amounts.values(), default=None)
        by_name = grouped(data.coverage, "institution_name")
        rows = []
        for name in sorted(by_name):
            held = {row["fiscal_year"]: row["coverage"] for row in by_name[name]}
            cells = [cell("institution_name", name, links.institution({"institution_name": name}))]
            for year in years:
                amount = amounts.get((name, year)) if held.get(year) == "covered" else None
                cells.append(_bar(amount, most) if amount is not None else cell("coverage", held.get(year)))
            rows.append(row_of(cells))
        institution = self._tables.heading("v_coverage", "institution_name", data.coverage)
        headings = [institution, *(Heading(str(year), Words(str(year), str(year)), True) for year in years)]
        title = Words("文件覆盖与资金：单位 × 年度", "Coverage and money: institution × year")
        note = Words(
            "当年资金（万元），底色长短表示多少；没有已入库文件的年度写明缘由，— 表示该单位首末年度之外。",
            "Money in 10k yuan, the bar says how much; a year without a loaded document says why, — is outside the institution's years.",
        )
        table = Table("coverage", title, "v_coverage", headings, rows, note=note, total_rows=len(rows))
        return self._parted(path, table, None)


def _bar(amount: Decimal, most: Decimal | None) -> Markup:
    """A cell of money with a bar behind it that is as long as `amount` is of the `most`."""
    share = amount / most if most else Decimal(0)
    return Markup(f'<td class="number bar" data-v="{amount}" style="--share:{share:.3f}">{money(amount)}</td>')
