"""Force against crowd at each locality, minute by minute: adequate, held, overwhelmed, and what is at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.scenario import Scenario, ScenarioPlace
from planner.simulate.replay_crowd import Clock, Front, commander_of
from planner.simulate.replay_force import Way
from planner.simulate.replay_world import Minutes

NEVER = -1_000_000
"""A moment that does not come."""
STATES = ("quiet", "gathering", "adequate", "open", "held", "overwhelmed")
"""Nobody there; a crowd and too small a force, no violence yet; adequate; violence and no force, held, or not held."""
_LATE = np.iinfo(np.int64).max // 2
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened at one locality, one value a draw; moments are minutes from midnight, or NEVER.

    `adequate_at` is from when on the force is adequate until the crowd is gone. `at_risk_min` are minutes of violence
    without an adequate force; houses and places of worship at risk are upper bounds, each by itself.
    """

    place: str
    first_at: Minutes
    adequate_at: Minutes
    at_risk_min: Minutes
    houses: Minutes
    worship: Minutes


@dataclass(frozen=True, slots=True)
class Curve:
    """Force and state (number in `STATES`) at one locality, one row a draw and one column a minute."""

    force: NDArray[np.int32]
    state: NDArray[np.int8]


def outcome(
    place: ScenarioPlace,
    front: Front | None,
    ways: list[Way],
    clock: Clock,
    replay: ReplayConfig,
    surge: SurgeConfig,
    *,
    draws: int,
    curve: bool = False,
) -> tuple[Outcome, Curve | None]:
    """The outcome at a locality of all who came there; with `curve` also how it came about."""
    mine = [way for way in ways if way.send.place == place.id]
    first = np.full(draws, _LATE)
    for way in mine:
        first = np.where(way.officers > 0, np.minimum(first, way.near), first)
    first = np.where(first < _LATE, first, NEVER)
    zero = np.zeros(draws, dtype=np.int64)
    if front is None:
        return Outcome(place.id, first, np.full(draws, NEVER), zero, zero, zero), None
    force = _force_of(mine, clock, draws)
    is_adequate = (force >= front.need) & _commanded(front, mine, clock, surge)
    is_lacking = ~is_adequate & (front.need > 0)
    minutes = clock.minutes[None, :]
    is_violent = (minutes >= front.violence[:, None]) & (front.people > 0)
    at_risk = (is_violent & is_lacking).sum(axis=1)
    most = np.ceil(replay.arson_per_min * at_risk - _ROUNDING).astype(np.int64)
    made = Outcome(
        place.id,
        first,
        _adequate_at(front, is_lacking, clock),
        at_risk,
        np.minimum(place.houses, most),
        np.minimum(place.worship, most),
    )
    if not curve:
        return made, None
    return made, Curve(force, _states(front, force, is_adequate, is_violent, replay))


def _force_of(ways: list[Way], clock: Clock, draws: int) -> NDArray[np.int32]:
    """Officers at the crowd at each minute."""
    steps = np.zeros((draws, len(clock) + 1), dtype=np.int32)
    rows = np.arange(draws)
    for way in ways:
        np.add.at(steps, (rows, np.clip(way.there - clock.first, 0, len(clock))), way.officers.astype(np.int32))
    return np.cumsum(steps[:, :-1], axis=1, dtype=np.int32)


def _commanded(front: Front, ways: list[Way], clock: Clock, surge: SurgeConfig) -> NDArray[np.bool_]:
    """Whether somebody of the rank that the need asks for is there, at each minute."""
    minutes = clock.minutes[None, :]

    def since(need: int) -> NDArray[np.int64]:
        rank = commander_of(need, surge)
        there = [np.where(way.officers > 0, way.there, _LATE) for way in ways if way.rank >= rank]
        return (np.min(there, axis=0) if there else np.full(len(front.people), _LATE))[:, None]

    large = front.need >= surge.commander_large_from
    return np.where(large, minutes >= since(surge.commander_large_from), minutes >= since(0))


def _adequate_at(front: Front, is_lacking: NDArray[np.bool_], clock: Clock) -> Minutes:
    """The first minute from which the force is adequate while anybody is there; NEVER where it is not at the end."""
    last = len(clock) - 1 - np.argmax(is_lacking[:, ::-1], axis=1)
    after = np.where(is_lacking.any(axis=1), last + 1, 0) + clock.first
    at = np.maximum(after, front.begins)[:, None]
    # a crowd may go and come again: the first of it that meets an adequate force counts
    comes = (clock.minutes[None, :] >= at) & (front.need > 0)
    return np.where(comes.any(axis=1), np.argmax(comes, axis=1) + clock.first, NEVER)


def _states(
    front: Front,
    force: NDArray[np.int32],
    is_adequate: NDArray[np.bool_],
    is_violent: NDArray[np.bool_],
    replay: ReplayConfig,
) -> NDArray[np.int8]:
    """The state at each minute, as a number in `STATES`."""
    holds = is_violent & ~is_adequate & (force > 0) & (force >= replay.hold_share * front.need)
    # minutes since this stretch of holding began
    counted = np.cumsum(holds, axis=1, dtype=np.int32)
    before = np.maximum.accumulate(np.where(holds, 0, counted), axis=1)
    is_held = holds & (counted - before <= replay.hold_min)
    state = np.where(front.people > 0, STATES.index("gathering"), STATES.index("quiet")).astype(np.int8)
    state[(front.people > 0) & is_adequate] = STATES.index("adequate")
    state[is_violent & ~is_adequate] = STATES.index("overwhelmed")
    state[is_violent & ~is_adequate & (force == 0)] = STATES.index("open")
    state[is_held] = STATES.index("held")
    return state


def totals(scenario: Scenario, outcomes: list[Outcome]) -> dict[str, Minutes]:
    """Sums over the localities, one value a draw: minutes and buildings at risk, sites held, fronts never adequate.

    `adequate_at` is when the last front that was violent or had a crowd is adequate; NEVER when one never is.
    """
    worship = sum(place.worship for place in scenario.localities)
    with_crowd = [one for one in outcomes if any(crowd.place == one.place for crowd in scenario.crowds)]
    moments = np.stack([one.adequate_at for one in with_crowd]) if with_crowd else np.full((1, 1), NEVER)
    at_risk = np.sum([one.worship for one in outcomes], axis=0)
    return {
        "adequate_at": np.where((moments == NEVER).any(axis=0), NEVER, moments.max(axis=0)),
        "never_adequate": (moments == NEVER).sum(axis=0),
        "at_risk_min": np.sum([one.at_risk_min for one in outcomes], axis=0),
        "houses_at_risk": np.sum([one.houses for one in outcomes], axis=0),
        "worship_at_risk": at_risk,
        "sites_held": worship - at_risk,
    }
