"""Pages whose text is turned as a whole: tables printed sideways, or with a /Rotate that does not fit what is drawn.

Here belongs turning such a page so that it reads upright, alike for reading it and for its picture. Here does not belong
text turned beside upright text: that stays as it is printed.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from typing import Any

from pipelines.pdf import native
from pipelines.pdf.pdfium import raw

_SAMPLE = 100
# Fewer characters than this are a caption on its side, not a page.
_FEWEST = 20
# A page number or a heading may stand upright on a page whose table lies on its side.
_SHARE = 0.85
# Directions are a quarter turn to within this many degrees.
_EXACT = 1.0


def turn_upright(page: Any, text_page: Any) -> bool:
    """Sets the rotation of a loaded page (pypdfium2's) to the one in which nearly all of its text reads from left to right.
    True where that is another one than the file asks for: the page's text must then be loaded anew."""
    directions = _directions(native.address_of(text_page.raw))
    total = directions.total()
    if total < _FEWEST:
        return False
    turns, count = directions.most_common(1)[0]
    if turns is None or count < _SHARE * total or turns == raw.FPDFPage_GetRotation(page.raw) % 4:
        return False
    raw.FPDFPage_SetRotation(page.raw, turns)
    return True


def _directions(text_page: int) -> Counter[int | None]:
    """In how many quarter turns a sample of the page's characters runs in user space, None for those in between."""
    count = max(native.count_chars(text_page), 0)
    matrix = raw.FS_MATRIX()
    found: Counter[int | None] = Counter()
    for at in range(0, count, max(1, count // _SAMPLE)):
        if not native.char_object(text_page, at) or chr(native.char_unicode(text_page, at)).isspace():
            continue
        if native.char_matrix(text_page, at, ctypes.addressof(matrix)):
            degrees = math.degrees(math.atan2(matrix.b, matrix.a))
            turns = round(degrees / 90)
            found[turns % 4 if abs(degrees - 90 * turns) < _EXACT else None] += 1
    return found
