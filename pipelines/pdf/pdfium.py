"""The PDFium library as this project uses it.

Here belongs what holds for the library as a whole and for any document. Here does not belong what is on a page (`reader.py`),
nor the bound functions (`native.py`).
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2


def count_pages(path: Path) -> int:
    """How many pages the PDF at `path` has; 0 where PDFium cannot open it."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return 0
    pages = len(document)
    document.close()
    return pages
