"""Which of several documents of one institution, year and kind counts.

Here belongs the rule (the later one) and what is lost by it. Here does not belong whose a document is (`identity.py`).
"""

from __future__ import annotations

from collections import defaultdict

from pipelines.ingest.document import Document, Scope
from pipelines.model.records import Finding


def supersede(documents: list[Document]) -> set[tuple[str, Scope]]:
    """Let the latest document of each institution, year and kind stand, mark those that no longer do. A monitoring report
    takes the place of none but an earlier monitoring report.

    Returns the current (document_key, scope).
    """
    holders: dict[Scope, list[Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda each: each.age):
        for scope in dict.fromkeys(statement.scope for statement in document.statements):
            holders[scope].append(document)
    current = {(several[-1].document_key, scope) for scope, several in holders.items()}
    for scope, several in holders.items():
        for earlier in several[:-1]:
            _mark_superseded(earlier, several[-1], scope, current)
    return current


def _mark_superseded(earlier: Document, later: Document, scope: Scope, current: set[tuple[str, Scope]]) -> None:
    said = f"{later.file['relative_path']} was taken in later and gives {scope[0]} {scope[1]} too"
    if not any((earlier.document_key, each.scope) in current for each in earlier.statements):
        earlier.status, earlier.superseded_by = "superseded", earlier.superseded_by or later.document_key
        earlier.reason = earlier.reason or f"{said}; it is the later one that counts"
    lost = _project_names(earlier, scope) - _project_names(later, scope)
    if lost:
        shown = "、".join(sorted(lost)[:3]) + ("…" if len(lost) > 3 else "")
        disjoint = lost == _project_names(earlier, scope)
        earlier.findings.append(
            Finding(
                severity="warning" if disjoint else "info",
                rule="superseded_projects",
                subject=scope[0],
                message=f"{said}, without {len(lost)} of this document's projects ({shown})"
                + ("; if both are parts of one disclosure, join them into one PDF" if disjoint else ""),
            )
        )


def _project_names(document: Document, scope: Scope) -> set[str]:
    return {name for each in document.statements if each.scope == scope for name in each.head["project_names"]}
