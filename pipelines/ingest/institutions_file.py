"""`institutions.csv` beside the warehouse: what people know of institutions, and what is wrong with the file.

Here belong its columns, its checks and its template. Here does not belong what follows from it (`naming.py`, `warehouse/`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.model.errors import InboxError
from pipelines.model.known_institutions import (
    INSTITUTION_FIGURES,
    SUCCESSION_KINDS,
    Alias,
    KnownInstitutions,
    Succession,
)
from pipelines.values.institutions import clean_institution

INSTITUTIONS = "institutions.csv"
COLUMNS = {
    "name": ("name", "institution_name", "名称", "单位名称"),
    "alias_of": ("alias_of", "正式名称"),
    "valid_from": ("valid_from", "启用年度"),
    "valid_to": ("valid_to", "停用年度"),
    "successor": ("successor", "承接单位"),
    "succession_year": ("succession_year", "承接年度"),
    "succession_kind": ("succession_kind", "承接方式"),
    "region": ("region", "地区"),
    "level": ("level", "层级"),
    "kind": ("kind", "单位类型"),
    "fiscal_year": ("fiscal_year", "年度", "预算年度"),
    "students": ("students", "学生数"),
    "staff": ("staff", "教职工数"),
    "population": ("population", "人口"),
}
"""Each column with the headings that it may have."""

FIGURES = ("students", "staff", "population")
_ATTRIBUTES = ("region", "level", "kind")
_YEARS = ("valid_from", "valid_to", "succession_year", "fiscal_year")
_KINDS = {"更名": "renamed", "合并": "merged", "分立": "split"} | {kind: kind for kind in SUCCESSION_KINDS}
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_WHOLE_NUMBER = re.compile(r"\d{1,3}(?:[,，]\d{3})+|\d+")
_SHOWN = 1

TEMPLATE_NOTES = """\
# 一行一个名称；以 # 开头的行是注释。只填知道的，其余留空。｜One row a name; lines that begin with # are notes. Leave empty what you do not know.
# alias_of 正式名称：同一单位的另一名称；valid_from、valid_to 为其使用的首末年度｜another name of the same institution, in these years
# successor 承接单位、succession_year 承接年度、succession_kind 承接方式（renamed 更名、merged 合并、split 分立）：自该年度起由谁承接｜who carries it on from that year
# region 地区、level 层级、kind 单位类型；fiscal_year 年度的 students 学生数、staff 教职工数、population 人口，一年一行｜figures of a year, one row a year
"""


class InstitutionsError(InboxError):
    """A file of institutions that cannot be used; `problems` has one line an error."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        more = (
            f" (and {len(problems) - _SHOWN} more: `jixiao institutions check` names all)" if problems[_SHOWN:] else ""
        )
        super().__init__(f"{path}: {problems[0]}{more}")
        self.problems = [f"{path}: {problem}" for problem in problems]


def read_institutions(path: Path) -> KnownInstitutions:
    """What the file at `path` says; nothing where there is none. Raises InstitutionsError where anything in it is wrong."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return KnownInstitutions()
    except OSError as error:
        raise InstitutionsError(path, [f"cannot be read ({error.strerror})"]) from error
    known, problems = parse_institutions(data)
    if problems:
        raise InstitutionsError(path, problems)
    return known


def parse_institutions(data: bytes) -> tuple[KnownInstitutions, list[str]]:
    """What the bytes of a file of institutions say, and one line for everything that is wrong with them."""
    try:
        rows, problems = _rows(data)
    except ValueError as error:
        return KnownInstitutions(), [str(error)]
    problems += [f"line {number}: {problem}" for number, row in rows for problem in _wrong_in(row)]
    if problems:
        return KnownInstitutions(), problems
    problems = list(_wrong_between(rows))
    if problems:
        return KnownInstitutions(), problems
    aliases = [_alias(row) for _, row in rows if row["alias_of"]]
    known = KnownInstitutions(
        names=tuple(dict.fromkeys(name for _, row in rows for name in _names(row))),
        aliases=tuple(dict.fromkeys(aliases)),
        successions=tuple(dict.fromkeys(_succession(row) for _, row in rows if row["successor"])),
        figures=_figures([row for _, row in rows], {each.name: each.alias_of for each in aliases}),
    )
    return known, []


Row = Mapping[str, str]


def _rows(data: bytes) -> tuple[list[tuple[int, Row]], list[str]]:
    """The rows with their line numbers, every column of `COLUMNS` as text, and the lines that are none. Raises ValueError where
    the file as a whole cannot be read."""
    reader = csv.reader(io.StringIO(_decoded(data)))
    heading: list[str] = []
    rows: list[tuple[int, Row]] = []
    problems: list[str] = []
    for cells in reader:
        printed = [cell.strip() for cell in cells]
        if not any(printed) or printed[0].startswith("#"):
            continue
        if not heading:
            heading = _columns(printed)
        elif len(printed) != len(heading):
            problems.append(f"line {reader.line_num}: it has {len(printed)} cells where the heading has {len(heading)}")
        else:
            rows.append((reader.line_num, dict.fromkeys(COLUMNS, "") | dict(zip(heading, printed, strict=True))))
    if not heading:
        raise ValueError(f"it is empty; its first line must be the heading {','.join(COLUMNS)}")
    return [(number, _cleaned(row)) for number, row in rows], problems


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("it is neither UTF-8 nor GBK; save it as CSV UTF-8")


def _columns(printed: list[str]) -> list[str]:
    """The columns that the heading names."""
    by_heading = {heading: column for column, headings in COLUMNS.items() for heading in headings}
    unknown = [name for name in printed if name.lower() not in by_heading]
    if unknown:
        raise ValueError(f"no column is called {unknown[0]!r}; the columns are {','.join(COLUMNS)}")
    columns = [by_heading[name.lower()] for name in printed]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice:
        raise ValueError(f"the column {twice} stands there twice")
    if "name" not in columns:
        raise ValueError("it has no column name")
    return columns


def _cleaned(row: Row) -> Row:
    """The row with names as the warehouse keeps them; what is another name only by a spelling that is folded is none."""
    names = {column: clean_institution(row[column]).name for column in ("name", "alias_of", "successor")}
    if names["alias_of"] == names["name"] and row["alias_of"] != row["name"]:
        names["alias_of"] = ""
    return {**row, **names}


def _names(row: Row) -> Iterator[str]:
    yield from (row[column] for column in ("name", "alias_of", "successor") if row[column])


def _wrong_in(row: Row) -> Iterator[str]:
    """What is wrong with one row by itself."""
    if not row["name"]:
        yield "it names no institution"
    for column in _YEARS:
        if row[column] and not _YEAR.fullmatch(row[column]):
            yield f"{column} {row[column]!r} is no year such as 2025"
    for column in FIGURES:
        if row[column] and not _WHOLE_NUMBER.fullmatch(row[column]):
            yield f"{column} {row[column]!r} is no whole number such as 12000"
    if row["succession_kind"] and row["succession_kind"] not in _KINDS:
        yield f"succession_kind {row['succession_kind']!r} is none of {', '.join(SUCCESSION_KINDS)}"
    yield from _wrong_together(row)


def _wrong_together(row: Row) -> Iterator[str]:
    """What in one row does not go with the rest of it."""
    if row["alias_of"] and row["successor"]:
        yield "give alias_of (the same institution) or successor (another one), not both"
    if row["alias_of"] == row["name"] != "":
        yield f"{row['name']} is an alias of itself; leave alias_of empty"
    if row["successor"] == row["name"] != "":
        yield f"{row['name']} is its own successor"
    if row["successor"] and not (row["succession_year"] and row["succession_kind"]):
        yield "a successor needs succession_year (its first fiscal year) and succession_kind"
    if (row["succession_year"] or row["succession_kind"]) and not row["successor"]:
        yield "succession_year and succession_kind need a successor"
    if (row["valid_from"] or row["valid_to"]) and not row["alias_of"]:
        yield "valid_from and valid_to need alias_of"
    if _is_year(row["valid_from"]) and _is_year(row["valid_to"]) and _int(row["valid_from"]) > _int(row["valid_to"]):  # type: ignore[operator]
        yield f"valid_from {row['valid_from']} is after valid_to {row['valid_to']}"
    if any(row[column] for column in FIGURES) and not row["fiscal_year"]:
        yield "students, staff and population need the fiscal_year that they are of"


def _wrong_between(rows: list[tuple[int, Row]]) -> Iterator[str]:
    """What rows that are each well say against each other."""
    aliases: dict[str, list[tuple[int, Alias]]] = defaultdict(list)
    for number, row in rows:
        if row["alias_of"]:
            aliases[row["name"]].append((number, _alias(row)))
    for several in aliases.values():
        for at, (number, alias) in enumerate(several):
            other = next(
                (each for _, each in several[:at] if each.alias_of != alias.alias_of and _overlap(each, alias)), None
            )
            if other:
                yield f"line {number}: {alias.name} is an alias of {other.alias_of} already; give both valid years that do not overlap"
            if alias.alias_of in aliases:
                yield f"line {number}: {alias.alias_of} is an alias itself; give the name that it is an alias of"
    yield from _wrong_successions(rows)
    yield from _contradictions(rows, {name: several[0][1].alias_of for name, several in aliases.items()})


def _wrong_successions(rows: list[tuple[int, Row]]) -> Iterator[str]:
    successors: dict[tuple[str, int], set[str]] = defaultdict(set)
    for number, row in rows:
        if not row["successor"]:
            continue
        each = _succession(row)
        successors[each.predecessor, each.fiscal_year].add(each.successor)
        if each.predecessor in successors.get((each.successor, each.fiscal_year), set()):
            yield f"line {number}: {each.predecessor} and {each.successor} succeed each other in {each.fiscal_year}"
        if each.kind == "renamed" and len(successors[each.predecessor, each.fiscal_year]) > 1:
            yield f"line {number}: {each.predecessor} is renamed to two names in {each.fiscal_year}; is it a split?"


def _contradictions(rows: list[tuple[int, Row]], alias_of: Mapping[str, str]) -> Iterator[str]:
    """Two rows of one institution (and year) that give one column different values."""
    given: dict[tuple[str, ...], str] = {}
    for number, row in rows:
        name = alias_of.get(row["name"], row["name"])
        for column in (*_ATTRIBUTES, *FIGURES):
            key = (name, column, row["fiscal_year"] if column in FIGURES else "")
            if row[column] and given.setdefault(key, row[column]) != row[column]:
                of_year = f" in {row['fiscal_year']}" if column in FIGURES else ""
                yield f"line {number}: {column} of {name}{of_year} is {row[column]}, an earlier line says {given[key]}"


def _overlap(one: Alias, other: Alias) -> bool:
    return (one.valid_from or 0) <= (other.valid_to or 9999) and (other.valid_from or 0) <= (one.valid_to or 9999)


def _is_year(text: str) -> bool:
    return _YEAR.fullmatch(text) is not None


def _int(text: str) -> int | None:
    """A year or a whole number as it was checked before, None for nothing."""
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else None


def _alias(row: Row) -> Alias:
    return Alias(row["name"], row["alias_of"], _int(row["valid_from"]), _int(row["valid_to"]))


def _succession(row: Row) -> Succession:
    year = int(re.sub(r"\D", "", row["succession_year"]))
    return Succession(row["name"], row["successor"], year, _KINDS[row["succession_kind"]])


def _figures(rows: list[Row], alias_of: Mapping[str, str]) -> pl.DataFrame:
    """`INSTITUTION_FIGURES`: one row an institution and year that attributes or figures are given for."""
    merged: dict[tuple[str, int | None], dict[str, str | int | None]] = {}
    for row in rows:
        if any(row[column] for column in (*_ATTRIBUTES, *FIGURES)):
            key = (alias_of.get(row["name"], row["name"]), _int(row["fiscal_year"]))
            values: dict[str, str | int | None] = {column: row[column] for column in _ATTRIBUTES if row[column]}
            values |= {column: _int(row[column]) for column in FIGURES if row[column]}
            merged.setdefault(key, {}).update(values)
    records = [{"institution_name": name, "fiscal_year": year} | values for (name, year), values in merged.items()]
    return pl.DataFrame([dict.fromkeys(INSTITUTION_FIGURES) | each for each in records], schema=INSTITUTION_FIGURES)


def template(institutions: Iterable[Mapping[str, str | None]]) -> str:
    """The text of a file to begin with: notes, the heading, and a row for each institution known already, with the columns
    that are given."""
    written = io.StringIO()
    written.write(TEMPLATE_NOTES)
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: value or "" for name, value in each.items()} for each in institutions)
    return written.getvalue()
