"""Who goes where, in counts: what a solver makes, how good it is, and which seats it uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.surge.force import Force, Wants


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
    """What one alarm gets: officers, women, officers who may command, and the last arrival in tenths."""

    officers: int
    women: int
    commanders: int
    last: int


def sent_to(force: Force, allocation: Allocation, alarm: int) -> Sent:
    """What an alarm gets."""
    officers = women = commanders = last = 0
    for (i, q), contingent in allocation.items():
        if q == alarm and contingent.strength:
            officers += contingent.strength
            women += sum(contingent.people[c] for c in force.women)
            commanders += sum(contingent.people[c] for c in force.commanders[q])
            last = max(last, force.arrive[i][q] or 0)
    return Sent(officers, women, commanders, last)


def missing(force: Force, wants: Wants, allocation: Allocation) -> tuple[tuple[int, int, int], ...]:
    """Officers, women and commanders that each alarm lacks."""
    rows = []
    for q in force.alarms:
        sent = sent_to(force, allocation, q)
        rows.append(
            (
                max(0, wants.officers[q] - sent.officers),
                max(0, wants.women[q] - sent.women),
                max(0, wants.commanders[q] - sent.commanders),
            )
        )
    return tuple(rows)


Standing = tuple[int, ...]
"""How good an allocation is; the smaller one is better. Three sums of what is missing, what each alarm is missing from
the heaviest to the lightest, then weighted last arrivals, then officer-tenths of driving."""


def lacks(force: Force, rows: Iterable[tuple[int, int, int]]) -> Standing:
    """The part of a standing that is about people: three sums, then each alarm's three in order of priority."""
    rows = list(rows)
    sums = [sum(row[k] for row in rows) for k in range(3)]
    return (*sums, *(number for q in force.problem.priority for number in rows[q]))


def delay(force: Force, allocation: Allocation) -> int:
    """Sum over alarms of weight x last arrival."""
    return sum(force.problem.weights[q] * sent_to(force, allocation, q).last for q in force.alarms)


def ride(force: Force, origin: int, alarm: int) -> int:
    """What one officer's way counts: tenths of driving, and one more, so that nobody goes for nothing."""
    return (force.drive[origin][alarm] or 0) + 1


def driving(force: Force, allocation: Allocation) -> int:
    """Officer-tenths of driving, each officer's way counted as `ride` does."""
    return sum(ride(force, i, q) * contingent.strength for (i, q), contingent in allocation.items())


def standing(force: Force, allocation: Allocation) -> Standing:
    """How good an allocation is against the full needs."""
    rows = missing(force, force.wants, allocation)
    return (*lacks(force, rows), delay(force, allocation), driving(force, allocation))


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
    """The same without those who are sent beyond what is wanted; the last to arrive stay first."""
    for q in force.alarms:
        sent = sent_to(force, allocation, q)
        spare = [sent.officers - wants.officers[q], sent.women - wants.women[q], sent.commanders - wants.commanders[q]]
        here = sorted(((force.arrive[i][q] or 0, i) for i, alarm in allocation if alarm == q), reverse=True)
        for _, i in here:
            contingent = allocation[i, q]
            for c in range(len(force.classes)):
                counts = (True, c in force.women, c in force.commanders[q])
                number = min([contingent.people[c], *(s for s, does in zip(spare, counts, strict=True) if does)])
                if number > 0:
                    contingent.people[c] -= number
                    spare = [s - number if does else s for s, does in zip(spare, counts, strict=True)]
            _leave_empty_seats(force, i, contingent)
    return {pair: contingent for pair, contingent in allocation.items() if contingent.strength}


def _leave_empty_seats(force: Force, origin: int, contingent: Contingent) -> None:
    """Vehicles that would drive empty stay, the smallest first; then loose seats."""
    seats = force.seats[origin]
    for vehicle in sorted(contingent.vehicles, key=lambda v: (seats[v], v)):
        others = sum(seats[v] for v in contingent.vehicles) - seats[vehicle] + contingent.loose
        if others >= contingent.strength:
            contingent.vehicles.remove(vehicle)
    contingent.loose = min(contingent.loose, contingent.strength)
