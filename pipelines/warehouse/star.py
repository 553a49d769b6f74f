"""From staged documents to the rows of the star: keys, dimensions, facts, links over the years.

Here belongs which row goes into which table, in pure polars. Here does not belong how a value is understood
(`transform/`), whose a document is (`documents.py`), the tables' declaration (`sql/schema`) or DuckDB
(`warehouse.py`).

Rows come in chunks of whole institutions: what compares years needs an institution's documents together
and nobody else's, so memory stays bounded however many documents there are, and a chunk whose documents
have not changed need not be worked out again (`reuse.py`). The same documents give the same rows in the same
order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Protocol, get_args

import polars as pl

from pipelines.linking.families import Families, OverrideError, assign_families, check_overrides
from pipelines.linking.indicators import indicator_stem, link_indicators
from pipelines.model.keys import key
from pipelines.model.records import TOTAL, FundingSource
from pipelines.values.categories import canonical_categories, canonical_category
from pipelines.values.money import UNITS
from pipelines.values.project_types import PROJECT_TYPES, project_type
from pipelines.values.targets import add_targets
from pipelines.warehouse import row_cache as reuse
from pipelines.warehouse import staging

MONEY = pl.Decimal(18, 2)
CHUNK_DOCUMENTS = 200
_MOST_CHUNKS = 1 << 16
UNKNOWN_CATEGORY = (None, "未归类", None, None)
"""Where an indicator goes whose printed category the reviewed list does not know; a check counts them."""

QUALITATIVE = "定性"

_BOX = ["x0", "top", "x1", "bottom"]
_SCOPE = ["document_key", "institution_key", "fiscal_year"]
_PROJECT = ["document_key", "project_key", "fiscal_year"]


class StarError(ValueError):
    """Staged documents that cannot become rows without loss; the message is one line."""


INSTITUTIONS = pl.Schema(
    {
        "institution_name": pl.String(),
        "region": pl.String(),
        "level": pl.String(),
        "kind": pl.String(),
        "fiscal_year": pl.Int64(),
        "students": pl.Int64(),
        "staff": pl.Int64(),
    }
)


class Resolved(Protocol):
    """Whose each document is, from `documents.py`. `documents`: the columns of dim_document with
    institution_name in place of institution_key. `scopes`: document_key, sha256, statement_index,
    institution_name, institution_code, fiscal_year, layout, unit, is_current. `issues`: the columns of
    dq_issue but its key."""

    @property
    def documents(self) -> pl.DataFrame: ...
    @property
    def scopes(self) -> pl.DataFrame: ...
    @property
    def issues(self) -> pl.DataFrame: ...


@dataclass(frozen=True, slots=True)
class References:
    """What people maintain. `institutions`: institution_name, region, level, kind, fiscal_year, students,
    staff (one row an institution and year; any but the name may be null). `overrides`: rows of
    reference/overrides.csv."""

    institutions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INSTITUTIONS))
    overrides: pl.DataFrame | None = None


def _keys(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    return pl.Series([key(*row) for row in frame.select(columns).iter_rows()], dtype=pl.String)


def _with_institution_key(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with institution_key after institution_name; null where the name is."""
    names = frame.get_column("institution_name").unique().drop_nulls().sort()
    keys = pl.DataFrame({"institution_name": names, "institution_key": [key(name) for name in names]}).cast(pl.String)
    return frame.join(keys, on="institution_name", how="left", maintain_order="left")


def star_tables(
    resolved: Resolved,
    staging_paths: Mapping[str, Path],
    references: References | None = None,
    chunk_documents: int = CHUNK_DOCUMENTS,
    remember: reuse.Remember = reuse.work_out,
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every row of the star as (table, frame) with the columns of sql/schema, referenced rows before
    those that refer.

    `staging_paths`: sha256 to its staging file, at least for every document in `resolved.scopes`;
    findings and proofs are taken from each file given whose document is known. `remember` may give the rows of
    a chunk that it knows from an earlier build. Raises StarError where a scope has no staging file or an
    amount does not fit DECIMAL(18,2) exactly.
    """
    references = references or References()
    scopes = _with_institution_key(resolved.scopes).sort(
        "institution_key", "fiscal_year", "document_key", "statement_index"
    )
    documents = _with_institution_key(resolved.documents).sort("document_key")
    missing = set(scopes.get_column("sha256")) - set(staging_paths)
    if missing:
        raise StarError(f"{len(missing)} loaded documents are not staged, as {min(missing)[:16]}: run the batch again")
    _check_overrides(references.overrides, scopes)
    yield "dim_institution", _institutions(scopes, documents, references)
    yield "dim_institution_year", _institution_years(scopes, references)
    yield "dim_document", documents.drop("institution_name")
    yield "bridge_document_institution", _document_institutions(scopes)
    yield "dim_category", _categories()
    names = documents.select("document_key", "file_name")
    decided = [*_texts(references.overrides)] if references.overrides is not None else []
    for chunk in _chunks(scopes, "institution_key", chunk_documents):
        own = names.join(chunk, on="document_key", how="semi", maintain_order="left")
        work = partial(_facts, chunk, own, staging_paths, references)
        yield from remember(["facts", *_texts(chunk), *_texts(own), *decided, *_staged(chunk, staging_paths)], work)
    read = documents.filter(pl.col("status") != "duplicate").select("document_key", "file_name", "sha256")
    read = read.filter(pl.col("sha256").is_in(list(staging_paths))).sort("document_key")
    for chunk in _chunks(read, "document_key", chunk_documents):
        work = partial(_proofs_and_findings, chunk, staging_paths)
        yield from remember(["findings", *_texts(chunk), *_staged(chunk, staging_paths)], work)
    yield "dq_issue", _issues(resolved.issues)


def _texts(frame: pl.DataFrame) -> Iterator[str]:
    """Every row as a text of its own: what was worked out from the frame depends on nothing else of it."""
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
        raise StarError(str(error)) from error


# --- dimensions -----------------------------------------------------------------------------------


def _institutions(scopes: pl.DataFrame, documents: pl.DataFrame, references: References) -> pl.DataFrame:
    """dim_institution: whoever discloses in some document; the code is the last one printed."""
    named = pl.concat(
        [
            scopes.select("institution_key", "institution_name"),
            documents.select("institution_key", "institution_name"),
        ]
    )
    codes = (
        scopes.drop_nulls("institution_code")
        .sort("fiscal_year", "document_key")
        .group_by("institution_key")
        .agg(pl.col("institution_code").last())
    )
    about = references.institutions.group_by("institution_name", maintain_order=True).agg(
        pl.col("region", "level", "kind").drop_nulls().last()
    )
    return (
        named.drop_nulls()
        .unique()
        .join(codes, on="institution_key", how="left")
        .join(about, on="institution_name", how="left")
        .sort("institution_name")
    )


def _institution_years(scopes: pl.DataFrame, references: References) -> pl.DataFrame:
    """dim_institution_year: figures that users gave for an institution that discloses."""
    known = scopes.select("institution_name", "institution_key").unique()
    return (
        references.institutions.drop_nulls("fiscal_year")
        .join(known, on="institution_name")
        .select("institution_key", "fiscal_year", "students", "staff")
        .sort("institution_key", "fiscal_year")
    )


def _document_institutions(scopes: pl.DataFrame) -> pl.DataFrame:
    """bridge_document_institution: one row a document, institution and year, however many statements it
    has of them."""
    return scopes.group_by(_SCOPE, maintain_order=True).agg(
        pl.col("layout").unique(maintain_order=True).str.join("、"),
        pl.col("unit").unique(maintain_order=True).str.join("、"),
        pl.col("is_current").any(),
    )


def _category_key(category_type: str, levels: tuple[str | None, ...]) -> str:
    return key(category_type, *levels)


def _categories() -> pl.DataFrame:
    """dim_category: every category there can be, whether or not a document uses it."""
    rows = [("indicator", *levels) for levels in [*canonical_categories(), UNKNOWN_CATEGORY]]
    rows += [("funding_source", None, source, None, None) for source in get_args(FundingSource)]
    rows += [("project_type", None, name, None, None) for name in PROJECT_TYPES]
    columns = ["category_type", "level1_code", "level1_name", "level2_code", "level2_name"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return frame.with_columns(category_key=_keys(frame, columns))


# --- facts ----------------------------------------------------------------------------------------


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
    """The statements that `scopes` names: its columns, statement_seq (from 1), totals, projects."""
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
        )
    )
    joined = scopes.join(statements, on=["sha256", "statement_index"], how="left", maintain_order="left")
    if joined.get_column("projects").null_count():
        raise StarError("a staged document has not the statements that were resolved: run the batch again")
    return joined.with_columns(statement_seq=pl.col("statement_index") + 1)


def _exploded(frame: pl.DataFrame, column: str, carried: list[str]) -> pl.DataFrame:
    """One row an element of the list of structs in `column`; its fields prefixed, beside the `carried`
    columns."""
    return (
        frame.select(*carried, column)
        .filter(pl.col(column).list.len() > 0)
        .explode(column)
        .select(*carried, pl.col(column).name.map_fields(lambda name: f"{column}.{name}").struct.unnest())
    )


def _box(column: str) -> list[pl.Expr]:
    return [pl.col(column).struct.field(side) for side in _BOX]


def _money(column: str) -> pl.Expr:
    return pl.col(column).cast(MONEY)


def _assert_exact(frame: pl.DataFrame, column: str) -> None:
    """Polars rounds a Decimal cast without a word; an amount finer than a fen must not change silently."""
    if not frame.filter(pl.col(column) != pl.col(column).cast(MONEY).cast(frame.schema[column])).is_empty():
        raise StarError(f"an amount in {column} is finer than a fen")


def _projects(statements: pl.DataFrame) -> pl.DataFrame:
    """One row a project of a document, in reading order, with its keys; the project's fields as
    `projects.<field>`."""
    carried = [
        "document_key",
        "institution_key",
        "institution_name",
        "fiscal_year",
        "is_current",
        "statement_seq",
        "unit",
    ]
    projects = _exploded(statements, "projects", carried).with_columns(
        name=pl.col("projects.name").str.replace_all(r"\s+", "")
    )
    projects = projects.with_columns(occurrence=pl.int_range(1, pl.len() + 1).over(*_SCOPE, "name"))
    return projects.with_columns(project_key=_keys(projects, ["institution_key", "name", "occurrence"]))


def _facts(
    scopes: pl.DataFrame, file_names: pl.DataFrame, staging_paths: Mapping[str, Path], references: References
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The projects and facts of whole institutions."""
    statements = _statements(scopes, staging_paths)
    projects = _projects(statements)
    families = _families(projects, references.overrides)
    # Reading order, so that rows stand in one order however the institutions are cut into chunks.
    in_order = projects.select("project_key").unique(maintain_order=True)
    links = in_order.join(families.links, on="project_key", maintain_order="left")
    yield "dim_project", _dim_project(projects, links)
    yield "bridge_project_family", links
    yield "fact_project", _fact_project(projects)
    yield "fact_funding", _fact_funding(projects)
    indicators = _fact_indicator(projects)
    pairs = _bridge_indicator(indicators, projects, links, scopes)
    yield "fact_indicator", _with_threads(indicators, pairs)
    yield "bridge_indicator", pairs
    yield "fact_total", _fact_total(statements, projects)
    yield "dq_issue", _issues(_family_issues(families, projects, file_names))


def _families(projects: pl.DataFrame, overrides: pl.DataFrame | None) -> Families:
    """The projects' families. Raises StarError where a row of the overrides cannot be followed."""
    asked = projects.select(
        "institution_key",
        "institution_name",
        "project_key",
        "fiscal_year",
        pl.col("projects.name").alias("project_name"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.goal").alias("goal"),
        total_yuan=pl.col("projects.amounts").list.eval(pl.element().struct.field("yuan").cast(MONEY)).list.sum(),
        indicator_names=pl.col("projects.indicators").list.eval(pl.element().struct.field("name")),
    )
    try:
        return assign_families(asked, overrides)
    except OverrideError as error:
        raise StarError(str(error)) from error


def _family_issues(families: Families, projects: pl.DataFrame, file_names: pl.DataFrame) -> pl.DataFrame:
    """Close calls of the families, each on the page where the current document prints the project."""
    place = projects.filter(pl.col("is_current")).select(
        "project_key", "fiscal_year", "document_key", pl.col("projects.page_first").alias("page")
    )
    return (
        projects.select("project_key")
        .unique(maintain_order=True)
        .join(families.issues, on="project_key", maintain_order="left_right")
        .with_columns(pl.col("fiscal_year").cast(projects.schema["fiscal_year"]))
        .join(place, on=["project_key", "fiscal_year"], how="left", maintain_order="left")
        .join(file_names, on="document_key", how="left", maintain_order="left")
    )


def _dim_project(projects: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """dim_project: a name's code, goal and so its type are those of the latest current document it stands
    in."""
    latest = (
        projects.sort("is_current", "fiscal_year", "document_key")
        .group_by("project_key")
        .agg(
            pl.col("institution_key", "projects.name", "projects.goal").last(),
            pl.col("occurrence").cast(pl.Int32).last(),
            pl.col("projects.code").drop_nulls().last(),
            first_fiscal_year=pl.col("fiscal_year").min(),
            last_fiscal_year=pl.col("fiscal_year").max(),
        )
    )
    asked = latest.select("projects.name", "projects.goal").unique()
    answers = [project_type(name, goal or "") for name, goal in asked.rows()]
    types = asked.with_columns(
        pl.Series(
            "project_type_key",
            [_category_key("project_type", (None, kind, None, None)) for kind, _ in answers],
        ),
        pl.Series("project_type_rule", [rule for _, rule in answers]),
    )
    return (
        links.select("project_key", "project_family_id")
        .join(latest, on="project_key", maintain_order="left")
        .join(types, on=["projects.name", "projects.goal"], nulls_equal=True, maintain_order="left")
        .rename({"projects.name": "project_name", "projects.code": "project_code"})
        .drop("projects.goal")
    )


def _fact_project(projects: pl.DataFrame) -> pl.DataFrame:
    frame = projects.select(
        *_PROJECT,
        pl.col("projects.seq").alias("project_seq"),
        pl.col("projects.goal").alias("goal"),
        pl.col("projects.total").struct.field("printed").alias("printed_total"),
        pl.col("projects.total").struct.field("yuan").alias("printed_total_yuan"),
        pl.col("projects.implementing_unit").alias("implementing_unit"),
        pl.col("projects.supervising_department").alias("supervising_department"),
        pl.col("projects.code").alias("project_code"),
        pl.col("projects.page_first").alias("page_first"),
        pl.col("projects.page_last").alias("page_last"),
        pl.col("projects.page_first").alias("page"),
        *_box("projects.box"),
    )
    _assert_exact(frame, "printed_total_yuan")
    return frame.with_columns(_money("printed_total_yuan"))


def _fact_funding(projects: pl.DataFrame) -> pl.DataFrame:
    """fact_funding: two printed amounts of one source in one project are one row, their sum."""
    amounts = _exploded(projects, "projects.amounts", _PROJECT).rename(
        lambda name: name.removeprefix("projects.amounts.")
    )
    _assert_exact(amounts, "yuan")
    keys = {source: _category_key("funding_source", (None, source, None, None)) for source in get_args(FundingSource)}
    return (
        amounts.with_columns(category_key=pl.col("source").replace_strict(keys, return_dtype=pl.String))
        .unnest("box")
        .group_by(*_PROJECT, "category_key", maintain_order=True)
        .agg(
            amount_yuan=_money("yuan").sum(),
            printed_amount=pl.col("printed").str.join(" + "),
            page=pl.col("page").first(),
            **{side: pl.col(side).first() for side in _BOX},
        )
    )


def _fact_indicator(projects: pl.DataFrame) -> pl.DataFrame:
    """fact_indicator: printed values, parsed targets, canonical category, stem, place on the page."""
    printed = _exploded(projects, "projects.indicators", _PROJECT).rename(
        lambda name: name.removeprefix("projects.indicators.")
    )
    frame = printed.rename({"seq": "indicator_seq", "name": "indicator_name"}).unnest("box")
    frame = frame.with_columns(place=pl.int_range(1, pl.len() + 1).over(_PROJECT))
    frame = frame.with_columns(indicator_key=_keys(frame, [*_PROJECT, "place"])).drop("place")
    frame = _mapped(frame, ["indicator_name"], "indicator_stem", indicator_stem)
    levels = ["level1_code", "level1_name", "level2_code", "level2_name"]
    return _qualitative(add_targets(_mapped(frame, levels, "category_key", _indicator_category)))


def _qualitative(frame: pl.DataFrame) -> pl.DataFrame:
    """A value that its own column calls 定性 is a wording, whatever digits it holds (90%-95% as a class of
    quality)."""
    wording = (pl.col("nature").str.replace_all(r"\s+", "") == QUALITATIVE).fill_null(False)
    changed: list[pl.Expr] = []
    for prefix in ("annual", "cycle"):
        number = wording & pl.col(f"{prefix}_kind").is_in(["number", "range"])
        emptied = [f"{prefix}_{part}" for part in ("operator", "number", "number_high", "standard_number")]
        changed += [pl.when(~number.fill_null(False)).then(name).alias(name) for name in emptied]
        for part, value in (("kind", "text"), ("unit", ""), ("standard_unit", "")):
            name = f"{prefix}_{part}"
            changed.append(pl.when(number).then(pl.lit(value)).otherwise(name).alias(name))
    return (
        frame.with_columns(changed)
        .with_columns(direction=pl.when(~wording).then("direction"))
        .drop("nature", "weight", "printed_direction")
    )


def _indicator_category(*printed: str | None) -> str:
    return _category_key("indicator", canonical_category(*printed) or UNKNOWN_CATEGORY)


def _mapped(frame: pl.DataFrame, columns: list[str], name: str, function: object) -> pl.DataFrame:
    """`frame` with `name` = function(columns), asked once for each distinct combination."""
    assert callable(function)
    asked = frame.select(columns).unique(maintain_order=True)
    answers = pl.Series(name, [function(*row) for row in asked.rows()], dtype=pl.String)
    return frame.join(asked.with_columns(answers), on=columns, how="left", nulls_equal=True, maintain_order="left")


def prior_years(scopes: pl.DataFrame) -> pl.DataFrame:
    """institution_key, fiscal_year, prior_fiscal_year: each documented year and the documented year
    before it.

    A year without a document is skipped: it says nothing, so it is neither an end nor a beginning.
    """
    years = scopes.filter(pl.col("is_current")).select("institution_key", "fiscal_year").unique()
    return (
        years.sort("institution_key", "fiscal_year")
        .with_columns(prior_fiscal_year=pl.col("fiscal_year").shift(1).over("institution_key"))
        .drop_nulls()
    )


def _bridge_indicator(
    indicators: pl.DataFrame, projects: pl.DataFrame, links: pl.DataFrame, scopes: pl.DataFrame
) -> pl.DataFrame:
    current = projects.filter(pl.col("is_current")).select(*_PROJECT, "institution_key")
    placed = indicators.join(current, on=_PROJECT, maintain_order="left").join(
        links.select("project_key", "project_family_id"), on="project_key", maintain_order="left"
    )
    pairs = link_indicators(placed, prior_years(scopes))
    return indicators.select("indicator_key").join(pairs, on="indicator_key", maintain_order="left")


def _with_threads(indicators: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`indicators` with thread_key: the key of the first indicator that each carries on, its own where it
    carries on none."""
    step = pairs.select("indicator_key", "prior_indicator_key")
    threads = indicators.select("indicator_key", thread_key="indicator_key")
    while True:
        # Each round goes one year further back, so there are as many rounds as years.
        back = threads.join(step, left_on="thread_key", right_on="indicator_key", how="left", maintain_order="left")
        if back.get_column("prior_indicator_key").null_count() == back.height:
            return indicators.with_columns(threads.get_column("thread_key"))
        threads = back.select("indicator_key", thread_key=pl.coalesce("prior_indicator_key", "thread_key"))


def _fact_total(statements: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """fact_total: each printed total beside the sum of its column. Its own column: 合计 is added up from
    the projects' printed totals where they print one, as a reader would; the bound is 0.005 × (rows + 1)
    printed units (DOMAIN.md)."""
    statement = [*_SCOPE, "statement_seq"]
    printed = _exploded(statements, "totals", [*statement, "unit"]).rename(lambda name: name.removeprefix("totals."))
    _assert_exact(printed, "yuan")
    own = _exploded(projects, "projects.amounts", [*statement, "project_key"])
    parts = own.select(
        *statement,
        "project_key",
        pl.col("projects.amounts.source").alias("source"),
        pl.col("projects.amounts.yuan").cast(MONEY).alias("rows_yuan"),
    )
    summed = parts.group_by(*statement, "project_key").agg(pl.col("rows_yuan").sum())
    whole = projects.join(summed, on=[*statement, "project_key"], how="left").select(
        *statement,
        "project_key",
        pl.lit(TOTAL).alias("source"),
        pl.coalesce(pl.col("projects.total").struct.field("yuan").cast(MONEY), "rows_yuan").alias("rows_yuan"),
    )
    sums = pl.concat([parts, whole.select(parts.columns)]).group_by(*statement, "source").agg(pl.col("rows_yuan").sum())
    counts = projects.group_by(statement).agg(rows=pl.len())
    bounds = [
        _bound(unit, rows)
        for unit, rows in printed.join(counts, on=statement, how="left", maintain_order="left")
        .select("unit", "rows")
        .rows()
    ]
    return (
        printed.join(sums, on=[*statement, "source"], how="left", maintain_order="left")
        .with_columns(pl.col("rows_yuan").fill_null(Decimal(0)), printed_yuan=_money("yuan"))
        .with_columns(
            residual_yuan=(pl.col("printed_yuan") - pl.col("rows_yuan")).cast(MONEY),
            bound_yuan=pl.Series(bounds, dtype=MONEY),
        )
        .unnest("box")
        .rename({"source": "funding_source", "printed": "printed_amount"})
        .drop("unit", "yuan")
    )


def _bound(unit: str, rows: int | None) -> Decimal:
    """What rounding explains: half a unit of the second printed place for each row and for the total
    itself, in yuan."""
    return (Decimal("0.005") * ((rows or 0) + 1) * UNITS[unit]).quantize(Decimal("0.01"))


# --- proofs and issues ----------------------------------------------------------------------------


def _proofs_and_findings(read: pl.DataFrame, staging_paths: Mapping[str, Path]) -> Iterator[tuple[str, pl.DataFrame]]:
    """What the reader proved and found in each of some documents (document_key, file_name, sha256), loaded or not."""
    paths = [staging_paths[sha] for sha in read.get_column("sha256")]
    staged = read.join(staging.read(paths, ["sha256", "proofs", "findings"]), on="sha256", maintain_order="left")
    proofs = _exploded(staged, "proofs", ["document_key"]).rename(lambda name: name.removeprefix("proofs."))
    yield "document_proof", proofs.rename({"name": "proof"})
    findings = _exploded(staged, "findings", ["document_key", "file_name"])
    yield "dq_issue", _issues(findings.rename(lambda name: name.removeprefix("findings.")).unnest("box"))


_ISSUE = ["document_key", "file_name", "page", "severity", "rule", "subject", "message", *_BOX]


def _issues(found: pl.DataFrame) -> pl.DataFrame:
    """Rows of dq_issue with their keys; the same issue said twice in the same place is said once."""
    columns = [name for name in _ISSUE if name in found.columns]
    distinct = found.select(columns).unique(maintain_order=True)
    return distinct.with_columns(issue_key=_keys(distinct, columns))


def table_names(tables: Iterable[tuple[str, pl.DataFrame]]) -> list[str]:
    """The tables that `tables` yields, each once, in the order of their first frame."""
    return list(dict.fromkeys(name for name, _ in tables))
