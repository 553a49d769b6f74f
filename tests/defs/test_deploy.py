"""The files that a machine is set up with: they load, agree with each other, and name what there is."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

PROJECT = Path(__file__).parents[2]
UNITS = sorted((PROJECT / "deploy" / "systemd").glob("*.service"))


def instance(path: str) -> dict[str, Any]:
    return dict(yaml.safe_load((PROJECT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", ["dagster.yaml", "deploy/dagster.postgres.yaml"])
def test_the_settings_tell_nobody_and_try_no_failed_batch_again(path: str) -> None:
    settings = instance(path)
    assert settings["telemetry"] == {"enabled": False}
    assert settings["run_retries"]["retry_on_asset_or_op_failure"] is False
    assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 1


def test_dagster_takes_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of Postgres are taken in test_postgres.py, with a server."""
    (tmp_path / "dagster.yaml").write_bytes((PROJECT / "dagster.yaml").read_bytes())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.chdir("/")
    with dg.DagsterInstance.get() as found:
        assert found.telemetry_enabled is False
        assert found.run_retries_max_retries == 2
    assert (tmp_path / "history" / "runs.db").is_file(), (
        "the records are where DAGSTER_HOME is, not where it was started"
    )


def test_both_settings_are_the_same_but_for_the_storage() -> None:
    plain, postgres = instance("dagster.yaml"), instance("deploy/dagster.postgres.yaml")
    assert postgres.pop("storage").keys() == {"postgres"}
    assert plain == postgres


def test_compose_gives_every_container_of_ours_what_dagster_asks_of_the_environment() -> None:
    composed = instance("compose.yaml")
    asked = set(re.findall(r"env: (\w+)", (PROJECT / "deploy" / "dagster.postgres.yaml").read_text(encoding="utf-8")))
    ours = {name: each for name, each in composed["services"].items() if name != "postgres"}
    assert ours.keys() == {"daemon", "web", "scheduler", "worker"}
    for each in ours.values():
        assert asked <= each["environment"].keys()
        assert each["command"][0] in ("dagster-daemon", "dagster-webserver", "dask")
    assert composed["services"]["web"]["ports"] == ["127.0.0.1:3000:3000"]


def test_the_image_copies_only_what_there_is() -> None:
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    let_in = {
        line[1:] for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"
    }
    for name in [each for line in copied for each in line]:
        assert (PROJECT / name).exists(), name
        assert name.split("/")[0] in let_in, name
    assert text.count("USER jixiao") == 1


def test_the_units_run_as_a_user_of_their_own_and_write_in_one_place() -> None:
    assert [path.stem for path in UNITS] == ["jixiao-daemon", "jixiao-web"]
    for path in UNITS:
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(path, encoding="utf-8")
        service = unit["Service"]
        assert (service["User"], service["ReadWritePaths"]) == ("jixiao", "/var/lib/jixiao")
        assert service["WorkingDirectory"].startswith(service["ReadWritePaths"])
        assert service["ExecStart"].startswith("/opt/jixiao/.venv/bin/dagster-")


def test_the_entrypoint_is_a_shell_script_that_parses() -> None:
    path = PROJECT / "deploy" / "entrypoint.sh"
    assert path.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(path)], check=True)
