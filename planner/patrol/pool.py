"""Tours that a mobile can drive, worth as much as can be found in milliseconds: a beam search over partial tours.

Prices say what a visit is worth just now, also by slot of time; asked again and again with other prices it gives the
many different tours from which a strategy is mixed. For the one best tour of a problem there is the router.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.patrol.beat import NEVER, Beat
from planner.patrol.problem import Tour

_SAME = 1e-12
_SPARE = 4
"""Of so many times the width the best are taken: many of them are the same visits in another order."""
_Trail = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""For each label of a step: the label that it extends, the stop, the minute at which the visit begins."""


@dataclass(frozen=True)
class Prices:
    """What the first visit at each stop is worth (stops), and besides a visit in each slot (stops x slots)."""

    visit: NDArray[np.float64]
    slot: NDArray[np.float64]


@dataclass
class _Labels:
    """Partial tours, one a row: where and when they stand, what may come next, what they are worth."""

    at: NDArray[np.int64]
    time: NDArray[np.int64]
    worth: NDArray[np.float64]
    mark: NDArray[np.uint64]
    seen: NDArray[np.bool_]
    count: NDArray[np.int64]
    release: NDArray[np.int64]
    due: NDArray[np.int64]

    def __getitem__(self, rows: NDArray[np.int64]) -> _Labels:
        return _Labels(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def best_tours(beat: Beat, prices: Prices, *, width: int, keep: int, rate: float) -> list[tuple[float, Tour]]:
    """Up to `keep` tours with what they are worth, the best first; none when the required visits do not fit.

    `width` partial tours of the same number of visits are followed at a time, ranked by their worth and by `rate`, what
    a minute still to come is expected to be worth. A stop is visited again only in another slot of time. The same
    prices give the same tours.
    """
    return _Search(beat, prices, width, rate).run(keep)


class _Search:
    def __init__(self, beat: Beat, prices: Prices, width: int, rate: float) -> None:
        self.beat, self.prices, self.width, self.rate = beat, prices, width, rate
        self.must = np.flatnonzero(beat.wanted)
        self.spreads = beat.spreads
        self.useful = (beat.wanted > 0) | (prices.visit + prices.slot.max(axis=1, initial=0.0) > _SAME)
        nearest = np.minimum(beat.between + np.where(np.eye(beat.stops, dtype=bool), NEVER, 0), beat.out[None, :])
        self.service = beat.stay + nearest.min(axis=0, initial=NEVER)  # least minutes that a visit takes
        marks = np.random.default_rng(beat.stops)
        self.marks = marks.integers(0, 2**63, (beat.stops, beat.slots), dtype=np.uint64)
        self.ends = marks.integers(0, 2**63, beat.stops, dtype=np.uint64)
        self.back_by = beat.last - beat.stay - beat.back  # a stop must begin by this minute

    def run(self, keep: int) -> list[tuple[float, Tour]]:
        """Extend all labels by one visit at a time until none can be."""
        labels = self._start()
        steps: list[_Trail] = []
        done: list[tuple[float, int, int]] = [(0.0, -1, 0)] if not self.must.size else []
        while len(labels.at):
            extended, trail = self._extend(labels, first=not steps)
            labels = extended
            if not len(labels.at):
                break
            steps.append(trail)
            full = (labels.count[:, self.must] == self.beat.wanted[self.must]).all(axis=1)
            done += [(-float(labels.worth[row]), len(steps) - 1, int(row)) for row in np.flatnonzero(full)]
        found: dict[tuple[tuple[int, int], ...], float] = {}
        for worth, step, row in sorted(done):
            visits = self._walk(steps, step, row)
            if visits:
                found.setdefault(visits, -worth)
            if len(found) == keep:
                break
        return [(worth, Tour(self.beat.mobile, visits)) for visits, worth in found.items()]

    def _start(self) -> _Labels:
        beat = self.beat
        due = np.where(self.spreads, beat.first + beat.problem.every_min, NEVER)
        return _Labels(
            at=np.zeros(1, dtype=np.int64),
            time=np.full(1, beat.first, dtype=np.int64),
            worth=np.zeros(1),
            mark=np.zeros(1, dtype=np.uint64),
            seen=np.zeros((1, beat.stops), dtype=bool),
            count=np.zeros((1, beat.stops), dtype=np.int64),
            release=self._spread_from(np.zeros((1, beat.stops), dtype=np.int64), beat.first),
            due=due[None, :],
        )

    def _spread_from(self, count: NDArray[np.int64], earliest: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """The first minute of the next visit: late enough that the required ones left reach the end of the shift."""
        beat, every = self.beat, self.beat.problem.every_min
        left = beat.wanted - count - 1
        late = beat.last - every - beat.stay - left * (beat.stay + every)
        return np.where(self.spreads & (left >= 0), np.maximum(earliest, late), earliest)

    def _extend(self, labels: _Labels, *, first: bool) -> tuple[_Labels, _Trail]:
        beat = self.beat
        drive = np.broadcast_to(beat.out, (1, beat.stops)) if first else beat.between[labels.at]
        arrive = np.maximum(labels.time[:, None] + drive, labels.release)
        inside = np.minimum(arrive, beat.last + 1)
        begin = np.where(arrive > beat.last, NEVER, beat.opens[np.arange(beat.stops)[None, :], inside])
        allowed = self.useful & (begin <= self.back_by) & (begin <= labels.due)
        end = begin + beat.stay
        if self.must.size:
            allowed &= self._leaves_time(labels, end)
        rows, stops = np.nonzero(allowed)
        return self._chosen(labels, rows, stops, begin[rows, stops])

    def _leaves_time(self, labels: _Labels, end: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether, after a visit that ends then (labels x stops), each required stop can be reached in time in turn."""
        beat, every = self.beat, np.arange(self.beat.stops)[None, :]
        left = np.maximum(beat.wanted - labels.count, 0)
        owed = (left * self.service).sum(axis=1)[:, None] - np.where(beat.wanted > 0, self.service, 0)
        fits = end + owed <= beat.last
        time, at, line = end, np.broadcast_to(every, end.shape), np.arange(len(end))
        soonest = self.must[np.argsort(labels.due[:, self.must], axis=1, kind="stable")]
        for one in soonest.T:  # the one that is due first comes first
            latest = np.minimum(labels.due[line, one], self.back_by[one])[:, None]
            begin = np.maximum(time + beat.between[at, one[:, None]], labels.release[line, one][:, None])
            goes = (left[line, one][:, None] > 0) & (one[:, None] != every)
            fits &= ~goes | (begin <= latest)
            time = np.where(goes, begin + beat.stay[one][:, None], time)
            at = np.where(goes, one[:, None], at)
        return fits

    def _chosen(
        self, labels: _Labels, rows: NDArray[np.int64], stops: NDArray[np.int64], begin: NDArray[np.int64]
    ) -> tuple[_Labels, _Trail]:
        """The best of the extended labels, one for each set of visits and last stop."""
        beat, prices = self.beat, self.prices
        end, slot = begin + beat.stay[stops], beat.slot_of(stops, begin)
        new = ~labels.seen[rows, stops]
        worth = labels.worth[rows] + np.where(new, prices.visit[stops], 0.0) + prices.slot[stops, slot]
        paid = np.where(beat.wanted > 0, self.service, 0)  # a required visit is no time lost
        rank = worth + self.rate * (beat.last - end + (labels.count * paid)[rows].sum(axis=1) + paid[stops])
        mark = labels.mark[rows] + self.marks[stops, slot]
        best = np.arange(len(rank))
        if len(rank) > _SPARE * self.width:
            best = np.flatnonzero(rank >= np.partition(rank, -_SPARE * self.width)[-_SPARE * self.width])
        best = best[np.lexsort((best, -rank[best]))]
        _, alone = np.unique(mark[best] ^ self.ends[stops[best]], return_index=True)
        best = best[np.sort(alone)[: self.width]]
        rows, stops, begin, end, slot = rows[best], stops[best], begin[best], end[best], slot[best]
        after = labels[rows]
        line = np.arange(len(best))
        after.at, after.time, after.worth, after.mark = stops, end, worth[best], mark[best]
        after.seen[line, stops] = True
        after.count[line, stops] += 1
        optional = beat.wanted[stops] == 0
        finished = ~optional & (after.count[line, stops] == beat.wanted[stops])
        again = np.where(optional, np.maximum(end + beat.again_min, beat.slot_end(stops, slot)), end + beat.again_min)
        spread = self._spread_from(after.count, beat.first)[line, stops] if self.must.size else again
        after.release[line, stops] = np.where(finished, NEVER, np.where(optional, again, np.maximum(again, spread)))
        after.due[line, stops] = np.where(optional | finished, NEVER, end + beat.problem.every_min)
        return after, (rows, stops, begin)

    def _walk(self, steps: list[_Trail], step: int, row: int) -> tuple[tuple[int, int], ...]:
        """The visits of a label, read backwards."""
        visits = []
        while step >= 0:
            parents, stops, begins = steps[step]
            visits.append((int(stops[row]), int(begins[row])))
            row, step = int(parents[row]), step - 1
        return tuple(reversed(visits))
