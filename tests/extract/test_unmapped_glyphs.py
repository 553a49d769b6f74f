"""Marks without a Unicode value: known units restored and named, everything else refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.extract.unmapped_glyphs import restore_unmapped
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.reference import read_rows
from pipelines.tables.cells import UNMAPPED
from tests.making import indicator, project, statement

KNOWN = [
    (row["printed"], row["restored"]) for row in read_rows("unmapped_units.csv", ("printed", "restored", "source"))
]


@pytest.mark.parametrize(("printed", "restored"), KNOWN)
def test_a_known_unit_is_restored_and_named(printed, restored):
    findings: list[Finding] = []
    what = statement(project(indicators=[indicator(annual=f"＜550{printed}", cycle=f"＜550{printed}")]))
    (mended,) = restore_unmapped([what], findings)
    only = mended.projects[0].indicators[0]
    assert (only.annual_value, only.cycle_value) == (f"＜550{restored}", f"＜550{restored}")
    assert [(f.severity, f.rule, f.subject, f.page) for f in findings] == [
        ("warning", "unmapped_restored", "甲项目", 1)
    ] * 2


def test_every_known_unit_holds_a_lost_mark_and_its_restoration_none():
    assert KNOWN
    assert all(UNMAPPED in printed and UNMAPPED not in restored for printed, restored in KNOWN)


def test_what_can_be_read_stays_without_a_finding():
    findings: list[Finding] = []
    what = statement(project(indicators=[indicator(annual="＜550元/人•天")]))
    assert restore_unmapped([what], findings) == [what]
    assert findings == []


@pytest.mark.parametrize("field", ["name", "annual_value", "cycle_value", "level1_name", "level2_name"])
def test_a_lost_character_of_an_indicator_is_refused(field):
    broken = replace(indicator(), **{field: f"服务{UNMAPPED}次"})
    with pytest.raises(Refused) as refused:
        restore_unmapped([statement(project(indicators=[broken]))], [])
    assert refused.value.rule == "unmapped_glyph"


@pytest.mark.parametrize("field", ["name", "goal", "code", "implementing_unit", "supervising_department"])
def test_a_lost_character_of_a_project_is_refused(field):
    broken = replace(project(), **{field: f"{UNMAPPED}项目"})
    with pytest.raises(Refused) as refused:
        restore_unmapped([statement(broken)], [])
    assert refused.value.rule == "unmapped_glyph"


def test_a_known_unit_beside_another_lost_character_is_refused():
    printed, _ = KNOWN[0]
    with pytest.raises(Refused):
        restore_unmapped([statement(project(indicators=[indicator(annual=f"{UNMAPPED}550{printed}")]))], [])


@pytest.mark.parametrize("field", ["institution", "institution_code"])
def test_a_lost_character_of_the_institution_is_refused(field):
    with pytest.raises(Refused):
        restore_unmapped([replace(statement(project()), **{field: f"{UNMAPPED}学院"})], [])
