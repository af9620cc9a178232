"""Units on their way: when each part of a force is at its locality, formed up or one by one, and when it counts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.people import Rank
from planner.core.scenario import Force, Moment, Scenario
from planner.simulate.replay_crowd import Clock, Front, commander_of
from planner.simulate.replay_world import Minutes, World

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Send:
    """A share of a force that goes to a locality.

    It is ordered with its force, `after` minutes later where the planner was asked again, or, when `is_front`, as soon
    as the crowd there is known. Sends of one `wave` form up together. With `via` it waits at that locality first (a
    reserve) and goes on when the other crowd is known. `is_divided`: other parts of the force go elsewhere.
    """

    force: str
    place: str
    share: float
    wave: int = 0
    after: int = 0
    is_front: bool = False
    via: str = ""
    is_divided: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """How a variant moves its force: the moment by which everybody is ordered (None: as it happened), and how."""

    order_at: Moment | None
    assemble: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One send, one value a draw: when it leaves, is near the crowd, is at it, and how many officers it has."""

    send: Send
    rank: Rank
    officers: Whole
    leaves: Minutes
    near: Minutes
    there: Minutes
    was_thrown_back: Flags


def distance_km(scenario: Scenario, one: str, other: str) -> float:
    """As the crow flies, on the made-up plane."""
    places = {place.id: place for place in scenario.places}
    return math.hypot(places[one].x_km - places[other].x_km, places[one].y_km - places[other].y_km)


def onward_min(replay: ReplayConfig, surge: SurgeConfig) -> int:
    """Minutes from the last arrival at a form-up point to the crowd: briefing, and the way together."""
    return surge.brief_min + math.ceil(surge.form_up_m / 1000 / replay.onward_kmh * 60)


def ordered(world: World, force: Force, orders: Orders) -> Minutes:
    """When a force has its order; nobody is ordered before the police know."""
    own = world.minute(force.ordered_at)
    if orders.order_at is None:
        return own
    return np.minimum(own, np.maximum(world.minute(orders.order_at), world.minute(Moment("notice"))))


def drive(world: World, force: Force, start: str, goal: str, replay: ReplayConfig) -> Minutes:
    """Minutes on the road from a place to a locality, blocked roads included."""
    if force.kind == "guard":
        return np.zeros(world.draws, dtype=np.int64)
    if force.minutes is not None and start == force.start:
        minutes = world.amount(force.minutes, f"drive:{force.id}")
    else:
        km = distance_km(world.scenario, start, goal) * (force.detour or replay.detour)
        minutes = km / (force.speed_kmh or replay.speed_kmh) * 60 * world.value("drive", 1.0)
    if force.delay is not None and start == force.start:
        minutes = minutes + world.amount(force.delay, f"delay:{force.id}")
    return np.ceil(minutes - 1e-9).astype(np.int64)


def ways_of(
    world: World,
    sends: tuple[Send, ...],
    orders: Orders,
    fronts: dict[str, Front],
    clock: Clock,
    replay: ReplayConfig,
    surge: SurgeConfig,
    *,
    follows: bool = False,
) -> list[Way]:
    """Every send with its moments, in the order given; with `follows`, those who are left come where too few were sent.

    Where a draw needs more than was sent, the planner is asked again and sends from what is left.
    """
    raw = [_raw(world, send, orders, fronts, replay) for send in sends]
    if follows:
        raw += _followers(world, raw, orders, fronts, replay)
        sends = tuple(one.send for one in raw)
    onward = onward_min(replay, surge)
    general = world.minute(orders.order_at or Moment("order"))
    counted: dict[int, tuple[Whole, Flags]] = {}
    for place in dict.fromkeys(send.place for send in sends):
        numbers = [n for n, send in enumerate(sends) if send.place == place]
        front = fronts.get(place)
        there = np.stack([raw[n].near for n in numbers], axis=1)
        officers = np.stack([raw[n].officers for n in numbers], axis=1)
        if orders.assemble:
            waves: dict[int, list[int]] = {}
            for column, n in enumerate(numbers):
                if not sends[n].via and _force(world.scenario, sends[n].force).kind != "guard":
                    waves.setdefault(sends[n].wave, []).append(column)
            for columns in waves.values():
                ranks = [raw[numbers[column]].rank for column in columns]
                there[:, columns] = _together(
                    there[:, columns], officers[:, columns], ranks, general, front, clock, onward, replay, surge
                )
        thrown = _thrown_back(there, officers, front, clock, replay)
        there = there + replay.regroup_min * thrown
        for column, n in enumerate(numbers):
            counted[n] = there[:, column], thrown[:, column]
    return [
        Way(one.send, one.rank, one.officers, one.leaves, one.near, counted[n][0], counted[n][1])
        for n, one in enumerate(raw)
    ]


def _followers(
    world: World, sent: list[Way], orders: Orders, fronts: dict[str, Front], replay: ReplayConfig
) -> list[Way]:
    """Officers whom no order sent, to each place that needs more in a draw, the first to be there first."""
    free = {
        force.id: np.rint(world.amount(force.officers, f"officers:{force.id}")).astype(np.int64)
        - sum((way.officers for way in sent if way.send.force == force.id), np.zeros(world.draws, dtype=np.int64))
        for force in world.scenario.forces
        if force.kind != "guard"
    }
    wave = max((way.send.wave for way in sent), default=0) + 1
    made = []
    for place, front in fronts.items():
        lacks = front.need.max(axis=1) - sum(
            (way.officers for way in sent if way.send.place == place), np.zeros(world.draws, dtype=np.int64)
        )
        sends = [Send(force, place, 0.0, wave, replay.again_min, is_divided=True) for force in free]
        ways = [_raw(world, send, orders, fronts, replay) for send in sends]
        for way in sorted(ways, key=lambda one: (float(np.median(one.near)), one.send.force)):
            goes = np.clip(lacks, 0, np.maximum(free[way.send.force], 0))
            if not goes.any():
                continue
            lacks, free[way.send.force] = lacks - goes, free[way.send.force] - goes
            made.append(replace(way, officers=goes))
    return made


def _force(scenario: Scenario, name: str) -> Force:
    return next(force for force in scenario.forces if force.id == name)


def _raw(world: World, send: Send, orders: Orders, fronts: dict[str, Front], replay: ReplayConfig) -> Way:
    """A send on its own: no forming up, nobody thrown back."""
    force = _force(world.scenario, send.force)
    order = ordered(world, force, orders)
    ready = order + np.rint(world.amount(force.turnout, f"turnout:{force.id}")).astype(np.int64)
    known = fronts[send.place].begins + replay.notice_min if send.place in fronts else order
    leaves = np.maximum(ready, order + send.after)
    if send.is_front:
        leaves = np.maximum(ready, known)
    if send.via:
        waits = leaves + drive(world, force, force.start, send.via, replay)
        if force.arrived_at is not None:
            waits = _as_it_came(world, force.arrived_at, waits, orders)
        leaves = np.maximum(waits, known)
        near = leaves + drive(world, force, send.via, send.place, replay)
    else:
        near = leaves + drive(world, force, force.start, send.place, replay)
        if force.arrived_at is not None and not send.after and not send.is_front:
            near = _as_it_came(world, force.arrived_at, near, orders)
            leaves = np.minimum(leaves, near)
    officers = np.rint(world.amount(force.officers, f"officers:{force.id}") * send.share).astype(np.int64)
    # a part of a divided force is led by one of its Inspectors, or by whoever commands it when that is less
    rank = min(force.commander, Rank.INSPECTOR) if send.is_divided else force.commander
    return Way(send, rank, officers, leaves, near, near, np.zeros(world.draws, dtype=bool))


def _as_it_came(world: World, arrived_at: Moment, by_order: Minutes, orders: Orders) -> Minutes:
    """The known moment of arrival; an order that came sooner can only make it sooner."""
    came = world.minute(arrived_at)
    return came if orders.order_at is None else np.minimum(came, by_order)


def _column(values: NDArray, moments: Whole, clock: Clock) -> NDArray:
    """The value of each draw at its own moments."""
    return np.take_along_axis(values, np.clip(moments - clock.first, 0, len(clock) - 1), axis=1)


def _together(
    near: Whole,
    officers: Whole,
    ranks: list[Rank],
    general: Minutes,
    front: Front | None,
    clock: Clock,
    onward: int,
    replay: ReplayConfig,
    surge: SurgeConfig,
) -> Whole:
    """When each unit of a wave is at the crowd: the first ones that are adequate together move together.

    Where no number of them is, they move with the last to come within `wait_most_min` of the first, or of the general
    order where that is later; later ones follow.
    """
    order = np.argsort(near, axis=1, kind="stable")
    came = np.take_along_axis(near, order, axis=1)
    strength = np.cumsum(np.take_along_axis(officers, order, axis=1), axis=1)
    rank = np.maximum.accumulate(np.array([int(one) for one in ranks])[order], axis=1)
    need = np.zeros_like(came) if front is None else _column(front.need, came + onward, clock)
    wanted = np.where(
        need >= surge.commander_large_from,
        int(commander_of(surge.commander_large_from, surge)),
        int(commander_of(0, surge)),
    )
    over = np.maximum(came[:, :1], general[:, None]) + replay.wait_most_min
    in_time = came <= over
    enough = (strength >= need) & (rank >= wanted) & in_time
    last = in_time.sum(axis=1) - 1
    chosen = np.where(enough.any(axis=1), enough.argmax(axis=1), last)
    moves = np.take_along_axis(came, chosen[:, None], axis=1)
    gives_up = ~enough.any(axis=1) & (last < came.shape[1] - 1)
    moves = np.where(gives_up[:, None], over, moves)
    return np.maximum(near, moves) + onward


def _thrown_back(there: Whole, officers: Whole, front: Front | None, clock: Clock, replay: ReplayConfig) -> Flags:
    """Units that meet a violent crowd while all who are there are less than `hold_share` of the need."""
    if front is None:
        return np.zeros(there.shape, dtype=bool)
    strength = (officers[:, None, :] * (there[:, None, :] <= there[:, :, None])).sum(axis=2)
    need, people = _column(front.need, there, clock), _column(front.people, there, clock)
    is_violent = (there >= front.violence[:, None]) & (people > 0)
    return is_violent & (strength < replay.hold_share * need)
