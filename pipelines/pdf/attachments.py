"""The names of the files that a PDF carries: in its own list, as a portfolio does, or behind a mark on a page.

Here belong the names only: an attached file is never opened. Here does not belong what follows from there being one.
"""

from __future__ import annotations

import ctypes
from typing import Any

from pipelines.pdf.pdfium import raw

_MOST = 100
_LONGEST = 512


def embedded(document: Any) -> list[str]:
    """The files of the document's own list, given pypdfium2's document."""
    count = min(raw.FPDFDoc_GetAttachmentCount(document.raw), _MOST)
    return [_name(raw.FPDFDoc_GetAttachment(document.raw, at)) for at in range(max(count, 0))]


def on_page(page: Any) -> list[str]:
    """The files that annotations of the page carry, given pypdfium2's page."""
    found = []
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, at)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
            found.append(_name(raw.FPDFAnnot_GetFileAttachment(annotation)))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _name(attachment: Any) -> str:
    """The attachment's name, "?" where it has none that can be read."""
    buffer = (ctypes.c_ushort * _LONGEST)()
    written = raw.FPDFAttachment_GetName(attachment, buffer, ctypes.sizeof(buffer)) if attachment else 0
    if not 2 < written <= ctypes.sizeof(buffer):
        return "?"
    return bytes(buffer)[: written - 2].decode("utf-16-le", "replace")
