"""What each component is worth, learned on the past alone, and how sharp the pool of them should be.

The weights are those that would have given the past windows the best log score, each window forecast from what lay
before it; older windows count less, and a prior of a few incidents holds the weights back. A pool of shares is always
flatter than the truth (Gneiting and Ranjan 2013), so it is raised to a power that is learned in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.risk.components import Component, Kept, Laid, lay_shares
from planner.risk.events import Events
from planner.risk.raster import Lattice

_ROUNDS = 60
"""Rounds of expectation and maximisation; the log score changes by less than 1e-4 after them."""
_ROUNDS_BETWEEN = 8
"""The same after each window on the way."""
_PROBE = 10_000
"""Places without an incident that stand for all such places while the pool is learned."""
_POWERS = np.arange(0.7, 1.61, 0.05)
_LEAST = 1e-9
_ALMOST_POISSON = 1e4
"""A size so large that a negative binomial cannot be told from a Poisson count."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Weights of the components (sum to 1), the power, and how many past incidents they rest on."""

    components: tuple[Component, ...]
    weights: np.ndarray
    power: float
    rests_on: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """One past window: what the components said before it, at the probes and where its incidents then fell.

    `at_probes` (components, probes) is what they said against what the place is; `share` (probes,) is what it is and
    `times` how many places each probe stands for. `position` and `worth` (incidents,) are the probe at which each
    incident fell and what it counts.
    """

    start: float
    at_probes: np.ndarray
    share: np.ndarray
    times: np.ndarray
    position: np.ndarray
    worth: np.ndarray

    @property
    def at_events(self) -> np.ndarray:
        """What the components said where the incidents fell, (components, incidents)."""
        return self.at_probes[:, self.position].astype(float)


def prior_of(components: Sequence[Component], config: RiskConfig) -> np.ndarray:
    """Weights before anything is learned: shares of the kinds, spread evenly within each; sums to 1."""
    kinds = [_kind(one) for one in components]
    share = {
        "share": config.prior_share,
        "kernel": config.prior_kernel,
        "recent": config.prior_recent,
        "bayes nearby": config.prior_bayes / 2,
        "bayes": config.prior_bayes / 2,
    }
    weights = np.array([share[kind] / kinds.count(kind) for kind in kinds])
    return weights / weights.sum()


def _kind(one: Component) -> str:
    if one.is_recent:
        return "recent"
    return "bayes nearby" if one.kind == "bayes" and np.isfinite(one.width_m) else one.kind


def learn(lessons: Sequence[Lesson], components: tuple[Component, ...], config: RiskConfig, *, day: float) -> Pool:
    """The pool that would have done best in the lessons, which all lie before `day`; oldest first."""
    prior = prior_of(components, config)
    heard = [one for one in lessons if len(one.worth)]
    if not heard:
        return Pool(components, prior, config.power, 0.0)
    half_life = max(config.half_life_days, (heard[-1].start - heard[0].start) / 2)
    score = -(((_POWERS - config.power) / config.power_doubt) ** 2) / 2
    weights = prior
    for n, one in enumerate(heard):
        # the power is judged on windows that the weights have not seen
        score += 0.5 ** ((day - one.start) / half_life) * _power_scores(weights, one)
        rounds = _ROUNDS if n + 1 == len(heard) else _ROUNDS_BETWEEN
        weights = _improve(weights, heard[: n + 1], prior, config.pool_prior, half_life, rounds)
    rests_on = sum(float(one.worth.sum()) for one in heard)
    return Pool(components, weights, float(_POWERS[np.argmax(score)]), rests_on)


def _improve(
    weights: np.ndarray, heard: Sequence[Lesson], prior: np.ndarray, strength: float, half_life: float, rounds: int
) -> np.ndarray:
    """The weights after some rounds of expectation and maximisation on the lessons."""
    latest = heard[-1].start
    against = np.concatenate([one.at_events for one in heard], axis=1)
    worth = np.concatenate([one.worth * 0.5 ** ((latest - one.start) / half_life) for one in heard])
    for _ in range(rounds):
        claims = weights[:, None] * against
        weights = (claims / claims.sum(axis=0)) @ worth + strength * prior
        weights /= weights.sum()
    return weights


def _power_scores(weights: np.ndarray, one: Lesson) -> np.ndarray:
    """Log score of a window for each of the powers to which the pool can be raised."""
    at_probes = np.log(weights @ one.at_probes)
    at_events = float(np.log(weights @ one.at_events) @ one.worth)
    whole = np.array([np.log(np.exp(power * at_probes) @ (one.share * one.times)) for power in _POWERS])
    return _POWERS * at_events - one.worth.sum() * whole


def make_lesson(
    components: Sequence[Component],
    events: Events,
    ground: Lattice,
    config: RiskConfig,
    *,
    start: float,
    horizon_days: float,
    kept: Kept | None = None,
) -> Lesson:
    """What the components said on `start` of the window that begins there, and where its incidents fell.

    `kept` of the same events saves most of the work where lessons are made from the oldest on.
    """
    past = events.before(start)
    window = events.take((events.day >= start) & (events.day < start + horizon_days) & (events.doubt_m == 0))
    place = ground.locate(window.xy)
    worth, place = window.weight[place >= 0], place[place >= 0]
    probes, times = _probes(ground, past, place)
    # what is kept knows all places
    kernels = None if kept is None or len(probes) < ground.size else kept.until(start)
    held = config.prior_incidents
    said = lay_shares(components, past, ground, start, held_back=held, at=probes, times=times, kernels=kernels)
    share = ground.exposure[probes]
    against = np.maximum(said / share, _LEAST)
    return Lesson(start, against.astype(np.float32), share, times, np.searchsorted(probes, place), worth)


def _probes(ground: Lattice, past: Events, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places at which a pool is learned, in order, and how many each stands for: all of them where they are few."""
    if ground.size <= 2 * _PROBE:
        return np.arange(ground.size), np.ones(ground.size)
    own = ground.locate(past.xy)
    busy = np.zeros(ground.size, dtype=bool)
    busy[own[own >= 0]] = True
    busy[place] = True
    quiet = np.flatnonzero(~busy)
    some = quiet[:: max(1, len(quiet) // _PROBE)]
    probes = np.concatenate([np.flatnonzero(busy), some])
    times = np.concatenate([np.ones(busy.sum()), np.full(len(some), len(quiet) / max(1, len(some)))])
    order = np.argsort(probes)
    return probes[order], times[order]


def scatter(lessons: Sequence[Lesson], pool: Pool, config: RiskConfig) -> float:
    """How counts of a place scatter around the pool, as the size of a negative binomial, by moments over the lessons.

    The total of each window is taken as it was, so that only the scatter between places counts. `site_shape` holds it
    back, worth one squared incident.
    """
    excess, squares = 1 / config.site_shape, 1.0
    for one in lessons:
        mean = one.share * (pool.weights @ one.at_probes) ** pool.power
        mean *= one.worth.sum() / (mean @ one.times)
        count = np.bincount(one.position, one.worth, minlength=len(mean))
        excess += ((count - mean) ** 2 - mean) @ one.times
        squares += mean**2 @ one.times
    return float(squares / max(excess, squares / _ALMOST_POISSON))


def blend(pool: Pool, said: Laid, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each place's share of the next incident, (m,), and the same in its parts, (PARTS, m); both sum to 1.

    The power raises what the pool says against what the place is; the parts of a place keep their proportions.
    """
    return sharpen(pool, np.einsum("k,kpm->pm", pool.weights, said.parts), share)


def sharpen(pool: Pool, parts: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same from the weighted sum of the components' parts (PARTS, m), as `lay_weighed` gives it."""
    pooled = parts.sum(axis=0)
    raised = share * np.maximum(pooled / share, _LEAST) ** pool.power
    raised /= raised.sum()
    scale = np.divide(raised, pooled, out=np.zeros_like(raised), where=pooled > 0)
    parts = parts * scale
    return parts.sum(axis=0), parts
