"""institutions.csv: every slip is one clear line, and nothing is taken from a file that has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.institutions_file import (
    COLUMNS,
    InstitutionsError,
    parse_institutions,
    read_institutions,
    template,
)
from pipelines.model.known_institutions import Alias, KnownInstitutions, Succession


def parsed(text: str) -> tuple[KnownInstitutions, list[str]]:
    return parse_institutions(text.encode())


def test_names_successors_and_figures_of_one_file() -> None:
    known, problems = parsed(
        "# a note\n"
        "name,alias_of,valid_from,valid_to,successor,succession_year,succession_kind,region,fiscal_year,students,population\n"
        "云岭工贸学院,云岭工贸职业学院,2015,2020,,,,,,,\n"
        '云岭工贸职业学院,,,,云岭大学,2025年,更名,某省,2024,"12,000",\n'
        "岚屏市卫生局,,,,岚屏市卫健委,2019,merged,,2018,,500000\n"
        "岚屏市计生局,,,,岚屏市卫健委,2019,merged,,,,\n"
    )
    assert problems == []
    assert known.aliases == (Alias("云岭工贸学院", "云岭工贸职业学院", 2015, 2020),)
    assert known.successions[0] == Succession("云岭工贸职业学院", "云岭大学", 2025, "renamed")
    assert [each.kind for each in known.successions[1:]] == ["merged", "merged"]
    assert known.figures.select("institution_name", "region", "fiscal_year", "students", "population").rows() == [
        ("云岭工贸职业学院", "某省", 2024, 12000, None),
        ("岚屏市卫生局", None, 2018, None, 500000),
    ]
    assert known.kept_name("云岭工贸学院", 2018) == "云岭工贸职业学院"
    assert known.kept_name("云岭工贸学院", 2021) == "云岭工贸学院"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_chinese_headings_and_every_usual_encoding(encoding: str) -> None:
    known, problems = parse_institutions("名称,正式名称,年度,学生数\n甲校,甲学院,2024,100\n".encode(encoding))
    assert (problems, known.aliases) == ([], (Alias("甲校", "甲学院"),))
    assert known.figures.get_column("institution_name").to_list() == ["甲学院"]


def test_a_spelling_that_is_folded_by_rule_is_no_alias() -> None:
    known, problems = parsed("name,alias_of\n某局（本级）,某局\n")
    assert (known.aliases, problems) == ((), [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        ("name,foo\n甲,乙\n", "no column is called 'foo'"),
        ("region\n某省\n", "no column name"),
        ("name,名称\n甲,乙\n", "the column name stands there twice"),
        ("name,region\n甲\n", "line 2: it has 1 cells where the heading has 2"),
        ("name,region\n,某省\n", "line 2: it names no institution"),
        ("name,alias_of,valid_from\n甲,乙,去年\n", "line 2: valid_from '去年' is no year"),
        ("name,alias_of,valid_from,valid_to\n甲,乙,2025,2020\n", "valid_from 2025 is after valid_to 2020"),
        ("name,valid_from\n甲,2020\n", "valid_from and valid_to need alias_of"),
        ("name,fiscal_year,students\n甲,2024,约1200\n", "students '约1200' is no whole number"),
        ("name,students\n甲,1200\n", "need the fiscal_year"),
        ("name,alias_of\n甲,甲\n", "甲 is an alias of itself"),
        ("name,alias_of\n甲,乙\n乙,丙\n", "line 2: 乙 is an alias itself"),
        ("name,alias_of\n甲,乙\n甲,丙\n", "line 3: 甲 is an alias of 乙 already"),
        ("name,alias_of,successor,succession_year,succession_kind\n甲,乙,丙,2020,merged\n", "not both"),
        ("name,successor\n甲,乙\n", "a successor needs succession_year"),
        ("name,succession_year\n甲,2020\n", "need a successor"),
        ("name,successor,succession_year,succession_kind\n甲,甲,2020,renamed\n", "甲 is its own successor"),
        ("name,successor,succession_year,succession_kind\n甲,乙,2020,joined\n", "'joined' is none of renamed"),
        (
            "name,successor,succession_year,succession_kind\n甲,乙,2020,merged\n乙,甲,2020,merged\n",
            "line 3: 乙 and 甲 succeed each other",
        ),
        (
            "name,successor,succession_year,succession_kind\n甲,乙,2020,renamed\n甲,丙,2020,renamed\n",
            "line 3: 甲 is renamed to two names",
        ),
        ("name,region\n甲,某省\n甲,他省\n", "line 3: region of 甲 is 他省, an earlier line says 某省"),
        (
            "name,fiscal_year,staff\n甲,2024,10\n甲,2024,12\n",
            "line 3: staff of 甲 in 2024 is 12, an earlier line says 10",
        ),
    ],
)
def test_a_slip_is_one_clear_line(text: str, says: str) -> None:
    known, problems = parsed(text)
    assert known == KnownInstitutions(figures=known.figures) and known.figures.is_empty()
    assert len(problems) == 1
    assert says in problems[0]


def test_every_slip_is_said_and_the_error_names_the_first_and_how_many(tmp_path: Path) -> None:
    path = tmp_path / "institutions.csv"
    path.write_text("name,students\n,1\n甲,2\n", encoding="utf-8")
    with pytest.raises(InstitutionsError, match="and 2 more: `jixiao institutions check`") as raised:
        read_institutions(path)
    assert [str(path) in line for line in raised.value.problems] == [True] * 3


def test_one_name_may_belong_to_two_institutions_in_different_years() -> None:
    known, problems = parsed("name,alias_of,valid_from,valid_to\n市一中,甲校,,2019\n市一中,乙校,2020,\n")
    assert problems == []
    assert [known.kept_name("市一中", year) for year in (2019, 2020)] == ["甲校", "乙校"]


def test_the_template_is_a_file_that_is_well() -> None:
    text = template([{"name": "甲学院", "region": "某省", "level": None}])
    known, problems = parsed(text)
    assert (problems, known.names) == ([], ("甲学院",))
    assert ",".join(COLUMNS) in text


@given(st.binary(max_size=60))
def test_whatever_stands_in_the_file_is_read_or_refused_in_lines(data: bytes) -> None:
    known, problems = parse_institutions(data)
    assert not problems or not known.names
    assert all("\n" not in line for line in problems)
