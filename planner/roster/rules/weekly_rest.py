"""A day of rest in every seven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, Assigned, RosterProblem
from planner.roster.words import hours
from planner.solver import total

DAY_MIN = 24 * 60


class WeeklyRest:
    """A day of rest: no duty begins on it, and from the last duty before it to the first after it there is a long rest.

    Days before the first duty of the problem and after its last are days of rest for everyone.
    """

    name = "weekly-rest"
    sentence = (
        "In any seven days in a row an officer has a day on which no duty begins, "
        "and around it the weekly rest from the end of one duty to the start of the next."
    )
    source = "roster.week_rest_min: a weekly day of rest (assumption)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each officer, with the first seven days without a day of rest."""
        if not problem.week_rest_min:
            return
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            rests = [_is_rest(problem, duties, day) for day in planned_days(problem)]
            for first in range(len(rests) - DAYS_OF_WEEK_LIMIT + 1):
                if not any(rests[first : first + DAYS_OF_WEEK_LIMIT]):
                    day = min(problem.days) + timedelta(days=first)
                    when = f"in the seven days from {day:%A} {day.day} {day:%B}"
                    text = f"{officer.id} has no day of rest with {hours(problem.week_rest_min)} free {when}."
                    yield Violation(self.name, officer.id, text)
                    break

    def encode(self, enc: RosterEncoding) -> None:
        """A flag for each day of rest, which every duty of the day and every narrow pair around it puts out."""
        problem = enc.problem
        days = planned_days(problem)
        if not problem.week_rest_min or len(days) < DAYS_OF_WEEK_LIMIT:
            return
        begins = {day: [d for d, number in enumerate(problem.day_numbers) if number == day] for day in days}
        pairs = {day: narrow_pairs(problem, day) for day in days}
        is_free = {
            day: any(d in enc.manned for d in (*begins[day], *(d for pair in pairs[day] for d in pair))) for day in days
        }
        weeks = [days[first : first + DAYS_OF_WEEK_LIMIT] for first in range(len(days) - DAYS_OF_WEEK_LIMIT + 1)]
        for o, officer in enumerate(problem.officers):
            kept = [d for d in range(len(problem.duties)) if (o, d) in enc.kept]
            flags: dict[int, Any] = {}
            for week in weeks:
                if not any(is_free[day] for day in week):
                    continue
                for day in week:
                    if day not in flags:
                        flags[day] = (
                            self._flag(enc, o, day, begins[day], pairs[day])
                            if is_free[day]
                            else int(_is_rest(problem, kept, day))
                        )
                enc.require(self.name, officer.id, total(flags[day] for day in week) >= 1)

    def _flag(
        self, enc: RosterEncoding, officer: int, day: int, begins: Sequence[int], pairs: Sequence[tuple[int, int]]
    ) -> Any:
        """1 only if the day is a day of rest of the officer."""
        row = enc.x[officer]
        rest = enc.flag()
        for d in begins:
            enc.model.add(row[d] + rest <= 1)
        for first, second in pairs:
            enc.model.add(row[first] + row[second] + rest <= 2)
        if enc.guess is not None:
            enc.hint(rest, int(_is_rest(enc.problem, enc.guess.duties_of[officer], day)))
        return rest


def planned_days(problem: RosterProblem) -> range:
    """The days from that of the first duty to that of the last, counted from that of the start."""
    return range(min(problem.day_numbers, default=0), max(problem.day_numbers, default=-1) + 1)


def narrow_pairs(problem: RosterProblem, day: int) -> list[tuple[int, int]]:
    """Pairs of a duty that begins before a day and one that begins after it, with less than the weekly rest between."""
    near = [
        (d, number)
        for d, number in enumerate(problem.day_numbers)
        if abs(number - day) * DAY_MIN < problem.week_rest_min + 2 * DAY_MIN and number != day
    ]
    later = sorted((problem.spans[d][0], d) for d, number in near if number > day)
    found = []
    for first, number in near:
        if number < day:
            for start, second in later:
                if start - problem.spans[first][1] >= problem.week_rest_min:
                    break
                found.append((first, second))
    return found


def _is_rest(problem: RosterProblem, duties: Sequence[int], day: int) -> bool:
    """True when none of an officer's duties begins on the day, and those around it leave the weekly rest."""
    if any(problem.day_numbers[d] == day for d in duties):
        return False
    ended = max((problem.spans[d][1] for d in duties if problem.day_numbers[d] < day), default=None)
    begins = min((problem.spans[d][0] for d in duties if problem.day_numbers[d] > day), default=None)
    return ended is None or begins is None or begins - ended >= problem.week_rest_min
