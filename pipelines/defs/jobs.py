"""The job of a batch.

Here belongs which assets a batch makes. Here does not belong when it starts (`unattended.py`, `running.py`).
"""

import dagster as dg

from pipelines.defs.published_warehouse import NAME
from pipelines.defs.report import REPORT
from pipelines.defs.tables import DOCUMENTS, PARSED, RELATIONS

JOB = "publish_warehouse"

publish_warehouse = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.assets(DOCUMENTS, PARSED, *RELATIONS, NAME, REPORT),
    description="一批: take in what is new, rebuild, check and publish the warehouse, then write its report.",
    executor_def=dg.in_process_executor,
)
