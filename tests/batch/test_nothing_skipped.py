"""In CI a skipped test is a failed one (tests/conftest.py)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SKIPS = """
import pytest

def test_skips():
    pytest.skip("chromium is not here")

@pytest.mark.skipif(True, reason="never")
def test_marked():
    raise AssertionError

@pytest.mark.xfail(raises=ValueError)
def test_expected_to_fail():
    raise ValueError
"""
SKIPS_WHOLE = 'import pytest\npytest.skip("nothing here", allow_module_level=True)\n'


@pytest.mark.parametrize(("text", "in_ci"), [(SKIPS, "1 failed, 1 xfailed, 1 error"), (SKIPS_WHOLE, "1 error")])
def test_a_skip_fails_in_ci_and_only_there(tmp_path: Path, text: str, in_ci: str) -> None:
    (tmp_path / "conftest.py").write_text((PROJECT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_it.py").write_text(text)

    def run(ci: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
        said = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"JIXIAO_CI": ci, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return said.returncode, said.stdout

    code, out = run("1")
    assert code in (1, 2), out
    assert in_ci in out
    code, out = run("")
    assert code in (0, 5), out
