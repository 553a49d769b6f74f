"""The grammar of printed target values, their direction, and the columns made of them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.target_grammar import Target
from pipelines.values.targets import add_targets, direction, parse_target
from pipelines.values.units import name_unit


def _three(printed: str) -> tuple[str | None, Decimal | None, str]:
    target = parse_target(printed)
    return target.operator, target.number, target.unit


@pytest.mark.parametrize(
    ("printed", "operator", "number", "unit"),
    [
        ("≥10Gbps", ">=", "10", "Gbps"),
        ("≧85%", ">=", "85", "%"),
        ("＞3000", ">", "3000", ""),
        (">90%", ">", "90", "%"),
        ("≤1,228.50万元", "<=", "1228.50", "万元"),
        ("≦5%", "<=", "5", "%"),
        ("＜550元/人•天", "<", "550", "元/人•天"),
        ("<20", "<", "20", ""),
        ("=86台（套）", "=", "86", "台（套）"),
        ("＝100％", "=", "100", "％"),
        ("═100%", "=", "100", "%"),
        ("10527.44平方米", "=", "10527.44", "平方米"),
        ("1.2亿元", "=", "1.2", "亿元"),
        ("0", "=", "0", ""),
        ("0%", "=", "0", "%"),
        ("5年", "=", "5", "年"),
        ("≥10年", ">=", "10", "年"),
        ("30日", "=", "30", "日"),
        ("12个月", "=", "12", "个月"),
        ("≥3‰", ">=", "3", "‰"),
        ("90(%)", "=", "90", "%"),
        ("10000m2", "=", "10000", "m2"),
        ("-5%", "=", "-5", "%"),
        ("≥ 90 %", ">=", "90", "%"),
        ("３，０００人", "=", "3000", "人"),
        ("≥９０．５％", ">=", "90.5", "％"),
        (">=90%", ">=", "90", "%"),
        ("＞＝90%", ">=", "90", "%"),
        ("不低于90%", ">=", "90", "%"),
        ("不少于20场次", ">=", "20", "场次"),
        ("不超过320万元", "<=", "320", "万元"),
        ("超过1000人", ">", "1000", "人"),
        ("低于5%", "<", "5", "%"),
        ("90%以上", ">=", "90", "%"),
        ("90%及以上", ">=", "90", "%"),
        ("达到95%以上", ">=", "95", "%"),
        ("＞90%以上", ">", "90", "%"),
        ("5年以上", ">=", "5", "年"),
        ("5%以内", "<=", "5", "%"),
        ("控制在5%以内", "<=", "5", "%"),
        ("24小时内", "<=", "24", "小时"),
        ("3年内", "<=", "3", "年"),
        ("约100人", "=", "100", "人"),
        ("100人左右", "=", "100", "人"),
    ],
)
def test_single_numbers(printed: str, operator: str, number: str, unit: str) -> None:
    assert parse_target(printed).kind == "number"
    assert _three(printed) == (operator, Decimal(number), unit)


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("90%-95%", "90", "95", "%"),
        ("90-95%", "90", "95", "%"),
        ("3~5", "3", "5", ""),
        ("10至20", "10", "20", ""),
        ("85%—90%", "85", "90", "%"),
        ("2-3次/年", "2", "3", "次/年"),
        ("10-15年", "10", "15", "年"),
        ("5万-10万元", "5", "10", "万元"),
        ("≥90%且≤95%", "90", "95", "%"),
        ("≥3，≤5", "3", "5", ""),
        ("±5%", "-5", "5", "%"),
        ("100±5人", "95", "105", "人"),
        ("－3～5℃", "-3", "5", "℃"),
    ],
)
def test_ranges(printed: str, low: str, high: str, unit: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.operator) == ("range", "between")
    assert (target.number, target.number_high, target.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    ("printed", "operator"),
    [
        ("2025年12月前", "<="),
        ("2024年12月底前", "<="),
        ("12月31日前", "<="),
        ("2025年底前", "<="),
        ("2025年12月31日前完成", "<="),
        ("不晚于6月30日", "<="),
        ("每月10日前", "<="),
        ("每年12月31日前", "<="),
        ("十二月底前", "<="),
        ("年底前", "<="),
        ("2025年内", "<="),
        ("2025-12-31", "="),
        ("2025.12.31", "="),
        ("2025年12月", "="),
        ("2025年12月31日", "="),
        ("第四季度", "="),
        ("2025年第4季度", "="),
        ("上半年", "="),
        ("2025年", "="),
        ("2025年度", "="),
        ("2025年9月起", ">="),
        ("2024-2025年", "between"),
        ("1-12月", "between"),
        ("2025年9月至2026年7月", "between"),
    ],
)
def test_dates(printed: str, operator: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.operator, target.standard_number) == ("date", operator, None)


def test_a_bare_year_is_a_date_that_keeps_its_number() -> None:
    assert _three("2025年") == ("=", Decimal(2025), "年")
    assert _three("2025年12月") == ("=", None, "")


@pytest.mark.parametrize("printed", ["是", "否", "=是", "＝否", "是。"])
def test_booleans(printed: str) -> None:
    assert parse_target(printed) == Target("boolean", nature="boolean")


@pytest.mark.parametrize(
    "printed",
    [
        "进一步改善",
        "改善",
        "显著提高",
        "安全保障、平稳有序",
        "1:18",
        "1/3",
        "12,34",
        "≥5%以内",
        "≥90%-95%",
        "95%-90%",
        "020-1234",
        "100±5%",
        "3篇论文2项专利",
        "第13个月",
        "有",
        "≥",
        "%",
        "10^4",
        "1.2.3",
        "-",
    ],
)
def test_what_does_not_parse_is_text(printed: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.operator, target.number, target.unit) == ("text", None, None, "")


@pytest.mark.parametrize("printed", [None, "", " \u3000\n"])
def test_nothing_printed_has_no_kind(printed: str | None) -> None:
    assert parse_target(printed) == Target(None)


@pytest.mark.parametrize(
    ("printed", "name", "number", "unit"),
    [
        ("1.2亿元", "", "120000000", "元"),
        ("≤149.13万元", "", "1491300", "元"),
        ("3万人次", "", "30000", "人次"),
        ("320万", "", "3200000", ""),
        ("10Gbps", "", "10000", "Mbps"),
        ("95%", "", "95", "%"),
        ("95百分比", "", "95", "%"),
        ("90(%)", "", "90", "%"),
        ("550元/人•天", "", "550", "元/人·天"),
        ("6名", "", "6", "人"),
        ("=86台（套）", "", "86", "台(套)"),
        ("1项国家级课题", "", "1", "项"),
        ("8", "发表论文数（篇）", "8", "篇"),
        ("95", "平均就业率(%)", "95", "%"),
        ("5", "投入资金（万元）", "50000", "元"),
        ("5万", "服务人数（人）", "50000", "人"),
        ("8篇", "发表论文数（部）", "8", "篇"),
        ("8", "文献资源建设（含电子资源）", "8", ""),
        ("90%-95%", "", "90", "%"),
    ],
)
def test_standard_numbers(printed: str, name: str, number: str, unit: str) -> None:
    target = parse_target(printed, name)
    assert (target.standard_number, target.standard_unit) == (Decimal(number), unit)


def test_the_printed_unit_stays_as_printed_where_the_name_gives_one() -> None:
    assert parse_target("8", "发表论文数（篇）").unit == ""


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("发表论文数（篇）", "篇"),
        ("项目验收合格率(%)", "%"),
        ("服务校区总面积（亩）", "亩"),
        ("受益人数（万人）", "万人"),
        ("建设示范性职业教育集团（联盟）", ""),
        ("实践（实验）教学基地", ""),
        ("满意度", ""),
    ],
)
def test_unit_in_brackets_of_the_name(name: str, unit: str) -> None:
    assert name_unit(name) == unit


@pytest.mark.parametrize(
    ("printed", "name", "wanted"),
    [
        ("≥90%", "故障率", "more"),
        ("≤4%", "完成率", "less"),
        ("＜550元/人•天", "", "less"),
        ("0%", "重大安全事故发生率.", "less"),
        ("0", "财产流失率", "less"),
        ("100%", "工程量完成率（%）", "more"),
        ("100%", "事故处理及时率", "more"),
        ("5%", "设备故障率", "less"),
        ("98%", "故障响应率", "more"),
        ("10%", "变更率", "less"),
        ("2067亩", "服务校区总面积（亩）", None),
        ("是", "满意度", None),
        ("12月31日前", "完成率", None),
        ("90%-95%", "完成率", None),
        (None, "完成率", None),
    ],
)
def test_direction(printed: str | None, name: str, wanted: str | None) -> None:
    assert direction(printed, name) == wanted


VALUES = st.text(
    alphabet="≥≤＞<=不低于超过约±0123456789０９.,，．%％万亿元人年月日底前以上内-~至是否。（） /", max_size=14
)
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)
UNITS = st.sampled_from(["", "%", "人", "万元", "元/人•天", "台（套）", "Gbps", "平方米", "年"])


@given(st.sampled_from(["", "≥", "≧", "＞", ">", "≤", "≦", "＜", "<", "=", "＝"]), NUMBERS, UNITS)
def test_every_printed_single_number_is_read_as_its_three_parts(sign: str, number: Decimal, unit: str) -> None:
    signs = {"≥": ">=", "≧": ">=", "＞": ">", ">": ">", "≤": "<=", "≦": "<=", "＜": "<", "<": "<"}
    for printed in (f"{sign}{number:.2f}{unit}", f"{sign}{number:,.2f}{unit}"):
        assert _three(printed) == (signs.get(sign, "="), number, unit)


@given(VALUES)
def test_a_value_is_read_or_left_as_text_and_its_parts_fit_its_kind(printed: str) -> None:
    target = parse_target(printed)
    assert (target.kind is None) == (not printed.strip())
    assert (target.number_high is not None) == (target.kind == "range")
    assert (target.operator == "between") <= (target.kind in ("range", "date"))
    assert (target.operator is None) == (target.kind in (None, "boolean", "text"))
    assert (target.standard_number is not None) == (target.kind in ("number", "range"))
    if target.kind == "range":
        assert target.number is not None and target.number_high is not None
        assert target.number <= target.number_high
    if target.kind == "number":
        assert target.unit in re.sub(r"\s", "", printed)


@given(VALUES, st.text(alphabet=" \u3000\n\t", max_size=2), st.integers(0, 14))
def test_white_space_of_wrapping_changes_no_target(printed: str, space: str, at: int) -> None:
    assert parse_target(printed[:at] + space + printed[at:]) == parse_target(printed)


FRAME = pl.DataFrame(
    {
        "fiscal_year": [2025, 2025, 2025, 2026, 2025, 2025, 2025],
        "indicator_name": [
            "完成率",
            "发表论文数（篇）",
            "故障率",
            "完成率",
            "投资（万元）",
            "完成时间",
            "生态",
        ],
        "annual_value": ["≥98%", "8", "5%", "50%", "90-95", "2025年12月前", ""],
        "cycle_value": ["＜10%", None, "", "100%", "5万", "是", "改善"],
    }
)


def test_a_frame_says_the_same_as_each_value_alone() -> None:
    out = add_targets(FRAME)
    assert out.select(FRAME.columns).equals(FRAME)
    for row in out.iter_rows(named=True):
        for prefix in ("annual", "cycle"):
            target = parse_target(row[f"{prefix}_value"], row["indicator_name"])
            assert row[f"{prefix}_kind"] == target.kind
            assert row[f"{prefix}_operator"] == target.operator
            assert row[f"{prefix}_number"] == target.number
            assert row[f"{prefix}_number_high"] == target.number_high
            assert row[f"{prefix}_unit"] == (target.unit if target.kind else None)
            assert row[f"{prefix}_standard_number"] == target.standard_number
            assert row[f"{prefix}_standard_unit"] == target.standard_unit
            assert row[f"{prefix}_nature"] == target.nature
            assert row[f"{prefix}_date"] == (target.deadline and target.deadline.last_day(row["fiscal_year"]))


def test_direction_of_a_frame_is_the_cycle_values_where_it_has_one() -> None:
    assert add_targets(FRAME)["direction"].to_list() == ["less", None, "less", "more", None, None, None]


def test_a_frame_without_rows_gets_the_same_columns() -> None:
    assert add_targets(FRAME.clear()).schema == add_targets(FRAME).schema


def test_a_layout_that_prints_no_cycle_value_has_null_columns() -> None:
    frame = FRAME.with_columns(pl.lit(None, dtype=pl.String).alias("cycle_value"))
    assert add_targets(frame).select(pl.col("^cycle_.*$").is_null().all()).row(0) == (True,) * 14


def test_a_frame_carries_what_compares_of_changes_ratios_and_deadlines() -> None:
    values = ["同比增长5%", "较上年下降≥3个百分点", "1:18", "第三季度", "逐年提高", "优"]
    frame = pl.DataFrame(
        {
            "fiscal_year": [2024] * 6,
            "indicator_name": ["甲"] * 6,
            "annual_value": values,
            "cycle_value": pl.Series([None] * 6, dtype=pl.String),
        }
    )
    told = ["annual_nature", "annual_base", "annual_measure", "annual_measure_operator", "annual_measure_unit"]
    assert add_targets(frame).select(*told, "annual_date").rows() == [
        ("change", "上年", 5.0, "=", "%", None),
        ("change", "上年", -3.0, "<=", "个百分点", None),
        ("ratio", None, 0.055556, "=", "", None),
        ("date", None, None, None, None, date(2024, 9, 30)),
        ("change", "上年", 0.0, ">", "", None),
        ("grade", None, None, None, None, None),
    ]
