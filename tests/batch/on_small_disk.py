"""Batches on a disk of a few MiB that fills, and on one that is read-only; run in a mount namespace of its own.

python -m tests.batch.on_small_disk FOLDER: prints, as JSON, what each batch said and what was left.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipelines.model.errors import BatchError
from pipelines.warehouse import reading
from tests.batch.place import Place

SIZE = "64m"


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def attempt(place: Place) -> str | None:
    """What the batch said, None where it published."""
    try:
        place.batch()
    except BatchError as error:
        return str(error)
    return None


def published(place: Place) -> int:
    """How many projects the published file holds, proved against its own manifest."""
    said = dict(place.ask("select table_name, row_count from publish_manifest"))
    counted = reading.row_counts(place.settings.warehouse)
    assert {name: counted[name] for name in said} == said
    return place.projects()


def main(folder: Path) -> dict[str, Any]:
    (folder / "out").mkdir()
    mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder / "out"))
    place = Place(folder)
    place.put("甲学院_2023.pdf", "实训室建设")
    said: dict[str, Any] = {"first": attempt(place)}
    place.put("甲学院_2024.pdf", "实训室建设", "信息化建设")
    hog = folder / "out" / "hog"
    for name, left in (("full", 0), ("nearly full", 2 << 20)):
        # Whatever is free, less `left`, is taken by something else.
        with hog.open("wb") as opened:
            try:
                while True:
                    opened.write(bytes(1 << 16))
                    opened.flush()
            except OSError:
                pass  # the disk is full, as it should be
        hog.open("r+b").truncate(hog.stat().st_size - left)
        said[name] = attempt(place)
        said[f"{name}, projects"] = published(place)
        hog.unlink()
    mount("-o", "remount,ro", str(folder / "out"))
    said["read-only"] = attempt(place)
    said["read-only, projects"] = published(place)
    mount("-o", "remount,rw", str(folder / "out"))
    said["mended"] = attempt(place)
    said["mended, projects"] = published(place)
    said["left over"] = sorted(
        path.name for path in (folder / "out").rglob("*") if "writing" in path.name or "building" in path.name
    )
    return said


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False))
