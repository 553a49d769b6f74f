"""Families: what is one line of work over the years, what is not, and what is left to people."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linking.families import Families, assign_families
from pipelines.linking.overrides import OVERRIDES_COLUMNS, OverrideError, check_overrides

SCHEMA = {
    "institution_key": pl.String,
    "institution_name": pl.String,
    "fiscal_year": pl.Int64,
    "project_key": pl.String,
    "project_name": pl.String,
    "project_code": pl.String,
    "goal": pl.String,
    "total_yuan": pl.Decimal(18, 2),
    "indicator_names": pl.List(pl.String),
}
GOAL = "通过项目实施，建成覆盖全校的高速无线网络，满足一万多名师生的教学管理需求，保障网络安全稳定运行。"
OTHER_GOAL = "消除校园环境安全隐患，优化景观布局，改善人居环境，保证学生的身心健康。"
INDICATORS = ("无线入楼主干带宽", "设备故障率", "验收通过率", "师生满意度")


def _row(year: int, name: str, **given: Any) -> dict[str, Any]:
    institution = given.get("institution", "云岭工贸职业学院")
    return {
        "institution_key": institution,
        "institution_name": institution,
        "fiscal_year": year,
        "project_key": hashlib.sha256(f"{institution}{name}".encode()).hexdigest()[:16],
        "project_name": name,
        "project_code": given.get("code"),
        "goal": given.get("goal"),
        "total_yuan": given.get("yuan", "100000.00"),
        "indicator_names": list(given.get("indicators", ())),
    }


def _frame(*rows: dict[str, Any]) -> pl.DataFrame:
    text = {name: pl.String if name == "total_yuan" else kind for name, kind in SCHEMA.items()}
    return pl.DataFrame(list(rows), schema=text).cast({"total_yuan": pl.Decimal(18, 2)})


def _assign(*rows: dict[str, Any], overrides: pl.DataFrame | None = None) -> Families:
    return assign_families(_frame(*rows), overrides)


def _same(families: Families, *names: str, institution: str = "云岭工贸职业学院") -> bool:
    keys = [hashlib.sha256(f"{institution}{name}".encode()).hexdigest()[:16] for name in names]
    found = families.links.filter(pl.col("project_key").is_in(keys))
    assert found.height == len(keys)
    return found["project_family_id"].n_unique() == 1


def _method(families: Families, name: str) -> str:
    key = hashlib.sha256(f"云岭工贸职业学院{name}".encode()).hexdigest()[:16]
    return str(families.links.filter(project_key=key)["method"].item())


def _overrides(*rows: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(OVERRIDES_COLUMNS, pl.String), orient="row")


# --- by name ---


def test_three_vintages_in_one_year_are_one_family() -> None:
    names = (
        "2020年云岭工贸职业学院信息化建设项目（增补双高）",
        "2022年云岭工贸职业学院信息化建设项目(双高)",
        "云岭工贸职业学院2024年信息化建设项目",
    )
    assert _same(_assign(*(_row(2025, name) for name in names)), *names)


def test_two_wordings_of_one_work_in_one_year_are_one_family() -> None:
    names = ("2024-2025年信息化运维服务项目", "2025(-2026)年信息化运维项目")
    assert _same(_assign(*(_row(2025, name) for name in names)), *names)


def test_phases_batches_and_marks_are_one_family() -> None:
    names = ("专业群建设（一期）", "专业群建设（二期）", "2025年第3批专业群建设", "专业群建设（2024年结转）")
    assert _same(_assign(*(_row(2023 + i, name) for i, name in enumerate(names))), *names)


def test_the_owner_in_full_shortened_or_left_out_is_one_family() -> None:
    names = ("市教育局云岭院电房改造增容项目", "云岭工贸职业学院电房改造增容项目", "电房改造增容项目")
    assert _same(_assign(*(_row(2023 + i, name) for i, name in enumerate(names))), *names)


def test_the_beginning_of_the_owners_name_before_another_projects_name_is_the_owner() -> None:
    institution = "沪滨区绿化和市容管理局"
    names = ("沪滨区绿高校科研项目经费", "高校科研项目经费")
    families = _assign(*(_row(2024 + i, name, institution=institution) for i, name in enumerate(names)))
    assert _same(families, *names, institution=institution)
    names = ("沪滨区绿化养护", "道路养护")
    families = _assign(*(_row(2024 + i, name, institution=institution) for i, name in enumerate(names)))
    assert not _same(families, *names, institution=institution)


def test_a_split_into_lots_is_one_family() -> None:
    names = ("食堂修缮及设备更新", "食堂修缮及设备更新A标段", "食堂修缮及设备更新B标段")
    assert _same(_assign(_row(2024, names[0]), _row(2025, names[1]), _row(2025, names[2])), *names)


def test_a_project_that_pauses_a_year_is_one_family() -> None:
    names = ("校园安防监控系统升级（2023年结转）", "校园安防监控系统升级（2025年结转）")
    assert _same(_assign(_row(2023, names[0]), _row(2024, "别的项目"), _row(2025, names[1])), *names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("西区5号学生宿舍楼维修项目", "西区6号学生宿舍楼维修项目"),
        ("东区学生宿舍楼维修项目", "西区学生宿舍楼维修项目"),
        ("西区1号楼维修", "西区1号楼和2号楼维修"),
        ("第一食堂改造项目", "第二食堂改造项目"),
        ("A栋教学楼维修", "B栋教学楼维修"),
        ("学生宿舍何厚铧楼维修维护项目", "学生宿舍邵逸夫楼维修维护项目"),
        ("国家奖学金财政补助项目", "国家助学金财政补助项目"),
        ("信息化建设项目", "信息化运维项目"),
        ("图书馆空调更换项目", "体育馆空调更换项目"),
    ],
)
def test_other_objects_are_other_families_though_their_texts_are_copied(one: str, other: str) -> None:
    content = {"goal": GOAL, "indicators": INDICATORS}
    both = _assign(_row(2025, one, **content), _row(2025, other, **content))
    assert not _same(both, one, other)
    over_years = _assign(_row(2024, one, **content), _row(2025, other, **content), _row(2025, "甲", **content))
    assert not _same(over_years, one, other)


def test_buildings_over_the_years_stay_apart_even_with_a_goal_of_their_own() -> None:
    content = {"goal": GOAL, "indicators": INDICATORS}
    families = _assign(_row(2024, "5号楼维修项目", **content), _row(2025, "6号楼维修项目", **content))
    assert not _same(families, "5号楼维修项目", "6号楼维修项目")


# --- by code ---


def test_a_project_code_joins_names_that_have_nothing_in_common() -> None:
    code = "51000021R000000019951"
    families = _assign(_row(2024, "校园环境提升", code=code), _row(2025, f"{code}-绿色校园"))
    assert _same(families, "校园环境提升", f"{code}-绿色校园")
    assert _method(families, f"{code}-绿色校园") == "code"


def test_a_code_of_two_projects_in_one_year_joins_nothing_and_is_told() -> None:
    families = _assign(_row(2024, "甲项目", code="4401002100"), _row(2024, "乙项目", code="4401002100"))
    assert not _same(families, "甲项目", "乙项目")
    assert families.issues["rule"].to_list() == ["shared_project_code"]


def test_other_codes_keep_projects_apart_that_are_only_alike() -> None:
    content = {"goal": GOAL, "indicators": INDICATORS}
    old, new = "市学校思政课协同创新中心", "学校思政课协同创新中心"
    assert _same(_assign(_row(2024, old, **content), _row(2025, new, **content)), old, new)
    families = _assign(
        _row(2024, old, code="51000021R000000000001", **content),
        _row(2025, new, code="51000021R000000000002", **content),
    )
    assert not _same(families, old, new)
    assert families.issues["rule"].to_list() == ["family_close_call"]


# --- by likeness ---


def test_a_renamed_project_with_the_same_goal_is_one_family() -> None:
    old, new = "校园网基础网络优化项目", "校园无线网络提升工程"
    families = _assign(
        _row(2024, old, goal=GOAL, indicators=INDICATORS),
        _row(2024, "山坡支护", goal=OTHER_GOAL),
        _row(2025, new, goal=GOAL, indicators=INDICATORS),
        _row(2025, "物业管理", goal=OTHER_GOAL),
    )
    assert _same(families, old, new)
    link = families.links.filter(method="likeness")
    assert link.height == 1
    assert link["score"].item() >= 0.8
    assert "目标 1.00" in link["evidence"].item()


def test_a_goal_copied_to_a_different_project_joins_nothing() -> None:
    families = _assign(
        _row(2024, "高校科研项目经费", goal=GOAL, indicators=("发表论文数", "申请专利数")),
        _row(2025, "山坡支护工程", goal=GOAL, indicators=("工程量完成率", "合格率")),
    )
    assert not _same(families, "高校科研项目经费", "山坡支护工程")


def test_a_goal_and_indicators_that_two_projects_of_a_year_share_join_nothing() -> None:
    content = {"goal": GOAL, "indicators": INDICATORS}
    families = _assign(
        _row(2024, "高校科研项目经费", **content),
        _row(2025, "教研及科普项目经费", **content),
        _row(2025, "社会服务项目经费", **content),
    )
    assert families.links["project_family_id"].n_unique() == 3


def test_parallel_projects_whose_copied_goals_name_their_own_subject_stay_apart() -> None:
    goal = "建设{}专业群，培养高素质技术技能人才，服务区域经济发展，形成可复制可推广的经验。"
    families = _assign(
        _row(2024, "护理专业群建设项目", goal=goal.format("护理"), indicators=INDICATORS),
        _row(2025, "药学专业群建设项目", goal=goal.format("药学"), indicators=INDICATORS),
    )
    assert not _same(families, "护理专业群建设项目", "药学专业群建设项目")


def test_each_new_project_is_joined_to_one_old_at_most() -> None:
    content = {"goal": GOAL, "indicators": INDICATORS}
    families = _assign(
        _row(2024, "市学校思政课协同创新中心", **content),
        _row(2025, "学校思政课协同创新中心", **content),
        _row(2025, "学校思政课程协同创新中心", **content),
    )
    assert families.links["method"].to_list().count("likeness") == 1
    assert families.links["project_family_id"].n_unique() == 2


def test_a_close_call_is_left_apart_and_told() -> None:
    old, new = "实训基地设备购置项目", "实训基地虚拟仿真设备购置项目"
    families = _assign(_row(2024, old), _row(2025, new))
    assert not _same(families, old, new)
    (issue,) = families.issues.rows(named=True)
    assert (issue["severity"], issue["rule"], issue["fiscal_year"]) == ("info", "family_close_call", 2025)
    assert old in issue["message"] and new in issue["message"]


def test_projects_of_two_institutions_are_never_one_family() -> None:
    name = "业务用房物业管理费"
    families = _assign(_row(2024, name), _row(2024, name, institution="穗南职业技术学院"))
    assert families.links["project_family_id"].n_unique() == 2


# --- overrides ---


def test_an_override_joins_what_nothing_else_would() -> None:
    overrides = _overrides(("match", "云岭工贸职业学院", "甲", "乙", "同一项目更名", "2025-03-01"))
    families = _assign(_row(2024, "甲"), _row(2025, "乙"), overrides=overrides)
    assert _same(families, "甲", "乙")
    assert _method(families, "乙") == "override"
    assert families.links["evidence"].str.contains("同一项目更名").all()


def test_an_override_parts_what_the_names_would_join() -> None:
    overrides = _overrides(("split", "云岭工贸职业学院", "食堂（二期）", "食堂（一期）", "两个食堂", "2025-03-01"))
    families = _assign(_row(2024, "食堂（一期）"), _row(2025, "食堂（二期）"), _row(2025, "食堂"), overrides=overrides)
    assert _same(families, "食堂（一期）", "食堂")
    assert not _same(families, "食堂（一期）", "食堂（二期）")


def test_a_project_split_off_can_be_matched_to_another() -> None:
    overrides = _overrides(
        ("split", "云岭工贸职业学院", "食堂（二期）", "食堂（一期）", "两个食堂", "2025-03-01"),
        ("match", "云岭工贸职业学院", "食堂（二期）", "教工餐厅", "更名", "2025-03-01"),
    )
    families = _assign(
        _row(2024, "食堂（一期）"), _row(2025, "食堂（二期）"), _row(2025, "教工餐厅"), overrides=overrides
    )
    assert _same(families, "教工餐厅", "食堂（二期）")
    assert not _same(families, "食堂（一期）", "食堂（二期）")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("match", "云岭工贸职业学院", "没有的", "乙", "理由", "2025-03-01"), "no project 没有的"),
        (("match", "云岭工贸职业学院", "甲", "没有的", "理由", "2025-03-01"), "no project 没有的"),
        (("split", "云岭工贸职业学院", "甲", "乙", "理由", "2025-03-01"), "nothing to split"),
        (("join", "云岭工贸职业学院", "甲", "乙", "理由", "2025-03-01"), "action"),
        (("match", "云岭工贸职业学院", "甲", "乙", "", "2025-03-01"), "reason"),
        (("match", "云岭工贸职业学院", "甲", "乙", "理由", ""), "date"),
        (("match", "云岭工贸职业学院", "甲", "甲", "理由", "2025-03-01"), "two different"),
    ],
)
def test_an_override_that_cannot_be_followed_is_loud(row: tuple[str, ...], says: str) -> None:
    with pytest.raises(OverrideError, match=says) as refusal:
        _assign(_row(2024, "甲"), _row(2025, "乙"), overrides=_overrides(row))
    assert "\n" not in str(refusal.value)


def test_two_overrides_of_one_pair_are_loud() -> None:
    overrides = _overrides(
        ("match", "云岭工贸职业学院", "甲", "乙", "理由", "2025-03-01"),
        ("split", "云岭工贸职业学院", "乙", "甲", "理由", "2025-03-01"),
    )
    with pytest.raises(OverrideError, match="one row only"):
        _assign(_row(2024, "甲"), _row(2025, "乙"), overrides=overrides)


def test_an_override_for_an_institution_that_is_nowhere_is_loud() -> None:
    overrides = _overrides(("match", "别的学院", "甲", "乙", "理由", "2025-03-01"))
    assert _assign(_row(2024, "甲"), overrides=overrides).links.height == 1
    with pytest.raises(OverrideError, match="别的学院"):
        check_overrides(overrides, ["云岭工贸职业学院"])
    check_overrides(overrides, ["别的学院"])


# --- the frame ---


def test_a_project_alone_in_one_year_is_single() -> None:
    families = _assign(_row(2024, "甲"), _row(2024, "2024年乙"), _row(2025, "2025年乙"))
    assert _method(families, "甲") == "single"
    assert _method(families, "2025年乙") == "name"


def test_no_rows_give_no_families() -> None:
    families = assign_families(_frame())
    assert families.links.is_empty()
    assert families.issues.is_empty()


NAMES = [
    "信息化建设项目",
    "2024年信息化建设项目",
    "5号楼维修",
    "6号楼维修",
    "食堂A标段",
    "食堂",
    "校园网提升",
    "物业费",
    "科研经费",
]
ROWS = st.lists(
    st.builds(
        lambda year, name, goal, institution: _row(
            year, name, goal=goal, indicators=INDICATORS, institution=institution
        ),
        st.integers(2021, 2025),
        st.sampled_from(NAMES),
        st.sampled_from([None, GOAL, OTHER_GOAL]),
        st.sampled_from(["甲学院", "乙学院"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_families_depend_on_the_rows_alone(rows: list[dict[str, Any]], random: Any) -> None:
    families = _assign(*rows)
    assert sorted(families.links["project_key"]) == sorted({row["project_key"] for row in rows})
    shuffled = list({(row["project_key"], row["fiscal_year"]): row for row in rows}.values())
    first = _assign(*shuffled)
    random.shuffle(shuffled)
    again = _assign(*shuffled)
    assert first.links.equals(again.links)
    assert first.issues.equals(again.issues)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_loading_another_institution_changes_no_family(rows: list[dict[str, Any]]) -> None:
    together = _assign(*rows).links
    for institution in {row["institution_name"] for row in rows}:
        alone = _assign(*(row for row in rows if row["institution_name"] == institution)).links
        assert together.filter(pl.col("project_key").is_in(alone["project_key"].implode())).equals(alone)
