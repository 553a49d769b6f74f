"""Files and folders that are replaced whole: whoever looks, or pulls the plug, finds the old or the new."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import polars as pl
import pytest

from pipelines.model import files


def test_the_new_bytes_stand_in_the_place_of_the_old_and_nothing_beside_them(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    target.write_bytes(b"old and longer")
    files.write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_reader_keeps_the_file_that_it_opened(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    target.write_bytes(b"old")
    with target.open("rb") as opened:
        files.write_atomically(target, b"new", durable=False)
        assert opened.read() == b"old"


def test_a_function_may_write_the_file(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    files.write_atomically(target, lambda temporary: temporary.write_text("new"))
    assert target.read_text() == "new"


def test_where_writing_fails_the_old_file_stands_and_nothing_is_left(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    target.write_bytes(b"old")

    def half(temporary: Path) -> None:
        temporary.write_bytes(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        files.write_atomically(target, half)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_where_renaming_fails_nothing_is_left(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        files.write_atomically(target, b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_atomically(tmp_path / "answer", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "answer").stat().st_mode) == 0o640


@pytest.mark.parametrize(("durable", "synced"), [(True, ["file", "directory"]), (False, [])])
def test_only_a_durable_write_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool, synced: list[str]
) -> None:
    calls: list[str] = []

    def recorded(descriptor: int) -> None:
        calls.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", recorded)
    files.write_atomically(tmp_path / "answer", b"new", durable=durable)
    assert calls == synced


def test_parquet_comes_back_as_it_was(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["甲", None], "n": [1, 2]})
    files.write_parquet(tmp_path / "rows.parquet", frame)
    assert pl.read_parquet(tmp_path / "rows.parquet").equals(frame)


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target, built = tmp_path / "report", tmp_path / ".report.building"
    for folder, name in ((target, "old"), (built, "new")):
        folder.mkdir()
        (folder / name).touch()
    files.replace_folder(built, target)
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [target]


def test_where_the_new_folder_cannot_be_renamed_the_old_one_is_back(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(FileNotFoundError):
        files.replace_folder(tmp_path / "missing", target)
    assert [path.name for path in target.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".0123abcd.writing", "answer", "answer.writing", ".hidden"):
        (tmp_path / name).touch()
    files.remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "answer", "answer.writing"]
