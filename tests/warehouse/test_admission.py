"""Documents that keep a warehouse from being built are found one by one."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.warehouse import admission
from pipelines.warehouse.admission import Search, find_unloadable, read_refusals, write_refusals

NAMES = [f"{number:02}" for number in range(40)]


def attempt_without(broken: set[str]):
    def attempt(documents: Sequence[str]) -> str | None:
        found = sorted(broken.intersection(documents))
        return f"{found[0]} has no name" if found else None

    return attempt


@given(st.sets(st.sampled_from(NAMES)))
def test_every_broken_document_is_found_and_no_other(broken: set[str]) -> None:
    found = find_unloadable(NAMES, attempt_without(broken))
    assert found == Search({each: f"{each} has no name" for each in broken})


def test_a_search_for_one_document_of_many_builds_few_warehouses() -> None:
    tried: list[int] = []

    def attempt(documents: Sequence[str]) -> str | None:
        tried.append(len(documents))
        return "bad" if "0777" in documents else None

    assert find_unloadable([f"{number:04}" for number in range(1024)], attempt).refused == {"0777": "bad"}
    assert len(tried) <= 22


@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES), min_size=2, max_size=2))
def test_documents_that_fail_only_together_are_blamed_on_the_later_of_them(order: list[str], pair: set[str]) -> None:
    found = find_unloadable(order, lambda documents: "both" if pair <= set(documents) else None)
    assert found == Search({}, max(pair, key=order.index))


def test_a_refusal_is_remembered_until_the_document_is_read_anew_or_the_program_changes(
    tmp_path: Path, monkeypatch
) -> None:
    memory = tmp_path / "refused.json"
    write_refusals(memory, {"aa": "it has no name"}, {"aa": Path("aa.p1.0.parquet"), "bb": Path("bb.p1.0.parquet")})
    assert read_refusals(memory, {"aa": Path("elsewhere/aa.p1.0.parquet")}) == {"aa": "it has no name"}
    assert read_refusals(memory, {"aa": Path("aa.p2.0.parquet")}) == {}
    assert read_refusals(memory, {}) == {}
    monkeypatch.setattr(admission, "_program", lambda: "changed")
    assert read_refusals(memory, {"aa": Path("aa.p1.0.parquet")}) == {}


def test_a_damaged_memory_of_refusals_counts_for_none(tmp_path: Path) -> None:
    memory = tmp_path / "refused.json"
    for damaged in (b"", b"{", b"[1]", b'{"aa": {"reason": "x"}}', b'{"aa": 1}', b"\xff"):
        memory.write_bytes(damaged)
        assert read_refusals(memory, {"aa": Path("aa.p1.0.parquet")}) == {}
    assert read_refusals(tmp_path / "none.json", {}) == {}
