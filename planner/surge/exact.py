"""The exact model: who goes where, every limit included, in whole numbers for the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from planner.solver import Encoding, Solved, total, weighted
from planner.surge.allocation import Allocation, Contingent, Seats, ride, trim
from planner.surge.force import Force
from planner.surge.wants import Vector, Wants

Pair = tuple[int, int]


class Exact:
    """Variables for every (origin, alarm) of `pairs`, under desks, seats, hold-backs, reserve and the people there are.

    Vehicles are counted by size, because those of one size are alike; `read` names them again.
    """

    def __init__(self, force: Force, pairs: Iterable[Pair]) -> None:
        self.force = force
        self.enc = Encoding()
        self.people: dict[Pair, dict[int, Any]] = {}
        self.vehicles: dict[Pair, dict[int, Any]] = {}
        self.loose: dict[Pair, Any] = {}
        self.goes: dict[Pair, Any] = {}
        alarms_of: dict[int, list[int]] = defaultdict(list)
        for i, q in sorted(pairs):
            if force.give[i] > 0:
                alarms_of[i].append(q)
        for i, alarms in alarms_of.items():
            self._origin(i, alarms)
        for group in force.groups:
            terms = [t for i in group.members for q in alarms_of.get(i, ()) for t in self.people[i, q].values()]
            if terms:
                self.enc.model.add(total(terms) <= group.room)

    def _origin(self, i: int, alarms: list[int]) -> None:
        force, enc = self.force, self.enc
        for q in alarms:
            self.people[i, q] = {
                c: enc.number(0, min(number, force.give[i])) for c, number in enumerate(force.people[i]) if number
            }
            self._legal((i, q))
        enc.model.add(total(x for q in alarms for x in self.people[i, q].values()) <= force.give[i])
        if len(alarms) == 1:
            return  # all seats are for the one alarm, and `give` is never above the seats
        for c, number in enumerate(force.people[i]):
            if number:
                enc.model.add(total(self.people[i, q][c] for q in alarms) <= number)
        sizes = sorted(set(force.seats[i]), reverse=True)
        for q in alarms:
            self.vehicles[i, q] = {s: enc.number(0, force.seats[i].count(s)) for s in sizes}
            self.loose[i, q] = enc.number(0, force.loose[i])
            seats = weighted(list(self.vehicles[i, q].values()), sizes) + self.loose[i, q]
            enc.model.add(self.strength((i, q)) <= seats)
        for s in sizes:
            enc.model.add(total(self.vehicles[i, q][s] for q in alarms) <= force.seats[i].count(s))
        enc.model.add(total(self.loose[i, q] for q in alarms) <= force.loose[i])

    def _legal(self, pair: Pair) -> None:
        """A unit is nobody, or the least unit or more with a leader."""
        force, enc = self.force, self.enc
        if force.is_any_unit_legal:
            return
        goes = self.goes[pair] = enc.flag()
        enc.model.add(self.strength(pair) <= goes * force.give[pair[0]])
        enc.model.add(self.strength(pair) >= goes * force.least[pair[0]])
        if len(force.leaders) < len(force.classes):
            enc.model.add(total(x for c, x in self.people[pair].items() if c in force.leaders) >= goes)

    def strength(self, pair: Pair) -> Any:
        """How many go from an origin to an alarm."""
        return total(self.people[pair].values())

    def got(self, alarm: int) -> list[Any]:
        """What an alarm gets of each resource."""
        here = [classes for (_, q), classes in self.people.items() if q == alarm]
        return [total(x for classes in here for c, x in classes.items() if c in able) for able in self.force.resources]

    def require(self, wants: Wants, moments: Sequence[int]) -> None:
        """Every alarm gets what it wants if it is to be adequate at its moment."""
        for q in wants.open:
            self.require_for(q, wants.at(q, moments[q]))

    def require_for(self, alarm: int, wanted: Vector) -> None:
        """An alarm gets so much of each resource."""
        for have, want in zip(self.got(alarm), wanted, strict=True):
            if want:
                self.enc.model.add(have >= want)

    def driving(self) -> Any:
        """What `allocation.driving` measures."""
        terms, costs = [], []
        for (i, q), classes in self.people.items():
            terms += list(classes.values())
            costs += [ride(self.force, i, q)] * len(classes)
        return weighted(terms, costs)

    def hint(self, allocation: Allocation) -> None:
        """Start from an allocation."""
        for pair, classes in self.people.items():
            contingent = allocation.get(pair)
            for c, x in classes.items():
                self.enc.hint(x, contingent.people[c] if contingent else 0)
            if pair in self.goes:
                self.enc.hint(self.goes[pair], int(bool(contingent and contingent.strength)))
            if pair in self.vehicles:
                sizes = [self.force.seats[pair[0]][v] for v in contingent.vehicles] if contingent else []
                for s, x in self.vehicles[pair].items():
                    self.enc.hint(x, sizes.count(s))
                self.enc.hint(self.loose[pair], contingent.loose if contingent else 0)

    def read(self, solved: Solved, wants: Wants) -> Allocation:
        """The allocation of an answer, with vehicles by index, and without those who go for nothing."""
        allocation: Allocation = {}
        free = {i: list(range(len(row))) for i, row in enumerate(self.force.seats)}
        alone = Seats(self.force)
        for pair, classes in self.people.items():
            i, _ = pair
            contingent = Contingent([0] * len(self.force.classes))
            for c, x in classes.items():
                contingent.people[c] = solved.value(x)
            if not contingent.strength:
                continue
            if pair in self.vehicles:
                for size, x in self.vehicles[pair].items():
                    alike = [v for v in free[i] if self.force.seats[i][v] == size][: solved.value(x)]
                    contingent.vehicles += alike
                    free[i] = [v for v in free[i] if v not in alike]
                contingent.loose = solved.value(self.loose[pair])
            else:
                alone.take(i, contingent)
            allocation[pair] = contingent
        return trim(self.force, wants, allocation)
