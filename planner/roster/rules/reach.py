"""Nobody is sent too far from the home station."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words


class Reach:
    """The way from the home station of an officer to the place of each duty is short enough."""

    name = "reach"
    sentence = "An officer is not sent to a place farther from the home station than the longest way by road."
    source = "roster.max_commute_min (assumption); travel from the road network, a way that is not known is short"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each duty that is too far."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            for d in duties:
                way = problem.commute.get((officer.home_station, problem.duties[d].place), 0)
                if way > problem.max_commute_min:
                    text = f"{officer.id}: {duty_words(problem, d)} is {way} min from {officer.home_station}"
                    yield Violation(self.name, officer.id, f"{text}, not at most {problem.max_commute_min}.")

    def encode(self, enc: RosterEncoding) -> None:
        """None of the duties that are too far."""
        problem = enc.problem
        for officer, row in zip(problem.officers, enc.x, strict=True):
            for d in enc.duties:
                if is_too_far(problem, officer.home_station, problem.duties[d].place):
                    enc.require(self.name, officer.id, row[d] == 0)


def is_too_far(problem: RosterProblem, station: str, place: str) -> bool:
    """True when the way from a station to a place is known and too long."""
    return problem.commute.get((station, place), 0) > problem.max_commute_min
