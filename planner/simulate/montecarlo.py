"""All that is unknown drawn over and over: how far the outcome of a replay may lie, and which unknown matters most.

Every variant is played in the same draws, so that a difference between two of them is theirs and not chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.core.scenario import Scenario
from planner.simulate.replay import Numbers, Ready, play
from planner.simulate.replay_crowd import Front, clock_of
from planner.simulate.replay_play import NEVER
from planner.simulate.replay_world import Floats, Minutes, Unknown, World, drawn, unknowns

QUANTILES = (0.05, 0.5, 0.95)
JUDGED = ("houses_at_risk", "at_risk_min")
"""What an unknown may matter to."""
_PART = 100
_LATE = 10**9


@dataclass(frozen=True, slots=True)
class Spread:
    """5, 50 and 95 of 100 draws lie at or below these values; a moment is None where it never comes.

    `difference` is the same for the difference to the first variant, draw by draw (moments: where both come).
    """

    values: Mapping[str, tuple[float | None, ...]]
    difference: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class Matter:
    """How strongly an unknown moves an outcome as it happened: Spearman's rank correlation, -1 to 1."""

    unknown: Unknown
    outcome: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the draws gave. `draws` are those that were made; fewer than asked for when it was cancelled."""

    draws: int
    spreads: Mapping[str, Spread]
    matters: tuple[Matter, ...]


def draw(
    scenario: Scenario,
    ready: Sequence[Ready],
    numbers: Numbers,
    *,
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Drawn:
    """Play every variant in the same draws; the first is what the others are compared with.

    Who goes where was settled with the best guesses (`make_ready`); the draws change what then happens.

    `progress` gets the draws done and asked for. When `cancel` says so, what was drawn so far is given.
    """
    open_ones = unknowns(scenario, numbers.replay, numbers.doubt)
    world = drawn(scenario, open_ones, draws=draws, seed=seed)
    clock = clock_of(scenario, [world.set(one.variant.sliders) for one in ready])
    ready = [replace(one, clock=clock) for one in ready]
    rows: list[list[dict[str, Minutes]]] = [[] for _ in ready]
    done = 0
    while done < draws and not (cancel is not None and done and cancel()):
        part = world.part(done, min(draws, done + _PART))
        # one clock for all: variants with the same sliders have the same crowds
        crowds: dict[tuple[tuple[str, float], ...], dict[str, Front]] = {}
        for made, one in zip(rows, ready, strict=True):
            sliders = tuple(sorted(one.variant.sliders.items()))
            found = play(one, part, numbers, fronts=crowds.get(sliders))
            crowds[sliders] = found.fronts
            made.append(found.totals)
        done += part.draws
        if progress is not None:
            progress(done, draws)
    joined = [{key: np.concatenate([row[key] for row in made]) for key in made[0]} for made in rows]
    base = joined[0]
    spreads = {one.variant.key: _spread(made, base) for one, made in zip(ready, joined, strict=True)}
    held = set(ready[0].variant.sliders)
    free = [one for one in open_ones if not (one.what == "slider" and one.subject in held)]
    return Drawn(done, spreads, _matters(free, world.part(0, done), base))


def _spread(made: Mapping[str, Minutes], base: Mapping[str, Minutes]) -> Spread:
    values, difference = {}, {}
    for key, column in made.items():
        is_moment = key == "adequate_at"
        values[key] = _quantiles(np.where(column == NEVER, _LATE, column) if is_moment else column)
        both = (column != NEVER) & (base[key] != NEVER) if is_moment else np.ones(len(column), dtype=bool)
        difference[key] = _quantiles((column - base[key])[both])
    return Spread(values, difference)


def _quantiles(column: Minutes) -> tuple[float | None, ...]:
    """Values that really came; None for a moment that never does, and where there is none."""
    if not len(column):
        return tuple(None for _ in QUANTILES)
    found = np.quantile(column, QUANTILES, method="inverted_cdf")
    return tuple(None if value >= _LATE else float(value) for value in found)


def _matters(listed: Sequence[Unknown], world: World, base: Mapping[str, Minutes]) -> tuple[Matter, ...]:
    """Every unknown with both outcomes, the strongest first."""
    found = [
        Matter(one, key, correlation(world.values[one.key], base[key].astype(float)))
        for one in listed
        for key in JUDGED
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.correlation), one.unknown.key, one.outcome)))


def correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation; 0 where one of them does not vary."""
    ranks = [_ranks(column) for column in (one, other)]
    ranks = [column - column.mean() for column in ranks]
    size = float(np.sqrt((ranks[0] ** 2).sum() * (ranks[1] ** 2).sum()))
    return float((ranks[0] * ranks[1]).sum() / size) if size else 0.0


def _ranks(column: Floats) -> Floats:
    """Ranks from 1; equal values share the middle of theirs."""
    _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
