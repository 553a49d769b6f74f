"""What is no PDF, too large or gone is refused before any process is started for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sandbox import gate
from pipelines.sandbox.limits import Limits
from pipelines.sandbox.reading import read_documents
from tests.pdf.minimal import write_pdf
from tests.sandbox import fake_readers


@pytest.mark.parametrize(
    ("head", "rule", "words"),
    [
        (b"", "file_empty", "the file is empty"),
        (b"<!DOCTYPE html><html>", "not_a_pdf", "looks like a HTML"),
        (b"\xef\xbb\xbf  <html>", "not_a_pdf", "looks like a HTML"),
        (b"PK\x03\x04....", "not_a_pdf", "looks like a ZIP"),
        (b"\xd0\xcf\x11\xe0....", "not_a_pdf", "Word or Excel"),
        (b"x" * 2000 + b"%PDF-1.7", "not_a_pdf", "hold no %PDF-"),
    ],
)
def test_what_is_no_pdf_is_refused(tmp_path: Path, head: bytes, rule: str, words: str) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(head)
    refusal = gate.check(path, Limits())
    assert refusal is not None
    assert refusal.rule == rule
    assert words in refusal.reason


def test_what_begins_as_a_pdf_passes(tmp_path: Path) -> None:
    assert gate.check(write_pdf(tmp_path / "one.pdf", " "), Limits()) is None


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    refusal = gate.check(write_pdf(tmp_path / "one.pdf", " "), Limits(file_bytes=100))
    assert refusal is not None
    assert "more than the 0.1 KiB allowed" in refusal.reason


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    refusal = gate.check(tmp_path / "gone.pdf", Limits())
    assert refusal is not None
    assert "cannot be read (No such file or directory)" in refusal.reason


def test_a_file_that_is_refused_never_gets_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(b"PK\x03\x04....")
    [(_, document)] = read_documents([path], parse=fake_readers.aborts)
    assert [finding.rule for finding in document.findings] == ["not_a_pdf"]
