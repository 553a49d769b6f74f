"""What a file's name and its folders say of the document: who discloses, where, and for which year.

Here belongs the grammar of file names (`云岭工贸职业学院_2023_项目支出绩效目标表.pdf`,
`2025/某某学院/绩效目标表.pdf`). Here does not belong which of several sources is trusted (`identity.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.values.bodies import body_in, lacks_place, places_of, same_body
from pipelines.values.places import full_place, is_place, split_places
from pipelines.values.text import find_years

# 附件2：, 1., 1-2、, （3）, ①, 001 before a name; 301医院 keeps its number.
_NUMBER = "[0-9０-９一二三四五六七八九十]{0,3}"
_LEAD = re.compile(
    rf"^(?:关于)?(?:公开|公布|批复)|^关于|^(?:附件|附表|附|公开)?{_NUMBER}(?:-{_NUMBER})?[：:、.．]+|^(?:附件|附表){_NUMBER}"
    r"|^[（(][0-9０-９一二三四五六七八九十]{1,3}[）)]|^[①-⑳]"
    r"|^(?:0\d{0,3}|\d{1,4})(?=[一-鿿])(?!年|医院|中学|小学|厂|所|团|处|队|库)"
)
# 部门预算公开某区财政金融局: what the document is, before whose it is.
_TITLE_LEAD = re.compile(r"^.{0,16}(?:公开|预算|决算|报告|说明)[表本书]?(?=[一-鿿])")
_YEAR_WORDS = re.compile(r"[（(\[【〔]?(?:20\d\d|(?<!\d)\d\d(?=年))\s*年?度?[）)\]】〕]?|二[〇○零]\S{2}年度?")
_SEPARATORS = re.compile(r"[\s_＿—－\-+,，;；【】《》〈〉「」“”\"|&]+|(?<!\d)\.(?!\d)")
# What a site or a program calls a file: W020250929640949792269, P020…, a hash, a UUID, a time stamp. Digits in it are no year.
_MACHINE_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    r"|[A-Za-z]{0,4}\d{8,}[A-Za-z]{0,4}\d*"
    r"|(?=[0-9A-Za-z]*\d)(?=(?:[0-9]*[A-Za-z]+[0-9]+){3}|[0-9A-Za-z]{16})[0-9A-Za-z]{10,})(?![0-9A-Za-z])"
)
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_FOLDER_LEAD = re.compile(r"^\d{1,5}[\s_＿.、\-—]*")
_DOCUMENT_WORD = re.compile(r"预算|决算|公开|绩效|目标|附件|附表|文件|资料|下载|部门|单位|项目|年|批|其他|汇总|收件")
_SHORT_PLACE = re.compile(r"[一-鿿]{2,6}")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])月?")
_YEAR_FOLDER = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class NamedIn:
    """What one name says: every body in it, as printed, the one that discloses first; every year; the places."""

    institutions: tuple[str, ...]
    years: list[int]
    places: tuple[str, ...] = ()

    @property
    def institution(self) -> str | None:
        return self.institutions[0] if self.institutions else None


def _body_in_part(part: str) -> str | None:
    """The body at the beginning of a name's part, or behind the words that say what the document is."""
    part = _without_lead(part)
    behind = body_in(_TITLE_LEAD.sub("", part, count=1))
    return behind if behind and places_of(behind) else body_in(part)


def _without_lead(part: str) -> str:
    """`part` without the numbering and the phrases that file names begin with (附件2：, 1., 001, 关于公开)."""
    previous = None
    while previous != part:
        previous, part = part, _LEAD.sub("", part, count=1)
    return part


def _narrow(text: str) -> str:
    return _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def read_name(name: str) -> NamedIn:
    """What `name` (a file's name without its ending, or a folder's) says. An institution stands as it is
    printed there.

    `附件2：某某大学2025年部门预算公开` names 某某大学 and 2025; `绩效目标表` and `W020250929640949792269` name nothing. Of
    several bodies one that says where it is comes before one that does not (城管执法局_某市城市管理局), else the first; what is
    another spelling of one that stands already is left out.
    """
    composed = _MACHINE_NAME.sub("_", _narrow(unicodedata.normalize("NFC", name)))
    parts = [part for piece in _SEPARATORS.split(composed) for part in _YEAR_WORDS.split(piece) if part]
    found = sorted(filter(None, map(_body_in_part, parts)), key=lacks_place)
    bodies: list[str] = []
    for body in found:
        if not any(same_body(body, other) for other in bodies):
            bodies.append(body)
    places = [place for body in bodies for place in places_of(body)]
    places += [part for part in map(_without_lead, parts) if is_place(part)]
    return NamedIn(tuple(bodies), find_years(composed), tuple(dict.fromkeys(map(full_place, places))))


def _read_folder(name: str) -> NamedIn:
    """As `read_name`; a folder that is called by a short name of its own (001_深圳, 岚屏) is a place's."""
    said = read_name(name)
    rest = _FOLDER_LEAD.sub("", unicodedata.normalize("NFC", name))
    if said.institutions or said.places:
        return said
    places = split_places(rest)[0]
    if not places and _SHORT_PLACE.fullmatch(rest) and not _DOCUMENT_WORD.search(rest):
        places = [rest]
    return NamedIn((), said.years, tuple(map(full_place, places)))


def read_path(relative_path: str) -> list[tuple[str, NamedIn]]:
    """What the file's name says, then what each folder above it says, nearest first; ("file name" or
    "folder", …). Folders that are a date of publishing (2025/02) name no year."""
    path = PurePosixPath(relative_path)
    names = [folder.name for folder in path.parents if folder.name]
    folders = [("folder", _without_date(_read_folder(name), name, names[:at])) for at, name in enumerate(names)]
    return [("file name", read_name(path.stem)), *folders]


def _without_date(said: NamedIn, name: str, below: Sequence[str]) -> NamedIn:
    is_date = bool(below) and _YEAR_FOLDER.fullmatch(name) and _MONTH.fullmatch(below[-1])
    return NamedIn(said.institutions, [], said.places) if is_date else said
