"""A quick look at every page: which ones may print a target table, which ones nobody can read.

Here belongs triage: of a 100-page disclosure only the pages that may hold a target table are read closely. It must never
pass a target table over, so it asks for single words in the file's own text order, and scans and fonts without a character
map are named. Here does not belong reading closely (`parse.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.extract.cover import COVER_LENGTH
from pipelines.pdf.pdfium_reader import PdfiumReader
from pipelines.values.text import compact, unify_radicals

# A page whose text holds one of these may print a target table, also where a font loses or exchanges one of the characters.
# A wrapped word is whole again once white space is dropped.
_WORDS = ("绩效目标", "绩效指标", "三级指标", "产出指标", "效益指标", "满意度指标", "成本指标")
_TRIAGE = re.compile(
    "|".join(["指标值", *(f"{word[:at]}.?{word[at + 1 :]}" for word in _WORDS for at in range(len(word)))])
)
# Words that only a target table's own headings or rows print together on one page.
_HEADINGS = ("项目名称", "三级指标", "指标值")
_LISTED_INDICATOR = re.compile(r"\d-产出指标[；;].{0,200}?年度指标值[:：]", re.DOTALL)
_SELF_EVALUATION = re.compile(r"完成值|得分|自评|完成情况")
_MONEY = re.compile(r"合计|金额|预算数|一般公共预算|财政拨款")
_TOPIC = re.compile(
    r"(?:附?[表件]?[一二三四五六七八九十\d]*[、.:：\-—)）]*)?(?:20\d\d)?(?:年度?)?"
    r"([一-鿿“”（）]{2,24}(?:情况表|总表|预算表|支出表|决算表))(?:（[^（）]{1,12}）)?"
)
_SCAN_SHARE = 0.5
_SCAN_GLYPHS = 20
_UNMAPPED_SHARE = 0.2
# Text of which this many characters, and this share of them, are none that a Chinese document prints.
_GARBLED_GLYPHS = 20
_GARBLED_SHARE = 0.15
# Signs among the accented letters that Chinese tables do print.
_ORDINARY_SIGNS = "°±²³·×÷"
# A page without text that draws this many things draws its letters: a sheet of this kind has hundreds.
_DRAWN_LETTERS = 100
_COVER_PAGES = 3


@dataclass(slots=True)
class Survey:
    """Page numbers by what a quick look says of them; the first pages' texts; the tables that titles name.

    `telling` pages print what only a target table prints, `money` pages name projects and money, `unmapped` pages hold text
    without Unicode values or with wrong ones, `outlined` ones only drawings, `blank` ones nothing at all. `attachments` are the names of the attached files.
    """

    candidates: list[int] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)
    money: list[int] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
    outlined: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


def survey(reader: PdfiumReader, found: Survey) -> Iterator[int]:
    """Looks at every page and fills `found`; yields each candidate's number while its page is still open."""
    headings: dict[str, int] = {}
    found.attachments = reader.attachments()
    for number in range(1, reader.page_count + 1):
        rough = reader.rough(number - 1)
        printed = unify_radicals(rough.text)
        text = compact(printed)
        found.attachments += rough.attached
        if rough.image_share > _SCAN_SHARE and (len(text) < _SCAN_GLYPHS or rough.invisible > 0.5):
            found.scans.append(number)
        elif rough.unmapped > _UNMAPPED_SHARE or _is_garbled(text):
            found.unmapped.append(number)
        elif rough.drawn >= _DRAWN_LETTERS:
            found.outlined.append(number)
        elif not text and not rough.drawn:
            found.blank.append(number)
        if number <= _COVER_PAGES:
            found.texts[number] = printed
        if "项目名称" in text and _MONEY.search(text):
            found.money.append(number)
        found.topics += _topics(rough.text[:COVER_LENGTH])
        # A hidden second text doubles every word; its single characters still give it away.
        if _TRIAGE.search(text) or all(text.count(sign) > 2 for sign in "绩效指标"):
            found.candidates.append(number)
            if not _SELF_EVALUATION.search(text):
                named = [word for word in _HEADINGS if word in text]
                headings.update(dict.fromkeys(named, number))
                if len(named) == len(_HEADINGS) or _LISTED_INDICATOR.search(text):
                    found.telling.append(number)
            yield number
    # A sheet too wide for its paper prints its right columns on pages of their own.
    if not found.telling and len(headings) == len(_HEADINGS):
        found.telling = sorted(set(headings.values()))


def _topics(text: str) -> list[str]:
    """The tables that a page's first lines are the titles of."""
    lines = (compact(unify_radicals(line)) for line in text.splitlines())
    return [match[1] for line in lines if (match := _TOPIC.fullmatch(line))][:3]


def _is_garbled(text: str) -> bool:
    """Whether the text of a page is no text: its characters were mapped to control characters, private codes, accented
    letters and signs, which no Chinese table prints by the dozen."""
    odd = sum(_is_odd(sign) for sign in text)
    return odd >= _GARBLED_GLYPHS and odd > _GARBLED_SHARE * len(text)


def _is_odd(sign: str) -> bool:
    if sign in _ORDINARY_SIGNS:
        return False
    return unicodedata.category(sign) in ("Cc", "Co", "Cn", "Cs") or sign == "\ufffd" or "\u00a1" <= sign < "\u0370"


def pages_hold(numbers: list[int]) -> str:
    """`page 3 holds` or `pages 1、2 hold`: the beginning of a reason."""
    listed = "、".join(map(str, numbers[:6])) + (" …" if len(numbers) > 6 else "")
    return f"page {listed} holds" if len(numbers) == 1 else f"pages {listed} hold"
