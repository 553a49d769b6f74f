"""Print the committed engine prints (tests/printing/engine_prints/) again, with every print engine of this
machine.

    python tools/print_engines.py [ENGINE …]

For each of the four layouts: one invented truth, written beside the prints as JSON, and a PDF per engine,
each engine in a font of its own. Engines that are missing are named and their old prints stay. Tests read
what is committed, so that `make test` needs none of these engines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.printing import INSTITUTIONS, LAYOUTS, TRAPS, make_truth  # noqa: E402
from tests.printing.engines import ENGINES, PRINTS, available, print_with  # noqa: E402
from tests.printing.truth import INDICATOR_TRAPS  # noqa: E402

FONTS = {"chromium": "song", "writer": "kai", "calc": "hei", "weasyprint": "kai", "typst": "song"}


def main() -> None:
    """Write truths and prints; say what was printed and what was not, and why."""
    wanted = sys.argv[1:] or list(ENGINES)
    PRINTS.mkdir(exist_ok=True)
    for number, layout in enumerate(LAYOUTS):
        traps = [trap for trap in TRAPS if trap in INDICATOR_TRAPS]
        if layout == "list":
            traps.append("no_colon")
        truth = make_truth(INSTITUTIONS[number], 2024, layout, 6, traps=traps, indicators=(5, 9))
        text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
        (PRINTS / f"{layout}.json").write_text(text, encoding="utf-8")
        for engine in wanted:
            path = PRINTS / f"{layout}__{engine}.pdf"
            if reason := available(engine):
                print(f"{path.name}: not printed, {reason}")
                continue
            print_with(engine, truth, path, font=FONTS[engine])
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
