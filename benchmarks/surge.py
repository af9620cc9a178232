"""The answer to alarms in the demo district: nearest-first at once, the proven answer after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.registry import Case
from benchmarks.worlds import DAY, district
from planner.config import load_config
from planner.flow.emergency import face
from planner.flow.stores import list_table
from planner.surge import dispatch, nearest

LIMIT_S = 5.0


def emergencies(alarms: int, count: int = 10) -> list[Any]:
    """`count` seeded problems of so many alarms at sites of the district."""
    config = load_config()
    sites = list_table(district(), "sites")
    rng = np.random.default_rng(alarms)
    at = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=ZoneInfo(config.place.timezone))
    made = []
    for _ in range(count):
        chosen = rng.choice(len(sites), alarms, replace=False)
        places = [
            (sites[i]["longitude"], sites[i]["latitude"], f"{low}-{low * 2}")
            for i, low in zip(chosen, rng.integers(50, 250, alarms), strict=True)
        ]
        made.append(face(district(), config, alarms=places, at=at).problem)
    return made


def answered(problems: list[Any]) -> list[Any]:
    """The proven answers."""
    return [dispatch(problem, seconds=LIMIT_S, seed=7) for problem in problems]


def at_once(problems: list[Any]) -> list[Any]:
    """Nearest-first, hold-backs kept."""
    return [nearest(problem) for problem in problems]


def said(answers: list[Any]) -> str:
    """How many are proven, and how much sooner than nearest-first."""
    proven = sum(all(alarm.proven_optimal for alarm in answer.alarms) for answer in answers)
    return f"{proven} of {len(answers)} proven optimal"


CASES = [
    Case(
        "surge: ten answers",
        f"{alarms} alarm{'s' if alarms > 1 else ''} each, 44 stations",
        lambda alarms=alarms: emergencies(alarms),
        answered,
        "nearest-first (not exact)",
        at_once,
        note=said,
        rounds=1,
    )
    for alarms in (1, 3, 5)
]
