"""How alike two projects are: each respect by itself, what rules a pair out, and the bounds of the score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.family import Family, Project
from pipelines.linking.likeness import ACCEPT, Likeness, compare

GOAL = "建成覆盖全校的高速无线网络满足师生的教学管理需求"
OTHER_GOAL = "消除校园环境安全隐患优化景观布局改善人居环境条件"
INDICATORS = frozenset({"带宽", "故障率", "验收率", "满意度"})


def project(
    name: str, year: int, goal: str = "", yuan: float | None = None, indicators: frozenset[str] = frozenset()
) -> Project:
    return Project(f"{year}{name}", name, name, {year}, set(), goal, yuan, indicators)


def likeness(old: Project, new: Project, *others: Project) -> Likeness | None:
    """Of one pair, where `others` are the institution's other projects."""
    of_year: dict[int, list[Project]] = {}
    for each in (old, new, *others):
        for year in each.years:
            of_year.setdefault(year, []).append(each)
    return compare([Family([old])], [Family([new])], of_year).get((0, 0))


def test_all_the_same_is_one() -> None:
    pair = (project("校园无线网络", year, GOAL, 100.0, INDICATORS) for year in (2024, 2025))
    assert likeness(*pair) == Likeness(1.0, 1.0, 1.0, 1.0, 1.0)


def test_a_name_weighs_three_quarters_and_the_rest_a_quarter() -> None:
    old = project("校园无线网络", 2024, GOAL, 100.0, INDICATORS)
    assert likeness(old, project("校园无线网络", 2025)) == Likeness(0.75, 1.0, 0.0, 0.0, 0.0)
    assert likeness(old, project("校园无线网络", 2025, GOAL)) == Likeness(0.85, 1.0, 1.0, 0.0, 0.0)
    assert likeness(old, project("校园无线网络", 2025, indicators=INDICATORS)) == Likeness(0.85, 1.0, 0.0, 1.0, 0.0)
    assert likeness(old, project("校园无线网络", 2025, yuan=100.0)) == Likeness(0.8, 1.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(100.0, 100.0, 1.0), (100.0, 50.0, 0.5), (50.0, 100.0, 0.5), (-50.0, -100.0, 0.5), (100.0, -100.0, 0.0),
     (0.0, 100.0, 0.0), (100.0, 0.0, 0.0), (None, 100.0, 0.0), (100.0, None, 0.0), (None, None, 0.0)],
)  # fmt: skip
def test_money_is_the_smaller_over_the_larger(one: float | None, other: float | None, alike: float) -> None:
    pair = likeness(project("校园无线网络", 2024, yuan=one), project("校园无线网络", 2025, yuan=other))
    assert pair is not None
    assert pair.money == alike


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("ab", "ab", 1.0), ("ab", "bc", 0.5), ("abc", "a", 0.5), ("a", "b", 0.0), ("", "", 0.0)]
)
def test_indicators_are_twice_the_shared_over_all(one: str, other: str, alike: float) -> None:
    old, new = (project("校园无线网络", 2024 + n, indicators=frozenset(names)) for n, names in enumerate((one, other)))
    pair = likeness(old, new)
    assert pair is not None
    assert pair.indicators == alike


def test_goals_that_are_not_printed_are_not_alike() -> None:
    pair = likeness(project("校园无线网络", 2024), project("校园无线网络", 2025))
    assert pair is not None
    assert pair.goal == 0.0


def renamed(*others: Project, new_goal: str = GOAL, indicators: frozenset[str] = INDICATORS) -> Likeness | None:
    """A project whose name gained words and whose content did not change."""
    old = project("心理", 2024, GOAL, 100.0, INDICATORS)
    return likeness(old, project("师生心理关爱咨询", 2025, new_goal, 100.0, indicators), *others)


def test_the_same_content_joins_what_was_renamed_by_two_fifths_goal_and_three_tenths_indicators() -> None:
    pair = renamed()
    assert pair is not None
    assert pair.score == pytest.approx(0.25 * 0.5 + 0.4 + 0.3 + 0.05)
    assert pair.by_content and pair.evidence.startswith("名称有增减；名称 0.")


def test_the_same_content_is_no_proof_where_the_goal_is_copied_about() -> None:
    for other in (project("别的项目", 2024, GOAL), project("别的项目", 2025, GOAL)):
        pair = renamed(other)
        assert pair is not None
        assert pair.score < 0.6
    unlike = renamed(project("别的项目", 2024, OTHER_GOAL), project("又一项目", 2025, OTHER_GOAL))
    assert unlike is not None
    assert unlike.score > 0.7


def test_the_same_content_is_no_proof_where_the_goal_is_short() -> None:
    for length, proves in ((14, False), (15, True)):
        old, new = (
            project(name, year, GOAL[:length], 100.0, INDICATORS)
            for name, year in (("心理", 2024), ("师生心理关爱咨询", 2025))
        )
        pair = likeness(old, new)
        assert pair is not None
        assert (pair.score > 0.7) == proves


def test_the_same_content_is_no_proof_where_the_indicators_differ() -> None:
    for shared, proves in ((3, True), (2, False)):
        kept = frozenset(sorted(INDICATORS)[:shared]) | {f"新{n}" for n in range(4 - shared)}
        pair = renamed(indicators=kept)
        assert pair is not None
        assert (pair.score > 0.6) == proves


def test_pieces_that_stand_in_each_others_place_keep_a_pair_below_acceptance() -> None:
    old, new = project("珠绣专业实训室建设项目", 2024, yuan=1.0), project("广彩专业实训室建设项目", 2025, yuan=1.0)
    pair = likeness(old, new)
    assert pair is not None
    assert pair.score < ACCEPT


@pytest.mark.parametrize(("of_old", "of_new"), [("珠绣", "广彩"), ("珠绣", ""), ("", "广彩")])
def test_goals_that_each_speak_of_their_own_piece_are_parallel_projects(of_old: str, of_new: str) -> None:
    """珠绣… and 广彩… with copied texts are two projects, even where the goal of one alone names its piece."""
    old = project("珠绣专业实训室", 2024, of_old + GOAL, 1.0, INDICATORS)
    new = project("广彩专业实训室", 2025, of_new + GOAL, 1.0, INDICATORS)
    pair = likeness(old, new)
    assert pair is not None
    assert pair.score < ACCEPT
    same = likeness(
        project("珠绣专业实训室", 2024, GOAL, 1.0, INDICATORS), project("广彩专业实训室", 2025, GOAL, 1.0, INDICATORS)
    )
    assert same is not None
    assert same.score > pair.score


@pytest.mark.parametrize(
    ("one", "other"), [("5号楼维修", "6号楼维修"), ("a栋改造", "b栋改造"), ("第一食堂改造", "第二食堂改造")]
)
def test_numbered_objects_are_never_compared(one: str, other: str) -> None:
    assert likeness(project(one, 2024, GOAL, 1.0, INDICATORS), project(other, 2025, GOAL, 1.0, INDICATORS)) is None


def test_names_that_share_little_are_compared_only_for_their_goals() -> None:
    assert likeness(project("校园绿化", 2024, GOAL), project("无线网络", 2025, GOAL)) is not None
    assert likeness(project("校园绿化", 2024, GOAL), project("无线网络", 2025, OTHER_GOAL)) is None


@given(st.text("校园网络建设一二", min_size=1, max_size=8), st.text("校园网络建设一二", min_size=1, max_size=8),
       st.floats(1, 1e9), st.floats(1, 1e9), st.frozensets(st.sampled_from(sorted(INDICATORS))))  # fmt: skip
def test_a_score_is_between_nothing_and_one_and_the_same_from_both_sides(
    one: str, other: str, money: float, other_money: float, indicators: frozenset[str]
) -> None:
    old, new = project(one, 2024, GOAL, money, INDICATORS), project(other, 2025, GOAL, other_money, indicators)
    pair = likeness(old, new)
    back = likeness(project(other, 2024, GOAL, other_money, indicators), project(one, 2025, GOAL, money, INDICATORS))
    assert (pair is None) == (back is None)
    if pair is not None and back is not None:
        assert 0 <= pair.score <= 1
        assert (pair.goal, pair.indicators, pair.money) == (back.goal, back.indicators, back.money)
