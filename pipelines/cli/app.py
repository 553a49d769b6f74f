"""The command `jixiao`: which commands there are, and how an unforeseen error ends.

Here belong the list of commands and the entry point. Here does not belong any command: each stands in the module of its
group, and imports what is heavy only when it is called, so that `jixiao --help` and `jixiao query` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import pipelines
from pipelines.cli import documents, exports, institutions, questions, review, run, state
from pipelines.cli.shared import Exit, print_error

app = typer.Typer(
    name="jixiao",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""Performance-budget PDFs (项目支出绩效目标表) in, one proven DuckDB warehouse out.

    First batch: put PDFs into `warehouse/inbox`, then

        jixiao run
        jixiao query               # the questions that come with it
        jixiao query funding_mix   # one of them

    A PDF that does not load says why: `jixiao inspect FILE.pdf`.
    """,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"jixiao {pipelines.__version__}, parser {pipelines.PARSER_VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What can be asked of `jixiao` itself; its help stands with `app`."""


# In the order in which `jixiao --help` shows them.
app.command()(run.run)
app.command()(documents.inspect)
app.command()(state.status)
app.command()(state.restore)
app.command()(state.withdraw)
app.command()(review.review)
app.add_typer(institutions.app, name="institutions")
app.command()(state.doctor)
app.command()(questions.query)
app.command("sql")(questions.open_sql)
app.command("report")(exports.make_report)
app.command()(exports.export)
app.command()(documents.evidence)
app.command()(exports.diff)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the script `jixiao`; `arguments` are sys.argv's unless given."""
    try:
        app(arguments)
    except BrokenPipeError:
        # The reader of our output has seen enough (`jixiao query … | head`); Python must not complain at exit
        # either.
        sys.stderr.close()
        raise SystemExit(Exit.FAILED) from None
    except Exception as error:
        if "--debug" in (arguments or sys.argv):
            raise
        line = " ".join(str(error).split()) or type(error).__name__
        print_error(line)
        raise SystemExit(Exit.FAILED) from error


if __name__ == "__main__":
    main()
