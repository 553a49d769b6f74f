"""docs/adding-a-layout.md, run: its words in the dictionary are enough to read the table that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.layouts import columns, headings, indicators, money, recognise, runs, sections
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.cells import PageTable
from tests.layouts.reading import recognised
from tests.tables.building import page_table

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-layout.md").read_text(encoding="utf-8")


def shown_table() -> list[list[str]]:
    """The rows of the table that the page draws; an empty cell goes on with the one above."""
    rows = [line.strip("│").split("│") for line in PAGE.splitlines() if line.startswith("│")]
    return [[cell.strip() or "^" for cell in row] for row in rows]


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dictionary with the words of the page."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    read_yaml = yaml.safe_load

    def with_the_pages_words(text: str) -> dict[str, Any]:
        data = read_yaml(text)
        for section, entries in read_yaml(block).items():
            for role, wordings in entries.items():
                data[section][role] = [*data[section][role], *wordings]
        return data

    monkeypatch.setattr("pipelines.layouts.headings.yaml.safe_load", with_the_pages_words)
    for cached in (headings.headings, headings.meaning_of):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (headings.headings, headings.meaning_of):
        cached.cache_clear()


def test_the_table_of_the_page_is_refused_as_long_as_its_words_are_not_known():
    with pytest.raises(Refused, match="项目名称") as refused:
        recognised(page_table(shown_table()))
    assert refused.value.rule == "unknown_layout"


@pytest.mark.usefixtures("words")
def test_a_new_place_takes_words_and_a_fixture_only():
    (run,) = recognised(page_table(shown_table())).runs
    findings: list[Finding] = []
    ((project,),) = [section.projects for section in run.layout.read(run, "万元", findings)]
    assert (run.layout.name, project.name, project.goal) == ("expanded", "甲项目", "按时完成。")
    assert [(amount.source, amount.yuan) for amount in project.amounts] == [("未区分", Decimal(1200000))]
    assert [(i.level1_name, i.level2_name, i.name, i.annual_value) for i in project.indicators] == [
        ("产出指标", "数量指标", "面积", "≥300㎡"),
        ("效益指标", "社会效益", "居民知晓率", "≥90%"),
    ]
    assert findings == []


def test_every_file_that_the_page_names_is_there():
    named = set(re.findall(r"`((?:tests|pipelines)/[\w/.]+)`", PAGE))
    assert len(named) > 6
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (columns, "on_heading_columns"), (columns, "row_of"), (money, "amounts_of"), (indicators, "indicators_of"),
        (sections, "sections_of"), (PageTable, "bands"), (recognise, "LAYOUTS"), (runs, "Layout"), (runs, "Fragment"),
    ],
)  # fmt: skip
def test_every_name_that_the_page_promises_is_there(owner, name):
    assert hasattr(owner, name)
    assert name in PAGE
