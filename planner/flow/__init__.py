"""The order of the stages: the one place where they meet. Screens and command line ask here and nowhere else.

Each name is loaded on first use, so that a verb pays only for what it needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.flow.alarms import AlarmSaid
    from planner.flow.amend import change, sign, try_change, undo
    from planner.flow.analysis import drift, fairness, trends
    from planner.flow.assess import Scene, graph, risk, risk_rows, scene, today, vulnerability, vulnerability_rows
    from planner.flow.backtest import Question, run_backtest
    from planner.flow.cells import surface
    from planner.flow.compare import compare
    from planner.flow.cordon import cordon, cordon_features
    from planner.flow.dates import calendar, multipliers
    from planner.flow.emergency import surge
    from planner.flow.explain import area_risk, explain_risk, risk_basis, risk_heads
    from planner.flow.incidents import duplicates
    from planner.flow.live import give_orders, keep_surge, log_moment, open_surge, surge_log, surges, tell
    from planner.flow.live_plan import alarm_place, surge_now
    from planner.flow.onduty import resting
    from planner.flow.orders import ways, week_on_paper, write_plan
    from planner.flow.past import hindsight
    from planner.flow.plans import check_plan, plan_heads, plan_named, plans
    from planner.flow.reach import reach
    from planner.flow.replan import replan, taken_by_surge
    from planner.flow.replay import replay, scenario_of, scenarios
    from planner.flow.span import risk_by_span
    from planner.flow.stores import Request, Store, import_file, list_table, open_store, sample, staff
    from planner.flow.suits import candidates
    from planner.flow.surge_files import write_surge
    from planner.flow.week import demand, demand_rows, plan

_HOMES = {
    "analysis": ("drift", "fairness", "trends"),
    "assess": ("Scene", "graph", "risk", "risk_rows", "scene", "today", "vulnerability", "vulnerability_rows"),
    "past": ("hindsight",),
    "incidents": ("duplicates",),
    "span": ("risk_by_span",),
    "cells": ("surface",),
    "backtest": ("Question", "run_backtest"),
    "cordon": ("cordon", "cordon_features"),
    "dates": ("calendar", "multipliers"),
    "explain": ("area_risk", "explain_risk", "risk_basis", "risk_heads"),
    "alarms": ("AlarmSaid",),
    "emergency": ("surge",),
    "surge_files": ("write_surge",),
    "onduty": ("resting",),
    "live": ("give_orders", "keep_surge", "log_moment", "open_surge", "surge_log", "surges", "tell"),
    "live_plan": ("alarm_place", "surge_now"),
    "stores": ("Request", "Store", "import_file", "list_table", "open_store", "sample", "staff"),
    "week": ("demand", "demand_rows", "plan"),
    "plans": ("check_plan", "plan_heads", "plan_named", "plans"),
    "orders": ("ways", "week_on_paper", "write_plan"),
    "amend": ("change", "sign", "try_change", "undo"),
    "compare": ("compare",),
    "reach": ("reach",),
    "replan": ("replan", "taken_by_surge"),
    "replay": ("replay", "scenario_of", "scenarios"),
    "suits": ("candidates",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"planner.flow has no {name!r}")
    return getattr(import_module(f"planner.flow.{_HOME_OF[name]}"), name)


class _Flow(ModuleType):
    """The package; a file that is loaded does not hide the promised name that it shares (`plans`, `compare`)."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Flow

__all__ = [
    "AlarmSaid",
    "Question",
    "Request",
    "Scene",
    "Store",
    "alarm_place",
    "area_risk",
    "calendar",
    "candidates",
    "change",
    "check_plan",
    "compare",
    "cordon",
    "cordon_features",
    "demand",
    "demand_rows",
    "drift",
    "duplicates",
    "explain_risk",
    "fairness",
    "give_orders",
    "graph",
    "hindsight",
    "import_file",
    "keep_surge",
    "list_table",
    "log_moment",
    "multipliers",
    "open_store",
    "open_surge",
    "plan",
    "plan_heads",
    "plan_named",
    "plans",
    "reach",
    "replan",
    "replay",
    "resting",
    "risk",
    "risk_basis",
    "risk_by_span",
    "risk_heads",
    "risk_rows",
    "run_backtest",
    "sample",
    "scenario_of",
    "scenarios",
    "scene",
    "sign",
    "staff",
    "surface",
    "surge",
    "surge_log",
    "surge_now",
    "surges",
    "taken_by_surge",
    "tell",
    "today",
    "trends",
    "try_change",
    "undo",
    "vulnerability",
    "vulnerability_rows",
    "ways",
    "week_on_paper",
    "write_plan",
    "write_surge",
]
