"""The inbox and the ledger: which files there are, what their bytes are, and every file ever taken in.

Here belong listing and hashing the inbox, its `manifest.csv`, and the ledger that remembers files which were
removed. Here does not belong whose a document is or what becomes of it (`documents.py`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.model.files import write_parquet
from pipelines.model.records import Finding, Severity

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = {
    "file": ("file", "文件", "文件名"),
    "institution": ("institution", "单位名称", "单位"),
    "fiscal_year": ("fiscal_year", "年度", "预算年度"),
}

LEDGER_SCHEMA = pl.Schema(
    {
        "relative_path": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "byte_size": pl.Int64(),
        "modified_at": pl.Datetime("us", "UTC"),
        "first_seen": pl.Datetime("us", "UTC"),
        "last_seen": pl.Datetime("us", "UTC"),
        "in_inbox": pl.Boolean(),
        "manifest_institution": pl.String(),
        "manifest_fiscal_year": pl.Int64(),
        "stamp": pl.String(),
    }
)
"""One row for every (relative_path, sha256) ever taken in; paths as the file system prints them, with `/`. `stamp` is what
the file system says of a file that need not be hashed again as long as it says the same."""

_READ_BLOCK = 1 << 20
_HASHED_AT_A_TIME = 4
# A file system may give two changes within this time the same stamp.
_STAMP_SETTLES_NS = 2_000_000_000
_YEAR = re.compile(r"(20\d\d)年?度?")


class InboxError(Exception):
    """The inbox or its ledger cannot be used at all; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One PDF of the inbox: where it stands and what its bytes were when they were hashed."""

    path: Path
    relative_path: str
    sha256: str
    byte_size: int
    modified_at: datetime
    stamp: str | None = None
    """Its size, times and number as the file system gives them; None where it had changed only just before."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What a person says of one file in `manifest.csv`; None where the line leaves it open."""

    institution: str | None
    fiscal_year: int | None


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look at the inbox found: its files, the ledger with them in it, and what a person should hear
    of.

    `findings` are about files that could not be taken in and about `manifest.csv`; `subject` is the file's
    path.
    """

    files: list[InboxFile]
    ledger: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)


def nfc(text: str) -> str:
    """`text` in Unicode's composed form: names that differ in normal form only are one name."""
    return unicodedata.normalize("NFC", text)


def walk(directory: Path, visited: set[tuple[int, int]]) -> Iterator[Path]:
    """Every PDF below `directory` in the order of its composed name, and every folder that cannot be listed; each real
    folder once, so that link loops end."""
    try:
        stat = directory.stat()
        entries = sorted(os.scandir(directory), key=lambda found: nfc(found.name))
    except OSError:
        yield directory  # whoever reads it learns why it cannot be read
        return
    if (stat.st_dev, stat.st_ino) in visited:
        return
    visited.add((stat.st_dev, stat.st_ino))
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if _is_folder(entry):
            yield from walk(Path(entry.path), visited)
        elif entry.name.lower().endswith(".pdf"):
            yield Path(entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether the entry is a folder; a link to itself is none, and whoever reads it learns why it cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def hashed(path: Path) -> tuple[str, os.stat_result]:
    """SHA-256 of the file's bytes and what the file system said of it. Raises OSError, also where it grew
    meanwhile."""
    digest = hashlib.sha256()
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise OSError("it is no file, or a folder that cannot be listed")
    with path.open("rb") as opened:
        before = os.fstat(opened.fileno())
        while block := opened.read(_READ_BLOCK):
            digest.update(block)
        after = os.fstat(opened.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError("it is still being written")
    return digest.hexdigest(), after


def printable(path: str) -> str:
    """`path` as text that can be stored: a name whose bytes are not UTF-8 (unpacked from an archive made in GBK) with those
    bytes as escapes."""
    return path.encode("utf-8", "backslashreplace").decode()


def modified_at(mtime_ns: int) -> datetime:
    """A file's time of change as the ledger holds it."""
    return datetime.fromtimestamp(mtime_ns // 1000 / 1e6, UTC)


def _stamp(stat: os.stat_result) -> str:
    """What changes whenever the file does: nobody can set its ctime."""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def list_files(inbox: Path, known: Mapping[str, tuple[str, str]]) -> tuple[list[InboxFile], list[Finding]]:
    """Every PDF below `inbox`, hashed unless it is `known` by its relative path to have that stamp and that SHA-256; and a
    finding for each that could not be read, which waits for the next batch.

    Skipped without a word: hidden files and folders, what an office program keeps open (`~$…`), and names
    that do not end in .pdf (an unfinished `….pdf.part` among them). Raises InboxError where there is no such
    folder.
    """
    if not inbox.is_dir():
        raise InboxError(f"{inbox}: no such folder; create it and put PDFs into it, or name another with --inbox")
    # Several files at a time keep the disk busy: twice as fast where nothing is cached.
    with ThreadPoolExecutor(_HASHED_AT_A_TIME) as pool:
        listed = list(pool.map(partial(_listed, inbox, known), walk(inbox, set())))
    return (
        [found for found in listed if isinstance(found, InboxFile)],
        [found for found in listed if isinstance(found, Finding)],
    )


def _listed(inbox: Path, known: Mapping[str, tuple[str, str]], path: Path) -> InboxFile | Finding:
    relative_path = printable(path.relative_to(inbox).as_posix())
    try:
        if relative_path != path.relative_to(inbox).as_posix():
            raise OSError("its name is not UTF-8; rename it")
        stat = path.stat()
        stamp: str | None = _stamp(stat)
        expected, sha256 = known.get(relative_path, (None, ""))
        if stamp != expected:
            began = time.time_ns()
            sha256, stat = hashed(path)
            is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) < began - _STAMP_SETTLES_NS
            stamp = _stamp(stat) if is_settled else None
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{relative_path} could not be read ({reason}) and waits for the next batch"
        return _finding("warning", "file_unreadable", relative_path, message)
    return InboxFile(path, relative_path, sha256, stat.st_size, modified_at(stat.st_mtime_ns), stamp)


def _finding(severity: Severity, rule: str, subject: str, message: str) -> Finding:
    return Finding(severity=severity, rule=rule, subject=subject, message=message)


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
        return text, [_finding("info", "manifest_encoding", MANIFEST, message)]
    message = f"{MANIFEST} is neither UTF-8 nor GBK and was not used; save it as CSV UTF-8"
    return None, [_finding("warning", "manifest_unreadable", MANIFEST, message)]


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
        return {}, [*findings, _finding("warning", "manifest_unreadable", MANIFEST, message)]
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
            findings.append(_finding("warning", "manifest_row", f"{MANIFEST}:{number}", message))
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
    name = nfc(cells["file"].replace("\\", "/")).removeprefix("./")
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
        return {}, [_finding("warning", "manifest_unreadable", MANIFEST, message)]
    named, findings = parse_manifest(data)
    entries: dict[str, ManifestEntry] = {}
    for name, entry in named.items():
        matches = [file.relative_path for file in files if nfc(file.relative_path) == name]
        matches = matches or [file.relative_path for file in files if nfc(file.path.name) == name]
        if len(matches) == 1:
            entries[matches[0]] = entry
        else:
            problem = (
                "which several files are called: give the path below the inbox"
                if matches
                else "which is not in the inbox"
            )
            message = f"{MANIFEST} names {name}, {problem}; the line was left out"
            findings.append(_finding("warning", "manifest_unknown_file", name, message))
    return entries, findings


def read_ledger(path: Path) -> pl.DataFrame:
    """Every file ever taken in, as `LEDGER_SCHEMA`; empty before the first batch.

    Raises InboxError where the ledger cannot be read: it alone knows the files that were removed from the
    inbox.
    """
    if not path.exists():
        return pl.DataFrame(schema=LEDGER_SCHEMA)
    try:
        ledger = pl.read_parquet(path)
        if "stamp" not in ledger.columns:  # written before there were stamps
            ledger = ledger.with_columns(stamp=pl.lit(None))
        return ledger.select(LEDGER_SCHEMA.names()).cast(LEDGER_SCHEMA)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InboxError(
            f"{path}: the list of files taken in cannot be read ({str(error).splitlines()[0]});"
            " put back a copy of it, or delete it and accept that files which are no longer in the inbox"
            " are forgotten"
        ) from error


def rows_of_inbox(files: list[InboxFile], manifest: dict[str, ManifestEntry], now: datetime) -> pl.DataFrame:
    """The ledger's rows of files that are in the inbox at `now`; `manifest` by relative path."""
    nothing = ManifestEntry(None, None)
    return pl.DataFrame(
        [
            {
                "relative_path": file.relative_path,
                "file_name": file.path.name,
                "sha256": file.sha256,
                "byte_size": file.byte_size,
                "modified_at": file.modified_at,
                "first_seen": now,
                "last_seen": now,
                "in_inbox": True,
                "manifest_institution": manifest.get(file.relative_path, nothing).institution,
                "manifest_fiscal_year": manifest.get(file.relative_path, nothing).fiscal_year,
                "stamp": file.stamp,
            }
            for file in files
        ],
        schema=LEDGER_SCHEMA,
    )


def merged(ledger: pl.DataFrame, present: pl.DataFrame, unreadable: Iterable[str] = ()) -> pl.DataFrame:
    """The ledger after the inbox was seen to hold `present` (both `LEDGER_SCHEMA`), ordered by path and hash.

    A known file keeps `first_seen`; a file that is not there keeps its row with `in_inbox` false. What stands at or
    below an `unreadable` path was not seen and keeps its row as it was.
    """
    key = ["relative_path", "sha256"]
    known = ledger.select(*key, known_since="first_seen")
    seen = (
        present.join(known, on=key, how="left")
        .with_columns(first_seen=pl.coalesce("known_since", "first_seen"))
        .drop("known_since")
    )
    path = pl.col("relative_path")
    not_seen = pl.any_horizontal(
        pl.lit(value=False), *((path == each) | path.str.starts_with(f"{each}/") for each in unreadable)
    )
    gone = ledger.join(present.select(key), on=key, how="anti").with_columns(in_inbox=pl.col("in_inbox") & not_seen)
    return pl.concat([seen, gone]).sort(key)


def files_of(ledger: pl.DataFrame, inbox: Path) -> list[InboxFile]:
    """The files that the ledger says are in the inbox, in the ledger's order."""
    return [
        InboxFile(
            inbox / row["relative_path"],
            row["relative_path"],
            row["sha256"],
            row["byte_size"],
            row["modified_at"],
        )
        for row in ledger.filter("in_inbox").iter_rows(named=True)
    ]


def scan(inbox: Path, ledger_path: Path, now: datetime) -> Scan:
    """Look at the inbox and write down in the ledger what is there. `now` is the batch's time (UTC).

    A file that cannot be read just now keeps its place in the ledger as it was. Raises InboxError where the
    inbox is no folder or the ledger cannot be read.
    """
    known = read_ledger(ledger_path)
    # A clock that was put back must not make today's files older than yesterday's: age decides what
    # supersedes what.
    now = max([now, *known["last_seen"].drop_nulls().sort().tail(1)])
    stamped = known.filter(pl.col("in_inbox") & pl.col("stamp").is_not_null())
    hashes = {path: (stamp, sha) for path, stamp, sha in stamped.select("relative_path", "stamp", "sha256").iter_rows()}
    files, findings = list_files(inbox, hashes)
    manifest, manifest_findings = read_manifest(inbox, files)
    ledger = merged(known, rows_of_inbox(files, manifest, now), [finding.subject for finding in findings])
    write_parquet(ledger_path, ledger)
    return Scan(files, ledger, findings + manifest_findings)
