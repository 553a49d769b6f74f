"""Kinds of projects: the seed's and the samples' names, the order of the rules, and what none of them
knows."""

from __future__ import annotations

import pytest

from pipelines.values.project_types import PROJECT_TYPES, project_type


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("机构运行辅助经费", "运转保障"),
        ("广州番禺职业技术学院山坡支护工程", "基建维修"),
        ("2020年广州番禺职业技术学院信息化建设项目（增补双高）", "信息化"),
        ("市教育局番职院高等职业学校国家奖学金及助学金财政补助项目", "学生资助"),
        ("市教育局番职院高水平高职学校和专业建设计划项目（二期）", "教学改革与专业建设"),
        ("市学校思政课协同创新中心建设经费", "党建与思政"),
        ("业务用房物业管理费", "物业后勤"),
        ("广州番禺职业技术学院2024-2025年信息化运维服务项目", "信息化"),
        ("广州番禺职业技术学院国际合作培训中心项目", "基建维修"),
        ("市教育局番职院高校科研项目经费", "科研"),
        ("市教育局番职院东区学生宿舍何厚铧楼维修维护项目", "基建维修"),
        ("市教育局番职院电房改造增容项目", "基建维修"),
        ("市教育局番职院西区老化供水管道及控制阀门系统更换优化工程", "基建维修"),
        ("2025年广州市中职学校教师发展中心强师工程专项", "师资培训"),
        ("市教育局番职院2025年市质量工程建设项目", "教学改革与专业建设"),
        ("市教育局番职院青教赛专项经费", "师资培训"),
        ("市教育局番职院2025年市域产教联合体建设项目", "教学改革与专业建设"),
        ("2023年职业教育教师教学创新团队", "师资培训"),
        ("2025年度实验实训设备采购（第3批）", "设备购置"),
        ("市教育局云岭院食堂修缮及设备更新A标段", "基建维修"),
        ("市教育局云岭院图书馆文献资源建设（含电子资源）", "设备购置"),
        ("校园安防监控系统升级（2023年结转）", "信息化"),
        ("网络安全等级保护测评项目", "信息化"),
        ("绩效工资", "人员经费"),
        ("离退休人员经费", "人员经费"),
    ],
)
def test_project_type(name: str, wanted: str) -> None:
    kind, rule = project_type(name)
    assert kind == wanted
    assert rule.endswith("”")


def test_the_name_decides_before_the_goal() -> None:
    assert project_type("业务用房物业管理费", "打造智能化的物业管理系统，建设智慧校园")[0] == "物业后勤"


def test_a_name_that_says_nothing_is_asked_by_its_goal() -> None:
    assert project_type("某项目", "完成施工和竣工验收") == ("基建维修", "160: 目标含“施工”")


@pytest.mark.parametrize("owner", ["某某工程职业技术学院", "2025年某某科技大学", "某市科技局"])
def test_words_of_the_owners_name_say_nothing_about_the_work(owner: str) -> None:
    assert project_type(f"{owner}物业管理费")[0] == "物业后勤"


def test_what_no_rule_knows_is_other_without_a_rule() -> None:
    assert project_type("某项目", "") == ("其他", "")


def test_white_space_changes_nothing() -> None:
    assert project_type("物业\n管理费") == project_type("物业管理费")


def test_there_are_the_twelve_types_of_the_contract() -> None:
    assert len(set(PROJECT_TYPES)) == 12
