"""What is unknown of a scenario, drawn from its ranges: one world a draw, the same for every counterfactual."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.config.emergency import DoubtConfig, ReplayConfig
from planner.core.estimate import Estimate
from planner.core.scenario import Amount, Moment, Scenario

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]
MIDDLE = 0.5
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known: "slider", "officers", "turnout", "drive", "delay" of a force, "crowd", "ratio".

    `subject` is the key of the slider or the id of the force or locality; "" where it is one for all.
    """

    what: str
    subject: str
    estimate: Estimate

    @property
    def key(self) -> str:
        """One name for it: "officers:lines"."""
        return f"{self.what}:{self.subject}" if self.subject else self.what


def unknowns(scenario: Scenario, config: ReplayConfig, doubt: DoubtConfig) -> tuple[Unknown, ...]:
    """Everything with a range, in the order of the file; a crowd is one unknown, by its quantile.

    A published slider is known: its range is there for what if.
    """
    found = [Unknown("slider", slider.key, slider.estimate) for slider in scenario.sliders if slider.grade != PUBLISHED]
    for force in scenario.forces:
        amounts = {"officers": force.officers, "turnout": force.turnout, "drive": force.minutes, "delay": force.delay}
        found += [Unknown(what, force.id, a.estimate) for what, a in amounts.items() if a is not None and not a.slider]
    quantile = Estimate(0.0, MIDDLE, 1.0)
    for crowd in scenario.crowds:
        if any(_is_open(point.people.estimate) and not point.people.slider for point in crowd.points):
            found.append(Unknown("crowd", crowd.place, quantile))
    found.append(Unknown("ratio", "", Estimate(config.ratio_low, 1.0, config.ratio_high)))
    if any(force.minutes is None and force.kind != "guard" for force in scenario.forces):
        found.append(Unknown("drive", "", Estimate(doubt.travel_low, 1.0, doubt.travel_high)))
    return tuple(one for one in found if _is_open(one.estimate))


def _is_open(estimate: Estimate) -> bool:
    return estimate.low < estimate.high


@dataclass(frozen=True, slots=True)
class World:
    """So many draws of the unknowns; what has no value here is at its best guess."""

    scenario: Scenario
    draws: int
    values: Mapping[str, Floats]

    def value(self, key: str, best: float) -> Floats:
        """One value a draw."""
        found = self.values.get(key)
        return np.full(self.draws, best) if found is None else found

    def slider(self, key: str) -> Floats:
        """The slider of this key."""
        best = next(slider.default for slider in self.scenario.sliders if slider.key == key)
        return self.value(f"slider:{key}", best)

    def amount(self, amount: Amount, key: str) -> Floats:
        """An amount: its slider's value, or its own."""
        return self.slider(amount.slider) if amount.slider else self.value(key, amount.estimate.best)

    def minute(self, moment: Moment) -> Minutes:
        """A moment as minutes from midnight."""
        chain = self.scenario.chain
        steps = {"trigger": chain.trigger_at, "notice": chain.noticed_at, "order": chain.ordered_at}
        if moment.base in steps:
            return self.minute(steps[moment.base]) + moment.minute
        if moment.base == "slider":
            return np.rint(self.slider(moment.slider)).astype(np.int64) + moment.minute
        return np.full(self.draws, moment.minute, dtype=np.int64)

    def set(self, sliders: Mapping[str, float]) -> World:
        """The same draws with sliders held at a value."""
        fixed = {f"slider:{key}": np.full(self.draws, float(value)) for key, value in sliders.items()}
        return replace(self, values={**self.values, **fixed})

    def part(self, first: int, last: int) -> World:
        """Some of the draws."""
        values = {key: value[first:last] for key, value in self.values.items()}
        return World(self.scenario, last - first, values)


def best_guess(scenario: Scenario) -> World:
    """One world with every unknown at its best guess."""
    return World(scenario, 1, {})


def drawn(scenario: Scenario, listed: tuple[Unknown, ...], *, draws: int, seed: int) -> World:
    """Draws of the unknowns, each from its range by straight lines through low (0), best (0.5) and high (1).

    Each unknown has its own stream, so that the draws of one do not change when another comes or goes.
    """
    values = {}
    for one in listed:
        generator = np.random.default_rng([seed, zlib.crc32(one.key.encode())])
        quantiles = generator.random(draws)
        low, best, high = one.estimate.low, one.estimate.best, one.estimate.high
        values[one.key] = np.interp(quantiles, [0.0, MIDDLE, 1.0], [low, best, high])
    return World(scenario, draws, values)
