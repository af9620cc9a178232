"""Pairs of incidents close in time and place, and how well an earlier one of a given reach explains a later one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from planner.risk.events import Events
from planner.risk.trigger_room import Room

_DAY = 1.0
"""Even an incident with a clock time is known to its day only: what is written is often when it was noticed."""
_REACH_DAYS = 5.0
"""Pairs farther apart than so many time scales are left out: less than 1 % of repeats."""
_REACH_M = 3.5
"""The same in standard deviations of the place: 0.2 %."""
_BOX = 1 + 1e-9
"""Half the side of the box of pairs, with a hair for rounding: pairs of one moment lie on its border."""
_COUNTED = 500
"""The number of pairs is told from so many incidents, spread over all days."""
MOST_PAIRS = 250_000
"""With more pairs only every so-many-th incident is asked whether it is a repeat; all are asked what they set off."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Earlier and later incidents within reach of each other.

    `asked` are the positions of the incidents that are looked at as repeats; `later` counts within it. An incident
    with others of the same moment near it is looked at twice, as the first and as the last of them, each for a `part`
    of 0.5. `earlier` is a position and `weight` its worth. `lag` (days) may be off by half of `width` either way,
    `square` is the squared distance and `doubt` the variance of both places along an axis.
    """

    asked: np.ndarray
    part: np.ndarray
    later: np.ndarray
    earlier: np.ndarray
    weight: np.ndarray
    lag: np.ndarray
    width: np.ndarray
    square: np.ndarray
    doubt: np.ndarray

    def by_time(self, days: float) -> np.ndarray:
        """Density of each lag if repeats follow after an exponential time of that mean, per day.

        A lag is averaged over what it may be, the other way round included: of two incidents of one day either may
        have set off the other. That counts half each way, as one pair: leaving such pairs out would hide the shortest
        lags, and letting each be the cause of the other would count one repeat twice.
        """
        return self._one_way(self.lag, days) + self._one_way(-self.lag, days)

    def _one_way(self, lag: np.ndarray, days: float) -> np.ndarray:
        low, high = np.maximum(lag - self.width / 2, 0.0), np.maximum(lag + self.width / 2, 0.0)
        return np.asarray((np.exp(-low / days) - np.exp(-high / days)) / self.width)

    def by_place(self, range_m: float, room: Room) -> np.ndarray:
        """Density of each distance against an even spread, times the earlier one's weight.

        Repeats fall by a Gaussian of that standard deviation.
        """
        variance = range_m**2 + self.doubt
        kernel = np.exp(-self.square / (2 * variance)) / (2 * np.pi * variance)
        return np.asarray(self.weight * kernel * room.area_m2 / room.at(self.earlier, np.sqrt(variance)))

    def gather(self, by_time: np.ndarray, by_place: np.ndarray) -> np.ndarray:
        """The sum over all earlier ones for each incident asked, (asked,)."""
        return np.bincount(self.later, by_time * by_place, minlength=len(self.asked))


def find_pairs(events: Events, *, days: float, range_m: float, most: int = MOST_PAIRS) -> Pairs:
    """The pairs that matter up to that time scale and range; the one written down later is the later one.

    Of two at the same moment it is each in turn, for half.
    """
    width = np.maximum(events.width_days, _DAY)
    if not len(events):
        none = np.zeros(0)
        return Pairs(none.astype(int), none, none.astype(int), none.astype(int), *[none] * 5)
    span = _REACH_DAYS * days + float(width.max())
    far = _REACH_M * np.sqrt(range_m**2 + 2 * float(events.doubt_m.max()) ** 2)
    # a box of width 2 about the middle of the lags that are allowed, from 0 to span
    scale = np.array([far, far, span / 2])
    earlier = np.column_stack([events.xy, events.day + span / 2]) / scale
    later = np.column_stack([events.xy, events.day]) / scale
    tree = cKDTree(earlier)
    some = later[:: max(1, len(events) // _COUNTED)]
    per_incident = tree.query_ball_point(some, _BOX, p=np.inf, return_length=True).mean()
    step = max(1, int(np.ceil(per_incident * len(events) / most)))
    asked = np.arange(0, len(events), step)
    found = cKDTree(later[asked]).sparse_distance_matrix(tree, _BOX, p=np.inf, output_type="ndarray")
    j, i = found["i"], found["j"]
    child = asked[j]
    lag, both = events.day[child] - events.day[i], np.hypot(width[child], width[i])
    square = ((events.xy[child] - events.xy[i]) ** 2).sum(axis=1)
    doubt = events.doubt_m[child] ** 2 + events.doubt_m[i] ** 2
    near = (child != i) & (lag >= 0) & (square <= _REACH_M**2 * (range_m**2 + doubt))
    tied = np.unique(j[near & (lag == 0)])
    second = np.full(len(asked), -1)
    second[tied] = len(asked) + np.arange(len(tied))
    as_last = np.flatnonzero(near & ((lag > 0) | (i < child)))
    as_first = np.flatnonzero(near & ((lag > 0) | (i > child)) & (second[j] >= 0))
    kept = np.concatenate([as_last, as_first])
    later = np.concatenate([j[as_last], second[j[as_first]]])
    # trees give pairs in an order of their own
    order = np.lexsort((i[kept], later))
    kept, later = kept[order], later[order]
    part = np.ones(len(asked) + len(tied))
    part[tied] = part[len(asked) :] = 0.5
    return Pairs(
        np.append(asked, asked[tied]),
        part,
        later,
        i[kept],
        events.weight[i[kept]],
        lag[kept],
        both[kept],
        square[kept],
        doubt[kept],
    )
