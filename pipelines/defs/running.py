"""Runs the batch's job in this process: what `jixiao run` calls.

Here belongs how a run is started without Dagster's daemon and what came of it. Here does not belong what the job does,
where it is recorded (`recording.py`), nor how its outcome is shown (`cli/`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from pipelines.defs.documents import NOTICES, READ, REUSED
from pipelines.defs.jobs import JOB
from pipelines.defs.published_warehouse import NAME
from pipelines.defs.resources import SETTINGS, run_config
from pipelines.defs.tables import PARSED
from pipelines.model.settings import Settings

QUIET: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
BY_COMMAND = {"jixiao/started_by": "command"}
"""The tags of a run whose alerts are sent by who started it."""

EXPECTED = {"BatchError", "SettingsError", "InboxError", "WarehouseError"}
"""Errors whose message is already one line for a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `failure` is one line, None where it published; `unwritten` is one line where it published but
    wrote no report; `traceback` of either is for `--debug`. `read`, `reused` and `notices` are what the run's metadata
    tells of what it read and published."""

    failure: str | None
    unwritten: str | None = None
    traceback: str | None = None
    read: int = 0
    reused: int = 0
    notices: list[str] = field(default_factory=list)


def run_in_process(definitions: dg.Definitions, settings: Settings, instance: dg.DagsterInstance) -> Outcome:
    """Run the batch's job here and now with `settings`, recorded in `instance`."""
    job = definitions.resolve_job_def(JOB)
    config = {"resources": {SETTINGS: {"config": run_config(settings)}}, **QUIET}
    result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False, tags=BY_COMMAND)
    return _outcome(result)


def _outcome(result: dg.ExecuteInProcessResult) -> Outcome:
    metadata = _metadata(result)
    parsed, published = metadata.get(PARSED, {}), metadata.get(NAME)
    failure, traceback = (None, None) if result.success else _failure_of(result)
    return Outcome(
        failure if published is None else None,
        failure if published is not None else None,
        traceback,
        parsed.get(READ, 0),
        parsed.get(REUSED, 0),
        [*parsed.get(NOTICES, []), *(published or {}).get(NOTICES, [])],
    )


def _metadata(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """The values of the metadata of every asset that the run made, by the asset's name."""
    materialized = (
        event.step_materialization_data.materialization for event in result.get_asset_materialization_events()
    )
    return {
        each.asset_key.to_user_string(): {name: value.value for name, value in each.metadata.items()}
        for each in materialized
    }


def _failure_of(result: dg.ExecuteInProcessResult) -> tuple[str, str | None]:
    """What ended the run in one line, and its traceback: the failed checks, else the innermost error, since Dagster
    wraps what a step raised in errors of its own."""
    if failed := _failed_checks(result):
        return "blocking checks failed and nothing was published: " + "; ".join(failed), None
    steps = [event.step_failure_data.error for event in result.get_step_failure_events()]
    error = steps[0] if steps else result.get_run_failure_event().job_failure_data.error
    if error is None:
        return "the batch was stopped; run it again", None
    chain = [error]
    while cause := chain[-1].cause:
        chain.append(cause)
    expected = next((each for each in chain if each.cls_name in EXPECTED), None)
    ended_by = expected or chain[-1]
    message = " ".join(ended_by.message.split()).split(f"{ended_by.cls_name}: ", 1)[-1]
    if expected is None:
        message = f"unexpected {ended_by.cls_name}: {message}; run again with --debug and report what it shows"
    return message, error.to_string()


def _failed_checks(result: dg.ExecuteInProcessResult) -> list[str]:
    return [
        f"{each.check_name}: {each.description}"
        for each in result.get_asset_check_evaluations()
        if not each.passed and each.severity == dg.AssetCheckSeverity.ERROR
    ]
