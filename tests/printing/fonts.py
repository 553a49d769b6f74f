"""Fonts for the printer: the committed subsets, embedded 8-bit or Identity-H, or a CJK font that is not
embedded at all.

Here belongs what a PDF font is made of. Here does not belong where text stands on a page (`sheet.py`).
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont as FontToolsFont
from reportlab.pdfbase import cidfonts, pdfdoc, pdfmetrics, ttfonts

FONT_DIR = Path(__file__).parent / "fonts"
KINDS = ("song", "hei", "kai")
FALLBACK = "hei"


class MissingCharacterError(ValueError):
    """A character to be printed is in no committed font: add it by tools/build_test_fonts.py."""


class IdentityHFont(ttfonts.TTFont):
    """A TrueType font embedded whole as CIDFontType2 with Identity-H: two-byte glyph numbers, as WPS and
    Word write.
    """

    def splitString(self, text, doc, encoding="utf-8"):  # noqa: N802 (reportlab's name)
        """One run: the glyph number of every character in two bytes."""
        used = self.state.setdefault(doc, {"name": None, "characters": {}})["characters"]
        data = bytearray()
        for character in text:
            glyph = self.face.charToGlyph[ord(character)]
            used[glyph] = character
            data += glyph.to_bytes(2, "big")
        return [(0, bytes(data))]

    def getSubsetInternalName(self, subset, doc):  # noqa: N802 (reportlab's name)
        """The font's resource name; the first call asks the document to write the font when it is saved."""
        state = self.state.setdefault(doc, {"name": None, "characters": {}})
        if state["name"] is None:
            state["name"] = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = "/" + state["name"]
            doc.delayedFonts.append(self)
        return "/" + state["name"]

    def addObjects(self, doc):  # noqa: N802 (reportlab's name)
        """Write Type0 font, CIDFontType2, descriptor, font file and ToUnicode."""
        state = self.state.pop(doc)
        name, used, face = state["name"], state["characters"], self.face
        base = "ABCDEF+" + face.name.decode("ascii")
        font_file = pdfdoc.PDFStream(content=face._ttf_data, filters=[pdfdoc.PDFZCompress])
        font_file.dictionary["Length1"] = len(face._ttf_data)
        to_unicode = pdfdoc.PDFStream(content=_to_unicode(used), filters=[pdfdoc.PDFZCompress])
        reference = lambda thing, label: doc.Reference(thing, f"{label}:{name}")  # noqa: E731
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(base),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "ItalicAngle": face.italicAngle,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": face.capHeight,
                "StemV": face.stemV,
                "FontFile2": reference(font_file, "fontFile"),
            }
        )
        widths: list[object] = []
        for glyph in sorted(used):
            widths += [glyph, pdfdoc.PDFArray([face.getCharWidth(ord(used[glyph]))])]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(base),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": reference(descriptor, "descriptor"),
                "DW": 1000,
                "W": pdfdoc.PDFArray(widths),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(base),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([reference(descendant, "descendant")]),
                "ToUnicode": reference(to_unicode, "toUnicode"),
            }
        )
        doc.idToObject["BasicFonts"].dict[name] = doc.Reference(font, "type0:" + name)


def _to_unicode(used: dict[int, str]) -> bytes:
    """A ToUnicode CMap of two-byte codes for the glyphs in `used`."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    glyphs = sorted(used)
    for start in range(0, len(glyphs), 100):
        block = glyphs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{g:04X}> <{used[g].encode('utf-16-be').hex().upper()}>" for g in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


_covered: dict[str, frozenset[int]] = {}


def covered(kind: str) -> frozenset[int]:
    """The code points that the committed subset `kind` has."""
    if kind not in _covered:
        _covered[kind] = frozenset(FontToolsFont(FONT_DIR / f"{kind}.ttf", lazy=True).getBestCmap())
    return _covered[kind]


def registered(kind: str, embedding: str) -> str:
    """The reportlab name of font `kind` (song, hei, kai) in the given embedding, registered at first use."""
    if embedding == "not_embedded":
        name = "STSong-Light"
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(name))
        return name
    name = f"{kind}-{embedding}"
    if name not in pdfmetrics.getRegisteredFontNames():
        maker = IdentityHFont if embedding == "identity_h" else ttfonts.TTFont
        font = maker(name, str(FONT_DIR / f"{kind}.ttf"))
        pdfmetrics.registerFont(font)
        # reportlab keeps the first font of a face whatever its class; the embedding asked for here must win.
        pdfmetrics._fonts[name] = font
    return name


class FontSet:
    """One face with its fallback: measures text and cuts it into runs of one font."""

    def __init__(self, kind: str, embedding: str) -> None:
        self.kind, self.embedding = kind, embedding
        self.main = registered(kind, embedding)
        self._fonts: dict[str, str] = {}
        self._widths: dict[str, float] = {}

    def font_of(self, character: str) -> str:
        """The font that draws `character`: the chosen face, else hei. Raises MissingCharacterError."""
        if character not in self._fonts:
            if self.embedding == "not_embedded" or ord(character) in covered(self.kind):
                self._fonts[character] = self.main
            elif ord(character) in covered(FALLBACK):
                self._fonts[character] = registered(FALLBACK, self.embedding)
            else:
                raise MissingCharacterError(
                    f"no committed test font has {character!r} (U+{ord(character):04X}); "
                    "put it into a source of tests/printing and run tools/build_test_fonts.py"
                )
        return self._fonts[character]

    def width(self, text: str, size: float) -> float:
        """The advance width of `text` in points."""
        return sum(self._width(character) for character in text) * size

    def _width(self, character: str) -> float:
        if character not in self._widths:
            self._widths[character] = pdfmetrics.stringWidth(character, self.font_of(character), 1000) / 1000
        return self._widths[character]

    def runs(self, text: str) -> list[tuple[str, str]]:
        """(font name, text) pieces of `text`, each of one font."""
        pieces: list[tuple[str, str]] = []
        for character in text:
            font = self.font_of(character)
            if pieces and pieces[-1][0] == font:
                pieces[-1] = (font, pieces[-1][1] + character)
            else:
                pieces.append((font, character))
        return pieces
