"""How a truth is to be printed: one frozen dataclass of options, and the named styles that tests run
through.

Here belong the options and their meaning. Here does not belong how they are drawn (`sheet.py`,
`reportlab_printer.py`, `finish.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rules = Literal["lines", "filled", "cells", "horizontal", "none"]
Embedding = Literal["truetype", "identity_h", "not_embedded"]


@dataclass(frozen=True, kw_only=True)
class Style:
    """Every property of a print that is under control. Lengths are points; the defaults print a plain ruled
    table.
    """

    # paper: None takes the layout's habit (list and expanded landscape, forms portrait)
    landscape: bool | None = None
    margin: float = 28.0
    font: Literal["hei", "song", "kai"] = "hei"
    font_size: float = 8.0
    embedding: Embedding = "truetype"

    # rules: stroked lines / thin filled rectangles / each cell a stroked rectangle / horizontal only / none
    rules: Rules = "lines"
    rule_width: float = 0.75
    outer_verticals: bool = True
    corner_gap: float = 0.0  # width of the hole where rules should meet
    white_rules: bool = False  # extra rulings in white through the middle of every body cell

    # rows over pages
    repeat_headings: bool = True
    split: Literal["no", "lines", "clip"] = "lines"  # clip: the row is drawn in full on both pages behind a clip path
    split_edges: Literal["closed", "open"] = "closed"
    split_text: Literal["fragment", "whole"] = "fragment"  # valign within each fragment, or within the undivided cell
    clip_mid_line: bool = False  # the cut of split="clip" runs through a line of text
    valign: Literal["middle", "top"] = "middle"
    form_new_page: bool = True  # forms: each begins a page

    # what stands around the table
    title: bool = True
    title_in_table: bool = False  # title and year are merged cells of the table's first rows, as Calc prints them
    unit_line: bool = True
    year_in_title: bool = True  # （2025年度） under the title
    total_row: Literal["first", "last", "none"] = "first"
    page_numbers: Literal["none", "below", "inside"] = "none"
    cover: bool = False
    contents: bool = False
    prose_before: bool = False  # the table begins mid-page
    prose_after: bool = False  # and ends before more prose
    tables_before: bool = False  # 收支总体情况表 on a page of its own
    tables_after: bool = False  # 财政拨款“三公”经费 table right below, on the same page
    institutions_on_new_page: bool = True  # several truths: each begins a page
    filler_before: int = 0  # pages of prose and other tables, as a whole disclosure has them
    filler_after: int = 0
    watermark: Literal["none", "diagonal", "diagonal_image", "horizontal"] = "none"
    heading_inverse: bool = False  # white text on a dark heading row
    shading: bool = False  # every second body row on light grey

    # text
    indent: Literal["offset", "spaces"] = "offset"
    fake_bold: Literal["none", "exact", "shifted", "all"] = (
        "none"  # headings, names and amounts (or all text) drawn twice
    )
    bold_shift: tuple[float, float] = (0.3, 0.0)  # how far right and down the second print is
    bold_half: bool = False  # only the second half of a line is drawn twice
    justify: bool = False
    spaced_headings: bool = False  # 项 目 名 称
    narrow_amounts: bool = False  # the digits of a number wrap
    break_after_hyphen: bool = False  # lines end with the hyphen or minus they contain
    raised_squares: bool = False  # ² small and raised
    overflow: bool = False  # amounts do not wrap and run over the ruling into an empty cell to their left
    half_cut: bool = False  # a row is too low: its last line is half cut by the cell's clip
    hidden_layer: Literal["none", "white", "invisible"] = "none"  # a second text over the page that nobody sees
    to_unicode: Literal["true", "missing", "lying", "kangxi"] = "true"

    # the page and the file
    rotate: Literal[0, 90, 180, 270] = 0
    origin: tuple[float, float] = (0.0, 0.0)  # lower left corner of the MediaBox
    crop: bool = False  # the MediaBox is larger than the page that is shown (CropBox)
    inherited_box: bool = False  # MediaBox stands in /Pages only
    user_unit: float = 1.0
    skew: float = 0.0  # degrees
    encryption: Literal["none", "owner", "user"] = "none"
    scan: Literal["none", "image", "ocr"] = "none"
    annotation: Literal["none", "free_text", "form_field"] = "none"


# Prints of one table that must give the same facts.
SAME_FACTS: dict[str, Style] = {
    "lines": Style(),
    "filled_rectangles": Style(rules="filled"),
    "cell_rectangles": Style(rules="cells"),
    "no_outer_verticals": Style(outer_verticals=False),
    "corner_gaps": Style(corner_gap=4.0),
    "white_rules": Style(white_rules=True),
    "hairlines": Style(rule_width=0.1),
    "thick_rules": Style(rule_width=2.0),
    "portrait": Style(landscape=False),
    "landscape": Style(landscape=True),
    "song": Style(font="song"),
    "kai": Style(font="kai"),
    "identity_h": Style(embedding="identity_h"),
    "identity_h_song": Style(embedding="identity_h", font="song"),
    "identity_h_kai": Style(embedding="identity_h", font="kai"),
    "small_type": Style(font_size=6.0),
    "large_type": Style(font_size=10.5),
    "headings_once": Style(repeat_headings=False),
    "rows_not_split": Style(split="no"),
    "split_open_edges": Style(split_edges="open"),
    "split_headings_once": Style(repeat_headings=False, split_edges="open"),
    "split_top_aligned": Style(valign="top"),
    "split_whole_cell": Style(split_text="whole"),
    "split_clip": Style(split="clip"),
    "split_clip_open": Style(split="clip", split_edges="open", repeat_headings=False),
    "split_clip_mid_line": Style(split="clip", clip_mid_line=True),
    "page_numbers": Style(page_numbers="below"),
    "page_numbers_inside": Style(page_numbers="inside"),
    "cover_and_contents": Style(cover=True, contents=True, page_numbers="below"),
    "between_prose": Style(prose_before=True, prose_after=True),
    "between_tables": Style(tables_before=True, tables_after=True),
    "whole_disclosure": Style(
        cover=True,
        contents=True,
        prose_before=True,
        prose_after=True,
        tables_before=True,
        tables_after=True,
        page_numbers="below",
    ),
    "watermark_diagonal": Style(watermark="diagonal"),
    "watermark_image": Style(watermark="diagonal_image"),
    "watermark_horizontal": Style(watermark="horizontal"),
    "heading_inverse": Style(heading_inverse=True),
    "shading": Style(shading=True),
    "total_row_last": Style(total_row="last"),
    "no_title": Style(title=False),
    "title_in_table": Style(title_in_table=True),
    "indent_by_spaces": Style(indent="spaces"),
    "fake_bold_exact": Style(fake_bold="exact"),
    "fake_bold_shifted": Style(fake_bold="shifted"),
    "justified": Style(justify=True),
    "spaced_headings": Style(spaced_headings=True),
    "narrow_amounts": Style(narrow_amounts=True),
    "line_end_hyphen": Style(break_after_hyphen=True),
    "kangxi": Style(to_unicode="kangxi"),
    "kangxi_identity_h": Style(to_unicode="kangxi", embedding="identity_h"),
    "half_cut": Style(half_cut=True),
    "rotate_90": Style(rotate=90),
    "rotate_180": Style(rotate=180),
    "rotate_270": Style(rotate=270),
    "origin": Style(origin=(100.0, -50.0)),
    "crop": Style(crop=True),
    "inherited_box": Style(inherited_box=True),
    "rotate_90_origin_crop": Style(rotate=90, origin=(-30.0, 70.0), crop=True),
    "user_unit": Style(user_unit=2.0),
    "forms_on_end": Style(form_new_page=False),
    "forms_on_end_open": Style(form_new_page=False, split_edges="open"),
    "forms_on_end_clip": Style(form_new_page=False, split="clip"),
    "owner_password": Style(encryption="owner"),
    "wps": Style(embedding="identity_h", font="song", split="clip", page_numbers="below"),
}
# Prints that may be read or must be refused by name, but never with other facts and nothing said.
SAME_FACTS_OR_REFUSED: dict[str, Style] = {
    "horizontal_only": Style(rules="horizontal"),
    "borderless": Style(rules="none"),
    "not_embedded": Style(embedding="not_embedded"),
    "hidden_white": Style(hidden_layer="white"),
    "hidden_invisible": Style(hidden_layer="invisible"),
    "overflow": Style(overflow=True),
    "raised_squares": Style(raised_squares=True),
    "skew": Style(skew=0.3),
    "annotation": Style(annotation="free_text"),
    "form_field": Style(annotation="form_field"),
    "no_total_row": Style(total_row="none"),
}
# Prints that hold no provable text: only a refusal is right.
REFUSED: dict[str, Style] = {
    "scan": Style(scan="image"),
    "scan_with_ocr_layer": Style(scan="ocr"),
    "user_password": Style(encryption="user"),
    "to_unicode_missing": Style(to_unicode="missing"),
    "to_unicode_missing_identity_h": Style(to_unicode="missing", embedding="identity_h"),
}
# Prints whose text layer says other figures than the eye sees. The Identity-H font is embedded with its own cmap, which
# contradicts the ToUnicode map; the 8-bit subset has no witness but sums that no longer add up.
FORGED: dict[str, Style] = {
    "to_unicode_lying": Style(to_unicode="lying"),
    "to_unicode_lying_identity_h": Style(to_unicode="lying", embedding="identity_h"),
}
STYLES: dict[str, Style] = {**SAME_FACTS, **SAME_FACTS_OR_REFUSED, **REFUSED, **FORGED}
USER_PASSWORD = "open-sesame"
OWNER_PASSWORD = "owner-only"
