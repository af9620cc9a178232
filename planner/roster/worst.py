"""The worst open duties of a plan as a small problem of their own: what it would take to cover them.

All else stays as the plan has it. Duties at the same time may change hands, as far as what the plan covers stays
covered; whoever is on another duty, rests from it, or has no hours left that week is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from planner.core.plan import Assignment
from planner.core.time import Window
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem
from planner.roster.remedies import FewerPlaces

WORST = 3
"""Open duties that are looked at: of more, what it takes is a list that nobody reads."""


def worst_open(problem: RosterProblem, assignments: Sequence[Assignment], *, worst: int = WORST) -> list[int]:
    """The open duties of the greatest worth, the worst first; those that have begun are past covering."""
    on = Assigned.of(problem, assignments).on
    lacks = {d: duty.strength - len(on[d]) for d, duty in enumerate(problem.duties) if not problem.is_begun[d]}
    lacking = (d for d, places in lacks.items() if places > 0)
    return sorted(lacking, key=lambda d: (-problem.duties[d].value * lacks[d], d))[:worst]


def to_cover(problem: RosterProblem, assignments: Sequence[Assignment], *, worst: int = WORST) -> RosterProblem:
    """The problem of covering the `worst` open duties of a plan beside all else.

    To be handed to `relaxations`. Without open duties nothing is asked.
    """
    plan = Assigned.of(problem, assignments)
    lacks = {d: duty.strength - len(plan.on[d]) for d, duty in enumerate(problem.duties)}
    chosen = worst_open(problem, assignments, worst=worst)
    free = sorted({*chosen, *(d for d in range(len(problem.duties)) if _is_beside(problem, d, chosen))})
    less = tuple((problem.duties[d].id, lacks[d]) for d in free if lacks[d] > 0 and d not in chosen)
    officers = tuple(
        replace(officer, leave=(*officer.leave, *_elsewhere(problem, plan.duties_of[o], free)))
        for o, officer in enumerate(problem.officers)
    )
    alone = problem.replace(
        officers=officers,
        duties=tuple(problem.duties[d] for d in free),
        floors=(),
        before=frozenset(),
        begun=frozenset(),
        done=frozenset(),
    )
    return FewerPlaces(less).apply(alone).replace(must_fill=True)


def _is_beside(problem: RosterProblem, d: int, chosen: Sequence[int]) -> bool:
    """True when the duty is to come and overlaps one of the chosen."""
    start, end = problem.spans[d]
    spans = (problem.spans[one] for one in chosen)
    return not problem.is_begun[d] and any(start < last and first < end for first, last in spans)


def _elsewhere(problem: RosterProblem, duties: Sequence[int], free: Sequence[int]) -> Iterator[Window]:
    """When an officer is not there: on the duties that stay, in the rest around them, and when the week is full."""
    rest = timedelta(minutes=problem.rest_min)
    stay = [d for d in duties if d not in set(free)]
    for d in stay:
        window = problem.duties[d].window
        yield Window(window.start - rest, window.end + rest)
    for d in free:
        if _is_full(problem, stay, d):
            yield problem.duties[d].window


def _is_full(problem: RosterProblem, stay: Sequence[int], d: int) -> bool:
    """True when in some seven days around the duty the hours or the days of duty leave no room for it."""
    day = problem.day_numbers[d]
    for first in range(day - DAYS_OF_WEEK_LIMIT + 1, day + 1):
        week = [one for one in stay if first <= problem.day_numbers[one] < first + DAYS_OF_WEEK_LIMIT]
        minutes = sum(problem.length(one) for one in week)
        on_days = {problem.day_numbers[one] for one in week} | {day}
        if minutes + problem.length(d) > problem.max_week_min:
            return True
        if problem.week_rest_min and len(on_days) == DAYS_OF_WEEK_LIMIT:
            return True
    return False
