"""Staging files: lossless, whole or not there, and able to prove it."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.files import remove_unfinished
from pipelines.warehouse import staging
from tests.batch.builders import BOX, document, project, sha, statement

SHA = sha("a")


def test_a_document_comes_back_as_it_was(tmp_path: Path) -> None:
    parsed = document(statement(), statement("另一学院", None))
    path = staging.write(tmp_path, SHA, parsed)
    row = staging.read([path]).to_dicts()[0]
    assert {name: row[name] for name in dataclasses.asdict(parsed)} == dataclasses.asdict(parsed)
    assert row["sha256"] == SHA


def test_a_document_without_statements_can_be_staged(tmp_path: Path) -> None:
    path = staging.write(tmp_path, SHA, document(outcome="quarantined", reason="it is damaged"))
    assert staging.read_heads([path]).row(0, named=True)["reason"] == "it is damaged"


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    first, second = (staging.write(tmp_path / folder, SHA, document(statement())) for folder in "12")
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_money_finer_than_staging_keeps_is_refused_not_rounded(tmp_path: Path) -> None:
    amount = dataclasses.replace(project(1, "甲").amounts[0], yuan=Decimal("1.123456789"))
    fine = dataclasses.replace(project(1, "甲"), amounts=[amount])
    with pytest.raises(staging.StagingError, match="would change"):
        staging.write(tmp_path, SHA, document(statement(projects=[fine])))
    assert list(tmp_path.iterdir()) == []


def test_a_box_that_is_no_number_is_refused(tmp_path: Path) -> None:
    broken = dataclasses.replace(project(1, "甲"), box=dataclasses.replace(BOX, x0=float("nan")))
    with pytest.raises(staging.StagingError):
        staging.write(tmp_path, SHA, document(statement(projects=[broken])))


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied"])
def test_a_damaged_file_is_noticed(tmp_path: Path, damage: str) -> None:
    path = staging.write(tmp_path, SHA, document(statement()))
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    path.write_bytes({"cut": content[: len(content) // 2], "flipped": content, "emptied": b""}[damage])
    shelf = staging.staged_files(tmp_path)
    assert shelf.damaged == [path]
    assert shelf.path(SHA) is None


def test_writing_again_takes_the_place_of_a_damaged_file(tmp_path: Path) -> None:
    path = staging.write(tmp_path, SHA, document(statement()))
    path.write_bytes(b"damaged")
    shelf = staging.staged_files(tmp_path)
    again = staging.write(tmp_path, SHA, document(statement("另一学院")), replaced=shelf.replaced(SHA))
    assert list(tmp_path.iterdir()) == [again]
    # As where a quarantined document is read again.
    other = staging.write(tmp_path, SHA, document(statement()), replaced=staging.staged_files(tmp_path).replaced(SHA))
    assert list(tmp_path.iterdir()) == [other]


def test_a_new_parser_version_does_not_see_the_old_ones_file_as_its_own(tmp_path: Path) -> None:
    old = staging.write(tmp_path, SHA, document(statement()), parser_version="1.0")
    shelf = staging.staged_files(tmp_path, parser_version="2.0")
    assert SHA not in shelf.current
    assert shelf.path(SHA) == old
    new = staging.write(tmp_path, SHA, document(statement()), parser_version="2.0")
    assert staging.staged_files(tmp_path, parser_version="2.0").path(SHA) == new


def test_a_temporary_file_is_never_taken_for_a_staged_one_and_is_swept(tmp_path: Path) -> None:
    whole = staging.write(tmp_path, SHA, document(statement()))
    (tmp_path / ".abc.writing").write_bytes(whole.read_bytes())
    assert staging.staged_files(tmp_path).damaged == []
    remove_unfinished(tmp_path)
    assert list(tmp_path.iterdir()) == [whole]


def test_heads_hold_the_distinct_names(tmp_path: Path) -> None:
    projects = [project(1, "乙", implementing="甲处"), project(2, "甲", implementing="甲处")]
    path = staging.write(tmp_path, SHA, document(statement(projects=projects)))
    head = staging.read_heads([path]).row(0, named=True)["heads"][0]
    assert head["implementing_units"] == ["甲处"]
    assert head["project_names"] == ["乙", "甲"]


def test_reading_nothing_gives_an_empty_frame_with_the_columns() -> None:
    assert staging.read([]).schema == staging.SCHEMA
    assert isinstance(staging.read_heads([]), pl.DataFrame)


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        staging.write(tmp_path, SHA, document(statement()))
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_an_earlier_version_that_knew_fewer_fields_is_read_beside_new_ones(tmp_path: Path) -> None:
    new = staging.write(tmp_path, SHA, document(statement()))
    frame = staging.read([new])
    fewer = pl.col("statements").list.eval(pl.element().struct.drop(["kind", "evaluations"]))
    old = tmp_path / "old.parquet"
    frame.with_columns(fewer).drop("document_kinds").write_parquet(old)
    both = staging.read([old, new])
    kinds = both.get_column("statements").list.eval(pl.element().struct.field("kind")).to_list()
    assert kinds == [[None], ["target"]]
    assert both.get_column("document_kinds").to_list() == [None, []]
