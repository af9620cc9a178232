"""All that the roster's solver and its check see: officers, duties, numbers; whole minutes since the start."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from planner.core.duty import Duty, Floor
from planner.core.people import Officer
from planner.core.plan import Assignment
from planner.core.time import Window, minutes_between

DAYS_OF_WEEK_LIMIT = 7
"""Days in a row over which the weekly limit is counted."""

Pairs = frozenset[tuple[int, int]]
"""A roster as (officer, duty), by position in the problem."""


@dataclass(frozen=True, slots=True)
class SuitWeights:
    """Parts of a suitability in the total, and what makes each part full: see `suitability`."""

    training: float = 50.0
    tenure: float = 25.0
    language: float = 25.0
    tenure_days: int = 730
    lapse_days: int = 90
    languages: int = 2


@dataclass(frozen=True)
class RosterProblem:
    """Officers and duties of one span of time, and the numbers of the rules.

    Minutes count from `start`, whose time zone says what a day is. `travel` holds minutes from place to place; a pair
    that it does not hold takes `changeover_min`. `must_fill` forbids to leave any officer's place open.

    A night duty holds the clock time `night_h`. `commute` holds minutes from a home station to a place of duty; a pair
    that it does not hold is near. `vehicles` holds the seats of each vehicle at a place from which mobiles start; None
    says that vehicles are not counted. `before` is the plan that was ordered, when this one replaces it: each of its
    (officer, duty) that is not kept costs `change_price`. `begun` names duties that have begun or are over: on them are
    those of `done`, as (officer, duty), and nobody else.

    Turns of `night`, of `weekend_days` (Monday is 0) and hours at hard duties (worth more than `hard_share` of the
    worthiest one) are compared among equals: beyond `fair_turns_within` turns, or `fair_within_min` minutes, a week
    planned, each turn or hour of difference costs its price.
    """

    start: datetime
    officers: tuple[Officer, ...]
    duties: tuple[Duty, ...]
    rest_min: int
    max_week_min: int
    shift_min: int
    changeover_min: int
    min_manned: int
    min_manned_share: float
    fair_within_min: int
    fair_price: int
    travel: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    must_fill: bool = False
    night_h: float = 2.0
    max_nights_week: int = 7
    max_nights_row: int = 7
    week_rest_min: int = 0
    commute: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    max_commute_min: int = 24 * 60
    vehicles: Mapping[str, tuple[int, ...]] | None = None
    floors: tuple[Floor, ...] = ()
    floor_price: int = 0
    before: frozenset[tuple[str, str]] = frozenset()
    change_price: int = 0
    begun: frozenset[str] = frozenset()
    done: frozenset[tuple[str, str]] = frozenset()
    weekend_days: tuple[int, ...] = (5, 6)
    hard_share: float = 0.5
    fair_turns_within: int = 1
    fair_nights_price: int = 0
    fair_weekends_price: int = 0
    fair_hard_price: int = 0
    suit: SuitWeights = field(default_factory=lambda: SuitWeights())

    def __post_init__(self) -> None:
        for what, ids in (("officer", [o.id for o in self.officers]), ("duty", [d.id for d in self.duties])):
            if len(ids) != len(set(ids)):
                twice = next(i for i in ids if ids.count(i) > 1)
                raise ValueError(f"{what} {twice} stands twice in the problem")

    def replace(self, **changes: Any) -> RosterProblem:
        """A copy with some fields changed: how a scenario is made."""
        return dataclasses.replace(self, **changes)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First minute and minute after the last of each duty, in the order of `duties`."""
        return tuple(self.minutes_of(duty.window) for duty in self.duties)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The civil day on which each duty begins, in the zone of `start`."""
        return tuple(duty.window.start.astimezone(self.start.tzinfo).date() for duty in self.duties)

    @cached_property
    def day_numbers(self) -> tuple[int, ...]:
        """The same days counted from that of `start`."""
        return tuple((day - self.start.date()).days for day in self.days)

    @cached_property
    def officer_index(self) -> Mapping[str, int]:
        """Position of each officer by service number."""
        return {officer.id: i for i, officer in enumerate(self.officers)}

    @cached_property
    def duty_index(self) -> Mapping[str, int]:
        """Position of each duty by identifier."""
        return {duty.id: i for i, duty in enumerate(self.duties)}

    @cached_property
    def is_begun(self) -> tuple[bool, ...]:
        """Whether each duty has begun, or is over."""
        return tuple(duty.id in self.begun for duty in self.duties)

    @cached_property
    def done_pairs(self) -> Pairs:
        """Who is on the duties that have begun, by position; those who are not on the roll any more are left out."""
        return frozenset(
            (self.officer_index[officer], self.duty_index[duty])
            for officer, duty in self.done
            if duty in self.begun and officer in self.officer_index and duty in self.duty_index
        )

    @cached_property
    def end_min(self) -> int:
        """The minute at which the last duty has ended; 0 without duties."""
        return max((end for _, end in self.spans), default=0)

    @cached_property
    def fair_spread_min(self) -> int:
        """By how much loads of equals may differ and still be fair: `fair_within_min` for each week begun."""
        return self.fair_within_min * self.weeks_begun

    @cached_property
    def weeks_begun(self) -> int:
        """Weeks that the duties begin in, counted from the day of `start`; at least 1."""
        return max(1, -(-(max(self.day_numbers, default=0) + 1) // DAYS_OF_WEEK_LIMIT))

    @cached_property
    def is_night(self) -> tuple[bool, ...]:
        """Whether each duty holds the clock time `night_h` of some day."""
        return tuple(self._holds_night(duty.window) for duty in self.duties)

    @cached_property
    def is_weekend(self) -> tuple[bool, ...]:
        """Whether each duty begins on one of `weekend_days`."""
        return tuple(day.weekday() in self.weekend_days for day in self.days)

    @cached_property
    def is_hard(self) -> tuple[bool, ...]:
        """Whether each duty is worth more than `hard_share` of the worthiest."""
        most = max((duty.value for duty in self.duties), default=0)
        return tuple(duty.value > self.hard_share * most for duty in self.duties)

    def _holds_night(self, window: Window) -> bool:
        zone = self.start.tzinfo
        hour, rest = divmod(self.night_h % 24, 1)
        clock = time(int(hour), int(rest * 60))
        begin, end = window.start.astimezone(zone), window.end.astimezone(zone)
        night = datetime.combine(begin.date(), clock, zone)
        while night < begin:
            night = datetime.combine(night.date() + timedelta(days=1), clock, zone)
        return night < end

    def minutes_of(self, window: Window) -> tuple[int, int]:
        """A window in minutes since the start."""
        return minutes_between(self.start, window.start), minutes_between(self.start, window.end)

    def length(self, duty: int) -> int:
        """Minutes of a duty."""
        start, end = self.spans[duty]
        return end - start

    def fewest(self, duty: int) -> int:
        """How many officers make the duty manned at all; fewer are not sent."""
        strength = self.duties[duty].strength
        share = -(-strength * round(self.min_manned_share * 1000) // 1000)
        return min(strength, max(1, self.min_manned, share))

    def travel_min(self, origin: str, destination: str) -> int:
        """Minutes that pass between two duties because their places differ; 0 at the same place."""
        if origin == destination:
            return 0
        return self.travel.get((origin, destination), self.changeover_min)

    def assignment(self, officer: int, duty: int) -> Assignment:
        """The officer on the duty, as a plan states it."""
        d = self.duties[duty]
        return Assignment(self.officers[officer].id, d.id, d.kind, d.place, d.window)


class Assigned:
    """Who is on which duty, both ways round, by position in the problem. The plan as rules and goals see it."""

    def __init__(self, problem: RosterProblem, pairs: Iterable[tuple[int, int]]) -> None:
        self.pairs = frozenset(pairs)
        self.on: tuple[list[int], ...] = tuple([] for _ in problem.duties)
        self.duties_of: tuple[list[int], ...] = tuple([] for _ in problem.officers)
        for officer, duty in sorted(self.pairs):
            self.on[duty].append(officer)
            self.duties_of[officer].append(duty)
        for duties in self.duties_of:
            duties.sort(key=lambda d: (problem.spans[d], d))

    @classmethod
    def of(cls, problem: RosterProblem, assignments: Iterable[Assignment]) -> Assigned:
        """From a plan's assignments; those of an unknown officer or duty are left out (`check` reports them)."""
        known = (
            (problem.officer_index[a.officer], problem.duty_index[a.duty])
            for a in assignments
            if a.officer in problem.officer_index and a.duty in problem.duty_index
        )
        return cls(problem, known)

    def assignments(self, problem: RosterProblem) -> tuple[Assignment, ...]:
        """As a plan states them: by time, duty and officer."""
        ordered = sorted(
            self.pairs,
            key=lambda p: (
                problem.spans[p[1]],
                problem.duties[p[1]].id,
                -problem.officers[p[0]].rank,
                problem.officers[p[0]].id,
            ),
        )
        return tuple(problem.assignment(officer, duty) for officer, duty in ordered)
