"""What is printed around a target table: institution, fiscal year and unit of money.

Here belongs the reading of the lines above a table (单位名称：…, 单位：万元, （2025年度）). Here does not belong which of
several sources is trusted: that is decided in `documents.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.tables.cells import Line, PageTable
from pipelines.values.money import find_unit
from pipelines.values.text import compact, find_years

_INSTITUTION = re.compile(
    r"(?:单位名称|部门名称|预算单位|填报单位|申报单位|编制单位|部门\(单位\)名称|部门（单位）名称|单位（部门）名称|部门/单位)"
    r"[（(]?(?:公章|盖章)?[)）]?[:：](?P<name>.+)"
)
_CODE = re.compile(r"^[\[［【(（]?(?P<code>\d{3,12})[\]］】)）]?[-—:：]?(?=\D)")
# What is printed behind the name in the same line: a year, or another label with its colon.
_TAIL = re.compile(
    r"(?:\d{4}年|[（(]?(?:金额|计量|货币)?单位[:：]|(?:填报|填表|编制|打印)?(?:日期|时间)[:：]|主管部门[:：]|[（(]?\d{4}[)）]).*$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Each None where nothing says it. `fiscal_year` only where exactly one year is named."""

    institution: str | None
    institution_code: str | None
    fiscal_year: int | None
    unit: str | None


def surroundings_of(lines: list[Line]) -> Surroundings:
    """What the lines say; the last that says a thing wins, because it stands nearest to the table."""
    institution = code = unit = None
    year: int | None = None
    for line in lines:
        text = compact(line.text)
        match = _INSTITUTION.search(text)
        if match:
            name = _TAIL.sub("", match["name"])
            numbered = _CODE.match(name)
            code = numbered["code"] if numbered else code
            institution = (name[numbered.end() :] if numbered else name) or institution
        unit = find_unit(text) or unit
        years = find_years(text)
        if len(years) == 1:
            year = years[0]
    return Surroundings(institution, code, year, unit)


def unit_inside(table: PageTable) -> str | None:
    """The unit that the table's own headings or labels name: 预算数（万元）, 项目资金（元）."""
    for cell in table.cells:
        if cell.lines and len(cell.text) <= 24:
            unit = find_unit(compact(cell.text))
            if unit:
                return unit
    return None


def year_inside(table: PageTable) -> int | None:
    """The year that a title row inside the rules names: （2024年度）."""
    for cell in table.cells:
        if cell.row0 < 3 and cell.col0 == 0 and cell.col1 == table.columns and cell.lines:
            years = find_years(compact(cell.text))
            if len(years) == 1:
                return years[0]
    return None
