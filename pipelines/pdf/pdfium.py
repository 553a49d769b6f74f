"""The PDFium library as this project uses it: with substitute fonts of its own, never the machine's.

Here belongs what holds for the library as a whole and for any document. Here does not belong what is on a page
(`pdfium_reader.py`), nor the bound functions (`native.py`).

A PDF may name a font and not embed it. PDFium then looks for one on the machine, and drops text for whose characters it finds
no shape: the same bytes would be read on one machine and not on the next. So PDFium is given its fonts here. Text in a Chinese
font is drawn from `fonts/substitute.otf`, which has a shape for every character; anything else from the fonts that are built
into PDFium. Widths are the PDF's, and a shape is squeezed into its width: what is read does not depend on the shapes.
"""

from __future__ import annotations

import ctypes
import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

__all__ = ["SUBSTITUTE_FONT", "count_pages", "pypdfium2", "raw"]

SUBSTITUTE_FONT = Path(__file__).with_name("fonts") / "substitute.otf"

_EAST_ASIAN_CHARSETS = frozenset(
    {raw.FXFONT_SHIFTJIS_CHARSET, raw.FXFONT_HANGEUL_CHARSET, raw.FXFONT_GB2312_CHARSET, raw.FXFONT_CHINESEBIG5_CHARSET}
)
_CHINESE_FACES = re.compile(
    rb"[\x80-\xff]|simsun|simhei|fangsong|kaiti|dengxian|yahei|ming ?liu|lisu|youyuan|^st(song|hei|kai|fang|xihei|zhongsong)"
    rb"|^(hy|fz)[a-z]|founder|wenquanyi|noto.*cjk|source ?han",
    re.IGNORECASE,
)
"""Faces that hold Chinese where a PDF does not name a character set: with an Identity encoding, or as a simple font."""

_HANDLE = 1
_INTERFACE = raw.FPDF_SYSFONTINFO
_CALLBACKS: dict[str, Any] = dict(_INTERFACE._fields_)


def count_pages(path: Path) -> int:
    """How many pages the PDF at `path` has; 0 where PDFium cannot open it."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return 0
    pages = len(document)
    document.close()
    return pages


@cache
def _substitute() -> bytes:
    return SUBSTITUTE_FONT.read_bytes()


def _map_font(_this: Any, _weight: int, _italic: int, charset: int, _pitch: int, face: Any, _exact: Any) -> int | None:
    """Our one font's handle, or None for a font built into PDFium."""
    name = ctypes.cast(face, ctypes.c_char_p).value or b""
    return _HANDLE if charset in _EAST_ASIAN_CHARSETS or _CHINESE_FACES.search(name) else None


def _font_data(_this: Any, _handle: Any, table: int, buffer: Any, size: int) -> int:
    """The size of the font's file or, where `table` names one by its four letters, of that table; its bytes go to `buffer`
    if they fit."""
    data = _substitute() if table == 0 else _table(_substitute(), table.to_bytes(4, "big"))
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _table(font: bytes, tag: bytes) -> bytes:
    for entry in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        if font[entry : entry + 4] == tag:
            offset, length = (int.from_bytes(font[at : at + 4], "big") for at in (entry + 8, entry + 12))
            return font[offset : offset + length]
    return b""


def _own_fonts() -> Any:
    """The structure of callbacks by which PDFium asks for a font. PDFium keeps its address: it must live as long."""
    return _INTERFACE(
        version=1,
        MapFont=_CALLBACKS["MapFont"](_map_font),
        GetFontData=_CALLBACKS["GetFontData"](_font_data),
        GetFontCharset=_CALLBACKS["GetFontCharset"](lambda _this, _handle: raw.FXFONT_GB2312_CHARSET),
        # PDFium calls these without looking whether they are there.
        GetFont=_CALLBACKS["GetFont"](lambda _this, _face: None),
        GetFaceName=_CALLBACKS["GetFaceName"](lambda _this, _handle, _buffer, _size: 0),
        DeleteFont=_CALLBACKS["DeleteFont"](lambda _this, _handle: None),
    )


_FONTS = _own_fonts()
raw.FPDF_SetSystemFontInfo(ctypes.byref(_FONTS))
