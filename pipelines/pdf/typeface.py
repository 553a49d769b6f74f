"""The second reader's fonts: which text the codes of a string show, and how far each glyph moves the next.

Here belongs what pdfminer's fonts do not give as ISO 32000-1 section 9.7 has it. Here does not belong the operators that
show a string (`text_operators.py`), nor a line of the PDFium reader: the two readers prove each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from pdfminer.cmapdb import PyCMap
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFUnicodeNotDefined

_UNDEFINED = 0x110000
"""Added to a character that a Unicode encoding's CMap does not map to a glyph: beyond every CID."""


class Typeface:
    """One font: which text its codes show and how wide they are, looked up once."""

    def __init__(self, font: PDFFont) -> None:
        self.font = font
        self.vertical = font.is_vertical()
        self.single_byte = not font.is_multibyte()
        self.codes: Callable[[bytes], Any] = _decoder(font)
        self.glyphs = _Glyphs(font)

    def shift(self, code: int) -> tuple[float, float]:
        """From a vertical font's own origin of the glyph to where it is placed, for a size of 1."""
        found = self.font.char_disp(_cid(code))
        left, above = found if isinstance(found, tuple) else (None, 880)
        return (0.5 if left is None else left / 1000), above / 1000


class _Glyphs(dict[int, tuple[str, float]]):
    """Code → (text, advance in text space units for a size of 1)."""

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, code: int) -> tuple[str, float]:
        self[code] = found = (self._text(code), float(self._font.char_width(_cid(code))))
        return found

    def _text(self, code: int) -> str:
        if code >= _UNDEFINED:
            return chr(code - _UNDEFINED)
        try:
            return str(self._font.to_unichr(code))
        except PDFUnicodeNotDefined:
            return f"(cid:{code})"


def _cid(code: int) -> int:
    """The glyph's number: 0, which stands for any that the font lacks, where the encoding gives none."""
    return 0 if code >= _UNDEFINED else code


def _decoder(font: PDFFont) -> Callable[[bytes], Iterable[int]]:
    """From a string's bytes to its codes. In a predefined Unicode encoding a character without a glyph shows glyph 0
    (ISO 32000-1, 9.7.6.3); pdfminer leaves it out, and everything after it would be misplaced."""
    cmap = font.cmap if isinstance(font, PDFCIDFont) else None
    name = str(cmap.attrs.get("CMapName", "")) if isinstance(cmap, PyCMap) else ""
    if not re.fullmatch(r"Uni.*-(UCS2|UTF16)-.*", name):
        return font.decode

    @cache
    def code(character: str) -> int:
        return next(iter(font.decode(character.encode("utf-16-be"))), _UNDEFINED + ord(character))

    return lambda string: map(code, string.decode("utf-16-be", errors="replace"))
