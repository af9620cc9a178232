"""No more than so many hours in any seven days."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem
from planner.roster.words import hours
from planner.solver import weighted


class Load:
    """Hours of duty in any seven days in a row; a duty counts on the day on which it begins."""

    name = "load"
    sentence = "In any seven days in a row an officer has no more hours of duty than the weekly limit."
    source = "roster.max_week_min: six shifts of eight hours (assumption)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each officer, with the first seven days that hold too much."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            for first in sorted({problem.days[d] for d in duties}):
                week = [d for d in duties if 0 <= (problem.days[d] - first).days < DAYS_OF_WEEK_LIMIT]
                minutes = sum(problem.length(d) for d in week)
                if minutes > problem.max_week_min:
                    when = f"in the seven days from {first:%A} {first.day} {first:%B}"
                    text = (
                        f"{officer.id} has {hours(minutes)} of duty {when}, not at most {hours(problem.max_week_min)}."
                    )
                    yield Violation(self.name, officer.id, text)
                    break

    def encode(self, enc: RosterEncoding) -> None:
        """A limit for each seven days that begin with a day on which a duty begins."""
        problem = enc.problem
        found = [(week, [d for d in week if d in enc.manned]) for week in weeks(problem)]
        for o, (officer, row) in enumerate(zip(problem.officers, enc.x, strict=True)):
            for week, free in found:
                if free:
                    kept = sum(problem.length(d) for d in week if d not in enc.manned and (o, d) in enc.kept)
                    minutes = weighted([row[d] for d in free], [problem.length(d) for d in free])
                    enc.require(self.name, officer.id, minutes <= problem.max_week_min - kept)


def weeks(problem: RosterProblem) -> list[tuple[int, ...]]:
    """The duties of each seven days in a row that hold one which no other seven days hold together with the rest."""
    found: list[tuple[int, ...]] = []
    for first in sorted(set(problem.day_numbers)):
        week = tuple(d for d, day in enumerate(problem.day_numbers) if first <= day < first + DAYS_OF_WEEK_LIMIT)
        if not found or not set(week) <= set(found[-1]):
            found.append(week)
    return found
