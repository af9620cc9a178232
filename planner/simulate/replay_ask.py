"""The planner's counterfactual: it is asked at the order's moment, and again as new crowds become known.

Who answers comes in as an argument. It knows what could be known at that moment, never how the day went on. It is asked
once, with the best guesses; in the draws its orders stand and their times differ. Each time there are two questions: to
the forces that can be there within `replay.near_min`, for the crowds that these can hold; then to those farther away,
for what is still without an answer. A force hours away is no answer for the hours before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.scenario import Force, Moment, Scenario
from planner.core.surge import Level, NeedCurve
from planner.simulate.replay_crowd import Clock, Front, fronts_of
from planner.simulate.replay_force import Orders, Send, drive, onward_min, ordered
from planner.simulate.replay_know import Given, still_needed, world_of_what_is_told
from planner.simulate.replay_world import World


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
    given: list[Given] = field(default_factory=list)
    sends: list[Send] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Case:
    """What stays the same from question to question."""

    world: World
    orders: Orders
    clock: Clock
    replay: ReplayConfig
    surge: SurgeConfig


def as_planned(
    world: World, orders: Orders, reserve: int, clock: Clock, replay: ReplayConfig, surge: SurgeConfig, ask: Ask
) -> tuple[Send, ...]:
    """Who goes where if the planner is asked at the order, at each crowd that becomes known, and while any is short.

    Guards stay where they are. The reserve is kept until a crowd becomes known that was not at the order.
    """
    scenario = world.scenario
    case = _Case(world, orders, clock, replay, surge)
    fronts = fronts_of(world_of_what_is_told(world), clock, replay, surge)
    officers = {f.id: int(np.rint(world.amount(f.officers, f"officers:{f.id}"))[0]) for f in scenario.forces}
    state = _State({force.id: officers[force.id] for force in scenario.forces if force.kind != "guard"})
    for force in scenario.forces:
        if force.kind == "guard":
            state.sends.append(Send(force.id, force.start, 1.0))
            state.given.append(Given(force.start, clock.first, officers[force.id], force.commander))
    # nobody is ordered before the police know
    order = max(int(world.minute(one)[0]) for one in (orders.order_at or Moment("order"), Moment("notice")))
    known_at = {
        place: order if front.begins[0] <= order + replay.foresee_min else int(front.begins[0]) + replay.notice_min
        for place, front in fronts.items()
    }
    last = int(world.minute(scenario.chain.ends_at)[0])
    moments = sorted({order, *known_at.values(), *range(order, last, replay.again_min)})
    wave = 0
    for at in (moment for moment in moments if order <= moment < last):
        known = {place: fronts[place] for place, since in known_at.items() if since <= at}
        keeps = reserve if all(since <= order for place, since in known_at.items() if since <= at) else 0
        for is_near in (True, False):
            question = _question(case, state, known, at, keeps if is_near else 0, is_near=is_near)
            wave += 1
            if question is None:
                continue
            for one in ask(question):
                is_front = known_at[one.place] == at and at > order
                after = 0 if is_front else at - order
                total = officers[one.force]
                is_divided = one.officers < total
                share = one.officers / total
                state.sends.append(Send(one.force, one.place, share, wave, after, is_front, "", is_divided))
                state.free[one.force] -= one.officers
                state.given.append(_given(question, one, at))
    return tuple(state.sends)


def _given(question: Question, sent: Sent, at: int) -> Given:
    """The officers of an answer, from when on they are at the crowd."""
    number = next(n for n, one in enumerate(question.wanted) if one.place == sent.place)
    free = next(one for one in question.free if one.force == sent.force)
    there = at + free.turnout_min + (free.minutes[number] or 0) + question.wanted[number].onward_min
    return Given(sent.place, there, sent.officers, free.leader)


def _question(
    case: _Case, state: _State, known: dict[str, Front], at: int, reserve: int, *, is_near: bool
) -> Question | None:
    """The question to those who can be there within `near_min`, or to those farther away; None: nothing to ask."""
    scenario, near_min = case.world.scenario, case.replay.near_min
    onward = onward_min(case.replay, case.surge)
    free = []
    for force in scenario.forces:
        if not state.free.get(force.id):
            continue
        one = _free(case, force, state.free[force.id], list(known), at)
        within = [minutes is not None and one.turnout_min + minutes + onward <= near_min for minutes in one.minutes]
        if is_near and any(within):
            reached = zip(one.minutes, within, strict=True)
            free.append(replace(one, minutes=tuple(minutes if is_in else None for minutes, is_in in reached)))
        elif not is_near and not any(within):
            free.append(one)
    if not free:
        return None
    until = at + near_min if is_near else case.clock.last
    given = [one for one in state.given if one.there <= until]
    levels = {crowd.place: crowd.level for crowd in scenario.crowds}
    places = {place.id: place for place in scenario.localities}
    wanted = []
    for place, front in known.items():
        found = still_needed(front, levels[place], given, at, case.clock, case.replay, case.surge)
        if found is not None:
            need, crowd = found
            wanted.append(Wanted(place, places[place].x_km, places[place].y_km, crowd, levels[place], need, onward))
    if is_near:
        begun = {one.place for one in given}
        wanted = _held(wanted, sum(one.officers for one in free) - reserve, scenario, begun)
    if not wanted:
        return None
    columns = [list(known).index(one.place) for one in wanted]
    asked = [replace(one, minutes=tuple(one.minutes[n] for n in columns)) for one in free]
    asked = [one for one in asked if any(minutes is not None for minutes in one.minutes)]
    return Question(scenario.when(at), tuple(wanted), tuple(asked), reserve) if asked else None


def _held(wanted: list[Wanted], officers: int, scenario: Scenario, begun: set[str]) -> list[Wanted]:
    """The crowds that so many officers can make good, in the order of `wanted`: a short force is not spread over all.

    First those to which somebody was sent before; then those with the most buildings at stake for an officer who is
    needed, then with the smallest need. What does not fit is left out; if nothing fits, the first alone stays.
    """
    stake = {place.id: place.houses + place.worship for place in scenario.localities}

    def rank(one: Wanted) -> tuple[bool, float, int, str]:
        need = max(1, one.need.needs[-1].officers)
        return (one.place not in begun, -stake[one.place] / need, need, one.place)

    chosen: set[str] = set()
    left = officers
    by_rank = sorted(wanted, key=rank)
    for one in by_rank:
        need = one.need.needs[-1].officers
        if need <= left:
            chosen.add(one.place)
            left -= need
    if not chosen:
        chosen = {one.place for one in by_rank[:1]}
    return [one for one in wanted if one.place in chosen]


def _free(case: _Case, force: Force, officers: int, places: list[str], at: int) -> Free:
    world = case.world
    turnout = np.rint(world.amount(force.turnout, f"turnout:{force.id}"))
    ready = int((ordered(world, force, case.orders) + turnout)[0])
    minutes = tuple(int(drive(world, force, force.start, place, case.replay)[0]) for place in places)
    leader = min(force.commander, Rank.INSPECTOR)
    return Free(force.id, force.kind, officers, force.commander, leader, max(0, ready - at), minutes)
