"""`jixiao institutions`: the file in which people keep what they know of institutions.

Here belong its template and its check from the terminal. Here does not belong the file's grammar
(`ingest/institutions_file.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, print_error, settings_of

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""Other names, successors and figures of institutions: `institutions.csv` beside the warehouse.

        jixiao institutions template     # a file to fill in, with the institutions that are known
        jixiao institutions check        # what is wrong with it, a line each
        jixiao run                       # takes it in
    """,
)


@app.command()
def template(
    output: Annotated[
        Path | None, typer.Option(help="Default: institutions.csv beside the warehouse.", metavar="FILE")
    ] = None,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """Write a file to fill in: its columns, and a row for each institution of the published warehouse.

    jixiao institutions template
    jixiao institutions template --output ~/单位.csv
    """
    from pipelines.ingest.institutions_file import template as text_of
    from pipelines.model.files import write_atomically

    settings = settings_of(warehouse=warehouse)
    path = output or settings.institutions
    if path.exists():
        fail(f"{path}: is there already and was left as it is; name another place with --output", Exit.FAILED)
    rows = _published(settings.warehouse)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # With a byte order mark, without which Excel takes the file for GBK.
        write_atomically(path, text_of(rows).encode("utf-8-sig"))
    except OSError as error:
        fail(f"{path}: cannot be written ({error.strerror}); name another place with --output", Exit.FAILED)
    Console().print(f"[bold]written[/bold]    {path}, {len(rows)} institutions", soft_wrap=True)


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="Default: institutions.csv beside the warehouse.", metavar="FILE")
    ] = None,
    inbox: Annotated[
        Path | None, typer.Option(help="Where the file is looked for, if not there.", metavar="DIR")
    ] = None,
    warehouse: WarehouseOption = None,
    debug: DebugOption = False,
) -> None:
    """Say what is wrong with the file, a line each, and which of its names no document prints. Exits 1 where the next batch
    would stop at it.

    jixiao institutions check
    """
    from pipelines.ingest.institutions_file import InstitutionsError, read_institutions
    from pipelines.ingest.reviewed_files import institutions_path

    settings = settings_of(inbox, warehouse)
    path = file or institutions_path(settings)
    if not path.exists():
        fail(f"{path}: no such file; `jixiao institutions template` writes one to fill in", Exit.FAILED)
    try:
        known = read_institutions(path)
    except InstitutionsError as error:
        for problem in error.problems:
            print_error(problem)
        raise typer.Exit(Exit.FAILED) from error
    console = Console()
    console.print(
        f"[bold]well[/bold]    {path}: {len(known.names)} names, {len(known.aliases)} of them other names,"
        f" {len(known.successions)} successions",
        soft_wrap=True,
    )
    printed = _printed(settings.warehouse)
    for name in [name for name in known.names if name not in printed] if printed else []:
        console.print(f"not in any document of the warehouse: {name}", soft_wrap=True, markup=False)


def _published(warehouse: Path) -> list[dict[str, str | None]]:
    """The institutions of the published file with what it knows of them; none where nothing is published."""
    from pipelines.warehouse import reading

    if not warehouse.exists():
        return []
    sql = "from dim_institution select institution_name as name, region, level, kind order by all"
    return list(reading.query(sql, warehouse).iter_rows(named=True))


def _printed(warehouse: Path) -> set[str]:
    """Every name that documents of the published file give an institution by, and those that these are kept under."""
    from pipelines.warehouse import reading

    if not warehouse.exists():
        return set()
    sql = """
        from bridge_institution_name join dim_institution using (institution_key)
        select name, institution_name where source = 'document'"""
    return {name for row in reading.query(sql, warehouse).iter_rows() for name in row}
