"""Who goes where, in counts: what a solver makes, how good it is, and which seats it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.surge.force import Force
from planner.surge.wants import OFFICERS, RIOT, WOMEN, Vector, Wants, less


@dataclass(slots=True)
class Contingent:
    """Those who go from one origin to one alarm: people by class, vehicles by index, loose seats."""

    people: list[int]
    vehicles: list[int] = field(default_factory=list)
    loose: int = 0

    @property
    def strength(self) -> int:
        """How many."""
        return sum(self.people)


Allocation = dict[tuple[int, int], Contingent]
"""Contingents by (origin, alarm)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one alarm gets of those sent anew: a number for each resource, and the last of their moments."""

    got: Vector
    last: int


def sent_to(force: Force, allocation: Allocation, alarm: int) -> Sent:
    """What an alarm gets."""
    got, last = [0] * len(force.resources), 0
    for (i, q), contingent in allocation.items():
        if q == alarm and contingent.strength:
            for c, number in enumerate(contingent.people):
                if number:
                    got = [have + number * does for have, does in zip(got, force.counts[c], strict=True)]
            last = max(last, force.when(i, q))
    return Sent(tuple(got), last)


def moment(force: Force, wants: Wants, allocation: Allocation, alarm: int) -> int:
    """When an alarm has what it wants; the last arrival of those sent anew when it never has."""
    sent = sent_to(force, allocation, alarm)
    at = wants.adequate(alarm, sent.got, sent.last)
    return sent.last if at is None else at


Row = tuple[int, int, int, int]
"""Officers, women, riot-trained and commanders that one alarm lacks."""


def missing(force: Force, allocation: Allocation) -> tuple[Row, ...]:
    """What each alarm lacks of its full need: nothing if it is ever adequate, else of the need in the end."""
    rows: list[Row] = []
    for q in force.alarms:
        sent = sent_to(force, allocation, q)
        if force.wants.adequate(q, sent.got, sent.last) is not None:
            rows.append((0, 0, 0, 0))
            continue
        left = less(force.wants.ends[q], sent.got)
        rows.append((left[OFFICERS], left[WOMEN], left[RIOT], left[force.own_tier[q]]))
    return tuple(rows)


Standing = tuple[int, ...]
"""How good an allocation is; the smaller one is better. Officers missing from first sections, four sums of what is
missing, what each alarm is missing from the heaviest to the lightest, then weighted moments, then driving."""

SUMS = 5
"""How many numbers of a standing are sums of what is missing."""


def lacks(force: Force, rows: Sequence[Row]) -> Standing:
    """The part of a standing that is about people: five sums, then each alarm's four in order of priority."""
    sums = [sum(row[k] for row in rows) for k in range(4)]
    sections = sum(section_lack(force, q, row[OFFICERS]) for q, row in enumerate(rows))
    return (sections, *sums, *(number for q in force.problem.priority for number in rows[q]))


def section_lack(force: Force, alarm: int, officers: int) -> int:
    """Of so many officers missing, those that are missing from the first section."""
    return max(0, officers - force.wants.ends[alarm][OFFICERS] + force.wants.sections[alarm])


def delay(force: Force, allocation: Allocation) -> int:
    """Sum over alarms of weight x moment of adequacy (last arrival where it is never adequate)."""
    return sum(force.problem.weights[q] * moment(force, force.wants, allocation, q) for q in force.alarms)


def ride(force: Force, origin: int, alarm: int) -> int:
    """What one officer's way counts: tenths of driving, and one more, so that nobody goes for nothing."""
    return (force.drive[origin][alarm] or 0) + 1


def driving(force: Force, allocation: Allocation) -> int:
    """Officer-tenths of driving, each officer's way counted as `ride` does."""
    return sum(ride(force, i, q) * contingent.strength for (i, q), contingent in allocation.items())


def standing(force: Force, allocation: Allocation) -> Standing:
    """How good an allocation is against the full needs."""
    return (*lacks(force, missing(force, allocation)), delay(force, allocation), driving(force, allocation))


class Seats:
    """The seats of every origin while an allocation grows."""

    def __init__(self, force: Force) -> None:
        self._force = force
        self._vehicles = [list(range(len(row))) for row in force.seats]
        self._loose = list(force.loose)

    def free_for(self, origin: int, contingent: Contingent) -> int:
        """How many more could join the contingent."""
        seats = self._force.seats[origin]
        spare = sum(seats[v] for v in contingent.vehicles) + contingent.loose - contingent.strength
        return spare + self._loose[origin] + sum(seats[v] for v in self._vehicles[origin])

    def take(self, origin: int, contingent: Contingent) -> None:
        """Seat everyone of the contingent: loose seats first, then the smallest vehicle that holds the rest."""
        seats = self._force.seats[origin]
        standing_up = contingent.strength - contingent.loose - sum(seats[v] for v in contingent.vehicles)
        loose = max(0, min(standing_up, self._loose[origin]))
        contingent.loose += loose
        self._loose[origin] -= loose
        standing_up -= loose
        free = self._vehicles[origin]
        while standing_up > 0:
            # vehicles are ordered from the largest: the last that is large enough is the smallest such
            enough = [v for v in free if seats[v] >= standing_up]
            chosen = enough[-1] if enough else free[0]
            free.remove(chosen)
            contingent.vehicles.append(chosen)
            standing_up -= seats[chosen]


def trim(force: Force, wants: Wants, allocation: Allocation) -> Allocation:
    """The same without those who are sent beyond what is wanted; the last to arrive stay first, units stay legal."""
    for q in force.alarms:
        sent = sent_to(force, allocation, q)
        at = wants.adequate(q, sent.got, sent.last)
        wanted = wants.ends[q] if at is None else wants.at(q, at)
        spare = [have - want for have, want in zip(sent.got, wanted, strict=True)]
        for _, i in sorted(((force.when(i, q), i) for i, alarm in allocation if alarm == q), reverse=True):
            contingent = allocation[i, q]
            if all(g <= s for g, s in zip(got_of(force, contingent), spare, strict=True)):
                spare = [s - g for g, s in zip(got_of(force, contingent), spare, strict=True)]
                contingent.people = [0] * len(force.classes)
            for c in range(len(force.classes)):
                number = min(
                    contingent.people[c],
                    contingent.strength - force.least[i],
                    *(s for s, does in zip(spare, force.counts[c], strict=True) if does),
                )
                if c in force.leaders:
                    number = min(number, sum(contingent.people[k] for k in force.leaders) - 1)
                if number > 0:
                    contingent.people[c] -= number
                    spare = [s - number * does for s, does in zip(spare, force.counts[c], strict=True)]
            _leave_empty_seats(force, i, contingent)
    return {pair: contingent for pair, contingent in allocation.items() if contingent.strength}


def got_of(force: Force, contingent: Contingent) -> Vector:
    """What a contingent brings, a number for each resource."""
    brings = range(len(force.resources))
    return tuple(sum(n * force.counts[c][r] for c, n in enumerate(contingent.people)) for r in brings)


def _leave_empty_seats(force: Force, origin: int, contingent: Contingent) -> None:
    """Vehicles that would drive empty stay, the smallest first; then loose seats."""
    seats = force.seats[origin]
    for vehicle in sorted(contingent.vehicles, key=lambda v: (seats[v], v)):
        others = sum(seats[v] for v in contingent.vehicles) - seats[vehicle] + contingent.loose
        if others >= contingent.strength:
            contingent.vehicles.remove(vehicle)
    contingent.loose = min(contingent.loose, contingent.strength)
