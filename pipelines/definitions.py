"""Everything Dagster knows of this project.

Here belongs the one `Definitions` object. Here does not belong what an asset does (`defs/`, and under it
`batch.py`).
"""

from __future__ import annotations

import dagster as dg

from pipelines.defs import checks, documents, jobs, published_warehouse, report, tables, unattended
from pipelines.defs.resources import LOCK, READER, SETTINGS, BatchSettings, MakeReader, WarehouseLock
from pipelines.sandbox import executors


def definitions(make_reader: MakeReader = executors.reader) -> dg.Definitions:
    """The assets, checks, job, schedule and sensors. `make_reader` makes what reads PDFs when a run begins."""
    # Given at launch, so that the lock is of the warehouse that the run is configured with.
    settings = BatchSettings.configure_at_launch()
    return dg.Definitions(
        assets=[
            documents.documents,
            documents.parsed_documents,
            tables.tables,
            published_warehouse.published_warehouse,
            report.report,
            report.workbook,
        ],
        asset_checks=[checks.checks],
        jobs=[jobs.publish_warehouse],
        schedules=[unattended.nightly],
        sensors=[unattended.new_files, unattended.alert_on_failure],
        resources={SETTINGS: settings, LOCK: WarehouseLock(settings=settings), READER: make_reader},
        executor=dg.in_process_executor,
    )


defs = definitions()
