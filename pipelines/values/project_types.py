"""Which of twelve kinds of work a project is, by reviewed words, with the rule that said so.

Here belongs applying reference/project_types.csv. Here does not belong guessing beyond it: what no rule knows
is 其他, and the share of 其他 is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.reference import read_rows
from pipelines.values.text import compact

PROJECT_TYPES = (
    "信息化",
    "基建维修",
    "物业后勤",
    "学生资助",
    "教学改革与专业建设",
    "科研",
    "师资培训",
    "人员经费",
    "设备购置",
    "党建与思政",
    "运转保障",
    "其他",
)
OTHER = "其他"

# An owner's name before the work itself: the 工程 of 某某工程职业学院物业管理费 builds nothing, the 科技 of a
# 科技大学 is no research.
_OWNER = re.compile(
    r"^[0-9年度()（）\-—]*[一-鿿]{2,14}?(?:职业技术学院|职业技术大学|职业学院|职业大学|专科学校|技师学院|大学|科技局|工程局)"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    priority: int
    project_type: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    field: str


def _rules() -> list[_Rule]:
    rules = []
    for row in read_rows("project_types.csv", ("priority", "project_type", "pattern", "unless", "field", "note")):
        if row["project_type"] not in PROJECT_TYPES or row["project_type"] == OTHER:
            raise ValueError(f"project_types.csv, priority {row['priority']}: no such type {row['project_type']!r}")
        if row["field"] not in ("name", "goal", "both"):
            raise ValueError(f"project_types.csv, priority {row['priority']}: field must be name, goal or both")
        unless = re.compile(row["unless"]) if row["unless"] else None
        rules.append(_Rule(int(row["priority"]), row["project_type"], re.compile(row["pattern"]), unless, row["field"]))
    if len({rule.priority for rule in rules}) != len(rules):
        raise ValueError("project_types.csv: two rules have the same priority")
    return sorted(rules, key=lambda rule: rule.priority)


_RULES = _rules()


def _first(text: str, field: str) -> tuple[str, str] | None:
    for rule in _RULES:
        if rule.field not in (field, "both"):
            continue
        found = rule.pattern.search(text)
        if found and not (rule.unless and rule.unless.search(text)):
            return (
                rule.project_type,
                f"{rule.priority}: {'名称' if field == 'name' else '目标'}含“{found[0]}”",
            )
    return None


def project_type(name: str, goal: str = "") -> tuple[str, str]:
    """(type, rule) of a project: one of PROJECT_TYPES and, for people, the priority of the rule that decided
    and the word it found, as `80: 名称含“维修”`. The name decides before the goal; ("其他", "") where no rule
    knows either."""
    return _first(_OWNER.sub("", compact(name)), "name") or _first(compact(goal), "goal") or (OTHER, "")
