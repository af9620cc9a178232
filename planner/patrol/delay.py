"""The same tours begun and gone on with at other minutes, where a shift leaves time: for mobiles with few sites."""

from __future__ import annotations

import numpy as np

from planner.patrol.beat import Beat
from planner.patrol.problem import Tour


def delayed(beat: Beat, tour: Tour, rng: np.random.Generator) -> Tour:
    """The tour with its stops put off by chance, later ones by no less than sooner ones, as far as the shift allows.

    With required visits all stops are put off alike, so that none is left for longer than before, the first not beyond
    the minute at which it is due. A delay that would miss the opening of a stop is not made.
    """
    if not tour.visits:
        return tour
    stops = np.array([stop for stop, _ in tour.visits])
    begins = np.array([minute for _, minute in tour.visits])
    spare = int(beat.last - beat.back[stops[-1]] - beat.stay[stops[-1]] - begins[-1])
    for one in np.flatnonzero(beat.spreads):
        spare = min(spare, int(beat.first + beat.problem.every_min - begins[stops == one][0]))
    if spare < 1:
        return tour
    if beat.wanted.any():
        put_off = np.full(len(stops), rng.integers(spare + 1))
    else:
        low, high = np.sort(rng.integers(spare + 1, size=2))
        put_off = np.sort(rng.integers(low, high + 1, size=len(stops)))
    later = begins + put_off
    if (beat.opens[stops, later] != later).any():
        return tour
    return Tour(tour.mobile, tuple(zip(stops.tolist(), later.tolist(), strict=True)))
