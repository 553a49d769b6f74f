"""The dictionary of headings: which printed words name which field.

Here belongs the reading of `headings.yml` and the folding by which headings are compared. Here does not belong where on a
table headings stand: that is `columns.py` for tables with columns and `forms.py` for forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from pipelines.values.text import fold_heading

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〕]*〕|【[^】]*】")
_EDGE = re.compile(r"^(?:其中[::]?)?|[::;;,,、*]+$")
_NUMBERED = re.compile(r"^(?:\d+[.、]|[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)])")
# Words that speak of money: a heading with one of them that is not in the dictionary may be a source of funding.
_MONEY_WORDS = re.compile(r"资金|拨款|预算|经费|金额|收入|基金|结转|结余|专户|债券|贷款|投资")

_MONTHS = re.compile(r"^1[-—–~至]\d{1,2}月(?:执行|完成)")


@dataclass(frozen=True, slots=True)
class Headings:
    """`field` of every folded wording; money columns have the field `money:` and their funding source."""

    fields: dict[str, str]
    ignored: frozenset[str]
    self_evaluation: frozenset[str]
    monitoring: frozenset[str]
    requires: dict[str, frozenset[str]]
    suspicious: frozenset[str]
    suspicious_at_least: int


@cache
def headings() -> Headings:
    """The dictionary. Raises ValueError where a wording stands under two fields."""
    data: dict[str, Any] = yaml.safe_load(
        files("pipelines.layouts").joinpath("headings.yml").read_text(encoding="utf-8")
    )
    fields: dict[str, str] = {}
    named = [(field, words) for field, words in data["fields"].items()]
    named += [(f"money:{source}", words) for source, words in data["money"].items()]
    for field, words in named:
        for word in words:
            if fields.setdefault(fold(word), field) != field:
                raise ValueError(f"headings.yml: {word} stands under both {fields[fold(word)]} and {field}")
    return Headings(
        fields=fields,
        ignored=frozenset(fold(word) for word in data["ignored"]),
        self_evaluation=frozenset(fold(word) for word in data["self_evaluation"]),
        monitoring=frozenset(fold(word) for word in data["monitoring"]),
        requires={name: frozenset(entry["requires"]) for name, entry in data["layouts"].items()},
        suspicious=frozenset(data["suspicious"]["words"]),
        suspicious_at_least=int(data["suspicious"]["at_least"]),
    )


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The form in which headings are compared: `项目名称（资金使用单位）` and `项目 名称：` both give `项目名称`."""
    folded = fold_heading(text)
    bare = _BRACKETS.sub("", folded)
    bare = _EDGE.sub("", bare)
    bare = _NUMBERED.sub("", bare)
    return bare or folded


def field_of(text: str) -> str | None:
    """The field that a printed heading or label names, None where it is in no list."""
    return headings().fields.get(fold(text))


def is_ignored(text: str) -> bool:
    """Whether the heading is known and its column is of no use to the warehouse."""
    return fold(text) in headings().ignored


def is_self_evaluation(text: str) -> bool:
    """Whether the heading belongs to a self-evaluation table (绩效自评表)."""
    return fold(text) in headings().self_evaluation


def is_monitoring(text: str) -> bool:
    """Whether the heading belongs to a table that monitors a running year (绩效运行监控表)."""
    return fold(text) in headings().monitoring or bool(_MONTHS.match(fold(text)))


def speaks_of_money(text: str) -> bool:
    """Whether an unknown heading may hide a source of funding."""
    return bool(_MONEY_WORDS.search(fold(text)))


def fulfils(layout: str, fields: set[str]) -> bool:
    """Whether the fields found in a table are all that the layout requires; any money column counts as `money`."""
    present = {"money" if field.startswith("money:") else field for field in fields}
    return headings().requires[layout] <= present


def is_suspicious(fields: set[str]) -> bool:
    """Whether a table that fits no layout still prints so much of a target table that it must not be passed over."""
    return len(fields & headings().suspicious) >= headings().suspicious_at_least or {"project_name", "goal"} <= fields
