"""A rename, a merger or a split is neither growth nor loss: the printed change stands beside the adjusted one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.model.known_institutions import KnownInstitutions, Succession
from pipelines.warehouse import reading
from pipelines.warehouse.dimensions import References
from tests.warehouse import factory
from tests.warehouse.factory import Document, project

NORTH, SOUTH, UNITED, RENAMED = "城北小学", "城南小学", "城中小学", "城中实验小学"
MERGED = [Succession(NORTH, UNITED, 2025, "merged"), Succession(SOUTH, UNITED, 2025, "merged")]

ADJUSTED = """from v_institution_yoy select institution_name, fiscal_year, change_yuan // 10000 as printed, succession,
    adjusted_prior_fiscal_year, adjusted_amount_yuan // 10000, adjusted_prior_amount_yuan // 10000, adjusted_change_ratio
    order by fiscal_year, institution_name"""


def _disclosed(institution: str, year: int, money: str) -> Document:
    return Document(institution, year, [project("校园维修", {"财政拨款": money})])


def _asked(documents: list[Document], successions: Sequence[Succession], directory: Path) -> list[tuple[Any, ...]]:
    path = factory.build(documents, directory, References(known=KnownInstitutions(successions=tuple(successions))))
    assert reading.query("from dim_document where status <> 'loaded'", path).is_empty(), (
        "a succession supersedes nothing"
    )
    return [row[1:] if row[0] == UNITED else row for row in reading.query(ADJUSTED, path).rows()]


def test_a_merger_is_compared_with_all_who_went_into_it(tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2024, "30"), _disclosed(SOUTH, 2024, "50"), _disclosed(UNITED, 2025, "88")]
    documents.append(_disclosed(UNITED, 2026, "44"))
    assert _asked(documents, MERGED, tmp_path) == [
        (NORTH, 2024, None, None, None, 30.0, None, None),
        (SOUTH, 2024, None, None, None, 50.0, None, None),
        (2025, None, "merged", 2024, 88.0, 80.0, 0.1),
        (2026, -44.0, None, 2025, 44.0, 88.0, -0.5),
    ]


def test_one_that_takes_another_in_has_its_own_year_before_and_the_other_s(tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2024, "30"), _disclosed(UNITED, 2024, "50"), _disclosed(UNITED, 2025, "88")]
    assert _asked(documents, MERGED[:1], tmp_path)[-1] == (2025, 38.0, "merged", 2024, 88.0, 80.0, 0.1)


def test_a_merger_with_one_whose_document_is_missing_is_not_adjusted(tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2024, "30"), _disclosed(UNITED, 2025, "88")]
    assert _asked(documents, MERGED, tmp_path)[-1] == (2025, None, "merged", 2024, 88.0, None, None)


def test_those_of_a_split_are_compared_together(tmp_path: Path) -> None:
    documents = [_disclosed(UNITED, 2024, "80"), _disclosed(NORTH, 2025, "50"), _disclosed(SOUTH, 2025, "10")]
    split = [Succession(UNITED, NORTH, 2025, "split"), Succession(UNITED, SOUTH, 2025, "split")]
    assert _asked(documents, split, tmp_path)[1:] == [
        (NORTH, 2025, None, "split", 2024, 60.0, 80.0, -0.25),
        (SOUTH, 2025, None, "split", 2024, 60.0, 80.0, -0.25),
    ]


def test_two_renames_over_a_gap_year_are_followed(tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2023, "40"), _disclosed(RENAMED, 2026, "50")]
    renames = [Succession(NORTH, UNITED, 2024, "renamed"), Succession(UNITED, RENAMED, 2026, "renamed")]
    assert _asked(documents, renames, tmp_path)[-1] == (RENAMED, 2026, None, "renamed", 2023, 50.0, 40.0, 0.25)


@pytest.mark.parametrize("year", [2023, 2026])
def test_a_succession_of_another_time_adjusts_nothing(year: int, tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2024, "30"), _disclosed(UNITED, 2024, "50"), _disclosed(UNITED, 2025, "60")]
    rows = _asked(documents, [Succession(NORTH, UNITED, year, "merged")], tmp_path)
    assert rows[-1] == (2025, 10.0, None, 2024, 60.0, 50.0, 0.2)


def test_the_printed_change_is_left_as_it_is(tmp_path: Path) -> None:
    documents = [_disclosed(NORTH, 2024, "30"), _disclosed(UNITED, 2025, "88")]
    path = factory.build(documents, tmp_path, References(known=KnownInstitutions(successions=tuple(MERGED[:1]))))
    sql = f"from v_institution_yoy select prior_amount_yuan, change_yuan, adjusted_change_yuan where institution_name = '{UNITED}'"
    assert reading.query(sql, path).rows() == [(None, None, Decimal("580000.00"))]


FAMILIES = """from v_funding_yoy select project_name, prior_amount_yuan // 10000, adjusted_prior_amount_yuan // 10000, adjusted_change_ratio
    where institution_name = '{name}' and fiscal_year = 2025 order by all"""


def test_a_family_that_both_brought_into_a_merger_is_compared_with_both(tmp_path: Path) -> None:
    documents = [
        Document(NORTH, 2024, [project("2024年城北小学校园维修", {"财政拨款": "30"})]),
        _disclosed(SOUTH, 2024, "50"),
        Document(UNITED, 2025, [project("校园维修", {"财政拨款": "88"}), project("新校区筹建", {"财政拨款": "5"})]),
    ]
    path = factory.build(documents, tmp_path, References(known=KnownInstitutions(successions=tuple(MERGED))))
    assert reading.query(FAMILIES.format(name=UNITED), path).rows() == [
        ("新校区筹建", None, 0.0, None),
        ("校园维修", None, 80.0, 0.1),
    ]


def test_a_family_that_several_of_a_split_carry_on_is_nobody_s_alone(tmp_path: Path) -> None:
    documents = [_disclosed(UNITED, 2024, "80"), _disclosed(NORTH, 2025, "50"), _disclosed(SOUTH, 2025, "10")]
    split = (Succession(UNITED, NORTH, 2025, "split"), Succession(UNITED, SOUTH, 2025, "split"))
    path = factory.build(documents, tmp_path, References(known=KnownInstitutions(successions=split)))
    assert reading.query(FAMILIES.format(name=NORTH), path).rows() == [("校园维修", None, None, None)]
