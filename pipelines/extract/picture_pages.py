"""Pages that are one picture: a scanned table, or the decoration of a cover.

Here belongs seeing whether a picture has the lines of a table. Here does not belong reading anything from it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.triage import Survey
from pipelines.pdf.pdfium_reader import PdfiumReader

_DPI = 72
_DARK = 144
# A line of a table is dark over at least this share of the page; a scan that is a little askew breaks it into steps.
_LINE_SHARE = 0.1
# Fewer lines than this make the frame of a cover.
_LINES = 4


def without_covers(looked: Survey, reader: PdfiumReader) -> list[int]:
    """The pages of the survey that are scans, without the first and the last page of the document where these are pictures
    without a table's lines and other pages hold text."""
    covers = {1, reader.page_count} & set(looked.scans)
    if not covers or len(looked.scans) >= reader.page_count:
        return looked.scans
    return [n for n in looked.scans if n not in covers or shows_lines(reader.grey(n - 1, _DPI))]


def shows_lines(grey: NDArray[np.uint8]) -> bool:
    """Whether the picture has as many lines across and down as the smallest table."""
    dark = grey < _DARK
    return all(_lines(one) >= _LINES for one in (dark, dark.T))


def _lines(dark: NDArray[np.bool_]) -> int:
    """How many separate rows hold a long unbroken dark stretch."""
    needed = max(int(_LINE_SHARE * dark.shape[1]), 1)
    counts = np.cumsum(np.pad(dark, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    ruled = ((counts[:, needed:] - counts[:, :-needed]) == needed).any(axis=1)
    return int((np.diff(ruled.astype(np.int8), prepend=0) == 1).sum())
