"""What stands around the code is true: one version everywhere, hooks and workflow that call what exists, forms that a host can show."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import pipelines

ROOT = Path(__file__).parents[1]


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [latest] = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[:1]
    assert project["version"] == pipelines.__version__ == load("CITATION.cff")["version"] == latest


def test_the_workflow_runs_what_ci_runs_and_nothing_else() -> None:
    [job] = load(".github/workflows/ci.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_hook_is_a_program_of_the_environment() -> None:
    locked = {each["name"] for each in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]}
    packages = {"ruff": "ruff", "mypy": "mypy", "lint-imports": "import-linter"}
    [local] = load(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    programs = {hook["entry"].split()[0] for hook in local["hooks"]}
    assert programs == {f".venv/bin/{name}" for name in packages}
    assert set(packages.values()) <= locked


@pytest.mark.parametrize("form", ["misread_pdf", "bug"])
def test_an_issue_form_asks_for_what_is_needed(form: str) -> None:
    fields = load(f".github/ISSUE_TEMPLATE/{form}.yml")["body"]
    kinds = {field["type"] for field in fields}
    assert kinds <= {"markdown", "input", "textarea", "checkboxes"}
    ids = [field["id"] for field in fields if field["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    assert {field["id"] for field in fields if field.get("validations", {}).get("required")} >= {"version"}


def test_the_form_for_a_misread_pdf_says_how_to_anonymise_it() -> None:
    text = (ROOT / ".github/ISSUE_TEMPLATE/misread_pdf.yml").read_text(encoding="utf-8")
    assert "How to anonymise" in text
    assert "jixiao inspect" in text


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", "README.md", "README.zh-CN.md"])
def test_links_of_the_pages_outside_docs_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / ".ci" / "run"]
    named = {
        name
        for page in pages
        for found in re.findall(r"`make ([a-z -]+)`|^step \S+ make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M)
        for name in " ".join(found).split()
    }
    assert named >= {"run", "test", "test-fast", "layers"}
    assert named <= targets
