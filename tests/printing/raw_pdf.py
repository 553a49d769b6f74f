"""PDF files put together byte by byte, without any library: what an attack or a malformed file is made of.

Here do not belong the attacks themselves (`attacks.py`).
"""

from __future__ import annotations

WORDS = "项目支出绩效目标表单位名称总计财政拨款其他资金绩效指标（万元）"


# one-byte codes from 0x21 on, mapped to WORDS: a heading without any embedded font
_CODES = {character: 0x21 + index for index, character in enumerate(dict.fromkeys(WORDS))}


_TO_UNICODE = (
    b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    + f"{len(_CODES)} beginbfchar\n".encode()
    + b"".join(f"<{code:02X}> <{ord(character):04X}>\n".encode() for character, code in _CODES.items())
    + b"endbfchar endcmap"
)


def _shown(text: str) -> bytes:
    """`text` as a PDF hex string of the heading font."""
    return b"<" + b"".join(f"{_CODES[c]:02X}".encode() for c in text) + b">"


HEADING = (
    b"BT /F1 14 Tf 200 560 Td " + _shown("项目支出绩效目标表") + b" Tj ET\n"
    b"BT /F1 8 Tf 40 540 Td "
    + _shown("单位名称")
    + b" Tj 600 0 Td "
    + _shown("单位（万元）")
    + b" Tj ET\n"
    + b"".join(
        b"BT /F1 8 Tf %d 520 Td %b Tj ET\n" % (40 + 100 * column, _shown(label))
        for column, label in enumerate(("项目名称", "总计", "财政拨款", "其他资金", "绩效目标", "绩效指标"))
    )
)


def assemble(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of numbered objects with a right cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        known = number in places
        out += b"%010d %05d %c \n" % (
            places.get(number, 0),
            0 if known else 65535,
            ord("n" if known else "f"),
        )
    return bytes(out) + b"trailer\n<< /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object; `entries` go into its dictionary."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def document(
    content: bytes = HEADING,
    *,
    content_entries: bytes = b"",
    resources: bytes = b"",
    box: bytes = b"[0 0 842 595]",
    page_entries: bytes = b"",
    more: dict[int, bytes] | None = None,
    catalog_entries: bytes = b"",
) -> bytes:
    """A one-page PDF: 1 catalog, 2 pages, 3 page, 4 content, 5 heading font, 6 its ToUnicode, from 10 on
    `more`.
    """
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog_entries,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 10 0 R >> %b >> %b >>" % (box, resources, page_entries),
        4: stream(content, content_entries),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        6: stream(_TO_UNICODE),
        10: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    return assemble({**objects, **(more or {})})
