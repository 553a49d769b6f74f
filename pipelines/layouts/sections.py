"""What a layout hands on: the projects of one institution and its printed totals, before unit, year and name are settled."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model.records import Amount, Project


@dataclass(slots=True)
class Section:
    """`institution` is the name in the total row, None where the table prints none. `parents` are the totals of a
    department that stand above the institution's own."""

    institution: str | None
    parents: list[Amount]
    totals: list[Amount]
    projects: list[Project]
