"""Tours by insertion: petals that leave no site out, and stops put where a tour would wait."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.patrol.beat import Beat
from planner.patrol.problem import Tour

Floats = NDArray[np.float64]
_BARE_MIN = 1.0
"""Minutes added to each detour, so that two sites in one lane do not cost nothing."""


def petals(beat: Beat, rng: np.random.Generator) -> list[Tour]:
    """Compact tours that visit each optional stop that can be visited at all, each driven in both directions.

    Each begins with the stop farthest off that none has yet, and takes in what costs least on the way, while the shift
    lasts. Empty for a beat with required visits.

    Source
    ------
    Sequential insertion: Mole and Jameson 1976, "A sequential route-building algorithm employing a generalised savings
    criterion". Ways are shaken by chance, so that two calls give different petals.
    """
    if beat.wanted.any():
        return []
    left = beat.first + beat.out + beat.stay + beat.back <= beat.last
    shaken = beat.out * np.exp(0.1 * rng.standard_normal(beat.stops))
    found = []
    while left.any():
        seed = int(np.argmax(np.where(left, shaken, -1.0)))
        left[seed] = False
        order = _grown(beat, [seed], left)
        # what is left of the shift goes to stops that have their petal already: no tour stays half empty
        others = np.ones(beat.stops, dtype=bool)
        others[order] = False
        order = _grown(beat, order, others)
        left[order] = False
        for way in (order, order[::-1]):
            visits = _timed(beat, way)
            if visits:
                found.append(Tour(beat.mobile, visits))
    return found


def _grown(beat: Beat, order: list[int], free: NDArray[np.bool_]) -> list[int]:
    """The tour with as many of the free stops as there is time for, always the one with the least detour."""
    free = free.copy()
    way = int(beat.out[order[0]] + beat.back[order[-1]] + beat.stay[order].sum())
    way += int(beat.between[order[:-1], order[1:]].sum())
    while True:
        detours = _detours(beat, order) + beat.stay[None, :]
        detours[:, ~free | (way + detours.min(axis=0) > beat.minutes)] = np.iinfo(np.int64).max
        at, stop = np.unravel_index(int(np.argmin(detours)), detours.shape)
        cost = int(detours[at, stop])
        if way + cost > beat.minutes or cost == np.iinfo(np.int64).max:
            return order
        order = [*order[:at], int(stop), *order[at:]]
        free[stop] = False
        way += cost


def _detours(beat: Beat, order: list[int]) -> NDArray[np.int64]:
    """Minutes by which driving grows with each stop at each place of the tour (shape: places x stops)."""
    to = np.vstack([beat.out[None, :], beat.between[order]])
    on = np.vstack([beat.between[:, order].T, beat.back[None, :]])
    straight = np.r_[beat.out[order[0]], beat.between[order[:-1], order[1:]], beat.back[order[-1]]]
    return np.asarray(to + on - straight[:, None])


def _timed(beat: Beat, order: list[int]) -> tuple[tuple[int, int], ...]:
    """The stops with the minutes at which they begin, as early as can be; empty when they do not fit."""
    now, before, visits = beat.first, -1, []
    for stop in order:
        now += int(beat.out[stop] if before < 0 else beat.between[before, stop])
        if now > beat.last:
            return ()
        now = int(beat.opens[stop, now])
        visits.append((stop, now))
        now, before = now + int(beat.stay[stop]), stop
    return tuple(visits) if now + int(beat.back[before]) <= beat.last else ()


def filled(beat: Beat, tour: Tour, worth: Floats) -> Tour:
    """The tour with optional stops put where it waits, those of most worth (stops) for their time first.

    The visits that it has keep their minutes; a stop that it visits already is not visited again.
    """
    free = (beat.wanted == 0) & (worth > 0)
    free[[stop for stop, _ in tour.visits]] = False
    visits: list[tuple[int, int]] = []
    coming = [*tour.visits, (-1, beat.last)]
    while coming:
        stop, minute = coming[0]
        before, now = (visits[-1][0], visits[-1][1] + int(beat.stay[visits[-1][0]])) if visits else (-1, beat.first)
        to = beat.out if before < 0 else beat.between[before]
        on = beat.back if stop < 0 else beat.between[:, stop]
        arrive = now + to
        begin = np.where(
            arrive > beat.last, beat.last, beat.opens[np.arange(beat.stops), np.minimum(arrive, beat.last)]
        )
        fits = free & (begin + beat.stay + on <= minute)
        if not fits.any():
            visits.append(coming.pop(0))
            continue
        gain = np.where(fits, worth / (begin - now + beat.stay + _BARE_MIN), -1.0)
        best = int(np.argmax(gain))
        visits.append((best, int(begin[best])))
        free[best] = False
    return Tour(tour.mobile, tuple(visits[:-1]))
