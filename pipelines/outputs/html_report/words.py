"""The report's own words, Chinese and English.

Here belong headings that no view's comment gives and the words for coded values (with `vocabulary.csv`). Here does not
belong text of documents: that is shown as printed, in either language.
"""

from __future__ import annotations

import csv
from importlib import resources
from typing import NamedTuple

from pipelines.warehouse.catalog import Column


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


CODED: dict[str, dict[str, Words]] = {
    "coverage": {
        "covered": Words("有", "covered"),
        "quarantined": Words("已隔离", "quarantined"),
        "no_target_table": Words("无目标表", "no target table"),
        "missing": Words("缺", "missing"),
    },
    "status": {
        "new": Words("新增", "new"),
        "continued": Words("延续", "continued"),
        "ended": Words("结束", "ended"),
        "loaded": Words("已入库", "loaded"),
        "quarantined": Words("已隔离", "quarantined"),
        "no_target_table": Words("无目标表", "no target table"),
        "duplicate": Words("重复", "duplicate"),
        "superseded": Words("已被取代", "superseded"),
        "withdrawn": Words("已撤下", "withdrawn"),
    },
    "change": {
        "raised": Words("提高", "raised"),
        "lowered": Words("降低", "lowered"),
        "unchanged": Words("未变", "unchanged"),
        "rewritten": Words("改写", "rewritten"),
        "new": Words("新增", "new"),
        "dropped": Words("删除", "dropped"),
        "added": Words("新增", "added"),
        "removed": Words("移除", "removed"),
        "changed": Words("变动", "changed"),
    },
    "basis": {"cycle": Words("周期值", "cycle"), "annual": Words("年度值", "annual")},
    "severity": {
        "error": Words("错误", "error"),
        "warning": Words("警告", "warning"),
        "info": Words("提示", "info"),
    },
    "verdict": {
        "exact": Words("相符", "exact"),
        "rounding": Words("舍入可解释", "rounding"),
        "mismatch": Words("不符", "mismatch"),
        "no printed total": Words("未印合计", "no printed total"),
    },
    "what": {
        "document": Words("文件", "document"),
        "project": Words("项目", "project"),
        "indicator": Words("指标", "indicator"),
        "issue": Words("问题", "issue"),
    },
    "kind": {
        "project": Words("项目", "project"),
        "amount": Words("金额", "amount"),
        "total": Words("合计", "total"),
        "indicator": Words("绩效指标", "indicator"),
        "issue": Words("存疑", "issue"),
    },
}
"""What stands in a column of this name, by its code. A code that is not listed is shown as it is."""


def _vocabulary() -> dict[str, dict[str, Words]]:
    text = (resources.files(__package__) / "vocabulary.csv").read_text(encoding="utf-8")
    named: dict[str, dict[str, Words]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        named.setdefault(row["column"], {})[row["code"]] = Words(row["zh"], row["en"])
    named["dimension"] = named["canonical_level1"]
    return named


NAMED = _vocabulary()
"""What the fixed names of `vocabulary.csv` are called, by the column they stand in; no badges."""

YES, NO = Words("是", "yes"), Words("否", "no")

_HEADINGS: dict[str, Words] = {
    "issue_count": Words("问题数", "Issues"),
    "file_count": Words("文件数", "Files"),
    "what": Words("内容", "What"),
    "before": Words("原值", "Before"),
    "after": Words("现值", "After"),
    "printed": Words("所印", "Printed"),
    "label": Words("对象", "Of"),
    "anchor": Words("位置", "Place"),
    "evidence": Words("证据", "Evidence"),
    "indicator_total": Words("指标数", "Indicators"),
    "total_yuan": Words("资金合计（元）", "Total"),
    "number": Words("指标值（数）", "Number"),
    "item": Words("内容项", "Item"),
    "projects": Words("项目数", "Projects"),
    "project_names": Words("项目名称", "Project names"),
    "indicators": Words("指标数", "Indicators"),
    "at_100_percent": Words("定为 100% 的指标数", "Indicators at 100%"),
    "times": Words("出现次数", "Times"),
    "annual_values": Words("各处年度值", "Annual targets"),
}

_ENGLISH_UNIT = " (10k yuan)"
_SUFFIXES = ("_yuan", "_key")


class Headings:
    """What the columns of the warehouse are called: the Chinese name opens a column's comment, the English is its name."""

    def __init__(self, columns: list[Column]) -> None:
        self._words: dict[tuple[str, str], Words] = {}
        for column in columns:
            words = Words(column.chinese_name, english(column.name))
            self._words[column.table, column.name] = words
            self._words.setdefault(("", column.name), words)

    def of(self, view: str, column: str) -> Words:
        """The heading of `column` in `view`; of the same column elsewhere where the view does not have it."""
        if column in _HEADINGS:
            return _HEADINGS[column]
        return self._words.get((view, column)) or self._words.get(("", column), Words(column, english(column)))


def english(name: str) -> str:
    """A column's name as an English heading: change_ratio becomes Change ratio."""
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name.replace("_", " ").capitalize()


def in_ten_thousands(words: Words) -> Words:
    """The heading of a column of money that is shown in 万元."""
    chinese = words.zh.replace("（元）", "（万元）")
    return Words(chinese if "万元" in chinese else f"{chinese}（万元）", words.en + _ENGLISH_UNIT)


def coded(column: str, code: str) -> Words:
    """The words for `code` in the column of that name; the code itself where it has none."""
    return (CODED.get(column) or NAMED.get(column, {})).get(code, Words(code, code))
