"""The one name of each institution: spellings, places, names that people give, and what may be a variant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.ingest.documents import Resolved, resolve
from pipelines.model.known_institutions import Alias, KnownInstitutions, Succession
from tests.batch.builders import document, heads, ledger, project, statement
from tests.ingest.test_documents import rules


def names_of(*paths: str, known: KnownInstitutions | None = None, **printed: str | None) -> Resolved:
    """Documents of these paths, each with a table that prints no institution."""
    files = ledger(*((path, chr(97 + at)) for at, path in enumerate(paths)))
    parsed = {chr(97 + at): document(statement(printed.get(chr(97 + at)), year=None)) for at in range(len(paths))}
    return resolve(files, heads(**parsed), known=known)


def institutions(resolved: Resolved) -> list[str]:
    return sorted(set(resolved.scopes.get_column("institution_name")))


def test_spellings_of_one_level_are_one_and_the_whole_department_is_another() -> None:
    resolved = names_of(
        "广东省教育厅（本级）_2021.pdf", "广东省教育厅(本级)_2022.pdf", "广东省教育厅本级_2023.pdf",
        "广东省教育厅（机关）_2024.pdf", "广东省教育厅_2025.pdf", "广东省教育厅（汇总）_2025.pdf",
    )  # fmt: skip
    assert institutions(resolved) == ["广东省教育厅", "广东省教育厅（汇总）"]
    assert set(resolved.documents.get_column("status")) == {"loaded"}


@pytest.mark.parametrize(
    "other", ["某市/某区教育局_2025.pdf", "某市_某区教育局_2025.pdf", "001_某市教育系统/某区教育局_2025.pdf"]
)
def test_a_name_without_its_city_is_the_fuller_one_where_its_folder_says_so(other: str) -> None:
    resolved = names_of("某市某区教育局_2024.pdf", other)
    assert institutions(resolved) == ["某市某区教育局"]
    assert ("某市某区教育局", "某区教育局", "place") in resolved.names.rows()


def test_a_line_of_the_document_says_the_city_too() -> None:
    files = ledger(("某市某区教育局_2024.pdf", "a"), ("某区教育局_2025.pdf", "b"))
    told = document(statement(None, year=None, projects=[project(1, "一", department="某市某区教育局")]))
    assert institutions(resolve(files, heads(a=document(statement(None, None)), b=told))) == ["某市某区教育局"]


def test_without_a_word_of_the_city_two_names_stay_two_and_are_reported_with_both() -> None:
    resolved = names_of("某市某区教育局_2024.pdf", "某区教育局_2025.pdf")
    assert institutions(resolved) == ["某区教育局", "某市某区教育局"]
    issue = resolved.issues.row(0, named=True)
    assert (issue["rule"], issue["severity"], issue["file_name"]) == (
        "institution_variant", "warning", "某区教育局_2025.pdf",
    )  # fmt: skip
    assert "某区教育局 and 某市某区教育局" in issue["message"]


def test_the_district_of_another_city_is_another_body() -> None:
    resolved = names_of("甲市/某区教育局_2025.pdf", "甲市某区教育局_2024.pdf", "乙市某区教育局_2024.pdf")
    assert institutions(resolved) == ["乙市某区教育局", "甲市某区教育局"]
    assert rules(resolved) == []


def test_a_province_before_a_prefecture_needs_no_telling() -> None:
    assert institutions(names_of("广东省深圳市教育局_2024.pdf", "深圳市教育局_2025.pdf")) == ["广东省深圳市教育局"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("岚屏市卫健委", "岚屏市卫生健康委员会"),
        ("云岭工贸学院", "云岭工贸大学"),
        ("深圳教育局", "深圳市教育局"),
        ("番禺职业技术大学", "广州番禺职业技术大学"),
    ],
)
def test_likely_variants_are_reported_once(one: str, other: str) -> None:
    resolved = names_of(f"{one}_2024.pdf", f"{other}_2025.pdf")
    assert rules(resolved) == ["institution_variant"]
    assert institutions(resolved) == sorted([one, other])


def test_names_that_people_listed_as_two_are_reported_no_more() -> None:
    known = KnownInstitutions(names=("岚屏市卫健委", "岚屏市卫生健康委员会"))
    assert rules(names_of("岚屏市卫健委_2024.pdf", "岚屏市卫生健康委员会_2025.pdf", known=known)) == []


@pytest.mark.parametrize(
    ("one", "other"), [("岚屏市教育局", "临江市教育局"), ("岚屏市第一中学", "岚屏市第二中学"), ("甲大学", "乙大学")]
)
def test_different_bodies_are_no_variants(one: str, other: str) -> None:
    assert rules(names_of(f"{one}_2024.pdf", f"{other}_2025.pdf")) == []


def test_an_alias_holds_in_its_years() -> None:
    known = KnownInstitutions(aliases=(Alias("云岭学院", "云岭大学", None, 2023),), names=("云岭学院", "云岭大学"))
    resolved = names_of("云岭学院_2023.pdf", "云岭学院_2024.pdf", "云岭大学_2025.pdf", known=known)
    by_year = dict(resolved.scopes.select("fiscal_year", "institution_name").rows())
    assert by_year == {2023: "云岭大学", 2024: "云岭学院", 2025: "云岭大学"}
    assert ("云岭大学", "云岭学院", "alias") in resolved.names.rows()


def test_a_merger_makes_no_document_supersede_another() -> None:
    successions = tuple(Succession(each, "岚屏市卫健委", 2025, "merged") for each in ("岚屏市卫生局", "岚屏市计生局"))
    resolved = names_of(
        "岚屏市卫生局_2025.pdf", "岚屏市计生局_2025.pdf", "岚屏市卫健委_2025.pdf",
        known=KnownInstitutions(successions=successions),
    )  # fmt: skip
    assert set(resolved.documents.get_column("status")) == {"loaded"}
    assert len(institutions(resolved)) == 3


def test_a_document_that_is_not_loaded_has_the_kept_name_too() -> None:
    known = KnownInstitutions(aliases=(Alias("云岭学院", "云岭大学"),))
    refused = replace(document(outcome="quarantined", reason="it is a scan"))
    resolved = resolve(ledger(("云岭学院_2023.pdf", "a")), heads(a=refused), known=known)
    assert resolved.documents.get_column("institution_name").to_list() == ["云岭大学"]
