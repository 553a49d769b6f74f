"""The rows about institutions: the dimension, its figures by year, its names, and who succeeds whom.

This module should contain these tables alone. Keep out which name an institution is kept under (`ingest/naming.py`), and what
people may write of it (`ingest/institutions_file.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.model.keys import key
from pipelines.model.known_institutions import KnownInstitutions, Succession
from pipelines.warehouse.row_keys import key_column, with_institution_key

_NAMES = pl.Schema(
    {
        "institution_key": pl.String(),
        "name": pl.String(),
        "valid_from": pl.Int32(),
        "valid_to": pl.Int32(),
        "source": pl.String(),
        "method": pl.String(),
    }
)
_SUCCESSIONS = pl.Schema(
    {
        "predecessor_key": pl.String(),
        "successor_key": pl.String(),
        "fiscal_year": pl.Int32(),
        "kind": pl.String(),
    }
)


def kept_under(known: KnownInstitutions, names: pl.DataFrame) -> KnownInstitutions:
    """`known` with its institutions by the names that they are kept under: a file that says 某区教育局 means 某市某区教育局
    where documents made the two one. `names`: institution_name, name."""
    institutions = set(names.get_column("institution_name"))
    kept = {name: institution for institution, name in names.select("institution_name", "name").rows()}

    def of(name: str) -> str:
        return name if name in institutions else kept.get(name, name)

    return KnownInstitutions(
        known.names,
        known.aliases,
        tuple(
            Succession(of(each.predecessor), of(each.successor), each.fiscal_year, each.kind)
            for each in known.successions
        ),
        known.figures.with_columns(pl.col("institution_name").map_elements(of, return_dtype=pl.String)),
    )


def dim_institution(scopes: pl.DataFrame, documents: pl.DataFrame, known: KnownInstitutions) -> pl.DataFrame:
    """dim_institution: whoever discloses in some document, and whoever precedes or succeeds anybody; the code is the last one
    printed."""
    related = [name for each in known.successions for name in (each.predecessor, each.successor)]
    named = pl.concat(
        [
            scopes.select("institution_key", "institution_name"),
            documents.select("institution_key", "institution_name"),
            _keyed(related),
        ]
    )
    codes = (
        scopes.drop_nulls("institution_code")
        .sort("fiscal_year", "document_key")
        .group_by("institution_key")
        .agg(pl.col("institution_code").last())
    )
    about = known.figures.group_by("institution_name", maintain_order=True).agg(
        pl.col("region", "level", "kind").drop_nulls().last()
    )
    return (
        named.drop_nulls()
        .unique()
        .join(codes, on="institution_key", how="left")
        .join(about, on="institution_name", how="left")
        .sort("institution_name")
    )


def _keyed(names: Iterable[str]) -> pl.DataFrame:
    frame = pl.DataFrame({"institution_name": list(names)}, schema={"institution_name": pl.String})
    return with_institution_key(frame).select("institution_key", "institution_name")


def dim_institution_year(institutions: pl.DataFrame, known: KnownInstitutions) -> pl.DataFrame:
    """dim_institution_year: figures that users gave for an institution of the warehouse."""
    return (
        known.figures.drop_nulls("fiscal_year")
        .join(institutions.select("institution_name", "institution_key"), on="institution_name")
        .select("institution_key", "fiscal_year", "students", "staff", "population")
        .sort("institution_key", "fiscal_year")
    )


def bridge_institution_name(institutions: pl.DataFrame, names: pl.DataFrame, known: KnownInstitutions) -> pl.DataFrame:
    """bridge_institution_name: the names that documents print (`names`: institution_name, name, method), and those that people
    give to an institution of the warehouse."""
    keys: Mapping[str, str] = dict(institutions.select("institution_name", "institution_key").rows())
    rows: list[tuple[str, str, int | None, int | None, str, str]] = [
        (keys[institution], name, None, None, "document", method)
        for institution, name, method in names.select("institution_name", "name", "method").rows()
    ]
    rows += [
        (keys[each.alias_of], each.name, each.valid_from, each.valid_to, "institutions.csv", "alias")
        for each in known.aliases
        if each.alias_of in keys
    ]
    frame = pl.DataFrame(rows, schema=_NAMES, orient="row")
    distinct = frame.unique(maintain_order=True).sort(
        "institution_key", "name", "source", "valid_from", nulls_last=False
    )
    return distinct.with_columns(name_key=key_column(distinct, ["institution_key", "name", "source", "valid_from"]))


def bridge_institution_succession(known: KnownInstitutions) -> pl.DataFrame:
    """bridge_institution_succession: who carries on what whom did before, by their keys."""
    rows = [(key(each.predecessor), key(each.successor), each.fiscal_year, each.kind) for each in known.successions]
    return pl.DataFrame(sorted(rows), schema=_SUCCESSIONS, orient="row")
