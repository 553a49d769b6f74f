"""The benchmark measures what it says: every reader reads the same pages, and ours finds every project."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import documents, peers, reading


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> documents.Printed:
    return documents.disclosure(tmp_path_factory.mktemp("bench"), 8, 2, "identity_h")


def test_a_disclosure_has_the_pages_asked_for(printed: documents.Printed) -> None:
    assert printed.pages == 8


@pytest.mark.parametrize("name", [name for name in peers.READERS if name != "camelot"])
def test_every_reader_reads_it_in_a_process_of_its_own(printed: documents.Printed, name: str) -> None:
    told = reading.measure(name, printed, core=max(os.sched_getaffinity(0)))
    assert told["cpu"] > 0
    assert told["peak_kib"] > 10_000
    assert told["found"] == printed.projects if told["what"] == "projects" else told["found"] > 50


def test_all_glyph_readers_find_as_many_glyphs(printed: documents.Printed) -> None:
    assert peers.second_reader(printed.path) == peers.pdfplumber_layout(printed.path)


def test_ratios_are_paired_by_round_and_told_as_medians(capsys: pytest.CaptureFixture[str]) -> None:
    document = documents.Printed(Path("x.pdf"), "table only", 10, 1)
    times = {"ours": (1.0, 2.0, 4.0), "ours, no second reader": (0.5, 1.0, 2.0), "pdfplumber": (3.0, 4.0, 16.0)}
    measured = {
        name: [{"cpu": cpu, "peak_kib": 2048, "found": 1, "what": "cells"} for cpu in cpus]
        for name, cpus in times.items()
    }
    told = reading._reading(document, "pdfplumber", measured)
    assert (told.ratio, told.ratio_without_second_reader) == (3.0, 6.0)
    assert (told.pages_per_second, told.peak_mib) == (2.5, 2.0)


RESULT = {
    "machine": {"python": "3.11", "system": "Linux", "cores": 2, "versions": {"pdfplumber": "0.11.10"}},
    "readings": [
        {
            "document": "table only", "pages": 10, "reader": "pdfplumber", "rounds": 1, "pages_per_second": 9.0,
            "ratio": 2.0, "ratio_without_second_reader": 3.0, "peak_mib": 40.0, "found": 7, "what": "cells",
        },
    ],
    "cores": {"documents": 8, "one": 10.0, "two": 18.0, "ratio": 1.8},
    "long_run": {"pages": 600, "cpu": 30.0, "peak_mib": 200.0},
    "starts": {"forked_ms": 9.0, "fresh_ms": 600.0},
}  # fmt: skip


def test_what_was_measured_is_shown() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    reading.show(console, RESULT)
    shown = console.export_text()
    assert "2.00 ×" in shown
    assert "1.80 ×" in shown
    assert "200 MiB" in shown


def test_results_are_written_between_a_pages_marks() -> None:
    page = f"before\n{reading.BEGIN}\nold\n{reading.END}\nafter\n"
    written = reading.rewritten(page, reading.as_markdown(RESULT))
    assert "| pdfplumber | 1 | 9.0 | 2.00 × | 3.00 × | 40 | 7 cells |" in written
    assert "old" not in written
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")


def test_a_page_without_marks_is_not_touched() -> None:
    with pytest.raises(ValueError, match="the page has no"):
        reading.rewritten("nothing here", "results")
