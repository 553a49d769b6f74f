"""A page for each institution: its money, projects, targets, gaps and documents over the years.

Here belongs which tables and charts stand on it. Here does not belong how a cell (`cells.py`) or a chart (`charts.py`) is
made, nor how a page is written (`writing.py`).
"""

from __future__ import annotations

from collections import Counter

from pipelines.outputs.html_report.cells import Table
from pipelines.outputs.html_report.charts import (
    COUNT,
    Chart,
    Series,
    by_status,
    by_year,
    largest_families,
    stacked_bars,
)
from pipelines.outputs.html_report.report_data import Rows, grouped
from pipelines.outputs.html_report.words import Words, coded
from pipelines.outputs.html_report.writing import Writer

_FROM_REFERENCE = ("students", "yuan_per_student", "staff", "yuan_per_staff")
"""Columns of figures that a person adds (reference/): they stand on the page where there are any."""

_KINDS_OF_CHANGE = ("raised", "lowered", "unchanged", "rewritten", "new", "dropped")


class InstitutionPages(Writer):
    """Writes institutions/."""

    def write(self) -> None:
        """Write them all."""
        data = self._data
        parts = {
            name: grouped(getattr(data, name), "institution_name")
            for name in ("institution_years", "funding_mix", "concentration", "funding_yoy", "indicator_yoy",
                         "missing_dimensions", "reconciliation", "restatements", "documents", "coverage")
        }  # fmt: skip
        for name, key in data.institutions.items():
            self._institution(
                name, f"institutions/{key}.html", {part: rows.get(name, []) for part, rows in parts.items()}
            )

    def _institution(self, name: str, path: str, of: dict[str, Rows]) -> None:
        links = self._links[1]
        given = [each for each in _FROM_REFERENCE if any(row[each] is not None for row in of["institution_years"])]
        moved = [row for row in of["indicator_yoy"] if row["change"] not in (None, "unchanged", "new")]
        link = {"project_name": links.family, "value": links.indicator, "prior_value": links.indicator}
        dropped_only = {**link, "value": lambda row: links.indicator(row) if row["indicator_key"] else None,
                        "prior_value": lambda row: None if row["indicator_key"] else links.indicator(row)}  # fmt: skip
        tables = [
            self._table(
                path, "years", Words("各年资金", "Money by year"), "v_institution_yoy", of["institution_years"],
                ("fiscal_year", "amount_yuan", "prior_amount_yuan", "change_yuan", "change_ratio", "project_count",
                 "indicator_count", *given),
            ),
            self._table(
                path, "families", Words("各项目资金同比：新增、延续、结束", "Money by project: new, continued, ended"), "v_funding_yoy",
                of["funding_yoy"],
                ("fiscal_year", "project_name", "project_type", "status", "prior_amount_yuan", "amount_yuan", "change_yuan",
                 "change_ratio"),
                {"project_name": links.family, "project_type": links.project_type},
            ),
            self._table(
                path, "mix", Words("资金来源构成", "Mix of funding sources"), "v_funding_mix", of["funding_mix"],
                ("fiscal_year", "funding_source", "amount_yuan", "share", "prior_amount_yuan"),
            ),
            self._table(
                path, "concentration", Words("资金集中度", "Concentration"), "v_concentration", of["concentration"],
                ("fiscal_year", "project_count", "largest_project", "largest_yuan", "largest_share", "top3_share", "herfindahl"),
            ),
            self._table(
                path, "targets", Words("指标值有变动的指标", "Targets that moved"), "v_indicator_yoy", moved,
                ("fiscal_year", "project_name", "indicator_name", "change", "stricter", "basis", "prior_value", "value"),
                dropped_only,
            ),
            self._table(
                path, "missing", Words("缺少的指标维度", "Dimensions missing"), "v_missing_dimension", of["missing_dimensions"],
                ("fiscal_year", "project_seq", "project_name", "dimension_code", "dimension"), {"project_name": links.family},
            ),
            self._table(
                path, "totals", Words("所印合计与各项目之和", "Printed totals and the rows they add up"), "v_reconciliation",
                of["reconciliation"],
                ("fiscal_year", "funding_source", "printed_yuan", "rows_yuan", "residual_yuan", "bound_yuan", "verdict", "file_name"),
                {"file_name": links.document},
            ),
            *self._restated(path, of["restatements"]),
            self._table(
                path, "documents", Words("文件", "Documents"), "dim_document", of["documents"],
                ("fiscal_year", "file_name", "status", "reason", "layout", "page_count", "unit"), {"file_name": links.document},
            ),
        ]  # fmt: skip
        self._page(path, "institution", Words(name, name), charts=self._institution_charts(of), tables=tables)

    def _restated(self, path: str, rows: Rows) -> list[Table]:
        if not rows:
            return []
        title = Words("后来文件改动的内容", "What later documents changed")
        columns = ("fiscal_year", "project_name", "field", "item", "prior_value", "value")
        return [self._table(path, "restated", title, "v_restatement", rows, columns)]

    def _institution_charts(self, of: dict[str, Rows]) -> list[Chart]:
        if not of["institution_years"]:
            return []
        by_source = {(row["funding_source"], row["fiscal_year"]): row["amount_yuan"] for row in of["funding_mix"]}
        charts = [
            by_year(
                "by-source",
                Words("各年资金，按来源", "Money by year and source"),
                "v_funding_mix",
                by_source,
                "funding_source",
            )
        ]
        charts.append(largest_families([row for row in of["funding_yoy"] if row["status"] != "ended"]))
        if moved := [row for row in of["funding_yoy"] if row["status"] is not None]:
            charts.append(by_status(moved))
        counts = Counter((row["change"], row["fiscal_year"]) for row in of["indicator_yoy"] if row["change"])
        if counts:
            years = sorted({year for _, year in counts})
            series = [
                Series(coded("change", change), [counts.get((change, year), 0) for year in years])
                for change in _KINDS_OF_CHANGE
            ]
            title = Words("指标值与上年相比", "Targets against the year before")
            charts.append(stacked_bars("targets-moved", title, "v_indicator_yoy", years, series, COUNT))
        if of["missing_dimensions"]:
            charts.append(self._missing(of))
        return charts

    def _missing(self, of: dict[str, Rows]) -> Chart:
        """How many projects of each year have no indicator of a dimension."""
        counts = Counter((row["dimension"], row["fiscal_year"]) for row in of["missing_dimensions"])
        years = sorted({row["fiscal_year"] for row in of["institution_years"]})
        series = [
            Series(coded("dimension", name), [counts.get((name, year), 0) for year in years])
            for name in dict.fromkeys(name for name, _ in sorted(counts))
        ]
        title = Words("缺少某类指标的项目数", "Projects that lack a dimension")
        return stacked_bars("dimensions-missing", title, "v_missing_dimension", years, series, COUNT)
