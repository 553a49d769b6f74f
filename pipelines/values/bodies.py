"""Names of bodies that have a budget (局, 委员会, 学院, 医院 …): found in a title, told apart, told to be one.

Here belongs what such a name looks like. Here do not belong file names (`ingest/file_names.py`), covers (`extract/cover.py`)
and the names that people maintain (`institutions.py`).
"""

from __future__ import annotations

import re

from pipelines.values.places import is_place, split_places, without_unnamed_place

# What the name of a body that has a budget ends in. Longer endings are covered by their last word
# (高等专科学校: 学校).
ENDINGS = (
    "学院|大学|学校|中学|小学|职校|技校|党校|幼儿园|委员会|管委会|党委|政府|人大|政协|纪委|法院|检察院|办公室|办事处"
    "|工作处|服务处|管理处|中心|医院|保健院|卫生院|研究院|科学院|研究所|事务所|管理所|服务所|监测站|管理站|服务站"
    "|工作站|图书馆|博物馆|档案馆|文化馆|美术馆|科技馆|体育馆|总队|支队|大队|联合会|总工会|协会|学会|基金会|红十字会"
    "|总会|公司|集团|出版社|报社|电视台|广播台|剧院|剧团|乐团|公园|管理段|工会|团委|妇联|科协|文联|残联|工商联|供销社"
    "|[一-鿿]工委|[市县区省州旗盟]委|信访局|融媒体|殡仪馆|福利院|敬老院|局|厅|署|委|部|院|所|馆|站|处"
)
# What may follow it in a title; it names the document, or a part of the body that answers for the whole of it.
_DOCUMENT_WORDS = (
    "部门|单位|本级|机关|汇总|预算|决算|预决算|项目|整体|绩效|财政|公开|信息公开|情况|说明|附件|附表|目标|支出|收支"
    "|报表|年度|年初|专项|自评|关于|概况|职能|的"
)
_BODY = re.compile(rf"(?:{ENDINGS})(?:[（(]汇总[）)]|汇总(?=$|预算|决算|公开|[（(]))?(?=$|[（(]|{_DOCUMENT_WORDS})")
_SHORTEST = 3
_LEVEL = re.compile(
    r"[（(](?:本级|机关|本部|部门|单位)[）)]$|(?<=[局厅委办部会院府室署所队处校学站])(?:本级|机关|本部|部门|单位)$"
)
_NATIONAL = re.compile(r"^(?:国家|中国|中华|全国|国务院|最高|中央|某)")
_PARTY = re.compile(r"^(?:中国共产党|中共|共青团|民革|民盟|民建|民进|农工党|致公党|九三学社)")
# Bodies that every place has one of, by what stands before their ending.
_ADMINISTRATIVE = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|政府|人大|政协|纪委|法院|检察院|党校|总工会|工会|妇联|科协|文联|残联|工商联|供销社|管委会"
    r"|联合会|红十字会|档案馆|图书馆|文化馆|博物馆|美术馆|科技馆|体育馆|大队|支队|办事处|殡仪馆|福利院|敬老院)$"
)
_NUMBERED = re.compile(
    r"^(?:第?(?:[一二三四五六七八九十百]+|\d{1,2}(?!\d))|实验|中心|人民|机关|中医|妇幼|职业|技术|高级|初级|完全|九年一贯制|特殊教育|师范|附属|直属"
    r"|社区|卫生|服务|疾病预防控制|预算|评审|国库|支付|救助|社会)*"
    r"(?:中学|小学|学校|幼儿园|医院|保健院|卫生院|中心|学院)$"
)
_ABBREVIATED_ENDING = re.compile(r"(?:局|委|办|厅|委办|局办)$")
_OTHER_THING = re.compile(r"第|[一二三四五六七八九十\d]$|(?:下属|所属|直属|附属|高等|实验|中心|分)$")


def body_in(text: str) -> str | None:
    """The longest name of a body at the beginning of `text`, as it is printed there; None where there is none."""
    found = [text[: match.end()] for match in _BODY.finditer(text) if match.end() >= _SHORTEST]
    return found[-1] if found else None


def places_of(name: str) -> list[str]:
    """The places that the name of a body begins with, the largest first."""
    return split_places(_PARTY.sub("", name))[0]


def lacks_place(name: str) -> bool:
    """Whether many places have a body of this name, and it does not say which (教育局, 市财政局, 第一中学)."""
    rest = _PARTY.sub("", without_level(name))
    if split_places(rest)[0] or _NATIONAL.match(rest):
        return False
    rest = without_unnamed_place(rest)
    return bool(_ADMINISTRATIVE.search(rest) or _NUMBERED.search(rest))


def without_level(name: str) -> str:
    """`name` without the mark of a body's own level beside its department: 某局（本级）, 某局机关. 某局（汇总） is the
    department with all that belongs to it, and keeps its mark."""
    return _LEVEL.sub("", name)


def same_body(one: str, other: str) -> bool:
    """Whether two cleaned names are one body's: equal but for its own level, or one is the other without its place before
    it.

    广州番禺职业技术学院 and 番禺职业技术学院 are one; 某局 and 某局下属中心 are two, and so are 实验小学 and 第二实验小学.
    """
    first, second = without_level(one), without_level(other)
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    if longer == shorter:
        return True
    for short in dict.fromkeys((shorter, without_unnamed_place(shorter))):
        before = longer.removesuffix(short)
        if short and before != longer and _may_be_place(before):
            return True
    return _abbreviates(shorter, longer)


def _abbreviates(short: str, long: str) -> bool:
    """Whether `short` takes its characters in order from several words of `long` (城管执法局, 城市管理行政执法局), both of one
    place as far as both name one."""
    (places, rest), (other_places, other) = split_places(short), split_places(long)
    rest = without_unnamed_place(rest)
    ending = _ABBREVIATED_ENDING.search(rest)
    if ending is None or len(rest) < _SHORTEST or rest[0] != other[:1] or rest[: ending.start()] in other:
        return False
    if places and other_places and other_places[-len(places) :] != places:
        return False
    characters = iter(other)
    return all(character in characters for character in rest)


def _may_be_place(before: str) -> bool:
    """Whether what one name has more at its beginning may be the place: a place, or a short word that parts nothing."""
    rest = split_places(_PARTY.sub("", before))[1]
    return is_place(before) or (len(rest) <= 4 and not _OTHER_THING.search(rest))
