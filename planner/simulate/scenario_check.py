"""What a scenario must hold beyond its single keys: names that exist, times in order, sums, sliders that move."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from planner.core.scenario import Moment, Scenario, clock_text
from planner.simulate.scenario_rows import Faults


def check_scenario(scenario: Scenario, used: set[str], faults: Faults) -> None:
    """Note every fault between the tables of a scenario; `used` are the sliders that something refers to."""
    _names(scenario, faults)
    _used(scenario, used, faults)
    _times(scenario, faults)
    _sums(scenario, faults)


def _names(scenario: Scenario, faults: Faults) -> None:
    if not scenario.sources:
        faults.note("[[source]]", "", "there is none", "say where the facts come from")
    if not scenario.localities:
        faults.note("[[place]]", "", "there is no locality", 'give at least one place of kind "locality"')
    localities = {place.id for place in scenario.localities}
    places = {place.id: place for place in scenario.places}
    for n, force in enumerate(scenario.forces, 1):
        if force.start not in places:
            faults.note(f"[[force]] {n}", "from", f"there is no place {force.start!r}", "add a [[place]] with that id")
        elif (force.kind == "guard") != (places[force.start].kind == "locality"):
            said = "only a guard stands at a locality" if force.kind != "guard" else "a guard stands at a locality"
            faults.note(f"[[force]] {n}", "kind", f"{force.kind!r} from {force.start!r}: {said}", "correct one of them")
        if force.kind == "guard" and force.to != (force.start,):
            faults.note(f"[[force]] {n}", "to", "a guard stays where it stands", f"write to = {force.start!r}")
    for name, times in Counter(force.id for force in scenario.forces).items():
        if times > 1:
            faults.note("[[force]]", "id", f"{name!r} is there {times} times", "give each its own")
    for n, crowd in enumerate(scenario.crowds, 1):
        if crowd.place not in localities:
            faults.note(f"[[crowd]] {n}", "place", f"{crowd.place!r} is no locality", "name one")
    for name, times in Counter(crowd.place for crowd in scenario.crowds).items():
        if times > 1:
            faults.note("[[crowd]]", "place", f"{name!r} has {times} crowds", "write one crowd with more points")


def _used(scenario: Scenario, used: set[str], faults: Faults) -> None:
    listed = {one.order_at.slider for one in scenario.counterfactuals if one.order_at is not None}
    for n, slider in enumerate(scenario.sliders, 1):
        if slider.key not in used | listed:
            faults.note(
                f"[[slider]] {n}", "key", f"{slider.key!r} moves nothing", 'use it as "slider:KEY" or remove it'
            )


def default_minute(scenario: Scenario, moment: Moment) -> int:
    """A moment as minutes from midnight with every slider at its default."""
    chain = scenario.chain
    steps = {"trigger": chain.trigger_at, "notice": chain.noticed_at, "order": chain.ordered_at}
    if moment.base in steps:
        step = steps[moment.base]
        return moment.minute + (0 if step is moment else default_minute(scenario, step))
    if moment.base == "slider":
        return moment.minute + round(next((s.default for s in scenario.sliders if s.key == moment.slider), 0.0))
    return moment.minute


def _times(scenario: Scenario, faults: Faults) -> None:
    chain = scenario.chain
    names = ("trigger_at", "noticed_at", "ordered_at", "ends_at")
    steps = [
        (name, default_minute(scenario, moment))
        for name, moment in zip(
            names, (chain.trigger_at, chain.noticed_at, chain.ordered_at, chain.ends_at), strict=True
        )
    ]
    for (early, one), (late, other) in pairwise(steps):
        if other < one:
            said = f"{clock_text(other)} is before {early} {clock_text(one)}"
            faults.note("[chain]", late, said, "put the steps in their order")
    if steps[-1][1] == steps[0][1]:
        faults.note("[chain]", "ends_at", "the replay has no length", "let it end later")
    clock = [default_minute(scenario, event.at) for event in scenario.clock]
    for n, (event, after) in enumerate(pairwise(clock), 2):
        if after < event:
            said = f"{clock_text(after)} comes after {clock_text(event)}"
            faults.note(f"[[clock]] {n}", "at", said, "list what happened in its order")
    for n, crowd in enumerate(scenario.crowds, 1):
        minutes = [default_minute(scenario, point.at) for point in crowd.points]
        for number, (one, other) in enumerate(pairwise(minutes), 2):
            if other <= one:
                said = f"{clock_text(other)} is not after {clock_text(one)}"
                faults.note(f"[[crowd]] {n} point {number}", "at", said, "list the points in their order")
    for n, force in enumerate(scenario.forces, 1):
        if force.arrived_at is None:
            continue
        ordered, arrived = default_minute(scenario, force.ordered_at), default_minute(scenario, force.arrived_at)
        if arrived < ordered:
            said = f"{clock_text(arrived)} is before the order at {clock_text(ordered)}"
            faults.note(f"[[force]] {n}", "arrived_at", said, "correct one of them")


def _sums(scenario: Scenario, faults: Faults) -> None:
    for key, told, found in sums(scenario):
        if told != found:
            faults.note("[check]", key, f"{told} is published, the places add up to {found}", "correct the places")


def sums(scenario: Scenario) -> list[tuple[str, int, int]]:
    """What is published and what the localities add up to: places of worship, houses, localities that have either."""
    check, localities = scenario.check, scenario.localities
    found = {
        "worship": (check.worship, sum(place.worship for place in localities)),
        "houses": (check.houses, sum(place.houses for place in localities)),
        "localities": (check.localities, sum(bool(place.worship or place.houses) for place in localities)),
    }
    return [(key, told, total) for key, (told, total) in found.items() if told is not None]
