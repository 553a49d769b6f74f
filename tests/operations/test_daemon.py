"""The daemon and the web page really started: a PDF dropped into the inbox is in the published file without a hand."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines import warehouse

PROJECT = Path(__file__).parents[2]
SAMPLES = sorted((PROJECT / "samples").rglob("*.pdf"))
SENSOR_SECONDS = 10
RUN_SECONDS = 150
"""What a run may take on a busy machine: a Python start, the reading, the build."""


@contextmanager
def serving(environment: dict[str, str], folder: Path, port: int) -> Iterator[None]:
    module = ["-m", "pipelines.definitions"]
    commands = [
        ["dagster-daemon", "run", *module],
        ["dagster-webserver", *module, "--host", "127.0.0.1", "--port", str(port)],
    ]
    processes = []
    try:
        for name, *arguments in commands:
            with (folder / f"{name}.log").open("wb") as log:
                processes.append(
                    subprocess.Popen(
                        [str(Path(sys.executable).with_name(name)), *arguments], cwd=folder, env=environment,
                        stdout=log, stderr=log, start_new_session=True,
                    )
                )  # fmt: skip
        yield
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGINT)
        for process in processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def loaded(published: Path) -> set[str]:
    """The documents that the published file has loaded; none before the first publish."""
    if not published.exists():
        return set()
    return {
        name
        for (name,) in warehouse.query("select file_name from dim_document where status = 'loaded'", published).rows()
    }


def wait_for(published: Path, name: str) -> float:
    """Seconds until `name` is in the published file. Fails with what the file holds where it takes too long."""
    began = time.monotonic()
    while name not in loaded(published):
        assert time.monotonic() - began < SENSOR_SECONDS + RUN_SECONDS, loaded(published)
        time.sleep(0.5)
    return time.monotonic() - began


def asked(port: int, question: str) -> dict[str, object]:
    """The web page's answer to a GraphQL question."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": question}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer)["data"])


@pytest.mark.long
def test_a_pdf_dropped_into_the_inbox_is_queried_without_a_hand(tmp_path: Path) -> None:
    home = tmp_path / "dagster"
    home.mkdir()
    shutil.copy(PROJECT / "dagster.yaml", home)
    inbox, published, port = tmp_path / "inbox", tmp_path / "out" / "w.duckdb", free_port()
    inbox.mkdir()
    environment = os.environ | {
        "DAGSTER_HOME": str(home), "JIXIAO_INBOX": str(inbox), "JIXIAO_WAREHOUSE": str(published),
        "JIXIAO_SENSOR_SECONDS": str(SENSOR_SECONDS), "PYTHONPATH": str(PROJECT),
    }  # fmt: skip
    with serving(environment, home, port):
        # A slow copy: unfinished under its final name for a while.
        first = inbox / SAMPLES[0].name
        data = SAMPLES[0].read_bytes()
        first.write_bytes(data[: len(data) // 2])
        time.sleep(2)
        with first.open("ab") as opened:
            opened.write(data[len(data) // 2 :])
        wait_for(published, first.name)
        shutil.copy(SAMPLES[1], inbox)
        second = wait_for(published, SAMPLES[1].name)
        assert warehouse.query("select count(*) from v_project", published).item() > 0
        time.sleep(2 * SENSOR_SECONDS)  # nothing is new: no run may follow
        runs = asked(port, "{runsOrError {... on Runs {results {status tags {key value}}}}}")["runsOrError"]["results"]  # type: ignore[index]
    assert [run["status"] for run in runs] == ["SUCCESS", "SUCCESS"]
    tags = [{tag["key"]: tag["value"] for tag in run["tags"]} for run in runs]
    assert [each["jixiao/files"] for each in tags] == [SAMPLES[1].name, SAMPLES[0].name]
    (tmp_path / "seconds").write_text(f"{second:.1f}\n")
