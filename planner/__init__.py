"""Hifazat: the planner of a police minority protection unit.

What is promised to other programs is the list below, and nothing else. Each name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.config import Config, load_config
    from planner.core.errors import PlannerError
    from planner.core.plan import Outcome, Plan
    from planner.core.rule import Goal, Rule
    from planner.core.scenario import Scenario
    from planner.core.surge import Surge
    from planner.flow import check_plan, import_file, open_store, plan, risk, surge

_HOME_OF = {
    "Config": "planner.config",
    "Goal": "planner.core.rule",
    "Outcome": "planner.core.plan",
    "Plan": "planner.core.plan",
    "PlannerError": "planner.core.errors",
    "Rule": "planner.core.rule",
    "Scenario": "planner.core.scenario",
    "Surge": "planner.core.surge",
    "check_plan": "planner.flow",
    "import_file": "planner.flow",
    "load_config": "planner.config",
    "open_store": "planner.flow",
    "plan": "planner.flow",
    "risk": "planner.flow",
    "surge": "planner.flow",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"planner has no {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


__all__ = [
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
]
