"""The star's tables as assets, one step: every dimension and fact is built together into one fresh file.

Here belong the Dagster objects of the build. Here does not belong what a row means (`pipelines/warehouse/`), nor
the tables' declaration (`sql/schema`), which names and describes the assets.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines import batch as steps
from pipelines.defs import previews
from pipelines.defs.documents import parsed_documents
from pipelines.defs.running import RunningBatch
from pipelines.warehouse import reading
from pipelines.warehouse.catalog import Column
from pipelines.warehouse.relations import relations


def declared_tables() -> dict[str, str]:
    """The warehouse's tables in the order of their declaration, each with its comment; publish_* only describe the file
    itself."""
    return {
        each.name: each.comment for each in relations() if not each.is_view and not each.name.startswith("publish_")
    }


TABLES = declared_tables()


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


@dg.multi_asset(
    specs=[
        dg.AssetSpec(name, description=comment, deps=[parsed_documents], kinds={"duckdb", "table"}, group_name="star")
        for name, comment in TABLES.items()
    ]
)
def star(batch: dg.ResourceParam[RunningBatch]) -> Iterator[dg.MaterializeResult[None]]:
    """Build every table of the next warehouse from the staging files, in a file beside the published one."""
    counts = steps.build(batch.settings)
    with reading.open_warehouse(batch.settings.build_file) as reader:
        columns = reader.describe()
        issues = {
            "issues by rule": dg.MetadataValue.md(previews.issues_by_rule(reader)),
            "the gravest": dg.MetadataValue.md(previews.gravest_issues(reader)),
        }
    for name in TABLES:
        own = [column for column in columns if column.table == name]
        preview = issues if name == "dq_issue" else {}
        yield dg.MaterializeResult(
            asset_key=name,
            metadata={"dagster/row_count": counts.get(name, 0), "dagster/column_schema": column_schema(own), **preview},
        )
