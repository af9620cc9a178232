"""Crowds over time, and the force that each of them needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.core.scenario import Crowd, CrowdPoint, Scenario, clock_text
from planner.core.surge import Level
from planner.simulate.replay_world import MIDDLE, Floats, Minutes, World

_NEVER = np.iinfo(np.int32).max
_ROUNDING = 1e-6
MOST_MINUTES = 7 * 24 * 60
"""A replay is at most a week long."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The whole minutes of a replay, from the first to the last."""

    first: int
    last: int

    @property
    def minutes(self) -> Minutes:
        """All of them."""
        return np.arange(self.first, self.last + 1)

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Front:
    """What happens at one locality, one row a draw.

    `people` and `need` (officers) have one column a minute; `begins` is when the first people come, `violence` the
    first minute of violence (never: far behind the end).
    """

    place: str
    people: NDArray[np.float32]
    need: NDArray[np.int32]
    begins: Minutes
    violence: Minutes


def clock_of(scenario: Scenario, worlds: list[World]) -> Clock:
    """From the earliest trigger, or the first people if they were there before, to the latest end.

    Raises InputError when that is longer than a week.
    """
    first, last = [], []
    for world in worlds:
        first.append(world.minute(scenario.chain.trigger_at).min())
        first += [world.minute(crowd.points[0].at).min() for crowd in scenario.crowds]
        last.append(world.minute(scenario.chain.ends_at).max())
    clock = Clock(int(min(first)), int(max(last)))
    if len(clock) > MOST_MINUTES:
        raise InputError(
            f"{scenario.name}: from {clock_text(clock.first)} to {clock_text(clock.last)} are {len(clock):,} minutes",
            maybe=f"a day is wrong; a replay has at most {MOST_MINUTES:,}.",
        )
    return clock


def fronts_of(world: World, clock: Clock, replay: ReplayConfig, surge: SurgeConfig) -> dict[str, Front]:
    """The crowd of each locality that has one, and what it needs."""
    ratio = world.value("ratio", 1.0)
    return {crowd.place: _front(crowd, world, clock, ratio, surge) for crowd in world.scenario.crowds}


def people_at(crowd: Crowd, point: CrowdPoint, world: World) -> Floats:
    """The size at a point, one a draw; the whole curve lies at one quantile of its doubt."""
    if point.people.slider:
        return world.slider(point.people.slider)
    estimate = point.people.estimate
    quantile = world.value(f"crowd:{crowd.place}", MIDDLE)
    return np.interp(quantile, [0.0, MIDDLE, 1.0], [estimate.low, estimate.best, estimate.high])


def begins(crowd: Crowd, world: World) -> Minutes:
    """When the first people come: the first point with any, or the point before it, from which they come."""
    points = crowd.points
    some = next((n for n, point in enumerate(points) if point.people.estimate.high > 0), 0)
    return world.minute(points[max(0, some - 1)].at)


def _front(crowd: Crowd, world: World, clock: Clock, ratio: Floats, surge: SurgeConfig) -> Front:
    minutes = clock.minutes.astype(np.float32)[None, :]
    sizes = [people_at(crowd, point, world).astype(np.float32)[:, None] for point in crowd.points]
    times = np.maximum.accumulate(np.stack([world.minute(point.at) for point in crowd.points]), axis=0)
    starts = times.astype(np.float32)[:, :, None]
    people = np.where(minutes >= starts[0], sizes[0], np.float32(0))
    for n in range(1, len(sizes)):
        span = np.maximum(starts[n] - starts[n - 1], np.float32(1))
        people += np.clip((minutes - starts[n - 1]) / span, 0, 1) * (sizes[n] - sizes[n - 1])
    violence = np.full(world.draws, _NEVER, dtype=np.int64)
    if crowd.violence_at is not None:
        violence = np.maximum(world.minute(crowd.violence_at), times[0])
    need = _need(people, ratio_of(crowd.level, surge) * ratio, surge)
    return Front(crowd.place, people, need, begins(crowd, world), violence)


def ratio_of(level: Level, surge: SurgeConfig) -> float:
    """People of the crowd to one officer, by how the crowd behaves."""
    ratios = {
        Level.WATCH: surge.ratio_watch,
        Level.TENSE: surge.ratio_tense,
        Level.DISORDER: surge.ratio_disorder,
        Level.VIOLENT: surge.ratio_violent,
    }
    return ratios[level]


def _need(people: NDArray[np.float32], ratio: Floats, surge: SurgeConfig) -> NDArray[np.int32]:
    """Officers that are adequate at a minute and stay so for `stay_adequate_min`; never below a section; 0: nobody."""
    ahead = _largest_ahead(people, surge.stay_adequate_min)
    officers = np.ceil(ahead / ratio.astype(np.float32)[:, None] - np.float32(_ROUNDING)).astype(np.int32)
    return np.where(ahead > 0, np.maximum(officers, surge.min_section), 0).astype(np.int32)


def _largest_ahead(people: NDArray[np.float32], ahead: int) -> NDArray[np.float32]:
    """The largest size from each minute to so many minutes later, by windows that double."""
    best, width = people.copy(), 1
    while width < ahead + 1:
        step = min(width, ahead + 1 - width)
        best[:, :-step] = np.maximum(best[:, :-step], best[:, step:])
        width += step
    return best


def commander_of(officers: int, surge: SurgeConfig) -> Rank:
    """The lowest rank that commands a force of this size."""
    return Rank.parse(surge.commander_large if officers >= surge.commander_large_from else surge.commander_small)
