"""Who goes where as it happened: forces divided over their localities, and a reserve kept for a second crowd."""

from __future__ import annotations

import numpy as np

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.scenario import Force, Scenario
from planner.simulate.replay_crowd import Clock, Front
from planner.simulate.replay_force import Orders, Send, ways_of
from planner.simulate.replay_world import World


def divided(officers: int, wishes: list[int]) -> list[int]:
    """Officers shared out in proportion to the wishes, whole ones, by largest remainder; equal where none is wished."""
    weights = wishes if sum(wishes) else [1] * len(wishes)
    exact = [officers * weight / sum(weights) for weight in weights]
    whole = [int(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_rest[: officers - sum(whole)]:
        whole[n] += 1
    return whole


def as_it_happened(world: World, fronts: dict[str, Front]) -> tuple[Send, ...]:
    """One send for each locality that a force went to; a force with several is divided by their largest need."""
    largest = {place: int(front.need.max()) for place, front in fronts.items()}
    sends: list[Send] = []
    for force in world.scenario.forces:
        officers = _officers(world, force)
        if len(force.to) == 1 or not officers:
            sends += [Send(force.id, force.to[0], 1.0)] if force.to else []
            continue
        parts = divided(officers, [largest.get(place, 0) for place in force.to])
        sends += [
            Send(force.id, place, part / officers, is_divided=True)
            for place, part in zip(force.to, parts, strict=True)
            if part
        ]
    return tuple(sends)


def _officers(world: World, force: Force) -> int:
    return int(np.rint(world.amount(force.officers, f"officers:{force.id}"))[0])


def with_reserve(
    world: World,
    sends: tuple[Send, ...],
    reserve: int,
    orders: Orders,
    fronts: dict[str, Front],
    clock: Clock,
    replay: ReplayConfig,
    surge: SurgeConfig,
) -> tuple[Send, ...]:
    """The same sends with so many officers kept back where they came first, for the next crowd that nobody met.

    Each of those who come first gives at most half of its officers. The next crowd is the one with violence soonest,
    other than where the reserve waits, at which the others who were sent there do not make the need when it begins.
    """
    ways = ways_of(world, sends, orders, fronts, clock, replay, surge)
    guards = {force.id for force in world.scenario.forces if force.kind == "guard"}
    by_arrival = sorted(
        (n for n, way in enumerate(ways) if way.send.force not in guards and way.officers[0] > 1),
        key=lambda n: (int(ways[n].near[0]), n),
    )
    kept: list[Send] = []
    changed = list(sends)
    left = reserve
    for n in by_arrival:
        send, officers = sends[n], int(ways[n].officers[0])
        goal = _next_front(world.scenario, send.place, fronts, ways)
        give = min(left, officers // 2)
        if goal is None or not give:
            continue
        share = send.share * give / officers
        changed[n] = Send(send.force, send.place, send.share - share, is_divided=True)
        kept.append(Send(send.force, goal, share, via=send.place, is_divided=True))
        left -= give
    return (*changed, *kept)


def _next_front(scenario: Scenario, here: str, fronts: dict[str, Front], ways: list) -> str | None:
    """Where the reserve goes that waits here: the soonest violence that finds too few."""
    found = []
    for place in scenario.localities:
        front = fronts.get(place.id)
        if front is None or place.id == here:
            continue
        begins = int(front.violence[0])
        there = sum(int(w.officers[0]) for w in ways if w.send.place == place.id and int(w.there[0]) <= begins)
        if there < int(front.need[0].max()):
            found.append((begins, place.id))
    return min(found)[1] if found else None
