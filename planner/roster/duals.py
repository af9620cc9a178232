"""What one thing more could buy at the most, read off one linear program: no second program is needed to know.

Each row of the program of a bound has a price: what a unit more of its limit saves. One more officer does the duties of
the highest prices that one officer can do together; more than their sum nobody can buy. Where that is nothing, nothing
can be bought.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from planner.core.people import Officer
from planner.roster.bound import WEEK, Fractions, fractions, part, rounded_up
from planner.roster.goals.floors import least_min
from planner.roster.problem import RosterProblem
from planner.roster.stretches import stretches
from planner.solver import LinearProgram, Priced

NOTHING = 1e-6
"""Prices below it are arithmetic."""


@dataclass(frozen=True)
class Stretch:
    """Some days of a problem, the program of their bound, and its prices."""

    problem: RosterProblem
    program: Fractions
    solved: Priced

    @property
    def worth(self) -> int:
        """The worth that stays open at the least."""
        return rounded_up(self.problem, self.solved.cost)

    def rounded(self, worth: float) -> int:
        """What is bought at the most, as whole officers can."""
        return min(self.worth, rounded_up(self.problem, worth))

    def for_officer(self, officer: Officer, *, seconds: float) -> int | None:
        """What one more such officer could buy at the most, wherever they come from; None when the time ended."""
        gains = self._gains(officer)
        best = LinearProgram()
        on = {d: best.variable(1, -gain) for d, gain in gains.items()}
        for limit in self.program.limits:
            inside = [(on[d], float(n)) for d, n in zip(limit.duties, limit.sizes, strict=True) if d in on]
            if sum(n for _, n in inside) > limit.most:
                best.at_most(inside, limit.most)
        lowest = best.lowest(seconds=seconds)
        return None if lowest is None else self.rounded(-lowest)

    def _gains(self, officer: Officer) -> dict[int, float]:
        """What the officer on each duty saves, where it saves anything."""
        prices = self.solved.prices
        gains = {}
        for d, duty in enumerate(self.problem.duties):
            if self.problem.is_begun[d] or officer.is_on_leave(duty.window):
                continue
            gain = sum(prices[row] for row, counts in self.program.helps[d] if counts(officer))
            gain -= prices[self.program.fills[d]]
            if gain > NOTHING:
                gains[d] = gain
        return gains

    def for_minutes(self, more: int) -> int:
        """What so many minutes more a week for each officer could buy at the most."""
        return self.rounded(sum(self.solved.prices[row] * people for row, people in self.program.hours) * more)

    def for_vehicle(self, base: str) -> int:
        """What one more vehicle at a base could buy at the most."""
        return self.rounded(sum(self.solved.prices[row] for row in self.program.out.get(base, ())))

    def for_floor(self, number: int) -> int:
        """What could be bought at the most without a floor."""
        row, _ = self.program.floors[number]
        return self.rounded(self.solved.prices[row] * least_min(self.problem, self.problem.floors[number]))

    def lacks(self, number: int) -> float:
        """Officer-hours that a floor lacks in the program."""
        return self.solved.values[self.program.floors[number][1]]


def solved(
    problem: RosterProblem, rules: Collection[str], *, seconds: float, hints: Sequence[Officer] = ()
) -> Stretch | None:
    """The program of a problem with its prices, or None when the time did not suffice.

    The prices hold for officers like `hints`; for others they may be far too high.
    """
    ends = time.monotonic() + seconds
    if seconds <= 0:
        return None
    program = fractions(problem, rules, hints=hints)
    found = program.program.priced(seconds=ends - time.monotonic())
    return None if found is None else Stretch(problem, program, found)


def by_week(problem: RosterProblem) -> list[RosterProblem]:
    """The problem week by week, without floors: they are shares of all the days."""
    return [part(problem, week) for week in stretches(problem, days=WEEK)]
