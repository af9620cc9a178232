"""Where so many mobiles reach most of the risk in time: the heart of each beat, and which sites belong to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heart:
    """A site from which `mobiles` mobiles reach `reached` (positions) in time; `gain` is the risk that one adds."""

    site: int
    mobiles: int
    gain: float
    reached: NDArray[np.intp]


def hearts(score: Floats, near: NDArray[np.bool_], number: int, away: float) -> list[Heart]:
    """The hearts of so many mobiles, one after the other where one more adds most of the score within reach.

    `near` (sites x sites) says from which site which one is reached in time. A mobile is not to be had for a share
    `away` of its time, so that a second one at the same place adds that share of what the first one added.

    Source
    ------
    Maximum expected covering location: Daskin 1983, "A maximum expected covering location model"; greedily, which
    keeps 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
    """
    left = np.asarray(score, dtype=float).copy()
    reach = near.astype(float)
    found: dict[int, list[float]] = {}
    for _ in range(number):
        gains = reach @ left
        best = int(np.argmax(gains))
        # a place that a heart reaches already is served by one more mobile there: its sites are cut between them
        best = next((heart for heart in found if near[heart, best]), best)
        found.setdefault(best, []).append(float(gains[best]))
        left[near[best]] *= away
    made = []
    taken = np.zeros(len(score), dtype=bool)
    for site, gains_of in found.items():
        own = np.flatnonzero(near[site] & ~taken)
        taken[own] = True
        made.append(Heart(site, len(gains_of), float(np.mean(gains_of)), own))
    return made


def shared(
    made: list[Heart], minutes: Floats, work: Floats, hours: Floats, fixed: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Which heart (position in `made`) each site belongs to, so that as little risk as possible is left meanwhile.

    `minutes` (hearts x sites) is what a visit from the heart costs, `work` (sites) its share of a shift; a beat takes
    work up to `hours` (hearts); when all are full, each as many times more. Sites that are `fixed` stay where they are
    reached in time. A minute away costs what the heart reaches, and at least what lies nowhere near.
    """
    number, sites = minutes.shape
    least = max(float(np.mean([heart.gain for heart in made])) / number, 1e-9)
    cost = np.array([max(heart.gain, least) for heart in made])[:, None] * minutes
    home = np.full(sites, -1)
    for k, heart in enumerate(made):
        home[heart.reached[fixed[heart.reached]]] = k
    free = np.flatnonzero(home < 0)
    if number == 1 or not len(free):
        return np.where(home < 0, 0, home).astype(np.intp)
    room = np.maximum(hours - np.array([work[home == k].sum() for k in range(number)]), 0.0)
    if room.sum() <= 0:
        room = hours.copy()
    room *= max(1.0, 1.001 * float(work[free].sum()) / float(room.sum()))
    return _with_rest(home, free, cost[:, free], work[free], room)


def _with_rest(
    home: NDArray[np.intp], free: NDArray[np.intp], cost: Floats, work: Floats, room: Floats
) -> NDArray[np.intp]:
    """The sites that are free go where they cost least within the room: a transport, each to its largest share."""
    number, count = cost.shape
    column = np.arange(number * count)
    heart, site = np.divmod(column, count)
    whole = coo_array((np.ones(len(column)), (site, column)), shape=(count, len(column)))
    loads = coo_array((work[site], (heart, column)), shape=(number, len(column)))
    answer = linprog(
        cost.ravel(),
        A_ub=loads.tocsr(),
        b_ub=room,
        A_eq=whole.tocsr(),
        b_eq=np.ones(count),
        bounds=(0, 1),
        method="highs",
    )
    if answer.status != 0:
        raise RuntimeError(f"the sites could not be shared among {number} beats: {answer.message}")
    found = home.copy()
    found[free] = answer.x.reshape(number, count).argmax(axis=0)
    return found.astype(np.intp)
