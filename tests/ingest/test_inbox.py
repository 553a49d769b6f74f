"""The inbox: what is taken in, what the manifest says, what the ledger remembers."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest import inbox
from pipelines.ingest.manifest import ManifestEntry, parse_manifest, read_manifest
from pipelines.ingest.scan import Scan, scan_inbox
from pipelines.model.errors import InboxError
from tests.batch.builders import NOW


def put(folder: Path, name: str, content: bytes = b"%PDF-") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(folder: Path) -> list[str]:
    return [file.relative_path for file in inbox.list_files(folder, {})[0]]


def test_pdfs_are_found_in_folders_and_in_any_case(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "2025/某某学院/表.Pdf"):
        put(tmp_path, name)
    assert names(tmp_path) == ["2025/某某学院/表.Pdf", "a.PDF", "b.pdf"]


@pytest.mark.parametrize("name", [".hidden.pdf", ".git/a.pdf", "~$a.pdf", "a.pdf.part", "a.docx", "manifest.csv"])
def test_what_is_no_finished_pdf_is_passed_over(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert names(tmp_path) == []


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path, "in/a.pdf")
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "self").symlink_to(tmp_path / "in", target_is_directory=True)
    assert names(tmp_path) == ["in/a.pdf"]


def test_a_link_that_leads_nowhere_is_said_and_the_others_are_taken(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nothing")
    files, findings = inbox.list_files(tmp_path, {})
    assert [file.relative_path for file in files] == ["a.pdf"]
    assert [(finding.rule, finding.subject) for finding in findings] == [("file_unreadable", "gone.pdf")]


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.pdf", b"%PDF-" + b"x" * 100)
    real = os.fstat

    def growing(descriptor: int) -> os.stat_result:
        stat = real(descriptor)
        with path.open("ab") as opened:
            opened.write(b"more")
        return stat

    monkeypatch.setattr(inbox.os, "fstat", growing)
    files, findings = inbox.list_files(tmp_path, {})
    assert files == []
    assert "still being written" in findings[0].message


def _hashed_by(scan: Callable[[], Scan], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which files a scan reads."""
    read: list[str] = []
    real = inbox.hashed
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "hashed", lambda path: (read.append(path.name), real(path))[1])
        scan()
    return sorted(read)


def test_a_file_that_stands_unchanged_is_not_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it was changed: in place with its time put back, by another file of its name, or just before it was read."""
    folder, ledger = tmp_path / "inbox", tmp_path / "ledger.parquet"
    for name in ("stays", "altered", "replaced"):
        put(folder, f"{name}.pdf", b"%PDF-1")
    scan = partial(scan_inbox, folder, ledger, NOW)
    monkeypatch.setattr(inbox, "_STAMP_SETTLES_NS", 10**12)
    scan()
    # As far as the file system can tell, each of them might have changed since.
    assert _hashed_by(scan, monkeypatch) == ["altered.pdf", "replaced.pdf", "stays.pdf"]
    monkeypatch.setattr(inbox, "_STAMP_SETTLES_NS", 0)
    scan()
    assert _hashed_by(scan, monkeypatch) == []
    before = (folder / "altered.pdf").stat()
    put(folder, "altered.pdf", b"%PDF-2")
    os.utime(folder / "altered.pdf", ns=(before.st_atime_ns, before.st_mtime_ns))
    put(tmp_path, "other.pdf", b"%PDF-3").replace(folder / "replaced.pdf")
    assert _hashed_by(scan, monkeypatch) == ["altered.pdf", "replaced.pdf"]
    known = pl.read_parquet(ledger).filter("in_inbox")
    hashes = dict(known.select("file_name", "sha256").iter_rows())
    assert hashes == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_ledger_without_stamps_is_read(tmp_path: Path) -> None:
    folder, ledger = tmp_path / "inbox", tmp_path / "ledger.parquet"
    put(folder, "a.pdf")
    scan_inbox(folder, ledger, NOW)
    pl.read_parquet(ledger).drop("stamp").write_parquet(ledger)
    assert scan_inbox(folder, ledger, NOW).ledger.height == 1


def test_a_name_that_is_not_utf_8_is_said_and_the_others_are_taken(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "预算.pdf".encode("gbk"))).write_bytes(b"%PDF-")
    files, findings = inbox.list_files(tmp_path, {})
    assert [file.relative_path for file in files] == ["a.pdf"]
    assert "not UTF-8; rename it" in findings[0].message
    findings[0].subject.encode()


def test_a_pipe_called_pdf_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    files, findings = inbox.list_files(tmp_path, {})
    assert (files, [finding.subject for finding in findings]) == ([], ["pipe.pdf"])


def test_a_folder_that_cannot_be_listed_is_said_and_its_files_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    put(folder, "closed/a.pdf", b"first")
    put(folder, "b.pdf", b"second")
    scan(folder, 0)
    real = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(inbox.os, "scandir", refusing)
    found = scan_inbox(folder, tmp_path / "ledger.parquet", NOW + timedelta(days=1))
    assert [finding.subject for finding in found.findings] == ["closed"]
    assert found.ledger.get_column("in_inbox").to_list() == [True, True]


def test_an_unreadable_file_does_not_bring_back_its_former_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    put(folder, "a.pdf", b"first")
    scan(folder, 0)
    put(folder, "a.pdf", b"second")
    before = scan(folder, 1)

    def refusing(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(inbox, "hashed", refusing)
    after = scan(folder, 2)
    assert after.select("sha256", "in_inbox").equals(before.select("sha256", "in_inbox"))


def test_a_name_of_300_bytes_of_chinese_is_taken(tmp_path: Path) -> None:
    name = "学" * 83 + ".pdf"
    put(tmp_path, name)
    assert names(tmp_path) == [name]


def test_no_inbox_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="no such folder; create it"):
        inbox.list_files(tmp_path / "nowhere", {})


# --- the manifest ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_the_manifest_is_read_in_each_encoding_that_excel_writes(encoding: str) -> None:
    data = "file,institution,fiscal_year\r\n表.pdf,某某学院,2025\r\n".encode(encoding)
    entries, findings = parse_manifest(data)
    assert entries == {"表.pdf": ManifestEntry("某某学院", 2025)}
    assert [finding.rule for finding in findings] == (["manifest_encoding"] if encoding == "gbk" else [])


def test_the_manifest_may_have_chinese_headings_and_gaps() -> None:
    entries, findings = parse_manifest("年度,文件名\n2024年,a.pdf\n,b.pdf\n\n".encode())
    assert entries == {"a.pdf": ManifestEntry(None, 2024), "b.pdf": ManifestEntry(None, None)}
    assert findings == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a.pdf,某某学院", "2 cells where the first line has 3"),
        ("a.pdf,某某学院,二五", "'二五' is no year"),
        ("a.pdf,某某学院,25", "'25' is no year"),
        (",某某学院,2025", "names no file"),
        ("b.pdf,别的学院,2025", "twice with different values"),
    ],
)
def test_a_malformed_line_is_one_clear_finding_and_the_others_count(line: str, says: str) -> None:
    data = f"file,institution,fiscal_year\nb.pdf,某某学院,2025\n{line}\n".encode()
    entries, findings = parse_manifest(data)
    assert entries == {"b.pdf": ManifestEntry("某某学院", 2025)}
    assert len(findings) == 1
    assert "line 3" in findings[0].message
    assert says in findings[0].message


@pytest.mark.parametrize("data", [b"", b"a.pdf,2025\n", b"\xff\xfe\x00\x81", "文件\n".encode()])
def test_a_manifest_that_is_none_is_said(data: bytes) -> None:
    entries, findings = parse_manifest(data)
    assert entries == {}
    assert [finding.rule for finding in findings] == ["manifest_unreadable"]


def test_the_manifest_names_files_by_path_or_base_name_in_either_normal_form(tmp_path: Path) -> None:
    # The file system holds the decomposed form (as macOS writes it), the manifest the composed one.
    decomposed = unicodedata.normalize("NFD", "Café.pdf")
    for name in (decomposed, "x/b.pdf", "y/b.pdf", "z/c.pdf"):
        put(tmp_path, name)
    (tmp_path / "manifest.csv").write_text(
        "file,fiscal_year\nCafé.pdf,2021\nx\\b.pdf,2022\nb.pdf,2023\nc.pdf,2024\nnone.pdf,2025\n", encoding="utf-8"
    )
    entries, findings = read_manifest(tmp_path, inbox.list_files(tmp_path, {})[0])
    years = {path: entry.fiscal_year for path, entry in entries.items()}
    assert years == {decomposed: 2021, "x/b.pdf": 2022, "z/c.pdf": 2024}
    assert [finding.subject for finding in findings] == ["b.pdf", "none.pdf"]
    assert "several files" in findings[0].message


# --- the ledger ------------------------------------------------------------------------------------


def scan(folder: Path, days: int) -> pl.DataFrame:
    found = scan_inbox(folder, folder.parent / "ledger.parquet", NOW + timedelta(days=days))
    return found.ledger


def test_a_file_that_was_removed_stays_in_the_ledger(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = put(folder, "a.pdf")
    put(folder, "b.pdf", b"other")
    scan(folder, 0)
    path.unlink()
    rows = {row["relative_path"]: row for row in scan(folder, 1).to_dicts()}
    assert (rows["a.pdf"]["in_inbox"], rows["b.pdf"]["in_inbox"]) == (False, True)
    assert rows["b.pdf"]["first_seen"] == NOW
    assert rows["b.pdf"]["last_seen"] == NOW + timedelta(days=1)


def test_other_bytes_under_the_same_name_are_another_row(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    put(folder, "a.pdf", b"first")
    scan(folder, 0)
    put(folder, "a.pdf", b"second")
    ledger = scan(folder, 1)
    assert ledger.get_column("relative_path").to_list() == ["a.pdf", "a.pdf"]
    assert sorted(ledger.get_column("in_inbox").to_list()) == [False, True]


def test_a_clock_that_goes_back_does_not_make_new_files_old(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    put(folder, "a.pdf", b"first")
    scan(folder, 0)
    put(folder, "b.pdf", b"second")
    seen = {row["relative_path"]: row["first_seen"] for row in scan(folder, -30).to_dicts()}
    assert seen["b.pdf"] >= seen["a.pdf"]


def test_a_ledger_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    put(folder, "a.pdf")
    (tmp_path / "ledger.parquet").write_bytes(b"garbage")
    with pytest.raises(InboxError, match="cannot be read"):
        scan_inbox(folder, tmp_path / "ledger.parquet", datetime.now(UTC))
    assert (tmp_path / "ledger.parquet").read_bytes() == b"garbage"
