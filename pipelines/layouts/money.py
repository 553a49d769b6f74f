"""Printed money of a row to amounts by funding source, for all layouts.

Here belongs which printed figure is which source of a project's money, in cells of their own or in a sentence. Here does not
belong which heading is a source and which a part (`funding.py`), the grammar of one figure (`values/money.py`) or whether
figures add up (`consistency.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.layouts.columns import Value
from pipelines.layouts.funding import MoneyHeading, funding_roles
from pipelines.layouts.headings import meaning_of
from pipelines.model.errors import Refused
from pipelines.model.records import TOTAL, Amount, Finding
from pipelines.values.money import MoneyError, own_unit, parse_amount
from pipelines.values.text import compact

_FIGURE = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:亿元|百万元|万元|千元|元|万)?"
# 总额148.56万元 一、财政拨款：126.28万元（其中：…） 二、自有资金：22.28万元
_CLAUSE = re.compile(
    rf"[;；,，。、\s]*(?:[一二三四五六七八九十]+、|\d+[.、](?!\d))?(?P<label>[^\d:：;；,，。]*?[一-鿿][^\d:：;；,，。]*?)[:：为]?(?P<figure>{_FIGURE})"
)
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


def amounts_of(
    money: dict[str, list[Value]], unit: str | None, subject: str, findings: list[Finding]
) -> tuple[Amount | None, list[Amount]]:
    """The printed total and the amounts by funding source; a source that prints a blank mark has none.

    Several columns of one source (一般公共预算, 政府性基金: both 财政拨款) are one amount, their printed figures joined
    by " + ". Where a total is printed and no source is, the total is the project's one amount, 未区分. A figure that is
    no amount makes a finding of severity error and is left out. Raises `Refused` where no unit is printed, neither around
    the table nor with the figure.
    """
    found: dict[str, Amount] = {}
    for source, values in money.items():
        for value in values:
            for at, amount in _amounts(source, value, unit, subject, findings):
                found[at] = added(found[at], amount) if at in found else amount
    total = found.pop(TOTAL, None)
    if total is not None and not found:
        return total, [Amount("未区分", total.printed, total.yuan, total.page, total.box)]
    return total, list(found.values())


def _amounts(
    source: str, value: Value, unit: str | None, subject: str, findings: list[Finding]
) -> list[tuple[str, Amount]]:
    if not value.lines:
        return []
    page, text = value.lines[0].page, value.text
    try:
        sentence = _clauses(text, page)
        if source == TOTAL and sentence:
            return [
                (at, Amount(at, figure, yuan, page, value.box))
                for at, figure in sentence
                if (yuan := _yuan(figure, unit, page)) is not None
            ]
        yuan = _yuan(text, unit, page)
    except MoneyError as error:
        findings.append(
            Finding("error", "amount_unreadable", subject, f"{source}: {error}; it is not loaded", page, value.box)
        )
        return []
    return [] if yuan is None else [(source, Amount(source, text, yuan, page, value.box))]


def _yuan(text: str, unit: str | None, page: int) -> Decimal | None:
    if unit is None and re.search(r"\d", text) and own_unit(text) is None:
        raise Refused(
            "no_unit",
            f"page {page}: no unit of money is printed around the table nor with the amount {text[:20]!r}, so it cannot be"
            " read in yuan",
        )
    return parse_amount(text, unit or "元")


def _clauses(text: str, page: int) -> list[tuple[str, str]]:
    """The total and the sources that a sentence about money names, each with its figure; empty where it is no sentence.
    What stands in brackets are parts. Raises MoneyError where the sentence holds anything else."""
    rest = _BRACKETED.sub("", compact(text))
    clauses = list(_CLAUSE.finditer(rest))
    if not clauses or clauses[0].start():
        return []
    headings = []
    for at, clause in enumerate(clauses):
        meaning = meaning_of(clause["label"])
        if meaning is None or not meaning.field.startswith("money:"):
            raise MoneyError(f"nothing is known of {clause['label'][:20]!r} in the sentence {text[:30]!r}")
        headings.append(MoneyHeading(at, clause["label"], meaning))
    if re.search(r"\d", _CLAUSE.sub("", rest)):
        raise MoneyError(f"the sentence {text[:40]!r} holds a figure of which it does not say what it is")
    roles = funding_roles(headings, page)
    return [(roles[at].removeprefix("money:"), clauses[at]["figure"]) for at in range(len(clauses)) if at in roles]


def added(first: Amount, second: Amount) -> Amount:
    """Two figures of one source as one amount, their printed figures joined by " + "."""
    yuan: Decimal = first.yuan + second.yuan
    return Amount(first.source, f"{first.printed} + {second.printed}", yuan, first.page, first.box)
