"""What a document prints before its first table of who discloses, where, and for which year.

Here belongs the grammar of covers, titles and labels, line by line: two lines are two statements. Here does not belong which of
several sources is trusted (`ingest/identity.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.values.bodies import body_in, lacks_place, places_of
from pipelines.values.places import full_place, split_places
from pipelines.values.text import compact, find_years

# On a cover and in a title the institution and the year stand first.
COVER_LENGTH = 200
_LONGEST_TITLE = 60
_YEAR = r"(?:[（(]?(?:20\d\d|[二2２][〇○零OＯo0０][〇○零一二三四五六七八九OＯo\d０-９]{2})年?度?[）)]?)"
_LABEL = re.compile(
    r"^(?:预算主管部门|(?:预算|公开|填报|编报|编制|申报)?(?:部门|单位)(?:名称)?)(?:[（(/](?:单位|部门|公章|盖章)[）)]?)*(?:名称)?[:：]"
    r"(?:[（(](?:公章|盖章)[）)])?(?P<name>.+)$"
)
_CODE = re.compile(r"^[\[［【（(]?\d{3,12}[\]］】）)]?[-—_:：]?(?=\D)")
_LEAD = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|附件\d{0,2}[:：]?|\d{1,2}[.、．])")
_TITLE = re.compile(r"预算|决算|绩效|项目支出")
# A title page's second line, on which no name stands: 2018年部门预算, （2025年度）.
_TITLE_ALONE = re.compile(
    rf"^{_YEAR}?(?:年度|区级|市级|县级|省级|本级)*(?:部门|单位)?(?:预算|决算|项目支出|整体支出|绩效)|^{_YEAR}$"
)
_UNIT_BEHIND = re.compile(r"[（(]?(?:金额)?单位[:：](?:人民币)?[百千]?万?元[）)]?$")
_LABELS = re.compile(r"[:：]|XX|××|[*＊]|名称|实施单位|主管部门|项目|负责人")
_SEAL = re.compile(r"[（(](?:公章|盖章)[）)]")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first texts say: the institution and every year, None and none where they say nothing; the places that titles
    name, the largest first."""

    institution: str | None = None
    years: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def read_cover(texts: Iterable[str]) -> Cover:
    """What the `texts` of a document's first pages, or of the lines above its first table, say; only the beginning of each is
    looked at."""
    institution = None
    years: dict[int, None] = {}
    places: dict[str, None] = {}
    for text in texts:
        lines = _beginning(text)
        years.update(dict.fromkeys(year for line in lines for year in find_years(line)))
        institution = institution or _institution(lines)
        places.update(dict.fromkeys(full_place(place) for line in lines for place in _title_places(line)))
    places.update(dict.fromkeys(map(full_place, places_of(institution or ""))))
    return Cover(institution, list(years), list(places))


def _beginning(text: str) -> list[str]:
    """The lines of the text's first `COVER_LENGTH` characters, without white space."""
    lines = []
    left = COVER_LENGTH
    for line in filter(None, map(compact, re.split(r"[\r\n]+", text))):
        lines.append(line[:left])
        left -= len(line)
        if left <= 0:
            break
    return lines


def _institution(lines: list[str]) -> str | None:
    """Who discloses by the lines of one page: by a label, else by a title, else by a line that is nothing but a name."""
    labelled = (_body(match["name"]) for line in lines if (match := _LABEL.match(line)))
    titled = (_in_title(line, before) for before, line in zip(["", *lines], lines, strict=False))
    alone = (_alone(lines, at) for at in range(len(lines)))
    return next((name for found in (labelled, titled, alone) for name in found if name), None)


def _body(text: str) -> str | None:
    """The body at the beginning of `text`, behind its code and before the unit of money; text that runs through a form's
    labels, or a template's XX局, names nobody."""
    name = body_in(_CODE.sub("", _UNIT_BEHIND.sub("", _SEAL.sub("", text))))
    return None if name is None or _LABELS.search(name) else name


def _in_title(line: str, before: str) -> str | None:
    """The body in a line that is the title of a budget; a name that is wrapped behind its place (江苏省高级⏎人民法院) whole."""
    if len(line) > _LONGEST_TITLE or not _TITLE.search(line) or _LABEL.match(line):
        return None
    pieces = [piece for piece in re.split(_YEAR, _LEAD.sub("", line)) if piece]
    # A title begins with the name or with the year: what follows other words is part of a sentence.
    name = _body(pieces[0]) if pieces else None
    if name and lacks_place(name):
        begun = re.sub(rf"^{_YEAR}", "", before)
        is_begun = split_places(begun)[0] and not body_in(begun) and not _TITLE.search(begun) and len(begun) <= 12
        return begun + name if is_begun else name
    return name


def _alone(lines: list[str], at: int) -> str | None:
    """The line's name where nothing else stands in it, and a line beside it is a budget's title or its unit of money."""
    line = _UNIT_BEHIND.sub("", lines[at])
    name = _body(line)
    if name is None or name != _CODE.sub("", _SEAL.sub("", line)):
        return None
    beside = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    is_title = line != lines[at] or any(_TITLE_ALONE.match(each) or _UNIT_BEHIND.fullmatch(each) for each in beside)
    return name if is_title else None


def _title_places(line: str) -> list[str]:
    """The places that a title or a line of its own begins with: 上海市普陀区2026年区级部门预算, 岚屏市."""
    label = _LABEL.match(line)
    begun = re.sub(rf"^{_YEAR}", "", _LEAD.sub("", label["name"] if label else line))
    places, rest = split_places(begun)
    is_title = not rest or _TITLE_ALONE.match(rest)
    return places if is_title and not any(map(_LABELS.search, places)) else []
