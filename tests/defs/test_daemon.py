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
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from pipelines.model.settings import Settings
from pipelines.warehouse import reading
from tests.defs.hearing import alerts_heard

PROJECT = Path(__file__).parents[2]
SAMPLES = sorted((PROJECT / "samples").rglob("*.pdf"))
SENSOR_SECONDS = 10
RUN_SECONDS = 150
"""What a run may take on a busy machine: a Python start, the reading, the build."""


class Machine:
    """A daemon and a web page on a machine of their own, as `docs/operating.md` starts them."""

    def __init__(self, folder: Path, environment: dict[str, str], port: int) -> None:
        self.folder, self.environment, self.port = folder, environment, port
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        module = ["-m", "pipelines.definitions"]
        for name, *arguments in (
            ["dagster-daemon", "run", *module],
            ["dagster-webserver", *module, "--host", "127.0.0.1", "--port", str(self.port)],
        ):
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes.append(
                    subprocess.Popen(
                        [str(Path(sys.executable).with_name(name)), *arguments], cwd=self.folder,
                        env=self.environment, stdout=log, stderr=log, start_new_session=True,
                    )
                )  # fmt: skip

    def lose_power(self) -> None:
        """Everything ends at once: daemon, web page, the batch under way and the children it reads with."""
        for process in self.processes:
            whole = psutil.Process(process.pid)
            for each in [whole, *whole.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            process.wait()
        self.processes.clear()

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGINT)
        for process in self.processes:
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
        for (name,) in reading.query("select file_name from dim_document where status = 'loaded'", published).rows()
    }


def wait_for(published: Path, name: str) -> float:
    """Seconds until `name` is in the published file. Fails with what the file holds where it takes too long."""
    began = time.monotonic()
    while name not in loaded(published):
        assert time.monotonic() - began < SENSOR_SECONDS + RUN_SECONDS, loaded(published)
        time.sleep(0.5)
    return time.monotonic() - began


def runs_told(port: int) -> list[tuple[str, dict[str, str]]]:
    """Status and tags of every run, latest first, as the web page tells them."""
    question = "{runsOrError {... on Runs {results {status tags {key value}}}}}"
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": question}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        runs = json.load(answer)["data"]["runsOrError"]["results"]
    return [(run["status"], {tag["key"]: tag["value"] for tag in run["tags"]}) for run in runs]


def answers(port: int) -> bool:
    """Whether the web page is up."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: Callable[[], bool], seconds: float, every: float = 0.5) -> None:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(every)


@pytest.mark.long
def test_a_pdf_dropped_into_the_inbox_is_queried_without_a_hand_also_after_a_power_cut(tmp_path: Path) -> None:
    home = tmp_path / "dagster"
    home.mkdir()
    shutil.copy(PROJECT / "dagster.yaml", home)
    place = Settings(inbox=tmp_path / "inbox", warehouse=tmp_path / "out" / "w.duckdb")
    inbox, published, port = place.inbox, place.warehouse, free_port()
    inbox.mkdir()
    with alerts_heard() as (webhook, heard):
        environment = os.environ | {
            "DAGSTER_HOME": str(home), "JIXIAO_INBOX": str(inbox), "JIXIAO_WAREHOUSE": str(published),
            "JIXIAO_SENSOR_SECONDS": str(SENSOR_SECONDS), "JIXIAO_ALERT_WEBHOOK": webhook, "PYTHONPATH": str(PROJECT),
        }  # fmt: skip
        machine = Machine(home, environment, port)
        try:
            machine.start()
            # A slow copy: unfinished under its final name for a while.
            first, second, third, broken = (inbox / path.name for path in SAMPLES[:4])
            data = SAMPLES[0].read_bytes()
            first.write_bytes(data[: len(data) // 2])
            time.sleep(2)
            with first.open("ab") as opened:
                opened.write(data[len(data) // 2 :])
            wait_for(published, first.name)
            assert reading.query("select count(*) from v_project", published).item() > 0

            shutil.copy(SAMPLES[1], second)
            wait_for(published, second.name)
            time.sleep(2 * SENSOR_SECONDS)  # nothing is new: no run may follow
            told = runs_told(port)
            assert [(status, tags["jixiao/files"]) for status, tags in told] == [
                ("SUCCESS", second.name), ("SUCCESS", first.name),
            ]  # fmt: skip
            assert heard == []

            shutil.copy(SAMPLES[2], third)
            broken.write_bytes(b"%PDF-1.7 and no more")
            wait_until(place.build_file.exists, RUN_SECONDS, every=0.02)
            machine.lose_power()
            assert loaded(published) <= {first.name, second.name, third.name}
            machine.start()
            wait_until(lambda: answers(port), RUN_SECONDS)
            assert runs_told(port)[0][0] == "STARTED"  # though nothing is left of it
            wait_for(published, third.name)
            wait_until(lambda: len(heard) == 2, RUN_SECONDS)  # in whichever order
            lines = {each["kind"]: each["lines"] for each in heard}
            assert "the batch's process is gone" in lines["failure"][0]
            assert lines["quarantine"][0].startswith(f"{broken.name}: ")
            wait_until(lambda: runs_told(port)[0][0] == "SUCCESS", RUN_SECONDS)
            told = runs_told(port)
        finally:
            machine.stop()
    assert [status for status, _ in told] == ["SUCCESS", "FAILURE", "SUCCESS", "SUCCESS"]
    assert told[0][1]["dagster/retry_number"] == "1"
