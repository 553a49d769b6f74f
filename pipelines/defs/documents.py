"""The assets `documents` and `parsed_documents`: what is in the inbox, and what it says.

Here belong the Dagster objects of the first two steps. Here does not belong how files are found or read.
"""

from pathlib import Path

import dagster as dg

from pipelines import batch
from pipelines.defs import previews
from pipelines.defs.resources import BatchSettings, MakeReader, WarehouseLock
from pipelines.model.records import ParsedDocument

READ, REUSED, NOTICES = "read now", "read before", "notices"
"""Metadata that tells whoever started the run what was read."""


@dg.asset(kinds={"parquet"}, group_name="reading")
def documents(
    context: dg.AssetExecutionContext, settings: BatchSettings, lock: WarehouseLock
) -> dg.MaterializeResult[None]:
    """收件箱与台账: every file ever taken in, with its SHA-256 and whether it is still in the inbox."""
    chosen = settings.settings()
    scanned = batch.scan(chosen)
    for finding in scanned.findings:
        context.log.warning(finding.message)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": scanned.ledger.height,
            "in inbox": len(scanned.files),
            "findings": len(scanned.findings),
            "inbox": dg.MetadataValue.path(chosen.inbox.absolute()),
        }
    )


@dg.asset(deps=[documents], kinds={"parquet", "python"}, group_name="reading")
def parsed_documents(
    context: dg.AssetExecutionContext,
    settings: BatchSettings,
    lock: WarehouseLock,
    reader: dg.ResourceParam[MakeReader],
) -> dg.MaterializeResult[None]:
    """已解析文件: one staging file for each document and parser version, with what it prints, proofs and
    findings.

    Each PDF is read in a confined worker process. What was read before by this parser version is not read
    again.
    """
    outcomes: list[tuple[str, str]] = []

    def done(path: Path, document: ParsedDocument) -> None:
        outcomes.append((path.name, document.outcome))

    chosen = settings.settings()
    parsing = batch.parse_new(chosen, reader(chosen), done=done)
    for notice in parsing.notices:
        context.log.warning(notice)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": parsing.read + parsing.reused,
            READ: parsing.read,
            REUSED: parsing.reused,
            NOTICES: dg.MetadataValue.json(parsing.notices),
            "documents": dg.MetadataValue.md(previews.outcomes(outcomes)),
        }
    )
