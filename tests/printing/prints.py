"""What a printed file holds, read with PDFium alone: the texts of its pages, its characters, its shades of grey.

Here belongs what tests of the printers ask of a print. Here does not belong the reading of tables.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2

from .truth import squeeze


def page_texts(path: Path, password: str | None = None) -> list[str]:
    document = pypdfium2.PdfDocument(path, password=password)
    texts = []
    for page in document:
        reader = page.get_textpage()
        texts.append(reader.get_text_range())
        reader.close()
    document.close()
    return texts


def glyphs(path: Path, password: str | None = None) -> Counter[str]:
    """How often each character is in the file's text; line-end hyphens (U+FFFE to pdfium) mapped back."""
    return Counter(squeeze("".join(page_texts(path, password)).replace("\ufffe", "-")))


def wanted_glyphs(truth: dict, layout: str) -> Counter[str]:
    """The characters of the facts: every project's name, goal, and of each indicator what the layout
    prints.
    """
    out: Counter[str] = Counter()
    for project in truth["projects"]:
        out.update(squeeze(project["name"] + project["goal"] + project["total"]))
        for i in project["indicators"]:
            out.update(squeeze(i["name"]))
            out.update(c for c in squeeze(i["annual"]) if layout != "expanded" or c.isdigit())
    return out


def grey_pixels(path: Path, page: int = 0) -> Counter[int]:
    document = pypdfium2.PdfDocument(path)
    picture = document[page].render(scale=1, grayscale=True).to_pil()
    document.close()
    return Counter(picture.tobytes())
