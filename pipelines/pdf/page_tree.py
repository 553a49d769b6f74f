"""The pages of a document as pdfminer knows them, each parsed when it is asked for.

Here belongs walking the page tree for the pdfminer reader. Here does not belong what a page shows (`text_operators.py`).

pdfminer's own `PDFPage.create_pages` parses every page of a disclosure's hundred, which takes as long as reading three
of its table pages. Whether an object is a page or a branch of the tree can be seen in its bytes, without parsing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import LITERAL_PAGE, LITERAL_PAGES, PDFPage
from pdfminer.pdftypes import PDFObjRef, dict_value, list_value

_PEEKED = 2048
_PAGE = re.compile(rb"/Type\s*/Page(?![^\s\x00()<>\[\]{}/%])")
# A branch names its /Kids; a name may be written with #xx for a letter, and a comment may hold anything.
_UNSURE = re.compile(rb"/Kids|#|%")

_Leaf = tuple[int, dict[str, Any]]
"""A page's object number, and what it inherits."""


class PageTree:
    """The pages of `document` in their order. Raises what pdfminer raises where the tree is broken."""

    def __init__(self, document: PDFDocument, stream: Any) -> None:
        self._document = document
        self._stream = stream
        self._leaves = list(self._walk(document.catalog.get("Pages"), {}, set()))
        # Without a tree pdfminer looks through all objects.
        self._found = [] if self._leaves else list(PDFPage.create_pages(document))

    def __len__(self) -> int:
        return len(self._leaves) or len(self._found)

    def __getitem__(self, index: int) -> PDFPage:
        if self._found:
            return self._found[index]
        number, inherited = self._leaves[index]
        own = dict_value(self._document.getobj(number))
        return PDFPage(self._document, number, inherited | own, None)

    def _walk(self, node: object, inherited: dict[str, Any], visited: set[int]) -> Iterator[_Leaf]:
        if not isinstance(node, PDFObjRef) or node.objid in visited:
            return
        visited.add(node.objid)
        if self._is_plainly_a_page(node.objid):
            yield node.objid, inherited
            return
        own = dict_value(node)
        kind = own.get("Type", own.get("type"))
        if kind is LITERAL_PAGE:
            yield node.objid, inherited
        elif kind is LITERAL_PAGES and "Kids" in own:
            handed_on = inherited | {name: own[name] for name in PDFPage.INHERITABLE_ATTRS if name in own}
            for kid in list_value(own["Kids"]):
                yield from self._walk(kid, handed_on, visited)

    def _is_plainly_a_page(self, number: int) -> bool:
        """Whether the object's bytes say that it is a page and no branch; False where that is not certain, as within an
        object stream."""
        for xref in self._document.xrefs:
            try:
                within, position, _ = xref.get_pos(number)
            except KeyError:
                continue
            if within is not None:
                return False
            self._stream.seek(position)
            peeked, end, _ = self._stream.read(_PEEKED).partition(b"endobj")
            is_whole = bool(end) and peeked.split(None, 1)[:1] == [b"%d" % number]
            return is_whole and bool(_PAGE.search(peeked)) and not _UNSURE.search(peeked)
        return False
