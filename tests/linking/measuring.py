"""How many pairs of names are rightly joined and rightly kept apart: projects by family, indicators by thread.

A list of pairs (class, [institution,] old, new, same) becomes one institution a pair with two years. Projects are tried with
texts of their own (the same line of work has the same goal and indicators, another one others) and with copied texts (both
have the same). `python -m tests.linking.measuring FILE…` prints precision, recall and every disagreement; a file whose heading
has `institution` holds projects.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl

from pipelines.linking.families import assign_families
from pipelines.linking.indicator_names import indicator_stem
from pipelines.linking.indicators import link_indicators

PAIRS = Path(__file__).parent / "pairs"
COPIED = "通过项目实施，改善办学条件，满足教学管理需求，保障各项工作安全稳定运行，提升服务水平。"
COPIED_INDICATORS = ["工作完成率", "验收通过率", "及时率", "满意度"]
Texts = Literal["own", "copied"]


class Measured(NamedTuple):
    """The share of joined pairs that are the same, the share of the same that are joined, and the pairs that are neither."""

    precision: float
    recall: float
    wrong: list[str]


def read_pairs(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def measure_families(pairs: list[dict[str, str]], texts: Texts) -> Measured:
    """`pairs` as projects of two years, each in an institution of its own."""
    rows = []
    for number, pair in enumerate(pairs):
        for year, name in ((2024, pair["old"]), (2025, pair["new"])):
            line = pair["old"] if pair["same"] == "1" else name
            own = f"完成{line}，按计划组织实施，保证{line}的质量和进度。", [f"{line}完成率", f"{line}数量", "及时率"]
            goal, indicators = own if texts == "own" else (COPIED, COPIED_INDICATORS)
            rows.append((f"{number}", pair["institution"], year, f"{number}-{year}", name, None, goal, 1, indicators))
    columns = [
        "institution_key", "institution_name", "fiscal_year", "project_key", "project_name", "project_code", "goal", "total_yuan",
        "indicator_names",
    ]  # fmt: skip
    links = assign_families(pl.DataFrame(rows, schema=columns, orient="row").cast({"project_code": pl.String})).links
    family = dict(links.select("project_key", "project_family_id").iter_rows())
    return _measured(pairs, [family[f"{n}-2024"] == family[f"{n}-2025"] for n in range(len(pairs))])


def measure_indicators(pairs: list[dict[str, str]]) -> Measured:
    """`pairs` as indicators of two years, each in a project of its own."""
    rows = [
        {"indicator_key": f"{n}-{year}", "institution_key": f"{n}", "project_family_id": "f", "project_key": "p", "fiscal_year": year,
         "indicator_seq": 1, "category_key": "c", "indicator_name": name, "indicator_stem": indicator_stem(name), "annual_value": "1",
         "cycle_value": None, "annual_standard_unit": "", "cycle_standard_unit": None}
        for n, pair in enumerate(pairs) for year, name in ((2024, pair["old"]), (2025, pair["new"]))
    ]  # fmt: skip
    years = [{"institution_key": f"{n}", "fiscal_year": 2025, "prior_fiscal_year": 2024} for n in range(len(pairs))]
    frame = pl.DataFrame(rows, schema_overrides={"cycle_value": pl.String, "cycle_standard_unit": pl.String})
    linked = set(link_indicators(frame, pl.DataFrame(years))["indicator_key"])
    return _measured(pairs, [f"{n}-2025" in linked for n in range(len(pairs))])


def _measured(pairs: list[dict[str, str]], joined: list[bool]) -> Measured:
    same = [pair["same"] == "1" for pair in pairs]
    right = sum(a and b for a, b in zip(same, joined, strict=True))
    wrong = [
        f"{pair['class']}: {pair['old']} / {pair['new']}: {'joined' if is_joined else 'kept apart'}"
        for pair, is_same, is_joined in zip(pairs, same, joined, strict=True)
        if is_same != is_joined
    ]
    return Measured(right / max(sum(joined), 1), right / max(sum(same), 1), wrong)


def main() -> None:
    """Prints what each of the files named on the command line (default: those beside this module) comes to."""
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(PAIRS.glob("*.csv")):
        pairs = read_pairs(path)
        found = (
            {f"{path.name}, {texts} texts": measure_families(pairs, texts) for texts in ("own", "copied")}
            if "institution" in pairs[0]
            else {path.name: measure_indicators(pairs)}
        )
        for name, measured in found.items():
            print(f"{name}: {len(pairs)} pairs, precision {measured.precision:.3f}, recall {measured.recall:.3f}")
            print(*(f"  {each}" for each in measured.wrong), sep="\n")


if __name__ == "__main__":
    main()
