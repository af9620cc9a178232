"""How much room for incidents there is around each incident: all land alike, or only places such as sites."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

_STEP = 2.0
"""Room is worked out at widths so many times one another, and read off between them."""
_CELL = 1 / 3
"""Places are gathered in cells of this share of a width."""
_REACH = 3.5
"""A Gaussian ends at so many standard deviations."""


class Room:
    """The room around incidents, against an even spread over `area_m2`: 1 on open land, more where places crowd.

    A Gaussian about an incident is shared out among the places in reach, as `Lattice.spread` does it, so its density
    at a place is higher where there are few. Land beyond the border is taken as land.
    """

    def __init__(
        self,
        xy: np.ndarray,
        *,
        area_m2: float,
        least_m: float,
        most_m: float,
        places_xy: np.ndarray | None = None,
        share: np.ndarray | None = None,
    ) -> None:
        """For incidents at `xy` and Gaussians between two widths; open land without `places_xy` (m, 2) and `share`."""
        self.area_m2 = area_m2
        self._log_room: np.ndarray | None = None
        if places_xy is None or share is None:
            return
        count = max(2, int(np.ceil(np.log(most_m / least_m) / np.log(_STEP))) + 1)
        self._log_width = np.linspace(np.log(least_m), np.log(most_m), count)
        spots, which = np.unique(xy, axis=0, return_inverse=True)
        # never less than a hundredth of one average place at the very spot
        rows = []
        for width in np.exp(self._log_width):
            least = 0.01 / len(share)
            seen = np.maximum(_reached(spots, places_xy, share, float(width)), least)
            rows.append(np.log(seen * area_m2 / (2 * np.pi * width**2)))
        self._log_room = np.array(rows)[:, which.reshape(-1)]

    def at(self, incident: np.ndarray, width: np.ndarray) -> np.ndarray:
        """The room of those incidents for those widths, (n,)."""
        if self._log_room is None:
            return np.ones(len(incident))
        steps = (np.log(width) - self._log_width[0]) / (self._log_width[1] - self._log_width[0])
        steps = np.clip(steps, 0, len(self._log_width) - 1)
        low = np.minimum(steps.astype(int), len(self._log_width) - 2)
        rest = steps - low
        rows = self._log_room
        return np.asarray(np.exp((1 - rest) * rows[low, incident] + rest * rows[low + 1, incident]))


def snapped(xy: np.ndarray, doubt_m: np.ndarray, places_xy: np.ndarray, reach_m: float) -> np.ndarray:
    """The incidents moved to the nearest place within reach where their own place is known, (n, 2)."""
    distance, place = cKDTree(places_xy).query(xy)
    moved = xy.copy()
    near = (distance <= reach_m) & (doubt_m == 0)
    moved[near] = places_xy[place[near]]
    return moved


def _reached(spots: np.ndarray, places_xy: np.ndarray, share: np.ndarray, width: float) -> np.ndarray:
    """Sum of the shares of the places, each by its nearness, (spots,)."""
    steps = np.floor(places_xy / (_CELL * width)).astype(np.int64)
    _, which = np.unique(steps, axis=0, return_inverse=True)
    which = which.reshape(-1)
    mass, size = np.bincount(which, share), np.bincount(which)
    middle = np.column_stack([np.bincount(which, places_xy[:, k]) / size for k in (0, 1)])
    found = cKDTree(spots).sparse_distance_matrix(cKDTree(middle), _REACH * width, output_type="ndarray")
    kernel = mass[found["j"]] * np.exp(-((found["v"] / width) ** 2) / 2)
    return np.bincount(found["i"], kernel, minlength=len(spots))
