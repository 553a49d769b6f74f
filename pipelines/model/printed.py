"""What is printed at one place of a page: a box, a sum of money.

Here belong the small records that targets and results are both made of. Here does not belong what they are parts of
(`records.py`, `results.py`).
"""

from __future__ import annotations

from decimal import Decimal

from pydantic.dataclasses import dataclass

TOTAL = "合计"
"""The source of an `Amount` that adds the others up."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page as a reader sees it: points from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed sum of money. `source` is a `FundingSource`, or `TOTAL` for the column or row that adds them up."""

    source: str
    printed: str
    yuan: Decimal
    page: int
    box: Box
