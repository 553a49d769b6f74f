"""What a file's name and its folders say of the document: who discloses, and for which year.

Here belongs the grammar of file names (`云岭工贸职业学院_2023_项目支出绩效目标表.pdf`,
`2025/某某学院/绩效目标表.pdf`). Here does not belong which of several sources is trusted (`identity.py`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.values.text import find_years

# What the name of a body that has a budget ends in. Longer endings are covered by their last word
# (高等专科学校: 学校).
_ENDINGS = (
    "学院|大学|学校|中学|小学|职校|技校|党校|幼儿园|委员会|管委会|党委|政府|人大|政协|纪委|法院|检察院|办公室|办事处"
    "|工作处|服务处|管理处|中心|医院|保健院|卫生院|研究院|科学院|研究所|事务所|管理所|服务所|监测站|管理站|服务站"
    "|工作站|图书馆|博物馆|档案馆|文化馆|美术馆|科技馆|体育馆|总队|支队|大队|联合会|总工会|协会|学会|基金会|红十字会"
    "|总会|公司|集团|出版社|报社|电视台|广播台|剧院|剧团|乐团|公园|管理段|局|厅|署|委|部|院|所|馆|站|处"
)
# What may follow it in a file's name; it names the document, or a part of the body that answers for the whole
# of it.
_DOCUMENT_WORDS = (
    "部门|单位|本级|机关|汇总|预算|决算|预决算|项目|整体|绩效|财政|公开|信息公开|情况|说明|附件|附表|目标|支出|收支"
    "|报表|年度|年初|专项|自评|关于|的"
)
_NUMBER = "[0-9０-９一二三四五六七八九十]{0,3}"
_LEAD = re.compile(
    rf"^(?:关于)?(?:公开|公布|批复)|^关于|^(?:附件|附表|附)?{_NUMBER}[：:、.．]+|^(?:附件|附表){_NUMBER}"
)
_YEAR_WORDS = re.compile(r"[（(\[【〔]?(?:20\d\d|(?<!\d)\d\d(?=年))\s*年?度?[）)\]】〕]?|二[〇○零]\S{2}年度?")
_SEPARATORS = re.compile(r"[\s_＿—－\-+,，;；]+|(?<!\d)\.(?!\d)")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class NamedIn:
    """What one name says: the institution, None where it names none, and every year in it."""

    institution: str | None
    years: list[int]


def _institution_in(token: str) -> str | None:
    """The longest name of a body at the beginning of `token`, None where there is none."""
    candidates = [
        token[: match.end()]
        for match in re.finditer(rf"(?:{_ENDINGS})(?=$|[（(]|{_DOCUMENT_WORDS})", token)
        if match.end() >= _SHORTEST
    ]
    return candidates[-1] if candidates else None


def read_name(name: str) -> NamedIn:
    """What `name` (a file's name without its ending, or a folder's) says. The institution stands as it is
    printed there.

    `附件2：某某大学2025年部门预算公开` names 某某大学 and 2025; `绩效目标表` names nothing. A name that holds
    two bodies gives the first part that holds one.
    """
    composed = unicodedata.normalize("NFC", name)
    parts = [part for piece in _SEPARATORS.split(composed) for part in _YEAR_WORDS.split(piece)]
    institutions = (_institution_in(_without_lead(part)) for part in parts)
    return NamedIn(next((found for found in institutions if found), None), find_years(composed))


def _without_lead(part: str) -> str:
    """`part` without the numbering and the phrases that file names begin with (附件2：, 1., 关于公开)."""
    previous = None
    while previous != part:
        previous, part = part, _LEAD.sub("", part, count=1)
    return part


def read_path(relative_path: str) -> list[tuple[str, NamedIn]]:
    """What the file's name says, then what each folder above it says, nearest first; ("file name" or
    "folder", …)."""
    path = PurePosixPath(relative_path)
    folders = [("folder", read_name(folder.name)) for folder in path.parents if folder.name]
    return [("file name", read_name(path.stem)), *folders]
