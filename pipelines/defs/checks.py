"""The checks of sql/checks as asset checks of the tables they look at.

Here belong the Dagster objects of the checks. Here does not belong what a check looks for: that is its SQL
file.
"""

import json
from collections.abc import Iterator

import dagster as dg

from pipelines import batch as steps
from pipelines.defs.running import RunningBatch
from pipelines.defs.star import TABLES
from pipelines.warehouse import checking

_OF_NO_TABLE = "dim_document"


def table_of(check: str) -> str:
    """The table that a check's name (`<table>__<rule>`) begins with; a check of a view stands with the
    documents."""
    table = check.split("__", 1)[0]
    return table if table in TABLES else _OF_NO_TABLE


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            check.name, asset=table_of(check.name), description=check.description, blocking=check.blocking
        )
        for check in checking.checks()
    ]
)
def checks(batch: dg.ResourceParam[RunningBatch]) -> Iterator[dg.AssetCheckResult]:
    """Run every check on the built file; a blocking one that fails keeps it from being published."""
    for result in steps.check(batch.settings):
        yield dg.AssetCheckResult(
            asset_key=table_of(result.name),
            check_name=result.name,
            passed=result.passed,
            severity=dg.AssetCheckSeverity.ERROR if result.blocking else dg.AssetCheckSeverity.WARN,
            description=f"{result.offending_rows} rows: {result.description}",
            metadata={
                "offending rows": result.offending_rows,
                "first of them": json.dumps(result.sample, ensure_ascii=False, default=str),
            },
        )
