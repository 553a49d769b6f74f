"""A project's name without what changes from year to year: the name of its family.

Here belong the reviewed rules that take years, phases, batches, lots, marks and the owner's own name out of a
printed name, and learning how an institution shortens itself. Here does not belong matching what is only
alike (`families.py`). A building's number, a campus, a subject stay: they are other lines of work.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable

from pipelines.reference import read_rows
from pipelines.values.text import compact

_NUMERAL = r"[一二三四五六七八九十百两]+|[0-9]+|[ivxⅠⅡⅢⅣⅤ]+"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[二][〇○零o0][一二三四五六七八九〇○零]{2})"
# 2024-2025年, 2025(-2026)年, 2024年-2025年, 2024至2025学年度, （2025年）; the brackets that are left empty go
# with the rest.
_YEARS = re.compile(
    rf"(?<![0-9]){_YEAR}(?:(?:年度?)?\(?(?:[-~/、及和]|至|到){_YEAR}(?![0-9])\)?(?:学年度?|年度?|财年)?"
    r"|学年度?|年度|财年|年(?:[0-9]{1,2}(?:-[0-9]{1,2})?月份?)?"
    # A bare number is a year unless it numbers or counts something: 2025号楼, 2000人.
    r"|(?![0-9]|号楼|[元万亿个名亩%套台]|人(?![才员文事工])))"
    r"|(?<![0-9])[12][0-9](?:年度|年(?=部门|预算))"
    # 24年校园维修; not 20年以上教龄教师慰问 nor 30年校庆.
    r"|^\(?(?:1[5-9]|2[0-9]|3[0-5])年(?![0-9以来期限内制陈]|教龄|党龄|工龄|校庆|规划|周年)"
)
_PHASE = rf"(?:第?(?:{_NUMERAL})|首)(?:期(?![间刊末货望限满])|阶段(?!性))(?:工程|项目)?"
_BATCH = rf"(?:第(?:{_NUMERAL})批次?|首批|[一二三四五六七八九]批次)"
_LOT_WORD = r"(?:标段|分包|标包|包组|采购包|标的|包件|子包|标(?![准识志语杆兵签题的本])|包(?=$|\)))"
_LOT = rf"(?:第?(?:[a-z]|{_NUMERAL}){_LOT_WORD}|(?:{_LOT_WORD}|(?<![书钱面])包)(?:[a-z]|{_NUMERAL})(?![a-z0-9号]))"
# 等保2.0 and 等保3.0 are vintages of a standard; 5.0公里 measures.
_VERSION = r"v?[1-9]\.0版?(?![0-9.a-z%公千百米万亿元吨兆])"
_BRACKET = re.compile(r"\(([^()]*)\)")
_OWN = re.compile(r"^(?:本校|我校|本院|我院|本局|我局|本单位|我单位|本中心|我中心)")
_EDGES = "-_—、,.:;·/ "
_FOLD = str.maketrans(
    {
        "【": "(",
        "】": ")",
        "[": "(",
        "]": ")",
        "〔": "(",
        "〕": ")",
        "—": "-",
        "–": "-",
        "―": "-",
        "~": "-",
        "～": "-",
    }
    | dict.fromkeys("“”‘’\"'「」『』《》〈〉", None)
)
# 51000021R000000019951-工资性支出; 440100210000000012345 某项目; [2024-001-某] is none: a code is long and
# without dashes.
_CODE = re.compile(r"^\(?(?P<code>(?=[0-9a-z]*[0-9]{5})[0-9a-z]{15,30})\)?[-_:.\s]*(?=\S)", re.IGNORECASE)
_SUPERIOR = re.compile(r"(?:[一-鿿]{0,6}?(?:教育局|教育厅|教育委员会|教委|卫健委|科技局|人社局|主管部门))")
# What a short name ends with though the full one may not: 榕城院 for 榕城幼儿师范高等专科学校.
_BODY = "院校局厅委办所站馆园队"
_SHORTEST_ALIAS = 3
_LONGEST_ALIAS = 6
_SHORTEST_CORE = 3


def marks(place: str) -> str:
    """The reviewed words of `place` in reference/name_marks.csv, the longest first, as alternatives of a pattern."""
    rows = read_rows("name_marks.csv", ("mark", "place", "note"))
    if unknown := {row["place"] for row in rows} - {"bracket", "anywhere", "head", "tail", "ending", "general"}:
        raise ValueError(f"name_marks.csv: unknown place {', '.join(sorted(unknown))}")
    words = sorted((row["mark"] for row in rows if row["place"] == place), key=len, reverse=True)
    return "|".join(map(re.escape, words))


_ANYWHERE = re.compile(marks("anywhere"))
_HEAD = re.compile(rf"^(?:{marks('head')})[-:]")
_TAIL = re.compile(rf"(?<=..)[-_]?(?:{marks('tail')})$")
_ENDING = re.compile(f"(?:{marks('ending')})$")
_OF_A_VINTAGE = re.compile(
    rf"(?:{_YEARS.pattern}|{_PHASE}|{_BATCH}|{_LOT}|{marks('anywhere')}|{marks('bracket')}|[-、,+/和及])*+"
)
_DROPPED = re.compile(rf"{_PHASE}|{_BATCH}|{_LOT}|{_VERSION}")


def fold_name(name: str) -> str:
    """`name` in the one form in which names are compared: no white space, no quotation marks, NFKC, one kind
    of brackets and dashes, Latin in lower case. Nothing of its meaning goes."""
    return unicodedata.normalize("NFKC", compact(name)).translate(_FOLD).lower()


def split_code(name: str) -> tuple[str | None, str]:
    """(project code, name without it) of a printed name: 51000021R000000019951-工资性支出; (None, name) where
    it has none."""
    match = _CODE.match(compact(name))
    return (match["code"].upper(), compact(name)[match.end() :]) if match else (None, compact(name))


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def may_shorten(short: str, full: str) -> bool:
    """Whether `short` could be the institution `full` itself: some of its characters in its order, ending with a word for a
    body."""
    return short[-1:] in _BODY and _is_subsequence(short[:-1], full)


def learn_aliases(institution_name: str, names: Iterable[str]) -> list[str]:
    """How `institution_name` shortens itself at the beginning of its projects' `names`; the longest first.

    市教育局番职院… and 番职院… teach 市教育局番职院 and 番职院 for 广州番禺职业技术学院: three to six
    characters in the full name's order, ending as it ends; after a superior's name any word for a body may
    end them (市教育局榕城院). One that never stands after a superior must begin two different names.
    """
    full = fold_name(institution_name)
    if len(full) <= _SHORTEST_ALIAS:
        return []
    seen: Counter[str] = Counter()
    owned: set[str] = set()
    for name in {_without_years(fold_name(split_code(name)[1])) for name in names}:
        superior = _SUPERIOR.match(name)
        start = superior.end() if superior else 0
        short = _short_name(name[start : start + _LONGEST_ALIAS], full, any_body=bool(start))
        if short is None:
            continue
        seen[short] += 1
        if start:
            owned |= {short, name[: start + len(short)]}
    learned = owned | {short for short, count in seen.items() if count > 1}
    return sorted(learned, key=lambda alias: (-len(alias), alias))


def _short_name(beginning: str, full: str, *, any_body: bool) -> str | None:
    for length in range(len(beginning), _SHORTEST_ALIAS - 1, -1):
        short = beginning[:length]
        ends = full[-1] + (_BODY if any_body else "")
        if short != full and short[-1] in ends and _is_subsequence(short[:-1], full):
            return short
    return None


def _without_years(name: str) -> str:
    return _YEARS.sub("", name).strip(_EDGES)


def _without_owner(name: str, institution_name: str, aliases: Collection[str]) -> str:
    owners = {fold_name(institution_name), *map(fold_name, aliases)} - {""}
    for owner in sorted(owners, key=lambda owner: (-len(owner), owner)):
        name = name.replace(owner, "")
    return _OWN.sub("", name)


def normalise_name(name: str, institution_name: str, aliases: Collection[str] = ()) -> str:
    """The family name of a printed project `name`: folded (`fold_name`), without a code before it, years in
    every form, phases (一期, （二期）), batches (第2批), lots (A标段), marks (结转, 增补, 提前下达) and its
    owner's name or `aliases`.

    Idempotent. Never empty for a name that is not: where nothing else would be left (2025年) the folded name
    stays whole.
    """
    left, stripped = "", name
    # What a rule takes away may bare what another one takes: a code after a year, a year in emptied brackets.
    while left != stripped:
        left, stripped = stripped, _stripped(stripped, institution_name, aliases)
    return left


def _stripped(name: str, institution_name: str, aliases: Collection[str]) -> str:
    folded = fold_name(split_code(name)[1]) or fold_name(name)
    left = _BRACKET.sub(lambda match: "" if _OF_A_VINTAGE.fullmatch(match[1]) else match[0], folded)
    left = _without_owner(_without_years(left), institution_name, aliases)
    left = _ANYWHERE.sub("", _DROPPED.sub("", _HEAD.sub("", left)))
    left = _TAIL.sub("", left.replace("()", "").strip(_EDGES)).strip(_EDGES)
    return left if re.search(r"\w", left) else folded


def name_core(normalised: str) -> str:
    """A normalised name without general words at its end (项目, 专项经费, 工程 …), so long as three
    characters stay."""
    core = normalised
    while match := _ENDING.search(core):
        if match.start() < _SHORTEST_CORE:
            break
        core = core[: match.start()]
    return core
