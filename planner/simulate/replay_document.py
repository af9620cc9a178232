"""A replay as JSON values: what is published, every variant with its curves, the draws, and what matters most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.core.estimate import Estimate
from planner.core.scenario import Amount, Scenario, Slider, clock_text
from planner.simulate.montecarlo import Drawn, Matter, Spread
from planner.simulate.replay import Played
from planner.simulate.replay_crowd import Clock
from planner.simulate.replay_play import NEVER, STATES
from planner.simulate.replay_world import World, best_guess
from planner.simulate.scenario_check import sums

_POINTS = 400
"""A curve has about so many points at most."""


def replay_document(
    scenario: Scenario, played: Sequence[Played], drawn: Drawn | None, *, seed: int, listed: int
) -> dict[str, Any]:
    """The whole replay; moments are minutes from midnight, and beside them texts such as "07:00" or "+1 01:00"."""
    first = played[0]
    world = best_guess(scenario).set(first.ready.variant.sliders)
    clock = first.ready.clock
    return {
        "name": scenario.name,
        **{
            what: {"en": getattr(scenario, f"{what}_en"), "ur": getattr(scenario, f"{what}_ur")}
            for what in ("title", "summary", "lesson", "caveat")
        },
        "date": scenario.day.isoformat(),
        "timezone": scenario.timezone,
        "seed": seed,
        "first_min": clock.first,
        "last_min": clock.last,
        "from": scenario.when(clock.first).isoformat(),
        "to": scenario.when(clock.last).isoformat(),
        "check": [
            {"what": k, "published": told, "sum": found, "holds": told == found} for k, told, found in sums(scenario)
        ],
        "sources": dict(scenario.sources),
        "facts": [
            {
                "key": fact.key,
                "text": fact.text,
                **_range(fact.value),
                "unit": fact.unit,
                "grade": fact.value.grade,
                "sources": list(fact.sources),
                "said": [{"value": value, "by": by} for value, by in fact.said],
            }
            for fact in scenario.facts
        ],
        "sliders": [_slider(slider, float(world.slider(slider.key)[0])) for slider in scenario.sliders],
        "clock": [
            {
                **_at("at", int(world.minute(event.at)[0])),
                "en": event.what_en,
                "ur": event.what_ur,
                "sources": list(event.sources),
                "is_assumed": event.at.base != "clock",
            }
            for event in sorted(scenario.clock, key=lambda event: int(world.minute(event.at)[0]))
        ],
        "chain": {
            step: _at("at", int(world.minute(moment)[0]))
            for step, moment in (
                ("trigger", scenario.chain.trigger_at),
                ("notice", scenario.chain.noticed_at),
                ("order", scenario.chain.ordered_at),
                ("end", scenario.chain.ends_at),
            )
        },
        "places": [
            {
                "id": place.id,
                "en": place.name_en,
                "ur": place.name_ur,
                "kind": place.kind,
                "x_km": place.x_km,
                "y_km": place.y_km,
                "worship": place.worship,
                "houses": place.houses,
            }
            for place in scenario.places
        ],
        "forces": [_force(scenario, world, n) for n in range(len(scenario.forces))],
        "states": list(STATES),
        "variants": [
            variant_document(scenario, one, first, drawn.spreads.get(one.ready.variant.key) if drawn else None)
            for one in played
        ],
        "draws": drawn.draws if drawn else 0,
        "matters": [_matter(scenario, one) for one in drawn.matters[:listed]] if drawn else [],
        "assumed": {
            "sliders": len(scenario.sliders),
            "facts": len(scenario.facts),
            "differing": sum(fact.value.low < fact.value.high for fact in scenario.facts),
        },
    }


def variant_document(scenario: Scenario, played: Played, first: Played, spread: Spread | None) -> dict[str, Any]:
    """One variant: what was changed, totals and their difference to the first, localities with curves, units, draws."""
    variant, clock = played.ready.variant, played.ready.clock
    base = {key: int(value[0]) for key, value in first.totals.items()}
    own = {key: int(value[0]) for key, value in played.totals.items()}
    order = variant.orders.order_at
    world = best_guess(scenario).set(variant.sliders)
    sliders = {slider.key: slider for slider in scenario.sliders}
    return {
        "key": variant.key,
        "en": variant.label_en,
        "ur": variant.label_ur,
        "set": {
            "sliders": {key: _value(sliders[key], value) for key, value in variant.sliders.items()},
            "order_at": None if order is None else clock_text(int(world.minute(order)[0])),
            "assemble": variant.orders.assemble,
            "reserve": variant.reserve,
            "planned": variant.planned,
        },
        "totals": {**own, **_at("adequate_at", own["adequate_at"])},
        "difference": {
            key: None if key == "adequate_at" and NEVER in (own[key], base[key]) else own[key] - base[key]
            for key in own
        },
        "localities": [
            {
                "place": one.place,
                **_at("violence_at", _violence(played, one.place)),
                **_at("first_at", int(one.first_at[0])),
                **_at("adequate_at", int(one.adequate_at[0])),
                "first_to_adequate_min": None
                if NEVER in (one.first_at[0], one.adequate_at[0])
                else int(one.adequate_at[0] - one.first_at[0]),
                "at_risk_min": int(one.at_risk_min[0]),
                "houses_at_risk": int(one.houses[0]),
                "worship_at_risk": int(one.worship[0]),
                "states": _runs(played.curves[one.place].state[0], clock.first) if one.place in played.curves else [],
                "curve": _curve(played, one.place),
            }
            for one in played.outcomes
        ],
        "units": [
            {
                "force": way.send.force,
                "to": way.send.place,
                "via": way.send.via or None,
                "officers": int(way.officers[0]),
                **_at("leaves", int(way.leaves[0])),
                **_at("near", int(way.near[0])),
                **_at("there", int(way.there[0])),
                "thrown_back": bool(way.was_thrown_back[0]),
            }
            for way in played.ways
            if way.officers[0] > 0
        ],
        "spread": None
        if spread is None
        else {"values": _quantiles(spread.values), "difference": _quantiles(spread.difference)},
    }


def curve_rows(scenario: Scenario, played: Sequence[Played]) -> list[dict[str, Any]]:
    """One row a variant, locality and so many minutes: people, officers, need, state."""
    rows = []
    for one in played:
        clock = one.ready.clock
        for place, curve in one.curves.items():
            front = one.fronts[place]
            rows += [
                {
                    "variant": one.ready.variant.key,
                    "place": place,
                    "time": scenario.when(clock.first + column).isoformat(),
                    "people": round(float(front.people[0, column])),
                    "officers": int(curve.force[0, column]),
                    "need": int(front.need[0, column]),
                    "state": STATES[curve.state[0, column]],
                }
                for column in range(0, len(clock), _step(clock))
            ]
    return rows


def _at(key: str, minute: int) -> dict[str, Any]:
    """A moment twice: as minutes from midnight, and as a clock time; None where it never comes."""
    is_there = minute != NEVER
    return {f"{key}_min": minute if is_there else None, key: clock_text(minute) if is_there else None}


def _violence(played: Played, place: str) -> int:
    front = played.fronts.get(place)
    return NEVER if front is None or front.violence[0] > played.ready.clock.last else int(front.violence[0])


def _range(estimate: Estimate) -> dict[str, float]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}


def _value(slider: Slider, value: float) -> float | str:
    return clock_text(round(value)) if slider.unit == "clock" else value


def _slider(slider: Slider, value: float) -> dict[str, Any]:
    return {
        "key": slider.key,
        "en": slider.label_en,
        "ur": slider.label_ur,
        **{name: _value(slider, getattr(slider, name)) for name in ("low", "default", "high")},
        "value": _value(slider, value),
        "unit": slider.unit,
        "source": slider.source,
        "grade": slider.grade,
    }


def _force(scenario: Scenario, world: World, number: int) -> dict[str, Any]:
    force = scenario.forces[number]

    def amount(one: Amount | None) -> dict[str, Any] | None:
        return None if one is None else {**_range(one.estimate), "slider": one.slider or None}

    return {
        "id": force.id,
        "en": force.name_en,
        "ur": force.name_ur,
        "from": force.start,
        "kind": force.kind,
        "officers": amount(force.officers),
        "commander": force.commander.label,
        **_at("ordered_at", int(world.minute(force.ordered_at)[0])),
        "sources": list(force.sources),
        "note": force.note,
    }


def _runs(states: np.ndarray, first: int) -> list[list[int]]:
    """Where the state changes: [minute, number in the list of states]."""
    starts = np.flatnonzero(np.diff(states, prepend=-1))
    return [[first + int(n), int(states[n])] for n in starts]


def _curve(played: Played, place: str) -> dict[str, Any] | None:
    """Force, need and people at every so many minutes."""
    if place not in played.curves:
        return None
    clock, front = played.ready.clock, played.fronts[place]
    step = _step(clock)
    return {
        "first_min": clock.first,
        "step_min": step,
        "people": [round(float(v)) for v in front.people[0, ::step]],
        "need": [int(v) for v in front.need[0, ::step]],
        "officers": [int(v) for v in played.curves[place].force[0, ::step]],
    }


def _step(clock: Clock) -> int:
    """Minutes between two points of a curve."""
    return max(1, -(-len(clock) // _POINTS))


def _quantiles(columns: Mapping[str, tuple[float | None, ...]]) -> dict[str, dict[str, float | None]]:
    return {key: dict(zip(("p5", "p50", "p95"), three, strict=True)) for key, three in columns.items()}


def _matter(scenario: Scenario, matter: Matter) -> dict[str, Any]:
    what, subject = matter.unknown.what, matter.unknown.subject
    named: dict[str, tuple[str, str]] = {slider.key: (slider.label_en, slider.label_ur) for slider in scenario.sliders}
    if what in ("officers", "turnout", "delay") or (what == "drive" and subject):
        named = {force.id: (force.name_en, force.name_ur) for force in scenario.forces}
    elif what == "crowd":
        named = {place.id: (place.name_en, place.name_ur) for place in scenario.places}
    english, urdu = named.get(subject, ("", ""))
    return {
        "what": what,
        "subject": subject,
        "en": english,
        "ur": urdu,
        "outcome": matter.outcome,
        "correlation": round(matter.correlation, 3),
    }
