"""The roster by counts: how many officers of each kind are on each duty. Small enough to ask "what if" many times.

Every roster is such a count, so what is impossible here is impossible; what is possible here is tried on the roster
itself before it is said. In a small problem each officer is a kind of their own, and little is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from planner.core.people import Officer
from planner.roster.conflicts import groups
from planner.roster.goals.floors import duties_of_floor, least_min
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.rules.load import weeks
from planner.roster.rules.night_limit import night_spans, spans_of_nights
from planner.roster.rules.one_place import clash_of_places
from planner.roster.rules.reach import is_too_far
from planner.roster.rules.rest import clash_of_rest
from planner.roster.rules.vehicles import vehicle_limits
from planner.roster.rules.weekly_rest import narrow_pairs, planned_days
from planner.solver import Encoding, total, weighted

ONE_BY_ONE = 2_500
"""Officers times duties up to which each officer is counted alone."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Officers who are alike: one of them, how many they are (a number or a variable), how many are on each duty."""

    sample: Officer
    size: Any
    on: dict[int, Any]


class Counting(Encoding):
    """Counts as a model. Crews are added, then `close` adds what each duty needs.

    `short[d]` is how many officers duty d lacks: 0 unless `may_lack`. `vehicles[place]` is the number of vehicles
    beyond those at a base, `lowered[floor]` by how many hundredths a floor is lowered: 0 up to `most_vehicles` and
    `may_lower`. With `floors`, duties may stay open and the floors must be kept. With `week_limit`, officers may have
    as many minutes in seven days; `over` holds how many of each crew have more than the limit of the problem.
    """

    def __init__(self, problem: RosterProblem, rules: Collection[str], *, week_limit: int | None = None) -> None:
        super().__init__()
        self.problem = problem
        self.week_limit = week_limit
        self.over: list[Any] = []
        self.rules = frozenset(rules)
        self.crews: list[Crew] = []
        self.short: dict[int, Any] = {}
        self.vehicles: dict[str, Any] = {}
        self.lowered: dict[str, Any] = {}
        clashes = [clash_of_places(problem)] if "one-place" in self.rules else []
        clashes += [clash_of_rest(problem)] if "rest" in self.rules else []
        self._clashes = groups(problem, clashes)
        self._weeks = weeks(problem) if "load" in self.rules else []
        self._nights = [
            (night, most)
            for days, most in (spans_of_nights(problem) if "night-limit" in self.rules else ())
            for night in night_spans(problem, days, most)
        ]
        self._one_by_one = len(problem.officers) * len(problem.duties) <= ONE_BY_ONE
        self._rests = _Rests.of(problem, pairs=self._one_by_one) if "weekly-rest" in self.rules else None
        for duties, members in _alike(problem, self.rules, one_by_one=self._one_by_one):
            self.add(problem.officers[members[0]], len(members), len(members), duties)

    def add(self, sample: Officer, size: Any, most: int, duties: Collection[int]) -> Crew:
        """Officers like `sample`, at most `most` of them, who can be sent to these duties."""
        crew = Crew(sample, size, {d: self.number(0, min(most, self.problem.duties[d].strength)) for d in duties})
        self.crews.append(crew)
        for group in sorted({tuple(d for d in group if d in crew.on) for group in self._clashes}):
            self._within(crew, group, 1, lambda d: 1)
        for d in crew.on if not isinstance(size, int) else ():
            self._within(crew, (d,), 1, lambda d: 1)
        self._loads(crew, most)
        for nights, limit in self._nights:
            self._within(crew, nights, limit, lambda d: 1)
        if self._rests is not None:
            self._weekly_rest(crew, self._rests, most)
        return crew

    def _loads(self, crew: Crew, most: int) -> None:
        more = 0
        if self.week_limit is not None and self._weeks:
            over = self.number(0, most)
            self.over.append(over)
            more = over * (self.week_limit - self.problem.max_week_min)
        for week in self._weeks:
            self._within(crew, week, self.problem.max_week_min, self.problem.length, more)

    def _weekly_rest(self, crew: Crew, rests: _Rests, most: int) -> None:
        """How many of the crew rest on each day: none who begins a duty on it, all once in seven days."""
        if len({self.problem.day_numbers[d] for d in crew.on}) < DAYS_OF_WEEK_LIMIT:
            return
        resting = {day: self.number(0, most) for day in rests.days}
        for day, rest in resting.items():
            begins = set(rests.begins[day]) & crew.on.keys()
            # of duties that clash one officer does one: together they leave the others to rest
            for group in {tuple(sorted(begins.intersection(group))) for group in (*self._clashes, *zip(begins))}:
                if group:
                    self.model.add(total(crew.on[d] for d in group) + rest <= crew.size)
            for first, second in rests.pairs[day]:
                if first in crew.on and second in crew.on:
                    self.model.add(crew.on[first] + crew.on[second] + rest <= 2 * crew.size)
        for first_day in rests.days[: len(rests.days) - DAYS_OF_WEEK_LIMIT + 1]:
            week = [resting[first_day + i] for i in range(DAYS_OF_WEEK_LIMIT)]
            self.model.add(total(week) >= crew.size)

    def _within(
        self, crew: Crew, duties: Collection[int], limit: int, size_of: Callable[[int], int], more: Any = 0
    ) -> None:
        there = [d for d in duties if d in crew.on]
        # one officer can do them all: the size of the crew alone limits each
        if sum(map(size_of, there)) > limit or len(there) == 1 == len(duties):
            taken = weighted([crew.on[d] for d in there], [size_of(d) for d in there])
            self.model.add(taken <= crew.size * limit + more)

    def close(
        self, *, may_lack: bool = False, most_vehicles: int = 0, floors: bool = False, may_lower: bool = False
    ) -> None:
        """What makes each duty manned and filled. To be called once, after all crews."""
        is_open = may_lack or floors
        manned = {d: self.flag() if is_open else 1 for d in range(len(self.problem.duties))}
        for d, duty in enumerate(self.problem.duties):
            there = self.there(d)
            self.short[d] = self.number(0, duty.strength if is_open else 0)
            self.model.add(there + self.short[d] == duty.strength)
            self.model.add(there <= duty.strength * manned[d])
            for needed, counts in self._needs(d):
                self.model.add(self.there(d, counts) >= needed * manned[d])
        if "vehicles" in self.rules:
            self._vehicles(manned, most_vehicles)
        if floors:
            self._floors(may_lower)

    def there(self, duty: int, counts: Callable[[Officer], bool] = lambda officer: True) -> Any:
        """How many officers of whom `counts` is true are on a duty."""
        return total(crew.on[duty] for crew in self.crews if duty in crew.on and counts(crew.sample))

    def _needs(self, d: int) -> list[tuple[int, Callable[[Officer], bool]]]:
        duty, day = self.problem.duties[d], self.problem.days[d]
        needs: list[tuple[int, Callable[[Officer], bool]]] = [(self.problem.fewest(d), lambda officer: True)]
        if "in-charge" in self.rules:
            needs.append((1, lambda officer: officer.rank >= duty.in_charge))
        if "women" in self.rules and duty.women:
            needs.append((duty.women, lambda officer: officer.is_woman))
        if "skill" in self.rules:
            needs += [(n, lambda officer, s=skill: officer.can(s, day)) for skill, n in duty.skills]  # type: ignore[misc]
        return needs

    def _vehicles(self, manned: dict[int, Any], most: int) -> None:
        for limit in vehicle_limits(self.problem):
            if limit.place not in self.vehicles:
                self.vehicles[limit.place] = self.number(0, most)
            out = total(manned[d] for d in limit.mobiles)
            self.model.add(out <= limit.most + self.vehicles[limit.place])

    def _floors(self, may_lower: bool) -> None:
        problem = self.problem
        for floor in problem.floors:
            inside = duties_of_floor(problem, floor)
            needed = sum(problem.length(d) * problem.duties[d].strength for d in inside)
            hundredths = round(floor.least_share * 100)
            lowered = self.lowered[floor.name] = self.number(0, hundredths if may_lower else 0)
            sent = weighted([self.there(d) for d in inside], [problem.length(d) for d in inside])
            self.model.add(100 * sent >= 100 * least_min(problem, floor) - lowered * needed)


@dataclass(frozen=True, slots=True)
class _Rests:
    """The days of the plan, the duties that begin on each, and pairs of duties too close for a rest around it."""

    days: range
    begins: dict[int, list[int]]
    pairs: dict[int, list[tuple[int, int]]]

    @classmethod
    def of(cls, problem: RosterProblem, *, pairs: bool) -> _Rests | None:
        """None when the days of rest forbid nothing; `pairs` only where they are few."""
        days = planned_days(problem)
        if not problem.week_rest_min or len(days) < DAYS_OF_WEEK_LIMIT:
            return None
        begins = {day: [d for d, number in enumerate(problem.day_numbers) if number == day] for day in days}
        return cls(days, begins, {day: narrow_pairs(problem, day) if pairs else [] for day in days})


def _alike(
    problem: RosterProblem, rules: Collection[str], *, one_by_one: bool
) -> list[tuple[tuple[int, ...], list[int]]]:
    """The duties that officers can be sent to, and the officers of whom that and all that duties ask for is alike."""
    ranks = sorted({duty.in_charge for duty in problem.duties})
    asked = sorted({(skill, problem.days[d]) for d, duty in enumerate(problem.duties) for skill, _ in duty.skills})
    found: dict[tuple[Any, ...], tuple[tuple[int, ...], list[int]]] = {}
    for o, officer in enumerate(problem.officers):
        duties = tuple(d for d in range(len(problem.duties)) if can_go(problem, officer, d, rules))
        able = tuple(officer.can(skill, day) for skill, day in asked)
        key = (o if one_by_one else -1, duties, sum(officer.rank >= rank for rank in ranks), officer.is_woman, able)
        found.setdefault(key, (duties, []))[1].append(o)
    return list(found.values())


def can_go(problem: RosterProblem, officer: Officer, d: int, rules: Collection[str]) -> bool:
    """True when neither leave nor the way from the home station forbids the duty."""
    duty = problem.duties[d]
    if "leave" in rules and officer.leave and officer.is_on_leave(duty.window):
        return False
    return "reach" not in rules or not is_too_far(problem, officer.home_station, duty.place)
