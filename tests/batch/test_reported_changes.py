"""What the report says a publish changed, batch after batch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import batch
from tests.batch.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.put("甲学院_2025.pdf", "实训室建设")
    return made


def changes_after_a_batch(place: Place, **settings: Any) -> Any:
    """The changes that the report of the next batch shows: one record each, None where they are not known."""
    place.batch(**settings)
    batch.write_report(place.settings)
    return json.loads((place.settings.report / "report.json").read_text(encoding="utf-8"))["changes"]


def test_a_report_made_after_the_publish_tells_what_that_changed(place: Place) -> None:
    assert changes_after_a_batch(place) is None
    place.put("乙学院_2025.pdf", "图书馆修缮")
    assert [each["item"] for each in changes_after_a_batch(place)] == ["乙学院_2025.pdf"]
    assert [each["item"] for each in changes_after_a_batch(place)] == ["乙学院_2025.pdf"], (
        "a quiet batch changed nothing"
    )


def test_where_the_one_before_was_not_kept_the_report_does_not_tell_an_older_change(place: Place) -> None:
    changes_after_a_batch(place)
    place.put("乙学院_2025.pdf", "图书馆修缮")
    changes_after_a_batch(place)
    place.put("丙学院_2025.pdf", "操场改造")
    assert changes_after_a_batch(place, history_kept=0) is None
