"""Text as printed: what may be mended in it, and how a fiscal year is found in it.

Here belong the few changes the contract allows to printed text (radical code points, the white space of
wrapping) and the foldings used to compare or search it. Here does not belong what a text means: amounts are
in `money.py`, targets in `targets.py`, names in `names.py`. Runs in the worker that reads PDFs, so it uses
the standard library only.
"""

from __future__ import annotations

import re
import unicodedata

from pipelines.reference import read_rows

# Format characters that print nothing: zero-width space, non-joiner, joiner, word joiner, byte order mark.
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_SPACE = re.compile(f"[\\s{_ZERO_WIDTH}]+")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")


def _radical_table() -> dict[int, str]:
    """Code point of every CJK radical -> the ordinary character that fonts draw with the same glyph.

    U+2F00–2FDF by Unicode's own compatibility mapping (NFKC), U+2E80–2EFF by EquivalentUnifiedIdeograph.txt;
    the latter, and where mainland fonts disagree with NFKC, are rows of reference/cjk_radicals.csv. A radical
    without an equivalent (U+2E80) is left as it is.
    """
    table = {}
    for code in range(0x2F00, 0x2FE0):
        ordinary = unicodedata.normalize("NFKC", chr(code))
        if ordinary != chr(code):
            table[code] = ordinary
    columns = ("code_point", "character", "ideograph_code_point", "ideograph", "name", "source")
    for row in read_rows("cjk_radicals.csv", columns):
        table[int(row["code_point"], 16)] = row["ideograph"]
    return table


_RADICALS = _radical_table()
_RADICAL = re.compile(f"[{''.join(map(chr, _RADICALS))}]")


def unify_radicals(text: str) -> str:
    """`text` with CJK radical code points (U+2E80–2FDF) as ordinary characters; nothing else is folded
    (；stays ；)."""
    # Looking through a page is ten times as fast as translating it, and hardly any page holds one.
    return text.translate(_RADICALS) if _RADICAL.search(text) else text


def composed(text: str) -> str:
    """`text` in Unicode's composed form (NFC): names that differ in normal form only are one name."""
    return unicodedata.normalize("NFC", text)


def compact(text: str) -> str:
    """`text` without any white space: line breaks, U+3000, U+00A0 and zero-width characters too. For
    comparing."""
    return _SPACE.sub("", text)


def join_lines(lines: list[str]) -> str:
    """The wrapped lines of one cell as the one text that was printed.

    White space at both ends of each line goes, and nothing is put between the lines: wrapping splits words,
    numbers and marks anywhere (`年⏎度`, `4⏎、3-满意度指标`). One exception: a space that was printed at a
    line's end (or at the next line's beginning) between two Latin letters parts two words of a phrase (`Wi
    ⏎Fi`) and one space is kept. Where none was printed none is invented. White space inside a line stays as
    printed. Blank lines are dropped.
    """
    joined = ""
    gap = False
    for line in lines:
        stripped = line.strip().strip(_ZERO_WIDTH).strip()
        if not stripped:
            continue
        gap = gap or line[:1].isspace()
        if joined and gap and _LATIN.match(joined[-1]) and _LATIN.match(stripped[0]):
            joined += " "
        joined += stripped
        gap = line[-1:].isspace()
    return joined


def fold_heading(text: str) -> str:
    """`text` in the one form in which headings are compared: radicals unified, NFKC, no white space, Latin in
    lower case.

    Never for values: （ and ( , ： and : become the same here. What stands in brackets is left to the caller.
    """
    return compact(unicodedata.normalize("NFKC", unify_radicals(text))).casefold()


_DIGITS = {
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **{ord(numeral): str(digit) for digit, numeral in enumerate("〇一二三四五六七八九")},
    ord("○"): "0",
    ord("零"): "0",
}
# 二〇二五年; ＯOo stand for 〇 in hand-typed covers.
_CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九〇○零])二[〇○零ＯOo0][一二三四五六七八九〇○零ＯOo0]{2}(?=年)")
_SPACED_YEAR = re.compile(r"(?<!\d)2[ \u3000\u00a0]?0[ \u3000\u00a0]?\d[ \u3000\u00a0]?\d\s*(?=年)")
# What is no fiscal year though it holds four fitting digits. Consumed first, in this order.
_NOT_A_YEAR = (
    r"[〔\[【]20\d\d[〕\]】]\s*第?\d+号",  # 财预〔2025〕10号: a document's number
    r"20\d\d年\d{1,2}月(?:\d{1,2}日)?",  # a date
    r"20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?!\d)",  # a date, or a decimal
    r"20\d\d\s*(?:[万亿千百]*[元圆]|[%％‰㎡亩册]|项(?!目)|人(?![员民才事力社文]))",  # an amount or a count
)
_YEAR = re.compile(
    "|".join(f"(?:{pattern})" for pattern in _NOT_A_YEAR)
    + r"|(?P<year>20\d\d)"
    + r"|(?P<short>[1-4]\d)(?=年度|年(?:部门|单位|财政|收支)?(?:预算|决算|绩效|项目支出))"
)


def find_years(text: str) -> list[int]:
    """The fiscal years that a title, a file name or a cover's text names: 2000–2099, in order, each once.

    Found: 2025年, 2025年度, （2025）, _2025_, 二〇二五年, full-width and spaced digits, 25年预算. A range
    (2024-2025年, 2025(-2026)年) gives both its years, so that the caller sees that there are two. Not found,
    because it is no fiscal year: a date (20250101, 2025-01-20, 2025年1月), a document's number
    (财预〔2025〕10号), an amount or a count (2,025.00, 2025万元, 2025人), a part of a longer number.
    """
    text = _CHINESE_YEAR.sub(lambda match: re.sub("[ＯOo]", "0", match[0]).translate(_DIGITS), text)
    text = re.sub(r"[０-９]", lambda match: match[0].translate(_DIGITS), text)
    text = _SPACED_YEAR.sub(lambda match: compact(match[0]), text)
    found: dict[int, None] = {}
    for match in re.finditer(rf"(?<!\d)(?<!\d[.,，．])(?:{_YEAR.pattern})(?![,，．.]?\d)", text):
        if match["year"]:
            found[int(match["year"])] = None
        elif match["short"]:
            found[2000 + int(match["short"])] = None
    return list(found)
