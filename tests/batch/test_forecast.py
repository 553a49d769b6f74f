"""What the doctor says of the next batch, before it is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import batch, doctor
from pipelines.doctor import Diagnosis
from pipelines.ingest.manifest import MANIFEST
from pipelines.ingest.reviewed_files import OVERRIDES
from pipelines.linking.overrides import OVERRIDES_COLUMNS
from pipelines.warehouse.forecast import forecast
from tests.batch.place import Place
from tests.batch.test_admission import POISON, _without_a_name, spoiling

A, B, C = "甲学院_2024.pdf", "甲学院_2025.pdf", "乙学院_2025.pdf"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in (A, B, C):
        made.put(name, "实训室建设", "信息化建设")
    return made


def said_of(place: Place) -> Diagnosis:
    return next(each for each in doctor.examine(place.settings) if each.name == "next batch")


def test_before_the_first_batch_nothing_is_known_but_how_much_waits(place: Place) -> None:
    found = said_of(place)
    assert (found.state, "publish 0 documents" in found.said, "3 PDFs wait" in found.said) == ("well", True, True)


def test_after_a_batch_the_same_documents_would_be_published_again(place: Place) -> None:
    place.batch()
    place.put("丙学院_2025.pdf", "绿化")
    found = said_of(place)
    assert (found.state, "publish 3 documents" in found.said, "1 PDFs wait" in found.said) == ("well", True, True)
    assert forecast(place.settings).lost == []


def test_an_institutions_year_that_would_be_lost_holds_the_batch_back(place: Place) -> None:
    place.batch()
    (place.settings.inbox / C).unlink()
    for staged in place.settings.staging.glob("*.parquet"):
        if "files" not in staged.name and "findings" not in staged.name:
            staged.unlink()
    with batch.only_writer(place.settings):
        batch.scan(place.settings)
    found = said_of(place)
    assert (found.state, "乙学院 2025 is gone" in found.said) == ("broken", True)
    assert "--allow-loss" in found.todo


def test_a_document_that_cannot_be_loaded_is_foreseen_by_name(place: Place) -> None:
    place.put(POISON, "实训室建设")
    place.batch(spoiling(_without_a_name))
    found = said_of(place)
    assert (found.state, POISON in found.said, "publish 3 documents" in found.said) == ("doubtful", True, True)


def test_a_decision_about_nobody_would_stop_the_batch(place: Place) -> None:
    place.batch()
    rows = ",".join(OVERRIDES_COLUMNS) + "\nmatch,无此学院,甲,乙,x,2025-01-01\n"
    (place.settings.inbox / OVERRIDES).write_text(rows, encoding="utf-8")
    found = said_of(place)
    assert (found.state, "would stop" in found.said, "无此学院" in found.said) == ("broken", True, True)


def test_another_name_for_the_same_documents_is_no_loss(place: Place) -> None:
    place.batch()
    (place.settings.inbox / MANIFEST).write_text(f"file,institution,fiscal_year\n{C},丁学院,2025\n", encoding="utf-8")
    place.batch()
    assert place.ask("select count(*) from v_project where institution_name = '丁学院'") == [(2,)]


def test_the_forecast_writes_nothing(place: Place) -> None:
    place.batch()
    before = {path: path.stat().st_mtime_ns for path in place.settings.warehouse.parent.rglob("*")}
    forecast(replace(place.settings))
    assert before == {path: path.stat().st_mtime_ns for path in place.settings.warehouse.parent.rglob("*")}
