"""Whose a document is: which source is trusted, what a name without its place becomes, and what is said aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.ingest.documents import resolve
from pipelines.ingest.manifest import ManifestEntry
from tests.batch.builders import document, heads, ledger, project, statement
from tests.ingest.test_documents import one, rules


@pytest.mark.parametrize(
    ("path", "cover", "printed", "name", "source"),
    [
        ("甲大学_2025.pdf", "乙大学", "丙大学", "甲大学", "file name"),
        ("表_2025.pdf", "乙大学", "丙大学", "乙大学", "cover"),
        ("表_2025.pdf", None, "丙大学", "丙大学", "table"),
        ("教育局/表_2025.pdf", None, "丙中学", "丙中学", "table"),
        ("甲中学/表_2025.pdf", None, None, "甲中学", "folder"),
        ("番禺职业技术学院_2025.pdf", None, "广州番禺职业技术学院", "广州番禺职业技术学院", "table"),
        ("江北某某学院_2025.pdf", "某某学院", None, "某某学院", "cover"),
        ("某某局_2025.pdf", None, "某某局（本级）", "某某局", "table"),
        ("中国科学院2025年预算.pdf", None, "[173]中国科学院", "中国科学院", "table"),
    ],
)
def test_the_order_of_trust_in_institutions(
    path: str, cover: str | None, printed: str | None, name: str, source: str
) -> None:
    parsed = document(statement(institution=printed), cover=cover)
    row = one(resolve(ledger((path, "a")), heads(a=parsed)), path)
    assert (row["status"], row["institution_name"], row["institution_source"]) == ("loaded", name, source)


def test_names_of_one_body_do_not_disagree() -> None:
    path = "某某局_2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement("某某局（本级）"))))
    assert rules(resolved) == []


def test_a_file_name_and_a_table_of_two_bodies_disagree() -> None:
    path = "甲大学_2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement("乙大学"))))
    issue = resolved.issues.row(0, named=True)
    assert (issue["rule"], issue["severity"], issue["file_name"]) == ("institution_disagrees", "warning", path)
    assert "甲大学" in issue["message"] and "乙大学" in issue["message"]


def test_tables_of_two_institutions_keep_their_own() -> None:
    path = "某某市教育局_2025.pdf"
    parsed = document(statement("甲中学"), statement("乙中学"), statement(None))
    resolved = resolve(ledger((path, "a")), heads(a=parsed))
    assert resolved.scopes.get_column("institution_name").to_list() == ["甲中学", "乙中学", "某某市教育局"]
    assert rules(resolved) == []
    assert one(resolved, path)["institution_name"] == "某某市教育局"


def test_the_code_before_a_name_is_kept_beside_it() -> None:
    resolved = resolve(ledger(("表_2025.pdf", "a")), heads(a=document(statement("[173]中国科学院"))))
    scope = resolved.scopes.row(0, named=True)
    assert (scope["institution_name"], scope["institution_code"]) == ("中国科学院", "173")


def test_who_carries_the_projects_out_discloses_where_nothing_else_is_named() -> None:
    projects = [project(1, "一", implementing="甲处", department="乙局"), project(2, "二", implementing="甲处")]
    parsed = document(statement(None, projects=projects))
    resolved = resolve(ledger(("x_2025.pdf", "a")), heads(a=parsed))
    assert one(resolved, "x_2025.pdf")["institution_name"] == "甲处"
    assert rules(resolved) == ["institution_from_projects"]
    assert "实施单位" in resolved.issues.row(0, named=True)["message"]


def test_several_who_carry_out_fall_back_to_their_one_department() -> None:
    projects = [project(1, "一", implementing="甲处", department="乙局"), project(2, "二", implementing="丙处")]
    parsed = document(statement(None, projects=projects))
    resolved = resolve(ledger(("x_2025.pdf", "a")), heads(a=parsed))
    assert one(resolved, "x_2025.pdf")["institution_name"] == "乙局"
    assert rules(resolved) == ["institution_from_projects"]


def test_no_institution_quarantines_the_whole_document() -> None:
    resolved = resolve(ledger(("x_2025.pdf", "a")), heads(a=document(statement(None))))
    row = one(resolved, "x_2025.pdf")
    assert (row["status"], row["institution_name"]) == ("quarantined", None)
    assert "no institution" in row["reason"]


# --- names that many places have -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "cover", "cover_places", "printed", "name", "issues"),
    [
        ("001_深圳/教育局_2026.pdf", None, [], None, "深圳市教育局", ["institution_placed"]),
        ("广东省/深圳/市教育局_2026.pdf", None, [], "市教育局", "深圳市教育局", ["institution_placed"]),
        ("深圳/南山区/教育局_2026.pdf", None, [], None, "深圳市南山区教育局", ["institution_placed"]),
        ("002_岚屏/第一中学_2026.pdf", None, [], None, "岚屏第一中学", ["institution_placed"]),
        ("教育局_2026.pdf", "深圳市教育局", ["深圳市"], None, "深圳市教育局", []),
        ("教育局_2026.pdf", None, ["上海市", "普陀区"], None, "上海市普陀区教育局", ["institution_placed"]),
        ("教育局_2026.pdf", None, [], None, "教育局", ["institution_without_place"]),
        ("广州/深圳市教育局_2026.pdf", None, [], None, "深圳市教育局", []),
        ("深圳/云岭工贸职业学院_2026.pdf", None, [], None, "云岭工贸职业学院", []),
        ("001_深圳市教育局/W020250929640949792269.pdf", "深圳市第一中学", [], None, "深圳市第一中学", []),
    ],
)
def test_a_name_that_many_places_have_takes_its_place(
    path: str, cover: str | None, cover_places: list[str], printed: str | None, name: str, issues: list[str]
) -> None:
    parsed = replace(document(statement(printed, year=2026), cover=cover), cover_places=cover_places)
    resolved = resolve(ledger((path, "a")), heads(a=parsed))
    assert (one(resolved, path)["status"], one(resolved, path)["institution_name"]) == ("loaded", name)
    assert rules(resolved) == issues


def test_two_bodies_of_one_short_name_in_two_cities_folders_stay_two() -> None:
    files = ledger(("001_深圳/教育局_2026年部门预算.pdf", "a"), ("002_广州/教育局_2026年部门预算.pdf", "b"))
    parsed = heads(a=document(statement(None, None)), b=document(statement("教育局", None)))
    resolved = resolve(files, parsed)
    assert sorted(resolved.documents.get_column("institution_name")) == ["广州市教育局", "深圳市教育局"]
    assert set(resolved.documents.get_column("status")) == {"loaded"}


def test_a_name_given_in_the_manifest_is_taken_as_it_is() -> None:
    path = "深圳/x_2026.pdf"
    files = ledger((path, "a"), manifest={path: ManifestEntry("教育局", None)})
    assert one(resolve(files, heads(a=document(statement(None, None)))), path)["institution_name"] == "教育局"


# --- several bodies in one file name ---------------------------------------------------------------


def test_a_page_decides_which_of_two_bodies_of_a_file_name_discloses() -> None:
    path = "岚屏市教育局_岚屏市第一中学_2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement("岚屏市第一中学"))))
    assert (one(resolved, path)["institution_name"], rules(resolved)) == ("岚屏市第一中学", [])


def test_two_bodies_of_a_file_name_that_no_page_decides_are_said_aloud() -> None:
    path = "岚屏市教育局_岚屏市第一中学_2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement(None))))
    assert (one(resolved, path)["institution_name"], rules(resolved)) == ("岚屏市教育局", ["institution_ambiguous"])


def test_a_short_and_a_full_name_of_one_body_are_one() -> None:
    path = "城管执法局_某市某区城市管理行政执法局2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement(None))))
    assert (one(resolved, path)["institution_name"], rules(resolved)) == ("某市某区城市管理行政执法局", [])
