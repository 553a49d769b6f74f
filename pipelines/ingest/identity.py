"""Whose a document is, and for which year: which of several sources is trusted, and who disagrees.

Here belongs the order of trust (manifest, file name, cover, tables). Here does not belong what a name or a cover says by
itself (`file_names.py`), nor what one document does to another (`superseding.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pipelines.ingest.document import Claim, Decision, Document, IdentifiedStatement
from pipelines.ingest.manifest import MANIFEST
from pipelines.model.records import Finding
from pipelines.values.bodies import lacks_place, same_body
from pipelines.values.institutions import clean_institution
from pipelines.values.places import is_province, placed

HOW_TO_NAME = (
    f"name it like 某某学院_2025_项目支出绩效目标表.pdf, or give it a line in {MANIFEST} (file,institution,fiscal_year)"
)

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
    """The institution of a statement (of the whole document where `head` is None), and what a person should hear about it.

    Where a document holds tables of several institutions, each table's own 单位名称 is its institution. Else
    the order of trust decides, but a table's or cover's fuller name of the same body is preferred to a file's
    name. A name that many places have (教育局) takes the place that cover or folders name.
    """
    printed = {_clean(each["institution"]): each["institution"] for each in document.heads if each["institution"]}
    table = head["institution"] if head else _only(printed.values())
    if table and len(printed) > 1:
        return _with_place(document, Claim("table", table), [])
    prints = [Claim("cover", name) for name in _cover_names(document)] + ([Claim("table", table)] if table else [])
    named, ambiguous = _named_by_files(document, prints)
    said = _manifest_names(document) + named + prints
    if not said:
        folder = folder_institution(document)
        return (folder, []) if folder else _carrying_out(document.heads if head is None else [head])
    chosen = said[0]
    others = [(each.source, [each.value]) for each in said[1:] if not _are_one(each, chosen)]
    findings = _disagreements("institution_disagrees", "institution", chosen, others)
    if chosen.source == "manifest":
        return chosen, findings
    chosen = next((each for each in reversed(prints) if _are_one(each, chosen)), chosen)
    fuller = [each for each in said if _are_one(each, chosen) and not lacks_place(_clean(each.value))]
    if lacks_place(_clean(chosen.value)) and fuller:
        chosen = fuller[0]
    chosen, placing = _with_place(document, chosen, findings)
    return chosen, placing + (ambiguous if chosen.source == "file name" else [])


def _clean(name: str) -> str:
    return clean_institution(name).name


def _are_one(one: Claim, other: Claim) -> bool:
    return same_body(_clean(one.value), _clean(other.value))


def _with_place(document: Document, chosen: Claim, findings: list[Finding]) -> tuple[Claim, list[Finding]]:
    """`chosen` with its place, where its name lacks one and a page or a folder names it; `findings`, and what that means."""
    name = _clean(chosen.value)
    if not lacks_place(name):
        return chosen, findings
    source, places = _context(document)
    if not places:
        message = (
            f"the {chosen.source} says {name}, which many places have, and nothing says of which; give its full name in"
            f" {MANIFEST}, or put it into a folder that is called by its place"
        )
        return chosen, [*findings, Finding("warning", "institution_without_place", "institution", message)]
    full = placed(name, places)
    message = (
        f"the {chosen.source} says {name}, which many places have; the {source} says of which, and {full} was used"
    )
    return Claim(chosen.source, full), [*findings, Finding("warning", "institution_placed", "institution", message)]


def _context(document: Document) -> tuple[str, list[str]]:
    """The places, the largest first, that the file's name, else the cover, else the folders name, and which of them does. A
    province is left out where a place within it is named."""
    of_file = [place for source, name in document.names if source == "file name" for place in name.places]
    of_cover = list(document.head["cover_places"] or []) if document.head else []
    of_folders = [place for source, name in reversed(document.names) if source == "folder" for place in name.places]
    for source, places in (("file name", of_file), ("cover", of_cover), ("folder", of_folders)):
        if places:
            within = [place for place in dict.fromkeys(places) if not is_province(place)]
            return source, within or places[-1:]
    return "", []


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


def _manifest_names(document: Document) -> list[Claim]:
    return [
        Claim("manifest", copy["manifest_institution"]) for copy in document.copies if copy["manifest_institution"]
    ][:1]


def _cover_names(document: Document) -> list[str]:
    name = document.head["cover_institution"] if document.head else None
    return [name] if name else []


def _named_by_files(document: Document, prints: list[Claim]) -> tuple[list[Claim], list[Finding]]:
    """The institution that each copy's file name names, and a finding where a name holds several bodies and no page says
    which of them discloses."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    for source, name in document.names:
        bodies = [Claim(source, body) for body in name.institutions] if source == "file name" else []
        confirmed = [body for body in bodies if any(_are_one(body, each) for each in prints)]
        claims += (confirmed or bodies)[:1]
        if len(bodies) > 1 and not confirmed:
            named = "、".join(body.value for body in bodies)
            message = (
                f"the file name names {named}, and no page says which of them discloses; {bodies[0].value} was used"
            )
            findings.append(Finding("warning", "institution_ambiguous", "institution", message))
    return claims, findings


def folder_institution(document: Document) -> Claim | None:
    """The nearest folder that names a body. Asked only where neither the file's name nor any page names one:
    people sort the files of many bodies under their department."""
    named = (name for source, name in document.names if source == "folder" and name.institution)
    return next((Claim("folder", name.institution) for name in named), None)


def _carrying_out(heads: list[dict[str, Any]]) -> tuple[Claim | None, list[Finding]]:
    """Who carries all the projects out, else whose department it is, where the tables name exactly one; never without a
    warning, since neither need be who discloses."""
    for column, label in (("implementing_units", "实施单位"), ("supervising_departments", "主管部门")):
        named = _only(name for each in heads for name in each[column])
        if named:
            message = f"nothing names who discloses; the {label} of the projects, {named}, was used; if that is wrong, {HOW_TO_NAME}"
            return Claim("table", named), [Finding("warning", "institution_from_projects", "institution", message)]
    return None, []


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
