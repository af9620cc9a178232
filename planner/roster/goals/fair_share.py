"""Loads of equals are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.solver import total, weighted

HOUR = 60


class FairShare:
    """Hours by which the loads of officers of the same rank and sex differ, beyond a difference that counts as fair.

    Women are compared with women: duties that need a woman fall to few. Who is on leave for a part of the time may
    have less than the others, never more.
    """

    name = "fair-share"
    sentence = "Officers of the same rank and sex have like hours; an hour of difference beyond one shift a week costs."
    source = "roster.fair_within_min and roster.fair_price (assumption)"

    def price(self, problem: RosterProblem) -> int:
        """What an hour costs against the value of a need."""
        return problem.fair_price

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """Started hours beyond the fair difference, over all groups of equals."""
        loads = [sum(problem.length(d) for d in duties) for duties in plan.duties_of]
        return sum(equals.excess(problem, loads) for equals in groups_of_equals(problem))

    def encode(self, enc: RosterEncoding) -> Any:
        """The same over a highest and a lowest load of each group."""
        problem = enc.problem
        minutes = [problem.length(d) for d in range(len(problem.duties))]
        most = sum(minutes)
        guessed = None if enc.guess is None else [sum(map(problem.length, duties)) for duties in enc.guess.duties_of]
        excesses = []
        for equals in groups_of_equals(problem):
            highest, lowest = enc.number(0, most), enc.number(0, most)
            for officer in equals.everyone:
                enc.model.add(weighted(enc.x[officer], minutes) <= highest)
            for officer in equals.always_there:
                enc.model.add(weighted(enc.x[officer], minutes) >= lowest)
            excess = enc.number(0, -(-most // HOUR))
            enc.model.add(HOUR * excess >= highest - lowest - problem.fair_spread_min)
            excesses.append(excess)
            if guessed is not None:
                enc.hint(highest, max(guessed[o] for o in equals.everyone))
                enc.hint(lowest, min(guessed[o] for o in equals.always_there))
                enc.hint(excess, equals.excess(problem, guessed))
        return total(excesses)


@dataclass(frozen=True, slots=True)
class Equals:
    """Officers of the same rank and sex, by position; and those of them who have no leave in the time."""

    everyone: tuple[int, ...]
    always_there: tuple[int, ...]

    def excess(self, problem: RosterProblem, loads: Sequence[int]) -> int:
        """Started hours by which the highest load lies above the lowest, beyond the fair difference."""
        spread = max(loads[o] for o in self.everyone) - min(loads[o] for o in self.always_there)
        return -(-max(0, spread - problem.fair_spread_min) // HOUR)


def groups_of_equals(problem: RosterProblem) -> list[Equals]:
    """The groups in which loads are compared: two or more officers, at least one without leave."""
    found: dict[tuple[int, bool], list[int]] = {}
    for i, officer in enumerate(problem.officers):
        found.setdefault((officer.rank, officer.is_woman), []).append(i)
    groups = []
    for _, everyone in sorted(found.items()):
        always = tuple(o for o in everyone if not _is_away(problem, o))
        if always and len(everyone) > 1:
            groups.append(Equals(tuple(everyone), always))
    return groups


def _is_away(problem: RosterProblem, officer: int) -> bool:
    spans = (problem.minutes_of(leave) for leave in problem.officers[officer].leave)
    return any(first < problem.end_min and last > 0 for first, last in spans)
