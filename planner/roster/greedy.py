"""A first roster at once: the worthiest duty first, the least loaded officer first. Plain code, no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from planner.roster.draft import Draft
from planner.roster.problem import RosterProblem

ALWAYS = 1e9
"""Minutes for a need that is met, above any load."""


def first_roster(problem: RosterProblem, stop: Callable[[], bool] = lambda: False) -> Draft:
    """A roster that keeps every rule; every duty that it leaves open had nobody left when its turn came."""
    draft = Draft(problem)
    fill(draft, stop)
    return draft


def fill(draft: Draft, stop: Callable[[], bool] = lambda: False, *, only: Iterable[int] | None = None) -> None:
    """Man open duties, then top up those that lack officers, as far as free officers go; with `only`, those duties."""
    problem = draft.problem
    order = sorted(
        range(len(problem.duties)) if only is None else only,
        key=lambda d: (-problem.duties[d].value, problem.spans[d], d),
    )
    for duty in order:
        if stop():
            return
        man(draft, duty, draft.load.__getitem__)
    for duty in order:
        if stop():
            return
        top_up(draft, duty, draft.load.__getitem__)


def man(draft: Draft, duty: int, load: Callable[[int], float], *, need_min: float = ALWAYS) -> None:
    """Put the fewest officers who make it manned on an open duty, if free ones suffice.

    The least loaded go first; each need of the duty that an officer meets counts as `need_min` minutes of load less.
    """
    if draft.on[duty]:
        return
    free = _free(draft, duty)
    team = _team(draft, duty, free, load, need_min)
    if team is None and need_min != ALWAYS:
        team = _team(draft, duty, free, load, ALWAYS)
    for officer in team or ():
        draft.put(officer, duty)


def can_man(draft: Draft, duty: int) -> bool:
    """True when free officers make up a team that an open duty could be manned with."""
    return _team(draft, duty, _free(draft, duty), draft.load.__getitem__, ALWAYS) is not None


def top_up(draft: Draft, duty: int, load: Callable[[int], float]) -> None:
    """Put free officers on a manned duty up to its strength, the least loaded first."""
    lacks = draft.problem.duties[duty].strength - len(draft.on[duty])
    if draft.on[duty] and lacks > 0:
        rarity = draft.rarity
        for officer in sorted(_free(draft, duty), key=lambda o: (load(o) + rarity[o], o))[:lacks]:
            draft.put(officer, duty)


def _free(draft: Draft, duty: int) -> list[int]:
    return [o for o in range(len(draft.problem.officers)) if draft.busy(o, duty) is None]


def _team(draft: Draft, duty: int, free: list[int], load: Callable[[int], float], need_min: float) -> list[int] | None:
    """The fewest officers who make the duty manned, requirements first; None when the free ones do not suffice."""
    problem = draft.problem
    d = problem.duties[duty]
    day = problem.days[duty]
    open_needs: list[tuple[Callable[[int], bool], int]] = [(lambda o: problem.officers[o].rank >= d.in_charge, 1)]
    open_needs.append((lambda o: problem.officers[o].is_woman, d.women))
    for skill, needed in d.skills:
        open_needs.append((partial(_holds, problem, skill, day), needed))
    team: list[int] = []
    left = list(free)
    while left:
        open_needs = [(holds, needed) for holds, needed in open_needs if needed > 0]
        if not open_needs and len(team) >= problem.fewest(duty):
            return team
        if len(team) == d.strength:
            return None
        met = {o: sum(holds(o) for holds, _ in open_needs) for o in left}
        taken = min(left, key=lambda o: (load(o) + draft.rarity[o] - need_min * met[o], o))
        left.remove(taken)
        team.append(taken)
        open_needs = [(holds, needed - holds(taken)) for holds, needed in open_needs]
    done = all(needed <= 0 for _, needed in open_needs) and len(team) >= problem.fewest(duty)
    return team if done else None


def _holds(problem: RosterProblem, skill: str, day: date, officer: int) -> bool:
    return problem.officers[officer].can(skill, day)
