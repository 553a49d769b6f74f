"""`jixiao report`, `export` and `diff`: the published warehouse as pages, as files for other programs, and compared.

Here belong the commands that write or compare the whole warehouse. Here does not belong what they write
(`pipelines/outputs`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, inbox_of, published

if TYPE_CHECKING:
    import polars as pl


def make_report(
    warehouse: WarehouseOption = None,
    inbox: Annotated[
        Path | None, typer.Option(help="Where the PDFs are now, for their pictures.", metavar="DIR")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    debug: DebugOption = False,
) -> None:
    """Write the report of the published warehouse again: pages that open from disk. Every publish writes it too.

    jixiao report --open
    """
    from pipelines import batch
    from pipelines.model.errors import BatchError

    settings = published(warehouse)
    try:
        index = batch.write_report(settings, inbox or inbox_of(settings))
    except BatchError as error:
        fail(str(error), Exit.FAILED)
    Console(stderr=True).print(f"the report is {index}", soft_wrap=True)
    if show:
        typer.launch(index.absolute().as_uri())


def export(
    xlsx: Annotated[Path | None, typer.Option(help="The workbook to write.", metavar="FILE.xlsx")] = None,
    parquet: Annotated[
        Path | None, typer.Option(help="The folder to write Parquet into, facts by fiscal year.", metavar="DIR")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="The zip of CSVs to write.", metavar="FILE.zip")] = None,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """The published warehouse for other programs.

    One Excel workbook (money, projects, indicators, a sheet for each shipped question), Parquet for any engine, or a
    zip of CSVs with the data dictionary.

        jixiao export --xlsx jixiao.xlsx
        jixiao export --parquet star/
        jixiao export --csv jixiao.zip
    """
    if not (xlsx or parquet or csv):
        fail("give --xlsx FILE.xlsx, --parquet DIR or --csv FILE.zip", Exit.USAGE)
    from pipelines.outputs import export as exports
    from pipelines.outputs import workbook
    from pipelines.warehouse.connection import WarehouseError

    settings = published(warehouse)
    for target in (each for each in (xlsx, csv) if each):
        if not target.absolute().parent.is_dir():
            fail(f"{target.parent}: no such folder; create it first", Exit.USAGE)
    said = []
    try:
        if xlsx:
            said.append(f"{len(workbook.export(settings.warehouse, xlsx))} sheets written to {xlsx}")
        if parquet:
            said.append(f"{len(exports.to_parquet(settings.warehouse, parquet))} tables written to {parquet}")
        if csv:
            said.append(f"{len(exports.to_csv_zip(settings.warehouse, csv))} files written to {csv}")
    except (workbook.WorkbookError, exports.ExportError, WarehouseError, OSError) as error:
        fail(str(error), Exit.FAILED)
    for line in said:
        Console(stderr=True).print(line, soft_wrap=True)


def diff(
    before: Annotated[str, typer.Argument(help="A warehouse file, or a year with --institution.", metavar="A")],
    after: Annotated[str, typer.Argument(help="Another one.", metavar="B")],
    institution: Annotated[
        str | None, typer.Option(help="Compare two years of this institution.", metavar="NAME")
    ] = None,
    warehouse: WarehouseOption = None,
    wanted: Annotated[str, typer.Option("--format", help="table, csv or json.", metavar="FORMAT")] = "table",
    debug: DebugOption = False,
) -> None:
    """What changed between two published warehouses, or between two years of one institution.

    jixiao diff last-week.duckdb warehouse/jixiao.duckdb
    jixiao diff 2024 2025 --institution 某某学院
    """
    from pipelines.cli import screens
    from pipelines.outputs import formats

    if wanted not in ("table", "csv", "json"):
        fail(f"--format {wanted}: choose table, csv or json", Exit.USAGE)
    changes = _compared(before, after, institution, warehouse)
    if wanted == "table":
        screens.show_changes(Console(), changes, of_one=institution is not None)
        counts = changes.group_by("what", "change", maintain_order=True).len().iter_rows()
        said = ", ".join(f"{count} × {what} {change}" for what, change, count in counts)
        Console(stderr=True).print(said or "no difference", style="dim")
    else:
        sys.stdout.buffer.write(formats.encode(changes, "csv" if wanted == "csv" else "json"))


def _compared(before: str, after: str, institution: str | None, warehouse: Path | None) -> pl.DataFrame:
    from pipelines.outputs import comparison
    from pipelines.warehouse.connection import WarehouseError

    try:
        if institution is None:
            return comparison.between_warehouses(Path(before), Path(after))
        if not (before.isdecimal() and after.isdecimal()):
            fail(f"{before} {after}: with --institution give two years, such as 2024 2025", Exit.USAGE)
        settings = published(warehouse)
        return comparison.between_years(settings.warehouse, institution, int(before), int(after))
    except (comparison.ComparisonError, WarehouseError) as error:
        fail(str(error), Exit.USAGE)
