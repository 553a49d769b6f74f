"""The data dictionary says what sql/ says now, of every table, view and column."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipelines.outputs import dictionary
from pipelines.outputs.dictionary import DictionaryError
from pipelines.warehouse import reading

COMMITTED = Path(__file__).parents[2] / dictionary.PATH


def test_the_committed_dictionary_is_not_stale() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == dictionary.of_schema(), "run python -m pipelines.outputs.dictionary"


def test_it_is_the_same_for_a_file_with_rows(built: Path) -> None:
    assert dictionary.of_file(built) == dictionary.of_schema()


def test_a_column_without_a_comment_is_named(built: Path) -> None:
    columns = reading.describe(built)
    silent = dataclasses.replace(columns[0], comment=None)
    with pytest.raises(DictionaryError, match=f"{silent.table}.{silent.name}"):
        dictionary.data_dictionary([silent, *columns[1:]], [])


def test_a_table_without_a_comment_is_named(built: Path) -> None:
    columns = [dataclasses.replace(each, table_comment="") for each in reading.describe(built)]
    with pytest.raises(DictionaryError, match="dim_project"):
        dictionary.data_dictionary(columns, [])


def test_keys_and_twins_are_named() -> None:
    text = dictionary.of_schema()
    assert "(primary key)" in text and "(→ dim_institution)" in text and "`项目资金同比`" in text
