"""Pages are whole, light and harmless: links lead somewhere, text of documents stays text, nothing grows without end."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from pipelines.model.settings import Settings
from pipelines.outputs import html_report, page_pictures
from pipelines.outputs.html_report.cells import cell
from pipelines.outputs.html_report.proof_pages import MOST_MARKS
from pipelines.outputs.html_report.site import MARKER
from pipelines.outputs.html_report.writing import PART
from pipelines.warehouse import reading
from tests.outputs.reading import read
from tests.published import EVIL, LINK, SCRIPT
from tests.warehouse import factory
from tests.warehouse.factory import Document, indicator, project

ASSETS = Path(html_report.__file__).parent / "assets"
TWO_MEGABYTES = 2_000_000
KNOWN_TAGS = {
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "span", "button", "main", "h1", "h2", "ul", "li",
    "p", "code", "div", "figure", "figcaption", "section", "table", "thead", "tbody", "tr", "th", "td", "br", "dl", "dt", "dd",
    "footer", "time", "img", "details", "summary",
}  # fmt: skip


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_address_leads_to_a_file_of_the_report_and_to_a_place_on_it(site: Path) -> None:
    identifiers = {
        path.resolve(): set(re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in _pages(site)
    }
    followed = 0
    for path in _pages(site):
        for address in read(path).addresses:
            if address.startswith("data:"):
                continue
            file, _, anchor = address.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path.resolve()
            assert target.is_file(), (path, address)
            assert not anchor or unquote(anchor) in identifiers[target], (path, address)
            followed += 1
    assert followed > 500


def test_text_of_a_document_brings_no_tag_and_no_attribute(site: Path) -> None:
    for path in _pages(site):
        page = read(path)
        assert page.tags <= KNOWN_TAGS, path
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_project_that_is_called_like_a_script_is_shown_as_it_is_called(site: Path, built: Path) -> None:
    [(family,)] = reading.query(
        "from v_project select distinct project_family_id where project_name = ?", built, [SCRIPT]
    ).iter_rows()
    page = read(site / "families" / f"{family}.html")
    assert page.tables["goals"].column("goal")[0].seen == SCRIPT
    assert "<img src=x onerror=alert(1)>" in page.text
    [evil] = [path for path in (site / "institutions").glob("*.html") if EVIL in read(path).text]
    names = {series["zh"] for series in read(evil).charts["by-family"]["series"]}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in names


def test_a_template_in_a_name_is_not_run(site: Path) -> None:
    text = "".join(read(path).text for path in (site / "families").glob("*.html"))
    assert "{{ 7*7 }}" in text


def test_no_page_names_an_address_outside_of_itself(site: Path) -> None:
    for path in _pages(site):
        for address in read(path).addresses:
            assert not re.match(r"(?i)(https?:|//|javascript:)", address), (path, address)


def test_every_page_tells_its_language_its_title_and_its_table_headings(site: Path) -> None:
    for path in _pages(site):
        text = path.read_text(encoding="utf-8")
        assert '<html lang="zh-CN"' in text
        assert text.count("<h1>") == 1
        assert re.search(r'<title data-zh="[^"]+" data-en="[^"]+">[^<]+</title>', text)
        assert "<th>" not in text, "a heading without scope"


def test_an_institution_without_any_money_has_a_page_that_says_so(site: Path, built: Path) -> None:
    [(key,)] = reading.query(
        "from dim_institution select institution_key where institution_name = '丙区教育局'", built
    ).iter_rows()
    page = read(site / "institutions" / f"{key}.html")
    assert page.charts == {}
    assert {each.value for each in page.tables["documents"].column("status")} == {"quarantined", "no_target_table"}


def test_a_document_that_did_not_load_says_why(site: Path) -> None:
    table = read(site / "quality.html").tables["held-back"]
    assert "a row of the table cannot be read with proof" in {each.value for each in table.column("reason")}


def test_a_page_without_its_picture_says_why_and_still_lists_what_was_read(site: Path) -> None:
    page = read(next(iter(sorted((site / "evidence").glob("*/p001.html")))))
    assert "the file is no longer in the inbox" in page.text
    assert len(page.tables["read"].rows) > 3


def test_nothing_to_compare_with_on_the_first_publish(site: Path) -> None:
    assert "这是第一次发布" in read(site / "index.html").text


# --- what eyes need ---


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(scheme: int) -> None:
    css = (ASSETS / "report.css").read_text(encoding="utf-8")
    root = re.findall(r":root \{(.*?)\}", css, re.S)[scheme]
    colours = {
        name: "#" + (value if len(value) == 6 else "".join(2 * digit for digit in value))
        for name, value in re.findall(r"--(\w+): #(\w+);", root)
    }
    kinds = re.findall(r"\.badge\.(?:project|amount|total|indicator|issue) \{ color: (#\w{6}); \}", css)
    assert len(kinds) == 10
    texts = [*(colours[name] for name in ("ink", "soft", "accent", "good", "bad", "doubt")), *kinds[5 * scheme :][:5]]
    for text in texts:
        for ground in ("paper", "ground"):
            assert _contrast(text, colours[ground]) >= 4.5, (text, ground)
    assert _contrast(colours["ink"], colours["bar"]) >= 4.5, "the amount on its bar"


# --- many documents ---


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The warehouse of one institution with 1,200 projects and its report."""
    many = [
        project(f"第{number}号楼设备更新", {"财政拨款": f"{number}.00"}, [indicator("更新设备数量", f"{number}台")])
        for number in range(1, 1201)
    ]
    folder = tmp_path_factory.mktemp("large")
    path = factory.build([Document("大山职业学院", 2025, many)], folder)
    target = folder / "report"
    html_report.put_in_place(html_report.prepare(html_report.Sources(path), target), target)
    return path, target


def test_pages_stay_light_however_many_projects_there_are(large: tuple[Path, Path]) -> None:
    sizes = {path: path.stat().st_size for path in large[1].rglob("*.html")}
    heaviest = max(sizes, key=lambda path: sizes[path])
    assert sizes[heaviest] < TWO_MEGABYTES, heaviest


def test_a_page_on_which_more_stands_than_can_be_listed_says_so(large: tuple[Path, Path]) -> None:
    path, site = large
    [(standing,)] = reading.query(
        "select (from fact_project select count(*)) + (from fact_funding select count(*)) + (from fact_indicator select count(*))"
        " + (from dq_issue select count(*) where page = 1)", path,
    ).iter_rows()  # fmt: skip
    [evidence] = (site / "evidence").rglob("p001.html")
    page = read(evidence)
    assert len(page.tables["read"].rows) == MOST_MARKS < standing
    assert f"另有 {standing - MOST_MARKS} 项未列" in page.text


def test_a_long_table_goes_on_in_further_pages_and_is_there_whole_as_csv(large: tuple[Path, Path]) -> None:
    _, site = large
    [first] = [page for page in (site / "institutions").glob("*.html") if page.stem.count("-") == 0]
    parts = [first, *sorted(site.glob(f"institutions/{first.stem}-families-*.html"))]
    shown = [cell.value for part in parts for cell in read(part).tables["families"].column("project_name")]
    assert len(parts) == -(-1200 // PART)
    assert len(shown) == len(set(shown)) == 1200
    whole = (site / "data" / f"institutions-{first.stem}-families.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(whole) == 1201
    assert whole[0].startswith("fiscal_year,project_name,")
    assert str(sum(Decimal(line.split(",")[5]) for line in whole[1:])) == "7206000000.00"


def test_a_whole_csv_holds_no_formula(tmp_path: Path) -> None:
    many = [project(f"{LINK}{number}", {"财政拨款": "1.00"}) for number in range(PART + 1)]
    path = factory.build([Document("大山职业学院", 2025, many)], tmp_path)
    prepared = html_report.prepare(html_report.Sources(path), tmp_path / "report")
    [whole] = prepared.glob("data/institutions-*-families.csv")
    names = [line for line in whole.read_text(encoding="utf-8-sig").splitlines() if "HYPERLINK" in line]
    assert len(names) == PART + 1
    assert not [line for line in names if re.search(r'(^|,)"?=', line)]


# --- put in place ---


def test_a_report_replaces_a_report_and_nothing_else(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.mkdir()
    (target / "thesis.docx").write_text("years of work")
    with pytest.raises(html_report.ReportError, match="something else than a report"):
        html_report.prepare(html_report.Sources(built), target)
    assert (target / "thesis.docx").read_text() == "years of work"


def test_a_report_made_again_is_the_same_byte_for_byte_and_leaves_nothing_behind(
    built: Path, site: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report"
    for _ in range(2):
        html_report.put_in_place(html_report.prepare(html_report.Sources(built), target), target)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (target / path.relative_to(site)).read_bytes(), path


def test_a_report_says_what_changed_and_still_says_it_when_made_again(built: Path, tmp_path: Path) -> None:
    before = factory.build(
        [Document("新河职业学院", 2025, [project("甲", {"财政拨款": "1.00"})], file_name="a.pdf")], tmp_path / "a"
    )
    after = factory.build(
        [Document("新河职业学院", 2025, [project("甲", {"财政拨款": "2.00"})], file_name="a.pdf")], tmp_path / "b"
    )
    target = tmp_path / "report"
    for sources in (html_report.Sources(after, before=before), html_report.Sources(after)):
        html_report.put_in_place(html_report.prepare(sources, target), target)
        table = read(target / "index.html").tables["changes"]
        row = dict(zip(table.columns, [cell.value for cell in table.rows[0]], strict=True))
        assert (row["what"], row["change"], row["project_name"]) == ("project", "changed", "甲")
        assert (row["before"], row["after"], row["change_yuan"]) == ("10000.00", "20000.00", "10000.00")
    assert json.loads((target / MARKER).read_text())["changes"]


def test_an_earlier_warehouse_of_another_shape_does_not_hold_back_the_report(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "old.duckdb"
    other.write_bytes(b"no warehouse at all")
    prepared = html_report.prepare(html_report.Sources(built, before=other), tmp_path / "report")
    assert "与上次发布无法比较" in read(prepared / "index.html").text


# --- evidence of real pages ---


def test_every_figure_of_a_sample_lies_in_a_box_on_a_picture(samples_settings: Settings) -> None:
    site = samples_settings.report
    [(indicators,)] = reading.query("select count(*) from fact_indicator", samples_settings.warehouse).iter_rows()
    boxes = pictures = 0
    for path in (site / "evidence").glob("*/*.html"):
        text = path.read_text(encoding="utf-8")
        for left, top, width, height in re.findall(
            r"left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%", text
        ):
            assert float(left) + float(width) <= 100.1
            assert float(top) + float(height) <= 100.1
        boxes += text.count('class="box indicator"')
        pictures += len(list(path.parent.glob(f"{path.stem}-*.png")))
    assert boxes == indicators > 30
    assert pictures == len(list((site / "evidence").glob("*/*.html")))


def test_a_page_without_colour_is_a_picture_in_greys_and_one_with_colour_keeps_it(
    samples_settings: Settings, tmp_path: Path
) -> None:
    for path in (samples_settings.report / "evidence").glob("*/*.png"):
        assert Image.open(path).mode == "L"
    coloured = tmp_path / "red.pdf"
    Image.new("RGB", (200, 100), (208, 31, 47)).save(coloured)
    data = page_pictures.bare(str(coloured), [1, 2], 72)
    assert data[-4:] == bytes(4), "there is no second page"
    picture = Image.open(io.BytesIO(data[4:-4]))
    assert picture.mode == "RGB"
    assert abs(picture.getpixel((100, 50))[0] - 208) < 8  # type: ignore[index]


def test_pictures_are_taken_over_from_the_report_before(samples_settings: Settings, tmp_path: Path) -> None:
    nowhere = html_report.Sources(samples_settings.warehouse, tmp_path / "moved inbox")
    prepared = html_report.prepare(nowhere, samples_settings.report)
    assert (
        len(list(prepared.glob("evidence/*/*.png"))) == len(list(samples_settings.report.glob("evidence/*/*.png"))) > 3
    )


def test_a_file_that_is_no_longer_the_one_that_was_read_gives_no_picture(
    samples_settings: Settings, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for pdf in samples_settings.inbox.glob("*.pdf"):
        (inbox / pdf.name).write_bytes(pdf.read_bytes() + b"\n% changed")
    prepared = html_report.prepare(html_report.Sources(samples_settings.warehouse, inbox), tmp_path / "report")
    assert list(prepared.glob("evidence/*/*.png")) == []
    assert "is not the one that was read" in read(next(prepared.glob("evidence/*/*.html"))).text


def test_the_second_publish_tells_the_document_that_came(samples_settings: Settings) -> None:
    table = read(samples_settings.report / "index.html").tables["changes"]
    rows = [(row[0].value, row[1].value) for row in table.rows]
    assert rows.count(("document", "added")) == 1
    assert ("project", "added") not in rows, "the document's row speaks for them"


def test_a_cell_is_escaped_and_carries_the_exact_value() -> None:
    assert cell("project_name", "<b>&") == "<td>&lt;b&gt;&amp;</td>"
    assert cell("amount_yuan", Decimal("-1234567.89")) == '<td class="number minus" data-v="-1234567.89">-123.46</td>'
    assert cell("amount_yuan", None) == '<td class="none">—</td>'
    assert 'data-v="0.12345"' in cell("change_ratio", 0.12345)
