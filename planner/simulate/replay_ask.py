"""The planner's counterfactual: it is asked at the order's moment, and again as new crowds become known.

Who answers comes in as an argument. It knows what could be known at that moment, never how the day went on. It is asked
once, with the best guesses; in the draws its orders stand and their times differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.scenario import Force, Moment
from planner.core.surge import Level, Need, NeedCurve
from planner.simulate.replay_crowd import Clock, Front, commander_of, fronts_of
from planner.simulate.replay_force import Orders, Send, drive, onward_min, ordered
from planner.simulate.replay_world import World

_STEP_MIN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A crowd that is known, and the force that it still needs from the moment of the question on."""

    place: str
    x_km: float
    y_km: float
    crowd: Estimate
    level: Level
    need: NeedCurve
    onward_min: int


@dataclass(frozen=True, slots=True)
class Free:
    """Officers who have no order yet: how many, under whom, and their minutes to each crowd (None: none)."""

    force: str
    kind: str
    officers: int
    commander: Rank
    leader: Rank
    turnout_min: int
    minutes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the planner is asked: who of the free should go where; `reserve` of them shall stay."""

    at: datetime
    wanted: tuple[Wanted, ...]
    free: tuple[Free, ...]
    reserve: int


@dataclass(frozen=True, slots=True)
class Sent:
    """So many officers of a force go to a place."""

    force: str
    place: str
    officers: int


Ask = Callable[[Question], tuple[Sent, ...]]
"""Answers a question."""


@dataclass
class _State:
    """What is given so far."""

    free: dict[str, int]
    sent: dict[str, int] = field(default_factory=dict)
    led: dict[str, Rank] = field(default_factory=dict)
    sends: list[Send] = field(default_factory=list)


def as_planned(
    world: World, orders: Orders, reserve: int, clock: Clock, replay: ReplayConfig, surge: SurgeConfig, ask: Ask
) -> tuple[Send, ...]:
    """Who goes where if the planner is asked at the order, at each crowd that becomes known, and while any is short.

    Guards stay where they are. The reserve is kept until a crowd becomes known that was not at the order.
    """
    scenario = world.scenario
    told = world_of_what_is_told(world)
    fronts = fronts_of(told, clock, replay, surge)
    officers = {f.id: int(np.rint(world.amount(f.officers, f"officers:{f.id}"))[0]) for f in scenario.forces}
    movable = [force for force in scenario.forces if force.kind != "guard"]
    state = _State({force.id: officers[force.id] for force in movable})
    for force in scenario.forces:
        if force.kind == "guard":
            state.sends.append(Send(force.id, force.start, 1.0))
            state.sent[force.start] = state.sent.get(force.start, 0) + officers[force.id]
            state.led[force.start] = max(state.led.get(force.start, Rank.CONSTABLE), force.commander)
    # nobody is ordered before the police know
    order = max(int(world.minute(one)[0]) for one in (orders.order_at or Moment("order"), Moment("notice")))
    known_at = {
        place: order if front.begins[0] <= order + replay.foresee_min else int(front.begins[0]) + replay.notice_min
        for place, front in fronts.items()
    }
    last = int(world.minute(scenario.chain.ends_at)[0])
    moments = sorted({order, *known_at.values(), *range(order, last, replay.again_min)})
    for wave, at in enumerate(moment for moment in moments if order <= moment < last):
        known = {place: fronts[place] for place, since in known_at.items() if since <= at}
        keeps = reserve if all(since <= order for place, since in known_at.items() if since <= at) else 0
        question = _question(world, orders, state, known, at, clock, keeps, replay, surge)
        if not question.wanted or not question.free:
            continue
        for one in ask(question):
            is_front = known_at[one.place] == at and at > order
            after = 0 if is_front else at - order
            total = officers[one.force]
            is_divided = one.officers < total
            state.sends.append(Send(one.force, one.place, one.officers / total, wave, after, is_front, "", is_divided))
            state.free[one.force] -= one.officers
            state.sent[one.place] = state.sent.get(one.place, 0) + one.officers
            leader = next(f.leader for f in question.free if f.force == one.force)
            state.led[one.place] = max(state.led.get(one.place, Rank.CONSTABLE), leader)
    return tuple(state.sends)


def world_of_what_is_told(world: World) -> World:
    """Three draws: every crowd at its low, its best and its high, and all else at its best guess."""
    crowds = {f"crowd:{crowd.place}": np.array([0.0, 0.5, 1.0]) for crowd in world.scenario.crowds}
    sliders = {key: np.repeat(value[:1], 3) for key, value in world.values.items() if key not in crowds}
    return World(world.scenario, 3, {**sliders, **crowds})


def _question(
    world: World,
    orders: Orders,
    state: _State,
    known: dict[str, Front],
    at: int,
    clock: Clock,
    reserve: int,
    replay: ReplayConfig,
    surge: SurgeConfig,
) -> Question:
    scenario = world.scenario
    places = {place.id: place for place in scenario.localities}
    levels = {crowd.place: crowd.level for crowd in scenario.crowds}
    onward = onward_min(replay, surge)
    wanted = []
    for place, front in known.items():
        need = _still(front, state, at, clock, surge)
        if need is None:
            continue
        column = min(max(at - clock.first, 0), len(clock) - 1)
        low, best, high = sorted(float(people) for people in front.people[:, column])
        crowd = Estimate(low, best, high)
        wanted.append(Wanted(place, places[place].x_km, places[place].y_km, crowd, levels[place], need, onward))
    free = [
        _free(world, force, orders, state.free[force.id], [one.place for one in wanted], at, replay)
        for force in scenario.forces
        if state.free.get(force.id)
    ]
    return Question(scenario.when(at), tuple(wanted), tuple(free), reserve)


def _free(
    world: World, force: Force, orders: Orders, officers: int, places: list[str], at: int, replay: ReplayConfig
) -> Free:
    ready = int((ordered(world, force, orders) + np.rint(world.amount(force.turnout, f"turnout:{force.id}")))[0])
    minutes = tuple(int(drive(world, force, force.start, place, replay)[0]) for place in places)
    leader = min(force.commander, Rank.INSPECTOR)
    return Free(force.id, force.kind, officers, force.commander, leader, max(0, ready - at), minutes)


def _still(front: Front, state: _State, at: int, clock: Clock, surge: SurgeConfig) -> NeedCurve | None:
    """What a crowd needs on top of those who have their order already; None when nothing.

    Planned for is the quantile of the crowd that an emergency is planned for, as it grows in `growth_lasts_min`.
    """
    rows = front.need.astype(float)
    quantile = np.array(
        [np.interp(surge.quantile, [0.0, 0.5, 1.0], column) for column in _ahead(rows, at, clock, surge)]
    )
    if not quantile.size or quantile.max() <= 0:
        return None
    steps = np.maximum.accumulate([quantile[k : k + _STEP_MIN].max() for k in range(0, len(quantile), _STEP_MIN)])
    sent, led = state.sent.get(front.place, 0), state.led.get(front.place, Rank.CONSTABLE)
    if steps[-1] <= sent and led >= commander_of(math.ceil(steps[-1]), surge):
        return None
    needs: dict[float, Need] = {}
    for number, step in enumerate(steps):
        whole = math.ceil(step)
        rank = commander_of(whole, surge)
        officers = max(whole - sent, 1 if led < rank else 0)
        why = f"{whole} officers are adequate for this crowd, {sent} have their order already"
        need = Need(front.place, officers, 0, rank if led < rank else Rank.CONSTABLE, why)
        before = list(needs.values())
        if not before or need.officers > before[-1].officers or need.commander > before[-1].commander:
            needs[float(number * _STEP_MIN)] = need
    return NeedCurve(tuple(needs), tuple(needs.values()))


def _ahead(rows: np.ndarray, at: int, clock: Clock, surge: SurgeConfig) -> np.ndarray:
    """The needs from a minute on for as long as growth is planned for, one row a minute."""
    first = max(at - clock.first, 0)
    return rows[:, first : first + max(_STEP_MIN, surge.growth_lasts_min)].T
