"""The asset `published_warehouse` and the job that makes it.

Here belong the Dagster objects of the last step. Here does not belong how a file is published
(`warehouse.py`).
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import batch as steps
from pipelines.defs import alerts, previews
from pipelines.defs.running import RunningBatch
from pipelines.defs.star import TABLES
from pipelines.model.settings import unattended
from pipelines.warehouse import publish_record, reading

JOB = "publish_warehouse"


def freshness() -> dg.FreshnessPolicy:
    """How old the published warehouse may be; a warning once two thirds of that have passed."""
    hours = unattended().fresh_hours
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=hours), warn_window=timedelta(minutes=hours * 40))


@dg.asset(deps=list(TABLES), kinds={"duckdb"}, group_name="publishing", freshness_policy=freshness())
def published_warehouse(
    context: dg.AssetExecutionContext, batch: dg.ResourceParam[RunningBatch]
) -> dg.MaterializeResult[None]:
    """已发布的仓库: the one file that people read, replaced in one rename once every blocking check has
    passed."""
    prepared = steps.prepare_report(batch.settings)
    batch.published = steps.publish(batch.settings)
    alert = alerts.quarantine(batch.published.record)
    batch.published.notices.extend(alerts.send(alert) if alert else [])
    for notice in batch.published.notices:
        context.log.warning(notice)
    steps.show_report(batch.settings, prepared)
    with reading.open_warehouse(batch.settings.warehouse) as reader:
        counts = reader.row_counts()
        previewed = {
            "rows": dg.MetadataValue.md(previews.row_counts(counts)),
            "money": dg.MetadataValue.md(previews.money(reader)),
            "issues by rule": dg.MetadataValue.md(previews.issues_by_rule(reader)),
        }
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(batch.settings.warehouse),
            **(_report(batch.settings.report / "index.html") if prepared else {}),
            "size": batch.settings.warehouse.stat().st_size,
            "dagster/row_count": sum(counts.values()),
            **previewed,
            "id": batch.published.record["id"],
            "changes": dg.MetadataValue.json(publish_record.short_changes(batch.published.record)),
        }
    )


def _report(index: Path) -> dict[str, dg.MetadataValue[Any]]:
    """The report as a link, and as a path: a browser may refuse to follow a link from a web page to a file."""
    return {"report": dg.MetadataValue.url(index.absolute().as_uri()), "report file": dg.MetadataValue.path(index)}


publish_warehouse = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.assets("documents", "parsed_documents", *TABLES, "published_warehouse"),
    description="一批: take in what is new, rebuild, check and publish the warehouse.",
    executor_def=dg.in_process_executor,
)
