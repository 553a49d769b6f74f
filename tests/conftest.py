"""What every test shares: where CI is, nothing is skipped; and properties are tried on the same examples every time.

JIXIAO_CI=1 says that the machine has every program the tests may need, so that a skipped test is a failed one.
`pytest --hypothesis-profile=seek` tries many other examples, to find what no one thought of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("steady", derandomize=True)
hypothesis.settings.register_profile("seek", max_examples=3000, deadline=None)
hypothesis.settings.load_profile("steady")

pytest_plugins = ["tests.published"]
"""Fixtures of a published warehouse and its report, which several rooms look at."""

NOTHING_SKIPPED = os.environ.get("JIXIAO_CI") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In CI, a skip becomes a failure that says why the test would have been skipped."""
    report = yield
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI nothing may be: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a module that skips itself while it is collected."""
    report = yield
    if NOTHING_SKIPPED and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and in CI nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def dagster_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Records of the runs that tests start are the tests' own, not those that `make dev` shows."""
    folder = tmp_path_factory.mktemp("dagster_home")
    (folder / "dagster.yaml").symlink_to(Path(__file__).parents[1] / "dagster.yaml")
    before = os.environ.get("DAGSTER_HOME")
    os.environ["DAGSTER_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["DAGSTER_HOME"]
    else:
        os.environ["DAGSTER_HOME"] = before
