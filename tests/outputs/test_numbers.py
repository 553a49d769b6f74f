"""Every number on a page is the view's that it names: both are read, and compared."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.outputs.html_report.charts import _cut, _label, _places
from pipelines.outputs.html_report.report_data import page_name
from pipelines.outputs.html_report.words import coded
from pipelines.warehouse import reading
from tests.outputs.reading import Page, Table, read

PIVOTS = {"coverage", "indicators"}
"""Tables whose columns are years; they have tests of their own."""
OWN = {"issue-rules", "read", "changes"}


def _pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "evidence" not in path.parts)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _of_view(table: Table, path: Path) -> set[tuple[str | None, ...]]:
    """The rows that the view has for the table's columns, as a page carries them."""
    columns = ", ".join(table.columns)
    if table.is_sum:
        sums = [f"sum({name})::decimal(18, 2) as {name}" if name.endswith("_yuan") else name for name in table.columns]
        sql = f"from {table.view} select {', '.join(sums)} group by all"
    elif table.view == "dim_document":
        sql = f"from dim_document left join dim_institution using (institution_key) select {columns}"
    else:
        sql = f"from {table.view} select {columns}"
    return {tuple(_text(value) for value in row) for row in reading.query(sql, path).iter_rows()}


def test_every_row_of_every_table_is_a_row_of_the_view_it_names(site: Path, built: Path) -> None:
    compared: dict[str, int] = defaultdict(int)
    answers: dict[tuple[str, bool, tuple[str, ...]], set[tuple[str | None, ...]]] = {}
    for path in _pages(site):
        for table in read(path).tables.values():
            if table.name in PIVOTS | OWN:
                continue
            key = (table.view, table.is_sum, tuple(table.columns))
            known = answers.setdefault(key, _of_view(table, built))
            for row in table.rows:
                row_values = tuple(cell.value if cell.value is None else cell.value.strip() for cell in row)
                assert row_values in {tuple(v if v is None else v.strip() for v in each) for each in known}, (
                    path.name,
                    table.name,
                )
                compared[table.view] += 1
    assert set(compared) >= {
        "v_funding", "v_funding_yoy", "v_funding_mix", "v_institution_yoy", "v_project", "v_project_type_year", "v_concentration",
        "v_indicator_yoy", "v_missing_dimension", "v_reconciliation", "v_peer_indicator", "v_restatement", "dim_document",
        "dq_issue", "document_proof",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "name", "view"),
    [
        ("institutions", "families", "v_funding_yoy"),
        ("institutions", "years", "v_institution_yoy"),
        ("families", "funding", "v_funding"),
        ("families", "goals", "v_project"),
        ("types", "projects", "v_project"),
        ("types", "peers", "v_peer_indicator"),
        ("quality", "issues", "dq_issue"),
    ],
)
def test_no_row_of_a_view_is_left_out(site: Path, built: Path, folder: str, name: str, view: str) -> None:
    shown = [
        len(page.tables[name].rows) for path in (site / folder).glob("*.html") if name in (page := read(path)).tables
    ]
    [(rows,)] = reading.query(f"select count(*) from {view}", built).iter_rows()
    assert sum(shown) == rows > 0


def test_money_is_shown_in_ten_thousands_of_what_the_cell_carries(site: Path) -> None:
    shown = 0
    for path in _pages(site):
        for table in read(path).tables.values():
            for name in (each for each in table.columns if each.endswith("_yuan")):
                for cell in table.column(name):
                    if cell.value is not None:
                        assert cell.seen == f"{Decimal(cell.value) / 10_000:,.2f}"
                        shown += 1
    assert shown > 100


def test_coverage_shows_the_money_of_each_institution_and_year_or_why_there_is_none(site: Path, built: Path) -> None:
    table = read(site / "index.html").tables["coverage"]
    money = {
        row[:2]: row[2]
        for row in reading.query(
            "from v_institution_yoy select institution_name, fiscal_year, amount_yuan", built
        ).iter_rows()
    }
    held = {
        row[:2]: row[2]
        for row in reading.query("from v_coverage select institution_name, fiscal_year, coverage", built).iter_rows()
    }
    seen = {}
    for row in table.rows:
        for year, cell in zip(table.columns[1:], row[1:], strict=True):
            if cell.value is not None:
                seen[row[0].value, int(year)] = cell.value
    assert seen == {at: str(money[at]) if what == "covered" else what for at, what in held.items()}
    assert "missing" in seen.values()
    assert "quarantined" in seen.values()


def test_a_family_shows_its_targets_side_by_side_as_printed(site: Path, built: Path) -> None:
    [(family,)] = reading.query(
        "select distinct project_family_id from v_indicator where indicator_name = '无线入楼主干带宽'", built
    ).iter_rows()
    table = read(site / "families" / f"{family}.html").tables["indicators"]
    row = next(row for row in table.rows if row[2].value == "无线入楼主干带宽")
    assert [cell.seen for cell in row[3:]] == ["≥10Gbps", "≥20Gbps", "≥20Gbps"]
    assert all(cell.href and "/evidence/" in cell.href for cell in row[3:])


def test_a_cycle_value_that_differs_stands_in_brackets(site: Path, built: Path) -> None:
    [(family,)] = reading.query(
        "select distinct project_family_id from v_indicator where indicator_name = '工程量完成率'", built
    ).iter_rows()
    page = read(site / "families" / f"{family}.html")
    row = next(row for row in page.tables["indicators"].rows if row[2].value == "工程量完成率")
    assert row[3].seen == "50%（周期 100%）"


def test_tiles_equal_what_they_count(site: Path, built: Path) -> None:
    counts = {
        "dim_document": "select format('{} / {}', count(*) filter (status = 'loaded'), count(*)) from dim_document",
        "v_institution_yoy": "select count(distinct institution_name)::varchar from v_institution_yoy",
        "v_project": "select count(*)::varchar from v_project",
        "v_indicator": "select count(*)::varchar from v_indicator",
    }
    page = read(site / "index.html")
    tiles = dict(reversed(page.tiles[::2]))
    for view, sql in counts.items():
        [(expected,)] = reading.query(sql, built).iter_rows()
        assert tiles[view] == expected
    [(money,)] = reading.query(
        "from v_funding select sum(amount_yuan) where fiscal_year = (select max(fiscal_year) from v_funding)", built
    ).iter_rows()
    assert tiles["v_funding"] == f"{money / 10_000:,.2f}"


def test_issues_by_rule_are_counted_as_the_table_of_issues_has_them(site: Path, built: Path) -> None:
    table = read(site / "quality.html").tables["issue-rules"]
    sql = (
        "from dq_issue select severity, rule, count(*), count(distinct coalesce(document_key, file_name)) group by all"
    )
    expected = {tuple(map(str, row)) for row in reading.query(sql, built).iter_rows()}
    assert {tuple(cell.value for cell in row) for row in table.rows} == expected
    assert expected


def _drawn(page: Page, chart: str) -> dict[tuple[str, str], float]:
    data = page.charts[chart]
    return {
        (each["zh"], year): value
        for each in data["series"]
        for year, value in zip(data["axis"], each["values"], strict=True)
        if value is not None
    }


@pytest.mark.parametrize(
    ("chart", "sql"),
    [
        ("by-source", "from v_funding select funding_source, fiscal_year, sum(amount_yuan) group by all"),
        ("by-type", "from v_project_type_year select project_type, fiscal_year, amount_yuan"),
    ],
)
def test_a_chart_draws_what_its_view_says(site: Path, built: Path, chart: str, sql: str) -> None:
    drawn = _drawn(read(site / "index.html"), chart)
    expected = {
        (name, str(year)): float(amount / 10_000) for name, year, amount in reading.query(sql, built).iter_rows()
    }
    assert drawn == pytest.approx(expected)
    assert expected


OF_EACH = [
    ("institutions", "by-source", "v_funding_mix",
     "from v_funding_mix select institution_name, funding_source, fiscal_year, amount_yuan / 10000"),
    ("institutions", "by-status", "v_funding_yoy",
     "from v_funding_yoy select institution_name, status, fiscal_year,"
     " sum(case when status = 'ended' then -prior_amount_yuan else amount_yuan end) / 10000 where status is not null group by all"),
    ("institutions", "targets-moved", "v_indicator_yoy",
     "from v_indicator_yoy select institution_name, change, fiscal_year, count(*) where change is not null group by all"),
    ("institutions", "dimensions-missing", "v_missing_dimension",
     "from v_missing_dimension select institution_name, dimension, fiscal_year, count(*) group by all"),
    ("families", "by-source", "v_funding",
     "from v_funding select project_family_id, funding_source, fiscal_year, sum(amount_yuan) / 10000 group by all"),
    ("types", "by-institution", "v_project",
     "from v_project select project_type, institution_name, fiscal_year, sum(total_yuan) / 10000 group by all"),
]  # fmt: skip


@pytest.mark.parametrize(("folder", "chart", "view", "sql"), OF_EACH, ids=[f"{row[0]}-{row[1]}" for row in OF_EACH])
def test_the_charts_of_all_pages_draw_what_their_view_says(
    site: Path, built: Path, folder: str, chart: str, view: str, sql: str
) -> None:
    of_page: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for page, name, year, value in reading.query(sql, built).iter_rows():
        column = "status" if chart == "by-status" else "change"
        of_page[page][coded(column, name).zh, str(year)] = float(value)
    keys = dict(reading.query("from dim_institution select institution_name, institution_key", built).iter_rows())
    for page, expected in of_page.items():
        file = {"institutions": keys.get(page), "families": page, "types": page_name(page)}[folder]
        read_back = read(site / folder / f"{file}.html")
        drawn = {at: value for at, value in _drawn(read_back, chart).items() if value or at in expected}
        shown = {(html.unescape(name), year): value for (name, year), value in drawn.items()}
        assert shown == pytest.approx({(_cut(name), year): value for (name, year), value in expected.items()})
        assert f'data-view="{view}"' in (site / folder / f"{file}.html").read_text(encoding="utf-8")


def test_what_institutions_spend_on_is_drawn_as_v_project_has_it(site: Path, built: Path) -> None:
    drawn = _drawn(read(site / "compare.html"), "type-mix")
    sql = """from v_project select project_type, institution_name, sum(total_yuan) / 10000
             where fiscal_year = (from v_project select fiscal_year group by all
                                  order by count(distinct institution_name) desc, fiscal_year desc limit 1)
             group by all"""
    expected = {(kind, _label(name)): float(money) for kind, name, money in reading.query(sql, built).iter_rows()}
    assert drawn == pytest.approx(expected)
    assert len({name for _, name in expected}) > 1


def test_names_that_begin_alike_keep_places_of_their_own() -> None:
    names = ["长" * 40 + end for end in ("甲", "乙")]
    assert _places(names) == names
    assert [len(place) for place in _places(names[:1])] == [34]


def test_every_target_of_an_indicator_is_a_dot(site: Path, built: Path) -> None:
    dots: dict[tuple[str, str], list[float]] = defaultdict(list)
    for path in (site / "types").glob("*-i.html"):
        data = read(path).charts["peers"]
        for each in data["series"]:
            for place, value in zip(data["axis"], each["values"], strict=True):
                if value is not None:
                    dots[html.unescape(place), each["zh"]].append(value)
    expected: dict[tuple[str, str], list[float]] = defaultdict(list)
    for place, year, value in reading.query(
        "from v_peer_indicator select institution_name, fiscal_year, number", built
    ).iter_rows():
        expected[place, str(year)].append(float(value))
    assert {at: sorted(values) for at, values in dots.items()} == {
        at: sorted(values) for at, values in expected.items()
    }
    assert expected


def test_what_stands_on_a_page_is_told_as_the_facts_have_it(site: Path, built: Path) -> None:
    counted: dict[str, int] = defaultdict(int)
    printed: set[str | None] = set()
    for path in (site / "evidence").rglob("*.html"):
        for kind, _, text in read(path).tables["read"].rows:
            counted[kind.value or ""] += 1
            printed.add(text.seen)
    counts = {
        "project": "fact_project", "amount": "fact_funding", "indicator": "fact_indicator", "total": "fact_total",
    }  # fmt: skip
    for kind, table in counts.items():
        both = f"select (select count(*) from {table}) + (select count(*) from {table}_history)"
        [(rows,)] = reading.query(both, built).iter_rows()
        assert counted[kind] == rows, kind
    assert set(reading.query("from fact_funding select printed_amount", built).get_column("printed_amount")) <= printed


def test_the_bar_behind_an_amount_is_its_share_of_the_most(site: Path, built: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    bars = {
        money: float(share)
        for money, share in re.findall(r'class="number bar" data-v="([\d.]+)" style="--share:([\d.]+)"', text)
    }
    most = max(float(money) for money in bars)
    assert len(bars) > 3
    for money, share in bars.items():
        assert share == pytest.approx(float(money) / most, abs=0.001)


def test_families_beyond_the_largest_are_drawn_as_one_and_nothing_is_lost(site: Path, built: Path) -> None:
    for path in (site / "institutions").glob("*.html"):
        page = read(path)
        if "by-family" not in page.charts:
            continue
        drawn: dict[str, float] = defaultdict(float)
        for (_, year), value in _drawn(page, "by-family").items():
            drawn[year] += value
        years = page.tables["years"]
        expected = {
            year.value: float(Decimal(amount.value or 0) / 10_000)
            for year, amount in zip(years.column("fiscal_year"), years.column("amount_yuan"), strict=True)
        }
        assert drawn == pytest.approx(expected)
