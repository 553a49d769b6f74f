"""The report's pages: which there are, what stands on each, and how the whole is put in its place.

Here belongs the order of pages and tables. Here does not belong how a cell (`cells.py`) or a chart (`charts.py`) is
made, nor any HTML (`templates/`).

Work and disk grow with the documents and no faster. No page grows with them: a table of more than `PART` rows goes
on in further pages and is there whole as CSV.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import polars as pl
from markupsafe import Markup

from pipelines import comparison, warehouse
from pipelines.html_report import pictures
from pipelines.html_report.answers import Answers, Rows, grouped, page_name, read
from pipelines.html_report.cells import Heading, Link, Row, Table, Tables, both, cell, description_list, money
from pipelines.html_report.charts import Chart, Series, by_year, stacked_bars
from pipelines.html_report.pictures import Picture, Wanted
from pipelines.html_report.words import CODED, Words, coded

PART = 250
"""Rows of a table on one page: with the tables of the largest page at their longest it stays under 2 MB."""

MARKER = "report.json"
"""Stands in every report's folder: what has none is not replaced."""

_HERE = resources.files("pipelines.html_report")
_LARGEST_FAMILIES = 10
_MOST_MOVED = 20
_OTHERS = Words("其余", "others")
_KINDS_OF_CHANGE = ("raised", "lowered", "unchanged", "rewritten", "new", "dropped")
_CSV_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ReportError(ValueError):
    """A report that cannot be written; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is made from: the warehouse it shows, the inbox its documents lie in (None: no pictures), the
    warehouse published before (None: nothing to compare with), and how many pages may be drawn at a time."""

    warehouse: Path
    inbox: Path | None = None
    before: Path | None = None
    workers: int = 1


# --- the whole ----------------------------------------------------------------------------------------------------


def prepare(sources: Sources, target: Path) -> Path:
    """Write the report of `sources.warehouse` into a folder beside `target` and return that folder.

    `target` is not touched, but the pictures it holds are taken over, and where `sources.before` is None, what it
    says of the last change. Raises WarehouseError where the warehouse cannot be read, OSError where the disk refuses,
    ReportError where `target` is no report.
    """
    _refuse_foreign(target)
    building = target.with_name(f".{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    changes, why_none = _changes(sources, target)
    answers = read(sources.warehouse, changes, why_none)
    _copy_assets(building / "assets")
    drawn = pictures.gather(_wanted(answers, sources.inbox), building / "evidence", target / "evidence", sources.workers)
    _Site(answers, drawn, building, target, sources.inbox).write()
    marker = {"info": answers.info, "changes": None if changes is None else json.loads(changes.write_json()), "why_none": why_none}
    (building / MARKER).write_text(json.dumps(marker, ensure_ascii=False), encoding="utf-8")
    return building


def put_in_place(building: Path, target: Path) -> None:
    """Put a prepared report in the place of `target`; the one that stood there is removed.

    Raises ReportError where something else than a report stands there, OSError where the disk refuses.
    """
    _refuse_foreign(target)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    building.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(target: Path) -> None:
    if target.exists() and not (target / MARKER).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise ReportError(f"{target}: something else than a report stands there; move it away or name another folder")


def _changes(sources: Sources, target: Path) -> tuple[pl.DataFrame | None, str | None]:
    """What changed since the warehouse published before, or why that cannot be told; of a report made again, what it
    said."""
    if sources.before is not None:
        try:
            return comparison.between_warehouses(sources.before, sources.warehouse), None
        except warehouse.WarehouseError as error:
            # An earlier release may have written views of another shape; that must not hold back a publish.
            return None, f"{sources.before.name}: {error}"
    if not (target / MARKER).is_file():
        return None, None
    said = json.loads((target / MARKER).read_text(encoding="utf-8"))
    if said.get("changes") is None:
        return None, said.get("why_none")
    frame = pl.DataFrame(said["changes"], schema=dict.fromkeys(comparison.COLUMNS, pl.String))
    return frame.with_columns(pl.col("fiscal_year").cast(pl.Int32), pl.col("change_yuan").cast(pl.Decimal(18, 2))), None


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    for name in ("report.css", "report.js"):
        (folder / name).write_bytes((_HERE / "assets" / name).read_bytes())
    plotly = resources.files("plotly") / "package_data" / "plotly.min.js"
    (folder / "plotly.min.js").write_bytes(plotly.read_bytes())


def _wanted(answers: Answers, inbox: Path | None) -> list[Wanted]:
    """Every page that something was read from or is doubtful on."""
    documents = {row["document_key"]: row for row in answers.documents}
    pages = sorted({(row["document_key"], row["page"]) for row in answers.boxes})
    return [
        Wanted(key, page, documents[key]["sha256"], inbox / documents[key]["relative_path"] if inbox else None)
        for key, page in pages
    ]


# --- addresses ----------------------------------------------------------------------------------------------------


class _Links:
    """Addresses of pages as seen from a page that is `depth` folders down."""

    def __init__(self, answers: Answers, drawn: Mapping[tuple[str, int], Picture], depth: int) -> None:
        self.root = "../" * depth
        self._institutions = answers.institutions
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


# --- pages --------------------------------------------------------------------------------------------------------


class _Site:
    """Writes the pages into one folder."""

    def __init__(
        self,
        answers: Answers,
        drawn: Mapping[tuple[str, int], Picture],
        folder: Path,
        target: Path,
        inbox: Path | None,
    ) -> None:
        self._a = answers
        self._drawn = drawn
        self._folder = folder
        self._target = target
        self._inbox = inbox
        self._tables = Tables(answers.headings)
        self._links = [_Links(answers, drawn, depth) for depth in range(3)]
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(str(_HERE / "templates")),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals.update(both=both, Words=Words, info=answers.info)
        self._projects_of_family = grouped(answers.projects, "project_family_id")

    def write(self) -> None:
        """Write every page."""
        for name in ("institutions", "families", "types", "documents", "quality", "data"):
            (self._folder / name).mkdir()
        self._overview()
        self._all_institutions()
        self._all_families()
        self._compare()
        self._quality()
        self._all_documents()
        self._evidence()

    def _page(self, path: str, template: str, title: Words, **values: Any) -> None:
        depth = path.count("/")
        page = self._jinja.get_template(f"{template}.html.j2").render(
            title=title, root="../" * depth, section=template, links=self._links[depth], **values
        )
        place = self._folder / path
        place.parent.mkdir(exist_ok=True)
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
            (Words("单位", "Institutions"), "v_institution_yoy", f"{len({r['institution_name'] for r in a.institution_years}):,}"),
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
            by_year("by-source", Words("各年资金，按来源", "Money by year and source"), "v_funding", by_source, _largest(by_source)),
            by_year("by-type", Words("各年资金，按项目类型", "Money by year and project type"), "v_project_type_year", by_type, _largest(by_type)),
        ]  # fmt: skip

    def _coverage(self, path: str) -> Table:
        """Institution by year: the year's money where there is a document, else what there is of it."""
        a, links = self._a, self._links[0]
        amounts = {(row["institution_name"], row["fiscal_year"]): row["amount_yuan"] for row in a.institution_years}
        years = sorted({row["fiscal_year"] for row in a.coverage})
        by_name = grouped(a.coverage, "institution_name")
        rows = []
        for name in sorted(by_name):
            held = {row["fiscal_year"]: row["coverage"] for row in by_name[name]}
            cells = [cell("institution_name", name, links.institution({"institution_name": name}))]
            for year in years:
                amount = amounts.get((name, year)) if held.get(year) == "covered" else None
                cells.append(cell("amount_yuan", amount) if amount is not None else cell("coverage", held.get(year)))
            rows.append(Markup("").join(cells))
        institution = self._tables.heading("v_coverage", "institution_name", a.coverage)
        headings = [institution, *(Heading(str(year), Words(str(year), str(year)), True) for year in years)]
        title = Words("文件覆盖与资金：单位 × 年度", "Coverage and money: institution × year")
        note = Words("有文件的为当年资金（万元）；格中无数的写明缘由，— 为其年度之外。", "Money in 10k yuan where there is a document.")
        table = Table("coverage", title, "v_coverage", headings, rows, note=note, total_rows=len(rows))
        return self._parted(path, table, None)

    def _issue_rules(self, path: str) -> Table:
        columns = ("severity", "rule", "issue_count", "file_count")
        title = Words("待看的问题，按规则", "Open issues by rule")
        links = self._links[path.count("/")]
        return self._table(path, "issue-rules", title, "dq_issue", self._a.issue_rules, columns, {"rule": links.rule}, is_sum=True)

    # --- an institution ---

    def _all_institutions(self) -> None:
        a = self._a
        parts = {
            name: grouped(getattr(a, name), "institution_name")
            for name in ("institution_years", "funding_mix", "concentration", "funding_yoy", "indicator_yoy",
                         "missing_dimensions", "reconciliation", "restatements", "documents", "coverage")
        }  # fmt: skip
        for name, key in a.institutions.items():
            self._institution(name, f"institutions/{key}.html", {part: rows.get(name, []) for part, rows in parts.items()})

    def _institution(self, name: str, path: str, of: dict[str, Rows]) -> None:
        links = self._links[1]
        moved = [row for row in of["indicator_yoy"] if row["change"] not in (None, "unchanged", "new")]
        link = {"project_name": links.family, "value": links.indicator, "prior_value": links.indicator}
        dropped_only = {**link, "value": lambda row: links.indicator(row) if row["indicator_key"] else None,
                        "prior_value": lambda row: None if row["indicator_key"] else links.indicator(row)}  # fmt: skip
        tables = [
            self._table(
                path, "years", Words("各年资金", "Money by year"), "v_institution_yoy", of["institution_years"],
                ("fiscal_year", "amount_yuan", "prior_amount_yuan", "change_yuan", "change_ratio", "project_count",
                 "indicator_count", "students", "yuan_per_student"),
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
        by_source = {(row["funding_source"], row["fiscal_year"]): row["amount_yuan"] for row in of["funding_mix"]}
        charts = [by_year("by-source", Words("各年资金，按来源", "Money by year and source"), "v_funding_mix", by_source, _largest(by_source))]
        standing = [row for row in of["funding_yoy"] if row["status"] != "ended"]
        charts.append(_families_chart(standing))
        counts = Counter((row["change"], row["fiscal_year"]) for row in of["indicator_yoy"] if row["change"])
        if counts:
            years = sorted({year for _, year in counts})
            series = [
                Series(coded("change", change), [counts.get((change, year), 0) for year in years]) for change in _KINDS_OF_CHANGE
            ]
            title = Words("指标值与上年相比", "Targets against the year before")
            charts.append(stacked_bars("targets-moved", title, "v_indicator_yoy", years, series, is_money=False))
        return charts

    # --- a family ---

    def _all_families(self) -> None:
        a = self._a
        funding = grouped(a.funding, "project_family_id")
        indicators = grouped(a.indicators, "project_family_id")
        yoy = grouped(a.funding_yoy, "project_family_id")
        for family, projects in self._projects_of_family.items():
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
        chart = by_year("by-source", Words("各年资金，按来源", "Money by year and source"), "v_funding", sums, _largest(sums))
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
            rows.append(Markup("").join(cells))
        headings = [self._tables.heading("v_indicator", name, indicators[:1]) for name in ("canonical_level1", "canonical_level2", "indicator_name")]
        headings += [Heading(str(year), Words(str(year), str(year))) for year in years]
        title = Words("指标逐年并列", "Indicators side by side")
        note = Words("所印年度值，与之不同的周期值在括号内；点击可见原页。", "Annual targets as printed, cycle targets in brackets where they differ; each leads to its page.")
        return self._parted(path, Table("indicators", title, "v_indicator", headings, rows, note=note, total_rows=len(rows)), None)

    def _targets(self, indicators: Rows) -> Markup:
        """What one year prints of an indicator, as a cell."""
        if not indicators:
            return cell("value", None)
        said = [Markup('<a href="{}">{}</a>').format(self._links[1].indicator(row) or "#", _target(row)) for row in indicators]
        return Markup("<td>{}</td>").format(Markup("<br>").join(said))

    # --- comparison ---

    def _compare(self) -> None:
        a, path, links = self._a, "compare.html", self._links[0]
        sums = {(row["project_type"], row["fiscal_year"]): row["amount_yuan"] for row in a.type_years}
        names = _largest(sums)
        types = self._table(
            path, "types", Words("项目类型 × 年度", "Project types by year"), "v_project_type_year", a.type_years,
            ("project_type", "fiscal_year", "amount_yuan", "prior_amount_yuan", "change_yuan", "change_ratio", "institution_count",
             "project_count"),
            {"project_type": links.project_type},
        )  # fmt: skip
        bars = self._bars(path)
        chart = by_year("by-type", Words("各年资金，按项目类型", "Money by year and project type"), "v_project_type_year", sums, names)
        self._page(path, "compare", Words("跨单位比较", "Comparison"), charts=[chart], tables=[types, bars])
        self._all_types()

    def _bars(self, path: str) -> Table:
        """The indicators that several institutions use in a year; each has a page of the institutions' targets."""
        columns = ("fiscal_year", "canonical_level2", "indicator_stem", "unit", "institution_count", "lowest", "median", "highest")
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
        self._page(path, "compare", Words(name, name), charts=[], tables=[table])

    def _all_types(self) -> None:
        a, links = self._a, self._links[1]
        projects = grouped(a.projects, "project_type")
        sums = grouped(a.type_institution_years, "project_type")
        for name, rows in projects.items():
            path = f"types/{page_name(name)}.html"
            amounts = {(row["institution_name"], row["fiscal_year"]): row["total_yuan"] or Decimal(0) for row in sums[name]}
            chart = by_year(
                "by-institution", Words("各年资金，按单位", "Money by year and institution"), "v_project", amounts,
                _largest(amounts)[:_LARGEST_FAMILIES],
            )  # fmt: skip
            by_institution = self._table(
                path, "institutions", Words("单位 × 年度", "Institutions by year"), "v_project", sums[name],
                ("institution_name", "fiscal_year", "total_yuan"), {"institution_name": links.institution}, is_sum=True,
            )  # fmt: skip
            listed = self._table(
                path, "projects", Words("项目", "Projects"), "v_project",
                sorted(rows, key=lambda row: (-row["fiscal_year"], -(row["total_yuan"] or 0), row["project_key"])),
                ("fiscal_year", "institution_name", "project_name", "total_yuan", "indicator_count", "page_first"),
                {"institution_name": links.institution, "project_name": links.family, "page_first": links.project},
            )  # fmt: skip
            self._page(path, "compare", Words(name, name), charts=[chart], tables=[by_institution, listed])

    # --- quality, documents, evidence ---

    def _quality(self) -> None:
        a, path, links = self._a, "quality.html", self._links[0]
        held = [row for row in a.documents if row["status"] != "loaded"]
        not_exact = [row for row in a.reconciliation if row["verdict"] in ("rounding", "mismatch")]
        tables = [
            self._issue_rules(path),
            self._table(
                path, "held-back", Words("未入库的文件", "Documents that did not load"), "dim_document", held,
                ("institution_name", "fiscal_year", "file_name", "status", "reason"), {"file_name": links.document},
            ),
            self._table(
                path, "totals", Words("所印合计与各项目之和不等的", "Printed totals that differ from their rows"), "v_reconciliation",
                not_exact,
                ("institution_name", "fiscal_year", "funding_source", "printed_yuan", "rows_yuan", "residual_yuan", "bound_yuan",
                 "verdict", "file_name"),
                {"institution_name": links.institution, "file_name": links.document},
            ),
            self._table(
                path, "documents", Words("文件", "Documents"), "dim_document", a.documents,
                ("institution_name", "fiscal_year", "file_name", "status", "layout", "page_count", "unit"),
                {"institution_name": links.institution, "file_name": links.document},
            ),
        ]  # fmt: skip
        self._page(path, "quality", Words("数据质量", "Data quality"), charts=[], tables=tables)
        for rule, rows in grouped(a.issues, "rule").items():
            of_rule = f"quality/{page_name(rule)}.html"
            self._page(of_rule, "quality", Words(rule, rule), charts=[], tables=[self._issues(of_rule, rows)])

    def _issues(self, path: str, rows: Rows) -> Table:
        links = self._links[1]
        return self._table(
            path, "issues", Words("问题", "Issues"), "dq_issue", rows,
            ("severity", "rule", "file_name", "page", "subject", "message"),
            {"page": links.issue, "file_name": links.document, "rule": links.rule},
        )  # fmt: skip

    def _all_documents(self) -> None:
        a = self._a
        issues, proofs = grouped(a.issues, "document_key"), grouped(a.proofs, "document_key")
        pages: dict[str, list[int]] = defaultdict(list)
        for key, page in self._drawn:
            pages[key].append(page)
        scopes = grouped(a.document_scopes, "document_key")
        for row in a.documents:
            key = row["document_key"]
            path = f"documents/{key}.html"
            columns = ("proof", "passed", "checked", "failed", "detail")
            title = Words("读取证明", "Proofs of the reading")
            tables = [
                self._table(path, "proofs", title, "document_proof", proofs.get(key, []), columns),
                self._issues(path, issues.get(key, [])),
            ]
            name = row["file_name"]
            self._page(
                path, "document", Words(name, name), about=self._about_document(row, scopes.get(key, [])), tables=tables,
                charts=[], pages=[(page, f"../evidence/{key}/p{page:03d}.html") for page in sorted(pages[key])],
            )  # fmt: skip

    def _about_document(self, row: Row, scopes: Rows) -> Markup:
        names = self._a.headings
        covers = [f"{scope['institution_name']} {scope['fiscal_year']}" for scope in scopes]
        pairs: list[tuple[Words, Any]] = [
            (Words("范围", "Covers"), "；".join(covers)),
            (names.of("dim_document", "status"), both(coded("status", row["status"]))),
            *((names.of("dim_document", name), row[name]) for name in ("reason", "layout", "page_count", "unit", "relative_path", "sha256")),
        ]
        return description_list(pairs)

    def _evidence(self) -> None:
        """A page for every page of a document that something was read from: its picture, and what stands where."""
        documents = {row["document_key"]: row for row in self._a.documents}
        pages: dict[tuple[str, int], Rows] = defaultdict(list)
        for row in self._a.boxes:
            pages[row["document_key"], row["page"]].append(row)
        order = sorted(pages)
        for before, at, after in zip([None, *order], order, [*order[1:], None], strict=False):
            key, page = at
            document, picture = documents[key], self._drawn[at]
            self._page(
                f"evidence/{key}/p{page:03d}.html", "evidence",
                Words(f"{document['file_name']} 第 {page} 页", f"{document['file_name']}, page {page}"),
                document=document, page=page, picture=picture, boxes=_placed(pages[at], picture),
                before=before if before and before[0] == key else None, after=after if after and after[0] == key else None,
                pdf=self._pdf(document, page),
            )  # fmt: skip

    def _pdf(self, document: Row, page: int) -> str | None:
        """The address of the PDF itself as seen from the evidence's folder, None where it is no longer there."""
        file = self._inbox / document["relative_path"] if self._inbox else None
        if file is None or not file.is_file():
            return None
        folder = self._target.absolute() / "evidence" / document["document_key"]
        return f"{quote(os.path.relpath(file.absolute(), folder))}#page={page}"


def _largest(sums: Mapping[tuple[str, Any], Decimal]) -> list[str]:
    """The names of `sums`, the one with the most money first."""
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for (name, _), amount in sums.items():
        whole[name] += amount
    return sorted(whole, key=lambda name: (-whole[name], name))


def _families_chart(standing: Rows) -> Chart:
    """Money by family: the largest ones, and all others as one."""
    names = {row["project_family_id"]: row["project_name"] for row in reversed(standing)}
    sums = {(row["project_family_id"], row["fiscal_year"]): row["amount_yuan"] for row in standing}
    years = sorted({year for _, year in sums})
    ranked = _largest(sums)
    series = [
        Series(Words(names[family], names[family]), [sums.get((family, year)) for year in years])
        for family in ranked[:_LARGEST_FAMILIES]
    ]
    if others := ranked[_LARGEST_FAMILIES:]:
        rest: list[Decimal | int | None] = [sum((sums.get((each, year), Decimal(0)) for each in others), Decimal(0)) for year in years]
        series.append(Series(_OTHERS, rest))
    return stacked_bars("by-family", Words("各年资金，按项目", "Money by year and project"), "v_funding_yoy", years, series)


def _target(row: Row) -> str:
    """An indicator's target as printed: the annual value, and the cycle value in brackets where it is another."""
    annual, cycle = row["annual_value"], row["cycle_value"]
    if annual is None:
        return cycle or "（未印）"
    return f"{annual}（周期 {cycle}）" if cycle not in (None, annual) else annual


def _placed(boxes: Rows, picture: Picture) -> list[dict[str, Any]]:
    """The boxes with where they lie on the picture; one that tells no place lies nowhere."""
    return [
        {**box, "words": CODED["kind"][box["kind"]],
         "style": picture.place(box["x0"], box["top"], box["x1"], box["bottom"])
         if picture.takes_boxes and box["x0"] is not None else None}
        for box in boxes
    ]  # fmt: skip


def _inert(value: Any) -> Any:
    """A value for CSV: text that a spreadsheet would take for a formula is made text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_CSV_FORMULA) else value
