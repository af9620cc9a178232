"""What is promised to other programs: a change of the promise is a visible change."""

from __future__ import annotations

import subprocess
import sys

import planner
from planner import flow

PROMISED = {
    "Config",
    "Goal",
    "Outcome",
    "Plan",
    "PlannerError",
    "Rule",
    "Scenario",
    "Surge",
    "check_plan",
    "import_file",
    "load_config",
    "open_store",
    "plan",
    "risk",
    "surge",
}


def test_the_public_names_are_these_and_no_others() -> None:
    """Each can be loaded."""
    assert set(planner.__all__) == PROMISED
    assert all(getattr(planner, name) is not None for name in PROMISED)
    assert all(getattr(flow, name) is not None for name in flow.__all__)


def test_a_small_word_does_not_pull_in_the_solver() -> None:
    """`from planner import Surge` needs neither geopandas nor ortools."""
    code = "import sys; from planner import Surge; print({'geopandas', 'ortools', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_name_that_a_file_shares_stays_a_function_when_the_file_is_loaded() -> None:
    """`flow.plans`, `flow.compare` and `flow.replan` live in files of the same names."""
    for name in flow.__all__:
        assert getattr(flow, name) is not None
    for name in flow.__all__:
        assert callable(getattr(flow, name)), name
