"""Which indicator carries on which: renamed, counted otherwise, twice in one project, alike but not the
same."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.indicator_names import QUALIFIED, indicator_stem, likeness
from pipelines.linking.indicators import link_indicators, unit_factor


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("培训规模（万人）", "培训规模（人）"),
        ("平均就业率（%）", "平均就业率"),
        ("发表论文数（篇）", "发表论文"),
        ("科研项目", "科研个数"),
        ("课程建设数量", "课程建设"),
        ("重大安全事故发生率.", "重大安全事故发生率"),
        ("工程量完成率(%)", "工程量完成率（％）"),
        ("设备 故障率", "设备故障率"),
        ("资金到位率（实际到位资金与计划投入资金之比）", "资金到位率"),
    ],
)
def test_the_same_thing_measured_has_one_stem(one: str, other: str) -> None:
    assert indicator_stem(one) == indicator_stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("培训人数（教师）", "培训人数（学生）"),
        ("服务次数", "服务人数"),
        ("实践（实验）教学基地", "实践教学基地"),
        ("项目", "个数"),
    ],
)
def test_other_things_measured_have_other_stems(one: str, other: str) -> None:
    assert indicator_stem(one) != indicator_stem(other)


@given(st.text(min_size=1, max_size=40))
def test_a_stem_is_its_own_stem(name: str) -> None:
    stem = indicator_stem(name)
    assert indicator_stem(stem) == stem


@pytest.mark.parametrize(
    ("unit", "prior", "factor"),
    [
        ("人", "人", 1.0),
        ("", "人", 1.0),
        ("%", "", 1.0),
        ("个", "项", 1.0),
        ("%", "‰", 0.1),
        ("米", "公里", 1000.0),
        ("人", "场", None),
    ],
)
def test_units_that_compare(unit: str, prior: str, factor: float | None) -> None:
    assert unit_factor(unit, prior) == factor


def test_likeness_does_not_take_two_audiences_for_one() -> None:
    assert likeness("学员满意度", "师生满意度").score == 0
    assert likeness("师生满意度", "受访师生满意度") == (QUALIFIED, "只增减“受访”")


YEARS = pl.DataFrame({"institution_key": ["i"], "fiscal_year": [2025], "prior_fiscal_year": [2024]})


def _indicators(*rows: tuple[str, int, str, str]) -> pl.DataFrame:
    """(key, year, name, value), all of one family, project and category."""
    return pl.DataFrame(
        [
            {
                "indicator_key": key,
                "institution_key": "i",
                "project_family_id": "f",
                "project_key": "p",
                "fiscal_year": year,
                "indicator_seq": place,
                "category_key": "c",
                "indicator_name": name,
                "indicator_stem": indicator_stem(name),
                "annual_value": value,
                "cycle_value": None,
                "annual_standard_unit": "人" if "人" in value else "",
                "cycle_standard_unit": None,
            }
            for place, (key, year, name, value) in enumerate(rows, 1)
        ],
        schema_overrides={"cycle_value": pl.String, "cycle_standard_unit": pl.String},
    )


def _links(*rows: tuple[str, int, str, str]) -> list[tuple[str, str, str]]:
    return link_indicators(_indicators(*rows), YEARS).select("indicator_key", "prior_indicator_key", "method").rows()


def test_equal_names_before_alike_ones() -> None:
    rows = [("a", 2024, "在校师生满意度", "1"), ("b", 2024, "师生满意度", "1"), ("c", 2025, "师生满意度", "1")]
    assert _links(*rows) == [("c", "b", "name")]


def test_equal_names_with_equal_values_first() -> None:
    rows = [("a", 2024, "面积", "5"), ("b", 2024, "面积", "9"), ("c", 2025, "面积", "9"), ("d", 2025, "面积", "5")]
    assert _links(*rows) == [("c", "b", "name"), ("d", "a", "name")]


def test_renamed_and_recounted() -> None:
    rows = [("a", 2024, "科研项目", "3"), ("b", 2024, "信息系统故障平均响应时间", "3"), ("c", 2025, "科研项目个数", "3"),
            ("d", 2025, "信息系统故障响应时间", "3")]  # fmt: skip
    assert _links(*rows) == [("c", "a", "stem"), ("d", "b", "likeness")]


def test_what_is_not_alike_is_not_linked() -> None:
    assert _links(("a", 2024, "学员满意度", "≥90%"), ("b", 2025, "师生满意度", "≥90%")) == []


def test_a_year_that_is_not_the_documented_one_before_is_not_linked() -> None:
    assert _links(("a", 2023, "师生满意度", "1"), ("b", 2025, "师生满意度", "1")) == []


def test_the_evidence_names_both_and_the_unit() -> None:
    indicators = _indicators(("a", 2024, "培训规模", "1"), ("b", 2025, "培训规模（人）", "2人"))
    [link] = link_indicators(indicators, YEARS).rows(named=True)
    assert link["evidence"] == "培训规模 → 培训规模（人）；单位  → 人" and link["unit_factor"] == 1.0
