"""The checks that follow from what the tables and views declare of themselves.

This module should contain the SQL of each kind of declaration. Keep out checks that only one table or view needs: those
are files of sql/checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.warehouse.check import Check
from pipelines.warehouse.connection import WarehouseError
from pipelines.warehouse.relations import Reconciliation, Relation

_GRAIN = """from {table}
select {columns}, count(*) as row_count
group by all
having count(*) > 1"""

_NOT_NULL = """from {table}
select *
where {condition}"""

_CURRENT_MONEY = """with facts as (
    from fact_funding as f
    join dim_institution as i using (institution_key)
    select {columns}, sum(f.amount_yuan) as fact_yuan
    where f.verification <> 'unverified'{condition}
    group by all
)
from (
    from {table} select {shown_columns}, sum({column}) as shown_yuan{shown_condition} group by all
) as shown
full join facts using ({using})
select {using}, fact_yuan, shown_yuan
where coalesce(fact_yuan, 0) <> coalesce(shown_yuan, 0)"""

_HAS_LATER_YEAR = """
        and (i.institution_name, f.fiscal_year) in (
            from int_documented_year select (institution_name, fiscal_year) where next_fiscal_year is not null)"""
"""A year's money is some later year's prior money only where the institution has a document of a later year."""

_FACT_COLUMNS = {
    "institution_name": "i.institution_name",
    "fiscal_year": "f.fiscal_year",
    "prior_fiscal_year": "f.fiscal_year as prior_fiscal_year",
}


def declared_checks(relation: Relation) -> Iterator[Check]:
    """The checks of one table or view. A grain that its primary key or a unique constraint holds already needs none.

    Raises WarehouseError where a reconciliation names a table or column that money cannot be reconciled by.
    """
    header = relation.header
    if not relation.is_unique_by_constraint:
        yield _grain(relation)
    if header.not_null:
        yield _not_null(relation)
    for reconciliation in header.reconciliations:
        yield _reconciles(relation, reconciliation)


def columns_looked_at(relation: Relation) -> tuple[str, ...]:
    """The columns of a table or view that its declared checks select, each once."""
    header = relation.header
    summed = [column for each in header.reconciliations for column in (*each.by, each.column)]
    return tuple(dict.fromkeys((*header.grain, *header.not_null, *summed)))


def _grain(relation: Relation) -> Check:
    columns = ", ".join(relation.header.grain)
    description = f"{relation.name} has one row for each {columns}."
    return Check(f"{relation.name}__grain", description, True, _GRAIN.format(table=relation.name, columns=columns))


def _not_null(relation: Relation) -> Check:
    columns = relation.header.not_null
    condition = " or ".join(f"{column} is null" for column in columns)
    description = f"No row of {relation.name} lacks its {', '.join(columns)}."
    sql = _NOT_NULL.format(table=relation.name, condition=condition)
    return Check(f"{relation.name}__not_null", description, True, sql)


def _reconciles(relation: Relation, declared: Reconciliation) -> Check:
    unknown = sorted(set(declared.by) - set(_FACT_COLUMNS))
    years = {"fiscal_year", "prior_fiscal_year"} & set(declared.by)
    if declared.fact != "fact_funding" or unknown or len(years) != 1:
        raise WarehouseError(
            f"{relation.path.name}: money is reconciled with fact_funding by fiscal_year or prior_fiscal_year, and by"
            f" institution_name if need be; not with {declared.fact} by {', '.join(declared.by)}"
        )
    prior = years == {"prior_fiscal_year"}
    by = ", ".join(declared.by)
    description = f"The sum of {relation.name}.{declared.column} is that of fact_funding to the fen, by {by}."
    sql = _CURRENT_MONEY.format(
        columns=", ".join(_FACT_COLUMNS[column] for column in declared.by),
        condition=_HAS_LATER_YEAR if prior else "",
        table=relation.name,
        shown_columns=by,
        column=declared.column,
        shown_condition=" where prior_fiscal_year is not null" if prior else "",
        using=by,
    )
    return Check(f"{relation.name}__{'prior_' if prior else ''}reconciles", description, True, sql)
