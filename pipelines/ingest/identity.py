"""Whose a document is, and for which year: which of several sources is trusted, and who disagrees.

Here belongs the order of trust (manifest, file name, cover, tables). Here does not belong what a name or a cover says by
itself (`file_names.py`), nor what one document does to another (`superseding.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from pipelines.ingest.document import Claim, Decision, Document, IdentifiedStatement
from pipelines.ingest.manifest import MANIFEST
from pipelines.model.records import Finding
from pipelines.values.institutions import clean_institution

HOW_TO_NAME = (
    f"name it like 某某学院_2025_项目支出绩效目标表.pdf, or give it a line in {MANIFEST} (file,institution,fiscal_year)"
)

# A body's own level beside its whole department: 某某局（本级）, 某某局机关. No other body.
_LEVEL = re.compile(r"[（(](?:本级|机关|本部|部门|单位|汇总)[）)]$|(?:本级|机关|本部|部门|单位)$")

Value = TypeVar("Value", str, int)


def apply_decision(document: Document, decision: Decision) -> None:
    """Give the document the status that was decided; institution and year as far as it names them."""
    document.status, document.reason = decision.status, decision.reason
    document.institution, _ = _resolve_institution(document, None)
    document.year, _ = _resolve_year(document, None)
    if decision.status == "quarantined":
        name = document.file["file_name"]
        document.findings.append(Finding("error", "not_loadable", name, decision.reason))


def identify(document: Document) -> None:
    """Decide status, institution and year of one document as if there were no other."""
    head = document.head
    if head is None:
        document.status = "quarantined"
        document.reason = (
            "it changed or went while it was being read; the next batch takes it up"
            if document.file["in_inbox"]
            else "it was removed from the inbox before it could be read; put it back to have it read"
        )
        return
    document.status = "loaded" if head["outcome"] == "parsed" else head["outcome"]
    document.reason = head["reason"]
    # Who disagrees matters only for what is loaded, and is said for each statement.
    document.institution, _ = _resolve_institution(document, None)
    document.year, _ = _resolve_year(document, None)
    if document.status == "loaded":
        _identify_statements(document)


def _identify_statements(document: Document) -> None:
    """Decide whose each statement is; one that is nobody's quarantines the document whole."""
    findings: list[Finding] = []
    for index, head in enumerate(document.heads):
        institution, who_disagrees = _resolve_institution(document, head)
        year, when_disagrees = _resolve_year(document, head)
        if institution is None or year is None:
            missing = " and no ".join(
                name for name, found in (("institution", institution), ("fiscal year", year)) if not found
            )
            document.status = "quarantined"
            document.reason = f"no {missing} was found for it ({_looked_at(document)}); {HOW_TO_NAME}"
            document.statements.clear()
            return
        document.statements.append(IdentifiedStatement(index, head, institution, year))
        findings += who_disagrees + when_disagrees
    document.findings += dict.fromkeys(findings)
    document.institution = document.institution or document.statements[0].institution
    document.year = document.year or document.statements[0].year


def _looked_at(document: Document) -> str:
    """Where was looked, and what was found there that is not one clear answer."""
    several = [(source, years) for source, years in claimed_years(document) if len(years) > 1]
    if several:
        return "; ".join(f"the {source} names the years {', '.join(map(str, years))}" for source, years in several)
    return f"looked at {MANIFEST}, its name and folders, its cover and its tables"


def _resolve_year(document: Document, head: dict[str, Any] | None) -> tuple[Claim | None, list[Finding]]:
    """The fiscal year of a statement (of the whole document where `head` is None), and who disagrees.

    Where a document prints several years over its tables, each table's own year is its year.
    """
    printed = {each["fiscal_year"] for each in document.heads if each["fiscal_year"]}
    said = claimed_years(document)
    table = head["fiscal_year"] if head else _only(printed)
    if table and len(printed) > 1:
        said = [("table", [table]), *said]
    elif table:
        said = [*said, ("table", [table])]
    chosen = next((Claim(source, years[0]) for source, years in said if len(years) == 1), None)
    if chosen is None:
        return None, []
    others = [(source, years) for source, years in said if chosen.value not in years]
    return chosen, _disagreements("year_disagrees", "fiscal_year", chosen, others)


def _resolve_institution(document: Document, head: dict[str, Any] | None) -> tuple[Claim | None, list[Finding]]:
    """The institution of a statement (of the whole document where `head` is None), and who disagrees.

    Where a document holds tables of several institutions, each table's own 单位名称 is its institution. Else
    the order of trust decides, but a table's or cover's fuller name of the same body is preferred to a file's
    name.
    """
    printed = {each["institution"] for each in document.heads if each["institution"]}
    table = head["institution"] if head else _only(printed)
    if table and len(printed) > 1:
        return Claim("table", table), []
    said = claimed_institutions(document) + ([Claim("table", table)] if table else [])
    if not said:
        return folder_institution(document) or _carrying_out(document.heads if head is None else [head]), []
    chosen = said[0]
    others = [(each.source, [each.value]) for each in said[1:] if not same_body(each.value, chosen.value)]
    findings = _disagreements("institution_disagrees", "institution", chosen, others)
    if chosen.source != "manifest":
        prints = [each for source in ("table", "cover") for each in said if each.source == source]
        chosen = next((each for each in prints if same_body(each.value, chosen.value)), chosen)
    return chosen, findings


def claimed_years(document: Document) -> list[tuple[str, list[int]]]:
    """Each source of the whole document that names years, most trusted first."""
    manifest = [copy["manifest_fiscal_year"] for copy in document.copies if copy["manifest_fiscal_year"]]
    said = [("manifest", manifest[:1])]
    said += [
        (source, name.years)
        for wanted in ("file name", "folder")
        for source, name in document.names
        if source == wanted
    ]
    if document.head:
        said.append(("cover", list(document.head["cover_years"] or [])))
    return [(source, years) for source, years in said if years]


def claimed_institutions(document: Document) -> list[Claim]:
    """The institutions that manifest, file name and cover name, most trusted first."""
    manifest = [copy["manifest_institution"] for copy in document.copies if copy["manifest_institution"]]
    said = [Claim("manifest", name) for name in manifest[:1]]
    said += [
        Claim(source, name.institution) for source, name in document.names if source == "file name" and name.institution
    ]
    if document.head and document.head["cover_institution"]:
        said.append(Claim("cover", document.head["cover_institution"]))
    return said


def folder_institution(document: Document) -> Claim | None:
    """The nearest folder that names a body. Asked only where neither the file's name nor any page names one:
    people sort the files of many bodies under their department."""
    named = (name for source, name in document.names if source == "folder" and name.institution)
    return next((Claim("folder", name.institution) for name in named), None)


def _carrying_out(heads: list[dict[str, Any]]) -> Claim | None:
    """Who carries all the projects out, else whose department it is, where the tables name exactly one."""
    for column in ("implementing_units", "supervising_departments"):
        named = _only(name for each in heads for name in each[column])
        if named:
            return Claim("table", named)
    return None


def _only(values: Iterable[Value | None]) -> Value | None:
    """The one distinct value that `values` hold, None where they hold none or several."""
    distinct = {value for value in values if value}
    return distinct.pop() if len(distinct) == 1 else None


def _disagreements(rule: str, subject: str, chosen: Claim, others: list[tuple[str, list[Any]]]) -> list[Finding]:
    return [
        Finding(
            severity="warning",
            rule=rule,
            subject=subject,
            message=f"the {chosen.source} says {chosen.value}, the {source} says"
            f" {', '.join(map(str, values))}; {chosen.value} was used",
        )
        for source, values in others
    ]


def same_body(one: str, other: str) -> bool:
    """Whether two names are one body's: equal but for a code and 本级, or one is the other without its place
    before it.

    广州番禺职业技术学院 and 番禺职业技术学院 are one; 某某局 and 某某局下属中心 are two.
    """
    first, second = (_LEVEL.sub("", clean_institution(name).name) for name in (one, other))
    return first.endswith(second) or second.endswith(first)
