"""The seed: a real table of 25 projects and 137 indicators, read to what two people read in it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipelines.extract.document import parse_pdf
from pipelines.model.records import Finding, ParsedDocument, Statement
from pipelines.sandbox.reading import read_documents
from tests.extract.comparing import assert_same_facts, differences, outcome_of, print_and_read
from tests.printing import SAME_FACTS, facts, print_truth, seed_truth
from tests.printing.truth import squeeze

SAMPLES = Path(__file__).parents[2] / "samples"
SEED = SAMPLES / "广州番禺职业技术学院_2025_项目支出绩效目标表.pdf"
SYNTHETIC = sorted(path for path in SAMPLES.glob("*.pdf") if path != SEED)


@cache
def seed() -> ParsedDocument:
    return parse_pdf(SEED)


@cache
def statement() -> Statement:
    (only,) = seed().statements
    return only


def found(rule: str) -> list[Finding]:
    return [finding for finding in seed().findings if finding.rule == rule]


def test_every_printed_field_is_the_truths():
    assert seed().outcome == "parsed", outcome_of(seed())
    assert differences(seed(), facts(seed_truth())) == []
    assert_same_facts(seed(), seed_truth())


def test_there_are_25_projects_and_137_indicators():
    assert len(statement().projects) == 25
    assert sum(len(project.indicators) for project in statement().projects) == 137
    assert [project.seq for project in statement().projects] == list(range(1, 26))


def test_each_projects_printed_amounts_are_the_truths():
    for project, wanted in zip(statement().projects, seed_truth()["projects"], strict=True):
        assert squeeze(project.name) == squeeze(wanted["name"])
        assert project.total is not None and project.total.printed == wanted["total"]
        printed = {amount.source: amount.printed for amount in project.amounts}
        sources = {"财政拨款": wanted["fiscal"], "财政专户拨款": wanted["special"], "其他资金": wanted["other"]}
        assert printed == {source: text for source, text in sources.items() if text}


def test_the_institution_its_unit_and_its_totals():
    wanted = seed_truth()["totals"]
    assert (statement().institution, statement().unit, statement().layout) == ("广州番禺职业技术学院", "万元", "list")
    printed = {amount.source: amount.printed for amount in statement().totals}
    assert printed["合计"] == wanted["total"] == "10,505.97"
    assert printed["财政拨款"] == wanted["fiscal"] == "6,155.97"


def test_the_year_stands_nowhere_in_the_table():
    assert statement().fiscal_year is None


def test_the_residual_of_two_hundredths_is_stored_as_an_info():
    residuals = found("total_residual")
    assert [(f.severity, f.subject) for f in residuals] == [
        ("info", "广州番禺职业技术学院 合计"), ("info", "广州番禺职业技术学院 财政拨款")
    ]  # fmt: skip
    assert all("200.00 元" in f.message for f in residuals)
    assert not found("total_mismatch")


def test_the_rows_are_left_as_printed():
    rows = sum((project.total.yuan for project in statement().projects if project.total), Decimal(0))
    assert rows == Decimal("105059500.00")


def test_the_auxiliary_fund_stands_under_the_special_account():
    (fund,) = (project for project in statement().projects if project.name == "机构运行辅助经费")
    assert [(a.source, a.yuan) for a in fund.amounts] == [("财政专户拨款", Decimal("43500000.00"))]


def test_what_the_seed_prints_oddly_is_named():
    assert "国培中心面积" in " ".join(f.message for f in found("duplicate_indicator_values_differ"))
    assert found("category_code_name")
    assert found("cycle_differs_from_annual")


def test_every_indicator_knows_its_page_and_place():
    for project in statement().projects:
        for indicator in project.indicators:
            assert project.page_first <= indicator.page <= project.page_last
            assert indicator.box.x0 < indicator.box.x1 and indicator.box.top < indicator.box.bottom


def test_no_glyph_is_left_over():
    (conservation,) = (proof for proof in seed().proofs if proof.name == "glyph_conservation")
    assert conservation.passed and conservation.checked > 8000
    assert "unplaced" not in conservation.detail


@pytest.mark.parametrize(
    "name",
    [
        "lines",
        "split_clip",
        pytest.param("filled_rectangles", marks=pytest.mark.long),
        pytest.param("portrait", marks=pytest.mark.long),
        pytest.param("identity_h_song", marks=pytest.mark.long),
        pytest.param("split_headings_once", marks=pytest.mark.long),
        pytest.param("rotate_90", marks=pytest.mark.long),
        pytest.param("wps", marks=pytest.mark.long),
    ],
)
def test_the_seed_printed_anew_gives_the_same_facts(name, tmp_path):
    assert_same_facts(print_and_read(seed_truth(), tmp_path, SAME_FACTS[name]), seed_truth())


@pytest.mark.long
@pytest.mark.parametrize("layout", ["form", "expanded"])
def test_the_seed_printed_in_another_layout_gives_that_layouts_facts(layout, tmp_path):
    path = tmp_path / "printed.pdf"
    print_truth(seed_truth(), path, layout=layout)
    assert differences(parse_pdf(path), facts(seed_truth(), layout)) == []


def test_every_sample_is_read_without_an_error():
    documents = dict(read_documents(SYNTHETIC, workers=2))
    assert len(documents) == 9
    for path, document in documents.items():
        assert document.outcome == "parsed", f"{path.name}: {outcome_of(document)}"
        assert [f for f in document.findings if f.severity == "error"] == [], f"{path.name}: {outcome_of(document)}"
        assert sum(len(project.indicators) for s in document.statements for project in s.projects) > 30
