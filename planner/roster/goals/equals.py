"""Who is compared with whom when turns of duty are shared, and by how much they may differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.solver import total, weighted


class Share(ABC):
    """A goal that compares what equals carry: how much of it each duty is, and what difference is fair.

    `unit` is how much makes one unit of `measure`: 60 minutes an hour, 1 a turn.
    """

    name: str
    sentence: str
    source: str
    unit: int

    @abstractmethod
    def price(self, problem: RosterProblem) -> int:
        """Objective units for each unit of `measure`."""

    @abstractmethod
    def carries(self, problem: RosterProblem) -> Sequence[int]:
        """How much each duty is: minutes, or turns."""

    @abstractmethod
    def fair(self, problem: RosterProblem) -> int:
        """The difference, in the same unit, that is fair."""

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """Started units beyond the fair difference, over all groups of equals."""
        each = self.carries(problem)
        carried = [sum(each[d] for d in duties) for duties in plan.duties_of]
        fair = self.fair(problem)
        return sum(equals.excess(carried, fair, self.unit) for equals in groups_of_equals(problem))

    def encode(self, enc: RosterEncoding) -> Any:
        """The same over a highest and a lowest of each group."""
        problem = enc.problem
        each = list(self.carries(problem))
        most, fair, unit = sum(each), self.fair(problem), self.unit
        counted = [d for d, carried in enumerate(each) if carried]
        guessed = None if enc.guess is None else [sum(each[d] for d in duties) for duties in enc.guess.duties_of]
        excesses = []
        for equals in groups_of_equals(problem):
            highest, lowest = enc.number(0, most), enc.number(0, most)
            for officer in equals.everyone:
                enc.model.add(_carried(enc, officer, counted, each) <= highest)
            for officer in equals.always_there:
                enc.model.add(_carried(enc, officer, counted, each) >= lowest)
            excess = enc.number(0, -(-most // unit))
            enc.model.add(unit * excess >= highest - lowest - fair)
            excesses.append(excess)
            if guessed is not None:
                enc.hint(highest, max(guessed[o] for o in equals.everyone))
                enc.hint(lowest, min(guessed[o] for o in equals.always_there))
                enc.hint(excess, equals.excess(guessed, fair, unit))
        return total(excesses)


@dataclass(frozen=True, slots=True)
class Equals:
    """Officers of the same rank and sex, by position; and those of them who have no leave in the time."""

    everyone: tuple[int, ...]
    always_there: tuple[int, ...]

    def excess(self, carried: Sequence[int], fair: int, unit: int) -> int:
        """Started units by which the highest lies above the lowest, beyond the fair difference."""
        spread = max(carried[o] for o in self.everyone) - min(carried[o] for o in self.always_there)
        return -(-max(0, spread - fair) // unit)


def groups_of_equals(problem: RosterProblem) -> list[Equals]:
    """The groups that are compared: two or more officers, at least one without leave."""
    found: dict[tuple[int, bool], list[int]] = {}
    for i, officer in enumerate(problem.officers):
        found.setdefault((officer.rank, officer.is_woman), []).append(i)
    groups = []
    for _, everyone in sorted(found.items()):
        always = tuple(o for o in everyone if not _is_away(problem, o))
        if always and len(everyone) > 1:
            groups.append(Equals(tuple(everyone), always))
    return groups


def _carried(enc: RosterEncoding, officer: int, counted: Sequence[int], each: Sequence[int]) -> Any:
    return weighted([enc.x[officer][d] for d in counted], [each[d] for d in counted])


def _is_away(problem: RosterProblem, officer: int) -> bool:
    spans = (problem.minutes_of(leave) for leave in problem.officers[officer].leave)
    return any(first < problem.end_min and last > 0 for first, last in spans)
