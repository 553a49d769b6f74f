"""The rows of the facts: projects as printed, money, indicators, printed totals.

This module should contain one function a fact table, from staged statements to its rows. Keep out what links rows over
the years (`links.py`) and how a value is understood (`values/`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import polars as pl

from pipelines.linking.indicator_names import indicator_stem
from pipelines.model.records import TOTAL, FundingSource
from pipelines.values.categories import canonical_category
from pipelines.values.money import UNITS
from pipelines.values.targets import add_targets
from pipelines.warehouse.dimensions import SCOPE, UNKNOWN_CATEGORY, category_key
from pipelines.warehouse.row_keys import key_column

MONEY = pl.Decimal(18, 2)
QUALITATIVE = "定性"
BOX = ["x0", "top", "x1", "bottom"]
PROJECT = ["document_key", "project_key", "fiscal_year"]
"""What one document says of one project."""

OWNED = [*PROJECT, "institution_key", "project_family_id", "is_current"]
"""What every fact of a project carries; by the last of them current facts are parted from superseded ones."""


class RowsError(ValueError):
    """Staged documents that cannot become rows without loss; the message is one line."""


def exploded(frame: pl.DataFrame, column: str, carried: list[str]) -> pl.DataFrame:
    """One row an element of the list of structs in `column`; its fields prefixed, beside the `carried`
    columns."""
    return (
        frame.select(*carried, column)
        .filter(pl.col(column).list.len() > 0)
        .explode(column)
        .select(*carried, pl.col(column).name.map_fields(lambda name: f"{column}.{name}").struct.unnest())
    )


def _box(column: str) -> list[pl.Expr]:
    return [pl.col(column).struct.field(side) for side in BOX]


def _money(column: str) -> pl.Expr:
    return pl.col(column).cast(MONEY)


def _assert_exact(frame: pl.DataFrame, column: str) -> None:
    """Polars rounds a Decimal cast without a word; an amount finer than a fen must not change silently."""
    if not frame.filter(pl.col(column) != pl.col(column).cast(MONEY).cast(frame.schema[column])).is_empty():
        raise RowsError(f"an amount in {column} is finer than a fen")


def projects_of(statements: pl.DataFrame) -> pl.DataFrame:
    """One row a project of a document, in reading order, with its keys; the project's fields as
    `projects.<field>`."""
    carried = [
        "document_key",
        "sha256",
        "institution_key",
        "institution_name",
        "fiscal_year",
        "is_current",
        "statement_seq",
        "unit",
    ]
    projects = exploded(statements, "projects", carried).with_columns(
        name=pl.col("projects.name").str.replace_all(r"\s+", "")
    )
    projects = projects.with_columns(occurrence=pl.int_range(1, pl.len() + 1).over(*SCOPE, "name"))
    return projects.with_columns(project_key=key_column(projects, ["institution_key", "name", "occurrence"]))


def fact_project(projects: pl.DataFrame) -> pl.DataFrame:
    frame = projects.select(
        *OWNED,
        "is_doubtful",
        pl.col("projects.seq").alias("project_seq"),
        pl.col("projects.goal").alias("goal"),
        pl.col("projects.total").struct.field("printed").alias("printed_total"),
        pl.col("projects.total").struct.field("yuan").alias("printed_total_yuan"),
        pl.col("projects.implementing_unit").alias("implementing_unit"),
        pl.col("projects.supervising_department").alias("supervising_department"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.page_first").alias("page_first"),
        pl.col("projects.page_last").alias("page_last"),
        pl.col("projects.page_first").alias("page"),
        *_box("projects.box"),
    )
    _assert_exact(frame, "printed_total_yuan")
    return frame.with_columns(_money("printed_total_yuan"))


def fact_funding(projects: pl.DataFrame) -> pl.DataFrame:
    """fact_funding: two printed amounts of one source in one project are one row, their sum."""
    amounts = exploded(projects, "projects.amounts", OWNED).rename(lambda name: name.removeprefix("projects.amounts."))
    _assert_exact(amounts, "yuan")
    keys = {source: category_key("funding_source", (None, source, None, None)) for source in get_args(FundingSource)}
    return (
        amounts.with_columns(category_key=pl.col("source").replace_strict(keys, return_dtype=pl.String))
        .unnest("box")
        .group_by(*OWNED, "category_key", maintain_order=True)
        .agg(
            amount_yuan=_money("yuan").sum(),
            printed_amount=pl.col("printed").str.join(" + "),
            page=pl.col("page").first(),
            **{side: pl.col(side).first() for side in BOX},
        )
    )


def fact_indicator(projects: pl.DataFrame) -> pl.DataFrame:
    """fact_indicator: printed values, parsed targets, canonical category, stem, place on the page."""
    printed = exploded(projects, "projects.indicators", OWNED).rename(
        lambda name: name.removeprefix("projects.indicators.")
    )
    frame = printed.rename({"seq": "indicator_seq", "name": "indicator_name"}).unnest("box")
    frame = frame.with_columns(place=pl.int_range(1, pl.len() + 1).over(PROJECT))
    frame = frame.with_columns(indicator_key=key_column(frame, [*PROJECT, "place"])).drop("place")
    frame = mapped(frame, ["indicator_name"], "indicator_stem", indicator_stem)
    levels = ["level1_code", "level1_name", "level2_code", "level2_name"]
    frame = mapped(frame, levels, "category_key", indicator_category)
    return with_wordings(add_targets(frame)).drop("weight", "printed_direction")


def with_wordings(frame: pl.DataFrame) -> pl.DataFrame:
    """A value that its own column calls 定性 is a wording, whatever digits it holds (90%-95% as a class of
    quality). `nature`, which says so, is taken away."""
    wording = (pl.col("nature").str.replace_all(r"\s+", "") == QUALITATIVE).fill_null(False)
    changed: list[pl.Expr] = []
    for prefix in ("annual", "cycle"):
        number = wording & pl.col(f"{prefix}_kind").is_in(["number", "range"])
        emptied = [f"{prefix}_{part}" for part in ("operator", "number", "number_high", "standard_number")]
        changed += [pl.when(~number.fill_null(False)).then(name).alias(name) for name in emptied]
        for part, value in (("kind", "text"), ("nature", "wording"), ("unit", ""), ("standard_unit", "")):
            name = f"{prefix}_{part}"
            changed.append(pl.when(number).then(pl.lit(value)).otherwise(name).alias(name))
    return frame.with_columns(changed).with_columns(direction=pl.when(~wording).then("direction")).drop("nature")


def indicator_category(*printed: str | None) -> str:
    return category_key("indicator", canonical_category(*printed) or UNKNOWN_CATEGORY)


def mapped(frame: pl.DataFrame, columns: list[str], name: str, function: object) -> pl.DataFrame:
    """`frame` with `name` = function(columns), asked once for each distinct combination."""
    assert callable(function)
    asked = frame.select(columns).unique(maintain_order=True)
    answers = pl.Series(name, [function(*row) for row in asked.rows()], dtype=pl.String)
    return frame.join(asked.with_columns(answers), on=columns, how="left", nulls_equal=True, maintain_order="left")


def fact_total(statements: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """fact_total: each printed total beside the sum of its column. Its own column: 合计 is added up from
    the projects' printed totals where they print one, as a reader would; the bound is 0.005 × (rows + 1)
    printed units (DOMAIN.md)."""
    statement = [*SCOPE, "statement_seq"]
    printed = exploded(statements, "totals", [*statement, "is_current", "unit"]).rename(
        lambda name: name.removeprefix("totals.")
    )
    _assert_exact(printed, "yuan")
    own = exploded(projects, "projects.amounts", [*statement, "project_key"])
    parts = own.select(
        *statement,
        "project_key",
        pl.col("projects.amounts.source").alias("source"),
        pl.col("projects.amounts.yuan").cast(MONEY).alias("rows_yuan"),
    )
    summed = parts.group_by(*statement, "project_key").agg(pl.col("rows_yuan").sum())
    whole = projects.join(summed, on=[*statement, "project_key"], how="left").select(
        *statement,
        "project_key",
        pl.lit(TOTAL).alias("source"),
        pl.coalesce(pl.col("projects.total").struct.field("yuan").cast(MONEY), "rows_yuan").alias("rows_yuan"),
    )
    sums = pl.concat([parts, whole.select(parts.columns)]).group_by(*statement, "source").agg(pl.col("rows_yuan").sum())
    counts = projects.group_by(statement).agg(rows=pl.len())
    bounds = [
        _bound(unit, rows)
        for unit, rows in printed.join(counts, on=statement, how="left", maintain_order="left")
        .select("unit", "rows")
        .rows()
    ]
    return (
        printed.join(sums, on=[*statement, "source"], how="left", maintain_order="left")
        .with_columns(pl.col("rows_yuan").fill_null(Decimal(0)), printed_yuan=_money("yuan"))
        .with_columns(
            residual_yuan=(pl.col("printed_yuan") - pl.col("rows_yuan")).cast(MONEY),
            bound_yuan=pl.Series(bounds, dtype=MONEY),
        )
        .unnest("box")
        .rename({"source": "funding_source", "printed": "printed_amount"})
        .drop("unit", "yuan")
    )


def _bound(unit: str, rows: int | None) -> Decimal:
    """What rounding explains: half a unit of the second printed place for each row and for the total
    itself, in yuan."""
    return (Decimal("0.005") * ((rows or 0) + 1) * UNITS[unit]).quantize(Decimal("0.01"))
