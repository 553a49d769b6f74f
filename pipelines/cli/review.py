"""`jixiao review`: what waits for a person's eye, and the file in which a decision is written down.

Here belongs showing it on the terminal. Here does not belong how anything was decided (`pipelines/linking`), nor the files'
grammar (`linking/overrides.py`, `ingest/institutions_file.py`).
"""

from __future__ import annotations

from rich.console import Console

from pipelines.cli.shared import DebugOption, WarehouseOption, published

WAITING = {
    "families": (
        "projects taken for one line of work, or nearly",
        "a wrong one: a line `match` or `split` in overrides.csv in the inbox, then `jixiao run`",
    ),
    "indicators": (
        "indicators taken for one under another name",
        "a wrong one: tell us, with both names (they are joined by reviewed words, not by a file of yours)",
    ),
    "institutions": (
        "names that may be one institution",
        "one institution: a row in institutions.csv (`jixiao institutions template`), or in manifest.csv, then `jixiao run`",
    ),
    "readings": (
        "documents loaded with doubts",
        "`jixiao inspect FILE` shows each with its page; a document that is wrong: `jixiao withdraw FILE`",
    ),
}
"""What waits, in the order in which it is shown: a title, and what to do about a row."""

_SHOWN = 20


def review(warehouse: WarehouseOption = None, debug: DebugOption = False) -> None:
    """What waits for a person's eye: close calls of project families, indicators and institutions, and doubtful readings.

    jixiao review
    jixiao review --warehouse ~/budgets.duckdb
    """
    from pipelines.cli import screens
    from pipelines.warehouse import reading

    console = Console()
    settings = published(warehouse)
    with reading.open_warehouse(settings.warehouse) as opened:
        answers = {name: opened.ask(f"review/{name}") for name in WAITING}
    for name, (title, what_to_do) in WAITING.items():
        rows = answers[name]
        if rows.is_empty():
            continue
        console.print(screens.frame_table(rows.head(_SHOWN), f"{title}: {rows.height}", console.width))
        if rows.height > _SHOWN:
            console.print(f"  … and {rows.height - _SHOWN} more", soft_wrap=True)
        console.print(f"  {what_to_do}\n", soft_wrap=True, highlight=False)
    if all(rows.is_empty() for rows in answers.values()):
        console.print("nothing waits for a person's eye", soft_wrap=True)
