"""Runs the job in this process: what `jixiao run` calls.

Here belongs how a run is started without Dagster's daemon and how its failure is told. Here does not belong
what the job does, nor how its outcome is shown (`cli.py`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import dagster as dg
from dagster._core.events import JobFailureData

from pipelines.defs.published_warehouse import JOB

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
EXPECTED = {"BatchError", "SettingsError", "InboxError", "WarehouseError"}
"""Errors whose message is already one line for a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `failure` is one line, None where it published; `traceback` is for `--debug`."""

    failure: str | None
    traceback: str | None


def _failure_of(result: dg.ExecuteInProcessResult) -> Outcome:
    """What ended the run: the innermost error, since Dagster wraps what a step raised in errors of its
    own."""
    data = result.get_run_failure_event().event_specific_data
    error = data.error if isinstance(data, JobFailureData) else None
    if error is None:
        return Outcome("the batch was stopped; run it again", None)
    traceback = error.to_string()
    chain = [error]
    while cause := chain[-1].cause:
        chain.append(cause)
    told = next((each for each in chain if each.cls_name in EXPECTED), None)
    ended_by = told or chain[-1]
    message = " ".join(ended_by.message.split()).split(f"{ended_by.cls_name}: ", 1)[-1]
    if told is None:
        message = f"unexpected {ended_by.cls_name}: {message}; run again with --debug and report what it shows"
    return Outcome(message, traceback)


def _failed_checks(result: dg.ExecuteInProcessResult) -> list[str]:
    evaluations = result.get_asset_check_evaluations()
    return [
        f"{each.check_name}: {each.description}"
        for each in evaluations
        if not each.passed and each.severity == dg.AssetCheckSeverity.ERROR
    ]


def run_in_process(definitions: dg.Definitions) -> Outcome:
    """Run the batch's job here and now.

    With DAGSTER_HOME set, the run is recorded there, so that `dg dev` shows it; else nothing of the run is
    kept but what the batch itself writes.
    """
    instance = dg.DagsterInstance.get() if os.environ.get("DAGSTER_HOME") else dg.DagsterInstance.ephemeral()
    with instance:
        job = definitions.resolve_job_def(JOB)
        result = job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)
        if result.success:
            return Outcome(None, None)
        if failed := _failed_checks(result):
            return Outcome("blocking checks failed and nothing was published: " + "; ".join(failed), None)
        return _failure_of(result)
