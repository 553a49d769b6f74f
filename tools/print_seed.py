"""Print the seed's table (广州番禺职业技术学院, 2025: 25 projects, 137 indicators) again, in any style of
tests/printing.

    python tools/print_seed.py OUT.pdf [--style NAME] [--truth FILE.json] [--layout LAYOUT]

The truth is tests/printing/seed.json, read twice by people from the institution's public disclosure.
`--style` is a name of tests.printing.STYLES (default: ruled, landscape, headings repeated, page numbers
below, as samples/ holds it). With --truth any other truth of the same shape is printed; hei has the
characters of the seed, other texts may need new test fonts (tools/build_test_fonts.py).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.printing import LAYOUTS, STYLES, Style, print_truth, seed_truth


def main() -> None:
    """Command line; prints one line that says what was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--style", choices=sorted(STYLES))
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--layout", choices=LAYOUTS)
    arguments = parser.parse_args()
    truth = json.loads(arguments.truth.read_text(encoding="utf-8")) if arguments.truth else seed_truth()
    style = STYLES[arguments.style] if arguments.style else Style(page_numbers="below")
    print_truth(truth, arguments.out, layout=arguments.layout, style=style)
    print(f"{arguments.out}: {truth['institution']} {truth['fiscal_year']}, {len(truth['projects'])} projects")


if __name__ == "__main__":
    main()
