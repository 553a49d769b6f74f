"""Whose a document is, and what becomes of it: one test a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.ingest import documents
from pipelines.ingest.documents import Resolved, resolve
from pipelines.ingest.manifest import ManifestEntry
from pipelines.model.records import DocumentKind, Finding, ParsedDocument
from tests.batch.builders import NOW, document, heads, ledger, project, sha, statement

GOOD = "某某学院_2025_项目支出绩效目标表.pdf"


def one(resolved: Resolved, path: str = GOOD) -> dict[str, Any]:
    return resolved.documents.filter(pl.col("relative_path") == path).row(0, named=True)


def rules(resolved: Resolved) -> list[str]:
    return resolved.issues.get_column("rule").to_list()


def test_a_plain_document_is_loaded_with_its_identity_and_where_it_came_from() -> None:
    resolved = resolve(ledger((GOOD, "a")), heads(a=document(statement())))
    row = one(resolved)
    assert (row["status"], row["reason"]) == ("loaded", None)
    assert (row["institution_name"], row["institution_source"]) == ("某某学院", "table")
    assert (row["fiscal_year"], row["fiscal_year_source"]) == (2025, "file name")
    assert row["document_key"] == sha("a")[:16]
    assert resolved.scopes.get_column("is_current").to_list() == [True]
    assert rules(resolved) == []


def test_frames_have_their_schemas_even_when_empty() -> None:
    resolved = resolve(ledger(), heads())
    assert resolved.documents.schema == documents.DOCUMENT_SCHEMA
    assert resolved.scopes.schema == documents.SCOPE_SCHEMA
    assert resolved.issues.schema == documents.ISSUE_SCHEMA


# --- the year --------------------------------------------------------------------------------------


def test_the_manifest_is_trusted_above_all_and_who_disagrees_is_said() -> None:
    manifest = {GOOD: ManifestEntry("另一大学", 2024)}
    resolved = resolve(ledger((GOOD, "a"), manifest=manifest), heads(a=document(statement())))
    row = one(resolved)
    assert (row["institution_name"], row["fiscal_year"]) == ("另一大学", 2024)
    assert (row["institution_source"], row["fiscal_year_source"]) == ("manifest", "manifest")
    assert sorted(set(rules(resolved))) == ["institution_disagrees", "year_disagrees"]
    message = resolved.issues.filter(rule="year_disagrees").get_column("message")[0]
    assert "2024" in message and "2025" in message


@pytest.mark.parametrize(
    ("path", "cover_years", "printed", "year", "source"),
    [
        ("2023/某某学院_2024.pdf", [2025], 2026, 2024, "file name"),
        ("2023/某某学院.pdf", [2025], 2026, 2023, "folder"),
        ("某某学院.pdf", [2025], 2026, 2025, "cover"),
        ("某某学院.pdf", [], 2026, 2026, "table"),
        ("某某学院_2024-2025.pdf", [2025], None, 2025, "cover"),
        ("2025/某某学院.pdf", [2024, 2025], None, 2025, "folder"),
    ],
)
def test_the_order_of_trust_in_years(
    path: str, cover_years: list[int], printed: int | None, year: int, source: str
) -> None:
    parsed = document(statement(year=printed), cover_years=cover_years)
    row = one(resolve(ledger((path, "a")), heads(a=parsed)), path)
    assert (row["status"], row["fiscal_year"], row["fiscal_year_source"]) == ("loaded", year, source)


def test_two_years_in_a_name_do_not_disagree_with_one_of_them() -> None:
    path = "某某学院_2024-2025.pdf"
    resolved = resolve(ledger((path, "a")), heads(a=document(statement(year=2025))))
    assert rules(resolved) == []


def test_tables_of_two_years_keep_their_own() -> None:
    parsed = document(statement(year=2024), statement(year=2025))
    resolved = resolve(ledger((GOOD, "a")), heads(a=parsed))
    assert resolved.scopes.get_column("fiscal_year").to_list() == [2024, 2025]
    assert rules(resolved) == ["year_disagrees"]


def test_no_year_quarantines_and_says_how_to_name_the_file() -> None:
    resolved = resolve(ledger(("表.pdf", "a")), heads(a=document(statement(year=None))))
    row = one(resolved, "表.pdf")
    assert row["status"] == "quarantined"
    assert "no fiscal year" in row["reason"]
    assert "某某学院_2025_项目支出绩效目标表.pdf" in row["reason"]
    assert "manifest.csv" in row["reason"]
    assert resolved.scopes.is_empty()


def test_two_years_and_nothing_else_quarantines_and_names_them() -> None:
    path = "某某学院_2024-2025.pdf"
    row = one(resolve(ledger((path, "a")), heads(a=document(statement(year=None)))), path)
    assert "2024, 2025" in row["reason"]


# --- what was not read -----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["quarantined", "no_target_table"])
def test_a_document_without_facts_keeps_its_reason(outcome: str) -> None:
    parsed = document(outcome=outcome, reason="it is a scan", cover_years=[2024])
    resolved = resolve(ledger((GOOD, "a")), heads(a=parsed))
    row = one(resolved)
    assert (row["status"], row["reason"], row["fiscal_year"]) == (outcome, "it is a scan", 2025)
    assert resolved.scopes.is_empty()
    assert rules(resolved) == []


def test_a_file_that_was_never_read_is_quarantined() -> None:
    assert "next batch" in one(resolve(ledger((GOOD, "a")), heads()))["reason"]
    gone = ledger((GOOD, "a")).with_columns(in_inbox=pl.lit(value=False))
    assert "put it back" in one(resolve(gone, heads()))["reason"]


# --- duplicates ------------------------------------------------------------------------------------


def test_the_same_bytes_under_another_name_are_a_duplicate() -> None:
    files = ledger((GOOD, "a"), ("copy.pdf", "a"))
    resolved = resolve(files, heads(a=document(statement())))
    first, copy = one(resolved, "copy.pdf"), one(resolved, GOOD)
    statuses = {first["status"], copy["status"]}
    assert statuses == {"loaded", "duplicate"}
    duplicate = first if first["status"] == "duplicate" else copy
    assert duplicate["duplicate_of"] == sha("a")[:16]
    assert "same bytes as" in duplicate["reason"]
    assert resolved.documents.get_column("document_key").n_unique() == 2
    assert resolved.scopes.height == 1


def test_a_quarantined_file_that_is_renamed_loads_under_its_new_name() -> None:
    old = ledger(("表.pdf", "a")).with_columns(in_inbox=pl.lit(value=False))
    files = pl.concat([old, ledger((GOOD, "a"), first_seen=NOW + timedelta(days=1))])
    resolved = resolve(files, heads(a=document(statement(None, None))))
    row = one(resolved)
    assert (row["status"], row["institution_name"], row["fiscal_year"]) == ("loaded", "某某学院", 2025)
    assert row["document_key"] == sha("a")[:16]
    assert one(resolved, "表.pdf")["status"] == "duplicate"


def test_a_copy_with_a_telling_name_says_whose_the_bytes_are() -> None:
    files = ledger(("a.pdf", "a"), (GOOD, "a"))
    resolved = resolve(files, heads(a=document(statement(None, None))))
    assert set(resolved.documents.get_column("status")) == {"loaded", "duplicate"}


# --- superseding -----------------------------------------------------------------------------------

LATER = "某某学院_2025_更正.pdf"


def two(first_seen_later: timedelta = timedelta(days=1)) -> pl.DataFrame:
    return pl.concat([ledger((GOOD, "a")), ledger((LATER, "b"), first_seen=NOW + first_seen_later)])


def test_the_later_document_of_the_same_institution_and_year_supersedes() -> None:
    resolved = resolve(two(), heads(a=document(statement()), b=document(statement())))
    old, new = one(resolved), one(resolved, LATER)
    assert (old["status"], new["status"]) == ("superseded", "loaded")
    assert old["superseded_by"] == new["document_key"]
    assert LATER in old["reason"]
    current = dict(resolved.scopes.select("document_key", "is_current").iter_rows())
    assert current == {old["document_key"]: False, new["document_key"]: True}


def test_taken_in_together_the_later_modified_supersedes_then_the_later_name() -> None:
    together = ledger((GOOD, "a"), (LATER, "b"))
    parsed = heads(a=document(statement()), b=document(statement()))
    by_name = resolve(together, parsed)
    assert one(by_name, max(GOOD, LATER))["status"] == "loaded"
    newest = pl.when(pl.col("relative_path") == min(GOOD, LATER)).then(pl.lit(NOW + timedelta(hours=1)))
    modified = together.with_columns(modified_at=newest.otherwise("modified_at"))
    assert one(resolve(modified, parsed), min(GOOD, LATER))["status"] == "loaded"


def test_other_institutions_and_years_do_not_supersede() -> None:
    files = ledger((GOOD, "a"), ("某某学院_2024.pdf", "b"), ("另一学院_2025.pdf", "c"))
    parsed = heads(a=document(statement()), b=document(statement(year=2024)), c=document(statement("另一学院")))
    assert set(resolve(files, parsed).documents.get_column("status")) == {"loaded"}


def test_a_quarantined_document_supersedes_nothing() -> None:
    later = document(outcome="quarantined", reason="it is a scan")
    assert one(resolve(two(), heads(a=document(statement()), b=later)))["status"] == "loaded"


def test_a_document_of_two_institutions_is_superseded_only_when_both_are() -> None:
    files = pl.concat(
        [ledger(("教育局_2025.pdf", "a")), ledger(("甲中学_2025.pdf", "b"), first_seen=NOW + timedelta(days=1))]
    )
    parsed = heads(a=document(statement("甲中学"), statement("乙中学")), b=document(statement("甲中学")))
    resolved = resolve(files, parsed)
    assert one(resolved, "教育局_2025.pdf")["status"] == "loaded"
    current = resolved.scopes.filter(pl.col("document_key") == sha("a")[:16]).get_column("is_current").to_list()
    assert current == [False, True]


def test_a_later_document_with_other_projects_is_said_aloud() -> None:
    # A disclosure in several files, one a project: by the contract the later supersedes, but a person must hear of it.
    parsed = heads(
        a=document(statement(projects=[project(1, "甲")])), b=document(statement(projects=[project(1, "乙")]))
    )
    issue = resolve(two(), parsed).issues.row(0, named=True)
    assert (issue["rule"], issue["severity"]) == ("superseded_projects", "warning")
    assert "甲" in issue["message"]


def test_a_correction_that_drops_one_project_is_an_info() -> None:
    both = [project(1, "甲"), project(2, "乙")]
    parsed = heads(a=document(statement(projects=both)), b=document(statement(projects=both[:1])))
    assert resolve(two(), parsed).issues.get_column("severity").to_list() == ["info"]


def test_a_superseded_document_that_was_removed_keeps_its_status() -> None:
    files = two().with_columns(in_inbox=pl.col("relative_path") == LATER)
    row = one(resolve(files, heads(a=document(statement()), b=document(statement()))))
    assert (row["status"], row["in_inbox"]) == ("superseded", False)


# --- the whole -------------------------------------------------------------------------------------


def test_the_order_of_the_input_does_not_matter() -> None:
    files, parsed = two(), heads(a=document(statement()), b=document(statement()))
    first = resolve(files, parsed)
    second = resolve(files.reverse(), parsed.reverse())
    assert first.documents.equals(second.documents)
    assert first.scopes.equals(second.scopes)
    assert first.issues.equals(second.issues)


def test_what_the_scan_found_becomes_an_issue_of_no_document() -> None:
    finding = Finding(
        severity="warning", rule="file_unreadable", subject="x/a.pdf", message="x/a.pdf could not be read"
    )
    issue = resolve(ledger(), heads(), [finding]).issues.row(0, named=True)
    assert (issue["document_key"], issue["file_name"], issue["rule"]) == (None, "a.pdf", "file_unreadable")


# --- kinds of tables -------------------------------------------------------------------------------


def of_kind(kind: DocumentKind, *others: DocumentKind) -> ParsedDocument:
    parsed = document(*(replace(statement(), kind=each) for each in (kind, *others)))
    return replace(parsed, document_kinds=[kind, *others])


def test_a_document_of_another_kind_supersedes_nothing() -> None:
    resolved = resolve(two(), heads(a=of_kind("target"), b=of_kind("monitoring")))
    assert set(resolved.documents.get_column("status")) == {"loaded"}
    assert resolved.scopes.get_column("is_current").to_list() == [True, True]
    assert [one(resolved, path)["document_kind"] for path in (GOOD, LATER)] == ["target", "monitoring"]


def test_a_later_document_supersedes_only_the_kinds_it_holds() -> None:
    resolved = resolve(two(), heads(a=of_kind("target", "self_evaluation"), b=of_kind("target")))
    first = one(resolved)
    assert (first["status"], first["document_kind"], first["document_kinds"]) == (
        "loaded", "target", "target+self_evaluation",
    )  # fmt: skip
    of_first = resolved.scopes.filter(document_key=first["document_key"])
    assert dict(of_first.select("document_kind", "is_current").iter_rows()) == {
        "target": False,
        "self_evaluation": True,
    }


def test_what_holds_no_target_table_has_the_kind_that_was_met_or_none() -> None:
    met = replace(document(outcome="no_target_table", reason="x"), document_kinds=["transfer"])
    assert one(resolve(ledger((GOOD, "a")), heads(a=met)))["document_kind"] == "transfer"
    none = one(resolve(ledger((GOOD, "a")), heads(a=document(outcome="no_target_table", reason="x"))))
    assert (none["document_kind"], none["document_kinds"]) == (None, None)
