"""What holds for all tests: with HIFAZAT_NO_SKIP=1 nothing may be skipped."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

NO_SKIP = os.environ.get("HIFAZAT_NO_SKIP") == "1"


def refuse_skip(report: Any, *, no_skip: bool) -> None:
    """Turns the report of a skipped test into that of a failed one, with the reason of the skip."""
    if no_skip and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"HIFAZAT_NO_SKIP is set, and this was skipped: {why}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that skips itself."""
    report = yield
    refuse_skip(report, no_skip=NO_SKIP)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """A file that skips itself while it is read."""
    report = yield
    refuse_skip(report, no_skip=NO_SKIP)
    return report
