"""`manifest.csv` in the inbox: what a person says of single files.

Here belongs the file's grammar and which file each line is about. Here does not belong how much it is trusted
(`identity.py`).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.inbox import InboxFile
from pipelines.model.records import Finding
from pipelines.values.text import composed

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = {
    "file": ("file", "文件", "文件名"),
    "institution": ("institution", "单位名称", "单位"),
    "fiscal_year": ("fiscal_year", "年度", "预算年度"),
}
_YEAR = re.compile(r"(20\d\d)年?度?")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What a person says of one file in `manifest.csv`; None where the line leaves it open."""

    institution: str | None
    fiscal_year: int | None


def _decoded(data: bytes) -> tuple[str | None, list[Finding]]:
    """The manifest's text: UTF-8 with or without a byte order mark, else GBK, which Excel writes in China."""
    for encoding in ("utf-8-sig", "gbk"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig":
            return text, []
        message = f"{MANIFEST} is encoded in GBK, not UTF-8; it was read as GBK"
        return text, [Finding("info", "manifest_encoding", MANIFEST, message)]
    message = f"{MANIFEST} is neither UTF-8 nor GBK and was not used; save it as CSV UTF-8"
    return None, [Finding("warning", "manifest_unreadable", MANIFEST, message)]


def _column_positions(header: list[str]) -> dict[str, int]:
    printed = [name.strip().lower() for name in header]
    return {
        column: printed.index(name) for column, names in MANIFEST_COLUMNS.items() for name in names if name in printed
    }


def parse_manifest(data: bytes) -> tuple[dict[str, ManifestEntry], list[Finding]]:
    """The manifest's lines by file (composed name, `/` between folders), and what is wrong with it.

    Columns `file`, `institution`, `fiscal_year` in any order (or 文件名, 单位名称, 年度); `institution` or
    `fiscal_year` may be empty. A malformed line is a finding and is left out; the others count.
    """
    text, findings = _decoded(data)
    if text is None:
        return {}, findings
    rows = list(csv.reader(io.StringIO(text)))
    positions = _column_positions(rows[0]) if rows else {}
    if "file" not in positions or len(positions) < 2:
        message = f"{MANIFEST} was not used: its first line must name the columns file,institution,fiscal_year"
        return {}, [*findings, Finding("warning", "manifest_unreadable", MANIFEST, message)]
    entries: dict[str, ManifestEntry] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            name, entry = _manifest_row(row, positions, len(rows[0]))
            if entries.get(name, entry) != entry:
                raise ValueError(f"{name} is named twice with different values")
        except ValueError as error:
            message = f"{MANIFEST} line {number} was left out: {error}"
            findings.append(Finding("warning", "manifest_row", f"{MANIFEST}:{number}", message))
            continue
        entries[name] = entry
    return entries, findings


def _manifest_row(row: list[str], positions: dict[str, int], width: int) -> tuple[str, ManifestEntry]:
    """File and entry of one line. Raises ValueError, whose message says what is wrong with it."""
    if len(row) != width:
        raise ValueError(f"it has {len(row)} cells where the first line has {width}")
    cells = {column: row[position].strip() for column, position in positions.items()}
    if not cells["file"]:
        raise ValueError("it names no file")
    printed_year = cells.get("fiscal_year", "")
    year = _YEAR.fullmatch(printed_year)
    if printed_year and not year:
        raise ValueError(f"fiscal_year {printed_year!r} is no year such as 2025")
    name = composed(cells["file"].replace("\\", "/")).removeprefix("./")
    return name, ManifestEntry(cells.get("institution") or None, int(year[1]) if year else None)


def read_manifest(inbox: Path, files: list[InboxFile]) -> tuple[dict[str, ManifestEntry], list[Finding]]:
    """By `relative_path`, what the inbox's `manifest.csv` says of its files; and findings.

    A line names a file by its path below the inbox or, where no other file has it, by its base name. A line
    that names no file of the inbox is a finding, and so is a base name that several files share.
    """
    try:
        data = (inbox / MANIFEST).read_bytes()
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        message = f"{MANIFEST} could not be read ({error.strerror}) and was not used"
        return {}, [Finding("warning", "manifest_unreadable", MANIFEST, message)]
    named, findings = parse_manifest(data)
    entries: dict[str, ManifestEntry] = {}
    for name, entry in named.items():
        matches = [file.relative_path for file in files if composed(file.relative_path) == name]
        matches = matches or [file.relative_path for file in files if composed(file.path.name) == name]
        if len(matches) == 1:
            entries[matches[0]] = entry
        else:
            problem = (
                "which several files are called: give the path below the inbox"
                if matches
                else "which is not in the inbox"
            )
            message = f"{MANIFEST} names {name}, {problem}; the line was left out"
            findings.append(Finding("warning", "manifest_unknown_file", name, message))
    return entries, findings
