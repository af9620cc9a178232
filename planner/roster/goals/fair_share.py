"""Loads of equals are alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.solver import total, weighted

HOUR = 60


class FairShare:
    """Hours by which the loads of officers of the same rank and sex differ, beyond a difference that counts as fair.

    Women are compared with women: duties that need a woman fall to few. Who is on leave for more than half of the time
    is not compared.
    """

    name = "fair-share"
    sentence = "Officers of the same rank and sex have like hours; each hour of difference beyond one shift costs."
    source = "roster.fair_within_min and roster.fair_price (assumption)"

    def price(self, problem: RosterProblem) -> int:
        """What an hour costs against the value of a need."""
        return problem.fair_price

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """Started hours beyond the fair difference, over all groups of equals."""
        loads = [sum(problem.length(d) for d in duties) for duties in plan.duties_of]
        spreads = (
            max(loads[o] for o in equals) - min(loads[o] for o in equals) for equals in groups_of_equals(problem)
        )
        return sum(-(-max(0, spread - problem.fair_within_min) // HOUR) for spread in spreads)

    def encode(self, enc: RosterEncoding) -> Any:
        """The same over a highest and a lowest load of each group."""
        problem = enc.problem
        minutes = [problem.length(d) for d in range(len(problem.duties))]
        most = sum(minutes)
        excesses = []
        for equals in groups_of_equals(problem):
            highest, lowest = enc.number(0, most), enc.number(0, most)
            for officer in equals:
                load = weighted(enc.x[officer], minutes)
                enc.model.add(load <= highest)
                enc.model.add(load >= lowest)
            excess = enc.number(0, -(-most // HOUR))
            enc.model.add(HOUR * excess >= highest - lowest - problem.fair_within_min)
            excesses.append(excess)
        return total(excesses)


def groups_of_equals(problem: RosterProblem) -> list[tuple[int, ...]]:
    """Officers of the same rank and sex who are there for at least half of the time; groups of two or more."""
    found: dict[tuple[int, bool], list[int]] = {}
    for i, officer in enumerate(problem.officers):
        away = _covered((problem.minutes_of(leave) for leave in officer.leave), problem.end_min)
        if 2 * away <= problem.end_min:
            found.setdefault((officer.rank, officer.is_woman), []).append(i)
    return [tuple(group) for _, group in sorted(found.items()) if len(group) > 1]


def _covered(spans: Iterable[tuple[int, int]], end: int) -> int:
    """Minutes between 0 and `end` that lie in any of the spans."""
    covered = reached = 0
    for first, last in sorted(spans):
        first, last = max(first, reached), min(last, end)
        if last > first:
            covered += last - first
            reached = last
    return covered
