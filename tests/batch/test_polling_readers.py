"""Readers who poll the published file while it is published again and again: no error, never a mixed state."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.place import Place

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("publishes", [1, pytest.param(20, marks=pytest.mark.long)])
def test_readers_see_the_old_file_or_the_new_and_nothing_between(tmp_path: Path, publishes: int) -> None:
    place = Place(tmp_path)
    place.put("甲学院_2000.pdf", "实训室建设")
    place.batch()
    stop = tmp_path / "stop"
    command = [sys.executable, "-m", "tests.batch.reader", str(place.settings.warehouse), str(stop)]
    reader = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    for number in range(1, publishes + 1):
        place.put(f"甲学院_{2000 + number}.pdf", "实训室建设", f"项目{number}")
        place.batch()
    stop.touch()
    out, _ = reader.communicate(timeout=60)
    said = json.loads(out)
    assert said["problems"] == []
    assert said["reads"] > 5 * publishes
    # A reader that always saw one file proves nothing.
    assert said["seen"] > publishes // 2
    (tmp_path / "said").write_text(out)
