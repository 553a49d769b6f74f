"""The next warehouse from the ledger and the staging files, without the documents that cannot be loaded.

This module should contain what goes into a build, and what happens where a document stands in its way. Keep what a row
means out (`assembly.py`), and how the culprits are searched for (`admission.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import polars as pl

import pipelines
from pipelines import PARSER_VERSION
from pipelines.ingest import documents, reviewed_files, withdrawals
from pipelines.ingest.document import Decision
from pipelines.ingest.institutions_file import read_institutions
from pipelines.ingest.ledger import read_ledger
from pipelines.linking.overrides import OverrideError, check_overrides
from pipelines.model.errors import BatchError, InboxError
from pipelines.model.keys import document_key
from pipelines.model.known_institutions import KnownInstitutions
from pipelines.model.records import Finding
from pipelines.model.settings import Settings
from pipelines.warehouse import admission, assembly, building, checking, history, row_cache, summary
from pipelines.warehouse.check import CheckResult
from pipelines.warehouse.dimensions import References
from pipelines.warehouse.staged_heads import read_heads, staging_paths

CONTENT_DIGEST = "content_digest"
_NOT_BUILT = "the warehouse was not built: "


def build_next(
    settings: Settings, findings: Sequence[Finding], now: datetime | None = None
) -> tuple[dict[str, int], list[CheckResult]]:
    """Build the next warehouse into `settings.build_file` and check it; the row counts by table, and what the checks found.

    `findings` are those of the last scan. A document whose rows break a rule of the schema or a blocking check is refused:
    it becomes a quarantined row of dim_document, and the others are loaded. Raises BatchError where the build fails
    without any one document's fault, OSError where the disk refuses.
    """
    ledger = read_ledger(settings.ledger)
    shelf = row_cache.RowCache(settings.rows)
    paths = staging_paths(settings.staging, ledger)
    heads = read_heads(paths, shelf.remember)
    built_at = _later_than_published(settings, (now or datetime.now(UTC)).replace(microsecond=0))
    decisions, known = known_decisions(settings, paths)
    refused = {sha256: reason for sha256, reason in known.items() if sha256 not in decisions}
    info = {
        "code_version": pipelines.__version__,
        "parser_version": PARSER_VERSION,
        "inbox": str(settings.inbox),
        "built_at": built_at.isoformat(),
    }
    known_institutions = read_known_institutions(settings)
    findings = [*findings, *reviewed_files.misplaced(settings)]
    while True:
        decisions |= as_decisions(refused)
        identities = documents.resolve(ledger, heads, findings, decisions, known_institutions)
        references = read_references(
            settings, known_institutions, identities.scopes.get_column("institution_name").unique()
        )
        readable = {sha256: path for sha256, path in paths.items() if sha256 not in decisions}
        tables = assembly.assemble_tables(identities, readable, references, remember=shelf.remember)
        outcome = _build(tables, settings.build_file, info)
        if outcome.problem is None:
            break
        attempt = partial(_attempt, settings, ledger, heads, paths, references)
        suspects = _oldest_first(identities) if attempt([]) is None else []
        search = admission.find_unloadable(suspects, attempt)
        refused |= search.refused
        if outcome.error is not None and not search.refused:
            raise BatchError(outcome.problem + _advice(search, ledger)) from outcome.error
        if not search.refused:
            break  # A check fails by no document's fault: publishing says which.
    if refused != known:
        admission.write_refusals(settings.refusals, refused, paths)
    shelf.remove_unused()
    return outcome.counts, outcome.results


def known_decisions(settings: Settings, paths: Mapping[str, Path]) -> tuple[dict[str, Decision], dict[str, str]]:
    """What people withdrew, and what earlier batches found that it cannot be loaded (document to reason)."""
    withdrawn = withdrawals.read_withdrawals(settings.withdrawals)
    decisions = {sha256: Decision("withdrawn", each.status_reason) for sha256, each in withdrawn.items()}
    known = {} if settings.retry_quarantined else admission.read_refusals(settings.refusals, paths)
    return decisions, known


def as_decisions(refused: Mapping[str, str]) -> dict[str, Decision]:
    """What becomes of documents that cannot be loaded, by the reasons that a build gave."""
    return {sha256: Decision("quarantined", _as_reason(reason)) for sha256, reason in refused.items()}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one build: its row counts and checks, and in one line what is wrong with it, if anything is.
    `error` is what was raised, where nothing was built."""

    counts: dict[str, int] = field(default_factory=dict)
    results: list[CheckResult] = field(default_factory=list)
    problem: str | None = None
    error: Exception | None = None


def _build(tables: Iterable[tuple[str, pl.DataFrame]], path: Path, info: dict[str, str]) -> _Outcome:
    try:
        counts = building.build(_with_digest(tables, info), path, info)
        results = checking.run_checks(path)
    except Exception as error:  # noqa: BLE001  Whatever a document's rows do, it must be found, and the others loaded.
        return _Outcome(problem=admission.describe_fault(error), error=error)
    return _Outcome(counts, results, _failed_check(results))


def _attempt(
    settings: Settings,
    ledger: pl.DataFrame,
    heads: pl.DataFrame,
    paths: Mapping[str, Path],
    references: References,
    wanted: Sequence[str],
) -> str | None:
    """Builds and checks a warehouse of the `wanted` documents alone, beside the next one; see `admission.Attempt`."""
    own = pl.col("sha256").is_in(list(wanted))
    identities = documents.resolve(ledger.filter(own), heads.filter(own), known=references.known)
    if references.overrides is not None:
        names = identities.scopes.get_column("institution_name").unique().to_list()
        overrides = references.overrides.filter(pl.col("institution_name").is_in(names))
        references = replace(references, overrides=overrides)
    tables = assembly.assemble_tables(identities, {sha256: paths[sha256] for sha256 in wanted}, references)
    try:
        return _build(tables, settings.trial_file, {}).problem
    finally:
        settings.trial_file.unlink(missing_ok=True)


def _as_reason(problem: str) -> str:
    return f"it was read, but cannot be loaded: {problem.removeprefix(_NOT_BUILT)}"


def _failed_check(results: Iterable[CheckResult]) -> str | None:
    """The first blocking check that failed, with the first row that offends."""
    failed = next((each for each in results if each.blocking and not each.passed), None)
    if failed is None:
        return None
    row = ", ".join(f"{name} {value}" for name, value in failed.sample[0].items()) if failed.sample else ""
    return f"the check {failed.name} fails ({failed.description.rstrip('.')}): {row}"


def _oldest_first(identities: documents.Resolved) -> list[str]:
    """The documents that are loaded, by when they were taken in: where several together are at fault, the latest is."""
    taken_in = identities.documents.filter(pl.col("status") != "duplicate").select("sha256", "ingested_at")
    loaded = identities.scopes.select("sha256").unique().join(taken_in, on="sha256", how="left")
    return loaded.sort("ingested_at", "sha256").get_column("sha256").to_list()


def _advice(found: admission.Search, ledger: pl.DataFrame) -> str:
    """What to type, where it is known at which document the build fails."""
    if found.fault is None:
        return ""
    [path, *_] = ledger.filter(pl.col("sha256") == found.fault).get_column("relative_path").to_list()
    return f"; it fails as soon as {path} is loaded: `jixiao withdraw {document_key(found.fault)}` leaves it out"


def read_known_institutions(settings: Settings) -> KnownInstitutions:
    """What people know of institutions. Raises BatchError where their file is wrong."""
    try:
        return read_institutions(reviewed_files.institutions_path(settings))
    except InboxError as error:
        raise BatchError(str(error)) from error


def read_references(settings: Settings, known: KnownInstitutions, institution_names: Iterable[str]) -> References:
    """What people maintain beside the PDFs. A decision on an institution that is not in the warehouse stops the batch:
    its name was read differently, or mistyped: BatchError says which."""
    try:
        overrides = reviewed_files.read_overrides(settings.inbox)
        check_overrides(overrides, institution_names)
        return References(known, overrides, reviewed_files.read_year_figures(settings.inbox))
    except (InboxError, OverrideError) as error:
        raise BatchError(str(error)) from error


def _with_digest(
    tables: Iterable[tuple[str, pl.DataFrame]], info: dict[str, str]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """`tables`; once all have passed by, `info` holds a digest of their rows, by which two builds are told to
    be equal."""
    digest = hashlib.sha256()
    for name, frame in tables:
        digest.update(name.encode())
        if frame.height:
            digest.update(frame.hash_rows().to_numpy().tobytes())
        yield name, frame
    info[CONTENT_DIGEST] = digest.hexdigest()


def _later_than_published(settings: Settings, now: datetime) -> datetime:
    """`now`, or a second after the latest warehouse was built where that is later: the history is ordered by these
    times, and a clock that was put back must not make it drop the latest for the oldest."""
    before = history.latest_id(settings)
    return now if before is None else max(now, summary.built_at(before) + timedelta(seconds=1))
