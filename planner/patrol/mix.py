"""Linear programs over a pool of tours: how often to drive each, and what a tour not yet found would have to bring."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from planner.patrol.beat import Beat
from planner.patrol.pool import Prices
from planner.patrol.problem import Tour

_FILL = 1e-3
"""What covering all there is to cover counts against the level: enough to leave no tour half empty, too little to
move it."""


@dataclass
class Pool:
    """Tours and what each visits: any time (tours x stops), and in each slot (tours x stops x slots).

    Unless it `keeps_all`, of tours that visit the same stops in the same slots only the first is kept.
    """

    beat: Beat
    tours: list[Tour] = field(default_factory=list)
    keeps_all: bool = False
    _known: set[bytes] = field(default_factory=set)
    _slots: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, tour: Tour) -> bool:
        """Whether the tour is taken into the pool."""
        visits = self._visits(tour)
        key = visits.tobytes()
        if key in self._known and not self.keeps_all:
            return False
        self._known.add(key)
        self.tours.append(tour)
        self._slots.append(visits)
        return True

    def worth(self, tour: Tour, prices: Prices) -> float:
        """What a tour is worth at these prices."""
        return float(self._worth(self._visits(tour), prices))

    def thin(self, prices: Prices, shares: NDArray[np.float64], most: int) -> NDArray[np.int64]:
        """Forget all but so many tours: those that have a share stay, then those worth most at these prices.

        A slot that only one tour visits keeps it. Gives the former positions of those that stay.
        """
        if len(self.tours) <= most:
            return np.arange(len(self.tours))
        slots = self.by_slot()
        alone = (slots * (slots.sum(axis=0) == 1)).any(axis=(1, 2))
        rank = np.lexsort((-self._worth(slots, prices), -(shares + alone)))
        stay = np.sort(rank[: max(most, int(((shares > 0) | alone).sum()))])
        self.tours = [self.tours[i] for i in stay]
        self._slots = [self._slots[i] for i in stay]
        return stay

    def _worth(self, slots: NDArray[np.float64], prices: Prices) -> NDArray[np.float64]:
        return slots.max(axis=-1) @ prices.visit + (slots * prices.slot).sum(axis=(-2, -1))

    def _visits(self, tour: Tour) -> NDArray[np.float64]:
        visits = np.zeros((self.beat.stops, self.beat.slots))
        for stop, minute in tour.visits:
            visits[stop, self.beat.slot_of(stop, minute)] = 1.0
        return visits

    def by_slot(self) -> NDArray[np.float64]:
        """Whether each tour visits each stop in each slot."""
        return np.array(self._slots)

    def covered(self) -> NDArray[np.bool_]:
        """Whether any tour visits each stop in each slot."""
        return np.any(self._slots, axis=0) if self._slots else np.zeros((self.beat.stops, self.beat.slots), dtype=bool)


@dataclass(frozen=True)
class Mix:
    """Shares of the tours, the value reached, the prices of visits, and what a new tour must be worth more than."""

    shares: NDArray[np.float64]
    value: float
    prices: Prices
    beaten: float


def least(pool: Pool, stops: NDArray[np.bool_]) -> Mix:
    """The mix whose least coverage of any of these stops is highest; `value` is that coverage."""
    slots = pool.by_slot()
    visits, chosen = slots.max(axis=2), np.flatnonzero(stops)
    rows = np.hstack([-visits[:, chosen].T, np.ones((len(chosen), 1))])
    found = _solved(np.r_[np.zeros(len(visits)), -1.0], rows, np.zeros(len(chosen)), len(visits))
    prices = Prices(np.zeros(len(stops)), np.zeros(slots.shape[1:]))
    prices.visit[chosen] = found.prices
    return Mix(found.x[:-1], -found.value, prices, found.beaten)


def worst(
    pool: Pool,
    stops: NDArray[np.bool_],
    values: NDArray[np.float64],
    covered_loss: float,
    floors: NDArray[np.float64],
) -> Mix:
    """The mix against which the worst attack on these stops costs least; `value` is that cost.

    No stop (of all) is covered less than its floor.
    """
    slots = pool.by_slot()
    visits, chosen, held = slots.max(axis=2), np.flatnonzero(stops), np.flatnonzero(floors > 0)
    worth = values[chosen] * (1 - covered_loss)
    known = (floors > 0) | stops
    fill = _FILL * values * known / max(float(values[known].sum()), _FILL)
    rows = np.vstack(
        [
            np.hstack([-worth[:, None] * visits[:, chosen].T, -np.ones((len(chosen), 1))]),
            np.hstack([-visits[:, held].T, np.zeros((len(held), 1))]),
        ]
    )
    found = _solved(np.r_[-visits @ fill, 1.0], rows, np.r_[-values[chosen], -floors[held]], len(visits))
    prices = Prices(fill.copy(), np.zeros(slots.shape[1:]))
    prices.visit[chosen] += worth * found.prices[: len(chosen)]
    prices.visit[held] += found.prices[len(chosen) :]
    return Mix(found.x[:-1], float(found.x[-1]), prices, found.beaten)


def spread(pool: Pool, pairs: NDArray[np.bool_], target: NDArray[np.float64], cover: NDArray[np.float64]) -> Mix:
    """The mix that comes nearest to `target` in each of these pairs of stop and slot, no stop covered below `cover`.

    What lacks in all, as a share of all that is aimed at, and the share of its target that the worst pair reaches
    count the same; `value` is the second less the first.
    """
    slots = pool.by_slot()
    visits, tours = slots.max(axis=2), len(slots)
    chosen = np.flatnonzero(cover > 0)
    where, slot = np.nonzero(pairs & (target > 0))
    aim = target[where, slot]
    count = len(aim)
    seen = slots[:, where, slot].T
    free = np.zeros((count, 1))
    rows = np.vstack(
        [
            np.hstack([-visits[:, chosen].T, np.zeros((len(chosen), count + 1))]),
            np.hstack([-seen, -np.eye(count), free]),
            np.hstack([-seen, np.zeros((count, count)), aim[:, None]]),
        ]
    )
    limits = np.r_[-cover[chosen], -aim, np.zeros(count)]
    cost = np.r_[np.zeros(tours), np.full(count, 1 / max(float(aim.sum()), _FILL)), -1.0]
    found = _solved(cost, rows, limits, tours, most=1.0)
    prices = Prices(np.zeros(len(cover)), np.zeros(target.shape))
    prices.visit[chosen] = found.prices[: len(chosen)]
    prices.slot[where, slot] = found.prices[len(chosen) : len(chosen) + count] + found.prices[len(chosen) + count :]
    return Mix(found.x[:tours], -found.value, prices, found.beaten)


@dataclass(frozen=True)
class _Found:
    x: NDArray[np.float64]
    value: float
    prices: NDArray[np.float64]
    beaten: float


def _solved(
    cost: NDArray[np.float64],
    rows: NDArray[np.float64],
    limits: NDArray[np.float64],
    tours: int,
    most: float | None = None,
) -> _Found:
    """The lowest cost with the shares of the tours adding up to 1; the other variables lie between 0 and `most`."""
    whole = np.r_[np.ones(tours), np.zeros(len(cost) - tours)][None, :]
    bounds = [(0, None)] * tours + [(0, most)] * (len(cost) - tours)
    found = linprog(cost, A_ub=rows, b_ub=limits, A_eq=whole, b_eq=[1.0], bounds=bounds, method="highs")
    if found.status != 0:
        raise RuntimeError(f"the mix of {tours} tours was not found: {found.message}")
    return _Found(found.x, float(found.fun), -found.ineqlin.marginals, -float(found.eqlin.marginals[0]))
