"""Rows worked out before: used again where nothing they depend on has changed, and never where something has."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from pipelines import batch
from pipelines.ingest import reviewed_files
from pipelines.linking.overrides import OVERRIDES_COLUMNS
from pipelines.model.settings import Settings
from pipelines.warehouse import assembly, reading, row_cache
from pipelines.warehouse.row_cache import RowCache
from tests.batch.builders import read_fake_pdfs
from tests.batch.place import Place

PROJECT = Path(__file__).parents[2]
INSTITUTIONS = 7


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Fourteen documents in eight chunks, which are enough for two more."""
    monkeypatch.setattr(assembly, "assemble_tables", partial(assembly.assemble_tables, chunk_documents=2))
    place = Place(tmp_path)
    for number in range(INSTITUTIONS):
        for year in (2024, 2025):
            place.put(f"第{number}学院_{year}.pdf", "实训室建设", f"项目{number}")
    return place


def build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> RowCache:
    """Build as a batch does; what was used again and what was worked out."""
    shelves: list[RowCache] = []

    class Watched(RowCache):
        def __init__(self, directory: Path) -> None:
            super().__init__(directory)
            shelves.append(self)

    monkeypatch.setattr(row_cache, "RowCache", Watched)
    with batch.only_writer(settings):
        batch.build(settings)
    return shelves[0]


def rows(path: Path) -> dict[str, pl.DataFrame]:
    return {table: reading.query(f"from {table}", path) for table in reading.row_counts(path)}


def assert_as_from_scratch(place: Place) -> None:
    """The built file holds what a build without anything kept gives, row by row in the same order."""
    built = rows(place.settings.build_file)
    for path in place.settings.rows.iterdir():
        path.unlink()
    with batch.only_writer(place.settings):
        batch.build(place.settings)
        fresh = rows(place.settings.build_file)
    assert built.keys() == fresh.keys()
    for table, frame in fresh.items():
        if table != "publish_info":  # it says when the file was built
            assert frame.equals(built[table]), table


def test_a_new_document_costs_its_own_chunks_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.batch()
    again = build(place.settings, monkeypatch)
    assert (again.computed, again.reused > 7) == (0, True)
    place.put("第3学院_2026.pdf", "实训室建设")
    with batch.only_writer(place.settings):
        batch.scan(place.settings)
        batch.parse_new(place.settings, read_fake_pdfs)
    one_more = build(place.settings, monkeypatch)
    # Its institution's facts, its own findings, and what staging says of it and its neighbours.
    assert one_more.computed == 3
    assert len(list(place.settings.rows.iterdir())) == one_more.computed + one_more.reused
    assert_as_from_scratch(place)


def test_what_was_cut_or_altered_is_worked_out_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.batch()
    cut, altered, empty = sorted(place.settings.rows.iterdir())[:3]
    cut.write_bytes(cut.read_bytes()[:-1])
    data = bytearray(altered.read_bytes())
    data[len(data) // 2] ^= 1
    altered.write_bytes(data)
    empty.write_bytes(b"")
    assert build(place.settings, monkeypatch).computed == 3
    assert_as_from_scratch(place)


def test_a_decision_of_a_person_is_not_met_by_old_rows(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put("另一学院_2024.pdf", "图书购置")
    place.put("另一学院_2025.pdf", "文献资源建设")
    place.batch()
    decision = "match,另一学院,图书购置,文献资源建设,改名,2026-03-01"
    (place.settings.inbox / reviewed_files.OVERRIDES).write_text(
        f"{','.join(OVERRIDES_COLUMNS)}\n{decision}\n", encoding="utf-8"
    )
    families = "select count(distinct project_family_id) from bridge_project_family"
    assert place.ask(families) == [(2 * INSTITUTIONS + 2,)]
    assert build(place.settings, monkeypatch).computed > 0
    assert reading.query(families, place.settings.build_file).item() == 2 * INSTITUTIONS + 1
    assert_as_from_scratch(place)


def test_a_changed_rule_of_ours_is_not_met_by_old_rows(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.batch()
    kept = len(list(place.settings.rows.iterdir()))
    monkeypatch.setattr(row_cache, "program_digest", lambda: "another")
    assert build(place.settings, monkeypatch).computed == kept
    assert len(list(place.settings.rows.iterdir())) == kept


def test_the_program_is_everything_that_rows_could_depend_on() -> None:
    code = "import sys; from pipelines.warehouse import assembly; print([m.__file__ for n, m in sys.modules.items() if n[:9] == 'pipelines'])"
    imported = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    files = [Path(each).relative_to(PROJECT / "pipelines") for each in ast.literal_eval(imported)]
    assert len(files) > 10
    assert [file for file in files if file.parts[0] not in row_cache.PROGRAM] == []


def test_a_changed_file_makes_another_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "pipelines"
    (package / "reference").mkdir(parents=True)
    (package / "warehouse").mkdir()
    changed = {package / "warehouse" / "facts.py": "rule = 2", package / "reference" / "units.csv": "b"}
    for path in changed:
        path.write_text("as it was")
    monkeypatch.setattr(row_cache, "__file__", str(package / "warehouse" / "row_cache.py"))
    told = {row_cache.program_digest.__wrapped__()}
    for path, text in changed.items():
        path.write_text(text)
        told.add(row_cache.program_digest.__wrapped__())
    assert len(told) == 3
