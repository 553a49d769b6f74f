"""Everything Dagster knows of this project.

Here belongs the one `Definitions` object. Here does not belong what an asset does (`defs/`, and under it
`batch.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg

from pipelines.defs import checks, documents, published_warehouse, running, star, unattended


def definitions(start: Callable[[], running.RunningBatch]) -> dg.Definitions:
    """The assets, checks, job, schedule and sensors. `start` makes the batch when a run begins."""
    return dg.Definitions(
        assets=[
            documents.documents,
            documents.parsed_documents,
            star.star,
            published_warehouse.published_warehouse,
        ],
        asset_checks=[checks.checks],
        jobs=[published_warehouse.publish_warehouse],
        schedules=[unattended.nightly],
        sensors=[unattended.new_files, unattended.alert_on_failure],
        resources={running.KEY: running.batch_resource(start)},
        executor=dg.in_process_executor,
    )


defs = definitions(running.from_daemon)
