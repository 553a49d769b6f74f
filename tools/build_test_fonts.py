"""Cut the small test fonts of tests/printing/fonts/ out of full fonts. Run once by hand when test texts
need new characters.

    python tools/build_test_fonts.py --song NotoSerifCJK-Regular.ttc --hei NotoSansCJK-Regular.ttc \\
        --kai LXGWWenKai-Regular.ttf

Takes every character that stands in the sources of tests/printing/ (and, for hei, in seed.json), converts
CFF outlines to TrueType ones (reportlab embeds nothing else), drops hints and layout tables, and writes
{song,hei,kai}.ttf. A character that a full font lacks is left out and said: the printer then draws it from
hei, as word processors do. The name table is kept with its copyright and licence; kai is renamed because
its licence reserves its name (tests/printing/fonts/README.md).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

PRINTING = Path(__file__).resolve().parents[1] / "tests" / "printing"
CURVE_TOLERANCE = 0.003  # of an em: invisible at any size that a test prints
SIMPLIFIED_CHINESE = "SC"
KAI_SOURCES = ("truth.py", "tables.py")  # what kai lacks is drawn from hei: kai is the largest of the three
RADICALS = {chr(code) for code in range(0x2E80, 0x2FE0)}  # named in ToUnicode maps, never drawn
RENAMED = {"kai": "JixiaoTestKai"}
FAMILY_NAME_IDS = (1, 3, 4, 6, 16, 18)


def characters(with_seed: bool, few: bool) -> set[str]:
    """ASCII and all printable characters of the sources (a few of them, if so asked), and those of the
    seed's truth.
    """
    names = KAI_SOURCES if few else sorted(path.name for path in PRINTING.glob("*.py"))
    texts = [(PRINTING / name).read_text(encoding="utf-8") for name in names]
    if with_seed:
        texts.append((PRINTING / "seed.json").read_text(encoding="utf-8"))
    drawn = {c for text in texts for c in text if c.isprintable() and c not in RADICALS}
    return drawn | {chr(code) for code in range(32, 127)}


def face_number(path: Path) -> int:
    """The simplified Chinese face of a collection, -1 for a single font."""
    if path.suffix.lower() != ".ttc":
        return -1
    number = 0
    while True:
        name = TTFont(path, fontNumber=number)["name"].getDebugName(1) or ""
        if name.endswith(SIMPLIFIED_CHINESE):
            return number
        number += 1


def to_truetype(font: TTFont) -> None:
    """Replace the CFF outlines of `font` by quadratic TrueType outlines, in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, CURVE_TOLERANCE * font["head"].unitsPerEm, reverse_direction=True))
        drawn[name] = pen.glyph()
    del font["CFF "]
    for tag in ("VORG", "vhea", "vmtx"):
        if tag in font:
            del font[tag]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"


def build(kind: str, source: Path) -> None:
    """Write the subset of `source` as fonts/{kind}.ttf and say its size and what the source lacks."""
    font = TTFont(source, fontNumber=face_number(source), recalcTimestamp=False)
    wanted = characters(with_seed=kind == "hei", few=kind == "kai")
    lacking = sorted(c for c in wanted if ord(c) not in font.getBestCmap())
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], desubroutinize=True
    )
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in wanted])
    cutter.subset(font)
    if "CFF " in font:
        to_truetype(font)
    font["post"].formatType = 3.0
    for name in list(font["name"].names):
        if name.platformID != 3 or name.langID != 0x409:
            font["name"].names.remove(name)
        elif kind in RENAMED and name.nameID in FAMILY_NAME_IDS:
            name.string = RENAMED[kind]
    target = PRINTING / "fonts" / f"{kind}.ttf"
    font.save(target)
    size = f"{target.stat().st_size:,} bytes"
    print(f"{target.name}: {len(wanted)} characters, {size}, lacking {''.join(lacking) or 'none'}")


def main() -> None:
    """Command line: one full font per kind; kinds not given stay as they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in ("song", "hei", "kai"):
        parser.add_argument(f"--{kind}", type=Path)
    arguments = parser.parse_args()
    for kind in ("song", "hei", "kai"):
        if source := getattr(arguments, kind):
            build(kind, source)


if __name__ == "__main__":
    main()
