"""Whether more or less of an indicator is better, by the words of its name.

Here belong the reviewed words (reference/directions.csv) and how they are found. Here does not belong the operator of its
target, which goes before them (`targets.py`).
"""

from __future__ import annotations

import re
from typing import Literal

from pipelines.reference import read_rows
from pipelines.values.text import compact

Direction = Literal["more", "less"]


def _directions() -> dict[str, Direction]:
    words: dict[str, Direction] = {}
    for row in read_rows("directions.csv", ("word", "direction")):
        if row["direction"] not in ("more", "less"):
            raise ValueError(f"directions.csv: {row['word']}: {row['direction']!r} is neither more nor less")
        words[row["word"]] = "more" if row["direction"] == "more" else "less"
    return words


_DIRECTIONS = _directions()
_DIRECTION_WORD = re.compile(f"(?=({'|'.join(map(re.escape, sorted(_DIRECTIONS, key=len, reverse=True)))}))")


def name_direction(name: str) -> Direction | None:
    """What the longest word of reference/directions.csv in `name` says; None where none is there or two
    disagree."""
    words = _DIRECTION_WORD.findall(compact(name))
    longest = max(map(len, words), default=0)
    directions = {_DIRECTIONS[word] for word in words if len(word) == longest}
    return directions.pop() if len(directions) == 1 else None
