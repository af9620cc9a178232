"""What would happen without triggering: where incidents happen at any time, times how the level of all rises and falls.

The place is a mixture of Gaussians about all other incidents, from the very place to the whole region, so that a
place with many incidents over the years is no sign of triggering. The level in time knows no place, so that a wave
over the whole region is none either. Each incident is left out of its own background.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.spatial import cKDTree
from scipy.special import ndtr

from planner.config import RiskConfig
from planner.risk.events import Events
from planner.risk.trigger_room import Room

_RATIO = 4.0
"""Each width of the mixture against the next smaller one."""
_CELL = 1 / 3
"""Incidents are gathered in cells of this share of a width."""
_REACH = 3.0
"""A Gaussian ends at so many standard deviations."""
_WAVES = (1.0, 4.0)
"""Widths of the level in time, in waves of the shortest length; the third candidate is a constant level."""
_BINS = 2000
"""Bins of the level in time at most."""
_ROUNDS = 60
"""Rounds of the weighing of a mixture."""


class Background:
    """The background of a set of incidents, ready to be weighed again when some turn out to be repeats."""

    def __init__(self, events: Events, room: Room, *, start: float, until: float, config: RiskConfig) -> None:
        """`start` and `until` are the days between which incidents were recorded; at least one incident."""
        self._events = events
        span = max(until - start, 1.0)
        self._step = max(1.0, span / _BINS)
        self._bins = int(np.ceil(span / self._step))
        self._bin = np.clip(((events.day - start) / self._step).astype(int), 0, self._bins - 1)
        self._waves = [wave * config.trigger_wave_days / self._step for wave in _WAVES]
        steps = int(max(0.0, np.log(np.sqrt(room.area_m2) / 4 / config.trigger_same_m) / np.log(_RATIO))) + 1
        self._laid = [_layer(events, room, config.trigger_same_m * _RATIO**k) for k in range(steps)]

    def density(self, own: np.ndarray, triggered: np.ndarray, share: float) -> np.ndarray:
        """Expected incidents at each incident's place and day, against an even spread and per day, summing to all.

        `own` (n,) is the probability that an incident was not set off; `triggered` (n,) the density of repeats if
        each incident set off one, which competes for what is close in time. `share` is where the weighing starts.
        """
        mass = self._events.weight * own
        level = self._level(mass)
        total = float(mass.sum())
        rest = np.maximum(total - mass, np.finfo(float).tiny)
        columns = [np.ones(len(mass))]
        for matrix, cell, worth, own_value in self._laid:
            at = matrix @ np.bincount(cell, mass * worth, minlength=matrix.shape[0])
            columns.append(np.maximum(at[cell] - mass * worth * own_value, 0.0) / rest)
        place = np.array(columns)
        all_of_them = float(self._events.weight.sum())
        competing = np.vstack([place * level, triggered / all_of_them])
        start = np.append(np.full(len(place), (1 - share) / len(place)), share)
        weights = _weigh(competing, self._events.weight, start)[:-1]
        return np.asarray(all_of_them * level * (weights / weights.sum() @ place))

    def _level(self, mass: np.ndarray) -> np.ndarray:
        """Density of each incident's day, per day, without the incident itself."""
        total = float(mass.sum())
        rest = np.maximum(total - mass, np.finfo(float).tiny)
        counts = np.bincount(self._bin, mass, minlength=self._bins)
        middle = np.arange(self._bins) + 0.5
        columns = [np.full(len(mass), 1 / (self._bins * self._step))]
        for wave in self._waves:
            reach = min(self._bins - 1, int(np.ceil(4 * wave)))
            kernel = np.exp(-((np.arange(-reach, reach + 1) / wave) ** 2) / 2) / (np.sqrt(2 * np.pi) * wave)
            # what would fall before the first or after the last day stays inside
            inside = ndtr((self._bins - middle) / wave) - ndtr(-middle / wave)
            smooth = np.convolve(counts / inside, kernel)[reach : reach + self._bins]
            itself = kernel[reach] / inside[self._bin]
            columns.append(np.maximum(smooth[self._bin] - mass * itself, 0.0) / rest / self._step)
        level = np.array(columns)
        weights = _weigh(level, self._events.weight, np.full(len(level), 1 / len(level)))
        return np.asarray(weights @ level)


def _weigh(columns: np.ndarray, worth: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Weights of a mixture (k,) that make the incidents most likely, by EM.

    Beforehand there is one incident a part, dealt as `start`.
    """
    weights = start
    held = start * len(start)
    for _ in range(_ROUNDS):
        parts = weights[:, None] * columns
        parts /= np.maximum(parts.sum(axis=0), np.finfo(float).tiny)
        weights = parts @ worth + held
        weights = weights / weights.sum()
    return np.asarray(weights)


def _layer(events: Events, room: Room, width: float) -> tuple[csr_matrix, np.ndarray, np.ndarray, np.ndarray]:
    """A Gaussian of that width: densities between cells; each incident's cell, its worth, its density at itself."""
    n = len(events)
    cell = np.zeros(n, dtype=int)
    groups: list[tuple[float, np.ndarray, int]] = []
    count = 0
    for doubt in np.unique(events.doubt_m):
        here = np.flatnonzero(events.doubt_m == doubt)
        side = _CELL * float(np.hypot(width, doubt))
        steps = np.floor(events.xy[here] / side).astype(np.int64)
        _, first, which = np.unique(steps, axis=0, return_index=True, return_inverse=True)
        which = which.reshape(-1)
        size = np.bincount(which)
        middle = np.column_stack([np.bincount(which, events.xy[here, k]) / size for k in (0, 1)])
        cell[here] = count + which
        groups.append((float(doubt), middle, count))
        count += len(first)
    trees = [cKDTree(middle) for _, middle, _ in groups]
    rows, columns, values = [], [], []
    for (own, _, from_), tree in zip(groups, trees, strict=True):
        for (other, _, to), target in zip(groups, trees, strict=True):
            variance = width**2 + own**2 + other**2
            found = tree.sparse_distance_matrix(target, _REACH * np.sqrt(variance), output_type="ndarray")
            rows.append(from_ + found["i"])
            columns.append(to + found["j"])
            values.append(np.exp(-(found["v"] ** 2) / (2 * variance)) / (2 * np.pi * variance))
    where = (np.concatenate(rows), np.concatenate(columns))
    matrix = csr_matrix(coo_matrix((np.concatenate(values), where), shape=(count, count)))
    worth = room.area_m2 / room.at(np.arange(n), np.sqrt(width**2 + 2 * events.doubt_m**2))
    return matrix, cell, worth, 1 / (2 * np.pi * (width**2 + 2 * events.doubt_m**2))
