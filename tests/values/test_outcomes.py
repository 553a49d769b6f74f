"""Whether targets were met: by operator, by direction, and where nobody can tell. One case a trap."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.outcomes import outcome, same_target


@pytest.mark.parametrize(
    ("target", "achieved", "name", "expected"),
    [
        ("≥50个", "50", "培训场次", "met"),  # The report leaves operator and unit out.
        ("≥50个", "50个", "培训场次", "met"),
        ("≥50个", "63个", "培训场次", "exceeded"),
        ("≥50个", "49", "培训场次", "missed"),
        ("≧68%", "68%", "人员占比", "met"),
        ("＞90%", "90%", "满意度", "missed"),
        ("＞90%", "90.01%", "满意度", "exceeded"),
        ("≤10%", "8%", "变更率", "exceeded"),
        ("≤10%", "12%", "变更率", "missed"),
        ("＜20", "20", "生师比", "missed"),
        ("≤149.13万元", "119.3万元", "预算控制数", "exceeded"),
        ("≤149.13万元", "149.13", "预算控制数", "met"),  # Without a unit it is in the target's.
        ("≤3,850元/平方米", "3080.0元/平方米", "单位建设成本", "exceeded"),
        ("≥1万人", "12000人", "受益人数", "exceeded"),
        ("≥10000人", "1.2万人", "受益人数", "exceeded"),
        ("100%", "80.0%", "工程量完成率", "missed"),
        ("0%", "0.0%", "设备故障率", "met"),
        ("0", "2", "设备故障率", "missed"),
        ("＝36", "54", "服务二级单位数", None),  # Whether more is better nobody says.
        ("36", "36", "服务二级单位数", "met"),
        ("90%-95%", "92%", "就业率", "met"),
        ("90%-95%", "96%", "就业率", "exceeded"),
        ("90%-95%", "85%", "就业率", "missed"),
        ("5-10天", "12天", "办结时限", "missed"),
        ("≥98%", "0.98", "达标率", None),  # It may stand for 98%.
        ("≥50个", "50万元", "项目数", None),
        ("≥500", "0.05万人", "受益人数", None),
        ("≥50个", "≥50个", "培训场次", "met"),
        ("≥50个", "≥40个", "培训场次", None),
        ("是", "是", "是否验收", "met"),
        ("是", "否", "是否验收", "missed"),
        ("是", "已完成", "是否验收", None),
        ("≥50个", "达成预期指标", "培训场次", None),
        ("≥50个", "部分达成预期指标并具有一定效果", "培训场次", None),
        ("≥50个", "完成", "培训场次", None),
        ("不断提升", "不断提升", "服务水平", None),
        ("不断提升", "95%", "服务水平", None),
        ("2025年12月前", "2025年11月", "完成时间", "met"),
        ("2025年6月底前", "2025年9月", "完成时间", "missed"),
        ("2025年6月底前", "2025年", "完成时间", None),
        ("2025年12月前", "已完成", "完成时间", None),
        (None, "50", "培训场次", None),
        ("≥50个", None, "培训场次", None),
        ("≥50个", "/", "培训场次", None),
    ],
)  # fmt: skip
def test_outcome(target: str | None, achieved: str | None, name: str, expected: str | None) -> None:
    assert outcome(target, achieved, name, fiscal_year=2025) == expected


def test_counts_are_to_be_reached_and_costs_not_to_be_passed_where_no_operator_says() -> None:
    assert outcome("36", "54", "服务二级单位数", "11") == "exceeded"
    assert outcome("36", "28.8", "服务二级单位数", "11") == "missed"
    assert outcome("80万元", "64万元", "项目支出", "41") == "exceeded"
    assert outcome("2次", "3次", "投诉次数", "11") == "missed"  # The name's own words go before its category.


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_bound_is_met_at_itself_and_parts_what_is_better_from_what_is_worse(bound: Decimal, value: Decimal) -> None:
    upward, downward = outcome(f"≥{bound}项", f"{value}项"), outcome(f"≤{bound}项", f"{value}项")
    if value == bound:
        assert (upward, downward) == ("met", "met")
    else:
        assert {upward, downward} == {"exceeded", "missed"}
        assert (upward == "exceeded") == (value > bound)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("≥50个", "≥50个", True),
        ("≥50个", ">= 50个", True),
        ("≥50个", "50", True),
        ("≥50个", "≥45个", False),
        ("≥50个", "≤50个", False),
        ("≥50%", "＞50%", False),
        ("≥1万人", "≥10000人", True),
        ("90%-95%", "90%～95%", True),
        ("90%-95%", "90%-96%", False),
        ("明显改善", "明显改善。", True),
        ("明显改善", "有所改善", False),
        ("≥50个", "明显改善", False),
        ("2025年12月前", "2025年12月前", True),
        ("是", "是", True),
        (None, "≥50个", None),
        ("≥50个", " ", None),
    ],
)
def test_same_target(one: str | None, other: str | None, expected: bool | None) -> None:
    assert same_target(one, other) is expected
    assert same_target(other, one) is expected
