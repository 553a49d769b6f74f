"""The asset `published_warehouse` and the job that makes it.

Here belong the Dagster objects of the last step. Here does not belong how a file is published
(`warehouse.py`).
"""

import dagster as dg

from pipelines import batch as steps
from pipelines import warehouse
from pipelines.defs.running import RunningBatch
from pipelines.defs.star import TABLES

JOB = "publish_warehouse"


@dg.asset(deps=list(TABLES), kinds={"duckdb"}, group_name="publishing")
def published_warehouse(batch: dg.ResourceParam[RunningBatch]) -> dg.MaterializeResult[None]:
    """已发布的仓库: the one file that people read, replaced in one rename once every blocking check has
    passed."""
    prepared = steps.prepare_report(batch.settings)
    steps.publish(batch.settings)
    steps.show_report(batch.settings, prepared)
    counts = warehouse.row_counts(batch.settings.warehouse)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(batch.settings.warehouse),
            "size": batch.settings.warehouse.stat().st_size,
            "dagster/row_count": sum(counts.values()),
            "rows": dg.MetadataValue.json(counts),
        }
    )


publish_warehouse = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.assets("documents", "parsed_documents", *TABLES, "published_warehouse"),
    description="一批: take in what is new, rebuild, check and publish the warehouse.",
    executor_def=dg.in_process_executor,
)
