"""The documents that are read: printed anew for every run, with the truth known.

Here belong what they hold and how many pages they have. Here does not belong reading them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.printing import make_truth, print_truth
from tests.printing.fonts import FontSet, covered

EMBEDDINGS = {"identity_h": "Identity-H", "truetype": "8-bit subsets"}
"""How the two kinds of documents embed their font: as WPS and Word do, and as most report tools do."""

# The list layout prints about six of these projects on a page.
_PROJECTS_PER_PAGE = 6.2
_PROSE = (
    "部门预算管理中绩效工资、公用经费与项目支出分别编制，{n}年度收支总预算按照综合预算的原则将全部收入和支出纳入管理。"
    "一般公共预算财政拨款支出主要用于教育支出、社会保障和就业支出、卫生健康支出以及住房保障支出等方面，比上年有所增加。"
)
_LINES_PER_PAGE = 34
_LINE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed document and what must be found in it."""

    path: Path
    kind: str
    pages: int
    projects: int


def table_document(folder: Path, pages: int, embedding: str) -> Printed:
    """A `list` table of about `pages` landscape pages of some 2,000 characters each, and nothing else."""
    projects = round(pages * _PROJECTS_PER_PAGE)
    path = folder / f"tables_{pages}_{embedding}.pdf"
    print_truth(make_truth(projects=projects), path, embedding=embedding)
    return Printed(path, f"table only, {EMBEDDINGS[embedding]}", _page_count(path), projects)


def disclosure(folder: Path, pages: int, table_pages: int, embedding: str) -> Printed:
    """A disclosure of `pages` pages: prose, a table of about `table_pages` pages in the middle, prose."""
    table = table_document(folder, table_pages, embedding)
    around = folder / f"prose_{pages}_{embedding}.pdf"
    print_prose(around, pages - table.pages, embedding)
    path = folder / f"disclosure_{pages}_{embedding}.pdf"
    with pikepdf.open(around) as prose, pikepdf.open(table.path) as tables:
        middle = len(prose.pages) // 2
        for offset, page in enumerate(tables.pages):
            prose.pages.insert(middle + offset, page)
        prose.save(path)
    kind = f"disclosure with {table.pages} table pages, {EMBEDDINGS[embedding]}"
    return Printed(path, kind, _page_count(path), table.projects)


def print_prose(path: Path, pages: int, embedding: str) -> None:
    """Pages of text that mentions performance pay but no target; characters that the test font lacks are left out."""
    font = FontSet("hei", embedding).main
    canvas = Canvas(str(path), pagesize=A4)
    lines = _endless_lines()
    for _ in range(pages):
        canvas.setFont(font, 12)
        for row in range(_LINES_PER_PAGE):
            canvas.drawString(57, A4[1] - 72 - 21 * row, next(lines))
        canvas.showPage()
    canvas.save()


def _endless_lines() -> Iterator[str]:
    text, number = "", 0
    while True:
        while len(text) < _LINE_LENGTH:
            text += "".join(c for c in _PROSE.format(n=2000 + number % 30) if ord(c) in covered("hei"))
            number += 1
        yield text[:_LINE_LENGTH]
        text = text[_LINE_LENGTH:]


def _page_count(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)
