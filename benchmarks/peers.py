"""One reader, measured on one document in this process, which does nothing else: `python -m benchmarks.peers
NAME FILE`.

Here belong our reader and its peers, each read as its own documentation advises. Here does not belong
comparing them (`reading.py`). A reading is measured from opening the file to the last page, imports not
counted; printed as JSON.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Found = tuple[int, str]
"""How much was found, and of what."""


def ours(path: Path) -> Found:
    """Our reader, every proof on."""
    return _ours(path, second_reader=True)


def ours_without_second_reader(path: Path) -> Found:
    """Our reader with the ink proof, conservation, shape and sums, but without pdfplumber as second reader."""
    return _ours(path, second_reader=False)


def _ours(path: Path, second_reader: bool) -> Found:
    from pipelines.extract.document import parse_pdf

    document = parse_pdf(path, second_reader=second_reader)
    if document.outcome != "parsed":
        raise SystemExit(f"{path.name} is {document.outcome}: {document.reason}")
    return sum(len(statement.projects) for statement in document.statements), "projects"


def pdfplumber_tables(path: Path) -> Found:
    """pdfplumber's `extract_tables` on every page, each page closed after use."""
    import pdfplumber

    cells = 0
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            cells += sum(bool(cell) for table in page.extract_tables() for row in table for cell in row)
            page.close()
    return cells, "cells"


def camelot_lattice(path: Path) -> Found:
    """camelot's lattice flavour on every page."""
    import camelot

    tables = camelot.read_pdf(str(path), pages="all", flavor="lattice")
    return sum(bool(cell.strip()) for table in tables for cell in table.df.to_numpy().ravel()), "cells"


def second_reader(path: Path) -> Found:
    """Our second reader alone: pdfplumber's pages and fonts, our reading of the text operators."""
    from pipelines.pdf.pdfminer_reader import PdfminerReader

    with PdfminerReader(path) as reader:
        return sum(len(reader.glyphs(index)[0]) for index in range(reader.page_count)), "glyphs"


def pdfplumber_layout(path: Path) -> Found:
    """The same glyphs as pdfplumber's `Page.layout` has them: what our second reader replaces."""
    import pdfplumber
    from pdfminer.layout import LTChar

    glyphs = 0
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            glyphs += sum(isinstance(item, LTChar) for item in page.layout)
            page.close()
    return glyphs, "glyphs"


def floor(path: Path) -> Found:
    """PDFium's glyphs (character and box) and paths (segments), read and forgotten: what no reader of ours can beat."""
    import pypdfium2
    import pypdfium2.raw as raw

    found = 0
    box, x, y = raw.FS_RECTF(), ctypes.c_float(), ctypes.c_float()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        for index in range(raw.FPDFText_CountChars(text)):
            raw.FPDFText_GetUnicode(text, index)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            found += 1
        for index in range(raw.FPDFPage_CountObjects(page)):
            drawn = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
                for segment in range(raw.FPDFPath_CountSegments(drawn)):
                    raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(drawn, segment), x, y)
        text.close()
        page.close()
    return found, "glyphs"


READERS: dict[str, tuple[Callable[[Path], Found], tuple[str, ...]]] = {
    "ours": (ours, ("pipelines.extract.document",)),
    "ours, no second reader": (ours_without_second_reader, ("pipelines.extract.document",)),
    "pdfplumber": (pdfplumber_tables, ("pdfplumber",)),
    "camelot": (camelot_lattice, ("camelot",)),
    "second reader alone": (second_reader, ("pipelines.pdf.pdfminer_reader",)),
    "pdfplumber's layout": (pdfplumber_layout, ("pdfplumber",)),
    "floor": (floor, ("pypdfium2.raw",)),
}
"""Name → the reader, and what to import before its time begins."""


def main() -> None:
    """Measures one reading and prints `{"cpu", "wall", "peak_kib", "found", "what"}`."""
    name, path = sys.argv[1:]
    read, modules = READERS[name]
    for module in modules:
        importlib.import_module(module)
    wall, cpu = time.perf_counter(), time.process_time()
    found, what = read(Path(path))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu": cpu, "wall": wall, "peak_kib": peak, "found": found, "what": what}))


if __name__ == "__main__":
    main()
