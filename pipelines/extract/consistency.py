"""What a document contradicts in itself: sums, numbering, codes against names, repeats.

Here belong the checks that need nothing but one document's records. A finding never changes a record: what is printed is
loaded as printed. Here does not belong what is compared between documents (`sql/checks`, `sql/views`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from pipelines.model.records import TOTAL, Amount, Finding, Indicator, Project, Statement
from pipelines.values.categories import category_doubts
from pipelines.values.money import UNITS
from pipelines.values.text import compact

# Half of the last printed place: amounts are kept in 元 and printed in 万元 with two decimals, so each rounds by up to this.
ROUNDING = Decimal("0.005")
# 5%10%: a number right behind a sign that ends one.
_TWO_VALUES = re.compile(r"[%％‰]\d")
# What Excel, WPS and LibreOffice (also in Chinese) print where a formula fails, and a column too narrow for its number.
_SPREADSHEET_ERROR = re.compile(
    r"#(?:NAME\?|(?:REF|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY)!|DIV/0!|N/A|名称\?|引用!|值!)"
    r"|(?:Err|错误|錯誤):5\d\d|#{3,}",
    re.IGNORECASE,
)
# So many characters less make another spelling of a name; more make another name.
_MISSPELT = 2


def bound(rows: int, unit: str) -> Decimal:
    """How far, in yuan, a printed total may be from the sum of its printed rows by rounding alone: 0.005 × (rows + 1) in
    the printed unit."""
    return ROUNDING * (rows + 1) * UNITS[unit]


def findings_of(statement: Statement) -> list[Finding]:
    """Every contradiction inside one statement."""
    found = list(_totals(statement))
    found += _duplicate_names(statement)
    found += _breaks_off(statement)
    for project in statement.projects:
        found += _sources(project, statement.unit)
        found += _numbering(project)
        found += _spreadsheet_errors(project)
        found += _duplicate_indicators(project)
        for indicator in project.indicators:
            found += _codes(project, indicator)
            found += _cycle_against_annual(project, indicator)
            found += _doubtful_print(project, indicator)
    return found


def findings_between(statements: list[Statement]) -> list[Finding]:
    """Contradictions between the statements of one document: two institutions whose names are one but for a character or
    two that one of them lacks inside, and one institution with several years."""
    found = []
    named = dict.fromkeys(s.institution for s in statements if s.institution)
    for shorter, longer in permutations(named, 2):
        if 0 < len(longer) - len(shorter) <= _MISSPELT and _is_scattered(shorter, longer):
            what = f"the document names {longer} and {shorter}: one may be a misprint of the other"
            found.append(Finding("warning", "institutions_alike", shorter, what))
    for institution in dict.fromkeys(s.institution for s in statements):
        years = sorted({s.fiscal_year for s in statements if s.institution == institution and s.fiscal_year})
        if len(years) > 1:
            what = f"the document prints tables of {'、'.join(map(str, years))} for one institution"
            found.append(Finding("warning", "several_years", institution or "document", what))
    return found


def _is_scattered(shorter: str, longer: str) -> bool:
    """Whether `shorter` is `longer` with characters left out inside. At an end they make another body: 某局, 某局机关."""
    characters = iter(longer)
    within = all(character in characters for character in shorter)
    return within and not (longer.startswith(shorter) or longer.endswith(shorter))


def printed_totals(statement: Statement) -> Iterator[tuple[Amount, Decimal, Decimal]]:
    """Each printed total of the institution with the sum of its rows and the bound, all in yuan."""
    rows = len(statement.projects)
    for total in statement.totals:
        if total.source == TOTAL:
            summed = sum((_project_total(p) for p in statement.projects), Decimal(0))
        else:
            summed = sum(
                (a.yuan for p in statement.projects for a in p.amounts if a.source == total.source),
                Decimal(0),
            )
        yield total, summed, bound(rows, statement.unit)


def _project_total(project: Project) -> Decimal:
    return project.total.yuan if project.total else sum((a.yuan for a in project.amounts), Decimal(0))


def _totals(statement: Statement) -> Iterator[Finding]:
    for total, summed, allowed in printed_totals(statement):
        residual = total.yuan - summed
        if residual == 0:
            continue
        inside = abs(residual) <= allowed
        yield Finding(
            "info" if inside else "error",
            "total_residual" if inside else "total_mismatch",
            f"{statement.institution or ''} {total.source}".strip(),
            f"printed total {total.printed} {statement.unit}, its rows give {summed:,.2f} 元: a residual of {residual:,.2f} 元"
            + (f", within rounding ({allowed:,.2f} 元)" if inside else f", beyond rounding ({allowed:,.2f} 元)"),
            total.page,
            total.box,
        )
    sources = [total for total in statement.totals if total.source != TOTAL]
    whole = next((total for total in statement.totals if total.source == TOTAL), None)
    if whole is not None and sources:
        residual = whole.yuan - sum((s.yuan for s in sources), Decimal(0))
        if abs(residual) > bound(len(sources), statement.unit):
            yield Finding(
                "error", "total_against_sources", statement.institution or TOTAL,
                f"the printed total {whole.printed} is {residual:,.2f} 元 off its own sources", whole.page, whole.box,
            )  # fmt: skip
    missing = (
        {a.source for p in statement.projects for a in p.amounts} - {t.source for t in statement.totals} - {"未区分"}
    )
    if whole is not None and sources:
        for source in sorted(missing):
            yield Finding(
                "error", "total_mismatch", f"{statement.institution or ''} {source}".strip(),
                f"projects print {source}, the institution's total row prints none", whole.page, whole.box,
            )  # fmt: skip


def _sources(project: Project, unit: str) -> Iterator[Finding]:
    named = [a for a in project.amounts if a.source != "未区分"]
    if project.total is None or not named:
        return
    residual = project.total.yuan - sum((a.yuan for a in named), Decimal(0))
    if abs(residual) > bound(len(named), unit):
        yield Finding(
            "error", "project_total_mismatch", project.name,
            f"the printed total {project.total.printed} is {residual:,.2f} 元 off its sources",
            project.total.page, project.total.box,
        )  # fmt: skip
    elif residual:
        yield Finding(
            "info", "project_total_residual", project.name,
            f"the printed total {project.total.printed} is {residual:,.2f} 元 off its sources, within rounding",
            project.total.page, project.total.box,
        )  # fmt: skip


def _numbering(project: Project) -> Iterator[Finding]:
    numbers = [indicator.seq for indicator in project.indicators]
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        first = project.indicators[0]
        yield Finding(
            "warning", "indicator_numbering", project.name,
            f"the indicators are numbered {'、'.join(map(str, numbers))}", first.page, first.box,
        )  # fmt: skip


def _breaks_off(statement: Statement) -> Iterator[Finding]:
    """A table whose last goal ends in the middle of a sentence may go on where nothing was found."""
    last = statement.projects[-1]
    if last.goal and not re.search(r"[。．.；;！!？?）)》”\"…]$", last.goal):
        yield Finding(
            "warning", "text_breaks_off", last.name,
            f"the table's last goal ends without a full stop: …{last.goal[-12:]}; a page may be missing",
            last.page_last, None,
        )  # fmt: skip


def _duplicate_names(statement: Statement) -> Iterator[Finding]:
    counts = Counter(compact(project.name) for project in statement.projects)
    for project in statement.projects:
        if counts[compact(project.name)] > 1:
            yield Finding(
                "warning", "duplicate_project_name", project.name,
                f"the name stands {counts[compact(project.name)]} times in one table", project.page_first, project.box,
            )  # fmt: skip


def _duplicate_indicators(project: Project) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], Indicator] = {}
    for indicator in project.indicators:
        key = (indicator.level1_name or "", indicator.level2_name or "", compact(indicator.name))
        first = seen.setdefault(key, indicator)
        if first is indicator:
            continue
        same = (first.annual_value, first.cycle_value) == (indicator.annual_value, indicator.cycle_value)
        yield Finding(
            "info" if same else "warning",
            "duplicate_indicator" if same else "duplicate_indicator_values_differ",
            project.name,
            f"{indicator.name} stands twice, with {first.annual_value} and {indicator.annual_value}",
            indicator.page,
            indicator.box,
        )


def _codes(project: Project, indicator: Indicator) -> Iterator[Finding]:
    doubts = category_doubts(indicator.level1_code, indicator.level1_name, indicator.level2_code, indicator.level2_name)
    for rule, message in doubts:
        yield Finding("warning", rule, project.name, f"{indicator.name}: {message}", indicator.page, indicator.box)


def _doubtful_print(project: Project, indicator: Indicator) -> Iterator[Finding]:
    """What a damaged file prints: the same value twice in one cell, two values in a row, a category that is missing."""
    for value in (indicator.annual_value, indicator.cycle_value):
        if _TWO_VALUES.search(value or ""):
            yield Finding(
                "warning", "value_runs_together", project.name, f"{indicator.name}: {value} may be two values in one",
                indicator.page, indicator.box,
            )  # fmt: skip
        half = len(value or "") // 2
        if value and len(value) >= 4 and value[:half] == value[half:]:
            yield Finding(
                "warning", "value_repeats_itself", project.name, f"{indicator.name}: the value {value} is one text twice",
                indicator.page, indicator.box,
            )  # fmt: skip
    # None: the layout has no such column. An empty text: the cell is there and prints nothing.
    if indicator.level1_name == "" or (indicator.level2_name == "" and not indicator.level2_code):
        yield Finding(
            "warning", "category_missing", project.name, f"{indicator.name}: a category (一级、二级指标) is not printed",
            indicator.page, indicator.box,
        )  # fmt: skip


def _spreadsheet_errors(project: Project) -> Iterator[Finding]:
    """Texts that are no value but the error that the spreadsheet printed in its place."""
    printed = [
        ("the project's name", project.name, project.page_first, project.box),
        ("the project's goal", project.goal, project.page_first, project.box),
    ]
    for one in project.indicators:
        texts = {"the indicator's name": one.name, "annual value": one.annual_value, "cycle value": one.cycle_value}
        printed += [(f"{one.name}: {what}", text, one.page, one.box) for what, text in texts.items()]
    for what, text, page, box in printed:
        match = _SPREADSHEET_ERROR.search(compact(unicodedata.normalize("NFKC", text or "")))
        if match:
            message = f"{what} prints {match[0]}, an error of the spreadsheet, where a text or a value belongs"
            yield Finding("error", "spreadsheet_error", project.name, message, page, box)


def _cycle_against_annual(project: Project, indicator: Indicator) -> Iterator[Finding]:
    if indicator.cycle_value is not None and indicator.cycle_value != indicator.annual_value:
        yield Finding(
            "info", "cycle_differs_from_annual", project.name,
            f"{indicator.name}: {indicator.cycle_value} over the whole cycle, {indicator.annual_value} this year",
            indicator.page, indicator.box,
        )  # fmt: skip
