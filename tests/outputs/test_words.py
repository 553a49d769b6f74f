"""Every code that can reach a page has words in both languages, and no word stands for a code that nothing raises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.outputs.html_report.words import CODED, NAMED, Headings, coded, in_ten_thousands
from pipelines.warehouse import reading, sql_files

PIPELINES = Path(__file__).parents[2] / "pipelines"
RAISING = {"Finding", "Refused", "_finding", "_failure", "_disagreements"}
RULE = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def _sources() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in PIPELINES.rglob("*.py") if "html_report" not in path.parts]


def _raised(source: str) -> Iterator[str]:
    """The reason codes that stand in the source: the rule's argument of a finding or a refusal, both ends of an `if` too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISING:
            rules = [*node.args[:4], *(each.value for each in node.keywords if each.arg == "rule")]
            for argument in rules:
                ends = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                codes = [end.value for end in ends if isinstance(end, ast.Constant) and isinstance(end.value, str)]
                yield from (value for value in codes if RULE.fullmatch(value))


def test_every_reason_code_that_the_code_raises_has_words() -> None:
    raised = {rule for source in _sources() for rule in _raised(source)} - {"fiscal_year"}
    assert len(raised) > 60
    assert sorted(raised - set(NAMED["rule"])) == []


def test_no_words_stand_for_a_reason_code_that_nothing_raises() -> None:
    constants = {
        node.value
        for source in _sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(NAMED["rule"]) - constants) == []


def test_reviewed_names_have_words(built: Path) -> None:
    reference = PIPELINES / "reference"
    types = pl.read_csv(reference / "project_types.csv", comment_prefix="#").get_column("project_type")
    levels = pl.read_csv(reference / "categories.csv", comment_prefix="#").filter(pl.col("use") == "canonical")
    assert set(types) <= set(NAMED["project_type"])
    for level in (1, 2):
        names = levels.filter(pl.col("level") == level).get_column("name")
        assert set(names) <= set(NAMED[f"canonical_level{level}"])
    sources = reading.query("select distinct funding_source from v_funding", built).get_column("funding_source")
    assert set(sources) <= set(NAMED["funding_source"])


def test_words_are_said_in_both_languages() -> None:
    for column, words in {**NAMED, **CODED}.items():
        for code, (chinese, english) in words.items():
            assert re.search("[\u4e00-\u9fff]", chinese), (column, code)
            assert english.isascii() and english, (column, code)


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert coded("rule", "brand_new_rule") == ("brand_new_rule", "brand_new_rule")
    assert coded("project_name", "loaded") == ("loaded", "loaded")


def test_every_column_of_a_shipped_question_has_a_chinese_heading(built: Path) -> None:
    headings = Headings(reading.describe(built))
    for each in sql_files.shipped_queries():
        for name in reading.query(each.sql, built).columns:
            if not name.endswith(("_key", "_id")):
                assert re.search("[\u4e00-\u9fff]", headings.of("", name).zh), (each.name, name)


def test_a_heading_of_money_tells_its_unit(built: Path) -> None:
    headings = Headings(reading.describe(built))
    assert in_ten_thousands(headings.of("v_funding", "amount_yuan")) == ("金额（万元）", "Amount (10k yuan)")
