"""docs/adding-a-layout.md, run: its words, its module and its registration read the table that it shows."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from pipelines.layouts import headings as dictionary
from pipelines.layouts import recognise as sorting
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.runs import Run
from tests.layouts.reading import recognised, rules_in
from tests.tables.building import page_table

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-layout.md").read_text(encoding="utf-8")
HEADINGS = ["项目名称", "预算数", "绩效目标", "产出指标", "效益指标", "满意度指标"]
ROW = ["甲项目", "120.00", "按时完成。", "面积：≥300㎡；层数：5层；", "收入：≥10万元；", "满意度：≥90%；"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def horizontal(monkeypatch) -> Iterator[ModuleType]:
    """The page's module, with the page's words in the dictionary and registered as the page says."""
    read_yaml = yaml.safe_load

    def with_the_pages_words(text: str) -> dict[str, Any]:
        data = read_yaml(text)
        for block in blocks("yaml"):
            for section, entries in read_yaml(block).items():
                data[section].update(entries)
        return data

    monkeypatch.setattr("pipelines.layouts.headings.yaml.safe_load", with_the_pages_words)
    dictionary.headings.cache_clear()
    (source,) = (block for block in blocks("python") if 'NAME = "horizontal"' in block)
    module = ModuleType("pipelines.layouts.horizontal")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, "docs/adding-a-layout.md", "exec"), module.__dict__)
    (registration,) = (block for block in blocks("python") if "COLUMN_LAYOUTS" in block)
    names = {**sorting.__dict__, "horizontal": module}
    exec(compile(registration, "docs/adding-a-layout.md", "exec"), names)
    monkeypatch.setattr(sorting, "COLUMN_LAYOUTS", names["COLUMN_LAYOUTS"])
    assert names["FORM_LAYOUTS"] == sorting.FORM_LAYOUTS
    yield module
    monkeypatch.undo()
    dictionary.headings.cache_clear()


def read(module: ModuleType, run: Run) -> tuple[Any, list[Finding]]:
    findings: list[Finding] = []
    (section,) = module.read(run, "万元", findings)
    return section, findings


def test_the_table_of_the_page_is_refused_as_long_as_no_layout_reads_it():
    with pytest.raises(Refused) as refused:
        recognised(page_table([HEADINGS, ROW]))
    assert refused.value.rule == "unknown_layout"


def test_the_table_of_the_page_is_read(horizontal):
    (run,) = recognised(page_table([HEADINGS, ROW])).runs
    assert run.layout == "horizontal"
    section, findings = read(horizontal, run)
    (project,) = section.projects
    assert (project.name, project.goal, [a.yuan for a in project.amounts]) == (
        "甲项目",
        "按时完成。",
        [Decimal(1200000)],
    )
    assert [(i.seq, i.level1_name, i.name, i.annual_value) for i in project.indicators] == [
        (1, "产出指标", "面积", "≥300㎡"), (2, "产出指标", "层数", "5层"), (3, "效益指标", "收入", "≥10万元"),
        (4, "满意度指标", "满意度", "≥90%"),
    ]  # fmt: skip
    assert findings == []


def test_a_row_over_a_page_break_is_found_by_its_money(horizontal):
    above = page_table([HEADINGS, [*ROW[:3], "面积：≥3", "", ""]])
    below = page_table([["", "", "", "00㎡；", "收入：≥10万元；", ""], ["乙项目", *ROW[1:]]], page=2)
    (run,) = recognised(above, below).runs
    section, _ = read(horizontal, run)
    assert [p.name for p in section.projects] == ["甲项目", "乙项目"]
    assert [i.annual_value for i in section.projects[0].indicators] == ["≥300㎡", "≥10万元"]


def test_what_is_not_in_the_grammar_is_named(horizontal):
    (run,) = recognised(page_table([HEADINGS, [*ROW[:3], "详见附件", "", ""]])).runs
    _, findings = read(horizontal, run)
    assert rules_in(findings) == ["error indicator_unreadable"]


def test_the_other_layouts_are_still_recognised(horizontal):
    listing = ["项目名称", "总计", "财政拨款", "绩效目标", "绩效指标"]
    assert [run.layout for run in recognised(page_table([listing, ["甲", "1", "1", "目标", "指标"]])).runs] == ["list"]


def test_every_file_that_the_page_names_is_there():
    root = Path(__file__).parents[2]
    named = set(re.findall(r"`((?:tests|pipelines|tools|sql)/[\w/.<>]+)`", PAGE))
    missing = [
        name
        for name in named
        if "<" not in name and name != "pipelines/layouts/horizontal.py" and not (root / name).exists()
    ]
    assert len(named) > 6 and missing == []


def test_every_name_that_the_pages_table_promises_is_there():
    from pipelines.layouts import columns, forms, money, sections
    from pipelines.tables.cells import PageTable

    promised = [
        (columns, "find_heading"), (columns, "on_heading_columns"), (columns, "row_of"), (columns.Row, "joined"),
        (money, "amounts_of"), (sections, "Section"), (PageTable, "bands"), (forms, "read_forms"), (sorting, "BY_NAME"),
    ]  # fmt: skip
    for owner, name in promised:
        assert hasattr(owner, name) and name in PAGE
