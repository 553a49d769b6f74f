"""Blank forms: a target table that nobody filled in (20XX年度, XX项目, ≥**%), as templates and annexes print it.

Here belongs telling such a form from one that is filled in, and naming what is left of a template in one that is. Here does
not belong which tables are target tables at all (`layouts/recognise.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.layouts.forms import name_cells
from pipelines.layouts.kinds import is_known
from pipelines.layouts.recognise import Recognised
from pipelines.layouts.runs import Fragment, Run
from pipelines.model.records import Finding, Project
from pipelines.tables.cells import Cell, PageTable
from pipelines.values.categories import canonical_category
from pipelines.values.text import compact

# What a template prints for its users to replace.
_GAP = re.compile(r"\*{2,}|＊{2,}|[XxＸｘ×╳]{2,}|[○〇]{2,}|_{2,}|—{3,}")
_HINT = re.compile(r"[(（【](?:填写|简要|请|按照?|根据|例如?|如|说明|选填|必填).*[)）】]")
# What numbers empty lines: 目标1：, 指标2：, ……
_EMPTY_LINE = re.compile(
    r"(?:年度|实施期|总体|绩效)?(?:目标|指标|任务|内容)\d{0,2}[:：.、]?|…+|\.{3,}|\d{1,2}[.、](?!\d)"
)
_YEAR = re.compile(r"(?<!\d)20(?:\d\d|[XxＸｘ×*]{2})?年度?")
_NO_MONEY = re.compile(r"0(?:\.0+)?(?:元|万元)?")
_SIGNS = re.compile(r"[:：。、；;，,/／()（）%％≥≤＞＜><=＝\-—]+")
# A name or a label that nobody must fill in is no longer; a goal is.
_SHORT = 15


def take_out_blank(found: Recognised) -> list[int]:
    """Takes the forms that nobody filled in out of the runs, and returns their pages."""
    pages: list[int] = []
    for run in list(found.runs):
        blank = _blank_parts(run)
        pages += [fragment.table.page for fragment in blank]
        run.fragments = [fragment for fragment in run.fragments if not any(fragment is one for one in blank)]
        if not run.fragments:
            found.runs.remove(run)
    return pages


def left_in(project: Project) -> Iterator[Finding]:
    """Names what a template's users did not replace, in a project that is filled in otherwise."""
    printed = [("the project's name", project.name, project.page_first, project.box)]
    for one in project.indicators:
        texts = {one.annual_value, one.cycle_value}
        printed += [(one.name, text, one.page, one.box) for text in texts if text]
    for what, text, page, box in printed:
        match = _GAP.search(text)
        if match:
            message = f"{what}: {text[:40]!r} still holds a template's {match[0]}, so it is no value"
            yield Finding("warning", "template_left_in", project.name, message, page, box)


def _blank_parts(run: Run) -> list[Fragment]:
    """The run's fragments that belong to a blank form; a table with columns is blank as a whole or not at all."""
    if run.fragments[0].heading is not None:
        return list(run.fragments) if all(_is_blank(fragment) for fragment in run.fragments) else []
    forms: list[list[Fragment]] = []
    for fragment in run.fragments:
        if forms and (fragment.goes_on or not name_cells(fragment.table)):
            forms[-1].append(fragment)
        else:
            forms.append([fragment])
    return [part for form in forms if all(map(_is_blank, form)) for part in form]


def _is_blank(fragment: Fragment) -> bool:
    """Whether the table prints no name, no figure and no text but what a template does."""
    named = {id(cell) for cell in _names(fragment)}
    return all(
        _is_empty(cell.text, short=id(cell) not in named)
        for cell in fragment.table.cells
        if cell.lines and cell.row0 >= fragment.first_row and not _is_label(cell.text)
    )


def _names(fragment: Fragment) -> list[Cell]:
    """The cells in which the names of projects stand."""
    table: PageTable = fragment.table
    if fragment.heading is None:
        return [cell for head in name_cells(table) if (cell := table.at(head.row0, head.col1))]
    columns = {column for column, name in fragment.heading.fields.items() if name == "project_name"}
    return [cell for cell in table.cells if cell.row0 >= fragment.first_row and cell.col0 in columns]


def _is_label(text: str) -> bool:
    return is_known(text) or bool(
        canonical_category(None, text, None, None) or canonical_category(None, None, None, text)
    )


def _is_empty(text: str, *, short: bool) -> bool:
    """Whether the text fills nothing in. `short` where a few words (the department's name) are no sign either."""
    text = compact(text)
    if _GAP.search(text) or _HINT.fullmatch(text) or _NO_MONEY.fullmatch(text):
        return True
    rest = _SIGNS.sub("", _EMPTY_LINE.sub("", _YEAR.sub("", text)))
    if not rest:
        return True
    return short and len(rest) <= _SHORT and not any(sign.isdigit() for sign in rest)
