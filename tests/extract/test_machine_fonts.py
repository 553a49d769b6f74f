"""The machine's fonts decide nothing: a document that embeds no font is read the same whatever the machine has.

PDFium looks for fonts in fixed folders. The tests read in a process of its own for which these folders are empty, and in one
for which they hold a font that claims to be every font named; both must give what is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipelines.extract.document import parse_pdf
from tests.extract.comparing import assert_same_facts, print_and_read
from tests.printing import LAYOUTS, STYLES, make_truth
from tests.printing.fonts import FONT_DIR
from tests.printing.unembedded import UNEMBEDDED, print_unembedded

PROJECT = Path(__file__).parents[2]
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF")
DEALT = [(LAYOUTS[at % len(LAYOUTS)], kind) for at, kind in enumerate(UNEMBEDDED)]
READ = """
import sys
from pathlib import Path
from pipelines.extract.document import parse_pdf
from pipelines.model.records import to_json
for path in sys.argv[1:]:
    print(to_json(parse_pdf(Path(path))).decode())
"""


def can_mount() -> bool:
    """Whether this user may put other folders in the place of the machine's, for one process."""
    return sys.platform == "linux" and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


def read_with_fonts(folder: Path, paths: list[Path]) -> list[dict[str, object]]:
    """What the documents give in a process for which `folder` stands in the place of every font folder of the machine; where
    this user may not put it there, in one that sees the machine's own."""
    there = [place for place in FONT_FOLDERS if Path(place).is_dir()] if can_mount() else []
    mounts = "".join(f"mount --bind '{folder}' {place} && " for place in there)
    command = f'{mounts} exec "$0" -c "$@"'
    ran = subprocess.run(
        [*(["unshare", "-m"] if there else []), "sh", "-c", command, sys.executable, READ, *map(str, paths)],
        cwd=PROJECT, capture_output=True, text=True, check=True, env=os.environ | {"HOME": str(folder)},
    )  # fmt: skip
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(("layout", "kind"), DEALT)
def test_a_document_without_embedded_fonts_gives_what_is_printed(tmp_path: Path, layout: str, kind: str) -> None:
    truth = make_truth(layout=layout, projects=3)
    path = tmp_path / "one.pdf"
    print_unembedded(truth, path, kind)
    assert_same_facts(parse_pdf(path), truth)


def test_the_outcome_is_the_same_without_any_font_and_with_one_that_claims_every_name(tmp_path: Path) -> None:
    truths = {kind: make_truth(layout=layout, projects=3) for layout, kind in DEALT}
    paths = [tmp_path / f"{kind}.pdf" for kind in truths]
    for path, (kind, truth) in zip(paths, truths.items(), strict=True):
        print_unembedded(truth, path, kind)
    none, many = tmp_path / "none", tmp_path / "many"
    none.mkdir()
    many.mkdir()
    for at, way in enumerate([*UNEMBEDDED.values()]):
        claim_to_be(way.font.partition(",")[0], many / f"{at}.ttf")
    without, with_them = read_with_fonts(none, paths), read_with_fonts(many, paths)
    assert [document["outcome"] for document in without] == ["parsed"] * len(paths)
    assert without == with_them


def claim_to_be(name: str, path: Path) -> None:
    """A font of few glyphs under another font's name."""
    font = TTFont(FONT_DIR / "kai.ttf")
    for number in (1, 3, 4, 6, 16):
        font["name"].setName(name, number, 3, 1, 0x409)
    font["OS/2"].ulCodePageRange1 = 1 << 18  # simplified Chinese
    font["OS/2"].ulCodePageRange2 = 0
    font["OS/2"].version = max(font["OS/2"].version, 1)
    font.save(path)


def test_a_bullet_that_the_named_font_lacks_is_read(tmp_path: Path) -> None:
    truth = make_truth(projects=2)
    truth["projects"][0]["goal"] = f"• {truth['projects'][0]['goal']}"
    assert_same_facts(print_and_read(truth, tmp_path, STYLES["not_embedded"]), truth)
