"""One batch, step by step, without any orchestrator: scan, parse, build, check, publish.

Here belongs what each step does and leaves on disk for the next; `defs/` names the steps as Dagster assets
and `cli/` shows them. Here does not belong how a PDF is read (`extract/`, `sandbox/`) nor what a row means
(`warehouse/`).

Every step reads what it needs from disk, so a step can be run again alone, and a batch that was killed
anywhere is mended by the next: the ledger, each staging file and the published warehouse are replaced by one
rename each, the rest is swept.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ingest import ledger, withdrawals
from pipelines.ingest.inbox import InboxFile, hashed
from pipelines.ingest.scan import Scan, scan_inbox
from pipelines.linking.overrides import OverrideError
from pipelines.model.errors import BatchError, InboxError
from pipelines.model.files import remove_unfinished, write_atomically, write_parquet
from pipelines.model.records import Finding, ParsedDocument
from pipelines.model.settings import Settings
from pipelines.outputs import html_report, workbook
from pipelines.sandbox.cluster import ClusterError
from pipelines.sandbox.executors import DocumentReader
from pipelines.sandbox.pool import SandboxError
from pipelines.sandbox.reading import read_documents
from pipelines.warehouse import (
    history,
    loading,
    lock,
    losses,
    publish_record,
    publishing,
    staging,
    summary,
)
from pipelines.warehouse.check import CheckResult
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.facts import RowsError

FINDINGS_SCHEMA = pl.Schema(
    {"severity": pl.String(), "rule": pl.String(), "subject": pl.String(), "message": pl.String()}
)


def guarded_reader(workers: int) -> DocumentReader:
    """Reads each PDF in a worker process of its own, `workers` of them at a time."""
    return lambda paths: read_documents(paths, workers=workers)


@dataclass(frozen=True, slots=True)
class Parsing:
    """What parsing did: how many documents were read now, how many had been read before, and what happened on
    the way.

    `notices` are lines for a person: damaged staging files, files that changed while they were read.
    """

    read: int
    reused: int
    notices: list[str]


@contextmanager
def only_writer(settings: Settings) -> Iterator[None]:
    """Hold the warehouse's lock while a batch writes, with what a killed batch left behind swept away first.

    Raises BatchError where another batch holds the lock or the folder cannot be written to.
    """
    with lock.hold(settings):
        try:
            _sweep(settings)
            history.set_damaged_aside(settings)
        except OSError as error:
            raise _disk_error(settings.lock, error) from error
        yield


def _sweep(settings: Settings) -> None:
    """Remove what a batch that was killed left half done. Safe under the lock: nobody else writes here."""
    for folder in (settings.staging, settings.history):
        remove_unfinished(folder)
    for leftover in settings.build_file.parent.glob(f"{settings.build_file.name}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


# --- documents --------------------------------------------------------------------------------------------------------


def scan(settings: Settings, now: datetime | None = None) -> Scan:
    """Take note of every file in the inbox: the ledger and the scan's findings are on disk afterwards."""
    try:
        scanned = scan_inbox(settings.inbox, settings.ledger, now or datetime.now(UTC))
        rows = [{name: asdict(finding)[name] for name in FINDINGS_SCHEMA} for finding in scanned.findings]
        write_parquet(_findings_file(settings), pl.DataFrame(rows, schema=FINDINGS_SCHEMA))
    except InboxError as error:
        raise BatchError(str(error)) from error
    except OSError as error:
        raise _disk_error(settings.staging, error) from error
    return scanned


def _findings_file(settings: Settings) -> Path:
    return settings.staging / f"{settings.warehouse.stem}.findings.parquet"


def _findings(settings: Settings) -> list[Finding]:
    """What the last scan found."""
    return [Finding(**row) for row in pl.read_parquet(_findings_file(settings)).iter_rows(named=True)]


def _disk_error(place: Path, error: OSError) -> BatchError:
    return BatchError(
        f"{error.filename or place}: {error.strerror or error}; make room or mend the folder's rights, then run again"
    )


# --- parsed_documents -------------------------------------------------------------------------------------------------


def _to_read(settings: Settings, files: Iterable[InboxFile], shelf: staging.StagedFiles) -> dict[Path, InboxFile]:
    """The first file of each document that has no staging file of this parser version, by its path."""
    staged = set(shelf.current)
    if settings.retry_quarantined:
        heads = staging.read_heads(list(shelf.current.values()))
        staged -= set(heads.filter(pl.col("outcome") == "quarantined").get_column("sha256"))
    # What was withdrawn may be what kills every reader.
    staged |= set(withdrawals.read_withdrawals(settings.withdrawals))
    wanted: dict[str, InboxFile] = {}
    for file in files:
        if file.sha256 not in staged:
            wanted.setdefault(file.sha256, file)
    return {file.path: file for file in wanted.values()}


def _is_unchanged(file: InboxFile) -> bool:
    """Whether the bytes that were hashed are still those under the name that was read."""
    try:
        return hashed(file.path)[0] == file.sha256
    except OSError:
        return False


def _unstageable(document: ParsedDocument, error: staging.StagingError) -> ParsedDocument:
    """In the place of a document that cannot be stored without loss: one that says so."""
    return replace(document, outcome="quarantined", reason=str(error), statements=[], findings=[], proofs=[])


def _stage(settings: Settings, sha256: str, document: ParsedDocument, replaced: list[Path]) -> None:
    try:
        staging.write(settings.staging, sha256, document, replaced=replaced)
    except staging.StagingError as error:
        staging.write(settings.staging, sha256, _unstageable(document, error), replaced=replaced)


def _read_all(read: DocumentReader, paths: Sequence[Path]) -> Iterator[tuple[Path, ParsedDocument]]:
    """What `read` gives for `paths`. Raises BatchError where no file at all can be read, whatever it holds."""
    try:
        if paths:
            yield from read(paths)
    except SandboxError as error:
        raise BatchError(f"{error}; free memory or processes, then run again") from error
    except ClusterError as error:
        raise BatchError(str(error)) from error


def parse_new(
    settings: Settings,
    read: DocumentReader,
    begin: Callable[[int], None] = lambda total: None,
    done: Callable[[Path, ParsedDocument], None] = lambda path, document: None,
) -> Parsing:
    """Read every document of the inbox that was not read before by this parser version, and stage it.

    `begin` hears how many will be read, `done` of each that was. A file whose bytes are no
    longer those that were hashed is not staged: the next batch sees it as what it then is.
    """
    files = ledger.files_of(ledger.read_ledger(settings.ledger), settings.inbox)
    shelf = staging.staged_files(settings.staging)
    notices = [f"{path.name}: this staging file is damaged; its document is read again" for path in shelf.damaged]
    waiting = _to_read(settings, files, shelf)
    begin(len(waiting))
    read_now = 0
    for path, document in _read_all(read, list(waiting)):
        file = waiting[path]
        if not _is_unchanged(file):
            notices.append(f"{file.relative_path}: it changed while it was being read; the next batch takes it up")
            continue
        try:
            _stage(settings, file.sha256, document, shelf.replaced(file.sha256))
        except OSError as error:
            raise _disk_error(settings.staging, error) from error
        read_now += 1
        done(path, document)
    reused = len({file.sha256 for file in files}) - len(waiting)
    return Parsing(read_now, reused, notices)


# --- the star ---------------------------------------------------------------------------------------------------------


def build(settings: Settings, now: datetime | None = None) -> dict[str, int]:
    """Build the next warehouse from the ledger and the staging files into `settings.build_file`, and check it; what the
    checks found is on disk afterwards, for `check` and `publish`. A document that cannot be loaded is quarantined.

    Returns its row counts by table. Raises BatchError where the build fails without any one document's fault.
    """
    settings.checks_file.unlink(missing_ok=True)
    try:
        counts, results = loading.build_next(settings, _findings(settings), now)
        found = json.dumps([asdict(result) for result in results], ensure_ascii=False, default=str)
        write_atomically(settings.checks_file, found.encode())
    except (OverrideError, RowsError, WarehouseError, withdrawals.WithdrawalError) as error:
        full = f"; make room on the disk of {settings.build_file.parent}, then run again" if _says_full(error) else ""
        raise BatchError(f"{error}{full}") from error
    except OSError as error:
        raise _disk_error(settings.build_file, error) from error
    return counts


def _says_full(error: Exception) -> bool:
    """Whether DuckDB, which has no kind of error for it, says that the disk is full."""
    return os.strerror(errno.ENOSPC) in str(error)


# --- publish ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did: its manifest (`publish_record.compose`), and lines for a person."""

    record: dict[str, Any]
    notices: list[str]


def check(settings: Settings) -> list[CheckResult]:
    """What the checks found in the built file. Raises BatchError where nothing was built."""
    try:
        return [CheckResult(**each) for each in json.loads(settings.checks_file.read_bytes())]
    except FileNotFoundError as error:
        raise BatchError("no warehouse was built and checked, so none is published; run the whole batch") from error


def _checked(settings: Settings) -> list[CheckResult]:
    """What the checks found. Raises BatchError where a blocking one failed: whoever starts steps one by one must not
    publish past it."""
    results = check(settings)
    if failed := [each.name for each in results if each.blocking and not each.passed]:
        raise BatchError(f"blocking checks failed and nothing was published: {', '.join(failed)}")
    return results


def publish(settings: Settings) -> Published:
    """Put the built and checked file in the published one's place; the earlier one stays in the history.

    In this order, so that a kill at any moment leaves a whole published file and a true history: the manifest of
    what comes, a second name for what goes, the rename, the pruning.

    Raises BatchError where the file was not checked, has lost much (`losses.losses`, unless
    `settings.allow_loss`), or the disk refuses.
    """
    checks = _checked(settings)
    try:
        before, built = history.predecessor(settings), summary.summarise(settings.build_file)
        lost = losses.losses(before, built) if before else []
        if not settings.allow_loss:
            losses.refuse_losses(lost)
        record = publish_record.compose(built, before, checks, lost)
        history.write_record(settings, record)
        notice = history.keep_published(settings, record["info"])
        publishing.publish(settings.build_file, settings.warehouse)
        history.prune(settings)
        settings.checks_file.unlink(missing_ok=True)
    except (WarehouseError, history.HistoryError) as error:
        raise BatchError(str(error)) from error
    except OSError as error:
        raise _disk_error(settings.warehouse, error) from error
    notices = [f"published all the same: {line}" for line in lost] + ([notice] if notice else [])
    if (damaged := history.damaged_file(settings)).exists():
        notices.append(f"{damaged}: the published file was found damaged and is set aside here; look at the disk")
    return Published(record, notices)


def write_report(settings: Settings, inbox: Path | None = None) -> Path:
    """Write the report of the published warehouse, with what changed against its predecessor where the history has it.

    `inbox` is where the PDFs are now, if not where they were read. Returns the report's first page. Raises BatchError
    where it cannot be written; the report that stood there before still stands then.
    """
    try:
        published = history.published_entry(settings)
        record = published.record if published else None
        kept = {each.id: each.path for each in history.earlier(settings)}
        before = kept.get(record["previous"] or "") if record else None
        sources = html_report.Sources(settings.warehouse, inbox or settings.inbox, before, settings.workers)
        html_report.put_in_place(html_report.prepare(sources, settings.report), settings.report)
    except (html_report.ReportError, WarehouseError, SandboxError) as error:
        raise BatchError(f"the report was not written: {error}") from error
    except OSError as error:
        raise _disk_error(settings.report, error) from error
    return settings.report / "index.html"


def write_workbook(settings: Settings, path: Path) -> list[str]:
    """Write the published warehouse as a workbook to `path`; the names of its sheets. Raises BatchError where it cannot
    be written."""
    try:
        return workbook.export(settings.warehouse, path)
    except (workbook.WorkbookError, WarehouseError) as error:
        raise BatchError(f"the workbook was not written: {error}") from error
    except OSError as error:
        raise _disk_error(path, error) from error


def withdraw(settings: Settings, wanted: str, reason: str | None = None, undo: bool = False) -> withdrawals.Withdrawal:
    """Take the document that `wanted` names (`withdrawals.find_document`) out of the warehouse, or with `undo` back in, and
    publish a warehouse built so from what is staged; nothing new is read. Where nothing is published yet, the next batch
    does.

    Raises BatchError where there is no such document, or where no warehouse could be published: the next batch does then.
    """
    with only_writer(settings):
        try:
            known = ledger.read_ledger(settings.ledger)
            entry = (
                withdrawals.undo(settings.withdrawals, known, wanted)
                if undo
                else withdrawals.withdraw(settings.withdrawals, known, wanted, reason)
            )
        except (InboxError, withdrawals.WithdrawalError) as error:
            raise BatchError(str(error)) from error
        except OSError as error:
            raise _disk_error(settings.withdrawals, error) from error
        if settings.warehouse.exists():
            build(settings)
            publish(replace(settings, allow_loss=True))
    return entry


def restore(settings: Settings, wanted: str) -> history.HistoryEntry:
    """Publish an earlier warehouse anew (`history.republish`). Raises BatchError where that cannot be."""
    with only_writer(settings):
        try:
            return history.republish(settings, wanted)
        except (WarehouseError, history.HistoryError) as error:
            raise BatchError(str(error)) from error
        except OSError as error:
            raise _disk_error(settings.history, error) from error
