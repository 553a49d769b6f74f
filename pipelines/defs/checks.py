"""The checks of the built file as asset checks, each on the table or view that it tests.

Here belong the Dagster objects of the checks. Here does not belong what a check looks for: that is its SQL.
"""

import json
from collections.abc import Iterator

import dagster as dg

from pipelines import batch
from pipelines.defs.resources import BatchSettings, WarehouseLock
from pipelines.warehouse import checking


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(check.name, asset=check.table, description=check.description, blocking=check.blocking)
        for check in checking.checks()
    ]
)
def checks(settings: BatchSettings, lock: WarehouseLock) -> Iterator[dg.AssetCheckResult]:
    """Run every check on the built file; a blocking one that fails keeps it from being published."""
    for result in batch.check(settings.settings()):
        yield dg.AssetCheckResult(
            asset_key=result.table,
            check_name=result.name,
            passed=result.passed,
            severity=dg.AssetCheckSeverity.ERROR if result.blocking else dg.AssetCheckSeverity.WARN,
            description=f"{result.offending_rows} rows: {result.description}",
            metadata={
                "offending rows": result.offending_rows,
                "first of them": json.dumps(result.sample, ensure_ascii=False, default=str),
            },
        )
