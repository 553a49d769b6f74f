"""What starts a batch by itself, and what does not; alerts to a local server."""

from __future__ import annotations

import os
import socketserver
import time
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines import batch
from pipelines.definitions import defs
from pipelines.defs import alerts
from pipelines.defs import unattended as unattended_defs
from pipelines.defs.jobs import JOB
from pipelines.defs.published_warehouse import freshness
from pipelines.defs.unattended import new_files, nightly
from pipelines.ingest import arrivals
from pipelines.model.settings import SettingsError, unattended
from tests.batch.place import Place
from tests.defs.hearing import alerts_heard, serving

OLD = 60 * 60


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    # A busy machine may take longer from one look to the next than a file must be quiet.
    monkeypatch.setattr(arrivals, "QUIET_SECONDS", OLD)
    monkeypatch.setenv("JIXIAO_INBOX", str(place.settings.inbox))
    monkeypatch.setenv("JIXIAO_WAREHOUSE", str(place.settings.warehouse))
    return place


def settled(place: Place) -> list[arrivals.Waiting]:
    """What waits, seen an hour from now."""
    return arrivals.waiting(place.settings, time.time() + OLD)


def look(instance: dg.DagsterInstance, cursor: str | None = None) -> tuple[Any, str | None]:
    """One tick of the sensor: what it asks for, and its cursor afterwards."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=defs.get_repository_def())
    return new_files(context), context.cursor


def test_a_file_is_asked_for_once_it_has_stayed_the_same_and_named_in_the_tags(place: Place) -> None:
    with dg.DagsterInstance.local_temp() as instance:
        told, cursor = look(instance)
        assert told == dg.SkipReason("nothing new in the inbox")
        path = place.put("甲学院_2025.pdf", "实训室建设")
        told, cursor = look(instance, cursor)
        assert told == dg.SkipReason("1 files may still be written to, as 甲学院_2025.pdf")
        with path.open("ab") as opened:
            opened.write(b" ")
        told, cursor = look(instance, cursor)
        assert isinstance(told, dg.SkipReason)
        told, cursor = look(instance, cursor)
        assert isinstance(told, dg.RunRequest)
        assert told.tags["jixiao/files"] == "甲学院_2025.pdf"
        assert told.tags["jixiao/new_files"] == "1"
        again, _ = look(instance, cursor)
        assert again.run_key == told.run_key


def test_what_waits_is_what_no_batch_took_in_as_it_is_now(place: Place) -> None:
    path = place.put("甲学院_2025.pdf", "实训室建设")
    (place.settings.inbox / "half.pdf.part").write_bytes(b"x")
    (place.settings.inbox / "~$open.pdf").write_bytes(b"x")
    assert [each.relative_path for each in settled(place)] == ["甲学院_2025.pdf"]
    place.batch()
    assert settled(place) == []
    later = time.time() + 5
    os.utime(path, (later, later))
    assert [each.relative_path for each in settled(place)] == ["甲学院_2025.pdf"]
    place.batch()
    manifest = place.settings.inbox / "manifest.csv"
    manifest.write_text("file,institution,fiscal_year\n甲学院_2025.pdf,甲学院,2025\n", encoding="utf-8")
    os.utime(manifest, (later + 60, later + 60))
    assert [each.relative_path for each in settled(place)] == ["manifest.csv"]


def test_a_clock_that_went_back_does_not_keep_a_file_waiting_for_ever(place: Place) -> None:
    place.put("甲学院_2025.pdf", "实训室建设")
    yesterday = arrivals.waiting(place.settings, time.time() - 86_400)
    assert yesterday[0].quiet < 0
    assert arrivals.unfinished(yesterday, {}) == yesterday
    assert arrivals.unfinished(yesterday, {yesterday[0].relative_path: yesterday[0].state}) == []


def test_no_batch_is_asked_for_while_one_runs(place: Place) -> None:
    place.put("甲学院_2025.pdf", "实训室建设")
    with dg.DagsterInstance.local_temp() as instance:
        with batch.only_writer(place.settings):
            told, _ = look(instance)
            assert "a batch is under way (process" in str(told)
            assert "a batch is under way" in str(nightly(dg.build_schedule_context(instance=instance)))
        instance.create_run_for_job(defs.resolve_job_def(JOB), status=dg.DagsterRunStatus.STARTED)
        assert "a batch is under way (run" in str(look(instance)[0])


def test_a_run_whose_process_is_gone_does_not_keep_later_ones_from_starting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unattended_defs, "BEGINNING_SECONDS", 0)
    monkeypatch.setattr(unattended_defs, "ENDING_SECONDS", 0)
    place.put("甲学院_2025.pdf", "实训室建设")
    with dg.DagsterInstance.local_temp() as instance:
        run = instance.create_run_for_job(defs.resolve_job_def(JOB), status=dg.DagsterRunStatus.STARTED)
        with batch.only_writer(place.settings):
            assert f"a batch is under way (run {run.run_id[:8]})" in str(look(instance)[0])
        told, cursor = look(instance)
        assert "may still be written to" in str(told)
        assert isinstance(look(instance, cursor)[0], dg.RunRequest)
        (record,) = instance.get_run_records()
        assert record.dagster_run.status == dg.DagsterRunStatus.FAILURE


def test_the_night_has_a_batch_in_shanghai_and_the_warehouse_may_grow_old_for_36_hours(place: Place) -> None:
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("30 2 * * *", "Asia/Shanghai")
    assert nightly.default_status == dg.DefaultScheduleStatus.RUNNING
    with dg.DagsterInstance.local_temp() as instance:
        assert isinstance(nightly(dg.build_schedule_context(instance=instance)), dg.RunRequest)
    policy = freshness()
    assert (policy.fail_window.to_timedelta().total_seconds(), policy.warn_window.to_timedelta().total_seconds()) == (
        36 * 3600, 24 * 3600,
    )  # type: ignore[attr-defined]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("JIXIAO_SCHEDULE", "nightly"), ("JIXIAO_TIMEZONE", "Mars/Base"), ("JIXIAO_SENSOR_SECONDS", "0")],
)
def test_a_setting_that_cannot_be_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is '{value}': set it to"):
        unattended()


# --- alerts -----------------------------------------------------------------------------------------------------------

MANIFEST = {
    "documents": [
        {"document_key": "a", "status": "quarantined", "relative_path": "坏的.pdf", "reason": "it is no PDF"},
        {"document_key": "b", "status": "loaded", "relative_path": "好的.pdf", "reason": None},
        {"document_key": "c", "status": "quarantined", "relative_path": "旧的.pdf", "reason": "known long ago"},
    ],
    "changes": {"documents": [{"document_key": "a", "before": None, "after": {"status": "quarantined"}}]},
}


def test_a_quarantine_is_told_once_and_by_webhook() -> None:
    alert = alerts.quarantine(MANIFEST)
    assert alert is not None
    assert alert.lines == ["坏的.pdf: it is no PDF"]
    assert alerts.quarantine(MANIFEST | {"changes": {"documents": []}}) is None
    with alerts_heard() as (address, heard):
        assert alerts.send(alert, {alerts.WEBHOOK: address}) == []
    assert heard[0]["kind"] == "quarantine"
    assert heard[0]["text"]["content"] == f"{alert.title}\n坏的.pdf: it is no PDF"


class Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over one message."""

    def handle(self) -> None:
        self.wfile.write(b"220 local\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                message = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    message += line
                self.server.heard.append(message)  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_a_failure_is_told_by_mail_and_no_password_is_said_in_the_clear() -> None:
    from email import message_from_bytes, policy

    alert = alerts.failure("收件箱: no such folder")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.heard = []  # type: ignore[attr-defined]
        with serving(server) as port:
            asked = "from=jixiao@example.org&to=a@example.org&to=b@example.org"
            assert alerts.send(alert, {alerts.SMTP: f"smtp://127.0.0.1:{port}?{asked}"}) == []
            refused = alerts.send(
                alert, {alerts.SMTP: f"smtp://me@127.0.0.1:{port}?{asked}", alerts.PASSWORD: "secret"}
            )
            (message,) = server.heard  # type: ignore[attr-defined]
    told = message_from_bytes(message, policy=policy.default)
    assert told["To"] == "a@example.org, b@example.org"
    assert "收件箱: no such folder" in told.get_content()
    assert len(refused) == 1
    assert "no encryption, so the password was not said" in refused[0]


def test_an_alert_that_cannot_be_sent_is_one_line_and_alerts_are_off_by_default() -> None:
    alert = alerts.failure("x")
    assert alerts.send(alert, {}) == []
    lines = alerts.send(alert, {alerts.WEBHOOK: "http://127.0.0.1:1/", alerts.SMTP: "mail.example.org"})
    assert [line.split(":", 1)[0] for line in lines] == [alerts.WEBHOOK, alerts.SMTP]
    assert all("\n" not in line for line in lines)
    assert len(alerts.send(alert, {alerts.WEBHOOK: "file:///etc/hosts"})) == 1
