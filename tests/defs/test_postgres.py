"""Dagster's instance with Postgres behind it: a batch is recorded in a real server of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.batch.builders import write_fake_pdf
from tests.batch.run_with_fake_reader import run

PROJECT = Path(__file__).parents[2]
PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None) or shutil.which(
    "initdb"
)
# An address of this machine's own loopback network: the settings name port 5432, which another server may hold elsewhere.
HOST = f"127.{os.getpid() % 200 + 20}.{os.getpid() // 200 % 250 + 1}.7"


@pytest.fixture
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL server; what the environment must say to reach it. It refuses to run as root, so then another user does."""
    assert PROGRAMS is not None
    programs = Path(PROGRAMS).parent
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="jixiao-postgres-"))
    try:
        secret = folder / "password"
        secret.write_text("s3cret", encoding="utf-8")
        if user:
            shutil.chown(folder, user)
            shutil.chown(secret, user)
        data = str(folder / "data")
        made = [str(programs / "initdb"), "-D", data, "-U", "jixiao", "-A", "scram-sha-256", f"--pwfile={secret}", "-N"]
        subprocess.run(made, user=user, cwd=folder, check=True, capture_output=True)
        options = f"-c listen_addresses={HOST} -c port=5432 -c unix_socket_directories={folder} -c fsync=off"
        control = [str(programs / "pg_ctl"), "-D", data, "-w"]
        log = str(folder / "log")
        subprocess.run([*control, "-o", options, "-l", log, "start"], user=user, cwd=folder, check=True)
        try:
            yield {"HOST": HOST, "USER": "jixiao", "PASSWORD": "s3cret", "DB": "postgres"}
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], user=user, cwd=folder, check=True)
    finally:
        shutil.rmtree(folder)


@pytest.mark.long
@pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")
def test_a_batch_is_recorded_in_postgres(
    server: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_bytes((PROJECT / "deploy" / "dagster.postgres.yaml").read_bytes())
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    for name, value in server.items():
        monkeypatch.setenv(f"JIXIAO_POSTGRES_{name}", value)
    monkeypatch.chdir(home)
    write_fake_pdf(tmp_path / "inbox" / "甲学院_2025.pdf", "甲学院", 2025, "实训室建设")
    outcome = run(tmp_path / "inbox", tmp_path / "w.duckdb", records=home)
    assert outcome.failure is None, outcome.traceback
    with dg.DagsterInstance.get() as instance:
        (recorded,) = instance.get_runs()
        assert recorded.status is dg.DagsterRunStatus.SUCCESS
        published = instance.get_latest_materialization_event(dg.AssetKey("published_warehouse"))
        assert published is not None and published.run_id == recorded.run_id
    assert not list(home.rglob("*.db"))
