"""A first roster at once: the worthiest duty first, the least loaded officer first. Plain code, no solver."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from planner.roster.draft import Draft
from planner.roster.goals.floors import HOUR, duties_of_floor
from planner.roster.problem import RosterProblem

ALWAYS = 1e9
"""Minutes for a need that is met, above any load."""
BEFORE_MIN = 1e6
"""Minutes for a duty that the plan before had given, above any load and below a need."""


def first_roster(problem: RosterProblem) -> Draft:
    """A roster that keeps every rule; every duty that it leaves open had nobody left when its turn came.

    It begins with what it can keep of the plan before, and takes the time that it takes.
    """
    draft = Draft(problem)
    keep_before(draft)
    fill(draft)
    return draft


def keep_before(draft: Draft) -> None:
    """Put officers on the duties that the plan before gave them, where that still keeps every rule.

    Those that have begun come first and are not asked: what was done may have broken a rule.
    """
    problem = draft.problem
    keep_begun(draft)
    order = [duty for duty in by_worth(problem, _to_come(problem)) if draft.before[duty]]
    for duty in order:
        if draft.has_vehicle(duty):
            wanted = [o for o in sorted(draft.before[duty]) if draft.busy(o, duty) is None]
            for officer in wanted[: problem.duties[duty].strength]:
                draft.put(officer, duty)
    # a team that lacks somebody is made again when all others are in their places: it may not take from them
    for duty in order:
        there = sorted(draft.on[duty])
        if len(there) < problem.fewest(duty) or any(len(able & draft.on[duty]) < n for able, n in draft.needs[duty]):
            for officer in there:
                draft.take(officer, duty)
            man(draft, duty, draft.load.__getitem__)


def keep_begun(draft: Draft) -> None:
    """Put officers on the duties that have begun, as it was."""
    for officer, duty in sorted(draft.problem.done_pairs):
        draft.put(officer, duty)


def _to_come(problem: RosterProblem) -> list[int]:
    return [d for d, is_begun in enumerate(problem.is_begun) if not is_begun]


def by_worth(problem: RosterProblem, duties: Iterable[int]) -> list[int]:
    """The worthiest first; those under a floor count what the floor's hours cost as well."""
    floor_worth = [0.0] * len(problem.duties)
    for floor in problem.floors:
        for d in duties_of_floor(problem, floor):
            floor_worth[d] = problem.floor_price * problem.length(d) / HOUR
    return sorted(duties, key=lambda d: (-problem.duties[d].value - floor_worth[d], problem.spans[d], d))


def fill(draft: Draft, *, only: Iterable[int] | None = None) -> None:
    """Man open duties, then top up those that lack officers, as far as free officers go; with `only`, those duties."""
    problem = draft.problem
    order = by_worth(problem, range(len(problem.duties)) if only is None else only)
    for duty in order:
        man(draft, duty, draft.load.__getitem__)
    for duty in order:
        top_up(draft, duty, draft.load.__getitem__)


def man(draft: Draft, duty: int, load: Callable[[int], float], *, need_min: float = ALWAYS) -> None:
    """Put the fewest officers who make it manned on an open duty, if free ones suffice and a mobile has a vehicle.

    The least loaded go first, of those alike the better suited; each need of the duty that an officer meets counts as
    `need_min` minutes of load less, and so does a duty that the plan before had given them.
    """
    if draft.on[duty] or not draft.has_vehicle(duty):
        return
    free = _free(draft, duty)
    team = _team(draft, duty, free, load, need_min)
    if team is None and need_min != ALWAYS:
        team = _team(draft, duty, free, load, ALWAYS)
    for officer in team or ():
        draft.put(officer, duty)


def can_man(draft: Draft, duty: int) -> bool:
    """True when free officers, and a vehicle for a mobile, make up a team that an open duty could be manned with."""
    if not draft.has_vehicle(duty):
        return False
    return _team(draft, duty, _free(draft, duty), draft.load.__getitem__, ALWAYS) is not None


def top_up(draft: Draft, duty: int, load: Callable[[int], float]) -> None:
    """Put free officers on a manned duty up to its strength, the least loaded first."""
    lacks = draft.problem.duties[duty].strength - len(draft.on[duty])
    if draft.on[duty] and lacks > 0:
        key = _liking(draft, duty, load)
        for officer in sorted(_free(draft, duty), key=key)[:lacks]:
            draft.put(officer, duty)


def _free(draft: Draft, duty: int) -> list[int]:
    there = draft.on[duty]
    return [o for o in draft.pool if o not in there and draft.busy(o, duty) is None]


def _liking(draft: Draft, duty: int, load: Callable[[int], float]) -> Callable[[int], tuple[float, int, int]]:
    """Whom to send first, the least number first: load, then suitability."""
    rarity, before, suits = draft.rarity, draft.before[duty], draft.suits(duty)
    return lambda o: (load(o) + rarity[o] - BEFORE_MIN * (o in before), -suits[o], o)


def _team(draft: Draft, duty: int, free: list[int], load: Callable[[int], float], need_min: float) -> list[int] | None:
    """The fewest officers who make the duty manned, requirements first; None when the free ones do not suffice."""
    problem = draft.problem
    fewest, strength = problem.fewest(duty), problem.duties[duty].strength
    needs = list(draft.needs[duty])
    if len(free) < fewest:
        return None
    liking = _liking(draft, duty, load)
    ranked = sorted((liking(o), o) for o in free)
    team: list[int] = []
    while True:
        if not needs and len(team) >= fewest:
            return team
        if len(team) == strength or not ranked:
            return None
        best = _best(ranked, [able for able, _ in needs], need_min) if needs else 0
        taken = ranked.pop(best)[1]
        team.append(taken)
        needs = [(able, left) for able, n in needs if (left := n - (taken in able)) > 0]


def _best(ranked: list[tuple[tuple[float, int, int], int]], needs: list[frozenset[int]], need_min: float) -> int:
    """The place of the first who costs least, each need that is met counted; `ranked` are in the order of load."""
    best, least = 0, math.inf
    for i, ((load, _, _), officer) in enumerate(ranked):
        if load - need_min * len(needs) >= least:
            break  # not even one who meets all would be better from here on
        cost = load - need_min * sum([officer in able for able in needs])
        if cost < least:
            best, least = i, cost
    return best
