"""A roster under construction: who is free for what, kept up to date with each step. Plain code, no solver."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from planner.roster.conflicts import near_pairs
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem

RARITY_MIN = 600
"""Minutes of load for which a person whom any duty may need is spared another's turn."""


class Busy(Enum):
    """Why an officer cannot take a duty."""

    LEAVE = "on leave"
    DUTY = "on other duties"
    REST = "rest"
    LOAD = "at the weekly limit"


class Draft:
    """Officers put on duties one by one; `busy` asks the rules that concern one officer alone."""

    def __init__(self, problem: RosterProblem, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self.problem = problem
        self.on: list[set[int]] = [set() for _ in problem.duties]
        self.load = [0] * len(problem.officers)
        self.rarity = _rarity(problem)
        self._held = [0] * len(problem.officers)
        self._leave = [_bits(self._touched(officer)) for officer in range(len(problem.officers))]
        self._apart, self._rest = _clashes(problem)
        self._days = sorted(set(problem.day_numbers))
        self._by_day: list[dict[int, int]] = [{} for _ in problem.officers]
        for officer, duty in pairs:
            self.put(officer, duty)

    def _touched(self, officer: int) -> list[int]:
        leaves = [self.problem.minutes_of(leave) for leave in self.problem.officers[officer].leave]
        return [
            d
            for d, (start, end) in enumerate(self.problem.spans)
            if any(start < last and first < end for first, last in leaves)
        ]

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Officers and their duties."""
        return frozenset((officer, duty) for duty, there in enumerate(self.on) for officer in there)

    @property
    def assigned(self) -> Assigned:
        """The draft as rules and goals see it."""
        return Assigned(self.problem, self.pairs)

    def put(self, officer: int, duty: int) -> None:
        """Put an officer on a duty, free or not."""
        self.on[duty].add(officer)
        self._held[officer] |= 1 << duty
        self._add(officer, duty, self.problem.length(duty))

    def take(self, officer: int, duty: int) -> None:
        """Take an officer off a duty."""
        self.on[duty].discard(officer)
        self._held[officer] &= ~(1 << duty)
        self._add(officer, duty, -self.problem.length(duty))

    def _add(self, officer: int, duty: int, minutes: int) -> None:
        days = self._by_day[officer]
        day = self.problem.day_numbers[duty]
        days[day] = days.get(day, 0) + minutes
        self.load[officer] += minutes

    def busy(self, officer: int, duty: int) -> Busy | None:
        """Why the officer cannot take the duty as well, or None when they can."""
        if self._leave[officer] >> duty & 1:
            return Busy.LEAVE
        if self._held[officer] & self._apart[duty]:
            return Busy.DUTY
        if self._held[officer] & self._rest[duty]:
            return Busy.REST
        if self._over_limit(officer, duty):
            return Busy.LOAD
        return None

    def _over_limit(self, officer: int, duty: int) -> bool:
        days = self._by_day[officer]
        limit = self.problem.max_week_min - self.problem.length(duty)
        if self.load[officer] <= limit:
            return False
        day = self.problem.day_numbers[duty]
        span = DAYS_OF_WEEK_LIMIT
        near = {d: m for d, m in days.items() if day - span < d < day + span}
        return any(
            sum(m for d, m in near.items() if first <= d < first + span) > limit
            for first in range(day - span + 1, day + 1)
        )


def _bits(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _clashes(problem: RosterProblem) -> tuple[list[int], list[int]]:
    """For each duty, as bit masks: those that cannot be reached from it, and those without a rest between.

    A duty is in its own first mask.
    """
    apart = [1 << d for d in range(len(problem.duties))]
    rest = [0] * len(problem.duties)
    reach = max((problem.rest_min, problem.changeover_min, *problem.travel.values(), 1))
    for first, second in near_pairs(problem, reach):
        (begin, end), (later, later_end) = problem.spans[first], problem.spans[second]
        way = problem.travel_min(problem.duties[first].place, problem.duties[second].place)
        if later < end + way:
            apart[first] |= 1 << second
            apart[second] |= 1 << first
        if later < end + problem.rest_min and max(end, later_end) - begin > problem.shift_min:
            rest[first] |= 1 << second
            rest[second] |= 1 << first
    return apart, rest


def _rarity(problem: RosterProblem) -> list[int]:
    """Minutes that are added to each officer's load when anyone would do: the rare ones are spared.

    For each thing that the officer can and that duties ask for, the more the fewer others can it.
    """
    asks: list[set[int]] = []
    for rank in sorted({duty.in_charge for duty in problem.duties}):
        asks.append({o for o, officer in enumerate(problem.officers) if officer.rank >= rank})
    if any(duty.women for duty in problem.duties):
        asks.append({o for o, officer in enumerate(problem.officers) if officer.is_woman})
    for skill in sorted({skill for duty in problem.duties for skill, _ in duty.skills}):
        asks.append({o for o, officer in enumerate(problem.officers) if any(s.name == skill for s in officer.skills)})
    everybody = len(problem.officers)
    return [
        sum(RARITY_MIN * (everybody - len(able)) // everybody for able in asks if o in able) for o in range(everybody)
    ]
