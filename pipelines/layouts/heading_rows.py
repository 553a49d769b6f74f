"""The heading of a table with columns: in which rows it stands and which role each column has.

Here belongs what headings say about columns, for tables of projects and for the indicators of a form. Here does not belong
what stands below them (`columns.py`).
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from pipelines.layouts.funding import MoneyHeading, funding_roles, nested
from pipelines.layouts.headings import Meaning, field_of, fold, headings, is_ignored, meaning_of, speaks_of_money
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.cells import Cell, PageTable
from pipelines.values.categories import canonical_category
from pipelines.values.text import compact

# A heading stands in one of a table's first rows; above it there may be a title and a unit line inside the rules.
_HEADING_DEPTH = 8
_ORDINALS = "甲乙丙丁戊己庚辛"
_MEASURE = ("indicator_name", "value", "cycle_value", "operator")


@dataclass(slots=True)
class Heading:
    """A heading: the role of each grid column, the rows it takes, and the headings that the dictionary does not know.

    `categories` holds the first and second level of columns that are a category themselves (产出指标, 数量指标)."""

    fields: dict[int, str]
    first_row: int
    end_row: int
    texts: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    categories: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    unclear_money: Refused | None = None
    """Why its columns of money cannot be told, where they cannot."""

    @property
    def present(self) -> set[str]:
        return {name.partition("#")[0] for name in self.fields.values()}

    def check_money(self, page: int) -> None:
        """Raises `Refused` where it cannot be told which money a column holds."""
        if self.unclear_money is not None:
            raise self.unclear_money
        hidden = [text for text in self.unknown if speaks_of_money(text)]
        if hidden:
            raise Refused(
                "unknown_heading",
                f"page {page}: nothing is known of the column {hidden[0]!r}, which may hold money; compare its figures with"
                " the total's before adding it to headings.yml",
            )

    def check(self, page: int) -> None:
        """Raises `Refused` where a column of money cannot be told, or two columns have one role."""
        self.check_money(page)
        if self.repeated:
            raise Refused(
                "heading_not_unique",
                f"page {page}: the heading {self.repeated[0]!r} stands twice, so it is not known which column is meant",
            )

    def unknown_columns(self, page: int) -> list[Finding]:
        """A warning for each column that no list knows: it is not read."""
        return [
            Finding("warning", "unknown_heading", text, f"the column {text!r} is not known and is not read", page)
            for text in self.unknown
        ]


def _funding_roles(money: list[MoneyHeading], page: int, heading: Heading) -> dict[Hashable, str]:
    """The roles of the columns of money. Where they cannot be told the heading remembers why: whether it matters shows only
    once the table is known to be one of targets."""
    try:
        return funding_roles(money, page)
    except Refused as refusal:
        heading.unclear_money = refusal
        return {each.key: each.meaning.field for each in money}


def locate_heading(table: PageTable) -> tuple[int, int] | None:
    """The first and the end row of the table's heading: it begins with the first row in which some cell names a project
    column and another cell some other field."""
    for row in range(min(table.rows, _HEADING_DEPTH)):
        cells = [cell for cell in table.cells if cell.row0 == row and cell.lines]
        named = {field_of(cell.text) for cell in cells} - {None}
        if "project_name" in named and len(named) >= 2:
            end = max(cell.row1 for cell in cells if field_of(cell.text))
            return row, _with_second_row(table, end)
    return None


def heading_at(table: PageTable, first_row: int, end_row: int) -> Heading:
    """The heading that stands in those rows, and in rows of column numbers right below them. Cells that reach further down
    are labels beside the table and no headings."""
    heading = Heading({}, first_row, end_row)
    meanings: dict[int, tuple[Cell, Meaning | None]] = {}
    money: list[MoneyHeading] = []
    for column in range(table.columns):
        path = _path(table, first_row, end_row, column)
        if not path:
            continue
        heading.texts += [cell.text for cell in path if cell.text not in heading.texts]
        meaning = _meaning(path)
        meanings[column] = path[-1], meaning
        if meaning is None:
            _unknown(heading, path, column)
        elif meaning.field.startswith("money:") and all(each.key != id(path[-1]) for each in money):
            money.append(MoneyHeading(id(path[-1]), path[-1].text, meaning, _source_above(path)))
    roles = _funding_roles(money, table.page, heading)
    for column, (leaf, meaning) in meanings.items():
        if meaning is not None:
            _give_role(heading, column, leaf, meaning, roles)
    _settle(heading, meanings)
    while _is_column_numbers(table, heading.end_row):
        heading.end_row += 1
    return heading


def _path(table: PageTable, first_row: int, end_row: int, column: int) -> list[Cell]:
    """The heading cells above a column, from the widest to its own."""
    path: list[Cell] = []
    for row in range(first_row, end_row):
        cell = table.at(row, column)
        if cell is not None and cell.lines and cell.row1 <= end_row and (not path or path[-1] is not cell):
            path.append(cell)
    return path


def _with_second_row(table: PageTable, end: int) -> int:
    """One row more where the row below a heading holds nothing but the headings of a group (财政拨款 over 小计 …), as tools
    print it that merge no cells."""
    below = [cell for cell in table.cells if cell.row0 == end and cell.lines]
    groups = [cell for cell in table.cells if cell.row1 == end and cell.lines and cell.col1 - cell.col0 > 1]
    known = all(field_of(cell.text) or is_ignored(cell.text) for cell in below)
    inside = all(any(group.col0 <= cell.col0 < group.col1 for group in groups) for cell in below)
    return end + 1 if len(below) >= 2 and known and inside else end


def _meaning(path: list[Cell]) -> Meaning | None:
    """What a column's headings say together: its own word, with the period and the source of the groups above it."""
    leaf = path[-1].text
    above = [meaning for cell in reversed(path[:-1]) if (meaning := meaning_of(cell.text))]
    meaning = meaning_of(leaf)
    grades = headings().grades
    if meaning is None and compact(leaf) in grades and any(each.field == "value" for each in above):
        return Meaning("value", "" if compact(leaf) == grades[0] else "part_year")
    if meaning is None and not is_ignored(leaf):
        meaning = meaning_of("".join(cell.text for cell in path))
    if meaning is None:
        return None
    if not meaning.field:
        owner = next((each for each in above if each.field), None)
        return replace(owner, period=meaning.period) if owner else None
    period = next((each.period for each in above if each.period), meaning.period)
    meaning = meaning if meaning.period else replace(meaning, period=period)
    is_money = meaning.field.startswith("money:")
    return nested(meaning, next((a for a in above if a.field.startswith("money:")), None)) if is_money else meaning


def _source_above(path: list[Cell]) -> Hashable | None:
    for cell in reversed(path[:-1]):
        meaning = meaning_of(cell.text)
        if meaning and meaning.money and meaning.role != "money:合计":
            return id(cell)
    return None


def _unknown(heading: Heading, path: list[Cell], column: int) -> None:
    leaf = path[-1].text
    category = _category([cell.text for cell in path])
    if category is not None:
        heading.categories[column] = category
        heading.fields[column] = f"category#{column}"
    elif not is_ignored(leaf) and leaf not in heading.unknown:
        heading.unknown.append(leaf)


def _category(texts: list[str]) -> tuple[str | None, str | None] | None:
    """The levels of a column that is a category of indicators itself."""
    leaf, above = texts[-1], texts[-2] if len(texts) > 1 else None
    if above is not None and canonical_category(None, above, None, leaf):
        return (above, leaf) if canonical_category(None, above, None, None) else (None, leaf)
    if canonical_category(None, leaf, None, None):
        return leaf, None
    return (None, leaf) if canonical_category(None, None, None, leaf) else None


def _give_role(heading: Heading, column: int, leaf: Cell, meaning: Meaning, roles: dict[Hashable, str]) -> None:
    if meaning.field.startswith("money:"):
        if id(leaf) in roles:
            role = roles[id(leaf)]
            taken = [c for c, name in heading.fields.items() if name == role]
            heading.fields[column] = f"{role}#{column}" if taken and not leaf.col0 <= taken[0] < leaf.col1 else role
    elif meaning.role != "other":
        heading.fields[column] = meaning.role


def _settle(heading: Heading, meanings: dict[int, tuple[Cell, Meaning | None]]) -> None:
    """Roles that depend on the other columns: long-term levels beside annual ones, a goal without a period beside the
    year's, 单位 beside a value, 指标内容 where no other column names the indicator."""
    known = {c: (leaf, m) for c, (leaf, m) in meanings.items() if m is not None and c in heading.fields}
    for column, (_, meaning) in known.items():
        beside = {m.period for _, m in known.values() if m.field == meaning.field}
        if meaning.field in ("level1", "level2", "indicator_name", "operator", "unit"):
            if meaning.period == "cycle" and beside != {"cycle"}:
                heading.fields[column] = f"cycle:{meaning.field}"
        elif meaning.field == "goal" and not meaning.period and "year" in beside:
            heading.fields[column] = "project_goal"
    measures = [column for column, name in heading.fields.items() if name in _MEASURE]
    for column, (leaf, _) in known.items():
        if fold(leaf.text) == "单位" and measures and column > min(measures):
            heading.fields[column] = "unit"
    named = "indicator_name" in heading.fields.values()
    for column in [column for column, name in heading.fields.items() if name == "content"]:
        if named:
            del heading.fields[column]
        else:
            heading.fields[column] = "indicator_name"
    owners: dict[str, Cell] = {}
    for column, name in heading.fields.items():
        if column in meanings:
            owner = meanings[column][0]
            if owners.setdefault(name, owner) is not owner:
                heading.repeated.append(owner.text)


_NUMBER = re.compile(r"[(（]?(\d{1,2})[)）]?(?:=.*)?")


def _is_column_numbers(table: PageTable, row: int) -> bool:
    """Whether the row numbers the columns (栏次): 1 2 3 …, with 甲 乙 or 栏次 before them."""
    cells = sorted((c for c in table.cells if c.row0 == row and c.row1 == row + 1 and c.lines), key=lambda c: c.col0)
    texts = [compact(cell.text) for cell in cells]
    while texts and (texts[0] == "栏次" or texts[0] in _ORDINALS):
        texts.pop(0)
    numbers = [int(match[1]) for text in texts if (match := _NUMBER.fullmatch(text))]
    return (
        len(numbers) == len(texts) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 3
    )
