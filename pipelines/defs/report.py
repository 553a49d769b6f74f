"""The assets that are made from the published warehouse: the report and the workbook.

Here belong the Dagster objects of what can be made again at any time from the published file. Here does not belong how
either is written (`pipelines/outputs`). One that fails holds no data back: the warehouse is published by then.
"""

import os
import shlex

import dagster as dg

from pipelines import batch
from pipelines.defs.published_warehouse import published_warehouse
from pipelines.defs.resources import BatchSettings
from pipelines.model.settings import SettingsError

REPORT = "report"
ADDRESS = "JIXIAO_REPORT_URL"
"""Where a web server shows the report's folder, if one does: a browser follows no link from a page to a file."""


@dg.asset(name=REPORT, deps=[published_warehouse], kinds={"html"}, group_name="outputs")
def report(context: dg.AssetExecutionContext, settings: BatchSettings) -> dg.MaterializeResult[None]:
    """报告: static pages in Chinese and English of the published warehouse, with pictures of what was read."""
    chosen = settings.settings()
    if not chosen.with_report:
        context.log.info("no report is wanted (JIXIAO_REPORT is no)")
        return dg.MaterializeResult(metadata={"written": False})
    index = batch.write_report(chosen)
    command = f"jixiao report --open --warehouse {shlex.quote(str(chosen.warehouse.absolute()))}"
    return dg.MaterializeResult(
        metadata={
            "written": True,
            "path": dg.MetadataValue.path(index.absolute()),
            "to open it": dg.MetadataValue.md(f"`{command}`"),
            **_address(),
        }
    )


def _address() -> dict[str, dg.UrlMetadataValue]:
    """The report's address on the web, where the environment says one."""
    address = os.environ.get(ADDRESS, "")
    if not address:
        return {}
    if not address.startswith(("http://", "https://")):
        raise SettingsError(f"{ADDRESS} is {address!r}: set it to an address such as https://example.org/report/")
    return {"report": dg.MetadataValue.url(f"{address.rstrip('/')}/index.html")}


@dg.asset(deps=[published_warehouse], kinds={"excel"}, group_name="outputs")
def workbook(settings: BatchSettings) -> dg.MaterializeResult[None]:
    """工作簿: the published warehouse as one Excel workbook beside it. Not part of a batch; materialize it when it is
    wanted."""
    chosen = settings.settings()
    path = chosen.warehouse.with_suffix(".xlsx")
    sheets = batch.write_workbook(chosen, path)
    return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(path.absolute()), "sheets": len(sheets)})
