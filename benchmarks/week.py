"""A plan for a week and for four weeks of the demo district: building the problem and solving it, apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from benchmarks.registry import Case
from benchmarks.worlds import DAY, district
from planner import flow
from planner.config import load_config
from planner.flow.assess import windows_of
from planner.flow.plans import problem_on_ground
from planner.roster import solve

LIMIT_S = 10.0


def wanted(days: int) -> dict[str, Any]:
    """The demand for so many days, and the store with the roll, the roads and the vehicles."""
    config = load_config()
    start = DAY + timedelta(days=1)
    return {
        "store": district(),
        "config": config,
        "wanted": flow.demand(district(), config, start=start, days=days),
        "windows": windows_of(start, days, config),
        "units": "unit",
    }


def build_problem(given: dict[str, Any]) -> Any:
    """Frames to problem."""
    return problem_on_ground(**given)


def solve_problem(problem: Any) -> Any:
    """Problem to plan, within the limit."""
    return solve(problem, seconds=LIMIT_S, seed=7)


def said(outcome: Any) -> str:
    """Gap and what is open."""
    plan = outcome.plan
    return (
        f"{outcome.status}, gap {plan.gap:.2%}, {len(plan.assignments)} assignments, {len(plan.uncovered)} needs open"
    )


CASES = [
    *(
        Case("plan: build", f"70 officers, {days} days", lambda days=days: wanted(days), build_problem)
        for days in (7, 28)
    ),
    *(
        Case(
            f"plan: solve within {LIMIT_S:.0f} s",
            f"70 officers, {days} days",
            lambda days=days: build_problem(wanted(days)),
            solve_problem,
            note=said,
            rounds=1,
        )
        for days in (7, 28)
    ),
]
