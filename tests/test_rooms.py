"""The house of the code: its layering holds, and the tool that says so notices when it does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packages and of their contracts."""
    shutil.copytree(ROOT / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_rooms_are_layered() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("model/records.py", "pipelines.values.text"),
        ("values/text.py", "pipelines.tables.grid"),
        ("linking/names.py", "pipelines.pdf.page"),
        ("sandbox/limits.py", "pipelines.extract.document"),
        ("warehouse/staging.py", "pipelines.outputs.workbook"),
        ("outputs/export.py", "pipelines.batch"),
        ("tables/cells.py", "pypdfium2"),
        ("ingest/file_names.py", "duckdb"),
        ("outputs/workbook.py", "dagster"),
    ],
)
def test_an_import_that_climbs_or_speaks_anothers_language_is_refused(copy: Path, importer: str, imported: str) -> None:
    """One import that does not belong there, added to a copy of the code, breaks a contract that names it."""
    with (copy / "pipelines" / importer).open("a") as file:
        file.write(f"\nimport {imported}\n")
    done = lint_imports(copy)
    assert done.returncode == 1
    module = "pipelines." + importer.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {imported}" in done.stdout


def test_a_circle_inside_a_room_is_refused(copy: Path) -> None:
    with (copy / "pipelines/values/text.py").open("a") as file:
        file.write("\nimport pipelines.values.money\n")
    done = lint_imports(copy)
    assert done.returncode == 1
    assert "No cycles are allowed in pipelines.values" in done.stdout


def test_at_most_five_modules_stand_beside_the_rooms() -> None:
    loose = sorted(path.name for path in (ROOT / "pipelines").glob("*.py"))
    assert "definitions.py" in loose
    assert len(loose) <= 5, f"loose in pipelines/: {loose}"


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for room in ("pipelines", "tests", "tools", "benchmarks")
        for path in sorted((ROOT / room).rglob("*.py"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"part these into modules of one job each: {long}"
