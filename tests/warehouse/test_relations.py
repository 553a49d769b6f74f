"""What the files of tables and views declare: the grammar of their headers, and that the declarations are true."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.warehouse import declared_checks, reading
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.relations import Header, Reconciliation, Relation, parse_header, relations, twins

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
COLUMNS = st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple)
RECONCILIATIONS = st.builds(Reconciliation, NAMES, NAMES, COLUMNS)
HEADERS = st.builds(
    Header,
    description=st.sampled_from(["Money by project.", "资金: additive; no total: never.", "A line, with a comma."]),
    grain=COLUMNS,
    not_null=st.just(()) | COLUMNS,
    reconciliations=st.lists(RECONCILIATIONS, max_size=2).map(tuple),
    twin=st.none() | st.just("项目资金"),
)


def written(header: Header) -> str:
    """The comment lines that declare `header`."""
    lines = [header.description, "", f"grain: {', '.join(header.grain)}"]
    lines += [f"not null: {', '.join(header.not_null)}"] if header.not_null else []
    lines += [f"reconciles: {each.column} with {each.fact} by {', '.join(each.by)}" for each in header.reconciliations]
    lines += [f"twin: {header.twin}"] if header.twin else []
    return "".join(f"-- {line}".rstrip() + "\n" for line in lines) + "create view v as from t;\n-- a comment within\n"


@given(HEADERS)
def test_a_header_is_read_as_it_was_written(header: Header) -> None:
    assert parse_header(written(header), "v.sql") == header


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["Money."], "must open with a description"),
        (["", "grain: a"], "must open with a description"),
        (["Money.", "grain: a"], "must open with a description"),
        (["Money.", "", "not null: a"], "must declare its grain"),
        (["Money.", "", "grian: a"], "`-- grian: a` is no declaration"),
        (["Money.", "", "grain: a", "and more prose"], "`-- and more prose` is no declaration"),
        (["Money.", "", "grain: a", ""], "`-- ` is no declaration"),
        (["Money.", "", "grain:a"], "`-- grain:a` is no declaration"),
        (["Money.", "", "grain: a", "grain: b"], "stands already"),
        (["Money.", "", "grain: a", "twin: 一", "twin: 二"], "stands already"),
        (["Money.", "", "grain: a,b"], "not a list of different columns"),
        (["Money.", "", "grain: a, a"], "not a list of different columns"),
        (["Money.", "", "grain: "], "`-- grain:` is no declaration"),
        (["Money.", "", "grain: a", "not null: lower(b)"], "not a list of different columns"),
        (["Money.", "", "grain: a", "reconciles: a by b"], "is not of the form"),
        (["Money.", "", "grain: a", "reconciles: a with b"], "is not of the form"),
    ],
)
def test_a_header_that_breaks_the_grammar_is_refused(lines: list[str], reason: str) -> None:
    text = "".join(f"-- {line}".rstrip() + "\n" for line in lines)
    with pytest.raises(WarehouseError, match=reason) as raised:
        parse_header(text, "100_v_funding.sql")
    assert str(raised.value).startswith("100_v_funding.sql: ")


def _relation(reconciliation: Reconciliation) -> Relation:
    header = Header("Money.", ("a",), reconciliations=(reconciliation,))
    return Relation("v", "views", True, header, "", "", Path("100_v.sql"), (("a",),))


@pytest.mark.parametrize(
    "reconciliation",
    [
        Reconciliation("a", "fact_total", ("fiscal_year",)),
        Reconciliation("a", "fact_funding", ("institution_name",)),
        Reconciliation("a", "fact_funding", ("fiscal_year", "prior_fiscal_year")),
        Reconciliation("a", "fact_funding", ("fiscal_year", "project_name")),
    ],
)
def test_money_is_reconciled_by_institution_and_year_only(reconciliation: Reconciliation) -> None:
    with pytest.raises(WarehouseError, match=r"100_v\.sql: money is reconciled with fact_funding by"):
        list(declared_checks.declared_checks(_relation(reconciliation)))


def test_files_declare_every_table_and_view_that_a_build_makes(built: Path) -> None:
    held = {each.table: each.is_view for each in reading.describe(built)}
    assert {each.name: each.is_view for each in relations()} | dict.fromkeys(twins().values(), True) == held


def test_a_declared_comment_is_the_one_in_the_file(built: Path) -> None:
    held = {each.table: each.table_comment for each in reading.describe(built)}
    assert [each.name for each in relations() if held[each.name] != each.comment] == []


def test_declared_columns_exist(built: Path) -> None:
    held: dict[str, set[str]] = {}
    for column in reading.describe(built):
        held.setdefault(column.table, set()).add(column.name)
    for each in relations():
        named = {*each.header.grain, *each.header.not_null}
        named |= {column for one in each.header.reconciliations for column in (one.column, *one.by)}
        assert named <= held[each.name], each.name


def test_unique_columns_are_those_of_the_constraints(built: Path) -> None:
    """A grain's check is left out where DuckDB holds the grain; what it holds is read from the file's text."""
    sql = "select table_name, constraint_column_names from duckdb_constraints() where constraint_type in ('PRIMARY KEY', 'UNIQUE')"
    with duckdb.connect(str(built), read_only=True) as con:
        held = sorted((table, tuple(columns)) for table, columns in con.execute(sql).fetchall())
    assert sorted((each.name, columns) for each in relations() for columns in each.unique) == held


def test_no_column_that_the_schema_keeps_from_null_is_declared_not_null_again() -> None:
    assert [each.name for each in relations() if each.header.not_null and not each.is_view] == []
