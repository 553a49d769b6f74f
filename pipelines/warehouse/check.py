"""What a check is and what it finds.

This module should contain the two records alone, which whoever makes, runs or shows checks imports. Keep making and
running them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """A query that selects the rows that offend against a rule; `name` is `<table>__<rule>`."""

    name: str
    description: str
    blocking: bool
    sql: str

    @property
    def table(self) -> str:
        """The table or view that the check selects from."""
        return self.name.partition("__")[0]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found: how many rows offend, and the first few of them."""

    name: str
    description: str
    blocking: bool
    offending_rows: int
    sample: list[dict[str, Any]]

    @property
    def passed(self) -> bool:
        """Whether no row offends."""
        return self.offending_rows == 0

    @property
    def table(self) -> str:
        """The table or view that the check selected from."""
        return self.name.partition("__")[0]
