"""A straight road along the x axis, one kilometre a minute, and what happens beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.core.duty import DutyKind
from planner.core.time import Window
from planner.simulate import Happened, Presence

MONDAY = datetime(2027, 1, 11, tzinfo=ZoneInfo("Asia/Karachi"))
KM = 1000.0


def at(hour: float) -> datetime:
    """So many hours after the midnight of Monday."""
    return MONDAY + timedelta(hours=hour)


def hours(start: float, end: float) -> Window:
    """From one hour to another."""
    return Window(at(start), at(end))


def stands(km: float, start: float, end: float, officers: int = 2, kind: DutyKind = DutyKind.GUARD) -> Presence:
    """Officers at a kilometre of the road."""
    return Presence(km * KM, 0.0, hours(start, end), officers, kind)


def happened(*rows: tuple[float, float, str]) -> Happened:
    """Incidents of (hour, kilometre, community)."""
    when = np.array([at(hour).timestamp() / 60 for hour, _, _ in rows], dtype=float)
    x = np.array([km * KM for _, km, _ in rows], dtype=float)
    names = np.array([f"S{n}" for n in range(len(rows))], dtype=object)
    return Happened(when, x, np.zeros(len(rows)), names, np.array([who for _, _, who in rows], dtype=object))


def minutes(origins: np.ndarray, destinations: np.ndarray) -> np.ndarray:
    """A kilometre a minute along the road."""
    return np.abs(origins[:, None, 0] - destinations[None, :, 0]) / KM
