"""The asset `published_warehouse`: the one file that people read.

Here belongs the Dagster object of the publish. Here does not belong how a file is published
(`pipelines/warehouse/publishing.py`), nor what is made from the published file (`report.py`).
"""

from datetime import timedelta

import dagster as dg

from pipelines import batch
from pipelines.defs import alerts, previews
from pipelines.defs.documents import NOTICES
from pipelines.defs.resources import BatchSettings, WarehouseLock
from pipelines.defs.tables import RELATIONS
from pipelines.model.settings import unattended
from pipelines.warehouse import publish_record, reading

NAME = "published_warehouse"


def freshness() -> dg.FreshnessPolicy:
    """How old the published warehouse may be; a warning once two thirds of that have passed."""
    hours = unattended().fresh_hours
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=hours), warn_window=timedelta(minutes=hours * 40))


@dg.asset(name=NAME, deps=list(RELATIONS), kinds={"duckdb"}, group_name="publishing", freshness_policy=freshness())
def published_warehouse(
    context: dg.AssetExecutionContext, settings: BatchSettings, lock: WarehouseLock
) -> dg.MaterializeResult[None]:
    """已发布的仓库: the one file that people read, replaced in one rename once every blocking check has
    passed."""
    chosen = settings.settings()
    published = batch.publish(chosen)
    alert = alerts.quarantine(published.record)
    notices = [*published.notices, *(alerts.send(alert) if alert else [])]
    for notice in notices:
        context.log.warning(notice)
    with reading.open_warehouse(chosen.warehouse) as warehouse:
        counts = warehouse.row_counts()
        previewed = {
            "rows": dg.MetadataValue.md(previews.row_counts(counts)),
            "money": dg.MetadataValue.md(previews.money(warehouse)),
            "issues by rule": dg.MetadataValue.md(previews.issues_by_rule(warehouse)),
        }
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(chosen.warehouse.absolute()),
            "size": chosen.warehouse.stat().st_size,
            "dagster/row_count": sum(counts.values()),
            **previewed,
            "id": published.record["id"],
            "changes": dg.MetadataValue.json(publish_record.short_changes(published.record)),
            NOTICES: dg.MetadataValue.json(notices),
        }
    )
