"""Nobody is in two places at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.core.rule import Violation
from planner.roster.conflicts import Clash
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words


class OnePlace:
    """Duties of one officer do not overlap, and the way from one place to the next fits between them."""

    name = "one-place"
    sentence = "An officer is on one duty at a time, and has the time to travel from one place to the next."
    source = "nature; travel from the road network, else roster.changeover_min (assumption)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each pair of duties of an officer that cannot both be reached."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            for first, second in combinations(duties, 2):
                way = problem.travel_min(problem.duties[first].place, problem.duties[second].place)
                free = problem.spans[second][0] - problem.spans[first][1]
                if free < 0:
                    text = "overlap"
                elif free < way:
                    text = f"leave {free} min for a way of {way} min"
                else:
                    continue
                both = f"{duty_words(problem, first)} and {duty_words(problem, second)}"
                yield Violation(self.name, officer.id, f"{officer.id}: {both} {text}.")

    def encode(self, enc: RosterEncoding) -> None:
        """At most one duty of each group that cannot be reached one from the other."""
        enc.never_both(self.name, clash_of_places(enc.problem))


def clash_of_places(problem: RosterProblem) -> Clash:
    """Duties that cannot be reached one from the other."""

    def clash(first: int, second: int) -> bool:
        way = problem.travel_min(problem.duties[first].place, problem.duties[second].place)
        return problem.spans[second][0] < problem.spans[first][1] + way

    return Clash(max((1, problem.changeover_min, *problem.travel.values())), clash)
