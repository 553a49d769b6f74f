"""Attacks and damages tested: they are what they are named for, and the same for the same seed."""

from __future__ import annotations

import random
from itertools import islice

import pypdfium2
import pytest

from tests.printing import make_truth, print_truth
from tests.printing.attacks import ATTACKS
from tests.printing.mutate import DAMAGES, NotApplicableError, mutations
from tests.printing.prints import page_texts


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_are_small_and_not_all_alike(name, tmp_path):
    path = tmp_path / f"{name}.pdf"
    ATTACKS[name](path)
    assert path.stat().st_size < 8_000_000
    assert path.read_bytes()[:5] == b"%PDF-" or name in ("html_named_pdf", "empty", "garbage")


@pytest.mark.parametrize(
    "name", ["ruling_grid", "cid_widths_bomb", "form_self_recursion", "far_coordinates", "million_kids"]
)
def test_attack_pages_begin_with_a_target_tables_heading(name, tmp_path):
    path = tmp_path / f"{name}.pdf"
    ATTACKS[name](path)
    document = pypdfium2.PdfDocument(path)
    assert "项目支出绩效目标表" in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize("kind", DAMAGES)
def test_each_damage_changes_the_file_and_is_the_same_for_the_same_seed(kind, tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(projects=9), path)
    data = path.read_bytes()
    first = list(islice(mutations(data, random.Random(7), (kind,)), 3))
    assert first == list(islice(mutations(data, random.Random(7), (kind,)), 3))
    assert all(damaged != data for _, damaged in first)
    assert [k for k, _ in first] == [kind] * 3


@pytest.mark.parametrize("embedding", ["truetype", "identity_h"])
def test_a_changed_amount_changes_one_digit_of_the_text(embedding, tmp_path):
    path, damaged = tmp_path / "print.pdf", tmp_path / "damaged.pdf"
    print_truth(make_truth(), path, embedding=embedding)
    _, data = next(mutations(path.read_bytes(), random.Random(1), ("change_amount",)))
    damaged.write_bytes(data)
    before, after = "".join(page_texts(path)), "".join(page_texts(damaged))
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == 1 and all(c.isdigit() for c in changed[0])


def test_a_damage_that_finds_nothing_says_so(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(projects=1), path)
    with pytest.raises(NotApplicableError, match="one page"):
        next(mutations(path.read_bytes(), random.Random(1), ("remove_page",)))
