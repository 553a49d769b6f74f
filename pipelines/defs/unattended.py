"""What starts batches by themselves and tells people of them: the nightly schedule, the inbox sensor, the alert on
failure.

Here belong the Dagster objects. Here does not belong what counts as new (`arrivals.py`) or how an alert is sent
(`alerts.py`).
"""

from __future__ import annotations

import json
import time

import dagster as dg

from pipelines.defs import alerts
from pipelines.defs.jobs import JOB, publish_warehouse
from pipelines.defs.report import REPORT
from pipelines.defs.running import BY_COMMAND
from pipelines.ingest import arrivals
from pipelines.ingest.inbox import printable
from pipelines.model.errors import InboxError
from pipelines.model.settings import Settings, from_environment, unattended
from pipelines.warehouse import lock

TAG_LENGTH = 200
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
BEGINNING_SECONDS = 60
"""A run that started so shortly ago may not hold the warehouse's lock yet."""

ENDING_SECONDS = 2
"""A run that has let go of the lock says within that time how it ended."""


def _busy(instance: dg.DagsterInstance) -> str | None:
    """Why no batch should start now: one is under way, by Dagster or by hand."""
    settings = from_environment()
    for record in instance.get_run_records(dg.RunsFilter(job_name=JOB, statuses=UNFINISHED)):
        if _is_gone(instance, record, settings):
            instance.report_run_failed(
                record.dagster_run,
                "the batch's process is gone: the machine or Dagster was stopped; the next batch mends what it left",
            )
        else:
            return f"a batch is under way (run {record.dagster_run.run_id[:8]})"
    holder = lock.holder(settings)
    return f"a batch is under way (process {holder})" if holder else None


def _is_gone(instance: dg.DagsterInstance, record: dg.RunRecord, settings: Settings) -> bool:
    """Whether a run that Dagster takes for running has no process any more: nobody holds the warehouse's lock, which
    a running batch does. Dagster's own monitoring cannot know it of runs on its own machine, so that a power cut in
    the middle of a batch would keep all later ones from starting."""
    began = record.start_time or record.create_timestamp.timestamp()
    if record.dagster_run.status != dg.DagsterRunStatus.STARTED or 0 <= time.time() - began < BEGINNING_SECONDS:
        return False
    if lock.holder(settings):
        return False
    time.sleep(ENDING_SECONDS)
    now = instance.get_run_by_id(record.dagster_run.run_id)
    return now is not None and now.status == dg.DagsterRunStatus.STARTED and not lock.holder(settings)


@dg.schedule(
    job=publish_warehouse,
    cron_schedule=unattended().cron,
    execution_timezone=unattended().timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每夜一批: a batch every night, new files or not, so that removed files, a new parser and a sick machine"
    " are noticed.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One batch a night, unless one is under way."""
    busy = _busy(context.instance)
    return dg.SkipReason(busy) if busy else dg.RunRequest(tags={"jixiao/started_by": "schedule"})


@dg.sensor(
    job=publish_warehouse,
    minimum_interval_seconds=unattended().sensor_seconds,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="收件箱: starts a batch once every new or changed file of the inbox is complete.",
)
def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A batch where something new waits; nothing where all is known, is still being written, or a batch runs.

    The cursor holds what was waiting at the last look, as `arrivals.unfinished` asks for it.
    """
    settings = from_environment()
    if busy := _busy(context.instance):
        return dg.SkipReason(busy)
    try:
        files = arrivals.waiting(settings, time.time())
    except InboxError as error:
        return dg.SkipReason(str(error))
    seen = json.loads(context.cursor) if context.cursor else {}
    context.update_cursor(json.dumps({each.relative_path: each.state for each in files}))
    if not files:
        return dg.SkipReason("nothing new in the inbox")
    if growing := arrivals.unfinished(files, seen):
        return dg.SkipReason(f"{len(growing)} files may still be written to, as {growing[0].relative_path}")
    names = printable("、".join(each.relative_path for each in files))
    return dg.RunRequest(
        run_key=arrivals.run_key(files),
        tags={
            "jixiao/started_by": "sensor",
            "jixiao/new_files": str(len(files)),
            "jixiao/files": names if len(names) <= TAG_LENGTH else names[: TAG_LENGTH - 1] + "…",
        },
    )


@dg.run_failure_sensor(
    monitored_jobs=[publish_warehouse],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="告警: tells of a batch that failed, where JIXIAO_ALERT_WEBHOOK or JIXIAO_ALERT_SMTP is set.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    """Tell of the failure."""
    tell_failure(context)


def tell_failure(context: dg.RunFailureSensorContext) -> None:
    """Send the failure as an alert; an alert that cannot be sent is a line in the log. `jixiao run` sends its own."""
    if BY_COMMAND.items() <= context.dagster_run.tags.items():
        return
    failed = context.get_step_failure_events()
    lines = [event.message for event in failed] or [context.failure_event.message]
    reason = " ".join(" ".join(line or "" for line in lines).split())
    only_report = bool(failed) and all(event.step_key == REPORT for event in failed)
    alert = alerts.unwritten(reason) if only_report else alerts.failure(reason)
    for problem in alerts.send(alert):
        context.log.warning(problem)
