"""Borders as browsers draw them: each gives the same facts, and what gives no lines may be refused, but is never no table."""

from __future__ import annotations

import pikepdf
import pytest

from pipelines.extract.document import parse_pdf
from tests.extract.comparing import assert_same_facts
from tests.printing import LAYOUTS, Style, make_truth, print_truth
from tests.printing.engines import available, print_with_chromium

READ = {
    "dashed": "td, th { border: 1px dashed black; }",
    "double": "td, th { border: 3px double black; }",
    "apart": "table { border-collapse: separate; border-spacing: 2px; }",
    "grey": "td, th { border: 1px solid #ccc; }",
    "framed": "table { border: 4px solid black; } th { background: #333; color: white; }",
}
UNLINED = {
    "dotted": "td, th { border: 1px dotted black; }",
    "rounded": "table { border-collapse: separate; border-spacing: 0; } td, th { border-radius: 3px; }",
    "background": "table { border-collapse: separate; border-spacing: 2px; background: black; }"
    " td, th { border: none; background: #eee; }",
}
EVERY = [(layout, border) for layout in LAYOUTS for border in (READ | UNLINED)]
DEALT = [(LAYOUTS[at % len(LAYOUTS)], border) for at, border in enumerate(READ | UNLINED)]


def check(layout, border, tmp_path):
    truth, path = make_truth(layout=layout, projects=2), tmp_path / "printed.pdf"
    print_with_chromium(truth, layout, "hei", path, css=(READ | UNLINED)[border])
    document = parse_pdf(path)
    if border in READ or document.outcome == "parsed":
        assert_same_facts(document, truth, layout)
    else:
        assert document.outcome == "quarantined" and document.reason


needs_chromium = pytest.mark.skipif(available("chromium") is not None, reason=str(available("chromium")))


@needs_chromium
@pytest.mark.parametrize(("layout", "border"), DEALT)
def test_a_border_is_read_or_refused_by_name(layout, border, tmp_path):
    check(layout, border, tmp_path)


@needs_chromium
@pytest.mark.long
@pytest.mark.parametrize(("layout", "border"), [pair for pair in EVERY if pair not in DEALT])
def test_every_border_is_in_every_layout(layout, border, tmp_path):
    check(layout, border, tmp_path)


def test_a_target_table_without_lines_beside_one_with_lines_is_named(tmp_path):
    """The second institution's table is printed without any line; the first one's loads, and the other is not forgotten."""
    ruled, bare = tmp_path / "ruled.pdf", tmp_path / "bare.pdf"
    print_truth(make_truth(layout="expanded", projects=2), ruled)
    print_truth(make_truth(layout="expanded", projects=2, seed=7), bare, style=Style(rules="none"))
    with pikepdf.open(ruled, allow_overwriting_input=True) as pdf, pikepdf.open(bare) as other:
        pdf.pages.extend(other.pages)
        pdf.save(ruled)
    document = parse_pdf(ruled)
    assert "table_not_read" in {f.rule for f in document.findings}, document
