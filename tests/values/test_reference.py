"""Reviewed data files are read strictly: a slip in one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.linking.overrides import OVERRIDES_COLUMNS
from pipelines.reference import read_rows


def _written(directory: Path, text: str) -> Path:
    (directory / "a.csv").write_text(text, encoding="utf-8")
    return directory


def test_notes_blank_lines_and_white_space_are_no_data(tmp_path: Path) -> None:
    directory = _written(tmp_path, "# a note, with commas\n\nword,note\n 甲 ,x\n# another\n乙,\n")
    assert read_rows("a.csv", ("word", "note"), directory) == [
        {"word": "甲", "note": "x"},
        {"word": "乙", "note": ""},
    ]


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    directory = _written(tmp_path, "\ufeffword,note\r\n甲,x\r\n")
    assert read_rows("a.csv", ("word", "note"), directory) == [{"word": "甲", "note": "x"}]


def test_commas_inside_quotes_are_part_of_a_field(tmp_path: Path) -> None:
    directory = _written(tmp_path, 'word,note\n甲,"x,y"\n')
    assert read_rows("a.csv", ("word", "note"), directory) == [{"word": "甲", "note": "x,y"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("word\n甲\n", "heading"),
        ("", "heading"),
        ("word,note\n# x\n甲\n", "line 3: 1 fields"),
        ("word,note\n甲,x,y\n", "line 2: 3 fields"),
        ('word,note\n甲,"x\ny"\n', "over a line's end"),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_rows("a.csv", ("word", "note"), _written(tmp_path, text))


def test_the_shipped_overrides_decide_nothing() -> None:
    assert read_rows("overrides.csv", OVERRIDES_COLUMNS) == []
