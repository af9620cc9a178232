"""No more mobiles out than there are vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.duty import DutyKind
from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import count
from planner.solver import total


class Vehicles:
    """Of the mobiles out from a place at one time, those of any size are at most the vehicles that seat them."""

    name = "vehicles"
    sentence = "Mobiles out at the same time from a place each have a vehicle there with seats for their strength."
    source = "vehicles on record at the place; not counted when none are on record"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each place, moment and size at which vehicles are lacking."""
        for limit in vehicle_limits(problem):
            out = sum(bool(plan.on[d]) for d in limit.mobiles)
            if out > limit.most:
                first = max(limit.mobiles, key=lambda d: problem.spans[d][0])
                moment = problem.duties[first].window.start.astimezone(problem.start.tzinfo)
                has = f"{limit.most} with {count(limit.seats, 'seat')} or more"
                text = f"{count(out, 'mobile')} out from {limit.place} at {moment:%A} {moment.day} {moment:%B %H:%M}"
                yield Violation(self.name, limit.place, f"{text}; vehicles there: {has}.")

    def encode(self, enc: RosterEncoding) -> None:
        """A limit on the mobiles that are manned, for each place, moment and size."""
        kept = {d for _, d in enc.kept}
        for limit in vehicle_limits(enc.problem):
            free = [enc.manned[d] for d in limit.mobiles if d in enc.manned]
            out = sum(d in kept for d in limit.mobiles)
            if free:
                enc.require(self.name, limit.place, total(free) <= limit.most - out)


@dataclass(frozen=True, slots=True)
class VehicleLimit:
    """Of these mobiles, out from a place at one moment with so many seats or more, at most so many can be manned."""

    place: str
    mobiles: tuple[int, ...]
    seats: int
    most: int


def vehicle_limits(problem: RosterProblem) -> list[VehicleLimit]:
    """Where mobiles that are out at the same time are more than the vehicles that seat them.

    It is enough to look at the moments at which one goes out, and at the sizes that mobiles have.
    """
    if problem.vehicles is None:
        return []
    by_place: dict[str, list[int]] = {}
    for d, duty in enumerate(problem.duties):
        if duty.kind is DutyKind.PATROL:
            by_place.setdefault(duty.place, []).append(d)
    found: set[tuple[str, tuple[int, ...], int, int]] = set()
    for place, mobiles in by_place.items():
        seats = problem.vehicles.get(place, ())
        for moment in {problem.spans[d][0] for d in mobiles}:
            out = [d for d in mobiles if problem.spans[d][0] <= moment < problem.spans[d][1]]
            for size in {problem.duties[d].strength for d in out}:
                larger = tuple(d for d in out if problem.duties[d].strength >= size)
                most = sum(number >= size for number in seats)
                if len(larger) > most:
                    found.add((place, larger, size, most))
    return [VehicleLimit(*limit) for limit in sorted(found)]
