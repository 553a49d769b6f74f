"""The one canonical category (level 1, level 2) of every indicator, however its place prints it.

Here belongs the lookup of printed codes and names in reference/categories.csv. Here does not belong changing
what was printed (both stay beside the category) nor deciding what to do about an unknown one (a check counts
them).
"""

from __future__ import annotations

import re

from pipelines.reference import read_rows
from pipelines.values.text import fold_heading

Category = tuple[str, str, str | None, str | None]
"""level1_code, level1_name, level2_code, level2_name; the last two None where the first stands alone."""

_ENDING = re.compile(r"(?:类|性)?(?:指标|目标)?(?:值)?[:：]?$")
_CODE_BEFORE = re.compile(r"^[0-9]+[-、.．]?")


def _bare(name: str) -> str:
    """A printed name as it is looked up: 11-数量指标 and 数量 are the same."""
    folded = fold_heading(name)
    return _ENDING.sub("", _CODE_BEFORE.sub("", folded))


def _tables() -> tuple[dict[str, str], dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Canonical code -> name; (level, printed code) -> canonical code; (level, bare name) -> canonical
    code."""
    canonical: dict[str, str] = {}
    codes: dict[tuple[str, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for row in read_rows("categories.csv", ("level", "use", "code", "name", "canonical_code", "note")):
        level, target = row["level"], row["canonical_code"]
        if row["use"] == "canonical":
            canonical[row["code"]] = row["name"]
        elif row["use"] != "other":
            raise ValueError(f"categories.csv: {row['name']}: use {row['use']!r} is neither canonical nor other")
        if target not in canonical or len(target) != int(level):
            raise ValueError(f"categories.csv: {row['name']}: {target!r} is no canonical category of level {level}")
        if row["code"]:
            codes[level, row["code"]] = target
        if names.setdefault((level, _bare(row["name"])), target) != target:
            raise ValueError(f"categories.csv: {row['name']} leads to two categories")
    return canonical, codes, names


_CANONICAL, _CODES, _NAMES = _tables()


def canonical_categories() -> list[Category]:
    """The taxonomy: each first level alone, then each second level under its first; in the order of the
    codes."""
    firsts: list[Category] = [(code, name, None, None) for code, name in _CANONICAL.items() if len(code) == 1]
    return firsts + [_category(code) for code in _CANONICAL if len(code) == 2]


def _category(code: str) -> Category:
    first = code[0]
    if code == first:
        return first, _CANONICAL[first], None, None
    return first, _CANONICAL[first], code, _CANONICAL[code]


def _looked_up(level: str, code: str | None, name: str | None) -> tuple[str | None, str | None]:
    """The canonical codes that the printed code and the printed name lead to."""
    bare = _bare(name or "")
    return _CODES.get((level, (code or "").strip())), _NAMES.get((level, bare)) if bare else None


def canonical_category(
    level1_code: str | None, level1_name: str | None, level2_code: str | None, level2_name: str | None
) -> Category | None:
    """The category that an indicator's printed codes and names mean, None where they are not known.

    The second level decides, its name before its code (13-数量指标 is 数量; 24- without a name is
    可持续影响). Where no second level is printed the first one stands alone. A printed second-level name that
    is not known and has no known code is None, though its first level is known: it must be reviewed, not
    filed away.
    """
    by_code, by_name = _looked_up("2", level2_code, level2_name)
    if second := by_name or by_code:
        return _category(second)
    if _bare(level2_name or "") or (level2_code or "").strip():
        return None
    by_code, by_name = _looked_up("1", level1_code, level1_name)
    first = by_name or by_code
    return _category(first) if first else None


def category_doubts(
    level1_code: str | None, level1_name: str | None, level2_code: str | None, level2_name: str | None
) -> list[tuple[str, str]]:
    """What is doubtful about an indicator's printed category, as (rule, one-line message); empty where
    nothing is.

    Rules: unknown_category (a printed name that reference/categories.csv does not hold), category_code_name
    (a code and its name disagree: 13-数量指标), category_levels (the second level does not belong to the
    first).
    """
    doubts = []
    seen: dict[str, str | None] = {}
    for level, code, name in (("1", level1_code, level1_name), ("2", level2_code, level2_name)):
        by_code, by_name = _looked_up(level, code, name)
        if name and _bare(name) and by_name is None:
            doubts.append(("unknown_category", f"level-{level} name {name} is not in the reviewed list of categories"))
        if by_code and by_name and by_code != by_name:
            doubts.append(("category_code_name", f"code {code} means {_CANONICAL[by_code]}, but {name} is printed"))
        seen[level] = by_name or by_code
    first, second = seen["1"], seen["2"]
    # Until 2021 成本 (14) stood under 产出; 投入 holds 时效 and 成本 of older forms. Both are ways of
    # printing, not errors.
    older = (first == "1" and second == "41") or _bare(level1_name or "").startswith("投入")
    if first and second and second[0] != first and not older:
        doubts.append(
            (
                "category_levels",
                f"{level2_name or level2_code} does not belong to {level1_name or level1_code}",
            )
        )
    return doubts
