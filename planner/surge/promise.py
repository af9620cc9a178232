"""A moment that can be promised: when the force is adequate in most of many worlds drawn from the doubt.

A planned minute is multiplied by a lognormal factor. Its 5th and 95th percentiles are `doubt.travel_low` and
`travel_high` (or those of turn-out); its median follows from the two: their geometric mean. The logarithm of a factor
is a part that all units share (`doubt.common_share` of the variance) and a part of the unit's own. The way from the
form-up point is travelled together, so it has one factor. The crowd and its growth are drawn at one quantile. The
shared parts and that quantile are drawn evenly (one draw in each of as many equal parts of its range as there are
worlds: McKay, Beckman and Conover 1979), which makes a promise from few worlds as steady as one from many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from planner.config import DoubtConfig, SurgeConfig
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Alarm, Task
from planner.surge.answer import Answer
from planner.surge.need import ratio_of
from planner.surge.problem import TENTHS, SurgeProblem
from planner.surge.sums import Sum, people_of, senders_of, sum_of

Floats = NDArray[np.float64]
Z_95 = 1.6448536269514722
"""The 95th percentile of the normal distribution."""
OWN_PARTS = 128
"""Columns of random numbers for units; a draw takes as long as it has columns."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """Worlds of one alarm.

    `arrive` is the minute at which each unit is at the form-up point, (worlds, units); `onward` the minutes from there
    to the crowd and `crowd` the quantile of its size, both (worlds,).
    """

    arrive: Floats
    onward: Floats
    crowd: Floats


@dataclass(frozen=True, slots=True)
class Promise:
    """What may be promised for one alarm.

    In `quantile` of all cases the force is adequate within `minutes` (None: in fewer cases than that it ever is, for
    the crowd may be larger than was planned for). `chance_planned` is the chance to be adequate by the planned moment
    (None: there is none), `chance_ever` to be at all. `minutes_if_planned` is the promise if the crowd is as large as
    was planned for: the doubt of time alone.
    """

    alarm: str
    quantile: float
    minutes: float | None
    chance_planned: float | None
    chance_ever: float
    minutes_if_planned: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """When the planned force is adequate if the crowd is as small, as likely or as large as was said; None: never.

    Minutes as planned, without doubt about time. `officers` are those needed at that moment, or at the last arrival.
    """

    alarm: str
    low_min: float | None
    best_min: float | None
    high_min: float | None
    officers: tuple[int, int, int]


def promise(
    problem: SurgeProblem, answer: Answer, config: SurgeConfig, doubt: DoubtConfig, *, seed: int
) -> tuple[Promise, ...]:
    """What may be promised for each alarm, from `doubt.draws` worlds; the same seed gives the same promises."""
    made = []
    people = people_of(problem)
    for q, drawn in enumerate(draw(problem, answer, doubt, seed=seed)):
        alarm = answer.alarms[q]
        gathering = _Gathering(problem.alarms[q], [sum_of(unit, people) for unit in alarm.units], drawn)
        found = gathering.moments(config, drawn.crowd)
        planned = alarm.time_to_adequate_min
        made.append(
            Promise(
                alarm=alarm.alarm,
                quantile=doubt.promise,
                minutes=promised(found, doubt.promise),
                chance_planned=None if planned is None else float(np.mean(found <= planned + _ROUNDING)),
                chance_ever=float(np.mean(np.isfinite(found))),
                minutes_if_planned=promised(
                    gathering.moments(config, np.full_like(drawn.crowd, config.quantile)), doubt.promise
                ),
            )
        )
    return tuple(made)


def promised(found: Floats, quantile: float) -> float | None:
    """The minutes, rounded up to a tenth, within which that share of the moments lies; None when it never does."""
    last = float(np.partition(found, place := math.ceil(quantile * len(found) - _ROUNDING) - 1)[place])
    return math.ceil(last * TENTHS - _ROUNDING) / TENTHS if math.isfinite(last) else None


def sensitivity(problem: SurgeProblem, answer: Answer, config: SurgeConfig) -> tuple[Sensitivity, ...]:
    """How the moment of each alarm changes with the size of its crowd."""
    made = []
    for q, alarm in enumerate(answer.alarms):
        arrive = np.tile([unit.arrive_min for unit in alarm.units], (3, 1)).astype(float)
        after = np.full(3, problem.onward_of(q) / TENTHS)
        crowd = np.array([0.0, 0.5, 1.0])
        found = moments(problem, q, answer, Drawn(arrive, after, crowd), config)
        last = float(arrive.max(initial=0.0) + after[0])
        at = np.where(np.isfinite(found), found, last)
        needed = sizes(problem.alarms[q], config, crowd_of(problem.alarms[q], config, crowd, at))[0]
        low, best, high = (round(float(m), 1) if math.isfinite(m) else None for m in found)
        made.append(Sensitivity(alarm.alarm, low, best, high, (int(needed[0]), int(needed[1]), int(needed[2]))))
    return tuple(made)


def draw(
    problem: SurgeProblem, answer: Answer, doubt: DoubtConfig, *, seed: int, draws: int | None = None
) -> tuple[Drawn, ...]:
    """Worlds for each alarm.

    What units share is shared among all alarms of a world. Own parts are drawn for up to `OWN_PARTS` units; with more
    of them units of different alarms share some, which no figure of one alarm feels.
    """
    rng = np.random.default_rng([seed, 51])
    worlds = draws or doubt.draws
    many = [len(alarm.units) for alarm in answer.alarms]
    parts = max(max(many), min(sum(many), OWN_PARTS))
    travel = _factors(doubt.travel_low, doubt.travel_high, doubt.common_share, (worlds, parts + len(many)), rng)
    turnout = _factors(doubt.turnout_low, doubt.turnout_high, doubt.common_share, (worlds, parts), rng)
    drawn, start = [], 0
    for q, alarm in enumerate(answer.alarms):
        leave = np.array([unit.depart_min for unit in alarm.units], dtype=float)
        drive = np.array([unit.arrive_min for unit in alarm.units], dtype=float) - leave
        start = start if start + many[q] <= parts else 0
        own = slice(start, start + many[q])
        arrive = turnout[:, own] * leave
        arrive += travel[:, own] * drive
        start += many[q]
        drawn.append(Drawn(arrive, travel[:, parts + q] * (problem.onward_of(q) / TENTHS), _even(worlds, rng)))
    return tuple(drawn)


def _factors(low: float, high: float, common: float, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Factors on planned minutes, (worlds, units): a part that all of a world share, and own parts."""
    middle, sigma = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * Z_95)
    shared = middle + sigma * math.sqrt(common) * ndtri(_even(shape[0], rng))
    own = rng.standard_normal(shape)
    own *= sigma * math.sqrt(1 - common)
    own += shared[:, None]
    return np.asarray(np.exp(own, out=own))


def _even(worlds: int, rng: np.random.Generator) -> Floats:
    """Uniform numbers, one in each of as many equal parts of 0 to 1, in random order."""
    return np.asarray((rng.permutation(worlds) + rng.random(worlds)) / worlds)


def moments(problem: SurgeProblem, q: int, answer: Answer, drawn: Drawn, config: SurgeConfig) -> Floats:
    """The minute of each world at which those gathered, moving on together, are adequate for its crowd; inf: never."""
    people = senders_of(problem, answer.alarms[q])
    brought = [sum_of(unit, people) for unit in answer.alarms[q].units]
    return _Gathering(problem.alarms[q], brought, drawn).moments(config, drawn.crowd)


class _Gathering:
    """Who is together at the form-up point after each arrival, world by world."""

    def __init__(self, alarm: Alarm, brought: Sequence[Sum], drawn: Drawn) -> None:
        self._alarm = alarm
        self._arrive, self._onward = drawn.arrive, drawn.onward
        self._ranks = np.array([one.rank or 0 for one in brought])
        order = np.argsort(drawn.arrive, axis=1)
        self._at = np.take_along_axis(drawn.arrive, order, axis=1)
        self._at += drawn.onward[:, None]
        self._together = [
            np.cumsum(np.array(part, dtype=np.int32)[order], axis=1, dtype=np.int32)
            for part in (
                [one.officers for one in brought],
                [one.women for one in brought],
                [one.riot for one in brought],
            )
            if brought
        ]

    def moments(self, config: SurgeConfig, crowd: Floats) -> Floats:
        """The minute of each world, for a crowd of these quantiles."""
        worlds, units = self._arrive.shape
        if not units:
            return np.full(worlds, np.inf)
        alarm = self._alarm
        grows = alarm.growth.high > 0 and alarm.grows_for_min > 0
        size = crowd_of(alarm, config, crowd[:, None], self._at if grows else np.zeros((worlds, 1)))
        *wanted, is_large = sizes(alarm, config, size)
        heads = np.where(
            is_large,
            self._head_there(Rank.parse(config.commander_large)),
            self._head_there(Rank.parse(config.commander_small)),
        )
        fits = self._at >= heads
        for have, need in zip(self._together, wanted, strict=True):
            fits &= have >= need
        first = fits.argmax(axis=1)
        rows = np.arange(worlds)
        return np.where(fits[rows, first], self._at[rows, first], np.inf)

    def _head_there(self, rank: Rank) -> Floats:
        """The minute of each world at which the first of that rank or above is at the crowd, (worlds, 1)."""
        soonest = self._arrive[:, self._ranks >= rank].min(axis=1, initial=np.inf)
        return np.asarray((soonest + self._onward)[:, None])


def crowd_of(alarm: Alarm, config: SurgeConfig, quantile: Floats, minutes: Floats) -> Floats:
    """The crowd, at quantiles of the doubt, for which a force must be adequate that is there at those minutes."""
    ahead = np.clip(minutes + config.stay_adequate_min, 0.0, alarm.grows_for_min)
    return np.asarray(_at(alarm.crowd, quantile) + _at(alarm.growth, quantile) * ahead)


def _at(estimate: Estimate, quantile: Floats) -> Floats:
    return np.asarray(np.interp(quantile, (0.0, 0.5, 1.0), (estimate.low, estimate.best, estimate.high)))


def sizes(alarm: Alarm, config: SurgeConfig, crowd: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Officers, women, riot-trained, and whether the commander must be of the larger rank, for crowds of these sizes.

    The same numbers as `need_curve` has, for many crowds at once.
    """
    section = np.maximum(config.min_section, np.ceil(crowd / ratio_of(alarm.level, config) - _ROUNDING))
    teams = {Task.EXTRACT: config.extract_officers, Task.ESCORT: config.escort_officers}
    team = teams.get(alarm.task, 0)
    officers = section + team
    women = np.ceil(section * config.women_share - _ROUNDING) + (1 if team else 0)
    riot = np.ceil(section * config.riot_share - _ROUNDING)
    return officers, women, riot, officers >= config.commander_large_from


def promise_document(one: Promise) -> dict[str, Any]:
    """As the key `promise` of an alarm."""
    return {
        "quantile": one.quantile,
        "minutes": one.minutes,
        "chance_planned": None if one.chance_planned is None else round(one.chance_planned, 3),
        "chance_ever": round(one.chance_ever, 3),
        "minutes_if_planned": one.minutes_if_planned,
    }


def sensitivity_document(one: Sensitivity) -> dict[str, Any]:
    """As the key `sensitivity` of an alarm."""
    return {
        "low": {"minutes": one.low_min, "officers": one.officers[0]},
        "best": {"minutes": one.best_min, "officers": one.officers[1]},
        "high": {"minutes": one.high_min, "officers": one.officers[2]},
    }
