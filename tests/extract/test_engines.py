"""One truth in four layouts, printed by five engines: each print gives the same facts.

The prints are committed (tests/printing/engine_prints), so no engine is needed to run this.
"""

from __future__ import annotations

import pytest

from pipelines.extract.document import parse_pdf
from tests.extract.comparing import assert_same_facts
from tests.printing.engines import committed_prints


@pytest.mark.parametrize(
    ("engine", "layout", "path", "truth"), committed_prints(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_engines_print_gives_the_same_facts(engine, layout, path, truth):
    assert_same_facts(parse_pdf(path), truth, layout)
