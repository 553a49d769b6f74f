"""What covers, titles and labels say of who discloses, where and when; one trap each."""

from __future__ import annotations

import pytest

from pipelines.extract.cover import Cover, read_cover


@pytest.mark.parametrize(
    ("text", "institution", "years"),
    [
        ("2025年示例职业技术学院部门预算", "示例职业技术学院", [2025]),
        ("示例市教育局2024年度部门决算", "示例市教育局", [2024]),
        ("目录\n第一部分\n二〇二五年示例服务中心单位预算", "示例服务中心", [2025]),
        ("江苏省人民检察院\r\n2017 年部门预算", "江苏省人民检察院", [2017]),
        ("岚屏市民政局\n（2025年度）\n部门预算", "岚屏市民政局", [2025]),
        ("2026年度部门预算\n岚屏市审计局", "岚屏市审计局", [2026]),
        ("上海市普陀区2026年区级部门预算\n预算主管部门：上海市普陀区司法局", "上海市普陀区司法局", [2026]),
        ("上海市普陀区2026年区级单位预算\n预算单位：上海市普陀区司法局", "上海市普陀区司法局", [2026]),
        ("公开02表\n部门：江苏省政协办公厅 单位：万元", "江苏省政协办公厅", []),
        ("部门：017_永泰岭市交通运输局 金额单位：万元", "永泰岭市交通运输局", []),
        ("填报单位：（盖章）翠屏市农业农村局 单位：万元", "翠屏市农业农村局", []),
        ("单位名称（盖章）：[215]岚屏市水利局", "岚屏市水利局", []),
        ("1、2024年度设备采购绩效目标表\n镜湖市应急管理局 单位：万元", "镜湖市应急管理局", [2024]),
        ("2018 年度江苏省高级\n人民法院预算公开\n2018 年 2 月 24 日", "江苏省高级人民法院", [2018]),
        ("岚屏市\n教育局2026年部门预算", "岚屏市教育局", [2026]),
        ("第二部分 岚屏市财政局2017年度部门预算表", "岚屏市财政局", [2017]),
        ("目 录\n一、部门概况\n三、预算绩效目标\n深圳市教育局2026年部门预算", "深圳市教育局", [2026]),
        ("岚屏市发展和改革委员会（汇总）\n2026年部门预算", "岚屏市发展和改革委员会（汇总）", [2026]),
        ("上海市 XX 局\n2024 年度部门决算", None, [2024]),
        ("项目支出绩效目标表", None, []),
        ("主管部门及代码[105]教育部实施单位国家留学基金管理委员会项目属性", None, []),
        ("主管部门：岚屏市财政局\n实施单位：岚屏市第一中学", None, []),
        ("项目名称 校园改造项目 主管部门 天目市交通运输局 预算数", None, []),
        ("部门（单位）名称 沅江北市生态环境局\n年度主要任务 预算金额", None, []),
        (
            "岚屏市财政局负责全市预算编制，组织实施绩效管理，拟订有关政策并监督执行，指导全市财政工作，管理各项收入和支出。",
            None,
            [],
        ),
        ("", None, []),
    ],
)
def test_what_a_cover_says(text: str, institution: str | None, years: list[int]) -> None:
    said = read_cover([text])
    assert (said.institution, said.years) == (institution, years)


def test_lines_are_never_glued_to_one_name() -> None:
    said = read_cover(["部门预算安排\n预算绩效目标\n岚屏市教育局\n2026年部门预算"])
    assert said.institution == "岚屏市教育局"
    assert read_cover(["项目支出绩效\n学院路小学建设预算"]).institution is None


def test_the_first_page_that_names_someone_counts_and_every_year() -> None:
    said = read_cover(["2024年示例职业学院项目支出", "2025年另一学院项目支出"])
    assert (said.institution, said.years) == ("示例职业学院", [2024, 2025])


def test_the_places_of_titles_are_kept_for_names_that_lack_one() -> None:
    assert read_cover(["上海市普陀区2026年区级部门预算"]).places == ["上海市", "普陀区"]
    assert read_cover(["深圳\n2026年部门预算"]).places == ["深圳市"]
    assert read_cover(["岚屏市水利局2025年部门预算"]).places == ["岚屏市"]
    assert read_cover(["围绕省委中心工作安排预算"]).places == []


def test_only_the_beginning_of_a_page_is_its_cover() -> None:
    assert read_cover(["正文" * 150 + "\n2025年示例学院部门预算"]) == Cover()
    assert read_cover([]) == Cover()
