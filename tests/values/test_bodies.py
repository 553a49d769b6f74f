"""Names of bodies and of the places before them, one trap each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.bodies import body_in, lacks_place, same_body
from pipelines.values.places import is_province, placed, split_places


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("广东省深圳市教育局", ["广东省", "深圳市"]),
        ("上海市普陀区人民政府万里街道办事处", ["上海市", "普陀区"]),
        ("岚州市教育局", ["岚州市"]),
        ("津市市财政局", ["津市市"]),
        ("沙市区教育局", ["沙市区"]),
        ("岚屏市市场监督管理局", ["岚屏市"]),
        ("岚屏市政府办公室", ["岚屏市"]),
        ("新乡市乡村振兴局", ["新乡市"]),
        ("内蒙古教育厅", ["内蒙古"]),
        ("恩施土家族苗族自治州财政局", ["恩施土家族苗族自治州"]),
        ("广州番禺职业技术学院", ["广州"]),
        ("城市管理局", []),
        ("市场监督管理局", []),
        ("住房和城乡建设局", []),
        ("社区服务中心", []),
        ("区域合作局", []),
        ("开发区管委会", []),
        ("市教育局", []),
        ("红旗小学", []),
    ],
)
def test_the_places_before_a_name(name: str, places: list[str]) -> None:
    assert split_places(name)[0] == places


@given(st.text(alphabet="广东省深圳市南山区县镇乡场城管理局教育中学一二某", max_size=14))
def test_places_and_rest_are_the_whole_name(name: str) -> None:
    places, rest = split_places(name)
    assert "".join(places) + rest == name


@pytest.mark.parametrize("name", ["教育局", "市财政局", "省检察院", "第一中学", "人民医院", "城市管理局", "区政府办"])
def test_names_that_many_places_have(name: str) -> None:
    assert lacks_place(name)


@pytest.mark.parametrize(
    "name",
    [
        "深圳市教育局",
        "云岭工贸职业学院",
        "财政部",
        "国家税务总局",
        "中国科学院",
        "某某局",
        "中共岚屏市委宣传部",
        "301医院",
    ],
)
def test_names_of_one_body_alone(name: str) -> None:
    assert not lacks_place(name)


@pytest.mark.parametrize(
    ("one_name", "other", "same"),
    [
        ("广州番禺职业技术学院", "番禺职业技术学院", True),
        ("某某局", "某某局（本级）", True),
        ("某某局本级", "某某局", True),
        ("市教育局", "深圳市教育局", True),
        ("某区教育局", "某市某区教育局", True),
        ("城管执法局", "某市某区城市管理行政执法局", True),
        ("岚屏市卫健委", "岚屏市卫生健康委员会", True),
        ("某某局", "某某局（汇总）", False),
        ("某某局", "某某局环境监测中心", False),
        ("甲大学", "乙大学", False),
        ("实验小学", "岚屏市第二实验小学", False),
        ("第一中学", "第十一中学", False),
        ("财政局", "岚屏市财政监督局", False),
        ("岚屏市教育局", "临江市教育局", False),
        ("岚屏市卫健委", "临江市卫生健康委员会", False),
    ],
)
def test_which_names_are_one_bodys(one_name: str, other: str, same: bool) -> None:
    assert same_body(one_name, other) is same
    assert same_body(other, one_name) is same


def test_a_name_with_its_place_before_it() -> None:
    assert placed("市教育局", ["深圳"]) == "深圳市教育局"
    assert placed("教育局", ["深圳市", "南山区"]) == "深圳市南山区教育局"
    assert is_province("广东") and not is_province("深圳市")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("某市财政局预算评审中心单位预算", "某市财政局预算评审中心"),
        ("某局（汇总）部门预算", "某局（汇总）"),
        ("共青团岚屏市委预算", "共青团岚屏市委"),
        ("区级部门预算", None),
        ("第一部分", None),
    ],
)
def test_the_body_at_the_beginning_of_a_title(text: str, body: str | None) -> None:
    assert body_in(text) == body
