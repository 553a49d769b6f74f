"""Printed money of a row to amounts by funding source, for all layouts.

Here belongs which printed figure is which source of a project's money. Here does not belong the grammar of one figure
(`transform/money.py`) or whether figures add up (`consistency.py`).
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.layouts.columns import Value
from pipelines.model.records import TOTAL, Amount, Finding
from pipelines.values.money import MoneyError, parse_amount


def amounts_of(
    money: dict[str, list[Value]], unit: str, subject: str, findings: list[Finding]
) -> tuple[Amount | None, list[Amount]]:
    """The printed total and the amounts by funding source; a source that prints a blank mark has none.

    Several columns of one source (一般公共预算, 政府性基金: both 财政拨款) are one amount, their printed figures joined
    by " + ". Where a total is printed and no source is, the total is the project's one amount, 未区分. A figure that is
    no amount makes a finding of severity error and is left out.
    """
    found: dict[str, Amount] = {}
    for source, values in money.items():
        for value in values:
            amount = _amount(source, value, unit, subject, findings)
            if amount is not None:
                found[source] = _added(found[source], amount) if source in found else amount
    total = found.pop(TOTAL, None)
    if total is not None and not found:
        return total, [Amount("未区分", total.printed, total.yuan, total.page, total.box)]
    return total, list(found.values())


def _amount(source: str, value: Value, unit: str, subject: str, findings: list[Finding]) -> Amount | None:
    if not value.lines:
        return None
    page = value.lines[0].page
    try:
        yuan = parse_amount(value.text, unit)
    except MoneyError as error:
        findings.append(
            Finding("error", "amount_unreadable", subject, f"{source}: {error}; it is not loaded", page, value.box)
        )
        return None
    return None if yuan is None else Amount(source, value.text, yuan, page, value.box)


def _added(first: Amount, second: Amount) -> Amount:
    yuan: Decimal = first.yuan + second.yuan
    return Amount(first.source, f"{first.printed} + {second.printed}", yuan, first.page, first.box)
