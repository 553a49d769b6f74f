"""What the next warehouse lost against the published one, and the refusal to publish that unseen.

This module should contain the rule and its limits. Keep how the numbers are read out: that is for `summary.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.warehouse.history import HistoryError
from pipelines.warehouse.summary import INSTITUTION_YEAR, Summary

WATCHED = ("fact_project", "fact_funding", "fact_indicator")
"""Tables whose fall in rows, with those of their history, stops a publish, beside the projects and indicators that the views show."""


FALL = Decimal("0.15")
"""How much of its rows each of these may lose from one publish to the next (issue 5)."""


SHOWN = 5
"""A refusal names so many losses; the published file and the inbox can be asked for all."""


class LossError(HistoryError):
    """The next warehouse lost more than may go unseen; the message says what."""


def losses(published: Summary, built: Summary) -> list[str]:
    """What `built` lost against `published` that must not be published unseen, a line each: every institution-year that
    is gone, and each watched number that fell by more than `FALL`. An institution-year whose documents now stand under another
    name, as one of institutions.csv, is not gone."""
    old, new = _watched(published), _watched(built)
    fallen = [
        f"{name} fall from {old[name]} to {new[name]}"
        for name in old
        if new[name] < old[name] and Decimal(old[name] - new[name]) > FALL * old[name]
    ]
    gone = published.scopes.join(built.scopes, on=INSTITUTION_YEAR, how="anti", maintain_order="left")
    became = {row["document_key"]: row for row in built.documents.iter_rows(named=True)}
    lost = (_gone(name, year, published, became) for name, year in gone.select(INSTITUTION_YEAR).iter_rows())
    return [line for line in lost if line] + fallen


def _gone(name: str, year: int, published: Summary, became: Mapping[str, dict[str, Any]]) -> str | None:
    """An institution's year that is gone, and what became of its document; None where it has another name now."""
    of_year = (pl.col("institution_name") == name) & (pl.col("fiscal_year") == year) & (pl.col("status") == "loaded")
    keys = published.documents.filter(of_year).get_column("document_key").to_list()
    if keys and all(_stands(became.get(key), name, year) for key in keys):
        return None
    now = [became[key] for key in keys if key in became and became[key]["status"] != "loaded"]
    told = "; ".join(f"{each['relative_path']}, key {each['document_key']}, is {each['status']}" for each in now)
    return f"{name} {year} is gone" + (f" ({told})" if told else "")


def _stands(document: Mapping[str, Any] | None, name: str, year: int) -> bool:
    """Whether a document is loaded for the same year under another name than `name`."""
    return (
        document is not None
        and document["status"] == "loaded"
        and document["fiscal_year"] == year
        and document["institution_name"] != name
    )


def _watched(summary: Summary) -> dict[str, int]:
    """The numbers that must not fall: rows of facts of every document, and what the views show of the current ones."""
    current = {f"{name} shown": int(summary.scopes.get_column(name).sum()) for name in ("projects", "indicators")}
    held = {f"rows of {name}": summary.rows[name] + summary.rows.get(f"{name}_history", 0) for name in WATCHED}
    return held | current


def refuse_losses(found: list[str]) -> None:
    """Raises LossError, with the first few of `found`, where there is any."""
    if found:
        shown = "; ".join(found[:SHOWN]) + (f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
        raise LossError(
            f"the next warehouse has lost what the published one holds, so it was not published: {shown};"
            " find out why (`jixiao status`, `jixiao inspect FILE.pdf`), take a document out for good with"
            " `jixiao withdraw KEY`, or publish it all the same with `jixiao run --allow-loss`"
        )
