"""What people know of institutions: other names, successors, attributes and figures by year.

Here belong the shapes alone: the room that reads `institutions.csv` and the rooms that make rows of it all need them. Here
does not belong reading it (`ingest/institutions_file.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

INSTITUTION_FIGURES = pl.Schema(
    {
        "institution_name": pl.String(),
        "region": pl.String(),
        "level": pl.String(),
        "kind": pl.String(),
        "fiscal_year": pl.Int64(),
        "students": pl.Int64(),
        "staff": pl.Int64(),
        "population": pl.Int64(),
    }
)
"""One row an institution and year; any column but the name may be null."""

SUCCESSION_KINDS = ("renamed", "merged", "split")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an institution, in the fiscal years from `valid_from` to `valid_to` (both included, None: without
    end)."""

    name: str
    alias_of: str
    valid_from: int | None = None
    valid_to: int | None = None

    def holds_in(self, year: int) -> bool:
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True)
class Succession:
    """From `fiscal_year` on `successor` carries on, wholly or in part, what `predecessor` did before."""

    predecessor: str
    successor: str
    fiscal_year: int
    kind: str


@dataclass(frozen=True, slots=True)
class KnownInstitutions:
    """Everything that a file of institutions says. `names` are all names that it lists, in its order."""

    names: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    successions: tuple[Succession, ...] = ()
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INSTITUTION_FIGURES))

    def kept_name(self, name: str, year: int) -> str:
        """The institution that goes by `name` in `year`: whose alias it is then, else `name` itself."""
        return next((each.alias_of for each in self.aliases if each.name == name and each.holds_in(year)), name)
