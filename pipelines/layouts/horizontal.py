"""Layout `horizontal`: a row a project, a column a category of indicators (special funds of some provinces).

A category's cell holds its indicators as `指标：值；指标：值`. Names and values hold ；and ： themselves, so a cell is parted only
where a name, a colon and a value stand between two ；.
"""

from __future__ import annotations

import re

from pipelines.layouts.columns import Row, Value
from pipelines.layouts.heading_rows import Heading
from pipelines.layouts.headings import fulfils
from pipelines.layouts.listing import Places, listed_sections
from pipelines.layouts.runs import Fragment, Run
from pipelines.layouts.sections import Section
from pipelines.model.records import DocumentKind, Finding, Indicator
from pipelines.tables.cells import PageTable

# A name, a colon, and a value up to the ； that ends it: the next name holds a colon of its own behind it.
_PAIR = re.compile(r"(?P<name>.+?)[:：](?P<value>[^:：]*?)(?:[;；]|$)(?=[^:：]+[:：]|$)")


class Horizontal:
    """The layout `horizontal`, as `Layout` describes it."""

    name = "horizontal"
    kind: DocumentKind = "target"

    def recognise(self, table: PageTable, heading: Heading | None) -> Fragment | None:
        """The table with its heading if at least two of its columns are categories of indicators."""
        if heading is None or len(heading.categories) < 2 or not fulfils(self.name, heading.present):
            return None
        heading.check(table.page)
        return Fragment(table, heading)

    def read(self, run: Run, unit: str | None, findings: list[Finding]) -> list[Section]:
        """The run's projects by institution. Raises `Refused` where a row cannot be told from its neighbours."""
        return listed_sections(run, unit, findings, lambda row, name: _indicators(row, run.heading, name, findings))


def _indicators(row: Row, heading: Heading, project: str, findings: list[Finding]) -> list[Indicator]:
    indicators: list[Indicator] = []
    for column, (level1, level2) in heading.categories.items():
        value = row.value(f"category#{column}")
        for name, target, at, end in _pairs(value):
            page, box = Places(value).at(at, end)
            if not target:
                what = f"not in the form 指标：值: {name[:60]}"
                findings.append(Finding("error", "indicator_unreadable", project, what, page, box))
                continue
            seq = len(indicators) + 1
            indicators.append(Indicator(seq, None, level1, None, level2, name, None, target, page, box))
    return indicators


def _pairs(value: Value) -> list[tuple[str, str, int, int]]:
    """The names and values in a cell with the place of each in its text; a rest without a value has an empty one."""
    text, at = value.text, 0
    pairs = []
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            pairs.append((text[at:], "", at, len(text)))
            break
        pairs.append((match["name"], match["value"], at, match.end()))
        at = match.end()
    return pairs
