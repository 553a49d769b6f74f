"""The rows of self-evaluations: projects as evaluated, money as spent, targets as achieved.

This module should contain one function a fact table, from staged statements to its rows. Keep out what joins them to
budgets (`evaluation_links.py`) and whether a target was met (`values/outcomes.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import get_args

import polars as pl

from pipelines.linking.indicator_names import indicator_stem
from pipelines.model.records import TOTAL, FundingSource
from pipelines.values.categories import canonical_category
from pipelines.values.outcomes import outcome
from pipelines.values.targets import FINER, add_targets
from pipelines.warehouse.dimensions import SCOPE, category_key
from pipelines.warehouse.facts import (
    BOX,
    MONEY,
    OWNED,
    PROJECT,
    RowsError,
    exploded,
    indicator_category,
    mapped,
    with_wordings,
)
from pipelines.warehouse.row_keys import key_column

AS_PROJECT = [
    "project_key", "project_family_id", "institution_key", "institution_name", "fiscal_year", "is_current", "document_key", "occurrence",
    "projects.name", "projects.goal", "projects.code", "projects.amounts",
]  # fmt: skip
"""What projects of target tables and evaluated ones have in common, for the dimensions."""

UNDIVIDED = "未区分"
_MARKS = pl.Decimal(12, 4)
_SUMS = ("initial", "adjusted", "executed")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*分?")
_PARTS = ("kind", "operator", "number", "number_high", "unit", "standard_number", "standard_unit")


def evaluations_of(statements: pl.DataFrame) -> pl.DataFrame:
    """One row an evaluated project of a document, in reading order, with its keys; its fields as `projects.<field>`, so
    that what asks for a project of a target table can ask for these too. Money is 全年预算数, indicators are results."""
    carried = [
        "document_key", "sha256", "institution_key", "institution_name", "fiscal_year", "is_current", "statement_seq",
        "unit",
    ]  # fmt: skip
    rows = exploded(statements, "evaluations", carried)
    rows = rows.rename(lambda name: name.replace("evaluations.", "projects.")).rename(
        {"projects.results": "projects.indicators"}
    )
    line, lines = pl.element(), pl.col("projects.executions")
    total = lines.list.eval(line.filter(line.struct.field("source") == TOTAL))
    money = pl.coalesce(line.struct.field("adjusted"), line.struct.field("initial"))
    rows = rows.with_columns(
        pl.when(total.list.len() > 0).then(total).otherwise(lines).list.eval(money).alias("projects.amounts"),
        name=pl.col("projects.name").str.replace_all(r"\s+", ""),
    )
    rows = rows.with_columns(occurrence=pl.int_range(1, pl.len() + 1).over(*SCOPE, "name"))
    return rows.with_columns(project_key=key_column(rows, ["institution_key", "name", "occurrence"]))


def read_marks(printed: str | None) -> Decimal | None:
    """A printed weight or score as a number; None for `/`, a blank and anything else that is none."""
    found = _NUMBER.fullmatch((printed or "").strip())
    return Decimal(found[1]) if found else None


def fact_evaluation(evaluations: pl.DataFrame) -> pl.DataFrame:
    """fact_evaluation: what the form prints once for the project. The line of its total money carries the rate's weight
    and score."""
    total = _lines(evaluations).filter(pl.col("source") == TOTAL).group_by(PROJECT, maintain_order=True).first()
    total = total.select(
        *PROJECT,
        pl.col("weight").alias("printed_execution_weight"),
        pl.col("score").alias("printed_execution_score"),
        "printed_rate",
        *(_yuan(name).alias(f"printed_{name}_yuan") for name in _SUMS),
    ).rename({"printed_rate": "printed_execution_rate"})
    frame = evaluations.select(
        *OWNED,
        "is_doubtful",
        pl.col("projects.seq").alias("evaluation_seq"),
        pl.col("projects.goal").alias("goal"),
        pl.col("projects.goal_completion").alias("goal_completion"),
        pl.col("projects.total_weight").alias("printed_total_weight"),
        pl.col("projects.total_score").alias("printed_total_score"),
        pl.col("projects.implementing_unit").alias("implementing_unit"),
        pl.col("projects.supervising_department").alias("supervising_department"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.page_first").alias("page_first"),
        pl.col("projects.page_last").alias("page_last"),
        pl.col("projects.page_first").alias("page"),
        *(pl.col("projects.box").struct.field(side) for side in BOX),
    )
    frame = frame.join(total, on=PROJECT, how="left", maintain_order="left")
    for name in ("total_weight", "total_score", "execution_weight", "execution_score"):
        frame = _with_marks(frame, f"printed_{name}", name)
    return frame


def fact_execution(evaluations: pl.DataFrame) -> pl.DataFrame:
    """fact_execution: one row a source; the total is a row, 未区分, only where no source prints an amount. Lines of one
    source are one row, their sum."""
    lines = _lines(evaluations)
    printed = pl.any_horizontal(pl.col(name).is_not_null() for name in _SUMS)
    parted = lines.filter((pl.col("source") != TOTAL) & printed).select(PROJECT).unique().with_columns(parted=True)
    lines = lines.join(parted, on=PROJECT, how="left", maintain_order="left").with_columns(
        pl.col("parted").fill_null(False)
    )
    lines = lines.filter(printed & ((pl.col("source") == TOTAL) != pl.col("parted")))
    for name in _SUMS:
        _assert_exact(lines, name)
    keys = {source: category_key("funding_source", (None, source, None, None)) for source in get_args(FundingSource)}
    source = pl.when(pl.col("source") == TOTAL).then(pl.lit(UNDIVIDED)).otherwise("source")
    rows = (
        lines.with_columns(category_key=source.replace_strict(keys, return_dtype=pl.String))
        .unnest("box")
        .group_by(*OWNED, "category_key", maintain_order=True)
        .agg(
            *(
                pl.when(pl.col(name).is_not_null().any()).then(_yuan(name).sum()).alias(column)
                for name, column in zip(_SUMS, ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"), strict=True)
            ),
            *(pl.col(name).struct.field("printed").str.join(" + ").alias(f"printed_{name}") for name in _SUMS),
            printed_execution_rate=pl.col("printed_rate").first(),
            printed_weight=pl.col("weight").first(),
            printed_score=pl.col("score").first(),
            page=pl.col("page").first(),
            **{side: pl.col(side).first() for side in BOX},
        )
    )  # fmt: skip
    rows = rows.with_columns(
        pl.when(pl.col(f"printed_{name}") != "").then(f"printed_{name}").alias(f"printed_{name}") for name in _SUMS
    )
    return _with_marks(_with_marks(rows, "printed_weight", "weight"), "printed_score", "score")


def fact_result(evaluations: pl.DataFrame) -> pl.DataFrame:
    """fact_result: the repeated target and the achieved value, each as printed and as parsed, and whether it was met."""
    frame = exploded(evaluations, "projects.indicators", OWNED).rename(
        lambda name: name.removeprefix("projects.indicators.")
    )
    frame = frame.rename(
        {
            "seq": "indicator_seq", "name": "indicator_name", "target": "annual_value", "achieved": "cycle_value",
            "weight": "printed_weight", "score": "printed_score",
        }
    ).unnest("box")  # fmt: skip
    frame = frame.with_columns(place=pl.int_range(1, pl.len() + 1).over(PROJECT))
    keyed = key_column(frame.with_columns(what=pl.lit("result")), [*PROJECT, "what", "place"])
    frame = frame.with_columns(result_key=keyed).drop("place")
    frame = mapped(frame, ["indicator_name"], "indicator_stem", indicator_stem)
    levels = ["level1_code", "level1_name", "level2_code", "level2_name"]
    frame = mapped(frame, levels, "category_key", indicator_category)
    frame = mapped(frame, levels, "canonical_code", _level2_code)
    # Target and achieved value are read by one grammar, as annual and cycle value of a target table are.
    frame = with_wordings(add_targets(frame)).drop(FINER)
    frame = frame.rename({f"annual_{part}": f"target_{part}" for part in (*_PARTS, "value")})
    frame = frame.rename({f"cycle_{part}": f"achieved_{part}" for part in (*_PARTS, "value")})
    frame = _with_outcome(frame).drop("canonical_code")
    return _with_marks(_with_marks(frame, "printed_weight", "weight"), "printed_score", "score")


def _level2_code(*printed: str | None) -> str | None:
    category = canonical_category(*printed)
    return category[2] if category else None


def _with_outcome(frame: pl.DataFrame) -> pl.DataFrame:
    """A target that its own column calls 定性 has no outcome, whatever digits it holds."""
    asked = ["target_value", "achieved_value", "indicator_name", "canonical_code", "fiscal_year"]
    told = mapped(frame, asked, "outcome", outcome)
    wording = (pl.col("target_kind") == "text") | (pl.col("achieved_kind") == "text")
    return told.with_columns(outcome=pl.when(~wording.fill_null(True)).then("outcome"))


def _lines(evaluations: pl.DataFrame) -> pl.DataFrame:
    return exploded(evaluations, "projects.executions", OWNED).rename(
        lambda name: name.removeprefix("projects.executions.")
    )


def _yuan(name: str) -> pl.Expr:
    return pl.col(name).struct.field("yuan").cast(MONEY)


def _assert_exact(lines: pl.DataFrame, name: str) -> None:
    """Polars rounds a Decimal cast without a word; an amount finer than a fen must not change silently."""
    yuan = pl.col(name).struct.field("yuan")
    if not lines.filter(yuan != yuan.cast(MONEY).cast(pl.Decimal(38, 8))).is_empty():
        raise RowsError(f"an amount of a self-evaluation ({name}) is finer than a fen")


def _with_marks(frame: pl.DataFrame, printed: str, name: str) -> pl.DataFrame:
    asked = frame.get_column(printed).unique(maintain_order=True)
    known = pl.DataFrame({printed: asked, name: pl.Series([read_marks(each) for each in asked], dtype=_MARKS)})
    return frame.join(known, on=printed, how="left", nulls_equal=True, maintain_order="left")
