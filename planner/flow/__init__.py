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
    from planner.flow.day import picture
    from planner.flow.emergency import surge
    from planner.flow.explain import area_risk, explain_risk, risk_basis, risk_heads
    from planner.flow.explore import Choice, address_of, as_query, choice_of, choose, incident_frame, record
    from planner.flow.explore_counts import (
        by_hour,
        by_time,
        compared,
        density,
        explored,
        period_of,
        places,
        rate,
        step_for,
    )
    from planner.flow.incidents import duplicates
    from planner.flow.live import give_orders, keep_surge, log_moment, open_surge, surge_log, surges, tell
    from planner.flow.live_plan import alarm_place, surge_now
    from planner.flow.loading import Request, import_file, load, try_load
    from planner.flow.loads import holdings, keep_map, loads, maps, redo_load, undo_load
    from planner.flow.looking import hold_file, look_at
    from planner.flow.month import last_month, month_paper, month_report, month_sentences, write_month
    from planner.flow.onduty import resting
    from planner.flow.orders import ways, week_on_paper, write_plan
    from planner.flow.past import hindsight
    from planner.flow.plans import check_plan, plan_heads, plan_named, plans
    from planner.flow.reach import reach
    from planner.flow.replan import replan, taken_by_surge
    from planner.flow.replay import replay, scenario_of, scenarios
    from planner.flow.span import risk_by_span
    from planner.flow.stores import Store, list_table, open_store, sample, staff
    from planner.flow.suits import candidates
    from planner.flow.surge_files import write_surge
    from planner.flow.views import remove_view, rename_view, restore_view, save_view, view_named, views
    from planner.flow.week import demand, demand_rows, plan

_HOMES = {
    "analysis": ("drift", "fairness", "trends"),
    "assess": ("Scene", "graph", "risk", "risk_rows", "scene", "today", "vulnerability", "vulnerability_rows"),
    "past": ("hindsight",),
    "incidents": ("duplicates",),
    "span": ("risk_by_span",),
    "cells": ("surface",),
    "backtest": ("Question", "run_backtest"),
    "day": ("picture",),
    "cordon": ("cordon", "cordon_features"),
    "dates": ("calendar", "multipliers"),
    "explain": ("area_risk", "explain_risk", "risk_basis", "risk_heads"),
    "explore": ("Choice", "address_of", "as_query", "choice_of", "choose", "incident_frame", "record"),
    "explore_counts": (
        "by_hour",
        "by_time",
        "compared",
        "density",
        "explored",
        "period_of",
        "places",
        "rate",
        "rate",
        "step_for",
    ),
    "views": ("remove_view", "rename_view", "restore_view", "save_view", "view_named", "views"),
    "alarms": ("AlarmSaid",),
    "emergency": ("surge",),
    "surge_files": ("write_surge",),
    "onduty": ("resting",),
    "live": ("give_orders", "keep_surge", "log_moment", "open_surge", "surge_log", "surges", "tell"),
    "live_plan": ("alarm_place", "surge_now"),
    "loading": ("Request", "import_file", "load", "try_load"),
    "loads": ("holdings", "keep_map", "loads", "maps", "redo_load", "undo_load"),
    "looking": ("hold_file", "look_at"),
    "stores": ("Store", "list_table", "open_store", "sample", "staff"),
    "week": ("demand", "demand_rows", "plan"),
    "plans": ("check_plan", "plan_heads", "plan_named", "plans"),
    "month": ("last_month", "month_paper", "month_report", "month_sentences", "write_month"),
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
    "Choice",
    "Question",
    "Request",
    "Scene",
    "Store",
    "address_of",
    "alarm_place",
    "area_risk",
    "as_query",
    "by_hour",
    "by_time",
    "calendar",
    "candidates",
    "change",
    "check_plan",
    "choice_of",
    "choose",
    "compare",
    "compared",
    "cordon",
    "cordon_features",
    "demand",
    "demand_rows",
    "density",
    "drift",
    "duplicates",
    "explain_risk",
    "explored",
    "fairness",
    "give_orders",
    "graph",
    "hindsight",
    "hold_file",
    "holdings",
    "import_file",
    "incident_frame",
    "keep_map",
    "keep_surge",
    "last_month",
    "list_table",
    "load",
    "loads",
    "log_moment",
    "look_at",
    "maps",
    "month_paper",
    "month_report",
    "month_sentences",
    "multipliers",
    "open_store",
    "open_surge",
    "period_of",
    "picture",
    "places",
    "plan",
    "plan_heads",
    "plan_named",
    "plans",
    "rate",
    "reach",
    "record",
    "redo_load",
    "remove_view",
    "rename_view",
    "replan",
    "replay",
    "resting",
    "restore_view",
    "risk",
    "risk_basis",
    "risk_by_span",
    "risk_heads",
    "risk_rows",
    "run_backtest",
    "sample",
    "save_view",
    "scenario_of",
    "scenarios",
    "scene",
    "sign",
    "staff",
    "step_for",
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
    "try_load",
    "undo",
    "undo_load",
    "view_named",
    "views",
    "vulnerability",
    "vulnerability_rows",
    "ways",
    "week_on_paper",
    "write_month",
    "write_plan",
    "write_surge",
]
