"""Documents are withdrawn by the names that people have for them."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest import withdrawals
from pipelines.ingest.inbox import hashed
from pipelines.ingest.ledger import LEDGER_SCHEMA
from pipelines.ingest.withdrawals import WithdrawalError
from pipelines.model.keys import key

A, B = "a" * 64, "b" * 64


def ledger(*rows: tuple[str, str]) -> pl.DataFrame:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    filled = [
        dict.fromkeys(LEDGER_SCHEMA)
        | {"relative_path": path, "file_name": path.rsplit("/", 1)[-1], "sha256": sha256, "first_seen": moment}
        for path, sha256 in rows
    ]
    return pl.DataFrame(filled, schema=LEDGER_SCHEMA)


KNOWN = ledger(("某市/学院.pdf", A), ("副本/学院 (1).pdf", A), ("别市/中心.pdf", B))


@pytest.mark.parametrize(
    "wanted",
    ["学院.pdf", "某市/学院.pdf", "inbox/某市/学院.pdf", "学院 (1).pdf", A, A[:16], A[:8], key(A, "副本/学院 (1).pdf")],
)
def test_a_document_is_found_by_name_path_or_key(wanted: str) -> None:
    assert withdrawals.find_document(KNOWN, wanted)[0] == A


def test_a_file_that_is_there_is_found_by_its_bytes_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / "改了名.pdf"
    file.write_bytes(b"%PDF-")
    known = ledger(("中心.pdf", B), ("旧名.pdf", hashed(file)[0]))
    assert withdrawals.find_document(known, str(file)) == (hashed(file)[0], "旧名.pdf")


@pytest.mark.parametrize("wanted", ["无.pdf", "院.pdf", "aaaaaaa", "cccccccccccccccc", ""])
def test_what_names_no_document_is_refused(wanted: str) -> None:
    with pytest.raises(WithdrawalError, match="no document of this warehouse"):
        withdrawals.find_document(KNOWN, wanted)


def test_a_name_that_several_documents_have_asks_for_a_key() -> None:
    known = ledger(("2024/学院.pdf", A), ("2025/学院.pdf", B))
    with pytest.raises(WithdrawalError, match=f"2 documents have this name.*{A[:16]} 2024/学院.pdf"):
        withdrawals.find_document(known, "学院.pdf")
    assert withdrawals.find_document(known, "2025/学院.pdf")[0] == B


def test_a_withdrawal_is_listed_until_it_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "staging" / "withdrawn.json"
    assert withdrawals.read_withdrawals(path) == {}
    withdrawals.withdraw(path, KNOWN, "学院.pdf", "印错了")
    withdrawals.withdraw(path, KNOWN, "中心.pdf", "  ")
    stored = withdrawals.read_withdrawals(path)
    assert {sha256: each.reason for sha256, each in stored.items()} == {A: "印错了", B: withdrawals.DEFAULT_REASON}
    assert stored[A].status_reason.endswith(": 印错了")
    assert withdrawals.undo(path, KNOWN, "学院.pdf") == stored[A]
    assert set(withdrawals.read_withdrawals(path)) == {B}
    with pytest.raises(WithdrawalError, match="is not withdrawn"):
        withdrawals.undo(path, KNOWN, "学院.pdf")


def test_a_damaged_list_stops_rather_than_bring_withdrawn_documents_back(tmp_path: Path) -> None:
    path = tmp_path / "withdrawn.json"
    for damaged in (b"", b"{}x", b'[{"sha256": 1}]', b'["a"]'):
        path.write_bytes(damaged)
        with pytest.raises(WithdrawalError, match="cannot be read"):
            withdrawals.read_withdrawals(path)
