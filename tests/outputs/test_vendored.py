"""What is vendored is what its authors published, and it is all that the report needs of it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from pipelines.outputs.html_report.writing import HERE

PLOTLY = HERE / "assets" / "plotly"


def noted(what: str) -> str:
    """What the table of the README beside the file says."""
    [value] = re.findall(rf"^\| {what} \| (.+) \|$", (PLOTLY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    return value.strip("`")


def test_the_chart_library_is_the_release_that_is_noted_beside_it() -> None:
    library = (PLOTLY / noted("file")).read_bytes()
    assert hashlib.sha256(library).hexdigest() == noted("sha256")
    assert f"plotly.js (basic - minified) v{noted('version')}".encode() in library[:200]
    assert (PLOTLY / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_the_report_carries_the_library_and_its_pages_name_it(site: Path) -> None:
    assert (site / "assets" / noted("file")).read_bytes() == (PLOTLY / noted("file")).read_bytes()
    assert f'<script src="assets/{noted("file")}" defer>' in (site / "index.html").read_text(encoding="utf-8")


def test_the_charts_are_of_kinds_that_the_basic_bundle_draws(site: Path) -> None:
    """report.js asks for bars and dots and for nothing else that Plotly has."""
    script = (HERE / "assets" / "report.js").read_text(encoding="utf-8")
    assert set(re.findall(r'type: "(\w+)", (?:mode|orientation)', script)) == {"scatter", "bar"}
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    data = [
        found
        for page in pages
        for found in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    ]
    assert {json.loads(each)["kind"] for each in data} == {"bars", "across", "dots"}
