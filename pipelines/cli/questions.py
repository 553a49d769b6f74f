"""`jixiao query` and `jixiao sql`: SQL on the published warehouse, read-only.

Here belong the options of a question and its answer's format. Here does not belong how SQL is run (`pipelines/warehouse`)
or encoded (`pipelines/outputs`).
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.cli.shared import DebugOption, Exit, WarehouseOption, fail, published, settings_of

if TYPE_CHECKING:
    import polars as pl

    from pipelines.model.settings import Settings
    from pipelines.outputs.formats import Format


def query(
    sql: Annotated[
        str | None,
        typer.Argument(help="SQL, a file of SQL, or the name of a shipped query.", metavar="[SQL|FILE.sql|NAME]"),
    ] = None,
    warehouse: WarehouseOption = None,
    wanted: Annotated[
        str | None, typer.Option("--format", help="table, csv, json, parquet or xlsx.", metavar="FORMAT")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write to a file instead.", metavar="PATH")] = None,
    debug: DebugOption = False,
) -> None:
    """Ask the published warehouse, read-only. With no SQL: the questions that come with it.

    jixiao query
    jixiao query "select * from v_project where total_yuan > 10000000"
    jixiao query "from v_funding" --output funding.xlsx
    jixiao query my_question.sql --format csv > answer.csv
    """
    from pipelines.cli import screens
    from pipelines.model.files import write_atomically
    from pipelines.warehouse import reading
    from pipelines.warehouse.connection import WarehouseError

    chosen = _format(wanted, output)
    settings = settings_of(warehouse=warehouse)
    if sql is None:
        _list_queries()
        return
    if not settings.warehouse.exists():
        fail(f"{settings.warehouse}: nothing is published there yet; publish with `jixiao run`", Exit.FAILED)
    asked = _sql_text(sql)
    try:
        answer = reading.query(asked, settings.warehouse)
        if output is not None:
            write_atomically(output, _encoded(answer, chosen, asked, settings), durable=False)
            Console(stderr=True).print(f"{answer.height} rows written to {output}", soft_wrap=True)
        elif chosen == "table":
            Console().print(screens.frame_table(answer))
            Console(stderr=True).print(f"{answer.height} rows", style="dim")
        else:
            sys.stdout.buffer.write(_encoded(answer, chosen, asked, settings))
    except WarehouseError as error:
        from pipelines.outputs import suggestions as meant

        fail(meant.explained(str(error), asked, reading.describe(settings.warehouse)), Exit.USAGE)


def _encoded(answer: pl.DataFrame, chosen: Format, asked: str, settings: Settings) -> bytes:
    """The answer as a file of the chosen format."""
    if chosen != "xlsx":
        from pipelines.outputs import formats

        return formats.encode(answer, chosen)
    from pipelines.outputs import workbook

    try:
        return workbook.answer(answer, asked, settings.warehouse)
    except workbook.WorkbookError as error:
        fail(str(error), Exit.USAGE)


def _format(wanted: str | None, output: Path | None) -> Format:
    """The format that was asked for, else the one of the output's ending, else a table."""
    from typing import get_args

    from pipelines.outputs import formats

    chosen = wanted or (formats.format_of(output) if output else "table")
    if chosen is None or chosen not in get_args(formats.Format):
        fail(f"--format {wanted or ''}: choose table, csv, json, parquet or xlsx", Exit.USAGE)
    if chosen == "table" and output:
        fail(f"{output}: a table is for the terminal; choose csv, json, parquet or xlsx", Exit.USAGE)
    if chosen in formats.BINARY and not output and sys.stdout.isatty():
        fail(f"--format {chosen} is not for a terminal; add --output answer.{chosen}", Exit.USAGE)
    if output and not output.parent.is_dir():
        fail(f"{output.parent}: no such folder; create it first", Exit.USAGE)
    return chosen  # type: ignore[return-value]


def _sql_text(given: str) -> str:
    """The SQL that was given, that a file holds, or that a shipped query of that name holds."""
    from pipelines.warehouse import sql_files

    if given.endswith(".sql"):
        try:
            return Path(given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            fail(f"{given}: cannot be read ({error})", Exit.USAGE)
    if re.fullmatch(r"\w+", given):
        shipped = {each.name: each.sql for each in sql_files.shipped_queries()}
        # 05_funding_mix answers to funding_mix too.
        shipped |= {re.sub(r"^\d+_", "", name): sql for name, sql in shipped.items()}
        if given not in shipped:
            fail(f"{given}: no shipped query is called that; `jixiao query` lists them", Exit.USAGE)
        return shipped[given]
    return given


def _list_queries() -> None:
    from rich.table import Table

    from pipelines.warehouse import sql_files

    table = Table(header_style="bold")
    table.add_column("jixiao query …", style="cyan", no_wrap=True)
    table.add_column("answers")
    for each in sql_files.shipped_queries():
        table.add_row(each.name, each.question)
    Console().print(table)


def open_sql(
    warehouse: WarehouseOption = None,
    client: Annotated[
        str | None, typer.Option(help="harlequin or duckdb. Default: the first that is there.", metavar="NAME")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Open the published warehouse read-only in a SQL client of the terminal: harlequin, else the duckdb command line.

    jixiao sql
    jixiao sql --client duckdb
    """
    from pipelines.cli import sql_clients as terminal

    if client not in (None, *terminal.CLIENTS):
        fail(f"--client {client}: choose {' or '.join(terminal.CLIENTS)}", Exit.USAGE)
    settings = published(warehouse)
    try:
        command = terminal.command(settings.warehouse, client)
    except terminal.ClientError as error:
        fail(str(error), Exit.FAILED)
    # The client takes this process's place, and with it the terminal, its signals and its exit code.
    os.execv(command[0], command)
