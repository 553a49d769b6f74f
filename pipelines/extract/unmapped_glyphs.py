"""Marks that a font prints or hides without a Unicode value, in the records of one document.

Here belongs the one place where a text may be mended: a unit of which a font lost one mark, restored only from a reviewed
list and reported. Here does not belong text that can be read.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pipelines.model.errors import Refused
from pipelines.model.records import Finding, Indicator, Project, Statement
from pipelines.reference import read_rows
from pipelines.tables.cells import UNMAPPED


@cache
def _known() -> list[tuple[str, str]]:
    rows = read_rows("unmapped_units.csv", ("printed", "restored", "source"))
    return [(row["printed"], row["restored"]) for row in rows]


def restore_unmapped(statements: list[Statement], findings: list[Finding]) -> list[Statement]:
    """The statements with lost marks of known units restored, each with a finding of severity warning. Raises `Refused`
    where any other text holds a character that cannot be read."""
    for statement in statements:
        for text in (statement.institution or "", statement.institution_code or ""):
            if UNMAPPED in text:
                raise _refusal(text, statement.projects[0].page_first)
    return [
        replace(statement, projects=[_project(project, findings) for project in statement.projects])
        for statement in statements
    ]


def _project(project: Project, findings: list[Finding]) -> Project:
    for text in (
        project.name,
        project.goal or "",
        project.code or "",
        project.implementing_unit or "",
        project.supervising_department or "",
    ):
        if UNMAPPED in text:
            raise _refusal(text, project.page_first)
    return replace(project, indicators=[_indicator(i, project.name, findings) for i in project.indicators])


def _indicator(indicator: Indicator, project: str, findings: list[Finding]) -> Indicator:
    def mended(text: str | None) -> str | None:
        if text is None or UNMAPPED not in text:
            return text
        for printed, restored in _known():
            if printed in text:
                text = text.replace(printed, restored)
                findings.append(
                    Finding(
                        "warning", "unmapped_restored", project,
                        f"{indicator.name}: the font gives one character of {text} no Unicode value; it is read as the only"
                        f" known unit that fits, {restored}",
                        indicator.page, indicator.box,
                    )
                )  # fmt: skip
        if UNMAPPED in text:
            raise _refusal(text, indicator.page)
        return text

    return replace(
        indicator,
        name=mended(indicator.name) or "",
        cycle_value=mended(indicator.cycle_value),
        annual_value=mended(indicator.annual_value),
        level1_name=mended(indicator.level1_name),
        level2_name=mended(indicator.level2_name),
    )


def _refusal(text: str, page: int) -> Refused:
    return Refused(
        "unmapped_glyph",
        f"page {page}: the font gives a character of {text[:40]!r} no Unicode value, so it cannot be read; ask for a PDF"
        " exported with its fonts' character maps",
    )
