"""`jixiao inspect` and `jixiao evidence`: one document, read or shown.

Here belong the commands that look at a document or its pages. Here does not belong how a document is read
(`pipelines/extract`) or drawn (`pipelines/outputs`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, inbox_of, published

if TYPE_CHECKING:
    import polars as pl

    from pipelines.model.records import ParsedDocument


def inspect(
    file: Annotated[Path, typer.Argument(help="A PDF.", metavar="FILE.pdf")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was read, as JSON.")] = False,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Write pictures of the pages with the cells drawn on them into DIR.", metavar="DIR"),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Read one PDF and show what would be loaded, what its proofs found, and every issue. Loads nothing.

    jixiao inspect 某某学院_2025_项目支出绩效目标表.pdf
    jixiao inspect some.pdf --json > some.json
    jixiao inspect some.pdf --evidence pages/
    """
    if not file.is_file():
        fail(f"{file}: no such file; give the path of a PDF", Exit.USAGE)
    from pipelines import batch
    from pipelines.cli import screens
    from pipelines.warehouse.inspection import inspected

    [(_, document)] = batch.guarded_reader(workers=1)([file])
    identity, issues = inspected(file, document)
    pictures = _draw_evidence(document, file, evidence) if evidence else []
    if as_json:
        _print_json(document, identity, issues)
    else:
        screens.show_inspected(Console(), document, identity, issues)
    if evidence:
        Console(stderr=True).print(f"{len(pictures)} pictures of pages in {evidence}", soft_wrap=True)


def _draw_evidence(document: ParsedDocument, file: Path, folder: Path) -> list[Path]:
    """Pictures of the pages that hold something read or doubtful, with it marked."""
    from pipelines.model.errors import Refused
    from pipelines.outputs.evidence import evidence_for

    try:
        return evidence_for(document, file, folder)
    except (Refused, OSError) as error:
        fail(f"{file}: no pictures could be made ({error})", Exit.FAILED)


def _print_json(document: ParsedDocument, identity: dict[str, Any], issues: pl.DataFrame) -> None:
    import json

    from pipelines.model.records import to_json

    shown = {"identity": identity, "issues": issues.to_dicts(), "document": json.loads(to_json(document))}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2, default=str) + "\n")


def evidence(
    indicator: Annotated[str | None, typer.Option(help="An indicator_key of v_indicator.", metavar="KEY")] = None,
    project: Annotated[str | None, typer.Option(help="A project_key of v_project or v_funding.", metavar="KEY")] = None,
    warehouse: WarehouseOption = None,
    inbox: Annotated[Path | None, typer.Option(help="Where the PDFs are now.", metavar="DIR")] = None,
    output: Annotated[Path, typer.Option(help="Where to write the pictures.", metavar="DIR")] = Path("evidence"),
    debug: DebugOption = False,
) -> None:
    """Pictures of the pages that an indicator or a project stands on, with its cells marked.

    jixiao evidence --indicator 3f0c6d5e8a114b27
    jixiao evidence --project 5b2e8c1d90f34a67 --output pages/
    """
    if (key := indicator or project) is None or (indicator and project):
        fail("give --indicator KEY or --project KEY", Exit.USAGE)
    from pipelines.model.errors import Refused
    from pipelines.outputs import tracing
    from pipelines.warehouse.connection import WarehouseError

    settings = published(warehouse)
    try:
        pictures = tracing.pictures(settings.warehouse, key, inbox or inbox_of(settings), output)
    except (tracing.TraceError, WarehouseError, Refused, OSError) as error:
        fail(str(error), Exit.FAILED)
    for picture in pictures:
        sys.stdout.write(f"{picture}\n")
