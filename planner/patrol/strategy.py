"""How often to drive which tour, so that nobody who knows the frequencies finds a site or an hour worth waiting for.

Every tour can be driven within the shift. Tours are found one after the other, each where the mix so far is weakest
(column generation): first for the least covered site, then for the site where an attack costs most, then for the slots
of the shift in which a site is seldom visited.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.config.sections import PatrolConfig
from planner.patrol.beat import Beat, make_beat
from planner.patrol.coverage import coverage
from planner.patrol.delay import delayed
from planner.patrol.fill import filled, petals
from planner.patrol.mix import Mix, Pool, least, spread, worst
from planner.patrol.notes import unfitting, unvisited
from planner.patrol.pool import Prices, best_tours
from planner.patrol.problem import PatrolProblem, Tour

_BETTER = 1e-6
_NEVER_DRIVEN = 1e-7


@dataclass(frozen=True)
class Strategy:
    """Tours of one mobile with their probabilities, and what anybody may know of them.

    `cover` is the probability that a site is visited within the shift (sites), `slots` that it is visited within each
    slot of it (sites x slots). `guaranteed_least` is the lowest cover of all sites that can be visited. `level` is what
    the worst attack is expected to cost, in the unit of the values; `bound` what it would cost if driving took no
    time: nothing does better. `evenness` is the share of an even spread over the shift that the worst site and slot
    still has. `notes` say which sites cannot be visited, and why. The same seed gives the same strategy when
    `is_repeatable`.
    """

    sites: tuple[str, ...]
    tours: tuple[Tour, ...]
    probabilities: NDArray[np.float64]
    cover: NDArray[np.float64]
    slots: NDArray[np.float64]
    guaranteed_least: float
    level: float
    bound: float
    evenness: float
    notes: tuple[str, ...]
    is_repeatable: bool

    @property
    def price_of_roads(self) -> float:
        """How many times as much the worst attack costs as if driving took no time: at least 1."""
        return self.level / self.bound if self.bound > 0 else 1.0


def strategy(
    problem: PatrolProblem, config: PatrolConfig, *, mobile: int = 0, seed: int = 0, seconds: float | None = None
) -> Strategy:
    """The mixed strategy of one mobile over the stops of the problem: give it the stops of its own beat.

    Stops with required visits are in every tour; when they do not all fit, those of least value become optional and
    `notes` say so. Without `seconds` the search ends after the rounds of the configuration and can be repeated.
    """
    beat, notes = _possible(_beat(problem, mobile, config), config)
    search = _Search(beat, config, np.random.default_rng([seed, mobile]), seconds)
    search.sow()
    pairs = beat.reachable() & search.pool.covered()
    reached = np.asarray(pairs.any(axis=1), dtype=bool)
    notes += unvisited(beat, np.flatnonzero(~reached).tolist())
    if not reached.any():
        return _nothing(beat, notes, config)
    aimed = reached & (beat.wanted == 0)
    values = np.array([stop.value for stop in problem.stops], dtype=float)
    shares = search.mixed(aimed, pairs, values / max(float(values.max()), 1.0))
    return _told(search, shares, reached, pairs & aimed[:, None], values, notes)


class _Search:
    def __init__(self, beat: Beat, config: PatrolConfig, rng: np.random.Generator, seconds: float | None) -> None:
        self.beat, self.config, self.rng = beat, config, rng
        self.ends_at = None if seconds is None else time.monotonic() + seconds
        self.pool = Pool(beat)
        self.in_time = True

    def sow(self) -> None:
        """First tours: such as come up by chance, then some for every stop and slot that none of them visits."""
        even = Prices(np.ones(self.beat.stops), np.zeros((self.beat.stops, self.beat.slots)))
        for _ in range(self.config.petal_rounds):
            for tour in petals(self.beat, self.rng):
                self.pool.add(tour)
        for _ in range(self.config.first_tours):
            self._find(self._shaken(even, 1.0), 0.0)
        open_pairs = self.beat.reachable()
        while True:
            missing = open_pairs & ~self.pool.covered()
            if not missing.any():
                break
            seen = self.pool.covered().sum()
            self._find(self._shaken(Prices(np.zeros(self.beat.stops), missing.astype(float)), 1.0), 0.0)
            if self.pool.covered().sum() == seen:
                break
        for stop in np.flatnonzero(~self.pool.covered().any(axis=1)):
            alone = np.zeros(self.beat.stops)
            alone[stop] = 1.0
            self._find(Prices(alone, np.zeros((self.beat.stops, self.beat.slots))), 0.0)

    def mixed(
        self, aimed: NDArray[np.bool_], pairs: NDArray[np.bool_], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The shares of the tours after all three searches."""
        config, cover, lowest = self.config, np.zeros(self.beat.stops), 0.0
        if aimed.any():
            lowest = config.least_share * self._improved(partial(least, self.pool, aimed)).value
        floors = np.where(aimed, lowest, 0.0)
        needed = floors.copy()
        still = aimed.copy()
        while still.any():
            mix = self._improved(partial(worst, self.pool, still, values, config.covered_loss, floors))
            cover = np.minimum(mix.shares @ self.pool.by_slot().max(axis=2), 1.0)
            given = (1 - mix.value * (1 + config.slot_give) / np.maximum(values, _BETTER)) / (1 - config.covered_loss)
            needed[still] = np.maximum(lowest * (1 - config.slot_give), given[still])
            # a site that is visited for certain still costs the level: nothing can be done there, but at the others
            bare = still & (config.covered_loss * values >= mix.value - _BETTER)
            if not bare.any():
                break
            floors[bare] = np.maximum(cover[bare] - _BETTER, floors[bare])
            still &= ~bare
        often = np.where(aimed, cover, self.beat.wanted)
        target = np.where(pairs, (often / np.maximum(pairs.sum(axis=1), 1))[:, None], 0.0)
        kept = np.where(aimed, np.minimum(needed, cover), 0.0)
        rounds = max(config.rounds, config.spread_rounds // self.beat.stops)
        return self._improved(partial(spread, self.pool, pairs, target, kept), rounds).shares

    def _improved(self, solve: Callable[[], Mix], rounds: int | None = None) -> Mix:
        """The mix after no tour is found that betters it, or the rounds or the time are over."""
        mix = solve()
        mix = replace(mix, shares=mix.shares[self.pool.thin(mix.prices, mix.shares, self.config.pool)])
        for _ in range(self.config.rounds if rounds is None else rounds):
            if self.ends_at is not None and time.monotonic() > self.ends_at:
                self.in_time = False
                break
            added = self._find(mix.prices, mix.beaten)
            for _ in range(self.config.shakes):
                added += self._find(self._shaken(mix.prices, self.config.shake), mix.beaten, true=mix.prices)
            if not added:
                break
            mix = solve()
        return mix

    def _find(self, prices: Prices, beaten: float, true: Prices | None = None) -> int:
        """How many tours were added that are worth more than what must be beaten, at the true prices."""
        rate = max(beaten, _BETTER) / self.beat.minutes
        found = best_tours(self.beat, prices, width=self.config.beam, keep=self.config.keep, rate=rate)
        added = 0
        for worth, tour in found:
            really = worth if true is None else self.pool.worth(tour, true)
            if really > beaten + _BETTER or beaten == 0.0:
                added += self.pool.add(self._filled(tour, true or prices))
        return added

    def _filled(self, tour: Tour, prices: Prices) -> Tour:
        """The tour without idle minutes, as far as any stop is near enough for them."""
        worth = prices.visit + prices.slot.max(axis=1, initial=0.0)
        return filled(self.beat, tour, np.maximum(worth, _BETTER) * self.rng.uniform(0.5, 1.0, self.beat.stops))

    def _shaken(self, prices: Prices, much: float) -> Prices:
        by = np.exp(much * self.rng.standard_normal((self.beat.stops, self.beat.slots + 1)))
        return Prices(prices.visit * by[:, 0], prices.slot * by[:, 1:])


def _beat(problem: PatrolProblem, mobile: int, config: PatrolConfig) -> Beat:
    """A mobile's part, with the slots of time of the configuration."""
    return make_beat(problem, mobile, slots=config.slots, dosage_slots=config.dosage_slots, again_min=config.again_min)


def _possible(beat: Beat, config: PatrolConfig) -> tuple[Beat, tuple[str, ...]]:
    """The beat with as many of the required visits as fit, the stops of highest value first, and what did not fit."""
    if _fits(beat, config):
        return beat, ()
    stops, left_out = beat.problem.stops, []
    kept = _wanting(beat, np.zeros_like(beat.wanted), config)
    for stop in sorted(np.flatnonzero(beat.wanted), key=lambda s: (-stops[s].value, s)):
        wanted = kept.wanted.copy()
        wanted[stop] = beat.wanted[stop]
        tried = _wanting(kept, wanted, config)
        if _fits(tried, config):
            kept = tried
        else:
            left_out.append(int(stop))
    return kept, unfitting(beat, left_out)


def _wanting(beat: Beat, wanted: NDArray[np.int64], config: PatrolConfig) -> Beat:
    """The beat with other required visits."""
    return replace(beat, wanted=wanted, parts=np.where(wanted > 0, config.dosage_slots, config.slots))


def _fits(beat: Beat, config: PatrolConfig) -> bool:
    nothing = Prices(np.zeros(beat.stops), np.zeros((beat.stops, beat.slots)))
    return not beat.wanted.any() or bool(best_tours(beat, nothing, width=config.beam, keep=1, rate=_BETTER))


def _nothing(beat: Beat, notes: tuple[str, ...], config: PatrolConfig) -> Strategy:
    """The strategy of a mobile that can visit nothing: it stays."""
    sites = tuple(stop.site for stop in beat.problem.stops)
    none = np.zeros(len(sites))
    stay = (Tour(beat.mobile, ()),)
    return Strategy(
        sites, stay, np.ones(1), none, np.zeros((len(sites), config.slots)), 0.0, 0.0, 0.0, 0.0, notes, True
    )


def _told(
    search: _Search,
    shares: NDArray[np.float64],
    reached: NDArray[np.bool_],
    pairs: NDArray[np.bool_],
    values: NDArray[np.float64],
    notes: tuple[str, ...],
) -> Strategy:
    """What is known of the mix: tours that are driven at all, in a fixed order, and their figures."""
    beat, loss = search.beat, search.config.covered_loss
    pool, likely = _told_apart(search, shares)
    by_slot = pool.by_slot()
    cover = np.minimum(likely @ by_slot.max(axis=2), 1.0)
    fine = np.minimum(np.tensordot(likely, by_slot, axes=1), 1.0)
    slots = np.zeros((beat.stops, search.config.slots))
    for share, tour in zip(likely, pool.tours, strict=True):
        for stop, slot in {(s, (m - beat.first) * search.config.slots // beat.minutes) for s, m in tour.visits}:
            slots[stop, slot] += share
    even = (cover / np.maximum(pairs.sum(axis=1), 1))[:, None]
    return Strategy(
        sites=tuple(stop.site for stop in beat.problem.stops),
        tours=tuple(pool.tours),
        probabilities=likely,
        cover=cover,
        slots=np.minimum(slots, 1.0),
        guaranteed_least=float(cover[reached].min()),
        level=float((values * (1 - (1 - loss) * cover))[reached].max()),
        bound=coverage(values[reached], beat.most_visits, covered_loss=loss).level,
        evenness=float(min(1.0, (fine / np.where(even > 0, even, 1.0))[pairs].min(initial=1.0))),
        notes=notes,
        is_repeatable=search.in_time,
    )


def _told_apart(search: _Search, shares: NDArray[np.float64]) -> tuple[Pool, NDArray[np.float64]]:
    """The tours that are driven at all and their shares; where they are few, each at several hours."""
    driven = np.flatnonzero(shares > _NEVER_DRIVEN)
    likely = shares[driven] / shares[driven].sum()
    each = -(-search.config.least_tours // len(driven))
    pool, weights = Pool(search.beat, keeps_all=True), []
    for i, share in zip(driven, likely, strict=True):
        tour = search.pool.tours[i]
        variants = {tour} | {delayed(search.beat, tour, search.rng) for _ in range(each - 1)}
        for variant in sorted(variants, key=lambda t: t.visits):
            pool.add(variant)
            weights.append(share / len(variants))
    return pool, np.array(weights)
