"""The report in headless Chromium: nothing complains, nothing leaves the machine, charts are pixels, and what can be
clicked works. Skipped where there is no Chromium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.model.settings import Settings
from tests.outputs.browser import CHROMIUM, Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

TABLE = "document.querySelector('table[data-name=families]')"
NAMES = f"[...{TABLE}.tBodies[0].rows].filter(row => !row.hidden).map(row => row.cells[1].textContent)"
AMOUNTS = f"[...{TABLE}.tBodies[0].rows].map(row => row.cells[5].dataset.v ?? null)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def sample(samples_settings: Settings) -> Path:
    return samples_settings.report


@pytest.fixture
def institution(sample: Path) -> Path:
    [page] = (sample / "institutions").glob("*.html")
    return page


def _page_of_each_kind(site: Path) -> list[Path]:
    folders = ("institutions", "families", "types", "documents", "quality", "evidence")
    return [
        site / "index.html",
        site / "compare.html",
        site / "quality.html",
        *(next(iter(sorted((site / f).rglob("*.html")))) for f in folders),
    ]


@pytest.mark.parametrize("after", ["", "?lang=en"])
def test_no_page_complains_and_no_request_leaves_the_machine(browser: Browser, sample: Path, after: str) -> None:
    for page in _page_of_each_kind(sample):
        browser.open(page, after)
        assert browser.complaints == [], page
        assert browser.requests, page
        assert [each for each in browser.requests if not each.startswith(("file:", "data:"))] == [], page


def test_hostile_names_run_nowhere(browser: Browser, site: Path) -> None:
    hostile = [page for page in sorted(site.rglob("*.html")) if "alert(1)" in page.read_text(encoding="utf-8")]
    assert len(hostile) >= 5
    for page in hostile:
        browser.open(page)
        assert browser.complaints == [], page
        assert browser.run("document.images.length") == 0, page
        assert [each for each in browser.requests if not each.startswith(("file:", "data:"))] == [], page


def test_charts_are_drawn_in_the_colours_of_their_series(browser: Browser, sample: Path) -> None:
    browser.open(sample / "index.html", "?lang=zh")
    box = browser.run(
        "(() => { const r = document.querySelector('.drawing').getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })()"
    )
    seen = Image.open(io.BytesIO(browser.picture())).convert("RGB").crop(tuple(round(each) for each in box))
    colours = browser.run(
        "JSON.parse(document.querySelector('.chart script').textContent).series.filter(s => Math.max(...s.values) > 1).map(s => s.colour)"
    )
    pixels = np.asarray(seen, dtype=int)
    assert len(colours) >= 2
    for colour in colours:
        wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
        near = (abs(pixels - wanted) <= 8).all(axis=2).sum()
        assert near > 300, colour


def test_every_chart_has_as_many_bars_as_it_has_values(browser: Browser, institution: Path) -> None:
    browser.open(institution)
    drawn = browser.run(
        "[...document.querySelectorAll('.chart')].map(c => c.querySelectorAll('.barlayer .point').length)"
    )
    values = browser.run(
        "[...document.querySelectorAll('.chart script')].map(s => { const d = JSON.parse(s.textContent); return d.series.length * d.axis.length; })"
    )
    assert drawn == values
    assert min(drawn) > 0


def test_the_numbers_of_a_chart_stand_below_it_as_a_table(browser: Browser, institution: Path) -> None:
    browser.open(institution)
    drawn = browser.run(
        "JSON.parse(document.querySelector('#chart-by-source script').textContent).series.map(s => s.values.map(v => v === null ? '—' : v.toFixed(2)))"
    )
    assert not browser.run("document.querySelector('#chart-by-source details').open")
    browser.run("document.querySelector('#chart-by-source summary').click()")
    listed = browser.run(
        "[...document.querySelectorAll('#chart-by-source tbody tr')].map(r => [...r.cells].slice(1).map(c => c.innerText.replaceAll(',', '')))"
    )
    assert listed == drawn


def test_a_heading_sorts_up_and_down_by_value_and_says_so(browser: Browser, institution: Path) -> None:
    browser.open(institution)
    heading = f"{TABLE}.tHead.rows[0].cells[5]"
    for wanted in ("ascending", "descending"):
        browser.run(f"{heading}.querySelector('button').click()")
        assert browser.run(f"{heading}.getAttribute('aria-sort')") == wanted
        amounts = [float(each) for each in browser.run(AMOUNTS)]
        assert amounts == sorted(amounts, reverse=wanted == "descending")
    assert len(set(amounts)) > 5


def test_what_is_missing_stands_last_whichever_way_it_is_sorted(browser: Browser, institution: Path) -> None:
    browser.open(institution)
    for _ in range(2):
        browser.run(f"{TABLE}.tHead.rows[0].cells[4].querySelector('button').click()")
        prior = browser.run(f"[...{TABLE}.tBodies[0].rows].map(row => row.cells[4].dataset.v ?? '')")
        assert "" in prior
        assert prior.index("") == len([each for each in prior if each])


def test_a_filter_hides_the_other_rows_and_counts(browser: Browser, institution: Path) -> None:
    browser.open(institution, "?lang=zh")
    everything = browser.run(NAMES)
    wanted = everything[0]
    browser.run(f"""(() => {{ const input = {TABLE}.closest('section').querySelector('input');
        input.value = {wanted!r}; input.dispatchEvent(new Event('input')); }})()""")
    left = browser.run(NAMES)
    assert 0 < len(left) < len(everything)
    assert all(wanted in name for name in left)
    count = browser.run(f"{TABLE}.closest('section').querySelector('.count').textContent")
    assert count.startswith(f"{len(left)} / {len(everything)}")


def _csv(browser: Browser, table: str) -> str:
    """The CSV that the page would save, caught where the browser is asked to save it."""
    return str(
        browser.run(f"""(async () => {{
        let caught; const create = URL.createObjectURL; const click = HTMLAnchorElement.prototype.click;
        URL.createObjectURL = (blob) => {{ caught = blob; return create(blob); }};
        HTMLAnchorElement.prototype.click = function () {{}};
        try {{ {table}.closest('section').querySelector('.tools button').click(); }}
        finally {{ URL.createObjectURL = create; HTMLAnchorElement.prototype.click = click; }}
        return caught.text(); }})()""")
    )


def test_a_table_downloads_as_csv_with_the_views_names_and_exact_values(browser: Browser, institution: Path) -> None:
    browser.open(institution)
    lines = _csv(browser, TABLE).removeprefix("\ufeff").split("\r\n")
    assert (
        lines[0]
        == '"fiscal_year","project_name","project_type","status","prior_amount_yuan","amount_yuan","change_yuan","change_ratio"'
    )
    exact = [each for each in browser.run(AMOUNTS) if each]
    assert [line.split('","')[5] for line in lines[1:-1]] == exact
    assert all(each.endswith("00") and "." in each for each in exact), "yuan, with its two decimals"


def test_a_formula_in_a_name_is_text_in_the_downloaded_csv(browser: Browser, site: Path) -> None:
    page = next(
        page
        for page in sorted((site / "institutions").glob("*.html"))
        if "HYPERLINK" in page.read_text(encoding="utf-8")
    )
    browser.open(page)
    csv_text = _csv(browser, TABLE)
    assert "\"'=HYPERLINK(" in csv_text
    assert '"=HYPERLINK(' not in csv_text


def test_the_language_switches_and_goes_along_to_the_next_page(browser: Browser, sample: Path) -> None:
    browser.open(sample / "index.html", "?lang=zh")
    assert browser.run("document.querySelector('h1').innerText") == "总览"
    browser.run("document.getElementById('language').click()")
    assert browser.run("document.querySelector('h1').innerText") == "Overview"
    assert browser.run("document.documentElement.lang") == "en"
    assert browser.run("document.title").startswith("Overview")
    assert "10k yuan" in browser.run("document.querySelector('.drawing').textContent")
    address = browser.run("""(() => { const link = document.querySelector('table[data-name=coverage] a');
        document.addEventListener('click', (event) => event.preventDefault()); link.click(); return link.href; })()""")
    assert address.endswith(".html?lang=en")


def test_a_figure_leads_to_its_box_on_the_picture_of_its_page(browser: Browser, sample: Path) -> None:
    family = max((sample / "families").glob("*.html"), key=lambda path: path.stat().st_size)
    browser.open(family)
    address = browser.run("document.querySelector('table[data-name=indicators] td a').getAttribute('href')")
    file, _, anchor = address.partition("#")
    browser.open((family.parent / file).resolve(), f"#{anchor}")
    shown = browser.run("""(() => { const box = document.querySelector(':target'); const r = box.getBoundingClientRect();
        const image = document.querySelector('.sheet img');
        return {kind: box.className, seen: r.top >= 0 && r.bottom <= innerHeight && r.width > 5, drawn: image.naturalWidth}; })()""")
    assert shown["kind"] == "box indicator"
    assert shown["seen"]
    assert shown["drawn"] > 500


def test_a_box_lies_on_ink(browser: Browser, sample: Path) -> None:
    page = sorted((sample / "evidence").glob("*/*.html"))[0]
    browser.open(page, height=3000)
    boxes = browser.run("""[...document.querySelectorAll('.box.amount')].map(b => { const i = document.querySelector('.sheet img');
        return [b.offsetLeft, b.offsetTop, b.offsetWidth, b.offsetHeight].map(v => v * i.naturalWidth / i.clientWidth); })""")
    picture = Image.open(next(page.parent.glob(f"{page.stem}-*.png"))).convert("L")
    assert len(boxes) >= 3
    for left, top, width, height in boxes:
        inside = picture.crop((round(left), round(top), round(left + width), round(top + height)))
        assert np.asarray(inside).min() < 128, "nothing is printed there"


def test_a_phone_shows_everything_in_its_width(browser: Browser, sample: Path) -> None:
    for page in _page_of_each_kind(sample):
        browser.open(page, width=390, height=844)
        assert browser.complaints == [], page
        assert browser.run("document.documentElement.scrollWidth") <= 390, page


def test_a_keyboard_reaches_what_can_be_clicked(browser: Browser, institution: Path) -> None:
    evidence = sorted(institution.parents[1].glob("evidence/*/*.html"))[0]
    for page in (evidence, institution):
        _reaches(browser, page)


def _reaches(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.run(
        "[...document.querySelectorAll('th button, .tools button, .tools input, .scroll, #language')].every(e => e.tabIndex === 0)"
    )
    unnamed = "[...document.querySelectorAll('a, button, input')].filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.title)).length"
    assert browser.run(unnamed) == 0
    assert browser.run("[...document.images].every(image => image.alt)")
    assert browser.run(
        "[...document.querySelectorAll('[aria-labelledby]')].every(e => document.getElementById(e.getAttribute('aria-labelledby')))"
    )
