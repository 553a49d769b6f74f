"""Institutions' names: codes before them, aliases, former names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.institutions import clean_institution, institution_aliases


@pytest.mark.parametrize(
    ("printed", "name", "code"),
    [
        ("[173]中国科学院", "中国科学院", "173"),
        ("【173】中国科学院", "中国科学院", "173"),
        ("（360138）某市财政局", "某市财政局", "360138"),
        ("360138某市财政局", "某市财政局", "360138"),
        ("360138 某市财政局", "某市财政局", "360138"),
        ("173-中国科学院", "中国科学院", "173"),
        ("360138001_某中心", "某中心", "360138001"),
        ("单位名称：某学院", "某学院", None),
        ("广州番禺职业\n技术学院", "广州番禺职业技术学院", None),
        ("番禺职业技术学院", "广州番禺职业技术学院", None),
        ("301医院", "301医院", None),
        ("2025年某局", "2025年某局", None),
        ("某局（本级）", "某局", None),
        ("某局(本级)", "某局", None),
        ("某局本级", "某局", None),
        ("某厅（机关）", "某厅", None),
        ("某厅机关", "某厅", None),
        ("某县本级", "某县本级", None),
        ("某市机关事务局", "某市机关事务局", None),
        ("某局（汇总）", "某局（汇总）", None),
        ("某局(汇总)", "某局（汇总）", None),
        ("某局汇总", "某局（汇总）", None),
        ("某市第１０中学", "某市第10中学", None),
        ("某学院(北校区)", "某学院（北校区）", None),
        ("360138", "360138", None),
    ],
)
def test_clean_institution(printed: str, name: str, code: str | None) -> None:
    assert clean_institution(printed) == (name, code)


def test_a_short_name_inside_project_names_is_no_name_of_a_cover() -> None:
    assert clean_institution("番职院").name == "番职院"
    assert "番职院" in institution_aliases("广州番禺职业技术学院")


@given(st.text(alphabet="[]【】（）0123456789-_ 某市局院年", max_size=12))
def test_a_cleaned_name_is_part_of_what_was_printed(printed: str) -> None:
    cleaned = clean_institution(printed)
    dense = "".join(printed.split())
    assert dense.endswith(cleaned.name)
    assert cleaned.code is None or (cleaned.code in dense and cleaned.name)
