"""PDFium's functions that a page is read with, bound once more for speed.

pypdfium2 binds the whole library with checked pointer types; called two thousand times a page, the checks cost more than
the work. Here the handful of calls in the inner loops take plain addresses instead. They keep the interpreter lock:
PDFium is not thread-safe, and one process reads one document.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pipelines.pdf.pdfium import raw

_INT = ctypes.c_int
_POINTER = ctypes.c_void_p


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, _POINTER).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


count_chars = _bind(raw.FPDFText_CountChars, _INT, _POINTER)
char_unicode = _bind(raw.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
char_loose_box = _bind(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
char_origin = _bind(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
char_object = _bind(raw.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
char_matrix = _bind(raw.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
char_font_size = _bind(raw.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
char_is_generated = _bind(raw.FPDFText_IsGenerated, _INT, _POINTER, _INT)
char_is_hyphen = _bind(raw.FPDFText_IsHyphen, _INT, _POINTER, _INT)
char_map_error = _bind(raw.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
text_all = _bind(raw.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)

page_object_count = _bind(raw.FPDFPage_CountObjects, _INT, _POINTER)
page_object = _bind(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
form_object_count = _bind(raw.FPDFFormObj_CountObjects, _INT, _POINTER)
form_object = _bind(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
object_type = _bind(raw.FPDFPageObj_GetType, _INT, _POINTER)
set_object_active = _bind(raw.FPDFPageObj_SetIsActive, _INT, _POINTER, _INT)
mark_count = _bind(raw.FPDFPageObj_CountMarks, _INT, _POINTER)
object_matrix = _bind(raw.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
object_bounds = _bind(raw.FPDFPageObj_GetBounds, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_fill = _bind(raw.FPDFPageObj_GetFillColor, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_stroke = _bind(raw.FPDFPageObj_GetStrokeColor, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
object_stroke_width = _bind(raw.FPDFPageObj_GetStrokeWidth, _INT, _POINTER, _POINTER)
object_clip = _bind(raw.FPDFPageObj_GetClipPath, _POINTER, _POINTER)
object_has_transparency = _bind(raw.FPDFPageObj_HasTransparency, _INT, _POINTER)
object_mark_count = _bind(raw.FPDFPageObj_CountMarks, _INT, _POINTER)
object_mark = _bind(raw.FPDFPageObj_GetMark, _POINTER, _POINTER, ctypes.c_ulong)
mark_name = _bind(raw.FPDFPageObjMark_GetName, _INT, _POINTER, _POINTER, ctypes.c_ulong, _POINTER)
clip_path_count = _bind(raw.FPDFClipPath_CountPaths, _INT, _POINTER)
clip_segment_count = _bind(raw.FPDFClipPath_CountPathSegments, _INT, _POINTER, _INT)
clip_segment = _bind(raw.FPDFClipPath_GetPathSegment, _POINTER, _POINTER, _INT, _INT)
path_segment_count = _bind(raw.FPDFPath_CountSegments, _INT, _POINTER)
path_segment = _bind(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
path_draw_mode = _bind(raw.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
segment_type = _bind(raw.FPDFPathSegment_GetType, _INT, _POINTER)
segment_point = _bind(raw.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
segment_close = _bind(raw.FPDFPathSegment_GetClose, _INT, _POINTER)
text_render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
text_font = _bind(raw.FPDFTextObj_GetFont, _POINTER, _POINTER)
font_is_embedded = _bind(raw.FPDFFont_GetIsEmbedded, _INT, _POINTER)


def address_of(handle: Any) -> int:
    """The plain address behind one of pypdfium2's typed handles."""
    address = ctypes.cast(handle, _POINTER).value
    assert address is not None
    return address
