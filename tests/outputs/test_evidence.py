"""Evidence: boxes stand where the figures stand, whatever the page's boxes and rotation; files are named safely."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from pipelines.model.errors import Refused
from pipelines.model.records import Amount, Box, Finding, Indicator, ParsedDocument, Project, Statement
from pipelines.outputs import evidence, page_pictures
from tests.pdf.minimal import write_pdf

WHITE = (255, 255, 255)


def drawn(tmp_path: Path, page: str, box: Box, colour: str = page_pictures.PROJECT) -> Image.Image:
    path = write_pdf(tmp_path / "one.pdf", "120 60 10 5 re f", page=page)
    out = tmp_path / "one.png"
    evidence.draw_page(path, 1, [(box, "", colour)], out, dpi=72)
    return Image.open(out).convert("RGB")


@pytest.mark.parametrize(
    ("page", "box", "size"),
    [
        ("/MediaBox [0 0 200 100]", Box(120, 35, 130, 40), (200, 100)),
        ("/MediaBox [100 50 300 150]", Box(20, 85, 30, 90), (200, 100)),
        ("/MediaBox [0 0 400 300] /CropBox [100 20 200 120]", Box(20, 55, 30, 60), (100, 100)),
        ("/MediaBox [0 0 200 100] /Rotate 90", Box(60, 120, 65, 130), (100, 200)),
    ],
    ids=["plain", "origin", "crop", "rotate"],
)
def test_a_box_is_drawn_where_a_reader_sees_it(tmp_path: Path, page: str, box: Box, size: tuple[int, int]) -> None:
    image = drawn(tmp_path, page, box)
    assert image.width == size[0]
    assert image.height > size[1]  # the legend stands below
    middle = (round((box.x0 + box.x1) / 2), round((box.top + box.bottom) / 2))
    edge = (round(box.x0), middle[1])
    assert max(image.getpixel(middle)[:2]) < 60  # the ink that the box is around
    assert image.getpixel(edge)[2] > 150 > image.getpixel(edge)[0]  # the blue edge
    assert image.getpixel((edge[0] - 4, edge[1])) == WHITE


def test_a_legend_names_the_colours_that_were_used(tmp_path: Path) -> None:
    image = drawn(tmp_path, "/MediaBox [0 0 200 100]", Box(10, 10, 50, 20), page_pictures.AMOUNT)
    colours = {image.getpixel((x, y)) for x in range(40) for y in range(100, image.height)}
    assert (10, 143, 60) in colours
    assert (31, 95, 208) not in colours


def test_without_a_chinese_font_labels_are_in_ascii(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "cjk_font", lambda: None)
    image = drawn(tmp_path, "/MediaBox [0 0 200 100]", Box(10, 10, 50, 20))
    assert image.height > 100


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "one.pdf", " ")
    with pytest.raises(Refused, match="page 3 cannot be rendered"):
        evidence.draw_page(path, 3, [], tmp_path / "one.png")
    assert not (tmp_path / "one.png").exists()


def test_a_page_as_large_as_a_house_gives_a_picture_of_sane_size(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "one.pdf", " ", page="/MediaBox [0 0 14400 14400]")
    evidence.draw_page(path, 1, [], tmp_path / "one.png")
    image = Image.open(tmp_path / "one.png")
    assert image.width * image.height < 32_000_000


def test_every_page_with_something_read_or_found_gets_a_picture(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "某 学院/..;2025.pdf".replace("/", "-"), " ", copies=5)
    box = Box(10, 10, 50, 20)
    indicator = Indicator(1, None, None, None, None, "完成率", None, "≥98%", 4, box)
    amount = Amount("财政拨款", "1.00", Decimal("10000"), 2, box)
    project = Project(1, "项目", None, None, None, None, None, [amount], [indicator], 2, 4, box)
    statement = Statement("list", None, None, 2025, "万元", [], [project])
    findings = [
        Finding("warning", "doubtful", "项目", "something", 5, None),
        Finding("info", "general", "document", "no page"),
    ]
    document = ParsedDocument("parsed", None, 5, None, [], [statement], findings, [], [2, 4, 5])
    pictures = evidence.evidence_for(document, path, tmp_path / "out")
    assert [picture.name for picture in pictures] == [f"某_学院-_2025_p00{page}.png" for page in (2, 4, 5)]
    assert {picture.name for picture in (tmp_path / "out").iterdir()} == {picture.name for picture in pictures}
    assert all(Image.open(picture).format == "PNG" for picture in pictures)


def test_nothing_read_is_no_picture_and_no_folder(tmp_path: Path) -> None:
    document = ParsedDocument("quarantined", "because", 1, None, [], [], [], [], [])
    assert evidence.evidence_for(document, tmp_path / "gone.pdf", tmp_path / "out") == []
    assert not (tmp_path / "out").exists()
