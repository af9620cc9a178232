"""Incidents played against presences: who was met in time, and which community was met least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulate.presence import Presence

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Minutes = Callable[[Floats, Floats], Floats]
"""Driving minutes from points (n, 2) to points (m, 2) in metres: (n, m), inf where there is no way."""
WITHIN_MIN = 10.0
"""An incident counts as met when an officer arrives in this time. Source: the goal of the project; assumption."""
_CELLS = 2**25  # incidents times presences that are looked at in one go


@dataclass(frozen=True, slots=True)
class Happened:
    """Incidents, one an entry of each array: minute since 1970 in UTC, place in metres, site, community hit."""

    at_min: Floats
    x_m: Floats
    y_m: Floats
    site: NDArray[np.object_]
    community: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.at_min)


@dataclass(frozen=True, slots=True)
class Served:
    """Share of incidents met, by community too; nan and "" where nothing happened. `met` has one flag an incident."""

    share: float
    worst_share: float
    worst_community: str
    shares: Mapping[str, float]
    met: Flags


def served(
    happened: Happened, presences: Sequence[Presence], minutes: Minutes, *, within_min: float = WITHIN_MIN
) -> Served:
    """What share of the incidents an officer could reach within so many minutes, from where he stood at that moment.

    A presence serves from its start up to, without, its end. `minutes` is asked once, for the different places.
    """
    flags = met(happened, presences, minutes, within_min=within_min)
    groups = sorted(set(happened.community.tolist()))
    shares = {name: float(flags[happened.community == name].mean()) for name in groups}
    if not shares:
        return Served(float("nan"), float("nan"), "", {}, flags)
    worst = min(groups, key=lambda name: shares[name])
    return Served(float(flags.mean()), shares[worst], worst, shares, flags)


def met(
    happened: Happened, presences: Sequence[Presence], minutes: Minutes, *, within_min: float = WITHIN_MIN
) -> Flags:
    """One flag an incident: an officer was so near at that moment."""
    there = [one for one in presences if one.officers > 0]
    flags = np.zeros(len(happened), dtype=bool)
    if not len(happened) or not there:
        return flags
    stands, stand_of = np.unique([(one.x_m, one.y_m) for one in there], axis=0, return_inverse=True)
    spots, spot_of = np.unique(np.column_stack([happened.x_m, happened.y_m]), axis=0, return_inverse=True)
    near = minutes(stands, spots) <= within_min
    starts = np.array([one.window.start.timestamp() / 60 for one in there])
    ends = np.array([one.window.end.timestamp() / 60 for one in there])
    reach, spot_of = near[stand_of.ravel()].T, spot_of.ravel()
    step = max(1, _CELLS // len(there))
    for first in range(0, len(happened), step):
        some = slice(first, first + step)
        at = happened.at_min[some, None]
        on_duty = (starts <= at) & (at < ends)
        flags[some] = (on_duty & reach[spot_of[some]]).any(axis=1)
    return flags
