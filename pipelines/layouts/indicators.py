"""An indicator of the layouts that print one in a row of its own, with operator, value and unit in columns of their own.

Here belongs how such a row becomes a record. Here does not belong where rows begin and end (`forms.py`, `expanded.py`), nor the
numbered text of layout `list` (`listing.py`).
"""

from __future__ import annotations

from pipelines.layouts.columns import Row
from pipelines.model.records import Finding, Indicator

_QUALITATIVE = frozenset({"定性", "定量"})


def indicator_of(row: Row, seq: int, project: str, findings: list[Finding]) -> Indicator:
    """The indicator that `row` prints, number `seq` of `project`. What it lacks is said in `findings`."""
    name = row.value("indicator_name")
    page = name.lines[0].page if name.lines else row.page_first
    box = name.box if name.lines else row.box
    if not name.lines:
        findings.append(Finding("error", "indicator_without_name", project, f"indicator {seq} has no name", page, box))
    if not row.text("value"):
        findings.append(
            Finding("warning", "indicator_without_value", project, f"no target is printed for {name.text}", page, box)
        )
    return Indicator(
        seq=seq,
        level1_code=None,
        level1_name=row.text("level1"),
        level2_code=None,
        level2_name=row.text("level2"),
        name=name.text,
        cycle_value=row.text("cycle_value") or None,
        annual_value=_target(row),
        page=page,
        box=box,
        nature=_nature(row),
    )


def _nature(row: Row) -> str | None:
    """定性 or 定量 where the operator's column names the kind of the indicator instead of an operator."""
    operator = row.text("operator")
    return operator if operator in _QUALITATIVE else None


def _target(row: Row) -> str:
    """Operator, value and unit as one printed target; 定性 in the operator's column names a kind of indicator and is no part
    of the value."""
    operator = "" if _nature(row) else row.text("operator")
    return "".join([operator, row.text("value"), row.text("unit")])
