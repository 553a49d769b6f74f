"""The grammar of file names, one name a trap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.file_names import read_name, read_path


@pytest.mark.parametrize(
    ("name", "institution", "years"),
    [
        ("云岭工贸职业学院_2023_项目支出绩效目标表", "云岭工贸职业学院", [2023]),
        ("榕城幼儿师范高等专科学校_2023_部门预算项目绩效目标表", "榕城幼儿师范高等专科学校", [2023]),
        ("沪滨区绿化和市容管理局2024年度部门预算", "沪滨区绿化和市容管理局", [2024]),
        ("上海市普陀区人民政府办公室25年预算", "上海市普陀区人民政府办公室", [2025]),
        ("上海市普陀区人民政府万里街道办事处24年预算", "上海市普陀区人民政府万里街道办事处", [2024]),
        ("附件2：某某大学2025年部门预算公开", "某某大学", [2025]),
        ("附件2_部门决算模板", None, []),
        ("关于公开某某大学2025年预算的说明", "某某大学", [2025]),
        ("财政部2025年部门预算", "财政部", [2025]),
        ("2025年度沪滨区财政局预算评审中心单位预算", "沪滨区财政局预算评审中心", [2025]),
        ("项目支出绩效目标表（2025年度）-珠浦医学高等专科学校", "珠浦医学高等专科学校", [2025]),
        ("1.某某中学", "某某中学", []),
        ("2024-2025年某某学院绩效目标", "某某学院", [2024, 2025]),
        ("绩效目标表", None, []),
        ("第一部分", None, []),
        ("花园小区项目2025", None, [2025]),
        ("scan_0001", None, []),
        ("W020250929640949792269", None, []),
        ("P020260115123456789012", None, []),
        ("a1b22025c3d4e5f60718293a4b5c6d7e", None, []),
        ("3f2a2025-1c2b-4d5e-8f90-1a2b3c4d5e6f", None, []),
        ("1738291000000", None, []),
        ("t20250208_1234567", None, []),
        ("W020250929640949792269_2025年部门预算", None, [2025]),
        ("001云岭第一中学2026年度单位预算", "云岭第一中学", [2026]),
        ("12岚屏市气象局2025年", "岚屏市气象局", [2025]),
        ("301医院2025年预算", "301医院", [2025]),
        ("【部门预算公开】某市某区财政金融局2026年部门预算", "某市某区财政金融局", [2026]),
        ("部门预算公开某区财政金融局2026", "某区财政金融局", [2026]),
        ("城管执法局_某市某区城市管理行政执法局2026年部门预算", "某市某区城市管理行政执法局", [2026]),
        ("（3）岚屏市民政局2025年部门预算公开", "岚屏市民政局", [2025]),
        ("附件1-2岚屏市民政局2025年部门预算", "岚屏市民政局", [2025]),
        ("①岚屏市民政局2025年部门预算", "岚屏市民政局", [2025]),
        ("20250312岚屏市司法局2026年部门预算", "岚屏市司法局", [2026]),
        ("2025-03-12_岚屏市司法局2026年部门预算", "岚屏市司法局", [2026]),
        ("中共岚屏市委宣传部2025年部门预算", "中共岚屏市委宣传部", [2025]),
        ("共青团岚屏市委2025年部门预算", "共青团岚屏市委", [2025]),
        ("岚屏市卫健委2026年预算（最终版）", "岚屏市卫健委", [2026]),
        ("2025年岚屏市发改委（汇总）部门预算", "岚屏市发改委（汇总）", [2025]),
        ("2026年度岚屏市水利局（本级）单位预算", "岚屏市水利局", [2026]),
        ("岚屏市第３中学２０２６年单位预算", "岚屏市第3中学", [2026]),
        ("《岚屏市审计局2026年度部门预算》", "岚屏市审计局", [2026]),
        ("2018度江苏省政协办公厅部门预算公开表", "江苏省政协办公厅", [2018]),
        ("jyj2026bmys", None, [2026]),
        ("", None, []),
    ],
)
def test_what_a_name_says(name: str, institution: str | None, years: list[int]) -> None:
    said = read_name(name)
    assert (said.institution, said.years) == (institution, years)


def test_folders_are_read_from_the_nearest_up() -> None:
    said = read_path("2025/某某学院/绩效目标表.pdf")
    assert [(source, name.institution, name.years) for source, name in said] == [
        ("file name", None, []),
        ("folder", "某某学院", []),
        ("folder", None, [2025]),
    ]


def test_a_folder_called_by_a_place_names_it() -> None:
    [_, (_, folder)] = read_path("001_深圳/教育局_2026年部门预算.pdf")
    assert (folder.institution, folder.places) == (None, ("深圳市",))
    [_, (_, invented)] = read_path("002_岚屏/教育局_2026年部门预算.pdf")
    assert invented.places == ("岚屏",)
    [_, (_, documents)] = read_path("部门预算/教育局_2026.pdf")
    assert documents.places == ()


def test_folders_of_a_date_of_publishing_name_no_year() -> None:
    assert [name.years for _, name in read_path("2025/02/岚屏市水利局.pdf")] == [[], [], []]
    assert [name.years for _, name in read_path("2025/岚屏市水利局.pdf")] == [[], [2025]]


@given(st.text(max_size=60))
def test_any_name_is_read_and_what_is_found_stands_in_it(name: str) -> None:
    said = read_name(name)
    assert said.institution is None or len(said.institution) >= 3
    assert all(2000 <= year <= 2099 for year in said.years)


@given(
    st.sampled_from(["云岭工贸职业学院", "沪滨区绿化和市容管理局", "某某大学", "滨海市人民医院", "江北区教育局"]),
    st.integers(2015, 2035),
    st.sampled_from(
        ["{i}_{y}_项目支出绩效目标表", "{i}{y}年部门预算", "{y}年{i}预算公开", "附件3：{i}{y}年度绩效目标"]
    ),
)
def test_every_body_and_year_is_found_in_every_pattern(institution: str, year: int, pattern: str) -> None:
    said = read_name(pattern.format(i=institution, y=year))
    assert (said.institution, said.years) == (institution, [year])
