"""A roster under construction: who is free for what, kept up to date with each step. Plain code, no solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum

from planner.roster.conflicts import near_pairs
from planner.roster.counters import Fleet, Nights, Rests
from planner.roster.goals.undisturbed import ordered_before
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem
from planner.roster.rules.reach import is_too_far
from planner.roster.suitability import suited

RARITY_MIN = 600
"""Minutes of load for which a person whom any duty may need is spared another's turn."""


class Busy(Enum):
    """Why an officer cannot take a duty."""

    ORDERED = "ordered before"
    LEAVE = "on leave"
    FAR = "too far from home station"
    DUTY = "on other duties"
    REST = "rest"
    LOAD = "at the weekly limit"
    NIGHTS = "at the night limit"
    WEEK_REST = "on the weekly day of rest"


class Draft:
    """Officers put on duties one by one; `busy` asks the rules that concern one officer alone."""

    def __init__(self, problem: RosterProblem, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self.problem = problem
        self.on: list[set[int]] = [set() for _ in problem.duties]
        self.duties_of: list[set[int]] = [set() for _ in problem.officers]
        self.load = [0] * len(problem.officers)
        self.rarity = _rarity(problem)
        self.before = [frozenset[int]()] * len(problem.duties)
        for officer, duty in ordered_before(problem):
            self.before[duty] |= {officer}
        self.needs = _needs(problem)
        self.pool: Sequence[int] = range(len(problem.officers))
        self._suits: dict[tuple[str, ...], list[int]] = {}
        self._held = [0] * len(problem.officers)
        self._begun = _bits(d for d, is_begun in enumerate(problem.is_begun) if is_begun)
        self._leave = [_bits(self._touched(officer)) for officer in range(len(problem.officers))]
        self._far = _too_far(problem)
        self._apart, self._rest = _clashes(problem)
        self._clash = [apart | rest for apart, rest in zip(self._apart, self._rest, strict=True)]
        self._never = [leave | far for leave, far in zip(self._leave, self._far, strict=True)]
        self._lengths = [problem.length(d) for d in range(len(problem.duties))]
        first = min(problem.day_numbers, default=0)
        self._day = [day - first for day in problem.day_numbers]
        spans = max(self._day, default=0) + DAYS_OF_WEEK_LIMIT
        self._week_min = [[0] * spans for _ in problem.officers]
        self._nights = Nights(problem, self._day)
        self._rests = Rests(problem, self._day)
        self._fleet = Fleet(problem)
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
        if not self.on[duty]:
            self._fleet.send(duty, 1)
        self.on[duty].add(officer)
        self.duties_of[officer].add(duty)
        self._held[officer] |= 1 << duty
        self._add(officer, duty, 1)

    def take(self, officer: int, duty: int) -> None:
        """Take an officer off a duty."""
        self.on[duty].discard(officer)
        if not self.on[duty]:
            self._fleet.send(duty, -1)
        self.duties_of[officer].discard(duty)
        self._held[officer] &= ~(1 << duty)
        self._add(officer, duty, -1)

    def _add(self, officer: int, duty: int, sign: int) -> None:
        minutes = sign * self._lengths[duty]
        self.load[officer] += minutes
        day, weeks = self._day[duty], self._week_min[officer]
        for week in range(day, day + DAYS_OF_WEEK_LIMIT):
            weeks[week] += minutes
        self._nights.add(officer, duty, sign)
        self._rests.add(officer, duty, sign, self._held[officer])

    def suits(self, duty: int) -> list[int]:
        """The suitability of each officer for a duty, as on the first day of the problem: for choosing among equals."""
        skills = tuple(skill for skill, _ in self.problem.duties[duty].skills)
        if skills not in self._suits:
            day, weights = self.problem.start.date(), self.problem.suit
            self._suits[skills] = [suited(o, skills, day, weights).total for o in self.problem.officers]
        return self._suits[skills]

    def has_vehicle(self, duty: int) -> bool:
        """True when the duty is no mobile, is out already, or has a vehicle left that seats it."""
        return bool(self.on[duty]) or self._fleet.has(duty)

    def busy(self, officer: int, duty: int) -> Busy | None:
        """Why the officer cannot take the duty as well, or None when they can."""
        if self._begun >> duty & 1:
            return None if (officer, duty) in self.problem.done_pairs else Busy.ORDERED
        if self._never[officer] >> duty & 1:
            return Busy.LEAVE if self._leave[officer] >> duty & 1 else Busy.FAR
        held = self._held[officer]
        if held & self._clash[duty]:
            return Busy.DUTY if held & self._apart[duty] else Busy.REST
        day = self._day[duty]
        limit = self.problem.max_week_min - self._lengths[duty]
        if self.load[officer] > limit and max(self._week_min[officer][day : day + DAYS_OF_WEEK_LIMIT]) > limit:
            return Busy.LOAD
        if self._nights.is_full(officer, duty):
            return Busy.NIGHTS
        if self._rests.is_last(officer, duty, held):
            return Busy.WEEK_REST
        return None


def _bits(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _needs(problem: RosterProblem) -> list[tuple[tuple[frozenset[int], int], ...]]:
    """For each duty, who counts for each thing that it asks for, and how many of them it asks for."""
    everyone = range(len(problem.officers))
    women = frozenset(o for o in everyone if problem.officers[o].is_woman)
    ranks = {
        rank: frozenset(o for o in everyone if problem.officers[o].rank >= rank)
        for rank in {duty.in_charge for duty in problem.duties}
    }
    skilled: dict[tuple[str, date], frozenset[int]] = {}
    found = []
    for d, duty in enumerate(problem.duties):
        asked = [(ranks[duty.in_charge], 1), (women, duty.women)]
        for skill, needed in duty.skills:
            key = (skill, problem.days[d])
            if key not in skilled:
                skilled[key] = frozenset(o for o in everyone if problem.officers[o].can(*key))
            asked.append((skilled[key], needed))
        found.append(tuple((able, needed) for able, needed in asked if needed > 0))
    return found


def _too_far(problem: RosterProblem) -> list[int]:
    """For each officer, as a bit mask, the duties that are too far from the home station."""
    by_station = {
        station: _bits(d for d, duty in enumerate(problem.duties) if is_too_far(problem, station, duty.place))
        for station in {officer.home_station for officer in problem.officers}
    }
    return [by_station[officer.home_station] for officer in problem.officers]


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
