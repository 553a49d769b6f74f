"""A row that the schema refuses is described by the rule that it breaks."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.warehouse.breaches import describe_breach

DECLARED = """
create table item (
    item_key varchar primary key,
    project_name varchar not null check (length(trim(project_name)) > 0),
    amount decimal(5, 2),
    page integer,
    last integer,
    check (page <= last)
);
comment on column item.project_name is '项目名称；如所印｜Project name as printed';
"""
SOUND: dict[str, Any] = {"item_key": "a", "project_name": "购置", "amount": Decimal("1.00"), "page": 3, "last": 4}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(DECLARED)
        yield opened


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{}], None),
        ([{"project_name": None}], "item.project_name (项目名称) is missing, in the row with page 3"),
        (
            [{"project_name": " "}],
            """item: (length("trim"(project_name)) > 0) does not hold, in the row with project_name ' ', page 3""",
        ),
        (
            [{"amount": Decimal("12345.00")}],
            "item.amount (amount) does not fit DECIMAL(5,2), in the row with amount 12345.00, project_name '购置', page 3",
        ),
        ([{"last": 1}], "item: (page <= \"last\") does not hold, in the row with page 3, last 1, project_name '购置'"),
        (
            [{}, {"page": 4}],
            "item: two rows have one key (item_key), in the row with item_key 'a', project_name '购置', page 3",
        ),
    ],
)
def test_a_refused_row_is_described_by_the_rule_that_it_breaks(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, changes: list[dict[str, Any]], said: str | None
) -> None:
    rows = tmp_path / "rows.parquet"
    schema = {"amount": pl.Decimal(10, 2), "project_name": pl.String}
    pl.DataFrame([SOUND | change for change in changes], schema_overrides=schema).write_parquet(rows)
    assert describe_breach(con, "item", rows) == said


def test_a_row_whose_key_is_stored_already_is_described(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = tmp_path / "rows.parquet"
    con.execute("insert into item by name select 'a' as item_key, '维修' as project_name")
    pl.DataFrame([SOUND]).write_parquet(rows)
    assert (describe_breach(con, "item", rows) or "").startswith("item: two rows have one key (item_key)")


def test_a_column_that_the_rows_lack_is_missing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = tmp_path / "rows.parquet"
    pl.DataFrame({"item_key": ["a"]}).write_parquet(rows)
    assert describe_breach(con, "item", rows) == "item.project_name (项目名称) is missing"
