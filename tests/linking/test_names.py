"""The name of a family: what goes from a printed name, what stays, and how an institution shortens itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.linking.names import fold_name, learn_aliases, name_core, normalise_name, split_code

COLLEGE = "广州番禺职业技术学院"
ALIASES = ["市教育局番职院", "番职院"]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("2025年信息化建设项目", "信息化建设项目"),
        ("2025年度信息化建设项目", "信息化建设项目"),
        ("信息化建设项目2025", "信息化建设项目"),
        ("信息化建设项目（2025年度）", "信息化建设项目"),
        ("信息化建设项目（2025）", "信息化建设项目"),
        ("2024-2025年信息化建设项目", "信息化建设项目"),
        ("2024—2025学年信息化建设项目", "信息化建设项目"),
        ("2024年至2025年信息化建设项目", "信息化建设项目"),
        ("2025(-2026)年信息化建设项目", "信息化建设项目"),
        ("2024(-2025)年信息化建设项目", "信息化建设项目"),
        ("二〇二五年信息化建设项目", "信息化建设项目"),
        ("25年度信息化建设项目", "信息化建设项目"),
        ("2025年1-6月信息化建设项目", "信息化建设项目"),
        ("信息化建设项目（一期）", "信息化建设项目"),
        ("信息化建设项目（二期）", "信息化建设项目"),
        ("信息化建设项目第三期", "信息化建设项目"),
        ("信息化建设项目（第2批）", "信息化建设项目"),
        ("2025年第二批信息化建设项目", "信息化建设项目"),
        ("信息化建设项目A标段", "信息化建设项目"),
        ("信息化建设项目（B标段）", "信息化建设项目"),
        ("信息化建设项目（增补双高）", "信息化建设项目"),
        ("信息化建设项目(双高)", "信息化建设项目"),
        ("信息化建设项目（2023年结转）", "信息化建设项目"),
        ("信息化建设项目—结转", "信息化建设项目"),
        ("提前下达2025年信息化建设项目", "信息化建设项目"),
        ("信息化建设项目（提前下达）", "信息化建设项目"),
        ("广州番禺职业技术学院2024年信息化建设项目", "信息化建设项目"),
        ("2020年广州番禺职业技术学院信息化建设项目（增补双高）", "信息化建设项目"),
        ("市教育局番职院信息化建设项目", "信息化建设项目"),
        ("番职院信息化建设项目", "信息化建设项目"),
        ("我校信息化建设项目", "信息化建设项目"),
        ("51000021R000000019951-信息化建设项目", "信息化建设项目"),
        ("信息化\n建设 项目", "信息化建设项目"),
        ("“双高”计划（提前下达）", "双高计划"),
        ('"双高"计划', "双高计划"),
        ("2025年", "2025年"),
        ("（二期）", "(二期)"),
        (COLLEGE, COLLEGE),
    ],
)
def test_what_tells_vintages_apart_goes(name: str, family: str) -> None:
    assert normalise_name(name, COLLEGE, ALIASES) == family


@pytest.mark.parametrize(
    "name",
    [
        "西区5号学生宿舍楼维护维修项目",
        "2025号楼维修",
        "东校区食堂改造",
        "图书馆文献资源建设(含电子资源)",
        "中期检查",
        "短期培训",
        "第三食堂改造",
        "十四五规划编制",
        "双高计划",
        "10万吨污水处理",
        "20250101活动",
        "2000人培训",
    ],
)
def test_what_names_the_object_stays(name: str) -> None:
    assert normalise_name(name, COLLEGE, ALIASES) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("西区5号学生宿舍楼维修", "西区6号学生宿舍楼维修"),
        ("东区宿舍维修", "西区宿舍维修"),
        ("信息化建设项目", "信息化运维项目"),
        ("设备采购（含软件）", "设备采购"),
    ],
)
def test_other_objects_keep_other_names(one: str, other: str) -> None:
    assert normalise_name(one, COLLEGE) != normalise_name(other, COLLEGE)


PIECES = [
    "2025年",
    "2024-2025年",
    "（二期）",
    "第3批",
    "结转",
    "市教育局",
    "番职院",
    "项目",
    "5号楼",
    "（",
    "）",
    "A标段",
    "维修",
    "-",
    "2025",
    "(-2026)年",
    "双高",
    "“",
    "度",
]
NAMES = st.lists(st.sampled_from([*PIECES, "\u3000"]), max_size=6).map("".join)


@given(NAMES)
@example("2025年2025202520252025年")
@example("2025202520252025“")
def test_normalising_twice_is_once_and_never_empty(name: str) -> None:
    once = normalise_name(name, COLLEGE, ALIASES)
    assert bool(once) == bool(fold_name(name))
    assert normalise_name(once, COLLEGE, ALIASES) == once


@given(NAMES, st.integers(2000, 2098))
def test_a_year_before_a_name_changes_no_family(name: str, year: int) -> None:
    assert normalise_name(f"{year}年维修{name}", "") == normalise_name(f"{year + 1}年维修{name}", "")


@pytest.mark.parametrize(
    ("institution", "names", "aliases"),
    [
        (COLLEGE, ["市教育局番职院电房改造", "业务用房物业管理费"], ["市教育局番职院", "番职院"]),
        (COLLEGE, ["2025年番职院电房改造", "番职院食堂"], ["番职院"]),
        (COLLEGE, ["番职院电房改造", "食堂"], []),
        ("榕城幼儿师范高等专科学校", ["市教育局榕城院电房改造"], ["市教育局榕城院", "榕城院"]),
        (COLLEGE, ["广州市教师发展中心认定项目", "广州市教师发展中心培训"], []),
        (COLLEGE, ["市教育局体育馆维修", "市教育局体育馆设备"], []),
        ("沪滨区绿化和市容管理局", ["绿化所设备", "绿化所维修"], []),
        ("", ["甲乙丙丁"], []),
    ],
)
def test_learned_aliases(institution: str, names: list[str], aliases: list[str]) -> None:
    assert learn_aliases(institution, names) == aliases


@pytest.mark.parametrize(
    ("name", "code", "rest"),
    [
        ("51000021R000000019951-工资性支出", "51000021R000000019951", "工资性支出"),
        ("440100210000000012345 某项目", "440100210000000012345", "某项目"),
        ("2025年某项目", None, "2025年某项目"),
        ("20250101某项目", None, "20250101某项目"),
    ],
)
def test_project_codes_before_names(name: str, code: str | None, rest: str) -> None:
    assert split_code(name) == (code, rest)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("信息化运维服务项目", "信息化运维"),
        ("信息化运维项目", "信息化运维"),
        ("青教赛专项经费", "青教赛"),
        ("维修工程", "维修工程"),
    ],
)
def test_core_of_a_name(name: str, core: str) -> None:
    assert name_core(name) == core
