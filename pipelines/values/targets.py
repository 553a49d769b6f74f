"""Printed target values as something that compares, with what an indicator's name adds: its unit in brackets, and whether
more or less is better.

Here belong values beside their names, and the columns they make of a frame. Here does not belong the grammar of a value
(`target_grammar.py`), comparing two years (sql/views does that) nor money of projects (`money.py`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from pipelines.values.directions import Direction, name_direction
from pipelines.values.target_grammar import Target, read_target
from pipelines.values.units import name_unit, standard_unit


def parse_target(printed: str | None, name: str = "") -> Target:
    """The printed target value of the indicator `name`. A value without a unit takes its standard unit from
    the name's brackets; its printed `unit` stays empty. Never raises: what cannot be read is of kind text."""
    target = read_target(printed)
    if target.standard_number is None or target.standard_unit:
        return target
    unit, factor = standard_unit(name_unit(name))
    return replace(target, standard_number=target.standard_number * factor, standard_unit=unit)


_DIRECTION_OF: dict[str, Direction] = {">=": "more", ">": "more", "<=": "less", "<": "less"}


def direction(printed: str | None, name: str = "") -> Direction | None:
    """Whether more or less of the indicator is better: by the printed operator, else by the words of its name
    (reviewed in reference/directions.csv), else None. Only numbers have one; a range, a date, a boolean and a
    text do not."""
    target = read_target(printed)
    if target.kind != "number" or target.operator is None:
        return None
    return _DIRECTION_OF.get(target.operator) or name_direction(name)


_TARGET_SCHEMA = {
    "kind": pl.String,
    "operator": pl.String,
    "number": pl.Float64,
    "number_high": pl.Float64,
    "unit": pl.String,
    "standard_number": pl.Float64,
    "standard_unit": pl.String,
    "nature": pl.String,
    "base": pl.String,
    "measure": pl.Float64,
    "measure_operator": pl.String,
    "measure_unit": pl.String,
}


FINER = tuple(
    f"{prefix}_{part}"
    for prefix in ("annual", "cycle")
    for part in ("nature", "date", "base", "measure", "measure_operator", "measure_unit")
)
"""The columns of `add_targets` that tell texts and dates apart, beyond the kind."""


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _measure(target: Target) -> tuple[str | None, float | None, str | None, str | None]:
    """base, measure, measure_operator, measure_unit: what compares of a text that is a change or a ratio."""
    if target.change is not None:
        change = target.change
        return change.base, _float(change.number), change.operator, change.unit
    if target.ratio is not None:
        return None, float(target.ratio), "=", ""
    return None, None, None, None


def _last_days(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """One row a distinct date of `{prefix}_value` and fiscal year: the last day that it means, as `{prefix}_date`."""
    dated = frame.filter(pl.col(f"{prefix}_kind") == "date").select(f"{prefix}_value", "fiscal_year").unique()
    rows = []
    for value, year in dated.iter_rows():
        deadline = read_target(value).deadline
        rows.append((value, year, deadline and deadline.last_day(year)))
    schema = {f"{prefix}_value": pl.String, "fiscal_year": pl.Int64, f"{prefix}_date": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row").cast({"fiscal_year": frame.schema["fiscal_year"]})


def _parsed_values(values: pl.Series, prefix: str) -> pl.DataFrame:
    """One row a distinct value of `values`: the value under `{prefix}_value`, and the columns of its
    target."""
    rows = []
    for value in values.unique().drop_nulls().to_list():
        target = read_target(value)
        rows.append(
            (
                value,
                target.kind,
                target.operator,
                _float(target.number),
                _float(target.number_high),
                target.unit if target.kind else None,
                _float(target.standard_number),
                target.standard_unit,
                target.nature,
                *_measure(target),
            )
        )
    schema = {
        f"{prefix}_value": pl.String,
        **{f"{prefix}_{name}": kind for name, kind in _TARGET_SCHEMA.items()},
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _parsed_names(names: pl.Series) -> pl.DataFrame:
    rows = []
    for name in names.unique().drop_nulls().to_list():
        unit, factor = standard_unit(name_unit(name))
        rows.append((name, unit, float(factor), name_direction(name)))
    schema = {
        "indicator_name": pl.String,
        "_name_unit": pl.String,
        "_name_factor": pl.Float64,
        "_name_direction": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def add_targets(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the parsed targets beside its printed values; rows and their order stay.

    In: fiscal_year, indicator_name, annual_value, cycle_value (String, null where a layout prints none). Added, for each
    of `annual_` and `cycle_`: kind, operator, unit, standard_unit, nature (String), number, number_high, standard_number
    (Float64), as in `Target`; date, the last day that a date means; of a change against another year its base, measure,
    measure_operator and measure_unit, of a ratio its measure; all null where nothing is printed. And direction (String:
    more, less, null), by the cycle value where it has one, else by the annual. Each distinct value and name is parsed
    once, so that a million rows take seconds.
    """
    out = frame.join(_parsed_names(frame["indicator_name"]), on="indicator_name", how="left", maintain_order="left")
    for prefix in ("annual", "cycle"):
        value = f"{prefix}_value"
        out = out.join(_parsed_values(frame[value], prefix), on=value, how="left", maintain_order="left")
        out = out.join(_last_days(out, prefix), on=[value, "fiscal_year"], how="left", maintain_order="left")
        borrows = pl.col(f"{prefix}_standard_unit") == ""
        number, unit = f"{prefix}_standard_number", f"{prefix}_standard_unit"
        out = out.with_columns(
            pl.when(borrows).then(pl.col(number) * pl.col("_name_factor")).otherwise(pl.col(number)).alias(number),
            pl.when(borrows).then(pl.col("_name_unit")).otherwise(pl.col(unit)).alias(unit),
        )
    cycle, annual = (
        pl.when(pl.col(f"{prefix}_kind") == "number").then(
            pl.coalesce(
                pl.col(f"{prefix}_operator").replace_strict(_DIRECTION_OF, default=None, return_dtype=pl.String),
                pl.col("_name_direction"),
            )
        )
        for prefix in ("cycle", "annual")
    )
    return out.with_columns(pl.coalesce(cycle, annual).alias("direction")).drop(
        "_name_unit", "_name_factor", "_name_direction"
    )
