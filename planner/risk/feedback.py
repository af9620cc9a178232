"""What happens when patrols go where the score is high and find more there: allocation rules, and rounds of them.

A rule turns what is known after some rounds into shares of the patrol hours. `simulate` plays the rounds on a world
whose truth is known, many runs at once, so that a rule that runs away is seen before it is used on people.

Source: the urn and its correction, Ensign et al. 2018 (Runaway feedback loops in predictive policing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from planner.config import RiskConfig


@dataclass(frozen=True, slots=True)
class World:
    """The truth of m areas.

    `rate` incidents a round, `reporting` the share of them that people report, `assumed` what the planner takes that
    share to be, `exposure` the number of sites; `find` the chance that one visit of a patrol makes a find, where
    the area is as bad as the worst: finds follow the rate and the visits. `visits` patrols are out in a round.
    """

    rate: np.ndarray
    reporting: np.ndarray
    assumed: np.ndarray
    exposure: np.ndarray
    find: float
    visits: int

    @property
    def truth(self) -> np.ndarray:
        """The share of all incidents that is each area's."""
        return self.rate / self.rate.sum()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a round begins, each (runs, m) and summed over the rounds before.

    `accepted` are the patrol finds that are left when each is kept with a chance against its area's patrol share.
    """

    rounds: int
    reported: np.ndarray
    found: np.ndarray
    accepted: np.ndarray
    patrolled: np.ndarray
    assumed: np.ndarray
    exposure: np.ndarray


Rule = Callable[[Known], np.ndarray]
"""From what is known to shares of the patrol hours, (runs, m), each row summing to 1."""


def uniform(known: Known) -> np.ndarray:
    """The same everywhere."""
    return np.full(known.reported.shape, 1 / known.reported.shape[1])


def naive(known: Known) -> np.ndarray:
    """Where most is on record, whoever put it there: the counter that runs away. It starts with one a place."""
    return _shares(1 + known.reported + known.found)


def urn(known: Known) -> np.ndarray:
    """Where patrols found most: the urn with one ball a place to start with."""
    return _shares(1 + known.found)


def ensign(known: Known) -> np.ndarray:
    """Finds too, but each kept with a chance against the patrol share of its area, so that visits cancel out."""
    return _shares(1 + known.reported + known.accepted)


def ours(known: Known, *, exploration: float, shape: float) -> np.ndarray:
    """By the shrunken rate of reported incidents over their reporting probability, and a share to explore."""
    return explore(estimated(known, shape=shape), exploration, known.exposure)


def estimated(known: Known, *, shape: float) -> np.ndarray:
    """Shares by reported incidents alone, exposure-weighted and shrunk; patrol finds have no way in."""
    every = np.maximum(known.rounds, 1) * np.ones(known.reported.shape[1])
    seen = (every * known.assumed).sum()
    level = (known.reported.sum(axis=1, keepdims=True) + 1) / seen
    held = shape / level
    return _shares((shape + known.reported) / (held + every * known.assumed))


def top(shares: np.ndarray, k: int) -> np.ndarray:
    """Only the k areas with the largest shares, in proportion; equal ones by their order."""
    order = np.argsort(-shares, axis=1, kind="stable")
    kept = np.zeros(shares.shape, dtype=bool)
    np.put_along_axis(kept, order[:, :k], values=True, axis=1)
    return _shares(np.where(kept, shares, 0.0))


def explore(weights: np.ndarray, share: float, exposure: np.ndarray, silent: np.ndarray | None = None) -> np.ndarray:
    """Any allocation with a share of it spread by exposure (the number of sites); each row sums to 1.

    Hours spent exploring count towards what the allocation asks for: the others go where more is asked than that, so
    an area below its part of the exploration is lifted to it, and the rest keeps its proportions nearly. `weights` is
    (m,) or (runs, m), not negative; all zero counts as by exposure.
    """
    asked = _asked(weights, exposure)
    exploring = exploration(weights, share, exposure, silent)
    even = (share - _lift(asked, share, exposure, silent).sum(axis=-1, keepdims=True)) * _shares(np.asarray(exposure))
    return exploring + (1 - share) * _shares(np.maximum(asked - even, 0.0))


def exploration(
    weights: np.ndarray, share: float, exposure: np.ndarray, silent: np.ndarray | None = None
) -> np.ndarray:
    """The part of the hours that explores, in each area; each row sums to `share`.

    Areas that are `silent` come first: they are lifted to their part of the sites as far as the share reaches. What is
    left goes to all by their sites.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"an exploration share of {share} is not between 0 and 1")
    lift = _lift(_asked(weights, exposure), share, exposure, silent)
    return lift + (share - lift.sum(axis=-1, keepdims=True)) * _shares(np.asarray(exposure, float))


def _asked(weights: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    weights = np.asarray(weights, float)
    return _shares(np.where(weights.sum(axis=-1, keepdims=True) > 0, weights, np.asarray(exposure, float)))


def _lift(asked: np.ndarray, share: float, exposure: np.ndarray, silent: np.ndarray | None) -> np.ndarray:
    if silent is None:
        return np.zeros(asked.shape)
    lift = np.where(silent, np.maximum(_shares(np.asarray(exposure, float)) - asked, 0.0), 0.0)
    needed = lift.sum(axis=-1, keepdims=True)
    return np.asarray(lift * np.divide(share, needed, out=np.ones_like(needed), where=needed > share))


def _shares(weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=-1, keepdims=True)
    return np.divide(weights, total, out=np.full(weights.shape, 1 / weights.shape[-1]), where=total > 0)


def simulate(world: World, rule: Rule, *, rounds: int, runs: int, rng: np.random.Generator) -> np.ndarray:
    """The shares that the rule gives in each round, (rounds + 1, runs, m): before the first, ..., after the last."""
    m = len(world.rate)
    reported, found, accepted, patrolled = (np.zeros((runs, m)) for _ in range(4))
    chance = world.find * world.rate / world.rate.max()
    given = []
    for done in range(rounds + 1):
        known = Known(done, reported, found, accepted, patrolled, world.assumed, world.exposure)
        share = rule(known)
        given.append(share)
        visits = rng.multinomial(world.visits, share)
        finds = rng.binomial(visits, chance)
        fewest = share.min(axis=1, keepdims=True)
        kept = rng.binomial(finds, np.divide(fewest, share, out=np.ones_like(share), where=share > 0))
        reported = reported + rng.poisson(world.rate * world.reporting, (runs, m))
        found, accepted, patrolled = found + finds, accepted + kept, patrolled + share
    return np.array(given)


def example_world(rng: np.random.Generator, *, error: float = 0.0) -> World:
    """Twenty areas: gamma rates of shape 2, reporting from 30 to 90 % and known to a relative error.

    With 35 incidents a round the plain ratio of reports to reporting ends 0.081 from the truth after 20 rounds.
    """
    areas, incidents = 20, 35.0
    rate = rng.gamma(2.0, 1.0, areas)
    reporting = rng.uniform(0.3, 0.9, areas)
    assumed = np.clip(reporting * (1 + error * rng.standard_normal(areas)), 0.05, 1.0)
    return World(rate / rate.sum() * incidents, reporting, assumed, np.ones(areas), find=0.3, visits=100)


def rules(config: RiskConfig) -> dict[str, Rule]:
    """The allocation rules that are compared, by name."""
    return {
        "naive counter of finds": urn,
        "naive counter of all": naive,
        "uniform": uniform,
        "Ensign correction": ensign,
        "ours": partial(ours, exploration=config.exploration_share, shape=config.fair_shape),
    }


def distance(shares: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Total variation distance of shares from the truth: the part of the hours that is in the wrong area."""
    return np.abs(shares - truth).sum(axis=-1) / 2


def drift_rows(world: World, rules: Mapping[str, Rule], *, rounds: int, runs: int, seed: int) -> list[dict[str, Any]]:
    """Rows round, rule, low, median, high (5, 50, 95 %) of the distance from the truth, for a chart."""
    rows = []
    for name, rule in rules.items():
        drift = distance(simulate(world, rule, rounds=rounds, runs=runs, rng=np.random.default_rng(seed)), world.truth)
        for number, (low, median, high) in enumerate(np.quantile(drift, (0.05, 0.5, 0.95), axis=1).T):
            rows.append(
                {"round": number, "rule": name, "low": float(low), "median": float(median), "high": float(high)}
            )
    return rows
