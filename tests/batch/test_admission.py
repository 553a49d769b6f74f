"""A document that cannot be loaded is quarantined alone, and a document can be withdrawn for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import batch
from pipelines.model.errors import BatchError
from pipelines.model.records import ParsedDocument, Proof
from pipelines.warehouse import building
from pipelines.warehouse.connection import WarehouseError
from tests.batch.builders import project, read_fake_pdfs
from tests.batch.place import Place

A, B, POISON = "甲学院_2025.pdf", "乙学院_2025.pdf", "丙学院_2025.pdf"
Spoil = Callable[[ParsedDocument], ParsedDocument]


def _with_statement(document: ParsedDocument, **changed: object) -> ParsedDocument:
    [statement] = document.statements
    return replace(document, statements=[replace(statement, **changed)])  # type: ignore[arg-type]


def _without_a_name(document: ParsedDocument) -> ParsedDocument:
    return _with_statement(document, projects=[project(1, " ")])


def _with_one_total_twice(document: ParsedDocument) -> ParsedDocument:
    return _with_statement(document, totals=document.statements[0].totals * 2)


def _with_more_money_than_fits(document: ParsedDocument) -> ParsedDocument:
    return _with_statement(document, projects=[project(1, "实训室建设", "1e17")])


def _with_a_proof_that_failed(document: ParsedDocument) -> ParsedDocument:
    return replace(document, proofs=[Proof("glyphs", False, 100, 1, "a glyph is in no cell")])


SPOILT: dict[str, tuple[Spoil, str]] = {
    "a project without a name": (_without_a_name, "project_name"),
    "one total twice": (_with_one_total_twice, "fact_total: two rows have one key"),
    "more money than fits": (_with_more_money_than_fits, "cannot be"),
    "a failed proof of what is loaded": (_with_a_proof_that_failed, "document_proof__failed_but_loaded"),
}


def spoiling(spoil: Spoil) -> Callable[[Sequence[Path]], Iterator[tuple[Path, ParsedDocument]]]:
    """A reader that gives the document named `POISON` as `spoil` makes it."""

    def read(paths: Sequence[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
        for path, document in read_fake_pdfs(list(paths)):
            yield path, spoil(document) if path.name == POISON else document

    return read


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in (A, B, POISON):
        made.put(name, "实训室建设")
    return made


def statuses(place: Place) -> dict[str, str]:
    return dict(place.ask("select file_name, status from dim_document"))


@pytest.mark.parametrize("kind", SPOILT)
def test_a_document_that_breaks_a_rule_is_quarantined_by_name_and_the_others_load(place: Place, kind: str) -> None:
    spoil, rule = SPOILT[kind]
    place.batch(spoiling(spoil))
    assert statuses(place) == {A: "loaded", B: "loaded", POISON: "quarantined"}
    [(reason,)] = place.ask(f"select reason from dim_document where file_name = '{POISON}'")
    assert reason.startswith("it was read, but cannot be loaded: ")
    assert rule in reason
    assert place.ask("select severity, file_name from dq_issue where rule = 'not_loadable'") == [("error", POISON)]


def test_later_batches_publish_beside_a_document_that_cannot_be_loaded_and_after_its_file_is_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.batch(spoiling(_with_one_total_twice))
    built: list[Path] = []
    real = building.build
    monkeypatch.setattr(building, "build", lambda tables, path, info: built.append(path) or real(tables, path, info))
    place.put("丁学院_2025.pdf", "信息化建设")
    place.batch()
    (place.settings.inbox / POISON).unlink()
    place.batch()
    assert statuses(place) == {A: "loaded", B: "loaded", "丁学院_2025.pdf": "loaded", POISON: "quarantined"}
    assert built == [place.settings.build_file] * 2  # what was found once is not searched for again


def test_a_document_that_superseded_another_and_cannot_be_loaded_gives_way_to_it(place: Place) -> None:
    (place.settings.inbox / POISON).unlink()
    place.put("丙学院_2025_原.pdf", "实训室建设")
    place.batch()
    place.put(POISON, "信息化建设")
    place.batch(spoiling(_with_one_total_twice))
    assert statuses(place)["丙学院_2025_原.pdf"] == "loaded"


def test_a_fault_that_needs_two_documents_names_the_later_and_what_to_type(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = building.build

    def build(tables, path, info):  # type: ignore[no-untyped-def]
        counts = real(tables, path, info)
        if counts["fact_project"] > 2:
            raise WarehouseError("the warehouse was not built: three are too many")
        return counts

    monkeypatch.setattr(building, "build", build)
    with pytest.raises(
        BatchError, match=r"three are too many; it fails as soon as .*\.pdf is loaded: `jixiao withdraw"
    ):
        place.batch()
    assert not place.settings.trial_file.exists()


def test_a_fault_of_no_document_is_said_as_it_is(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(tables, path, info):  # type: ignore[no-untyped-def]
        raise WarehouseError("the warehouse was not built: sql/schema has no table x")

    monkeypatch.setattr(building, "build", build)
    with pytest.raises(BatchError, match=r"sql/schema has no table x$"):
        place.batch()


def test_a_withdrawn_document_leaves_at_once_stays_out_and_can_come_back(place: Place) -> None:
    place.batch()
    assert batch.withdraw(place.settings, B, "印错了").file_name == B
    assert statuses(place) == {A: "loaded", B: "withdrawn", POISON: "loaded"}
    [(reason,)] = place.ask("select reason from dim_document where status = 'withdrawn'")
    assert reason.endswith(": 印错了")
    assert place.ask("select count(*) from v_project where institution_name = '乙学院'") == [(0,)]
    assert place.ask("select coverage from v_coverage where institution_name = '乙学院'") == [("withdrawn",)]
    (place.settings.inbox / B).unlink()
    place.batch()
    assert statuses(place)[B] == "withdrawn"
    batch.withdraw(place.settings, B, undo=True)
    assert statuses(place)[B] == "loaded"


def test_a_withdrawn_document_gives_way_to_the_one_that_it_superseded(place: Place) -> None:
    place.batch()
    place.put("乙学院_2025_更正.pdf", "信息化建设")
    place.batch()
    assert statuses(place)[B] == "superseded"
    batch.withdraw(place.settings, "乙学院_2025_更正.pdf")
    assert statuses(place)[B] == "loaded"


def test_a_document_can_be_withdrawn_before_anything_is_published_and_is_not_read_again(place: Place) -> None:
    with batch.only_writer(place.settings):
        batch.scan(place.settings)
    batch.withdraw(place.settings, POISON)

    def read(paths: Sequence[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
        assert POISON not in {path.name for path in paths}
        yield from read_fake_pdfs(list(paths))

    place.batch(read)
    assert statuses(place) == {A: "loaded", B: "loaded", POISON: "withdrawn"}


def test_a_held_back_batch_names_the_document_that_is_gone_and_what_to_type(place: Place) -> None:
    place.batch()
    for staged in place.settings.staging.glob("*.p*.parquet"):
        staged.unlink()
    with pytest.raises(
        BatchError, match=rf"丙学院 2025 is gone \({POISON}, key \w+, is quarantined\).*jixiao withdraw"
    ):
        place.batch(spoiling(_with_one_total_twice))
