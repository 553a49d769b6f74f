"""A print whose fonts are not embedded, in the encodings and under the names that older report tools use.

Here belongs rewriting a print of the `not_embedded` style (STSong-Light, UniGB-UCS2-H) to another encoding: every string of
its pages and the font's dictionary. Here does not belong what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String
from reportlab.pdfbase import pdfmetrics

from .fonts import registered
from .reportlab_printer import print_truth
from .style import STYLES
from .truth import Truth

Encode = Callable[[str], bytes]

HALF_WIDTH = {"GBK-EUC-H", "GB-EUC-H"}
"""Encodings that choose the second set of ASCII in Adobe-GB1, whose letters are half an em wide, from this CID on:"""
FIRST_HALF_WIDTH = 814


@dataclass(frozen=True, slots=True)
class Unembedded:
    """`font` as the PDF names it, `encoding` as a predefined CMap, `encode` text to codes."""

    font: str
    encoding: str
    encode: Encode


def _gbk(text: str) -> bytes:
    return text.encode("gbk")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


UNEMBEDDED = {
    "ucs2": Unembedded("STSong-Light", "UniGB-UCS2-H", _utf16),
    "utf16": Unembedded("STSong-Light", "UniGB-UTF16-H", _utf16),
    "gbk": Unembedded("SimSun", "GBK-EUC-H", _gbk),
    "gbk_proportional": Unembedded("SimSun,Bold", "GBKp-EUC-H", _gbk),
    "gbk2k": Unembedded("FangSong_GB2312", "GBK2K-H", lambda text: text.encode("gb18030")),
    "gb": Unembedded("STHeiti-Regular", "GB-EUC-H", lambda text: text.encode("gb2312")),
    "identity": Unembedded("KaiTi", "Identity-H", _utf16),
    "arial": Unembedded("ArialUnicodeMS", "UniGB-UCS2-H", _utf16),
}


def print_unembedded(truth: Truth, path: Path, kind: str) -> None:
    """Print `truth` to `path` in the way of `kind`. Raises UnicodeEncodeError where its encoding lacks a character."""
    way = UNEMBEDDED[kind]
    with _half_width_letters() if way.encoding in HALF_WIDTH else nullcontext():
        print_truth(truth, path, style=STYLES["not_embedded"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        changed = _change_fonts(pdf, way)
        for page in pdf.pages:
            chinese = {str(name) for name, font in page.resources.Font.items() if font.objgen in changed}
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(_recoded(page, chinese, way.encode)))
        pdf.save(path)


@contextmanager
def _half_width_letters() -> Iterator[None]:
    """The printer sets ASCII half an em wide meanwhile."""
    font = pdfmetrics.getFont(registered("song", "not_embedded"))
    before = font.unicodeWidths
    font.unicodeWidths = before | {chr(code): 500 for code in range(0x20, 0x7F)}
    try:
        yield
    finally:
        font.unicodeWidths = before


def _recoded(page: pikepdf.Page, chinese: set[str], encode: Encode) -> Iterable[tuple[list[object], Operator]]:
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        changed = list(operands)
        if str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) in ("Tj", "'") and font in chinese:
            changed[-1] = String(encode(bytes(operands[-1]).decode("utf-16-be")))
        yield changed, operator


def _change_fonts(pdf: pikepdf.Pdf, way: Unembedded) -> set[tuple[int, int]]:
    changed = set()
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Subtype") != Name.Type0:
            continue
        changed.add(font.objgen)
        [descendant] = font.DescendantFonts
        font.BaseFont = descendant.BaseFont = Name(f"/{way.font}")
        descendant.FontDescriptor.FontName = font.BaseFont
        font.Encoding = Name(f"/{way.encoding}")
        if way.encoding == "Identity-H":
            descendant.Subtype = Name.CIDFontType2
            descendant.CIDSystemInfo = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
            font.ToUnicode = pdf.make_stream(_IDENTITY_TO_UNICODE)
            widths = [width for _, width in sorted(_widths(descendant.W).items())]
            descendant.W = Array([0x20, Array(widths)])
        elif way.encoding in HALF_WIDTH:
            descendant.W = Array([FIRST_HALF_WIDTH, FIRST_HALF_WIDTH + 94, 500])
    return changed


def _widths(printed: Array) -> dict[int, int]:
    """The widths of ASCII by CID: entries are `first [widths]` or `first last width`."""
    entries, widths = iter(printed), {}
    for first in entries:
        following = next(entries)
        if isinstance(following, Array):
            widths |= {int(first) + at: int(width) for at, width in enumerate(following)}
        else:
            widths |= dict.fromkeys(range(int(first), int(following) + 1), int(next(entries)))
    assert sorted(widths) == list(range(1, 96))  # Adobe-GB1's first set of ASCII
    return widths


_IDENTITY_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end
"""
