"""What a layout hands on: the projects of one institution and its printed totals, before unit, year and name are settled.

Here belongs which rows of money are an institution's total, a department's, or the sum of a page or a group: none of them is
a project. Here does not belong how rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.layouts.totals import Summed, amounts_by_source, is_group_name, is_total_name, unexplained_sums
from pipelines.model.records import Amount, Finding, Project
from pipelines.values.institutions import clean_institution
from pipelines.values.text import compact

_ALL = re.compile(r"(?:全部|部门|单位)?(?:合计|总计|共计)(?:[:：]|[(（].*[)）])?")
_BODY = re.compile(
    r".*(?:局|院|校|厅|委|部|处|所|站|馆|队|中心|办|会|园|社|台|团|室|政府|公司|学院|大学|医院|街道|机关|基地|总队|支队|大队|协会|法庭|银行|集团)"
    r"(?:[(（].*[)）]|本级|机关)?"
)


@dataclass(slots=True)
class Section:
    """`institution` is the name in the total row or in a column, None where the table prints none. `parents` are the totals
    of a department that stand above the institution's own."""

    institution: str | None
    parents: list[Amount]
    totals: list[Amount]
    projects: list[Project]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table in order: a project, or (without `project`) a row of money that adds others up. `institution` is what
    a column of its own prints, `name` the text in the project's column."""

    name: str
    institution: str | None
    total: Amount | None
    amounts: list[Amount]
    project: Project | None = None

    @property
    def label(self) -> str:
        return self.name or self.institution or ""

    @property
    def printed(self) -> list[Amount]:
        return [a for a in [*([self.total] if self.total else []), *self.amounts] if a.source != "未区分"]


def sections_of(entries: Sequence[Entry], unit: str, findings: list[Finding], *, by_column: bool) -> list[Section]:
    """The projects by institution, each with its printed total. `by_column` says that a column names the institution; else
    the rows of money between the projects do. A sum that belongs to no institution is compared with the rows beside it."""
    sections = _by_column(entries) if by_column else _by_rows(entries)
    claimed = {id(amount) for section in sections for amount in section.totals}
    summed = [
        Summed(entry.label, amounts_by_source(entry.total, entry.amounts), [], False)
        if entry.project
        else Summed(entry.label, {}, [a for a in entry.printed if id(a) not in claimed], True)
        for entry in entries
    ]
    findings += unexplained_sums(summed, unit)
    return [section for section in sections if section.projects]


def _add(section: Section, project: Project) -> None:
    section.projects.append(replace(project, seq=len(section.projects) + 1))


def _by_rows(entries: Sequence[Entry]) -> list[Section]:
    sections = [Section(None, [], [], [])]
    for entry in entries:
        if entry.project is not None:
            _add(sections[-1], entry.project)
        elif not entry.label or _ALL.fullmatch(compact(entry.label)):
            # 合计 closes a table that has no total yet, and adds nothing to one that has.
            without = next((section for section in reversed(sections) if not section.totals), None)
            if without is not None:
                without.totals.extend(entry.printed)
        elif _names_institution(entry.label, sections[-1]):
            if sections[-1].projects:
                sections.append(Section(entry.label, [], entry.printed, []))
            else:
                # A total row right under another is a unit of the department above it.
                sections[-1].parents.extend(sections[-1].totals)
                sections[-1].institution, sections[-1].totals = entry.label, entry.printed
    return sections


def _names_institution(label: str, section: Section) -> bool:
    """Whether a row of money is an institution's rather than a group's. Before the first project anything that is no known
    group is; between projects it must read like the name of a body."""
    if is_total_name(label) or is_group_name(label):
        return False
    return not section.projects or bool(_BODY.fullmatch(clean_institution(label).name))


def _by_column(entries: Sequence[Entry]) -> list[Section]:
    sections: list[Section] = []
    for entry in entries:
        if entry.project is not None:
            _add(_section(sections, entry.institution), entry.project)
    for entry in entries:
        if entry.project is None:
            owner = _owner(sections, entry)
            if owner is not None and not owner.totals:
                owner.totals.extend(entry.printed)
    return sections


def _section(sections: list[Section], institution: str | None) -> Section:
    """The section of an institution; a blank institution cell goes on with the last one."""
    if sections and (institution is None or sections[-1].institution in (None, institution)):
        sections[-1].institution = sections[-1].institution or institution
        return sections[-1]
    for section in sections:
        if section.institution == institution:
            return section
    sections.append(Section(institution, [], [], []))
    return sections[-1]


def _owner(sections: list[Section], entry: Entry) -> Section | None:
    """Whose total the row is: of the institution that it names, or of the only one."""
    names = {compact(name) for name in (entry.name, entry.institution) if name}
    for section in sections:
        if section.institution and compact(section.institution) in names:
            is_other = any((is_total_name(name) and not _ALL.fullmatch(name)) or is_group_name(name) for name in names)
            return None if is_other else section
    sums_up = not names or any(_ALL.fullmatch(name) for name in names)
    return sections[0] if sums_up and len(sections) == 1 else None
