"""What happens to machines and folders: one clear line each, nothing lost, the next batch mends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from pipelines import batch
from pipelines.model.errors import BatchError
from pipelines.model.records import ParsedDocument
from pipelines.warehouse import lock
from tests.batch.builders import read_fake_pdfs
from tests.batch.place import Place

PROJECT = Path(__file__).parents[2]
A, B = "甲学院_2024.pdf", "甲学院_2025.pdf"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_full_disk_and_a_read_only_folder_are_one_line_each_and_the_next_batch_publishes(tmp_path: Path) -> None:
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    command = [*namespace, sys.executable, "-m", "tests.batch.on_small_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["first"] is None
    for name, says in (("full", "o space left"), ("nearly full", "o space left"), ("read-only", "ead-only")):
        assert said[name] is not None, name
        assert says in said[name]
        assert "\n" not in said[name]
        assert said[f"{name}, projects"] == 1
    assert (said["mended"], said["mended, projects"], said["left over"]) == (None, 3, [])


def test_a_file_that_vanishes_while_it_is_read_is_said_and_comes_back(place: Place) -> None:
    gone = place.put(A, "实训室建设")
    place.put(B, "实训室建设", "信息化建设")
    content = gone.read_bytes()

    def read(paths: Sequence[Path]) -> Iterable[tuple[Path, ParsedDocument]]:
        gone.unlink()
        return read_fake_pdfs(paths)

    parsing, _ = place.batch(read)
    assert parsing.read == 1
    assert len(parsing.notices) == 1
    assert A in parsing.notices[0]
    assert place.projects() == 2
    gone.write_bytes(content)
    place.batch()
    assert place.projects() == 3


def test_a_second_batch_waits_for_the_first(place: Place) -> None:
    place.put(A, "实训室建设")
    released = threading.Event()
    held = threading.Event()

    def hold() -> None:
        with batch.only_writer(place.settings):
            held.set()
            released.wait(10)

    first = threading.Thread(target=hold)
    first.start()
    assert held.wait(10)
    assert (lock.holder(place.settings) or "").startswith(f"{os.getpid()} on ")
    with pytest.raises(BatchError, match=rf"still writing here after 1 s \(process {os.getpid()} on .* since "):
        place.batch(wait_seconds=1)
    threading.Timer(0.5, released.set).start()
    parsing, _ = place.batch(wait_seconds=30)
    first.join()
    assert parsing.read == 1
    assert lock.holder(place.settings) is None


def test_a_lock_file_of_a_batch_that_was_killed_holds_nobody_back(place: Place) -> None:
    place.put(A, "实训室建设")
    code = (
        "import os, sys; from pathlib import Path; from pipelines import batch; from pipelines.model.settings import Settings\n"
        "with batch.only_writer(Settings(warehouse=Path(sys.argv[1]))): os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(place.settings.warehouse)], cwd=PROJECT)
    assert killed.returncode == -9
    assert " on " in place.settings.lock.read_text()
    assert lock.holder(place.settings) is None
    assert place.batch()[0].read == 1


def test_names_that_differ_in_unicode_normal_form_only_are_two_files_and_both_load(place: Place) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Café甲学院_2024.pdf") for form in ("NFC", "NFD"))
    assert composed != decomposed
    place.put(composed, "实训室建设")
    place.put(decomposed, "实训室建设", "信息化建设")
    place.batch()
    # One institution and year: the later stands. A file system that holds the two names for one has the later alone.
    statuses = place.ask("select status, count(*) from dim_document group by all order by all")
    assert statuses == [("loaded", 1), ("superseded", 1)][: len(list(place.settings.inbox.iterdir()))]
    assert place.batch()[0].read == 0


def test_a_path_of_300_chinese_characters_is_taken(place: Place) -> None:
    # A name may have 255 bytes, which is 85 Chinese characters; so long a name comes as folders.
    folders = "/".join(f"{each * 80}" for each in "部门预")
    path = place.put(f"{folders}/{'算' * 70}学院_2025.pdf", "实训室建设")
    assert len(path.relative_to(place.settings.inbox).as_posix()) > 300
    place.batch()
    assert place.projects() == 1


def test_a_name_of_300_chinese_characters_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    from pipelines.cli import app as cli

    with pytest.raises(SystemExit) as ended:
        cli.main(["inspect", f"{'长' * 300}.pdf"])
    assert ended.value.code in (1, 2)
    err = capfd.readouterr().err.strip()
    assert len(err.splitlines()) == 1
    assert "too long" in err or "no such file" in err


def test_a_loop_of_links_in_the_inbox_does_not_stop_a_batch(place: Place) -> None:
    place.put(A, "实训室建设")
    (place.settings.inbox / "loop").symlink_to(place.settings.inbox, target_is_directory=True)
    (place.settings.inbox / "self.pdf").symlink_to("self.pdf")
    place.batch()
    assert place.projects() == 1
    assert place.ask("select rule, subject from dq_issue where rule = 'file_unreadable'") == [
        ("file_unreadable", "self.pdf")
    ]
