"""Force against time at one alarm: ours, which comes together, beside nearest-first, which trickles in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planner.config import SurgeConfig
from planner.surge.answer import Answer
from planner.surge.naive import Naive, naive
from planner.surge.problem import TENTHS, SurgeProblem
from planner.surge.request import Request
from planner.surge.sums import gathered

POINTS = 60
"""About so many even steps of time; the moments at which a force grows come on top."""
ROOM = 1.15
"""The curve goes on a little after the last thing that happens."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One alarm over time. All series are as long as `minutes`; each value holds from its minute to the next.

    `force` are officers at the crowd, units given before included: they come in one step. `need` is what a force must
    be that is there from then on. `crowd` is the size planned for, between `crowd_low` and `crowd_high`.
    `with_requests` is the force with all that is asked of others at its best guess (empty: nothing is asked).
    `crosses_min` and `nearest_crosses_min` are when the two are adequate in every respect; None is never.
    """

    alarm: str
    minutes: tuple[float, ...]
    force: tuple[int, ...]
    need: tuple[int, ...]
    crowd: tuple[int, ...]
    crowd_low: tuple[int, ...]
    crowd_high: tuple[int, ...]
    nearest_first: tuple[int, ...]
    with_requests: tuple[int, ...]
    crosses_min: float | None
    nearest_crosses_min: float | None


def curve(
    problem: SurgeProblem,
    q: int,
    answer: Answer,
    config: SurgeConfig,
    *,
    beside: Naive | None = None,
    requests: Iterable[Request] = (),
) -> Curve:
    """The curve of alarm number `q`. `beside` is nearest-first if it is known already; it is made if not."""
    alarm, given = answer.alarms[q], problem.alarms[q]
    other = (beside or naive(problem, config)).alarms[q]
    after = problem.onward_of(q) / TENTHS
    there = [(tenths / TENTHS + after, brought.officers) for tenths, brought in gathered(problem, alarm)]
    # whoever comes later than the moment of adequacy follows the others in; without such a moment all go in at once
    together = alarm.time_to_adequate_min
    if together is None:
        together = max((minute for minute, _ in there), default=0.0)
    ours = [(max(minute, together), officers) for minute, officers in there]
    theirs = [(one.minutes, one.brought.officers) for one in other.arrivals]
    asked = sorted(
        (request.eta_min.best + after, request.officers) for request in requests if request.alarm == given.id
    )
    ends = [config.in_time_min, *(minute for minute, _ in (*ours, *theirs)), *(minute for minute, _ in asked[:1])]
    minutes = _grid(max(ends) * ROOM, [minute for minute, _ in (*ours, *theirs, *asked)])
    return Curve(
        alarm=given.id,
        minutes=minutes,
        force=_steps(minutes, ours),
        need=tuple(problem.need_at(q, round(minute * TENTHS)).officers for minute in minutes),
        crowd=tuple(round(given.crowd_at(minute, config.quantile)) for minute in minutes),
        crowd_low=tuple(round(given.crowd_at(minute, 0.0)) for minute in minutes),
        crowd_high=tuple(round(given.crowd_at(minute, 1.0)) for minute in minutes),
        nearest_first=_steps(minutes, theirs),
        with_requests=_steps(minutes, [*ours, *asked]) if asked else (),
        crosses_min=alarm.time_to_adequate_min,
        nearest_crosses_min=other.minutes,
    )


def curve_document(one: Curve) -> dict[str, Any]:
    """As the key `curve` of an alarm."""
    series = {
        name: list(getattr(one, name))
        for name in (
            "minutes",
            "force",
            "need",
            "crowd",
            "crowd_low",
            "crowd_high",
            "nearest_first",
            "with_requests",
        )
    }
    return {**series, "crosses_min": one.crosses_min, "nearest_first_crosses_min": one.nearest_crosses_min}


def _grid(end: float, events: Iterable[float]) -> tuple[float, ...]:
    """Even whole minutes up to `end`, and the moments at which something happens until then."""
    step = max(1, math.ceil(end / POINTS))
    even = {float(step * k) for k in range(math.ceil(end / step) + 1)}
    return tuple(sorted(even | {round(moment, 1) for moment in events if moment <= max(even)}))


def _steps(minutes: Iterable[float], arrivals: list[tuple[float, int]]) -> tuple[int, ...]:
    """Officers who are there at each minute. Moments are whole tenths: halves of one forgive how sums are rounded."""
    slack = 0.5 / TENTHS
    return tuple(sum(officers for moment, officers in arrivals if moment <= minute + slack) for minute in minutes)
