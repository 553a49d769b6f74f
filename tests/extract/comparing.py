"""A parsed document held against the truth that it was printed from.

Here belong printing and reading in one go, comparing, and the messages of failed comparisons. Here does not belong any test.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines.extract.document import parse_pdf
from pipelines.model.records import Finding, ParsedDocument, Statement
from tests.printing import Style, Truth, as_printed, facts, print_truth
from tests.printing.truth import Funding, IndicatorFact, squeeze

Facts = tuple[list[Funding], list[IndicatorFact]]


def facts_of(statements: Iterable[Statement]) -> Facts:
    """Funding and indicators of the statements as `tests.printing.facts` gives them: white space aside, sorted, amounts
    of zero left out."""
    funding: list[Funding] = []
    found: list[IndicatorFact] = []
    for statement in statements:
        for project in statement.projects:
            name = squeeze(project.name)
            funding += [(name, amount.source, amount.yuan) for amount in project.amounts if amount.yuan]
            for i in project.indicators:
                texts = (
                    i.level1_code,
                    i.level1_name,
                    i.level2_code,
                    i.level2_name,
                    i.name,
                    i.cycle_value,
                    i.annual_value,
                )
                found.append((name, i.seq, *(None if text is None else squeeze(text) for text in texts)))
    return sorted(funding), sorted(found, key=repr)


def outcome_of(document: ParsedDocument) -> str:
    """The document's outcome and findings on a few lines, for the message of a failed test."""
    named = [f"{f.severity} {f.rule}: {f.message[:120]}" for f in document.findings if f.severity != "info"]
    return "\n".join([f"{document.outcome}: {document.reason}", *named[:6]])


def differences(document: ParsedDocument, wanted: Facts) -> list[str]:
    """Facts that were read and are not in the truth (+), and facts of the truth that were not read (-); [] where both agree."""
    found = facts_of(document.statements)
    lines = []
    for mine, theirs in zip(found, wanted, strict=True):
        rest = list(mine)
        for fact in theirs:
            if fact in rest:
                rest.remove(fact)
            else:
                lines.append(f"- {fact}")
        lines += [f"+ {fact}" for fact in rest]
    return lines


def assert_same_facts(document: ParsedDocument, truth: Truth, layout: str | None = None) -> None:
    """Fails, showing the differences, unless the document was read and holds exactly the truth's facts and goals."""
    assert document.outcome == "parsed", outcome_of(document)
    assert not (lines := differences(document, facts(truth, layout))), "\n".join([outcome_of(document), *lines[:8]])
    goals = [squeeze(project.goal or "") for statement in document.statements for project in statement.projects]
    assert goals == [squeeze(project["goal"]) for project in truth["projects"]], outcome_of(document)


def print_and_read(
    truth: Truth | list[Truth], folder: Path, style: Style | None = None, **options: object
) -> ParsedDocument:
    """The truth printed into `folder` and read again, in this process."""
    path = folder / "printed.pdf"
    print_truth(truth, path, style=style, **options)
    return parse_pdf(path)


def printed_as(truth: Truth, style: Style) -> Truth:
    """The truth as a reader of that print finds it."""
    return as_printed(truth, style)


def rules(document: ParsedDocument, *severities: str) -> set[str]:
    """The rules of the document's findings, of those severities or of all."""
    return {f.rule for f in document.findings if not severities or f.severity in severities}


def finding(document: ParsedDocument, rule: str) -> Finding:
    """The document's first finding of that rule. Fails where there is none."""
    found = [f for f in document.findings if f.rule == rule]
    assert found, f"no {rule}\n{outcome_of(document)}"
    return found[0]
