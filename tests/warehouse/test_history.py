"""Earlier warehouses: kept, pruned, restored; what a publish says of itself; what it refuses to lose."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import batch
from pipelines.model.errors import BatchError
from pipelines.warehouse import checking, history
from tests.batch.place import Place

A, B, C = "甲学院_2023.pdf", "甲学院_2024.pdf", "甲学院_2025.pdf"
NAMES = ("实训室建设", "信息化建设", "图书馆维修", "物业管理", "师资培训", "教材建设", "校园绿化")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_earlier_warehouse_is_kept_as_the_same_file_and_comes_back_by_restore(place: Place) -> None:
    place.put(A, *NAMES[:2])
    _, first = place.batch()
    inode = place.settings.warehouse.stat().st_ino
    place.put(B, *NAMES[:3])
    _, second = place.batch()
    assert [each.id for each in history.earlier(place.settings)] == [first.record["id"]]
    assert history.earlier(place.settings)[0].path.stat().st_ino == inode
    assert place.projects() == 5

    restored = batch.restore(place.settings, first.record["id"][:16])
    assert (restored.id, place.settings.warehouse.stat().st_ino, place.projects()) == (first.record["id"], inode, 2)
    assert [each.id for each in history.earlier(place.settings)] == [second.record["id"]]
    published = history.published_entry(place.settings)
    assert published is not None
    assert published.record == json.loads(json.dumps(first.record))
    with pytest.raises(BatchError, match="no earlier warehouses are called that"):
        batch.restore(place.settings, "1999")
    assert place.projects() == 2


def test_the_manifest_says_documents_rows_checks_and_what_changed(place: Place) -> None:
    place.put(A, *NAMES[:2])
    _, first = place.batch()
    assert (first.record["previous"], first.record["changes"]) == (None, None)
    place.put(A.replace(".pdf", "_更正.pdf"), NAMES[0], NAMES[2], NAMES[3])
    _, second = place.batch()
    said = second.record
    assert said["previous"] == first.record["id"]
    assert said["rows"] == dict(place.ask("select * from publish_manifest"))
    assert {each["name"] for each in said["checks"]} == {each.name for each in checking.checks()}
    changed = said["changes"]
    assert [(each["file"], each["change"]) for each in sorted(changed["documents"], key=lambda each: each["change"])] == [
        ("甲学院_2023_更正.pdf", "added"), (A, "changed")
    ]  # fmt: skip
    assert changed["money"] == {"before": "200000.00", "after": "300000.00", "change": "100000.00"}
    assert [(each["project_name"], each["change"]) for each in changed["projects"]] == sorted(
        [(NAMES[1], "removed"), (NAMES[2], "added"), (NAMES[3], "added")]
    )
    (scope,) = changed["institution_years"]
    assert (scope["projects"], scope["projects_after"], scope["total_yuan_after"]) == (2, 3, "300000.00")
    on_disk = place.settings.history / f"{said['id']}.json"
    assert json.loads(on_disk.read_text(encoding="utf-8")) == json.loads(json.dumps(said))


def test_only_so_many_are_kept_and_a_batch_without_news_keeps_none(place: Place) -> None:
    ids = []
    for name in (A, B, C):
        place.put(name, NAMES[0])
        ids.append(place.batch(history_kept=1)[1].record["id"])
    place.batch(history_kept=1)
    kept = [each.id for each in history.earlier(place.settings)]
    assert kept == [ids[1]]
    published = history.published_entry(place.settings)
    assert published is not None
    assert {path.stem for path in place.settings.history.glob("*.json")} == {kept[0], published.id}


def test_a_clock_that_goes_back_does_not_drop_the_latest_for_the_oldest(place: Place) -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    ids = []
    for name, hours in ((A, 0), (B, -5), (C, -4)):
        place.put(name, NAMES[0])
        ids.append(place.batch(now=now + timedelta(hours=hours), history_kept=1)[1].record["id"])
    assert ids == sorted(ids)
    assert [each.id for each in history.earlier(place.settings)] == [ids[1]]
    # What was taken in first is still the older, so that a correction supersedes what it corrects.
    taken_in = dict(place.ask("select file_name, ingested_at from dim_document"))
    assert taken_in[A] <= taken_in[B] <= taken_in[C]


def test_a_fall_in_rows_blocks_the_publish_unless_allowed(place: Place) -> None:
    place.put(A, *NAMES)
    place.batch()
    before = place.settings.warehouse.read_bytes()
    place.put(A.replace(".pdf", "_更正.pdf"), *NAMES[:5])
    with pytest.raises(BatchError, match="projects shown fall from 7 to 5") as refused:
        place.batch()
    assert "--allow-loss" in str(refused.value)
    assert place.settings.warehouse.read_bytes() == before
    _, published = place.batch(allow_loss=True)
    assert published.record["allowed_losses"]
    assert published.notices == [f"published all the same: {line}" for line in published.record["allowed_losses"]]
    assert place.projects() == 5


def test_a_vanished_institution_year_blocks_the_publish(place: Place) -> None:
    for institution in "甲乙丙丁戊己庚辛":
        place.put(f"{institution}学院_2025.pdf", NAMES[0])
    place.batch()
    # The staging file is damaged and the PDF is gone: a loss of an eighth of the rows, and of a whole institution.
    sha256 = place.ask("select sha256 from dim_document where relative_path = '丙学院_2025.pdf'")[0][0]
    (place.settings.inbox / "丙学院_2025.pdf").unlink()
    next(place.settings.staging.glob(f"{sha256}.*")).write_bytes(b"")
    with pytest.raises(BatchError, match="丙学院 2025 is gone") as refused:
        place.batch()
    assert " fall " not in str(refused.value)
    assert place.projects() == 8


def test_a_file_that_was_not_checked_or_failed_is_not_published(place: Place) -> None:
    place.put(A, NAMES[0])
    with batch.only_writer(place.settings):
        batch.scan(place.settings)
        batch.parse_new(place.settings, lambda paths: [])
        with pytest.raises(BatchError, match="no warehouse was built and checked"):
            batch.publish(place.settings)
        batch.build(place.settings)
        failed = [{"name": "x", "description": "", "blocking": True, "offending_rows": 1, "sample": []}]
        place.settings.checks_file.write_text(json.dumps(failed))
        with pytest.raises(BatchError, match="blocking checks failed and nothing was published: x"):
            batch.publish(place.settings)
    assert not place.settings.warehouse.exists()


def test_a_kill_between_link_and_rename_leaves_a_true_history(place: Place) -> None:
    place.put(A, NAMES[0])
    _, first = place.batch()
    place.put(B, NAMES[0])
    # What a batch does before its rename, and then no more.
    assert history.keep_published(place.settings, {"content_digest": "another"}) is None
    _, second = place.batch()
    assert [each.id for each in history.earlier(place.settings)] == [first.record["id"]]
    assert second.record["previous"] == first.record["id"]


def test_without_hard_links_the_batch_publishes_and_says_that_nothing_was_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    place.put(A, NAMES[0])
    place.batch()
    place.put(B, NAMES[0])
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    _, published = place.batch()
    assert place.projects() == 2
    assert len(published.notices) == 1
    assert "no hard links" in published.notices[0]


def test_a_damaged_earlier_file_is_not_restored(place: Place) -> None:
    place.put(A, NAMES[0])
    place.batch()
    place.put(B, NAMES[0])
    place.batch()
    (kept,) = history.earlier(place.settings)
    kept.path.write_bytes(kept.path.read_bytes()[:5000])
    with pytest.raises(BatchError, match="cannot be restored"):
        batch.restore(place.settings, kept.id)
    assert place.projects() == 2


@pytest.mark.parametrize(
    "damage",
    ["altered", pytest.param("cut", marks=pytest.mark.long), pytest.param("emptied", marks=pytest.mark.long)],
)
def test_a_damaged_published_file_is_set_aside_and_the_next_batch_publishes(place: Place, damage: str) -> None:
    place.put(A, *NAMES)
    _, first = place.batch()
    place.put(B, *NAMES)
    place.batch()
    spoil(place.settings.warehouse, damage)
    _, published = place.batch()
    assert place.projects() == 14
    # What was lost with the file is still asked for: the latest whole one stands in its place.
    assert published.record["previous"] == first.record["id"]
    (notice,) = published.notices
    assert notice.startswith(f"{place.settings.warehouse}.damaged: ")


def test_a_damaged_published_file_does_not_hinder_a_restore(place: Place) -> None:
    place.put(A, *NAMES)
    _, first = place.batch()
    place.put(B, *NAMES)
    place.batch()
    spoil(place.settings.warehouse, "cut")
    assert batch.restore(place.settings, first.record["id"]).id == first.record["id"]
    assert place.projects() == 7


def test_a_file_that_somebody_writes_to_is_not_taken_for_damaged(place: Place) -> None:
    place.put(A, NAMES[0])
    place.batch()
    code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(place.settings.warehouse)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None and writer.stdout.readline() == "1\n"
    place.put(B, NAMES[0])
    with pytest.raises(BatchError, match=r"cannot be read: IO Error: Could not set lock on file") as refused:
        place.batch()
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith("let whoever writes to it close it")
    writer.communicate("")
    place.batch()
    assert place.projects() == 2


def spoil(path: Path, damage: str) -> None:
    data = bytearray(path.read_bytes())
    if damage == "altered":
        half = len(data) // 2
        data[12288:half] = bytes(half - 12288)
    path.write_bytes({"cut": data[:9000], "altered": data, "emptied": b""}[damage])
