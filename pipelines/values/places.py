"""Names of places at the beginning of a body's name: 广东省深圳市南山区|教育局.

Here belong what a place's name looks like and the reviewed provinces and prefectures. Here does not belong the name of the body
that follows (`bodies.py`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipelines.reference import read_rows

# Endings of places, each with what must not follow it: 市场, 区域, 县级 and 镇江 are other words.
_ENDINGS = (
    r"(?<=..)(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|工业园区)"
    r"|(?<=..)省(?![级直属道])"
    r"|市(?![区县](?!域)|市(?![场政容民监级直属])|政(?![府协法务研])|[场容值级域])"
    r"|县(?![级域])|区(?![域划块间位级])"
    r"|(?<=..)[盟旗]|(?<=..)州(?![市县区])"
    r"|镇(?![市级域])|乡(?![村镇市级域宁城])|街道|苏木"
)
_WORD = re.compile(rf"[一-鿿]{{1,8}}?(?:{_ENDINGS})")
# What ends like a place and is none.
_NO_PLACE = re.compile(
    r"(?:城市|都市|城乡|乡镇|城镇|村镇|社区|校区|院区|小区|片区|厂区|街区|[风]?景区|保护区|分区|库区|灾区|山区|牧区|(?<=..)市区|(?<!.)市区|县区|辖区"
    r"|军区|防区|(?<!工业)园区|功能区|示范区|试验区|合作区|地市|门市|超市|集市|股市|夜市|联盟|红旗|本县|本市|本区|全省|全市|全县|全区"
    r"|各省|各市|各县|各区)$"
    r"|政府|党委|大学|学院|公开|预算|决算|部门"
    r"|^(?:开发区|高新区|新区|林区|特区|地区|自治区|我[省市县区])$"
)
_UNNAMED = re.compile(r"^[省市州县区旗盟镇乡](?=[一-鿿]{2})(?![级域场容民值政]|长[办室])")


class Place(NamedTuple):
    """A reviewed place: its full name, its short name where that is no common word, and its level."""

    full: str
    short: str
    level: str


@cache
def _reviewed() -> tuple[Place, ...]:
    rows = read_rows("place_names.csv", ("place_name", "short_name", "level"))
    return tuple(Place(row["place_name"], row["short_name"], row["level"]) for row in rows)


@cache
def _by_name() -> dict[str, Place]:
    short = {place.short: place for place in _reviewed() if place.short}
    return short | {place.full: place for place in _reviewed()}


@cache
def _known() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_by_name(), key=len, reverse=True)))


def split_places(name: str) -> tuple[list[str], str]:
    """The places at the beginning of `name`, as printed there, and the rest of it.

    广东省深圳市教育局 gives 广东省, 深圳市 and 教育局; 城市管理局 gives none. A short name (深圳教育局) counts only
    where it is a reviewed province's or prefecture's.
    """
    places: list[str] = []
    at = 0
    while match := _place_at(name, at):
        places.append(match)
        at += len(match)
    return places, name[at:]


def _place_at(name: str, at: int) -> str | None:
    known = _known().match(name, at)
    if known and _by_name()[known[0]].full == known[0]:
        return known[0]
    found = _WORD.match(name, at)
    if found and not _NO_PLACE.search(found[0]):
        return found[0]
    return known[0] if known else None


def full_place(place: str) -> str:
    """The full name of a reviewed place given by its short one (深圳: 深圳市), `place` itself otherwise."""
    known = _by_name().get(place)
    return known.full if known else place


def is_place(text: str) -> bool:
    """Whether `text` is nothing but names of places."""
    return bool(text) and split_places(text)[1] == ""


def is_province(place: str) -> bool:
    known = _by_name().get(place)
    return known.level == "province" if known else place.endswith(("省", "自治区"))


def is_prefecture(place: str) -> bool:
    """Whether `place` is a reviewed prefecture or municipality, of which no two have one name."""
    known = _by_name().get(place)
    return known is not None and known.level != "province"


def without_unnamed_place(name: str) -> str:
    """`name` without a level that names no place: 市教育局 is 教育局 of some city."""
    return _UNNAMED.sub("", name)


def placed(name: str, places: list[str]) -> str:
    """`name`, which does not say of which place it is, with `places`, the largest first, before it: 市教育局 in 深圳 is
    深圳市教育局."""
    before = "".join(map(full_place, places))
    bare = without_unnamed_place(name)
    unnamed = name[: len(name) - len(bare)]
    return before + (unnamed if unnamed and not before.endswith(unnamed) else "") + bare
