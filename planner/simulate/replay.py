"""A past emergency played again: as it happened, and with something done otherwise.

The chain is trigger, notice, order, turn-out, drive, forming up or one by one, adequate or not. Time runs in whole
minutes; the same scenario, numbers and seed give the same replay. What can be known of the forces, and of who answers
for the planner, comes in from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.config.emergency import DoubtConfig, ReplayConfig, SurgeConfig
from planner.core.errors import InputError
from planner.core.scenario import SWITCHES, Counterfactual, Moment, Scenario, clock_text
from planner.simulate.replay_ask import Ask, as_planned
from planner.simulate.replay_crowd import Clock, Front, clock_of, fronts_of
from planner.simulate.replay_force import Orders, Send, Way, ways_of
from planner.simulate.replay_play import Curve, Outcome, outcome, totals
from planner.simulate.replay_send import as_it_happened, with_reserve
from planner.simulate.replay_world import Minutes, World, best_guess
from planner.simulate.scenario_rows import Faults, Row
from planner.simulate.scenarios import slider_value

AS_IT_HAPPENED = "as-it-happened"
PLANNED = "planned"
YOURS = "as-you-set"
_LABELS = {
    AS_IT_HAPPENED: ("As it happened", "جیسا ہوا"),
    PLANNED: ("Planned at the order", "حکم کے وقت منصوبے کے مطابق"),
    YOURS: ("As you set it", "آپ کی ترتیب کے مطابق"),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The sections of the configuration that a replay rests on."""

    replay: ReplayConfig
    surge: SurgeConfig
    doubt: DoubtConfig


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which the hours go: values of sliders, how the force is moved, who says who goes where."""

    key: str
    label_en: str
    label_ur: str
    sliders: Mapping[str, float]
    orders: Orders
    reserve: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A variant with its sends, which are the same in every draw."""

    variant: Variant
    sends: tuple[Send, ...]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Played:
    """A variant played in some worlds: one value a draw in each part. `curves` by locality, when asked for."""

    ready: Ready
    fronts: dict[str, Front]
    ways: list[Way]
    outcomes: list[Outcome]
    curves: dict[str, Curve]
    totals: dict[str, Minutes]


def settings(scenario: Scenario, given: Sequence[str]) -> tuple[dict[str, float], Counterfactual | None]:
    """From texts `KEY=VALUE`: values of sliders, and the switches as a counterfactual (None: no switch).

    Raises InputError for a key that is neither, or a value outside the slider's range.
    """
    sliders = {slider.key: slider for slider in scenario.sliders}
    raw: dict[str, Any] = {}
    for text in given:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or key not in (*sliders, *SWITCHES):
            known = ", ".join((*sliders, *SWITCHES))
            raise InputError(f"{text!r} sets nothing of {scenario.name}", maybe=f"write KEY=VALUE; keys are {known}.")
        raw[key] = _typed(value)
    faults = Faults()
    row = Row("set", raw, faults, tuple(raw))
    values = {key: slider_value(sliders[key], value, row) for key, value in raw.items() if key in sliders}
    for key, number in values.items():
        slider = sliders[key]
        if not slider.low <= number <= slider.high:
            is_clock = slider.unit == "clock"
            low, high = (clock_text(int(end)) if is_clock else f"{end:g}" for end in (slider.low, slider.high))
            faults.note("set", key, f"{raw[key]} is outside its range, {low} to {high}", "choose a value in it")
    yours = Counterfactual(
        *(YOURS, *_LABELS[YOURS], {}),
        order_at=row.moment("order_at", sliders, bases=("trigger", "notice"), needed=False),
        assemble=row.flag("assemble"),
        reserve=row.whole("reserve", needed=False),
        planned=row.flag("planned") or False,
    )
    if faults.sentences:
        raise InputError(" ".join(faults.sentences), maybe="another value was meant.")
    return values, yours if any(key in raw for key in SWITCHES) else None


def _typed(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def variants(
    scenario: Scenario,
    *,
    chosen: Sequence[str] = (),
    sliders: Mapping[str, float] | None = None,
    yours: Counterfactual | None = None,
    can_plan: bool = False,
) -> tuple[Variant, ...]:
    """As it happened first; then the counterfactuals (those of `chosen`, or all), the planned one, and one's own.

    Values of `sliders` hold in all of them. Raises InputError for a counterfactual that is not there.
    """
    known = {one.key: one for one in scenario.counterfactuals}
    planned = Counterfactual(PLANNED, *_LABELS[PLANNED], sliders={}, planned=True)
    if can_plan:
        known.setdefault(PLANNED, planned)
    for key in chosen:
        if key not in known:
            raise InputError(
                f"{scenario.name} has no counterfactual {key!r}", maybe=f"one of these was meant: {', '.join(known)}."
            )
    listed = [known[key] for key in chosen] if chosen else list(known.values())
    base = Variant(
        *(AS_IT_HAPPENED, *_LABELS[AS_IT_HAPPENED]),
        sliders=dict(sliders or {}),
        orders=Orders(None, scenario.chain.assemble),
        reserve=scenario.chain.reserve,
        planned=False,
    )
    others = [_variant(base, one) for one in (*listed, *([yours] if yours else [])) if can_plan or not one.planned]
    return (base, *others)


def _variant(base: Variant, one: Counterfactual) -> Variant:
    order_at = one.order_at or (Moment("order") if one.planned else None)
    assemble = one.planned or base.orders.assemble if one.assemble is None else one.assemble
    return Variant(
        *(one.key, one.label_en, one.label_ur),
        sliders={**base.sliders, **one.sliders},
        orders=Orders(order_at, assemble),
        reserve=base.reserve if one.reserve is None else one.reserve,
        planned=one.planned,
    )


def make_ready(scenario: Scenario, variant: Variant, numbers: Numbers, ask: Ask | None = None) -> Ready:
    """The variant with who goes where, by the best guesses; `ask` answers for the planner."""
    middle = best_guess(scenario).set(variant.sliders)
    clock = clock_of(scenario, [middle])
    if variant.planned and ask is not None:
        sends = as_planned(middle, variant.orders, variant.reserve, clock, numbers.replay, numbers.surge, ask)
        return Ready(variant, sends, clock)
    fronts = fronts_of(middle, clock, numbers.replay, numbers.surge)
    sends = as_it_happened(middle, fronts)
    if variant.reserve:
        sends = with_reserve(
            middle, sends, variant.reserve, variant.orders, fronts, clock, numbers.replay, numbers.surge
        )
    return Ready(variant, sends, clock)


def play(
    ready: Ready,
    world: World,
    numbers: Numbers,
    *,
    curves: bool = False,
    fronts: dict[str, Front] | None = None,
) -> Played:
    """The variant in these worlds; `fronts` are its crowds there where they were made before."""
    held = world.set(ready.variant.sliders)
    scenario, clock = world.scenario, ready.clock
    if fronts is None:
        fronts = fronts_of(held, clock, numbers.replay, numbers.surge)
    ways = ways_of(
        held,
        ready.sends,
        ready.variant.orders,
        fronts,
        clock,
        numbers.replay,
        numbers.surge,
        follows=ready.variant.planned,
    )
    outcomes, shown = [], {}
    for place in scenario.localities:
        made, curve = outcome(
            place,
            fronts.get(place.id),
            ways,
            clock,
            numbers.replay,
            numbers.surge,
            draws=world.draws,
            curve=curves,
        )
        outcomes.append(made)
        if curve is not None:
            shown[place.id] = curve
    return Played(ready, fronts, ways, outcomes, shown, totals(scenario, outcomes))
