"""Text as printed: radicals, white space of wrapping, years."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference import read_rows
from pipelines.values.text import compact, find_years, fold_heading, join_lines, unify_radicals

RADICALS = st.characters(min_codepoint=0x2E80, max_codepoint=0x2FDF)


def test_kangxi_radicals_become_ordinary_characters() -> None:
    assert unify_radicals("⼀⼈⽤⽣") == "一人用生"


def test_radicals_of_the_supplement_become_ordinary_characters() -> None:
    assert unify_radicals("⻓⻚⻔⺠⻋⻅⻄") == "长页门民车见西"


def test_door_radical_becomes_the_mainland_form() -> None:
    assert unify_radicals("⽤⼾") == "用户"


def test_nothing_but_radicals_is_folded() -> None:
    text = "；;≧≥（(：:％%Ａ０①㎡﹣\u3000戶長"
    assert unify_radicals(text) == text


@given(RADICALS)
def test_no_assigned_radical_with_an_equivalent_is_left(character: str) -> None:
    mapped = unify_radicals(character)
    assigned = unicodedata.category(character) != "Cn"
    # U+2E80 ⺀ (repeat) is the one radical for which Unicode names no equivalent.
    assert (mapped == character) == (not assigned or character == "⺀")
    assert len(mapped) == 1


def test_reviewed_radicals_name_the_characters_of_their_code_points() -> None:
    columns = ("code_point", "character", "ideograph_code_point", "ideograph", "name", "source")
    for row in read_rows("cjk_radicals.csv", columns):
        assert chr(int(row["code_point"], 16)) == row["character"]
        assert chr(int(row["ideograph_code_point"], 16)) == row["ideograph"]
        assert unicodedata.name(row["character"]) == row["name"]


@given(st.text())
def test_unify_radicals_twice_is_once(text: str) -> None:
    once = unify_radicals(text)
    assert unify_radicals(once) == once


def test_compact_takes_every_white_space() -> None:
    assert compact(" a\u3000b\u00a0c\n\td\u200be\ufefff\u2060g ") == "abcdefg"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["年", "度指标值:100%"], "年度指标值:100%"),
        (["1,2", "34.56"], "1,234.56"),
        (["4", "、3-满意度指标"], "4、3-满意度指标"),
        (["＜", "", "10%"], "＜10%"),
        (["    机构运行 ", "  辅助经费"], "机构运行辅助经费"),
        (["10G", "bps"], "10Gbps"),
        (["Wi ", "Fi"], "Wi Fi"),
        (["Wi", " Fi"], "Wi Fi"),
        (["100 ", "Mbps"], "100Mbps"),
        (["Web ", "服务"], "Web服务"),
        (["Web ", "", "Server"], "Web Server"),
        (["甲 乙", "丙"], "甲 乙丙"),
        (["", "  "], ""),
        ([], ""),
    ],
)
def test_join_lines(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@given(st.text(alphabet="年度指标值0123456789,.%；、≥（）", min_size=1), st.data())
def test_a_text_wrapped_anywhere_is_joined_as_it_was(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    lines = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert join_lines(lines) == text


@given(st.lists(st.text(alphabet="ab 年１1\u3000\u00a0")))
def test_join_lines_loses_nothing_but_white_space(lines: list[str]) -> None:
    assert compact(join_lines(lines)) == compact("".join(lines))


def test_fold_heading_compares_what_looks_the_same() -> None:
    assert fold_heading("年度资金总额 （万元）") == fold_heading("年度资⾦总额(万元)") == "年度资金总额(万元)"
    assert fold_heading("一级\n指标：") == "一级指标:"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年", [2025]),
        ("2025年度部门预算", [2025]),
        ("（2025）", [2025]),
        ("某学院_2025_项目支出绩效目标表.pdf", [2025]),
        ("unit_2026_budget.pdf", [2026]),
        ("某街道办事处25年预算.pdf", [2025]),
        ("某局24年度部门预算", [2024]),
        ("二〇二五年部门预算", [2025]),
        ("二O二五年度", [2025]),
        ("２０２５年", [2025]),
        ("2 0 2 5 年度", [2025]),
        ("2025项目支出绩效目标表", [2025]),
        ("2025人员经费", [2025]),
        ("2025年，2025年度", [2025]),
        ("2024年决算和2025年预算", [2024, 2025]),
        ("2025-2026年", [2025, 2026]),
        ("2025(-2026)年", [2025, 2026]),
        ("2024(-2025)年", [2024, 2025]),
        ("2024—2025学年", [2024, 2025]),
    ],
)
def test_years_are_found(text: str, years: list[int]) -> None:
    assert find_years(text) == years


@pytest.mark.parametrize(
    "text",
    [
        "20250101",
        "2025-01-20",
        "2025年1月20日",
        "2025.12",
        "2,025.00",
        "12,025年",
        "2025.00",
        "2025万元",
        "2025人",
        "360138",
        "财预〔2025〕10号",
        "建校30年项目",
        "5年",
        "51000021R000000019951",
        "",
        "1949年",
    ],
)
def test_what_is_no_fiscal_year_is_not_found(text: str) -> None:
    assert find_years(text) == []


@given(st.integers(2000, 2099), st.sampled_from(["年", "年度", "_", "）"]))
def test_every_year_of_the_century_is_found(year: int, after: str) -> None:
    assert find_years(f"（{year}{after}") == [year]


def test_what_the_worker_needs_loads_no_polars() -> None:
    modules = (
        "values.text",
        "values.money",
        "values.categories",
        "values.institutions",
        "values.project_types",
        "linking.names",
    )
    imports = "; ".join(f"import pipelines.{module}" for module in modules)
    subprocess.run([sys.executable, "-c", f"{imports}; import sys; assert 'polars' not in sys.modules"], check=True)
