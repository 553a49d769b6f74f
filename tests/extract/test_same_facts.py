"""One truth in many prints: each gives the same facts, or is refused by name where no reader could be sure.

The default run reads each style once, dealt out over the layouts; the whole matrix is a long campaign. Below it, each
trap by itself, with a small truth.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.extract.document import parse_pdf
from pipelines.model.records import ParsedDocument
from tests.extract.comparing import (
    assert_same_facts,
    differences,
    finding,
    outcome_of,
    print_and_read,
    printed_as,
    rules,
)
from tests.printing import (
    FORGED,
    INSTITUTIONS,
    LAYOUTS,
    REFUSED,
    SAME_FACTS,
    SAME_FACTS_OR_REFUSED,
    TRAPS,
    Style,
    facts,
    long_truth,
    make_truth,
    print_truth,
)

ALL_STYLES = {**SAME_FACTS, **SAME_FACTS_OR_REFUSED, **REFUSED}
EVERY = [(layout, name) for layout in LAYOUTS for name in ALL_STYLES]
DEALT = [(LAYOUTS[at % len(LAYOUTS)], name) for at, name in enumerate(ALL_STYLES)]


def check(layout: str, name: str, tmp_path) -> None:
    """Reads the long truth of the layout in that style and holds it to what the style's group promises."""
    style, truth = ALL_STYLES[name], long_truth(layout)
    document = print_and_read(truth, tmp_path, style)
    if name in REFUSED:
        assert document.outcome == "quarantined", outcome_of(document)
    elif name in SAME_FACTS or document.outcome != "quarantined":
        assert_same_facts(document, printed_as(truth, style))
    if document.outcome == "quarantined":
        assert document.reason and document.statements == []


@pytest.mark.parametrize(("layout", "name"), DEALT)
def test_each_style_gives_the_same_facts_or_is_refused(layout, name, tmp_path):
    check(layout, name, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("layout", "name"), [pair for pair in EVERY if pair not in DEALT])
def test_every_layout_in_every_style_gives_the_same_facts_or_is_refused(layout, name, tmp_path):
    check(layout, name, tmp_path)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", FORGED)
def test_a_text_layer_with_other_figures_than_the_eye_sees_is_never_silent(layout, name, tmp_path):
    truth = long_truth(layout)
    document = print_and_read(truth, tmp_path, FORGED[name])
    assert document.outcome == "quarantined" or rules(document, "error", "warning"), outcome_of(document)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_of_the_domain_is_read_as_printed(trap, layout, tmp_path):
    truth = make_truth(layout=layout, projects=3, traps=[trap])
    assert_same_facts(print_and_read(truth, tmp_path), truth)


# rows, pages and what stands around a table


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_split_over_a_page_break(layout, tmp_path):
    truth = make_truth(layout=layout, projects=4, indicators=(15, 17))
    document = print_and_read(truth, tmp_path, font_size=10.5, form_new_page=False)
    assert_same_facts(document, truth)
    assert any(p.page_last > p.page_first for p in document.statements[0].projects)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_that_are_not_split(layout, tmp_path):
    truth = make_truth(layout=layout, projects=6)
    assert_same_facts(print_and_read(truth, tmp_path, split="no"), truth)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_that_wps_prints_in_full_on_both_pages(layout, tmp_path):
    truth = make_truth(layout=layout, projects=6, indicators=(8, 12))
    document = print_and_read(truth, tmp_path, split="clip")
    assert_same_facts(document, truth)
    assert "clip_truncated" not in rules(document)


@pytest.mark.parametrize("layout", ["list", "expanded"])
@pytest.mark.parametrize("repeated", [True, False])
def test_headings_repeated_and_absent(layout, repeated, tmp_path):
    truth = make_truth(layout=layout, projects=9, indicators=(7, 10))
    document = print_and_read(truth, tmp_path, repeat_headings=repeated)
    assert len(document.pages_read) > 2
    assert_same_facts(document, truth)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("where", ["below", "inside"])
def test_page_numbers_below_and_inside_the_table(layout, where, tmp_path):
    truth = make_truth(layout=layout, projects=6, indicators=(8, 12))
    assert_same_facts(print_and_read(truth, tmp_path, page_numbers=where), truth)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_cover_and_other_tables_before_and_after(layout, tmp_path):
    truth = make_truth(layout=layout, projects=3)
    document = print_and_read(
        truth, tmp_path, cover=True, contents=True, tables_before=True, tables_after=True, page_numbers="below"
    )
    assert_same_facts(document, truth)
    assert document.cover_institution == truth["institution"]
    assert truth["fiscal_year"] in document.cover_years


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_that_begins_mid_page_after_prose_and_ends_before_more(layout, tmp_path):
    truth = make_truth(layout=layout, projects=3)
    assert_same_facts(print_and_read(truth, tmp_path, prose_before=True, prose_after=True), truth)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_pages_of_the_table_are_read_closely(layout, tmp_path):
    truth = make_truth(layout=layout, projects=2)
    document = print_and_read(truth, tmp_path, filler_before=6, filler_after=6)
    assert_same_facts(document, truth)
    assert len(document.pages_read) <= document.page_count - 10


@pytest.mark.parametrize("layout", ["list", "expanded"])
@pytest.mark.parametrize("new_page", [True, False])
def test_two_institutions_in_one_document_each_get_their_facts(layout, new_page, tmp_path):
    truths = [
        make_truth(INSTITUTIONS[0], layout=layout, projects=3),
        make_truth(INSTITUTIONS[1], layout=layout, projects=4),
    ]
    document = print_and_read(truths, tmp_path, institutions_on_new_page=new_page)
    assert document.outcome == "parsed", outcome_of(document)
    assert [s.institution for s in document.statements] == [t["institution"] for t in truths]
    for statement, truth in zip(document.statements, truths, strict=True):
        alone = ParsedDocument("parsed", None, 1, None, [], [statement], [], [], [])
        assert differences(alone, facts(truth)) == []


@pytest.mark.parametrize("layout", ["form", "application_form"])
def test_forms_of_two_institutions_in_one_document_keep_who_carries_them_out(layout, tmp_path):
    truths = [
        make_truth(INSTITUTIONS[0], layout=layout, projects=2),
        make_truth(INSTITUTIONS[1], layout=layout, projects=2),
    ]
    document = print_and_read(truths, tmp_path)
    assert document.outcome == "parsed", outcome_of(document)
    units = [project.implementing_unit for s in document.statements for project in s.projects]
    assert units == [INSTITUTIONS[0]] * 2 + [INSTITUTIONS[1]] * 2


@pytest.mark.parametrize("layout", ["self_evaluation", "self_evaluation_list"])
def test_a_self_evaluation_is_no_target_table_and_says_so(layout, tmp_path):
    document = print_and_read(make_truth(projects=2), tmp_path, layout=layout)
    assert document.outcome == "no_target_table", outcome_of(document)
    assert "自评表" in (document.reason or "")


def test_a_disclosure_without_target_table_says_what_it_holds(tmp_path):
    truth = {**make_truth(projects=1), "projects": []}
    path = tmp_path / "printed.pdf"
    print_truth(truth, path, tables_before=True, prose_before=True, tables_after=True)
    document = parse_pdf(path)
    assert (document.outcome, document.statements) == ("no_target_table", []), outcome_of(document)
    assert "no target table" in (document.reason or "")


# what is seen and what is not


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "style", ["lines", "rotate_90", "justified", "fake_bold_shifted", "split_clip", "page_numbers", "kai"]
)
def test_a_sound_print_shows_no_sign_of_damage(style, layout, tmp_path):
    document = print_and_read(make_truth(layout=layout, projects=3), tmp_path, SAME_FACTS[style])
    assert_same_facts(document, make_truth(layout=layout, projects=3))
    damaged = {
        "glyphs_overlap",
        "gap_in_line",
        "page_order",
        "text_breaks_off",
        "value_repeats_itself",
        "clip_truncated",
    }
    assert not rules(document) & damaged, outcome_of(document)


@pytest.mark.parametrize(
    ("layout", "shift", "half"),
    [("list", (0.1, 0.0), False), ("form", (1.5, 0.0), True), ("application_form", (0.0, 0.7), False),
     ("expanded", (-1.0, 0.5), True)],
)  # fmt: skip
def test_text_that_is_printed_twice_at_any_small_shift_is_one_text(layout, shift, half, tmp_path):
    truth = make_truth(layout=layout, projects=2)
    document = print_and_read(truth, tmp_path, fake_bold="all", bold_shift=shift, bold_half=half)
    assert_same_facts(document, truth)


def test_a_hidden_layer_is_named_and_not_read(tmp_path):
    truth = make_truth(projects=3)
    document = print_and_read(truth, tmp_path, hidden_layer="invisible")
    if document.outcome == "parsed":
        assert_same_facts(document, truth)
        assert finding(document, "hidden_text").severity == "warning"
    assert document.outcome != "no_target_table", outcome_of(document)


def test_a_scanned_page_is_said_to_be_a_scan(tmp_path):
    document = print_and_read(make_truth(projects=2), tmp_path, scan="image")
    assert document.outcome == "quarantined"
    assert "scan" in (document.reason or "")


def test_a_half_cut_line_is_read_and_named(tmp_path):
    truth = make_truth(projects=3)
    document = print_and_read(truth, tmp_path, half_cut=True)
    assert_same_facts(document, truth)


def test_a_residual_within_rounding_is_an_info_and_beyond_it_an_error(tmp_path):
    for residual, severity, rule in (("0.02", "info", "total_residual"), ("5.00", "error", "total_mismatch")):
        truth = make_truth(projects=4, residual=Decimal(residual))
        document = print_and_read(truth, tmp_path)
        assert_same_facts(document, truth)
        assert finding(document, rule).severity == severity


def test_a_table_without_a_unit_of_money_is_refused(tmp_path):
    document = print_and_read(make_truth(projects=2), tmp_path, unit_line=False)
    assert (document.outcome, [f.rule for f in document.findings]) == ("quarantined", ["no_unit"])


def test_the_same_bytes_give_the_same_document(tmp_path):
    path = tmp_path / "printed.pdf"
    print_truth(long_truth("list"), path, style=Style(split="clip"))
    assert parse_pdf(path) == parse_pdf(path)


def test_every_proof_is_kept_with_the_document(tmp_path):
    document = print_and_read(make_truth(projects=2), tmp_path)
    assert {proof.name for proof in document.proofs} >= {"ink", "rectangles", "glyph_conservation", "second_reader"}
    assert all(proof.passed and proof.failed == 0 and proof.checked > 0 for proof in document.proofs)
