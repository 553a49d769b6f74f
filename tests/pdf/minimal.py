"""PDFs of a few objects, written by hand, whose every byte a test can choose."""

from __future__ import annotations

from pathlib import Path

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"


def write_pdf(
    path: Path,
    content: str | bytes,
    page: str = "/MediaBox [0 0 200 100]",
    objects: tuple[bytes, ...] = (),
    copies: int = 1,
) -> Path:
    """A PDF of `copies` equal pages whose font /F is Courier (600 wide). `objects` have numbers from 6;
    /X0 is the first."""
    data = content.encode() if isinstance(content, str) else content
    resources = f"/Resources << /Font << /F 5 0 R >> /XObject << {'/X0 6 0 R' if objects else ''} >> >>"
    sheet = f"<< /Type /Page /Parent 2 0 R {page} {resources} /Contents 4 0 R >>".encode()
    kids = ["3 0 R", *(f"{6 + len(objects) + copy} 0 R" for copy in range(copies - 1))]
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (" ".join(kids).encode(), copies),
        sheet,
        b"<< /Length %d >> stream\n%s\nendstream" % (len(data), data),
        FONT.encode(),
        *objects,
        *([sheet] * (copies - 1)),
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start)
    path.write_bytes(out)
    return path


def form(content: bytes, entries: bytes = b"") -> bytes:
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 999 999] %s /Length %d >>" % (entries, len(content))
    return head + b" stream\n" + content + b"\nendstream"
