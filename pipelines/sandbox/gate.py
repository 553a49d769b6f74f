"""What is checked of a file before any process is started for it.

Here belongs what its size and its first bytes show. Here does not belong anything that needs a PDF library: that is left to
the worker process.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.model.errors import Refused
from pipelines.sandbox.limits import Limits, in_mib

_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1024
_LOOKS_LIKE = (
    (b"PK\x03\x04", "ZIP archive, as docx, xlsx and ofd are"),
    (b"\xd0\xcf\x11\xe0", "Word or Excel file of the old kind"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"Rar!", "RAR archive"),
    (b"{\\rtf", "RTF text"),
    (b"<", "HTML or XML page"),
)
"""How files of other formats begin, and what to call them."""


def check(path: Path, limits: Limits) -> Refused | None:
    """Why the file at `path` must not even be opened as a PDF; None where nothing speaks against it."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(_MAGIC_WITHIN)
    except OSError as error:
        return unreadable(error)
    if size == 0:
        return Refused("file_empty", "the file is empty; get a whole copy")
    if _MAGIC not in head:
        return Refused("not_a_pdf", f"the file is not a PDF ({_looks_like(head)}); get the document as a PDF")
    if size > limits.file_bytes:
        return Refused(
            "file_too_large",
            f"the file has {in_mib(size)}, more than the {in_mib(limits.file_bytes)} allowed; "
            "split it, or raise the limit if you trust it",
        )
    return None


def unreadable(error: OSError) -> Refused:
    """The refusal of a file that the operating system does not let us read."""
    return Refused(
        "file_unreadable", f"the file cannot be read ({error.strerror}); check that it is there and readable"
    )


def _looks_like(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((name for magic, name in _LOOKS_LIKE if start.startswith(magic)), None)
    return f"it looks like a {kind}" if kind else "its first 1024 bytes hold no %PDF-"
