"""A small warehouse that has something of everything and names that mean harm, and its report; and the report of samples
with their pictures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines import batch
from pipelines.model.settings import Settings
from pipelines.outputs import html_report
from tests.warehouse import conftest as small
from tests.warehouse import factory
from tests.warehouse.factory import Document, indicator, project

SCRIPT = "<script>alert(1)</script>"
LINK = '=HYPERLINK("https://example.org/","点击")'
EVIL = f"</script>{SCRIPT}研究院"
SAMPLES = Path(__file__).parents[1] / "samples"


def evil(year: int) -> Document:
    """An institution, projects, indicators and values that would run if they were not escaped."""
    projects = [
        project(SCRIPT, {"财政拨款": "12.34"}, [indicator(SCRIPT, '"><img src=x onerror=alert(1)>')], goal=SCRIPT),
        project(
            LINK, {"财政拨款": f"{year - 2000}.00"}, [indicator("=1+1", "=10%"), indicator("{{ 7*7 }}", "@SUM(A1)")]
        ),
    ]
    return Document(EVIL, year, projects, file_name=f"<b>{year}</b>.pdf")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of tests/warehouse and the evil institution over two years."""
    documents = [*small.inbox(), evil(2024), evil(2025)]
    return factory.build(documents, tmp_path_factory.mktemp("report_warehouse"), small.references())


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its report."""
    target = tmp_path_factory.mktemp("site") / "report"
    html_report.put_in_place(html_report.prepare(html_report.Sources(built), target), target)
    return target


@pytest.fixture(scope="session")
def samples_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three samples of one institution, read and published with their report, twice: first without the last year."""
    folder = tmp_path_factory.mktemp("samples")
    settings = Settings(folder / "inbox", folder / "jixiao.duckdb", workers=2, with_report=True)
    settings.inbox.mkdir()
    pdfs = sorted(SAMPLES.glob("穗南*.pdf"))
    assert len(pdfs) == 3
    for arriving in (pdfs[:2], pdfs[2:]):
        for pdf in arriving:
            shutil.copy(pdf, settings.inbox)
        with batch.only_writer(settings):
            batch.scan(settings)
            batch.parse_new(settings, batch.guarded_reader(settings.workers))
            batch.build(settings)
            batch.check(settings)
            batch.publish(settings)
            batch.write_report(settings)
    return settings
