"""A page of a PDF as a picture, for a person's eye.

Here belongs turning a page into pixels. Here does not belong measuring what the pixels prove (`ink.py`), nor drawing on
the picture (`outputs/`).
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipelines.model.errors import Refused
from pipelines.pdf.pdfium import pypdfium2
from pipelines.pdf.turned_pages import turn_upright

# A page box may be as large as its author likes; a picture may not.
_MOST_PIXELS = 30_000_000
_POINTS_PER_INCH = 72


def render(path: Path, page_number: int, dpi: int) -> tuple[Image.Image, float]:
    """Page `page_number` (from 1) in colours, upright as it is read, and how many pixels a point takes: fewer than `dpi` asks for where the page
    is very large. To be called in a sandboxed child, since the file is not trusted.

    Raises Refused where the page cannot be rendered.
    """
    try:
        document = pypdfium2.PdfDocument(path)
        page = document[page_number - 1]
        turn_upright(page, page.get_textpage())
        width, height = page.get_size()
        scale = min(dpi / _POINTS_PER_INCH, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        return page.render(scale=scale).to_pil().convert("RGB"), scale
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Refused("page_not_rendered", f"page {page_number} cannot be rendered ({error})") from error
