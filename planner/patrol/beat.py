"""What one mobile can do in its shift, as arrays: minutes of driving and staying, slots of time, opening times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.patrol.problem import PatrolProblem

NEVER = 10**7
"""A minute after every shift."""


@dataclass(frozen=True)
class Beat:
    """One mobile's part of a patrol problem. All times are whole minutes of the shift, rounded up: they can be driven.

    `out` (stops), `back` (stops) and `between` (stops x stops) are minutes of driving; `opens` (stops x minutes of the
    shift) is the first minute at or after one at which a stop may begin; `parts` (stops) is into how many slots of time
    its shift is cut, `slots` the most of them; `wanted` (stops) the visits that are required, 0 where they are
    optional. `again_min` lies at least between two visits of a stop, `every_min` at most between two required ones.
    """

    problem: PatrolProblem
    mobile: int
    slots: int
    again_min: int
    first: int
    last: int
    stay: NDArray[np.int64]
    out: NDArray[np.int64]
    back: NDArray[np.int64]
    between: NDArray[np.int64]
    opens: NDArray[np.int64]
    parts: NDArray[np.int64]
    wanted: NDArray[np.int64]

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return len(self.stay)

    @property
    def minutes(self) -> int:
        """How long the shift of the mobile is."""
        return self.last - self.first

    @property
    def most_visits(self) -> int:
        """How many different sites could be visited if driving took no time, the required visits made."""
        spent = int((self.wanted * self.stay).sum())
        optional = np.sort(self.stay[self.wanted == 0])
        fit = int(np.searchsorted(np.cumsum(optional), self.minutes - spent, side="right"))
        return int((self.wanted > 0).sum()) + fit

    @property
    def spreads(self) -> NDArray[np.bool_]:
        """Whether the required visits suffice for the whole shift: `every_min` before the first and after the last."""
        every = self.problem.every_min
        return (self.wanted > 0) & (self.wanted * self.stay + (self.wanted + 1) * every >= self.minutes)

    def slot_of(self, stop: NDArray[np.int64] | int, minute: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """The slot of time in which a visit of the stop falls that begins in that minute."""
        within = np.clip(np.asarray(minute) - self.first, 0, self.minutes - 1)
        return within * self.parts[stop] // self.minutes

    def slot_end(self, stop: NDArray[np.int64], slot: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first minute after a slot of the stop."""
        return self.first + -(-(slot + 1) * self.minutes // self.parts[stop])

    def reachable(self) -> NDArray[np.bool_]:
        """Whether each stop could begin in each slot if the mobile did nothing else (shape: stops x slots)."""
        found = np.zeros((self.stops, self.slots), dtype=bool)
        for stop in range(self.stops):
            earliest, latest = self.first + self.out[stop], self.last - self.back[stop] - self.stay[stop]
            minutes = np.arange(min(earliest, self.last + 1), latest + 1)
            begins = minutes[self.opens[stop, minutes] == minutes]
            found[stop, np.unique(self.slot_of(stop, begins))] = True
        return found


def make_beat(problem: PatrolProblem, mobile: int, *, slots: int, dosage_slots: int, again_min: int) -> Beat:
    """The part of a problem that one of its mobiles sees.

    The shift has `slots` slots for an optional stop and `dosage_slots` for one with required visits.

    Raises ValueError for a mobile whose shift is shorter than one minute per slot.
    """
    whose = problem.mobiles[mobile]
    if whose.last_min - whose.first_min < slots:
        raise ValueError(f"the shift of {whose.duty} is shorter than {slots} minutes: it has not {slots} slots")
    drive = -(-problem.seconds // 60)
    wanted = np.array([stop.visits for stop in problem.stops], dtype=np.int64)
    parts = np.where(wanted > 0, dosage_slots, slots)
    places = np.array([stop.place for stop in problem.stops], dtype=np.int64)
    minutes = np.arange(whose.last_min + 2)
    opens = np.full((len(places), len(minutes)), NEVER, dtype=np.int64)
    for row, stop in zip(opens, problem.stops, strict=True):
        for low, high in stop.windows or ((whose.first_min, whose.last_min),):
            row[: max(high + 1, 0)] = np.minimum(row[: max(high + 1, 0)], np.maximum(minutes[: max(high + 1, 0)], low))
    return Beat(
        problem=problem,
        mobile=mobile,
        slots=int(parts.max(initial=slots)),
        again_min=again_min,
        first=whose.first_min,
        last=whose.last_min,
        stay=np.array([stop.stay_min for stop in problem.stops], dtype=np.int64),
        out=drive[whose.start_place, places],
        back=drive[places, whose.end_place],
        between=drive[np.ix_(places, places)],
        opens=opens,
        parts=parts,
        wanted=wanted,
    )
