"""What a roster under construction costs, kept up to date with each step: needs open, floors, changes, fair shares."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planner.roster.draft import Draft
from planner.roster.goals import SHARES
from planner.roster.goals.equals import Equals, groups_of_equals
from planner.roster.goals.floors import HOUR, duties_of_floor, least_min
from planner.roster.problem import RosterProblem

TURN_MIN = 480
"""Minutes that one turn stands for where unevenness of different goals is added up: a shift."""
NEAR_END = 3
"""The highest, and the lowest, is chosen among so many at the end of the order."""


class Worth(NamedTuple):
    """What is compared: the objective first, then how uneven equals are."""

    objective: int
    unevenness: float


class _Bag:
    """A set of numbers from which one is drawn in a moment, in an order that does not depend on the process."""

    def __init__(self) -> None:
        self.listed: list[int] = []
        self._at: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.listed)

    def hold(self, number: int, is_in: bool) -> None:
        """Put a number in, or take it out."""
        if is_in and number not in self._at:
            self._at[number] = len(self.listed)
            self.listed.append(number)
        elif not is_in and number in self._at:
            place, last = self._at.pop(number), self.listed.pop()
            if last != number:
                self.listed[place] = last
                self._at[last] = place


class Tally:
    """The parts of the objective of a draft; `change` must be told of every duty whose officers differ."""

    def __init__(self, problem: RosterProblem, draft: Draft) -> None:
        self._problem = problem
        self._draft = draft
        self._length = [problem.length(d) for d in range(len(problem.duties))]
        self.groups: list[Equals] = groups_of_equals(problem)
        self._group_of = {o: g for g, group in enumerate(self.groups) for o in group.everyone}
        shares = [share for share in SHARES if share.price(problem)]
        self.each: list[Sequence[int]] = [share.carries(problem) for share in shares]
        self.counted = [[d for d, carried in enumerate(each) if carried] for each in self.each]
        self._fair = [(share.fair(problem), share.unit, share.price(problem)) for share in shares]
        self._scale = [1.0 if share.unit == HOUR else float(TURN_MIN) for share in shares]
        self._carried = [[0] * len(problem.officers) for _ in shares]
        self._excess = [[0] * len(self.groups) for _ in shares]
        self._spread = [[0.0] * len(self.groups) for _ in shares]
        self._floors = [least_min(problem, floor) for floor in problem.floors]
        self._floors_of: list[list[int]] = [[] for _ in problem.duties]
        for number, floor in enumerate(problem.floors):
            for d in duties_of_floor(problem, floor):
                self._floors_of[d].append(number)
        self._open = sum(duty.value * duty.strength for duty in problem.duties)
        self._changed = sum(len(before) for before in draft.before)
        self.open_duties = _Bag()
        for d in range(len(problem.duties)):
            self.open_duties.hold(d, True)
        self.change((d, (), sorted(there)) for d, there in enumerate(draft.on))

    def change(self, changes: Iterable[tuple[int, Sequence[int], Sequence[int]]]) -> None:
        """Count duties with those who were on them and those who are."""
        touched: set[int] = set()
        for d, were, now in changes:
            duty = self._problem.duties[d]
            self._open -= duty.value * (len(now) - len(were))
            for floor in self._floors_of[d]:
                self._floors[floor] -= self._length[d] * (len(now) - len(were))
            before = self._draft.before[d]
            if before:
                self._changed += sum(o in before for o in were) - sum(o in before for o in now)
            self.open_duties.hold(d, len(now) < duty.strength and not self._problem.is_begun[d])
            gone, come = set(were) - set(now), set(now) - set(were)
            for each, carried in zip(self.each, self._carried, strict=True):
                amount = each[d]
                if amount:
                    for o in gone:
                        carried[o] -= amount
                    for o in come:
                        carried[o] += amount
            touched.update(self._group_of[o] for o in (*gone, *come) if o in self._group_of)
        for g in touched:
            self._weigh(g)

    def _weigh(self, number: int) -> None:
        group = self.groups[number]
        for s, carried in enumerate(self._carried):
            fair, unit, _ = self._fair[s]
            self._excess[s][number] = group.excess(carried, fair, unit)
            there = [carried[o] for o in group.always_there]
            spread = sum(c * c for c in there) - sum(there) ** 2 / len(there)
            self._spread[s][number] = spread * self._scale[s] ** 2

    def worth(self) -> Worth:
        """What the draft costs, and how uneven it is."""
        unfair = sum(price * sum(excess) for (_, _, price), excess in zip(self._fair, self._excess, strict=True))
        floors = sum(-(-lack // HOUR) for lack in self._floors if lack > 0)
        fixed = floors * self._problem.floor_price + self._changed * self._problem.change_price
        return Worth(self._open + fixed + unfair, sum(map(sum, self._spread)))

    def worth_of(self, duty: int) -> float:
        """What one officer more on a duty is worth: its value, and the hours of floors that still lack."""
        under = sum(self._floors[floor] > 0 for floor in self._floors_of[duty])
        return self._problem.duties[duty].value + under * self._problem.floor_price * self._length[duty] / HOUR

    def uneven(self) -> list[tuple[int, int]]:
        """Goal and group, by position, of those that differ too much."""
        return [(s, g) for s, excess in enumerate(self._excess) for g, number in enumerate(excess) if number]

    def highest(self, share: int, group: int, dice: random.Random) -> int:
        """One of those of a group who carry most."""
        carried = self._carried[share]
        return dice.choice(sorted(self.groups[group].everyone, key=lambda o: (-carried[o], o))[:NEAR_END])

    def lowest(self, share: int, group: int, dice: random.Random) -> int:
        """One of those of a group who carry least, of whom none is on leave."""
        carried = self._carried[share]
        return dice.choice(sorted(self.groups[group].always_there, key=lambda o: (carried[o], o))[:NEAR_END])
