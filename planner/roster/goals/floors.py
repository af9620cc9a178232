"""No group of sites goes without its least cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.duty import Floor
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.solver import total, weighted

HOUR = 60
THOUSAND = 1000


class Floors:
    """Officer-hours that each floor lacks: its least share of what its duties need, less what is sent."""

    name = "floors"
    sentence = "Each community, tehsil, and small or unregistered sites get their least share of officer-hours."
    source = "shares of [equity] and roster.floor_price (assumption); a court found protection uneven (SMC 1/2014)"

    def price(self, problem: RosterProblem) -> int:
        """What an officer-hour below a floor costs against the value of a need."""
        return problem.floor_price

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """Started officer-hours that the floors lack, added up."""
        return sum(lacking_h(problem, floor, [len(there) for there in plan.on]) for floor in problem.floors)

    def encode(self, enc: RosterEncoding) -> Any:
        """The same over a number for each floor that is at least what it lacks."""
        problem = enc.problem
        lacks = []
        for floor in problem.floors:
            least = least_min(problem, floor)
            duties = duties_of_floor(problem, floor)
            free = [d for d in duties if d in enc.manned]
            kept = sum(problem.length(d) * sum(row[d] for row in enc.x) for d in duties if d not in enc.manned)
            lack = enc.number(0, -(-least // HOUR))
            sent = weighted([enc.on[d] for d in free], [problem.length(d) for d in free])
            enc.model.add(HOUR * lack + sent >= least - kept)
            lacks.append(lack)
            if enc.guess is not None:
                enc.hint(lack, lacking_h(problem, floor, [len(there) for there in enc.guess.on]))
        return total(lacks)


def duties_of_floor(problem: RosterProblem, floor: Floor) -> list[int]:
    """Positions of the duties that count for a floor, as far as the problem has them."""
    return sorted(problem.duty_index[d] for d in floor.duties if d in problem.duty_index)


def least_min(problem: RosterProblem, floor: Floor) -> int:
    """Officer-minutes that a floor asks for, rounded up."""
    need = sum(problem.length(d) * problem.duties[d].strength for d in duties_of_floor(problem, floor))
    return -(-need * round(floor.least_share * THOUSAND) // THOUSAND)


def lacking_h(problem: RosterProblem, floor: Floor, on: Sequence[int]) -> int:
    """Started officer-hours that a floor lacks when so many officers are `on` each duty."""
    sent = sum(problem.length(d) * on[d] for d in duties_of_floor(problem, floor))
    return -(-max(0, least_min(problem, floor) - sent) // HOUR)
