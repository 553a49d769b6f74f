"""What changed between two warehouses or two years: everything that did, and nothing that did not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.records import Finding
from pipelines.outputs import comparison
from pipelines.warehouse import reading
from tests.warehouse import factory
from tests.warehouse.conftest import COLLEGE
from tests.warehouse.factory import Document, indicator, project

NAME = "新河职业学院"


def _document(year: int, *projects: object, **more: object) -> Document:
    return Document(NAME, year, list(projects), file_name=f"{NAME}{year}.pdf", **more)  # type: ignore[arg-type]


def _changes(tmp_path: Path, before: list[Document], after: list[Document]) -> list[tuple[object, ...]]:
    old, new = factory.build(before, tmp_path / "old"), factory.build(after, tmp_path / "new")
    columns = ("what", "change", "project_name", "item", "before", "after", "change_yuan")
    return comparison.between_warehouses(old, new).select(columns).rows()


def test_equal_warehouses_have_no_difference(built: Path) -> None:
    assert comparison.between_warehouses(built, built).is_empty()


def test_an_amount_that_changed_tells_both_and_the_difference(tmp_path: Path) -> None:
    before, after = project("甲", {"财政拨款": "1.00"}), project("甲", {"财政拨款": "3.50"})
    assert _changes(tmp_path, [_document(2025, before)], [_document(2025, after)]) == [
        ("project", "changed", "甲", "财政拨款", "10000.00", "35000.00", Decimal("25000.00"))
    ]


def test_a_source_that_came_and_one_that_went(tmp_path: Path) -> None:
    before, after = project("甲", {"财政拨款": "1.00"}), project("甲", {"其他资金": "1.00"})
    changes = _changes(tmp_path, [_document(2025, before)], [_document(2025, after)])
    assert sorted(changes) == [
        ("project", "added", "甲", "其他资金", None, "10000.00", Decimal("10000.00")),
        ("project", "removed", "甲", "财政拨款", "10000.00", None, Decimal("-10000.00")),
    ]


def test_a_target_that_changed(tmp_path: Path) -> None:
    before = project("甲", indicators=[indicator("面积", "≥1亩"), indicator("面积", "≥2亩")])
    after = project("甲", indicators=[indicator("面积", "≥1亩"), indicator("面积", "≥3亩")])
    assert _changes(tmp_path, [_document(2025, before)], [_document(2025, after)]) == [
        ("indicator", "changed", "甲", "面积", "≥2亩", "≥3亩", None)
    ]


def test_a_document_that_came_speaks_for_its_projects(tmp_path: Path) -> None:
    first, second = _document(2024, project("甲")), _document(2025, project("甲"))
    assert _changes(tmp_path, [first], [first, second]) == [
        ("document", "added", None, f"{NAME}2025.pdf", None, "loaded", None)
    ]


def test_an_issue_that_was_found(tmp_path: Path) -> None:
    finding = Finding("warning", "category_missing", "甲", "no category", 1, factory.BOX)
    found = _document(2025, project("甲"), findings=[finding])
    assert ("issue", "added", f"{NAME}2025.pdf", "category_missing", None, "1", None) in _changes(
        tmp_path, [_document(2025, project("甲"))], [found]
    )


def test_two_years_of_an_institution_agree_with_the_views(built: Path) -> None:
    changes = comparison.between_years(built, COLLEGE, 2024, 2026)
    money = changes.filter(pl.col("what") == "project").get_column("change_yuan").sum()
    [(expected,)] = reading.query(
        "from v_institution_yoy select change_yuan where institution_name = ? and fiscal_year = 2026", built, [COLLEGE]
    ).iter_rows()
    assert money == expected != 0
    targets = changes.filter((pl.col("what") == "indicator") & (pl.col("item") == "师生满意度")).rows(named=True)
    assert [(row["before"], row["after"]) for row in targets] == [("≥90%", "≥85%")]
    assert changes.get_column("fiscal_year").unique().to_list() == [2026]


@pytest.mark.parametrize(
    ("institution", "year", "message"),
    [
        (COLLEGE, 2025, "nothing is loaded of 2025; there is 2023, 2024, 2026"),
        ("某某", 2024, "no institution is called that"),
    ],
)
def test_a_year_or_an_institution_that_is_not_there_says_what_there_is(
    built: Path, institution: str, year: int, message: str
) -> None:
    with pytest.raises(comparison.ComparisonError, match=message):
        comparison.between_years(built, institution, 2024, year)
