"""The pages that compare: overview, institutions, project families, project types and indicators across institutions.

Here belongs which tables and charts stand on each. Here does not belong how a cell (`cells.py`) or a chart (`charts.py`) is
made, nor how a page is written (`writing.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from pipelines.outputs import comparison
from pipelines.outputs.html_report.answers import Rows, grouped, page_name
from pipelines.outputs.html_report.cells import Heading, Link, Row, Table, cell, money, row_of
from pipelines.outputs.html_report.charts import (  # fmt: skip
    COUNT,
    LARGEST,
    Chart,
    Series,
    by_status,
    by_year,
    dots,
    largest,
    largest_families,
    side_by_side,
    stacked_bars,
)
from pipelines.outputs.html_report.words import Words, coded
from pipelines.outputs.html_report.writing import Writer

_MOST_MOVED = 20
_BY_HAND = ("students", "yuan_per_student", "staff", "yuan_per_staff")
"""Columns that a person fills in (reference/): shown where they are."""
_KINDS_OF_CHANGE = ("raised", "lowered", "unchanged", "rewritten", "new", "dropped")


class MoneyPages(Writer):
    """Writes the pages that compare money and targets."""

    def write(self) -> None:
        """Write them all."""
        self._overview()
        self._all_institutions()
        self._all_families()
        self._compare()

    # --- overview ---

    def _overview(self) -> None:
        a, links = self._a, self._links[0]
        path = "index.html"
        latest = max((row["fiscal_year"] for row in a.overview_money), default=None)
        movers = [row for row in a.funding_yoy if row["fiscal_year"] == latest and row["change_yuan"] is not None]
        movers.sort(key=lambda row: (-abs(row["change_yuan"]), row["project_family_id"]))
        self._page(
            path,
            "overview",
            Words("总览", "Overview"),
            tiles=self._tiles(latest),
            charts=self._overview_charts(),
            coverage=self._coverage(path),
            money=self._table(
                path, "money", Words("各年资金来源", "Money by year and source"), "v_funding", a.overview_money,
                ("fiscal_year", "funding_source", "amount_yuan"), is_sum=True,
            ),
            changes=None if a.changes is None else self._changed(path, a.changes),
            movers=self._table(
                path, "movers", Words(f"变动最大的项目（{latest}）", f"Largest changes ({latest})"), "v_funding_yoy",
                movers[:_MOST_MOVED],
                ("institution_name", "project_name", "status", "prior_amount_yuan", "amount_yuan", "change_yuan", "change_ratio"),
                {"institution_name": links.institution, "project_name": links.family},
            ),
            issues=self._issue_rules(path),
            why_no_changes=a.why_no_changes,
        )  # fmt: skip

    def _changed(self, path: str, changes: Rows) -> Table:
        columns = comparison.COLUMNS
        return self._table(
            path, "changes", Words("自上次发布以来的变化", "Changed since the last publish"), "",
            changes, columns, {"institution_name": self._links[0].institution},
        )  # fmt: skip

    def _tiles(self, latest: int | None) -> list[tuple[Words, str, Markup | str]]:
        a = self._a
        status = Counter(row["status"] for row in a.documents)
        severities = Counter(row["severity"] for row in a.issues)
        spent = sum((row["amount_yuan"] for row in a.overview_money if row["fiscal_year"] == latest), Decimal(0))
        tiles: list[tuple[Words, str, Markup | str]] = [
            (Words("已入库文件", "Documents loaded"), "dim_document", f"{status['loaded']:,} / {len(a.documents):,}"),
            (
                Words("单位", "Institutions"),
                "v_institution_yoy",
                f"{len({r['institution_name'] for r in a.institution_years}):,}",
            ),
            (Words("项目（各年）", "Projects, by year"), "v_project", f"{len(a.projects):,}"),
            (Words("绩效指标（各年）", "Indicators, by year"), "v_indicator", f"{len(a.indicators):,}"),
            (Words(f"{latest} 年资金（万元）", f"Money of {latest} (10k yuan)"), "v_funding", money(spent)),
        ]
        for severity in ("error", "warning", "info"):
            words = coded("severity", severity)
            tiles.append((Words(f"问题：{words.zh}", f"Issues: {words.en}"), "dq_issue", f"{severities[severity]:,}"))
        return tiles

    def _overview_charts(self) -> list[Chart]:
        a = self._a
        by_source = {(row["funding_source"], row["fiscal_year"]): row["amount_yuan"] for row in a.overview_money}
        by_type = {(row["project_type"], row["fiscal_year"]): row["amount_yuan"] for row in a.type_years}
        return [
            by_year("by-source", Words("各年资金，按来源", "Money by year and source"), "v_funding", by_source, "funding_source"),
            by_year("by-type", Words("各年资金，按项目类型", "Money by year and project type"), "v_project_type_year", by_type, "project_type"),
        ]  # fmt: skip

    def _coverage(self, path: str) -> Table:
        """Institution by year: the year's money where there is a document, else what there is of it."""
        a, links = self._a, self._links[0]
        amounts = {(row["institution_name"], row["fiscal_year"]): row["amount_yuan"] for row in a.institution_years}
        years = sorted({row["fiscal_year"] for row in a.coverage})
        most = max(amounts.values(), default=None)
        by_name = grouped(a.coverage, "institution_name")
        rows = []
        for name in sorted(by_name):
            held = {row["fiscal_year"]: row["coverage"] for row in by_name[name]}
            cells = [cell("institution_name", name, links.institution({"institution_name": name}))]
            for year in years:
                amount = amounts.get((name, year)) if held.get(year) == "covered" else None
                cells.append(_bar(amount, most) if amount is not None else cell("coverage", held.get(year)))
            rows.append(row_of(cells))
        institution = self._tables.heading("v_coverage", "institution_name", a.coverage)
        headings = [institution, *(Heading(str(year), Words(str(year), str(year)), True) for year in years)]
        title = Words("文件覆盖与资金：单位 × 年度", "Coverage and money: institution × year")
        note = Words(
            "当年资金（万元），底色长短表示多少；没有已入库文件的年度写明缘由，— 表示该单位首末年度之外。",
            "Money in 10k yuan, the bar says how much; a year without a loaded document says why, — is outside the institution's years.",
        )
        table = Table("coverage", title, "v_coverage", headings, rows, note=note, total_rows=len(rows))
        return self._parted(path, table, None)

    # --- an institution ---

    def _all_institutions(self) -> None:
        a = self._a
        parts = {
            name: grouped(getattr(a, name), "institution_name")
            for name in ("institution_years", "funding_mix", "concentration", "funding_yoy", "indicator_yoy",
                         "missing_dimensions", "reconciliation", "restatements", "documents", "coverage")
        }  # fmt: skip
        for name, key in a.institutions.items():
            self._institution(
                name, f"institutions/{key}.html", {part: rows.get(name, []) for part, rows in parts.items()}
            )

    def _institution(self, name: str, path: str, of: dict[str, Rows]) -> None:
        links = self._links[1]
        given = [each for each in _BY_HAND if any(row[each] is not None for row in of["institution_years"])]
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

    # --- a family ---

    def _all_families(self) -> None:
        a = self._a
        funding = grouped(a.funding, "project_family_id")
        indicators = grouped(a.indicators, "project_family_id")
        yoy = grouped(a.funding_yoy, "project_family_id")
        for family, projects in grouped(a.projects, "project_family_id").items():
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
        said = [Markup(f'<a href="{escape(address)}">{escape(target)}</a>') for address, target in links]
        return Markup(f"<td>{Markup('<br>').join(said)}</td>")

    # --- comparison ---

    def _compare(self) -> None:
        a, path, links = self._a, "compare.html", self._links[0]
        types = self._table(
            path, "types", Words("项目类型 × 年度", "Project types by year"), "v_project_type_year", a.type_years,
            ("project_type", "fiscal_year", "amount_yuan", "prior_amount_yuan", "change_yuan", "change_ratio", "institution_count",
             "project_count"),
            {"project_type": links.project_type},
        )  # fmt: skip
        tables = [types, self._bars(path)]
        self._page(path, "compare", Words("跨单位比较", "Comparison"), charts=self._comparing_charts(), tables=tables)
        self._all_types()

    def _comparing_charts(self) -> list[Chart]:
        a = self._a
        sums = {(row["project_type"], row["fiscal_year"]): row["amount_yuan"] for row in a.type_years}
        at = {row["fiscal_year"]: set[str]() for row in a.type_institution_years}
        for row in a.type_institution_years:
            at[row["fiscal_year"]].add(row["institution_name"])
        # The year that most institutions can be compared in, and of several the latest.
        year = max(at, key=lambda year: (len(at[year]), year), default=None)
        of_year = {
            (row["project_type"], row["institution_name"]): row["total_yuan"] or Decimal(0)
            for row in a.type_institution_years
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
        for row in self._a.peer_indicators:
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
        a, links = self._a, self._links[1]
        projects = grouped(a.projects, "project_type")
        sums = grouped(a.type_institution_years, "project_type")
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


def _bar(amount: Decimal, most: Decimal | None) -> Markup:
    """A cell of money with a bar behind it that is as long as `amount` is of the `most`."""
    share = amount / most if most else Decimal(0)
    return Markup(f'<td class="number bar" data-v="{amount}" style="--share:{share:.3f}">{money(amount)}</td>')


def _target(row: Row) -> str:
    """An indicator's target as printed: the annual value, and the cycle value in brackets where it is another."""
    annual, cycle = row["annual_value"], row["cycle_value"]
    if annual is None:
        return cycle or "（未印）"
    return f"{annual}（周期 {cycle}）" if cycle not in (None, annual) else annual
