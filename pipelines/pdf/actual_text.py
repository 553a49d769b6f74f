"""Text that a file gives in place of its glyphs (/ActualText), of more than one character.

Here belongs taking such text off the page, so that PDFium reads what is printed and where. Here does not belong the single
character that a print engine names for a glyph which several characters share: that one stays.
"""

from __future__ import annotations

import ctypes
from typing import Any

from pipelines.pdf import native
from pipelines.pdf.page import Glyphs
from pipelines.pdf.pdfium import raw


def replaces_glyphs(glyphs: Glyphs) -> bool:
    """Whether several characters of one text object begin at one place, as those of an /ActualText (and of a ligature) do."""
    together = (glyphs.origin_x[1:] == glyphs.origin_x[:-1]) & (glyphs.origin_y[1:] == glyphs.origin_y[:-1])
    return bool((together & (glyphs.run[1:] == glyphs.run[:-1])).any())


def take_off(text_objects: list[int]) -> bool:
    """Takes the /ActualText of more than one character off the text objects with those handles. True where some had one:
    the page's text is then to be asked for anew."""
    taken = False
    for handle in text_objects:
        page_object = ctypes.cast(ctypes.c_void_p(handle), raw.FPDF_PAGEOBJECT)
        for at in reversed(range(native.mark_count(handle))):
            mark = raw.FPDFPageObj_GetMark(page_object, at)
            if _length(mark) > 1:
                taken = bool(raw.FPDFPageObj_RemoveMark(page_object, mark)) or taken
    return taken


def _length(mark: Any) -> int:
    """How many characters the mark's /ActualText has, 0 where it has none."""
    buffer, size = (ctypes.c_ushort * 4)(), ctypes.c_ulong()
    found = raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", buffer, ctypes.sizeof(buffer), size)
    if not found or size.value <= ctypes.sizeof(ctypes.c_ushort):
        return 0
    units = size.value // 2 - 1
    return 1 if units == 2 and 0xD800 <= buffer[0] < 0xDC00 else int(units)
