"""Hostile and broken files, written at test time: none may harm a batch, none may get facts in.

Here belong files that attack a reader's memory, time, stack or trust (EXTRACTION.md section 7, and more of
the kind), each a function `name(path)`, all listed in `ATTACKS`. Here do not belong damages to good files
(`mutate.py`).

Where a page is reached at all it begins with the words of a target table's heading, so that a triage by
words does not pass it by and the attack meets the close reading.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from pathlib import Path

from .raw_pdf import HEADING, document, stream
from .reportlab_printer import print_truth
from .truth import make_truth

Attack = Callable[[Path], None]
GIB = 1 << 30
BLOCK = 1 << 26  # zeros deflated once and repeated


def deflated_zeros(size: int) -> bytes:
    """A zlib stream of `size` zeros (a multiple of BLOCK), made from one block repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = ((size % 65521) << 16) | 1  # Adler-32 of zeros
    return b"\x78\xda" + block * (size // BLOCK) + b"\x03\x00" + checksum.to_bytes(4, "big")


def flate_bomb(path: Path) -> None:
    """A page whose content inflates to 2 GiB of white space (about 2 MB)."""
    path.write_bytes(document(deflated_zeros(2 * GIB), content_entries=b"/Filter /FlateDecode"))


def nested_flate_bomb(path: Path) -> None:
    """A few kB that inflate three times over, to 20 GiB."""
    data = zlib.compress(zlib.compress(deflated_zeros(20 * GIB), 9), 9)
    path.write_bytes(document(data, content_entries=b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"))


def _cid_font(widths: bytes = b"", to_unicode: bytes = b"", encoding: bytes = b"/Identity-H") -> dict[int, bytes]:
    return {
        10: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding %b /DescendantFonts [11 0 R] %b >>"
        % (encoding, to_unicode),
        11: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor 12 0 R %b >>" % widths,
        12: b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    }


def cid_widths_bomb(path: Path) -> None:
    """A font that gives two thousand million characters a width of their own in one line."""
    content = HEADING + b"BT /F2 10 Tf 40 400 Td <00010002> Tj ET"
    path.write_bytes(document(content, more=_cid_font(widths=b"/W [0 2000000000 500]")))


def to_unicode_bomb(path: Path) -> None:
    """A ToUnicode range over half of all 32-bit codes."""
    cmap = (
        b"begincmap 1 begincodespacerange <00000000> <7FFFFFFF> endcodespacerange\n"
        b"1 beginbfrange <00000000> <7FFFFFFF> <0000> endbfrange endcmap"
    )
    content = HEADING + b"BT /F2 10 Tf 40 400 Td <00010002> Tj ET"
    path.write_bytes(document(content, more={**_cid_font(to_unicode=b"/ToUnicode 13 0 R"), 13: stream(cmap)}))


def cmap_name_traversal(path: Path) -> None:
    """A font whose encoding is a path to another file (CVE-2025-64512: pdfminer unpickled what it found
    there).
    """
    content = HEADING + b"BT /F2 10 Tf 40 400 Td <00010002> Tj ET"
    path.write_bytes(document(content, more=_cid_font(encoding=b"/..#2F..#2F..#2Ftmp#2Fevil")))


def _form(content: bytes, resources: bytes) -> bytes:
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 842 595] /Resources << %b >>" % resources)


def form_fan_out(path: Path) -> None:
    """Eight levels of Form XObjects, each drawing the next ten times: 10^8 texts in 2.5 kB."""
    more = {20 + level: _form(b"/X Do " * 10, b"/XObject << /X %d 0 R >>" % (21 + level)) for level in range(8)}
    more[28] = _form(b"BT /F1 8 Tf 40 500 Td (x) Tj ET", b"/Font << /F1 5 0 R >>")
    path.write_bytes(document(HEADING + b"/X Do", resources=b"/XObject << /X 20 0 R >>", more=more))


def form_self_recursion(path: Path) -> None:
    """A Form XObject that draws itself."""
    more = {20: _form(b"/X Do BT /F1 8 Tf (x) Tj ET", b"/Font << /F1 5 0 R >> /XObject << /X 20 0 R >>")}
    path.write_bytes(document(HEADING + b"/X Do", resources=b"/XObject << /X 20 0 R >>", more=more))


def form_circle(path: Path) -> None:
    """Two Form XObjects that draw each other."""
    more = {
        20: _form(b"/X Do", b"/XObject << /X 21 0 R >>"),
        21: _form(b"/X Do /X Do", b"/XObject << /X 20 0 R >>"),
    }
    path.write_bytes(document(HEADING + b"/X Do", resources=b"/XObject << /X 20 0 R >>", more=more))


def millions_of_glyphs(path: Path) -> None:
    """3.2 million glyphs on one page, in about 12 kB; no two lines on one spot, or readers would take them
    for copies.
    """
    lines = b"".join(b"BT /F1 0.9 Tf 20 %.1f Td (%b) Tj ET\n" % (510 - 0.5 * row, b"!" * 3200) for row in range(1000))
    path.write_bytes(document(zlib.compress(HEADING + lines, 9), content_entries=b"/Filter /FlateDecode"))


def nested_arrays(path: Path) -> None:
    """An array within an array, 100,000 deep, in the page's dictionary."""
    path.write_bytes(document(page_entries=b"/Deep " + b"[" * 100_000 + b"]" * 100_000))


def nested_content_arrays(path: Path) -> None:
    """The same nesting as an operand in the page's content, and dictionaries too."""
    path.write_bytes(
        document(HEADING + b"[" * 100_000 + b"]" * 100_000 + b" TJ /A " + b"<< /B " * 50_000 + b">> " * 50_000 + b"DP")
    )


def nested_states(path: Path) -> None:
    """A million saved graphics states that are never restored."""
    path.write_bytes(document(zlib.compress(b"q " * 1_000_000 + HEADING), content_entries=b"/Filter /FlateDecode"))


def previous_xref_loop(path: Path) -> None:
    """A cross-reference table whose /Prev is itself."""
    data = document()
    start = data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))
    path.write_bytes(data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start))


def million_kids(path: Path) -> None:
    """A page tree that names one and the same page a million times."""
    path.write_bytes(document(more={2: b"<< /Type /Pages /Count 1000000 /Kids [" + b"3 0 R " * 1_000_000 + b"] >>"}))


def shared_kids(path: Path) -> None:
    """Nine levels of page tree nodes, each ten times the next: 10^9 pages in 2 kB."""
    more = {
        20 + level: b"<< /Type /Pages /Parent 2 0 R /Count %d /Kids [%b] >>"
        % (10 ** (9 - level), b"%d 0 R " % (21 + level) * 10)
        for level in range(8)
    }
    more[28] = b"<< /Type /Pages /Parent 27 0 R /Count 10 /Kids [" + b"3 0 R " * 10 + b"] >>"
    more[2] = b"<< /Type /Pages /Count 1000000000 /Kids [20 0 R] >>"
    path.write_bytes(document(more=more))


def page_tree_loop(path: Path) -> None:
    """A page tree node that is its own child."""
    path.write_bytes(document(more={2: b"<< /Type /Pages /Count 1000 /Kids [2 0 R 3 0 R] >>"}))


def parent_loop(path: Path) -> None:
    """A page whose box is inherited from a parent that is its own parent."""
    more = {
        2: b"<< /Type /Pages /Parent 20 0 R /Count 1 /Kids [3 0 R] >>",
        20: b"<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    }
    path.write_bytes(document(more=more))


def too_many_pages(path: Path) -> None:
    """20,000 pages, each an object of its own."""
    first = 100
    kids = b"".join(b"%d 0 R " % (first + number) for number in range(20_000))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    more = {first + number: page for number in range(20_000)}
    path.write_bytes(document(more={**more, 2: b"<< /Type /Pages /Count 20000 /Kids [" + kids + b"] >>"}))


def truncated(path: Path) -> None:
    """A good document of several pages, cut off at 60 %: lenient readers give some of its pages and say
    nothing.
    """
    print_truth(make_truth(projects=12, indicators=(8, 12)), path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])


def html_named_pdf(path: Path) -> None:
    """A web page that was saved under the name of a PDF, as download scripts do when the link is dead."""
    path.write_text(
        "<!DOCTYPE html><html><head><title>404</title></head><body>"
        "<table><tr><td>项目支出绩效目标表</td></tr></table></body></html>",
        encoding="utf-8",
    )


def empty(path: Path) -> None:
    """Nothing."""
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    """Random bytes."""
    path.write_bytes(random.Random(5).randbytes(100_000))


def header_and_garbage(path: Path) -> None:
    """A PDF's first line and random bytes."""
    path.write_bytes(b"%PDF-1.7\n" + random.Random(6).randbytes(100_000))


def ruling_grid(path: Path) -> None:
    """200 by 140 rulings in a flate stream of a few kB: 28,000 crossings."""
    lines = [b"%d 20 m %d 500 l S" % (20 + 4 * x, 20 + 4 * x) for x in range(200)]
    lines += [b"20 %.2f m 820 %.2f l S" % (20 + 3.4 * y, 20 + 3.4 * y) for y in range(140)]
    content = zlib.compress(HEADING + b"0.2 w\n" + b"\n".join(lines), 9)
    path.write_bytes(document(content, content_entries=b"/Filter /FlateDecode"))


def ruling_segments(path: Path) -> None:
    """100,000 short segments that form a grid of 224 by 224 squares."""
    step, parts = 2.2, []
    for row in range(224):
        for column in range(224):
            x, y = 20 + column * step, 20 + row * step
            parts.append(b"%.1f %.1f m %.1f %.1f l %.1f %.1f m %.1f %.1f l" % (x, y, x + step, y, x, y, x, y + step))
    content = zlib.compress(HEADING + b"0.2 w\n" + b"\n".join(parts) + b" S")
    path.write_bytes(document(content, content_entries=b"/Filter /FlateDecode"))


def huge_page_box(path: Path) -> None:
    """A page of 10^7 by 10^7 points: rendered at 72 dpi it would take 10^14 pixels."""
    path.write_bytes(document(box=b"[0 0 10000000 10000000]"))


def degenerate_page_box(path: Path) -> None:
    """A page box without area, upside down."""
    path.write_bytes(document(box=b"[842 595 842 0]"))


def far_coordinates(path: Path) -> None:
    """Text and rulings at places that no number holds."""
    far = b"BT /F1 8 Tf 1e38 1e38 Td (!) Tj ET 1 w -1e30 10 m 1e30 10 l S 99999999999999999999 0 m 0 0 l S "
    path.write_bytes(document(HEADING + far + b"1e30 0 0 1e30 0 0 cm BT /F1 1e20 Tf (!!) Tj ET"))


def deep_outlines(path: Path) -> None:
    """Bookmarks nested 20,000 deep, the last one pointing back at the first."""
    first, depth = 100, 20_000
    more = {
        first + level: b"<< /Title (x) /Parent %d 0 R /First %d 0 R /Last %d 0 R >>"
        % (first + level - 1, first + (level + 1) % depth, first + (level + 1) % depth)
        for level in range(depth)
    }
    more[99] = b"<< /Type /Outlines /First 100 0 R /Last 100 0 R >>"
    path.write_bytes(document(more=more, catalog_entries=b"/Outlines 99 0 R /PageMode /UseOutlines"))


def image_bomb(path: Path) -> None:
    """A picture of 60,000 by 60,000 pixels in three colours (10 GB when unpacked), drawn over the page."""
    picture = stream(
        deflated_zeros(BLOCK),
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode",
    )
    content = HEADING + b"q 800 0 0 400 20 20 cm /X Do Q"
    path.write_bytes(document(content, resources=b"/XObject << /X 20 0 R >>", more={20: picture}))


def tiling_pattern(path: Path) -> None:
    """A fill pattern with a thousandth of a point between its tiles: cheap to read, endless to render."""
    tile = stream(
        b"0 0 1 1 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
        b"/XStep 0.001 /YStep 0.001 /Resources << >>",
    )
    content = HEADING + b"/Pattern cs /P scn 0 0 842 595 re f"
    path.write_bytes(document(content, resources=b"/Pattern << /P 20 0 R >>", more={20: tile}))


def shading_function_bomb(path: Path) -> None:
    """A shading whose calculator function nests 20,000 blocks."""
    function = stream(b"{" * 20_000 + b"}" * 20_000, b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]")
    shading = b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 842 595] /Function 21 0 R >>"
    content = HEADING + b"/S sh"
    path.write_bytes(document(content, resources=b"/Shading << /S 20 0 R >>", more={20: shading, 21: function}))


def object_stream_count(path: Path) -> None:
    """An object stream that claims to hold two thousand million objects."""
    data = document(more={20: stream(b"1 0 << >>", b"/Type /ObjStm /N 2000000000 /First 4")})
    path.write_bytes(data.replace(b"/Size 21", b"/Size 2147483647"))


def length_loop(path: Path) -> None:
    """A stream whose length is written in the stream itself."""
    body = b"<< /Length 4 0 R >>\nstream\n" + HEADING + b"\nendstream"
    path.write_bytes(document(more={4: body}))


def broken_font_file(path: Path) -> None:
    """A page whose embedded font is random bytes."""
    more = _cid_font(to_unicode=b"/ToUnicode 6 0 R")
    more[12] = more[12].replace(b"/StemV 80", b"/StemV 80 /FontFile2 13 0 R")
    more[13] = stream(b"\x00\x01\x00\x00\x00\xff" + random.Random(7).randbytes(50_000))
    path.write_bytes(document(HEADING + b"BT /F2 10 Tf 40 400 Td <00010002> Tj ET", more=more))


def unknown_encryption(path: Path) -> None:
    """A file encrypted by a handler that nobody has."""
    data = document(more={20: b"<< /Filter /Nobody.Knows /V 4 /R 4 >>"})
    path.write_bytes(data.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt 20 0 R /ID [<00> <00>] >>"))


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        flate_bomb,
        nested_flate_bomb,
        cid_widths_bomb,
        to_unicode_bomb,
        cmap_name_traversal,
        form_fan_out,
        form_self_recursion,
        form_circle,
        millions_of_glyphs,
        nested_arrays,
        nested_content_arrays,
        nested_states,
        previous_xref_loop,
        million_kids,
        shared_kids,
        page_tree_loop,
        parent_loop,
        too_many_pages,
        truncated,
        html_named_pdf,
        empty,
        garbage,
        header_and_garbage,
        ruling_grid,
        ruling_segments,
        huge_page_box,
        degenerate_page_box,
        far_coordinates,
        deep_outlines,
        image_bomb,
        tiling_pattern,
        shading_function_bomb,
        object_stream_count,
        length_loop,
        broken_font_file,
        unknown_encryption,
    )
}
