"""The printers tested: what they print opens, holds the whole truth, and has the properties that its style
names.
"""

from __future__ import annotations

from collections import Counter

import pikepdf
import pypdfium2
import pytest

from tests.printing import (
    LAYOUTS,
    SAME_FACTS,
    SELF_EVALUATIONS,
    STYLES,
    USER_PASSWORD,
    Style,
    long_truth,
    make_truth,
    print_truth,
    seed_truth,
)
from tests.printing.engines import ENGINES, available, committed_prints, print_with
from tests.printing.finish import KANGXI
from tests.printing.fonts import FontSet, MissingCharacterError
from tests.printing.prints import glyphs, grey_pixels, page_texts, wanted_glyphs
from tests.printing.reportlab_printer import compose
from tests.printing.sheet import LayoutError, RuleOp, joined
from tests.printing.truth import squeeze

A4_LANDSCAPE = (841.89, 595.28)


# prints


READABLE = [name for name, style in SAME_FACTS.items() if style.to_unicode == "true"]
# what merged cells make of a style cannot be seen in the list layout
MERGED = (
    "lines",
    "cell_rectangles",
    "split_open_edges",
    "split_clip",
    "split_whole_cell",
    "forms_on_end_clip",
    "portrait",
)


@pytest.mark.parametrize(
    ("layout", "name"), [("list", n) for n in READABLE] + [(x, n) for x in LAYOUTS[1:] for n in MERGED]
)
def test_every_style_prints_the_whole_truth(layout, name, tmp_path):
    path, truth = tmp_path / "print.pdf", long_truth(layout)
    print_truth(truth, path, style=SAME_FACTS[name])
    missing = wanted_glyphs(truth, layout) - glyphs(path)
    assert not missing


@pytest.mark.parametrize("name", sorted(set(STYLES) - set(SAME_FACTS)))
def test_every_other_style_opens(name, tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(projects=3), path, style=STYLES[name])
    assert page_texts(path, USER_PASSWORD if STYLES[name].encryption == "user" else None)
    assert min(grey_pixels(path)) < 80 if STYLES[name].encryption != "user" else True


@pytest.mark.parametrize("layout", SELF_EVALUATIONS)
def test_self_evaluations_print_their_own_columns(layout, tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(projects=2), path, layout=layout)
    text = squeeze("".join(page_texts(path)))
    assert "自评表" in text and "完成值" in text and "得分" in text


def test_two_institutions_print_in_one_document(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth([make_truth("云岭示例职业学院"), make_truth("榕城虚构师范学校")], path)
    texts = [squeeze(text) for text in page_texts(path)]
    assert any("单位名称：云岭示例职业学院" in text for text in texts)
    assert any("单位名称：榕城虚构师范学校" in text for text in texts)


def test_the_same_print_has_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        print_truth(make_truth(), tmp_path / name, embedding="identity_h", rotate=90)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("name", [n for n in STYLES if n.startswith("split_")])
def test_split_styles_do_split_rows(name):
    pages, size, _ = compose([long_truth("list")], None, STYLES[name])
    ends = []
    for page in pages[:-1]:
        shown = [t for t in page.texts if t.x > 500 and t.baseline < (t.clip[3] if t.clip else size[1])]
        ends.append(max(shown, key=lambda t: t.baseline).text)
    assert any(not line.endswith("。") for line in ends)


def test_unsplit_rows_end_each_page_with_a_whole_cell():
    pages, _, _ = compose([long_truth("list")], None, STYLES["rows_not_split"])
    assert len(pages) > 2
    for page in pages:
        assert max((t for t in page.texts if t.x > 500), key=lambda t: t.baseline).text.endswith("。")


def test_a_clip_split_prints_the_row_in_full_on_both_pages(tmp_path):
    plain, clipped, truth = tmp_path / "plain.pdf", tmp_path / "clipped.pdf", long_truth("list")
    print_truth(truth, plain)
    print_truth(truth, clipped, split="clip")
    assert sum(glyphs(clipped).values()) > 1.2 * sum(glyphs(plain).values())


def test_open_edges_leave_the_rulings_at_the_page_break_away():
    def lowest(style: Style) -> float:
        pages, _, _ = compose([long_truth("list")], None, style)
        return max(rule.y0 for rule in pages[0].rules if rule.y0 == rule.y1)

    assert lowest(Style(split_edges="open")) < lowest(Style()) - 20


def test_headings_once_are_on_the_first_page_only(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(long_truth("list"), path, repeat_headings=False)
    assert [squeeze(text).count("财政专户拨款") for text in page_texts(path)] == [1, 0, 0, 0][: len(page_texts(path))]


@pytest.mark.parametrize("name", ["rotate_90", "rotate_180", "rotate_270", "origin", "crop", "inherited_box"])
def test_a_transformed_page_looks_as_the_plain_one(name, tmp_path):
    plain, other, truth = tmp_path / "plain.pdf", tmp_path / "other.pdf", make_truth()
    print_truth(truth, plain)
    print_truth(truth, other, style=STYLES[name])
    pictures = []
    for path in (plain, other):
        document = pypdfium2.PdfDocument(path)
        pictures.append(document[0].render(scale=0.5, grayscale=True).to_numpy().astype(int))
        document.close()
    assert pictures[0].shape == pictures[1].shape
    assert abs(pictures[0] - pictures[1]).mean() < 2.0


def test_fake_bold_prints_the_headings_twice_in_the_content(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(), path, fake_bold="exact")
    with pikepdf.open(path) as pdf:
        bold = sum(str(o.operator) == "Tj" for o in pikepdf.parse_content_stream(pdf.pages[0]))
    print_truth(make_truth(), path)
    with pikepdf.open(path) as pdf:
        plain = sum(str(o.operator) == "Tj" for o in pikepdf.parse_content_stream(pdf.pages[0]))
    assert bold > plain + 10


@pytest.mark.parametrize("embedding", ["truetype", "identity_h"])
def test_kangxi_radicals_stand_in_the_text_and_nowhere_else(embedding, tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(), path, to_unicode="kangxi", embedding=embedding)
    found = glyphs(path)
    assert found["⽬"] and not found["目"]
    plain = tmp_path / "plain.pdf"
    print_truth(make_truth(), plain, embedding=embedding)
    back = {radical: ordinary for ordinary, radical in KANGXI.items()}
    assert Counter("".join(back.get(c, c) for c in found.elements())) == glyphs(plain)


def test_a_lying_map_reads_other_digits_than_it_shows(tmp_path):
    plain, lying = tmp_path / "plain.pdf", tmp_path / "lying.pdf"
    print_truth(make_truth(), plain)
    print_truth(make_truth(), lying, to_unicode="lying")
    assert grey_pixels(plain) == grey_pixels(lying)
    assert glyphs(plain) != glyphs(lying)


def test_a_missing_map_reads_no_chinese(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(), path, to_unicode="missing", embedding="identity_h")
    assert not any("\u4e00" <= c <= "\u9fff" for c in glyphs(path))


def test_a_scan_has_no_text_and_an_ocr_layer_only_invisible_text(tmp_path):
    scan, layer = tmp_path / "scan.pdf", tmp_path / "ocr.pdf"
    print_truth(make_truth(), scan, scan="image")
    print_truth(make_truth(), layer, scan="ocr")
    assert not glyphs(scan)
    assert glyphs(layer)["绩"]
    with pikepdf.open(layer) as pdf:
        modes = {int(o.operands[0]) for o in pikepdf.parse_content_stream(pdf.pages[0]) if str(o.operator) == "Tr"}
    assert 3 in modes


def test_passwords(tmp_path):
    owner, user = tmp_path / "owner.pdf", tmp_path / "user.pdf"
    print_truth(make_truth(), owner, encryption="owner")
    print_truth(make_truth(), user, encryption="user")
    with pikepdf.open(owner) as pdf:
        assert pdf.is_encrypted
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(user)
    assert glyphs(user, USER_PASSWORD)["绩"]


@pytest.mark.parametrize(
    ("rules", "operator"), [("lines", "l"), ("filled", "re"), ("cells", "re"), ("horizontal", "l")]
)
def test_rules_are_drawn_with_the_operators_that_their_style_names(rules, operator, tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(), path, rules=rules)
    with pikepdf.open(path) as pdf:
        used = Counter(str(o.operator) for o in pikepdf.parse_content_stream(pdf.pages[0]))
    assert used[operator] > 5
    assert not used[{"l": "re", "re": "l"}[operator]]


def test_a_borderless_table_draws_no_path(tmp_path):
    path = tmp_path / "print.pdf"
    print_truth(make_truth(), path, rules="none")
    with pikepdf.open(path) as pdf:
        assert not {"l", "re"} & {str(o.operator) for o in pikepdf.parse_content_stream(pdf.pages[0])}


def test_rulings_on_one_line_are_joined():
    assert joined([RuleOp(0, 5, 10, 5), RuleOp(10, 5, 30, 5), RuleOp(50, 5, 60, 5)]) == [
        RuleOp(0, 5, 30, 5),
        RuleOp(50, 5, 60, 5),
    ]


def test_a_character_that_no_font_has_is_named():
    with pytest.raises(MissingCharacterError, match=r"U\+9F98"):
        FontSet("song", "truetype").width(chr(0x9F98), 8)


def test_a_row_that_may_not_be_split_and_fits_no_page_is_an_error(tmp_path):
    truth = make_truth(projects=1)
    truth["projects"][0]["goal"] *= 60
    with pytest.raises(LayoutError, match="pt high"):
        print_truth(truth, tmp_path / "print.pdf", split="no")


def test_an_unknown_option_is_an_error(tmp_path):
    with pytest.raises(TypeError, match="colour"):
        print_truth(make_truth(), tmp_path / "print.pdf", colour="red")


def test_the_seed_prints_with_the_committed_fonts(tmp_path):
    path, truth = tmp_path / "seed.pdf", seed_truth()
    print_truth(truth, path, page_numbers="below")
    assert not wanted_glyphs(truth, "list") - glyphs(path)


# engines


@pytest.mark.parametrize(
    ("engine", "layout", "path", "truth"), committed_prints(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_committed_engine_prints_hold_the_whole_truth(engine, layout, path, truth):
    assert truth["layout"] == layout
    assert not wanted_glyphs(truth, layout) - glyphs(path)


def test_every_layout_is_committed_from_every_engine():
    assert {(engine, layout) for engine, layout, _, _ in committed_prints()} == {
        (e, x) for e in ENGINES for x in LAYOUTS
    }


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_engines_of_this_machine_print_and_the_others_say_why_not(engine, tmp_path):
    path, truth = tmp_path / "print.pdf", make_truth(projects=3)
    if reason := available(engine):
        with pytest.raises(RuntimeError, match=reason):
            print_with(engine, truth, path)
        return
    print_with(engine, truth, path)
    assert not wanted_glyphs(truth, "list") - glyphs(path)


# the whole document


def test_filler_pages_stand_before_and_after_the_table():
    plain, _, _ = compose([make_truth()], None, Style())
    whole, _, _ = compose([make_truth()], None, Style(filler_before=4, filler_after=3))
    assert len(whole) == len(plain) + 7


def test_two_institutions_can_share_a_page():
    truths = [make_truth("云岭示例职业学院", projects=1), make_truth("榕城虚构师范学校", projects=1)]
    apart, _, _ = compose(truths, None, Style())
    together, _, _ = compose(truths, None, Style(institutions_on_new_page=False))
    assert (len(apart), len(together)) == (2, 1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_title_in_the_table_is_a_cell_over_all_columns(layout):
    pages, size, _ = compose([make_truth(layout=layout, projects=1)], None, Style(title_in_table=True, rules="cells"))
    title = next(t for t in pages[0].texts if "绩效目标" in t.text)
    around = [b for b in pages[0].rects if b[0] < title.x < b[2] and b[1] < title.baseline < b[3]]
    assert around and around[0][2] - around[0][0] > size[0] - 60


def test_a_minus_at_a_lines_end_is_parted_from_its_number():
    truth = make_truth(layout="expanded", projects=1, traps=["negative"])
    pages, _, _ = compose([truth], None, Style(break_after_hyphen=True))
    lines = [t.text for t in pages[0].texts]
    assert "5.6" in lines and lines[lines.index("5.6") - 1] == "-"
