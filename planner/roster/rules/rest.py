"""Rest between turns of duty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.core.rule import Violation
from planner.roster.conflicts import Clash
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words, hours


class Rest:
    """Two duties lie within one shift, from the start of the one to the end of the other, or a full rest apart."""

    name = "rest"
    sentence = "An officer rests between two duties, unless both lie within one shift."
    source = "roster.rest_min and roster.shift_hours; no 16 or 24 hour duties (Faisalabad 2022)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each pair of duties of an officer with too little rest between them."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            for first, second in combinations(duties, 2):
                (begin, end), (later_begin, later_end) = problem.spans[first], problem.spans[second]
                if max(end, later_end) - begin <= problem.shift_min or later_begin - end >= problem.rest_min:
                    continue
                rest = hours(max(0, later_begin - end))
                both = f"{duty_words(problem, first)} and {duty_words(problem, second)}"
                text = f"{officer.id}: {both} leave {rest} of rest, not {hours(problem.rest_min)}."
                yield Violation(self.name, officer.id, text)

    def encode(self, enc: RosterEncoding) -> None:
        """At most one duty of each group without rest between any two."""
        enc.never_both(self.name, clash_of_rest(enc.problem))


def clash_of_rest(problem: RosterProblem) -> Clash:
    """Duties without a rest between them."""

    def clash(first: int, second: int) -> bool:
        (begin, end), (later_begin, later_end) = problem.spans[first], problem.spans[second]
        is_one_shift = max(end, later_end) <= begin + problem.shift_min
        return later_begin < end + problem.rest_min and not is_one_shift

    return Clash(max(1, problem.rest_min), clash)
