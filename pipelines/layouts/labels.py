"""Labelled cells: which cells of a form say what a value is, and where that value stands.

Here belongs the reading of a form's head, cell by cell. Here does not belong where a form begins (`forms.py`), nor which of its
money is the year's (`funding.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.layouts.columns import Value, value_of
from pipelines.layouts.headings import Meaning, is_ignored, meaning_of
from pipelines.tables.cells import Cell, PageTable
from pipelines.values.text import compact

# What stands beside a label of money: a figure, or a mark in place of one.
_MONEY = re.compile(r"\d|^[-—–―─/／无]*$")


@dataclass(slots=True)
class Label:
    """A cell that says what a value is, and the cells that hold the value, from top to bottom."""

    meaning: Meaning
    cell: Cell
    holders: list[Cell]

    @property
    def role(self) -> str:
        return self.meaning.role

    @property
    def value(self) -> Value:
        return value_of(self.holders) if self.holders else Value([])


@dataclass(slots=True)
class Head:
    """The labels of a form's head, and the cells that no label names."""

    labels: list[Label]
    unnamed: list[Cell]

    def first(self, role: str) -> Value:
        """The value of the first label with that role that prints one."""
        printed = (label.value for label in self.labels if label.role == role)
        return next((value for value in printed if value.lines), Value([]))

    @property
    def money(self) -> list[Label]:
        return [label for label in self.labels if label.meaning.field.startswith("money:")]

    def goal(self) -> Value:
        """The goal of the year: under the labels that name the year, else under those that name no time. The goal of the
        whole project is never taken for it."""
        goals = [label for label in self.labels if label.meaning.field == "goal" and label.holders]
        of_year = [label for label in goals if label.meaning.period == "year"]
        chosen = of_year or [label for label in goals if not label.meaning.period]
        return value_of([cell for label in chosen for cell in label.holders]) if chosen else Value([])


def head_of(table: PageTable, first_row: int, end_row: int) -> Head:
    """The labels between two rows of a table.

    A value stands beside its label; where another label of a goal stands there, or nothing, below it. What stands beside a
    label that is of no use to the warehouse, and the rows of a section that holds no money, are passed over."""
    cells = sorted(
        (cell for cell in table.cells if cell.lines and first_row <= cell.row0 < end_row),
        key=lambda cell: (cell.row0, cell.col0),
    )
    labels: list[Label] = []
    named: set[int] = set()
    for cell in cells:
        if id(cell) in named:
            continue
        meaning = meaning_of(cell.text)
        if meaning is None or not meaning.field:
            continue
        holders = _holders(table, cell, meaning, end_row)
        if holders is None:
            continue
        labels.append(Label(meaning, cell, holders))
        named.add(id(cell))
        named.update(id(holder) for holder in holders)
    for cell in cells:
        if id(cell) not in named and is_ignored(cell.text):
            named.add(id(cell))
            named.update(id(each) for each in _passed_over(table, cell, labels, cells))
    return Head(labels, [cell for cell in cells if id(cell) not in named and not is_label(cell)])


def is_label(cell: Cell) -> bool:
    """Whether the cell's text is one that the dictionary knows."""
    return bool(cell.lines) and is_known(cell.text)


def is_known(text: str) -> bool:
    """Whether the dictionary holds the text as a label."""
    meaning = meaning_of(text)
    return (meaning is not None and bool(meaning.field)) or is_ignored(text)


def _holders(table: PageTable, label: Cell, meaning: Meaning, end_row: int) -> list[Cell] | None:
    """The cells of a label's value; None where the cell is no label here but a heading over others."""
    beside = _beside(table, label)
    if meaning.field.startswith("money:"):
        if len(beside) != 1 or not _MONEY.search(compact(beside[0].text)):
            return None
        return beside
    if meaning.field == "goal":
        inner = [cell for cell in beside if _is_goal_label(cell)]
        if not beside or (inner and beside[0].row1 <= label.row1 and label.row1 - label.row0 == 1):
            return _below(table, label, end_row)
        return None if inner else beside
    if meaning.field != "project_name" and any(is_label(cell) for cell in beside):
        return []
    return beside


def _beside(table: PageTable, label: Cell) -> list[Cell]:
    """The cells right of a label as far as its rows go, those of one column."""
    if label.col1 >= table.columns:
        return []
    right = [c for c in table.cells if c.col0 == label.col1 and c.row0 < label.row1 and c.row1 > label.row0]
    return sorted(right, key=lambda cell: cell.row0)


def _below(table: PageTable, label: Cell, end_row: int) -> list[Cell] | None:
    if label.row1 >= end_row:
        return None
    under = table.at(label.row1, label.col0)
    return [under] if under is not None and not is_label(under) else None


def _is_goal_label(cell: Cell) -> bool:
    meaning = meaning_of(cell.text) if cell.lines else None
    return meaning is not None and meaning.field == "goal"


def _passed_over(table: PageTable, cell: Cell, labels: Sequence[Label], cells: Sequence[Cell]) -> Iterator[Cell]:
    """What an ignored label names: the cell beside it, or the whole section that it heads unless money is in it."""
    beside = _beside(table, cell)
    if len(beside) == 1 and (beside[0].row0, beside[0].row1) == (cell.row0, cell.row1) and not is_label(beside[0]):
        yield beside[0]
    elif cell.row1 - cell.row0 > 1:
        inside = [c for c in cells if cell.row0 <= c.row0 < cell.row1 and c is not cell]
        owners = {id(label.cell) for label in labels if label.meaning.field.startswith("money:")}
        if not any(id(c) in owners for c in inside):
            yield from inside
        else:
            yield from (c for c in inside if _is_plan(table, c))


def _is_plan(table: PageTable, cell: Cell) -> bool:
    """Whether a cell of the money's section runs from there to the table's edge in a row of its own: what the money is for."""
    return cell.col1 == table.columns and not any(
        other is not cell and other.row0 == cell.row0 and other.lines and other.col0 >= 1 for other in table.cells
    )
