"""The pdfminer reader: what text a page shows and where, found without a line of the PDFium reader's code.

Here belongs reading glyphs by way of pdfplumber, which finds the pages, and pdfminer, which decodes streams, fonts and
character maps. Here does not belong comparing them with the PDFium reader's (`reader_comparison.py`), nor rules and
pictures, which the ink proof covers.

pdfminer's own interpreter spends three quarters of its time cutting the content stream into tokens and computing what
nobody asks for here. So the operators that show text are read in `text_operators.py`: that is four times as fast, and it
mends two of pdfminer's ways (the character spacing after a string's last glyph, and before the first one after a number
in an array), which move glyphs.

Like pdfminer, this reader knows nothing of clip paths, colours or render modes: it gives all text that is shown, seen or
not.
"""

from __future__ import annotations

import logging
import struct
from pathlib import Path
from types import TracebackType

import numpy as np
import pdfplumber
from numpy.typing import NDArray
from pdfminer.pdftypes import PDFObjRef, dict_value, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipelines.model.errors import Refused
from pipelines.pdf.page_tree import PageTree
from pipelines.pdf.text_operators import TextInterpreter, stream_data
from pipelines.pdf.typeface import Typeface

# What pdfminer warns of (a font without a box, say) moves no glyph, and what matters is raised.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# What damaged and hostile files make pdfplumber and pdfminer raise.
_FAILURES = (
    PSException, PdfminerException, MalformedPDFException, AssertionError, AttributeError, LookupError,
    TypeError, ValueError, ArithmeticError, RecursionError, NotImplementedError, struct.error,
)  # fmt: skip


class PdfminerReader:
    """One open document. A context manager. Raises `Refused` where pdfplumber cannot open or read it.

    `page_count` is how many pages pdfplumber finds; it must be what the PDFium reader finds.
    """

    def __init__(self, path: Path, password: str = "") -> None:
        try:
            self._pdf = pdfplumber.open(path, password=password)
            self._pages = PageTree(self._pdf.doc, self._pdf.stream)
        except _FAILURES as error:
            raise _refusal("the file", error) from error
        self.page_count = len(self._pages)
        self._typefaces: dict[int, Typeface] = {}

    def __enter__(self) -> PdfminerReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file. (pdfplumber's own close() parses the document again and closes other pages.)"""
        self._pdf.stream.close()

    def glyphs(self, page_index: int) -> tuple[list[str], NDArray[np.float64]]:
        """The text of every glyph that page `page_index` (from 0) shows, and an array [n, 2] of where its
        baseline starts.

        Texts may be longer than one character (ligatures), and are "(cid:n)" where the font gives no Unicode
        value. Places are points in PDF user space as the page's content has them: y upwards, before
        /Rotate, not shifted by the page's boxes, as PDFium's are. Nothing is kept between pages but fonts.
        """
        interpreter = TextInterpreter(self._typeface)
        try:
            page = self._pages[page_index]
            content = b"\n".join(stream_data(resolve1(stream)) for stream in page.contents)
            interpreter.run(content, page.resources)
        except _FAILURES as error:
            raise _refusal(f"page {page_index + 1}", error) from error
        return interpreter.texts, np.array([interpreter.xs, interpreter.ys], dtype=np.float64).T

    def _typeface(self, reference: object) -> Typeface:
        spec = dict_value(reference)
        number = reference.objid if isinstance(reference, PDFObjRef) else None
        # A font without a number of its own is known by its dictionary, which the open document keeps.
        key = number or -id(spec)
        if key not in self._typefaces:
            self._typefaces[key] = Typeface(self._pdf.rsrcmgr.get_font(number, spec))
        return self._typefaces[key]


def _refusal(what: str, error: Exception) -> Refused:
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    words = " ".join(repr(cause).split())[:200]
    return Refused("second_reader_failed", f"the second reader cannot read {what} ({words}); get a fresh copy")
