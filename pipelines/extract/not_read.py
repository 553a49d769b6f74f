"""What a document with target tables holds besides that nobody read: pages and attached files.

Here belongs naming them, so that a person looks. Here does not belong a document without any target table
(`without_table.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.extract.triage import Survey
from pipelines.model.records import Finding


def pages_not_read(looked: Survey, used: set[int]) -> Iterator[Finding]:
    """Names the pages of a document with target tables on which another one may stand that nobody can read."""
    # A blank page anywhere else is the back of a sheet; among tables its content may have been lost.
    around = range(min(used) - 1, max(used) + 2)
    kinds = {
        "table_not_read": (
            looked.telling,
            "the page prints a target table whose cells no lines give away; it was not read",
        ),
        "page_is_scan": (looked.scans, "the page is a scanned image and was not read"),
        "page_unreadable": (looked.unmapped, "the page's text has no Unicode values and was not read"),
        "page_is_outlined": (looked.outlined, "the page draws its letters as outlines and was not read"),
        "page_is_blank": ([n for n in looked.blank if n in around], "the page is empty; what stood there may be lost"),
    }
    for rule, (numbers, message) in kinds.items():
        yield from (Finding("warning", rule, f"page {n}", message, n) for n in numbers if n not in used)


def attachments_not_read(looked: Survey) -> Iterator[Finding]:
    """Names the files that a document with target tables carries."""
    if looked.attachments:
        what = f"the file carries attachments, which are not read: {'、'.join(looked.attachments[:5])}"
        yield Finding("warning", "attachments_not_read", "document", what)
