"""The warehouse's tables and views as assets, one step: all of them are built together into one fresh file.

Here belong the Dagster objects of the build. Here does not belong what a row means (`pipelines/warehouse`), nor the
declaration of tables and views (`sql/`), which names and describes the assets.

What a view or a derived table depends on is read from its SQL. What the tables of sql/schema depend on is written down
here, since Python fills them (`warehouse/assembly.py`).
"""

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter

import dagster as dg

from pipelines import batch
from pipelines.defs import previews
from pipelines.defs.resources import BatchSettings, WarehouseLock
from pipelines.warehouse import reading
from pipelines.warehouse.catalog import Column
from pipelines.warehouse.lineage import sources_of
from pipelines.warehouse.relations import relations

DOCUMENTS, PARSED = "documents", "parsed_documents"

FILLED_BY_PYTHON: dict[str, tuple[str, ...]] = {
    "dim_institution": (DOCUMENTS, PARSED),
    "dim_institution_year": (DOCUMENTS, PARSED),
    "bridge_institution_name": (DOCUMENTS, PARSED, "dim_institution"),
    "bridge_institution_succession": (DOCUMENTS, "dim_institution"),
    "dim_document": (DOCUMENTS, PARSED),
    "bridge_document_institution": (DOCUMENTS, PARSED),
    "dim_year": (DOCUMENTS, PARSED),
    "dim_category": (),
    "dim_family": (PARSED, "dim_project"),
    "dim_project": (PARSED, "bridge_document_institution", "bridge_project_family"),
    "bridge_project_family": (PARSED, "bridge_document_institution"),
    "fact_project": (PARSED, "bridge_document_institution", "dim_project"),
    "fact_funding": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_indicator": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "dim_indicator": ("fact_indicator",),
    "bridge_indicator": ("fact_indicator", "bridge_project_family", "bridge_document_institution"),
    "fact_total": (PARSED, "bridge_document_institution", "fact_project"),
    "fact_evaluation": (PARSED, "bridge_document_institution", "dim_project", "fact_project"),
    "fact_execution": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_result": (PARSED, "bridge_document_institution", "dim_project", "dim_category", "fact_indicator"),
    "fact_evaluation_history": (PARSED, "bridge_document_institution", "dim_project"),
    "fact_execution_history": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_result_history": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_project_history": (PARSED, "bridge_document_institution", "dim_project"),
    "fact_funding_history": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_indicator_history": (PARSED, "bridge_document_institution", "dim_project", "dim_category"),
    "fact_total_history": (PARSED, "bridge_document_institution", "fact_project_history"),
    "document_proof": (PARSED, "dim_document"),
    "dq_issue": (DOCUMENTS, PARSED, "dim_document", "bridge_project_family"),
    "publish_info": (DOCUMENTS, PARSED),
}
"""What each table of sql/schema is filled from. dim_category holds reviewed data alone. publish_manifest counts every
other table and is left out here."""


def _sources() -> dict[str, frozenset[str]]:
    """What every table and view is made from, each after its sources; the Chinese-named twins are not among them, since
    asset names are ASCII."""
    found: dict[str, Iterable[str]] = {**FILLED_BY_PYTHON, **sources_of(each.sql for each in DECLARED.values())}
    found["publish_manifest"] = [name for name, each in DECLARED.items() if not (each.is_view or _is_about_file(name))]
    order = TopologicalSorter({name: found[name] for name in DECLARED}).static_order()
    return {name: frozenset(found[name]) for name in order if name in DECLARED}


def _is_about_file(name: str) -> bool:
    return name.startswith("publish_")


DECLARED = {each.name: each for each in relations()}
"""Every table and view as its SQL declares it."""

RELATIONS = _sources()
"""Every table and view with the assets that it is made from."""


def _spec(name: str) -> dg.AssetSpec:
    relation = DECLARED[name]
    return dg.AssetSpec(
        name,
        description=relation.comment,
        deps=sorted(RELATIONS[name]),
        kinds={"duckdb", "view" if relation.is_view else "table"},
        group_name="file" if _is_about_file(name) else "star" if relation.folder == "schema" else relation.folder,
    )


def column_schema(columns: list[Column]) -> dg.TableSchema:
    """Columns read back from DuckDB as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in columns
        ]
    )


@dg.multi_asset(specs=[_spec(name) for name in RELATIONS])
def tables(settings: BatchSettings, lock: WarehouseLock) -> Iterator[dg.MaterializeResult[None]]:
    """Build every table and view of the next warehouse from the staging files, in a file beside the published one."""
    chosen = settings.settings()
    counts = batch.build(chosen)
    columns: dict[str, list[Column]] = {}
    with reading.open_warehouse(chosen.build_file) as warehouse:
        for column in warehouse.describe():
            columns.setdefault(column.table, []).append(column)
        issues = {
            "issues by rule": dg.MetadataValue.md(previews.issues_by_rule(warehouse)),
            "the gravest": dg.MetadataValue.md(previews.gravest_issues(warehouse)),
        }
    for name in RELATIONS:
        # Views are not counted: on a large warehouse that would take longer than to build it.
        counted = {"dagster/row_count": counts[name]} if name in counts else {}
        preview = issues if name == "dq_issue" else {}
        yield dg.MaterializeResult(
            asset_key=name, metadata={"dagster/column_schema": column_schema(columns[name]), **counted, **preview}
        )
