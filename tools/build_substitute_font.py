"""Cut the font that stands in for fonts which a PDF names and does not embed. Run once by hand:

    python tools/build_substitute_font.py NotoSansSC-Regular.otf

Drawn are the characters of GB 2312 and of Latin and symbol blocks. Every other character of the Basic Multilingual Plane and
of the Han planes above it is mapped to one square, and every glyph number up to the last possible one is a black square (with
an Identity encoding a PDF names glyphs of the font that it does not embed by their numbers): PDFium drops a text whose
characters have no shape, so each must have one.
Writes pipelines/pdf/fonts/substitute.otf. The licence reserves no name but "Source"; the font is renamed all the same, since
it is a Modified Version that nobody should take for the original.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from fontTools import subset
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

TARGET = Path(__file__).resolve().parents[1] / "pipelines" / "pdf" / "fonts" / "substitute.otf"
NAME = "Jixiao Substitute"
NAMED = {1: NAME, 2: "Regular", 3: NAME, 4: NAME, 6: "JixiaoSubstitute"}
LEGAL_NAME_IDS = (0, 5, 7, 8, 9, 11, 13, 14)
SQUARE = 0x25A1
DRAWN_BLOCKS = ((0x20, 0x24F), (0x370, 0x3FF), (0x2000, 0x2BFF), (0x3000, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
SQUARE_BLOCKS = ((0xA1, 0xD7FF), (0xE000, 0xFFFD), (0x20000, 0x323AF))
WITHOUT_SHAPE = (
    (0xAD, 0xAD), (0x1680, 0x1680), (0x180B, 0x180F), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB),
)  # fmt: skip
MOST_GLYPHS = 0xFFFF
BLACK_SQUARE = (100, "hmoveto", 800, 800, -800, "hlineto", "endchar")
UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "meta")


def code_points(blocks: tuple[tuple[int, int], ...]) -> set[int]:
    """Every code point of the blocks, which are given by their first and last."""
    return {code for first, last in blocks for code in range(first, last + 1)}


def gb2312() -> set[int]:
    """The code points of the national standard's 7,445 characters."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(character) for pair in rows if (character := pair.decode("gb2312", "ignore"))}


def map_the_rest_to_a_square(font: TTFont) -> None:
    """Add a character map in which many characters share one glyph (format 13), which takes 12 bytes a range."""
    drawn = font.getBestCmap()
    everything = dict.fromkeys(code_points(SQUARE_BLOCKS) - code_points(WITHOUT_SHAPE), drawn[SQUARE]) | drawn
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 10, 0, everything
    narrow = next(each for each in font["cmap"].tables if each.format == 4)
    font["cmap"].tables = [narrow, table]


def fill_glyph_numbers(font: TTFont) -> None:
    """Add black squares until there is no glyph number left."""
    top = font["CFF "].cff.topDictIndex[0]
    strings, order, advances = top.CharStrings, font.getGlyphOrder(), font["hmtx"].metrics
    shaped_as = order[font.getGlyphID(font.getBestCmap()[SQUARE])]
    program, model = list(BLACK_SQUARE), strings[shaped_as]
    fd = top.FDSelect[font.getGlyphID(shaped_as)]
    used = {int(name.removeprefix("cid")) for name in order if name.startswith("cid")}
    names = (f"cid{number:05d}" for number in range(MOST_GLYPHS) if number not in used)
    for name in islice(names, MOST_GLYPHS - len(order)):
        square = T2CharString(program=program, private=model.private, globalSubrs=model.globalSubrs)
        strings.charStrings[name] = len(strings.charStringsIndex)
        strings.charStringsIndex.append(square)
        top.FDSelect.gidArray.append(fd)
        advances[name] = (font["head"].unitsPerEm, 100)
        order.append(name)
    top.charset = order
    font.setGlyphOrder(order)


def build(source: Path) -> None:
    """Write the substitute font, cut from `source`, and print its size."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"])
    options.drop_tables += UNUSED_TABLES
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=(gb2312() | code_points(DRAWN_BLOCKS)) & set(font.getBestCmap()))
    cutter.subset(font)
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in LEGAL_NAME_IDS and each.platformID == 3]
    for number, text in NAMED.items():
        names.setName(text, number, 3, 1, 0x409)
    map_the_rest_to_a_square(font)
    fill_glyph_numbers(font)
    font.save(TARGET)
    print(f"{TARGET.name}: {len(font.getGlyphOrder())} glyphs, {TARGET.stat().st_size:,} bytes")


def main() -> None:
    """Command line: the full font."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    build(parser.parse_args().source)


if __name__ == "__main__":
    main()
