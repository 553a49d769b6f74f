"""The name of an institution as the warehouse keeps it.

Here belong codes printed before a name and the reviewed aliases and former names. Here does not belong
deciding which institution a document is of (`documents.py`), nor what an owner's short name does inside a
project's name (`names.py`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pipelines.reference import read_rows
from pipelines.values.bodies import without_level
from pipelines.values.text import compact

# [173]中国科学院, （360138）某局; 360138某局; 173-中国科学院, 360138 某局. Digits alone before a name need
# six, so that 301医院 keeps its number; 2025年… is a year.
_CODE = re.compile(
    r"(?:[\[【（(](?P<bracketed>[0-9][0-9A-Za-z]{1,23})[\]】）)]"
    r"|(?P<parted>[0-9][0-9A-Za-z]{2,23})[-－—_:：、.]|(?P<bare>[0-9]{6,24}))(?=[^0-9年])"
)
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_BRACKETS = str.maketrans("()﹙﹚", "（）（）")
_SUMMARY = re.compile("(?<!（)汇总$")
_WORD = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"^(?:预算)?(?:单位|部门)(?:名称)?[:：]")
_RELATIONS = ("alias", "former", "short")


class Institution(NamedTuple):
    """An institution's `name` as the warehouse keeps it, and the `code` that was printed before it, if
    any."""

    name: str
    code: str | None


def _reviewed() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Printed name -> kept name, and kept name -> every other name it goes by."""
    kept: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for row in read_rows("institutions.csv", ("printed_name", "institution_name", "relation", "note")):
        printed, name, relation = row["printed_name"], row["institution_name"], row["relation"]
        if relation not in _RELATIONS:
            raise ValueError(f"institutions.csv: {printed}: relation {relation!r} is none of {', '.join(_RELATIONS)}")
        if printed in kept:
            raise ValueError(f"institutions.csv: {printed} stands there twice")
        if relation != "short":
            kept[printed] = name
        others.setdefault(name, []).append(printed)
    return kept, others


_KEPT, _OTHERS = _reviewed()


def clean_institution(printed: str) -> Institution:
    """The institution that `printed` names: without white space, a label (单位名称：), a code before it and the mark of its own
    level (（本级）, 机关) behind it, digits and brackets of one width, under its kept name where `printed` is an alias or a
    former name. 某局（汇总） is another: the department with all that belongs to it. A printed text that is nothing but a code
    stays as it is."""
    text = _LABEL.sub("", compact(printed))
    match = _CODE.match(text)
    code = None
    if match is not None and _WORD.search(text, match.end()):
        code = match["bracketed"] or match["parted"] or match["bare"]
        text = text[match.end() :]
    name = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), text).translate(_BRACKETS)
    name = _SUMMARY.sub("（汇总）", without_level(name))
    return Institution(_KEPT.get(name, name), code)


def institution_aliases(name: str) -> list[str]:
    """Every other reviewed name of the institution kept under `name`: aliases, former and short names."""
    return list(_OTHERS.get(name, []))
