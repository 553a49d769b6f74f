"""Test-only printers: one truth, printed as PDFs in many ways, so that reading can be proven on each.

`print_truth(truth, path, **options)` prints; `make_truth` invents; `facts` says what must be read; `STYLES`
names the ways. Nothing of the product may import this package.
"""

from .reportlab_printer import print_truth
from .style import FORGED, OWNER_PASSWORD, REFUSED, SAME_FACTS, SAME_FACTS_OR_REFUSED, STYLES, USER_PASSWORD, Style
from .tables import as_printed
from .truth import (
    INSTITUTIONS,
    LAYOUTS,
    SELF_EVALUATIONS,
    TRAPS,
    Truth,
    facts,
    long_truth,
    make_truth,
    seed_truth,
)

__all__ = [
    "FORGED",
    "INSTITUTIONS",
    "LAYOUTS",
    "OWNER_PASSWORD",
    "REFUSED",
    "SAME_FACTS",
    "SAME_FACTS_OR_REFUSED",
    "SELF_EVALUATIONS",
    "STYLES",
    "TRAPS",
    "USER_PASSWORD",
    "Style",
    "Truth",
    "as_printed",
    "facts",
    "long_truth",
    "make_truth",
    "print_truth",
    "seed_truth",
]
