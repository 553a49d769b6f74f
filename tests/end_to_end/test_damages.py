"""Damaged files: every outcome is the same rows, a refusal with its reason, or a difference that an issue names.

What remains is a difference that nothing in the file contradicts. Each kind of damage that can make one stands in
`UNDECIDABLE` with the reason, and with a test of its own that the difference is of that kind and of no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from tests.end_to_end.damage_campaign import Judged, campaign, compare
from tests.printing.mutate import DAMAGES

Facts = list[tuple[str | int | None, ...]]
_MONEY = ("amount", "total", "project total")
# In yuan: 0.005 × (rows + 1) 万元 for the dozen rows of a sample's table, and the last digit moves by 100.
_ROUNDED = 500


def _digits_alone(lost: Facts, gained: Facts) -> bool:
    """Only digits are others."""
    return Counter(re.sub(r"\d", "0", repr(fact)) for fact in lost) == Counter(
        re.sub(r"\d", "0", repr(fact)) for fact in gained
    )


def _is_within(part: str, whole: str) -> bool:
    characters = iter(whole)
    return all(character in characters for character in part)


def _only_less(lost: Facts, gained: Facts) -> bool:
    """Nothing is read that the whole file does not hold, but for texts that are missing or of which a part is."""
    return all(any(_is_within(_printed(fact), _printed(other)) for other in lost) for fact in gained)


def _printed(fact: tuple[str | int | None, ...]) -> str:
    return repr(tuple("" if value is None else value for value in fact))


def _only_more(lost: Facts, gained: Facts) -> bool:
    return _only_less(gained, lost)


def _money_stays(lost: Facts, gained: Facts) -> bool:
    return not any(fact[0] in _MONEY for fact in lost + gained)


def _reads_on(lost: Facts, gained: Facts) -> bool:
    """No money is gained, and every text that is gained is the beginning of one lost text and the end of another."""
    texts = [value for fact in lost for value in fact if isinstance(value, str)]
    return not any(fact[0] in _MONEY for fact in gained) and all(
        not isinstance(value, str) or any(_is_joined(value, one, other) for one in texts for other in texts)
        for fact in gained
        for value in fact[1:]
    )


def _is_joined(text: str, one: str, other: str) -> bool:
    return any(one.startswith(text[:cut]) and other.endswith(text[cut:]) for cut in range(len(text) + 1))


def _one_other_character(lost: Facts, gained: Facts) -> bool:
    """One character, the same everywhere, is another one."""
    pairs = list(zip(map(repr, lost), map(repr, gained), strict=False))
    changed = {(a, b) for one, other in pairs for a, b in zip(one, other, strict=False) if a != b}
    return len(lost) == len(gained) and all(len(a) == len(b) for a, b in pairs) and len(changed) == 1


def _within_rounding(lost: Facts, gained: Facts) -> bool:
    """Amounts alone, each other by what printing in 万元 rounds off; the residual is an info."""
    pairs = list(zip(sorted(lost, key=repr), sorted(gained, key=repr), strict=False))
    return len(lost) == len(gained) and all(
        one[0] == other[0]
        and one[0] in ("amount", "project total")
        and one[:-1] == other[:-1]
        and abs(float(str(one[-1])) - float(str(other[-1]))) <= _ROUNDED
        for one, other in pairs
    )


UNDECIDABLE: dict[str, tuple[str, Callable[[Facts, Facts], bool]]] = {
    "change_number": ("a digit that no sum on the page contains is another", _digits_alone),
    "drop_text": ("a text is not there, and what is left reads on", _only_less),
    "double_text": ("a text stands there twice, and reads on", _only_more),
    "cut_stream": ("the end of a page is not there, and no total says what stood there", _only_less),
    "change_amount": ("an amount is another by no more than rounding allows, which an info names", _within_rounding),
    "zero_out": ("the code of a character is another, and that character is printed", _one_other_character),
    "remove_page": ("a page is not there, and what stands before and after it reads on", _reads_on),
    "double_page": ("a page stands there twice; no page is numbered", _money_stays),
    "swap_pages": ("pages stand in another order; none is numbered", _money_stays),
}


def explained(judged: Judged) -> bool:
    return judged.kind in UNDECIDABLE and UNDECIDABLE[judged.kind][1](judged.lost, judged.gained)


def described(silent: Iterable[Judged]) -> str:
    return "\n".join(
        f"{j.kind} {j.path.name}\n"
        + "\n".join(f"  - {fact}" for fact in j.lost[:3])
        + "\n"
        + "\n".join(f"  + {fact}" for fact in j.gained[:3])
        for j in silent
    )


def count_verdicts(judged: list[Judged]) -> Counter[tuple[str, str]]:
    """How many damages of each kind ended how. Fails where a difference is silent and not explained."""
    unexplained = [j for j in judged if j.verdict == "silent" and not explained(j)]
    assert not unexplained, described(unexplained)
    return Counter((j.kind, j.verdict) for j in judged)


def test_no_damage_changes_a_row_unnamed(tmp_path):
    classes = count_verdicts(list(campaign(tmp_path, damages=14, seed=2)))
    assert sum(classes.values()) == 14
    assert len({kind for kind, _ in classes}) >= 8
    assert {verdict for _, verdict in classes} >= {"same", "refused", "named"}


@pytest.mark.long
@pytest.mark.parametrize("seed", [4, 5])
def test_250_damages_change_no_row_unnamed(seed, tmp_path, capsys):
    classes = count_verdicts(list(campaign(tmp_path, damages=250, seed=seed)))
    with capsys.disabled():
        print()
        for (kind, verdict), count in sorted(classes.items()):
            print(f"  {kind:15} {verdict:8} {count}")
    assert {kind for kind, _ in classes} == set(DAMAGES)


# the judging itself

ROW, OTHER = ("goal", "甲项目", "10人"), ("goal", "甲项目", "90人")


@pytest.mark.parametrize(
    ("after", "named", "verdict"),
    [
        (ROW, [], "same"),
        (ROW, [("total_mismatch", "甲项目", "off")], "same"),
        (OTHER, [], "silent"),
        (OTHER, [("total_mismatch", "甲项目", "off")], "named"),
    ],
)
def test_a_changed_row_is_silent_unless_something_new_names_it(after, named, verdict, tmp_path):
    assert compare("change_number", tmp_path, Counter([ROW]), Counter([after]), Counter(named)).verdict == verdict


def test_a_silent_difference_is_explained_only_where_it_is_what_the_explanation_says(tmp_path):
    digit = Judged("change_number", tmp_path, "silent", [("goal", "甲", "10人")], [("goal", "甲", "90人")])
    word = Judged("change_number", tmp_path, "silent", [("goal", "甲", "10人")], [("goal", "甲", "10次")])
    moved = Judged("shift_text", tmp_path, "silent", [("goal", "甲", "10人")], [("goal", "甲", "90人")])
    assert (explained(digit), explained(word), explained(moved)) == (True, False, False)
    missing = Judged("drop_text", tmp_path, "silent", [("goal", "甲", "共10人")], [("goal", "甲", "10人")])
    blank = Judged("drop_text", tmp_path, "silent", [("project", "甲", "某局")], [("project", "甲", None)])
    filled = Judged("drop_text", tmp_path, "silent", [("project", "甲", None)], [("project", "甲", "某局")])
    assert (explained(blank), explained(filled)) == (True, False)
    invented = Judged("remove_page", tmp_path, "silent", [("goal", "甲", "10人")], [("goal", "甲", "人10")])
    money = Judged(
        "swap_pages", tmp_path, "silent", [("amount", "甲", "财政拨款", "1")], [("amount", "甲", "财政拨款", "2")]
    )
    assert (explained(missing), explained(invented), explained(money)) == (True, False, False)
    coded = Judged("zero_out", tmp_path, "silent", [("goal", "甲", "消除隐患")], [("goal", "甲", "1除隐患")])
    moved = Judged("zero_out", tmp_path, "silent", [("goal", "甲", "消除隐患")], [("goal", "甲", "除消隐患")])
    assert (explained(coded), explained(moved)) == (True, False)
    joined = Judged(
        "remove_page",
        tmp_path,
        "silent",
        [("goal", "甲", "建成一座"), ("goal", "乙", "维修两栋")],
        [("goal", "甲", "建成两栋")],
    )
    near, far = (
        Judged(
            "change_amount",
            tmp_path,
            "silent",
            [("amount", "甲", "其他资金", "1000.00")],
            [("amount", "甲", "其他资金", yuan)],
        )
        for yuan in ("1100.00", "91000.00")
    )
    assert (explained(joined), explained(near), explained(far)) == (True, True, False)
