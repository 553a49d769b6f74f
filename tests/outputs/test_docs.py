"""The documentation holds: its links lead somewhere, its program runs, its commands exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from pipelines.cli.app import app

ROOT = Path(__file__).parents[2]
MKDOCS = shutil.which("mkdocs", path=str(Path(sys.executable).parent))
OURS = [ROOT / "docs" / f"{name}.md" for name in ("index", "report", "querying", "tutorial")]


@pytest.mark.skipif(MKDOCS is None, reason="mkdocs is not installed")
def test_the_site_builds_and_no_link_is_broken(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(MKDOCS), "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)"', page.read_text(encoding="utf-8"))
        assert loaded == [], page


def test_the_tutorial_runs(built: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "tutorial.py"), str(built)], capture_output=True, text=True, check=True
    )
    counts = [int(each) for each in re.findall(r"\d+", done.stdout.splitlines()[-1])]
    assert len(counts) == 4
    assert min(counts) > 0


@pytest.mark.parametrize("page", OURS, ids=lambda path: path.stem)
def test_every_command_of_a_page_exists(page: Path) -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = re.findall(r"^(?:\s*|.*`)jixiao ([^`\n#]+)", page.read_text(encoding="utf-8"), re.M)
    assert {shlex.split(each)[0] for each in named} <= known
