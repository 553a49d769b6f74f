"""What waits for a batch, and when a file counts as finished."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.ingest.arrivals import QUIET_SECONDS, Waiting, run_key, unfinished, waiting
from pipelines.model.errors import InboxError
from pipelines.model.settings import Settings


def file(quiet: float, size: int = 100, mtime_ns: int = 5) -> Waiting:
    return Waiting("a.pdf", size, mtime_ns, quiet)


@pytest.mark.parametrize(
    ("quiet", "seen", "is_unfinished"),
    [
        (QUIET_SECONDS, {}, False),
        (QUIET_SECONDS + 1, {}, False),
        (QUIET_SECONDS - 0.001, {}, True),
        (QUIET_SECONDS - 0.001, {"a.pdf": [100, 5]}, False),
        (QUIET_SECONDS - 0.001, {"b.pdf": [100, 5]}, True),
        (QUIET_SECONDS - 0.001, {"a.pdf": [99, 5]}, True),
        (QUIET_SECONDS - 0.001, {"a.pdf": [100, 4]}, True),
        (QUIET_SECONDS, {"a.pdf": [99, 4]}, False),
        (-5.0, {}, True),
        (-5.0, {"a.pdf": [100, 5]}, False),
    ],
)
def test_a_file_is_finished_when_left_alone_or_the_same_at_two_looks(
    quiet: float, seen: dict[str, list[int]], is_unfinished: bool
) -> None:
    assert unfinished([file(quiet)], seen) == ([file(quiet)] if is_unfinished else [])


def test_a_file_is_as_quiet_as_its_latest_change_of_any_kind(tmp_path: Path) -> None:
    """Its time can be set back to long ago (by an unpacked archive); the file system's own time of change cannot."""
    settings = Settings(inbox=tmp_path, warehouse=tmp_path / "out" / "w.duckdb")
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    now = path.stat().st_ctime
    os.utime(path, (now - 1000, now - 1000))
    [old] = waiting(settings, now + 3)
    assert old.quiet <= 3
    assert unfinished([old], {}) == [old]
    os.utime(path, (now + 2, now + 2))
    [future] = waiting(settings, now + 3)
    assert future.quiet == pytest.approx(1, abs=0.01)


def test_each_change_of_a_waiting_file_makes_another_run() -> None:
    keys = {run_key([file(0)]), run_key([file(0, size=101)]), run_key([file(0, mtime_ns=6)]), run_key([])}
    assert len(keys) == 4
    assert run_key([file(0)]) == run_key([file(99)])


def test_an_inbox_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="nowhere: no such folder"):
        waiting(Settings(inbox=tmp_path / "nowhere"), 0)
