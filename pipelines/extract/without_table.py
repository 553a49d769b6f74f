"""What is said of a document in which no target table was found: why nobody can tell, or what it holds instead.

Here belongs the choice of the reason, the most telling first: each names the pages and what to do. Here does not belong
finding tables (`document.py`) nor the quick look at pages (`triage.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipelines.extract.damaged_headings import damaged_heading, mixed_heading
from pipelines.extract.triage import Survey, pages_hold
from pipelines.layouts.headings import field_of, is_suspicious
from pipelines.layouts.kinds import NAMES
from pipelines.layouts.recognise import ReadPage, Recognised
from pipelines.model.errors import Refused
from pipelines.model.records import Finding
from pipelines.tables.cells import PageTable
from pipelines.values.text import compact

_ROW_BEGINS = re.compile(r"年度指标值[:：]|\d、\d-\S{2,8}；")
# Files in which a table may stand. Other attachments (settings, signatures, fonts) hold none.
_MAY_HOLD_A_TABLE = re.compile(
    r"\.(?:pdf|ofd|docx?|xlsx?|xls[bm]|wps|et|rtf|csv|txt|html?|zip|rar|7z|jpe?g|png|tiff?)$", re.I
)
_MOST_NAMED = 5


def refuse_damaged(tables: Iterable[PageTable]) -> None:
    """Raises `Refused` where a table looks like a target table whose headings lost characters."""
    _refuse_damaged(damaged_heading(tables))


def refuse_mixed(tables: Iterable[PageTable]) -> None:
    """As `refuse_damaged`, for tables whose headings are known though they mix traditional and simplified characters."""
    _refuse_damaged(mixed_heading(tables))


def _refuse_damaged(found: tuple[int, str] | None) -> None:
    if found is not None:
        page, shown = found
        raise Refused(
            "damaged_heading",
            f"page {page}: a table looks like a target table, but characters of its headings are lost or exchanged ({shown}),"
            " so its text cannot be trusted; ask for a PDF exported anew with its fonts embedded",
        )


def refuse_unreadable(looked: Survey, pages: Sequence[ReadPage], unruled: set[int], others: Collection[int]) -> None:
    """Raises `Refused` where a target table may stand on a page that cannot be read. `others` are the pages of tables of
    other kinds, which are known for what they are."""
    refuse_damaged(table for page in pages for table in page.tables)
    unread = {*looked.telling, *(page.number for page in pages if is_unlined(page))} - set(others)
    if unruled or unread:
        raise Refused(
            "table_without_lines",
            f"page {min(unruled or unread)}: a target table without lines, or printed askew, cannot be read with proof; ask"
            " for a print with its lines",
        )
    reasons = {
        "scanned_page": (
            looked.scans,
            "a scanned image, which cannot be read with proof; ask for the original PDF, or have it typed",
        ),
        "outlined_text": (
            looked.outlined,
            "letters drawn as outlines, which cannot be read; ask for a PDF whose text can be copied",
        ),
        "unmapped_text": (
            looked.unmapped,
            "text without Unicode values, or with wrong ones, which cannot be read; ask for a PDF exported with its fonts'"
            " character maps",
        ),
    }
    for rule, (numbers, why) in reasons.items():
        if numbers:
            raise Refused(rule, f"{pages_hold(numbers)} {why}")
    listed = [name for name in looked.attachments if _MAY_HOLD_A_TABLE.search(name)]
    if listed:
        more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
        raise Refused(
            "attachments_not_read",
            f"no target table on its own pages, but the file carries attachments that may hold one"
            f" ({'、'.join(listed[:_MOST_NAMED])}{more}), which are not read; save them into the inbox as files of their own",
        )


def is_unlined(page: ReadPage) -> bool:
    """Whether the page's free text reads like a target table's headings or rows: it holds one that no lines or columns give
    away."""
    fields = {name for line in page.free if (name := field_of(line.text))}
    rows = [line.text for line in page.free if _ROW_BEGINS.search(compact(line.text))]
    return (
        (is_suspicious(fields) and len(fields) >= 3)
        or ("project_name" in fields and len(fields) >= 4)
        or len(rows) >= 2
    )


def what_it_holds(looked: Survey, found: Recognised, blank: Sequence[int]) -> str:
    """The reason of a document that was read and holds no target table. `blank` are the pages of forms nobody filled in."""
    if blank:
        return f"no target table that is filled in: page {blank[0]} prints a blank form, a template without a name or a figure"
    if found.foreign:
        held = " and ".join(f"on page {pages[0]} {NAMES[kind]}" for kind, pages in found.foreign.items())
        return f"no target table of projects; it holds {held}, not loaded as targets of projects"
    topics = list(dict.fromkeys(looked.topics))[:4]
    return "no target table on any of its pages" + (f"; it holds {'、'.join(topics)}" if topics else "")


def left_out(found: Recognised, blank: Iterable[int]) -> Iterator[Finding]:
    """Names the tables of other kinds and the blank forms that stand beside the target tables."""
    for number in dict.fromkeys(blank):
        what = f"page {number} prints a blank form, a template without a name or a figure; it is not loaded"
        yield Finding("info", "blank_form", f"page {number}", what, number)
    for kind, pages in found.foreign.items():
        what = f"page {pages[0]} holds {NAMES[kind]}; it is not loaded as targets of projects"
        yield Finding("info", "other_table", f"page {pages[0]}", what, pages[0])
