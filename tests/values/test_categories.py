"""Printed codes and names of indicators' categories to the canonical taxonomy."""

from __future__ import annotations

import pytest

from pipelines.values.categories import canonical_categories, canonical_category, category_doubts


def _codes(*printed: str | None) -> tuple[str | None, str | None] | None:
    category = canonical_category(*printed)
    return None if category is None else (category[0], category[2])


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        (("1", "产出指标", "11", "数量指标"), ("1", "11")),
        (("2", "效益指标", "21", "经济效益"), ("2", "21")),
        ((None, "效益指标", None, "经济效益指标"), ("2", "21")),
        ((None, "产出", None, "质量"), ("1", "12")),
        ((None, "产出类指标", None, "时效指标"), ("1", "13")),
        ((None, "效果指标", None, "社会效益"), ("2", "22")),
        (("2", "效益指标", "24", ""), ("2", "24")),
        (("1", "产出指标", "13", "数量指标"), ("1", "11")),
        (("3", "满意度指标", "31", "服务对象满意度"), ("3", "31")),
        ((None, "满意度指标", None, "满意度指标"), ("3", "31")),
        ((None, None, None, "可持续影响指标"), ("2", "24")),
        ((None, "投入", None, "成本指标"), ("4", "41")),
        ((None, "成本指标", None, "生态环境成本指标"), ("4", "43")),
        ((None, "产出\n指标", None, "数 量指标"), ("1", "11")),
        ((None, "满意度指标", None, None), ("3", None)),
        ((None, "效果指标", None, ""), ("2", None)),
    ],
)
def test_canonical_category(printed: tuple[str | None, ...], codes: tuple[str, str | None]) -> None:
    assert _codes(*printed) == codes


def test_cost_before_and_after_2021_is_one_category() -> None:
    assert canonical_category("1", "产出指标", "14", "成本指标") == canonical_category(
        "4", "成本指标", "41", "经济成本指标"
    )


@pytest.mark.parametrize(
    "printed",
    [
        (None, "产出指标", None, "管理指标"),
        (None, "别的", None, None),
        (None, None, None, None),
        ("9", "", "99", ""),
    ],
)
def test_what_is_not_known_is_none(printed: tuple[str | None, ...]) -> None:
    assert canonical_category(*printed) is None


def test_the_taxonomy_holds_every_answer_once() -> None:
    categories = canonical_categories()
    assert len(categories) == len(set(categories)) == 15
    assert ("2", "效益指标", "24", "可持续影响指标") in categories
    for category in categories:
        assert canonical_category(*category) == category
        assert category_doubts(*category) == []


@pytest.mark.parametrize(
    ("printed", "rules"),
    [
        (("1", "产出指标", "13", "数量指标"), ["category_code_name"]),
        (("1", "产出指标", "11", "管理指标"), ["unknown_category"]),
        ((None, "效益指标", None, "数量指标"), ["category_levels"]),
        (("2", "效益指标", "24", ""), []),
        (("1", "产出指标", "14", "成本指标"), []),
        ((None, "投入", None, "时效指标"), []),
        ((None, None, None, "数量指标"), []),
    ],
)
def test_doubtful_categories_are_named(printed: tuple[str | None, ...], rules: list[str]) -> None:
    assert [rule for rule, _ in category_doubts(*printed)] == rules
