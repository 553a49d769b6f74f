"""All rows of a warehouse from staged documents, table by table.

This module should contain which tables there are, in which order, and how the documents are cut into chunks. Keep what
a row of a table is out: that is for `dimensions.py`, `facts.py`, `links.py` and `issues.py`.

Rows come in chunks of whole institutions: what compares years needs an institution's documents together
and nobody else's, so memory stays bounded however many documents there are, and a chunk whose documents
have not changed need not be worked out again (`row_cache.py`). The same documents give the same rows in the same
order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from pipelines.linking.overrides import OverrideError, check_overrides
from pipelines.warehouse import staging
from pipelines.warehouse.conformed import dim_family, dim_indicator, dim_year
from pipelines.warehouse.dimensions import (
    References,
    bridge_document_institution,
    dim_category,
    dim_project,
)
from pipelines.warehouse.doubts import read_findings, with_doubts
from pipelines.warehouse.evaluation_links import (
    evaluated_projects,
    split_overrides,
    with_budget_indicator,
    with_budget_project,
)
from pipelines.warehouse.evaluations import AS_PROJECT, evaluations_of, fact_evaluation, fact_execution, fact_result
from pipelines.warehouse.facts import RowsError, fact_funding, fact_indicator, fact_project, fact_total, projects_of
from pipelines.warehouse.institutions import (
    bridge_institution_name,
    bridge_institution_succession,
    dim_institution,
    dim_institution_year,
    kept_under,
)
from pipelines.warehouse.issues import proofs_and_findings, with_issue_keys
from pipelines.warehouse.links import bridge_indicator, families_of, family_issues, with_family, with_threads
from pipelines.warehouse.row_cache import Remember, compute
from pipelines.warehouse.row_keys import with_institution_key

CHUNK_DOCUMENTS = 200


_MOST_CHUNKS = 1 << 16


class Resolved(Protocol):
    """Whose each document is, from `documents.py`. `documents`: the columns of dim_document with
    institution_name in place of institution_key. `scopes`: document_key, sha256, statement_index,
    institution_name, institution_code, fiscal_year, document_kind, layout, unit, is_current. `issues`: the columns of
    dq_issue but its key. `names`: institution_name, name, method."""

    @property
    def documents(self) -> pl.DataFrame: ...
    @property
    def scopes(self) -> pl.DataFrame: ...
    @property
    def issues(self) -> pl.DataFrame: ...
    @property
    def names(self) -> pl.DataFrame: ...


def assemble_tables(
    resolved: Resolved,
    staging_paths: Mapping[str, Path],
    references: References | None = None,
    chunk_documents: int = CHUNK_DOCUMENTS,
    remember: Remember = compute,
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every row of the warehouse as (table, frame) with the columns of sql/schema, referenced rows before
    those that refer.

    `staging_paths`: sha256 to its staging file, at least for every document in `resolved.scopes`;
    findings and proofs are taken from each file given whose document is known. `remember` may give the rows of
    a chunk that an earlier build computed. Raises RowsError where a scope has no staging file or an
    amount does not fit DECIMAL(18,2) exactly.
    """
    references = references or References()
    scopes = with_institution_key(resolved.scopes).sort(
        "institution_key", "fiscal_year", "document_key", "statement_index"
    )
    documents = with_institution_key(resolved.documents).sort("document_key")
    missing = set(scopes.get_column("sha256")) - set(staging_paths)
    if missing:
        raise RowsError(f"{len(missing)} loaded documents are not staged, as {min(missing)[:16]}: run the batch again")
    _check_overrides(references.overrides, scopes)
    years = pl.concat(
        [scopes.get_column("fiscal_year"), documents.get_column("fiscal_year").cast(scopes.schema["fiscal_year"])]
    )
    yield "dim_year", dim_year(years, references.years)
    known = kept_under(references.known, resolved.names)
    institutions = dim_institution(scopes, documents, known)
    yield "dim_institution", institutions
    yield "dim_institution_year", dim_institution_year(institutions, known)
    yield "bridge_institution_name", bridge_institution_name(institutions, resolved.names, known)
    yield "bridge_institution_succession", bridge_institution_succession(known)
    yield "dim_document", documents.drop("institution_name")
    yield "bridge_document_institution", bridge_document_institution(scopes)
    yield "dim_category", dim_category()
    names = documents.select("document_key", "file_name")
    decided = [*_texts(references.overrides)] if references.overrides is not None else []
    for chunk in _chunks(scopes, "institution_key", chunk_documents):
        own = names.join(chunk, on="document_key", how="semi", maintain_order="left")
        work = partial(_facts, chunk, own, staging_paths, references)
        yield from remember(["facts", *_texts(chunk), *_texts(own), *decided, *_staged(chunk, staging_paths)], work)
    read = documents.filter(pl.col("status") != "duplicate").select("document_key", "file_name", "sha256")
    read = read.filter(pl.col("sha256").is_in(list(staging_paths))).sort("document_key")
    for chunk in _chunks(read, "document_key", chunk_documents):
        work = partial(proofs_and_findings, chunk, staging_paths)
        yield from remember(["findings", *_texts(chunk), *_staged(chunk, staging_paths)], work)
    yield "dq_issue", with_issue_keys(resolved.issues)


def _texts(frame: pl.DataFrame) -> Iterator[str]:
    """Every row as a text of its own: what was computed from the frame depends on nothing else of it."""
    return map(repr, frame.iter_rows())


def _staged(chunk: pl.DataFrame, staging_paths: Mapping[str, Path]) -> Iterator[str]:
    """The names of the chunk's staging files, which carry the digests of their bytes."""
    return (staging_paths[sha256].name for sha256 in chunk.get_column("sha256"))


def _check_overrides(overrides: pl.DataFrame | None, scopes: pl.DataFrame) -> None:
    """Chunks see their own institutions' overrides only, so a row of an institution that is nowhere is
    found here."""
    if overrides is None:
        return
    try:
        check_overrides(overrides, scopes.get_column("institution_name").unique())
    except OverrideError as error:
        raise RowsError(str(error)) from error


def _chunks(frame: pl.DataFrame, by: str, documents: int) -> list[pl.DataFrame]:
    """`frame`, which is sorted by the key in `by`, in pieces of about so many documents; what has one key stays
    together.

    Cut where the key's leading digits change, into a power of two of pieces: a new document goes into one of them and
    leaves the others as they were.
    """
    pieces = 1
    while pieces * documents < frame.n_unique("document_key") and pieces < _MOST_CHUNKS:
        pieces *= 2
    place = pl.col(by).str.slice(0, 4).str.to_integer(base=16) // (_MOST_CHUNKS // pieces)
    return [
        piece.drop("chunk")
        for piece in frame.with_columns(chunk=place).partition_by("chunk", maintain_order=True)
        if not piece.is_empty()
    ]


def _statements(scopes: pl.DataFrame, staging_paths: Mapping[str, Path]) -> pl.DataFrame:
    """The statements that `scopes` names: its columns, statement_seq (from 1), totals, projects, evaluations."""
    shas = scopes.get_column("sha256").unique(maintain_order=True).to_list()
    staged = staging.read([staging_paths[sha] for sha in shas], ["sha256", "statements"])
    statements = (
        staged.filter(pl.col("statements").list.len() > 0)
        .with_columns(statement_index=pl.int_ranges(pl.col("statements").list.len()))
        .explode("statements", "statement_index")
        .select(
            "sha256",
            pl.col("statement_index").cast(scopes.schema["statement_index"]),
            pl.col("statements").struct.field("totals"),
            pl.col("statements").struct.field("projects"),
            pl.col("statements").struct.field("evaluations"),
        )
    )
    joined = scopes.join(statements, on=["sha256", "statement_index"], how="left", maintain_order="left")
    if joined.get_column("projects").null_count():
        raise RowsError("a staged document has not the statements that were resolved: run the batch again")
    return joined.with_columns(statement_seq=pl.col("statement_index") + 1)


def _facts(
    scopes: pl.DataFrame, file_names: pl.DataFrame, staging_paths: Mapping[str, Path], references: References
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The projects and facts of whole institutions."""
    statements = _statements(scopes, staging_paths)
    shas = statements.get_column("sha256").unique(maintain_order=True).to_list()
    findings = read_findings(shas, staging_paths)
    projects = with_doubts(projects_of(statements), findings)
    evaluations = with_doubts(evaluations_of(statements), findings)
    on_budgets, on_evaluations = split_overrides(references.overrides, projects, evaluations)
    families = families_of(projects, on_budgets)
    projects = with_family(projects, families.links)
    evaluated = evaluated_projects(projects, evaluations, on_evaluations)
    known = pl.concat([families.links, evaluated.links])
    evaluations = with_family(evaluations, known)
    # Institution by institution, so that rows stand in one order however the institutions are cut into chunks.
    printed = pl.concat([frame.select(AS_PROJECT) for frame in (projects, evaluations)])
    printed = printed.sort("institution_key", maintain_order=True)
    in_order = printed.select("project_key").unique(maintain_order=True)
    links = in_order.join(known, on="project_key", maintain_order="left")
    named = dim_project(printed, links)
    yield "dim_family", dim_family(named, printed)
    yield "dim_project", named
    yield "bridge_project_family", links
    yield from _parted("fact_project", fact_project(projects))
    yield from _parted("fact_funding", fact_funding(projects))
    indicators = fact_indicator(projects)
    pairs = bridge_indicator(indicators, scopes)
    indicators = with_threads(indicators, pairs)
    yield "dim_indicator", dim_indicator(indicators.filter("is_current"))
    yield from _parted("fact_indicator", indicators)
    yield "bridge_indicator", pairs
    yield from _parted("fact_total", fact_total(statements, projects))
    yield from _parted("fact_evaluation", with_budget_project(fact_evaluation(evaluations), evaluated.pairs))
    yield from _parted("fact_execution", fact_execution(evaluations))
    results = fact_result(evaluations)
    yield from _parted("fact_result", with_budget_indicator(results, indicators, evaluated.pairs))
    yield "dq_issue", with_issue_keys(family_issues(families.issues, projects, file_names))
    yield "dq_issue", with_issue_keys(family_issues(evaluated.issues, evaluations, file_names))


def _parted(table: str, facts: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Facts of current documents for `table`, those of superseded ones for its history: who adds up a table counts no
    year twice."""
    yield table, facts.filter("is_current").drop("is_current")
    yield f"{table}_history", facts.filter(~pl.col("is_current")).drop("is_current")
