"""Somebody who asks the published file again and again: python -m tests.batch.reader FILE STOP_FILE

Opens it anew each time, at most 100 times a second, and proves it against its own manifest; prints, as JSON, how many
reads there were, which publishes it saw, and everything that was not as it must be.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

PERIOD = 0.01
TABLES = ("dim_document", "fact_project", "fact_funding", "fact_indicator", "int_current_project")


def read(published: Path) -> tuple[str, str | None]:
    """The digest of the file that was read, and what of it does not agree with its manifest."""
    with duckdb.connect(str(published), read_only=True) as con:
        said = dict(con.execute("select table_name, row_count from publish_manifest").fetchall())
        counts = " union all ".join(f"select '{name}', count(*) from {name}" for name in TABLES)
        counted = dict(con.execute(counts).fetchall())
        [(digest,)] = con.execute("select value from publish_info where name = 'content_digest'").fetchall()
        [(shown,)] = con.execute("select count(*) from v_project").fetchall()
    expected = {name: said[name] for name in TABLES}
    wrong = (
        None if counted == expected and shown == said["int_current_project"] else f"{counted} {shown} for {expected}"
    )
    return digest, wrong


def main(published: Path, stop: Path) -> None:
    reads, seen, problems = 0, [], []
    began = time.monotonic()
    while not stop.exists():
        due = time.monotonic() + PERIOD
        try:
            digest, wrong = read(published)
        except duckdb.Error as error:
            digest, wrong = "", str(error)
        reads += 1
        if digest not in seen:
            seen.append(digest)
        if wrong:
            problems.append(wrong)
        time.sleep(max(0.0, due - time.monotonic()))
    rate = reads / (time.monotonic() - began)
    sys.stdout.write(json.dumps({"reads": reads, "rate": rate, "seen": len(seen), "problems": problems}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
