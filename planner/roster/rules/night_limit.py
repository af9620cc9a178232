"""No more than so many nights in a week, and in a row."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem
from planner.roster.words import count
from planner.solver import total


class NightLimit:
    """Night duties in any seven days, and in any days in a row that are one more than the nights in a row allowed.

    A night duty counts on the day on which it begins.
    """

    name = "night-limit"
    sentence = (
        "An officer has no more night duties than the weekly limit in any seven days in a row, "
        "and no more than the limit of nights in a row in as many days and one."
    )
    source = "roster.night_h, roster.max_nights_week, roster.max_nights_row (assumption)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each officer and limit, with the first days that hold too many nights."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            nights = [d for d in duties if problem.is_night[d]]
            for days, most in spans_of_nights(problem):
                for first in sorted({problem.days[d] for d in nights}):
                    held = sum(0 <= (problem.days[d] - first).days < days for d in nights)
                    if held > most:
                        when = f"in the {days} days from {first:%A} {first.day} {first:%B}"
                        has = count(held, "night duty", "night duties")
                        yield Violation(self.name, officer.id, f"{officer.id} has {has} {when}, not at most {most}.")
                        break

    def encode(self, enc: RosterEncoding) -> None:
        """A limit for each such span of days that begins with a night."""
        problem = enc.problem
        found = [(night, most) for days, most in spans_of_nights(problem) for night in night_spans(problem, days, most)]
        for o, (officer, row) in enumerate(zip(problem.officers, enc.x, strict=True)):
            for night, most in found:
                free = [d for d in night if d in enc.manned]
                kept = sum((o, d) in enc.kept for d in night)
                if free and kept + len(free) > most:
                    enc.require(self.name, officer.id, total(row[d] for d in free) <= most - kept)


def spans_of_nights(problem: RosterProblem) -> tuple[tuple[int, int], ...]:
    """Numbers of days in a row, and how many night duties they may hold."""
    week = (DAYS_OF_WEEK_LIMIT, problem.max_nights_week)
    row = (problem.max_nights_row + 1, problem.max_nights_row)
    return week, row


def night_spans(problem: RosterProblem, days: int, most: int) -> list[tuple[int, ...]]:
    """The night duties of each so many days in a row, where there are more than `most` of them."""
    nights = [d for d, is_night in enumerate(problem.is_night) if is_night]
    found: list[tuple[int, ...]] = []
    for first in sorted({problem.day_numbers[d] for d in nights}):
        span = tuple(d for d in nights if first <= problem.day_numbers[d] < first + days)
        if len(span) > most and not (found and set(span) <= set(found[-1])):
            found.append(span)
    return found
