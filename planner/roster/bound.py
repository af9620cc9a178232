"""What no roster can beat: the worth that stays open even if officers of a kind could share their hours freely.

Officers who are alike in everything that the duties ask for are one class; only the number of its officers on each duty
is decided, in fractions. Every roster is such a decision, so its lowest cost is a bound. Rules that are not named here
only make rosters worse: the bound stays true.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from planner.core.people import Officer
from planner.roster.conflicts import groups
from planner.roster.given import given
from planner.roster.goals.floors import HOUR, duties_of_floor, least_min
from planner.roster.problem import RosterProblem
from planner.roster.relaxed import Relaxed
from planner.roster.rules import RULES
from planner.roster.rules.load import weeks
from planner.roster.rules.night_limit import night_spans, spans_of_nights
from planner.roster.rules.one_place import clash_of_places
from planner.roster.rules.reach import is_too_far
from planner.roster.rules.rest import clash_of_rest
from planner.roster.rules.vehicles import vehicle_limits
from planner.roster.stretches import stretches
from planner.solver import LinearProgram

ROUNDING = 1e-5
"""Slack for the arithmetic of the linear program before its cost is rounded up."""
TOGETHER = 60_000
"""Classes of officers times duties that are looked at in one program, at most; more are looked at week by week."""
WEEK = 7
HINT = 1e-4
"""Share of an officer who is lent so that the prices of a program hold for such officers."""
MOST_SECONDS = 30.0
"""Seconds for one program, at most: it cannot be stopped, and who cancels should not wait long."""


def open_worth(problem: RosterProblem, *, rules: Collection[str], seconds: float) -> int:
    """A cost of open needs and floors that no roster goes below. `rules` are the names of those that are on.

    Officers and duties of a larger problem are told apart by number alone (`relaxed`). When the time does not suffice
    for all days together, they are looked at week by week, else one by one: quicker, and lower.
    """
    ends = time.monotonic() + seconds
    problem = sound(problem, rules)
    if _size(problem) <= TOGETHER:
        together = _lowest(problem, rules, seconds)
        if together is not None:
            return together
    else:
        coarse = Relaxed(problem, rules, coarse=True)
        found = coarse.lowest(seconds=min(seconds, MOST_SECONDS)) if coarse.size <= TOGETHER else None
        if found is not None:
            return found[0]
    return max(
        _apart(problem, rules, 1, lambda: max(seconds / 4, ends - time.monotonic())),
        _apart(problem, rules, WEEK, lambda: ends - time.monotonic()),
    )


def _size(problem: RosterProblem) -> int:
    return len(_classes(problem, with_leave=True)) * len(problem.duties)


def _apart(problem: RosterProblem, rules: Collection[str], days: int, left: Callable[[], float]) -> int:
    """The sum over stretches of so many days, each looked at alone; what a stretch lacks the time for counts 0."""
    found = 0
    for stretch in stretches(problem, days=days):
        if left() <= 0:
            break
        found += _lowest(part(problem, stretch), rules, min(left(), MOST_SECONDS)) or 0
    return found


def part(problem: RosterProblem, duties: Sequence[int]) -> RosterProblem:
    """The problem of some of its duties; floors are shares of all of them, and do not hold for a part."""
    return problem.replace(duties=tuple(problem.duties[d] for d in duties), floors=())


def sound(problem: RosterProblem, rules: Collection[str]) -> RosterProblem:
    """The problem; without what has begun where that breaks a rule, as no roster of this program would hold it."""
    if not given(problem, [rule for rule in RULES if rule.name in rules]):
        return problem
    ahead = tuple(duty for duty in problem.duties if duty.id not in problem.begun)
    return problem.replace(duties=ahead, floors=(), begun=frozenset(), done=frozenset())


def _lowest(problem: RosterProblem, rules: Collection[str], seconds: float) -> int | None:
    """The lowest cost for all duties together, or None when the time did not suffice."""
    if "filled" not in rules or not problem.duties:
        return 0
    lowest = fractions(problem, rules).program.lowest(seconds=seconds)
    return None if lowest is None else rounded_up(problem, lowest)


def rounded_up(problem: RosterProblem, cost: float) -> int:
    """A cost of fractions as one of whole officers: every cost is a multiple of the values' common divisor."""
    unit = math.gcd(*(duty.value for duty in problem.duties), problem.floor_price if problem.floors else 0) or 1
    return max(0, math.ceil((cost - ROUNDING) / unit) * unit)


class Limit(NamedTuple):
    """Duties of which one officer can do at most so much: minutes of a week, or one each of duties that clash."""

    duties: Sequence[int]
    sizes: Sequence[int]
    most: int
    is_week: bool


class Fractions(NamedTuple):
    """The program of a problem, with what stands where in it.

    `helps[d]` holds rows that one more officer on duty d loosens by one, each with whom it counts, and `fills[d]` the
    row that such an officer tightens. `hours` holds the rows of weekly limits with their officers, `out` the rows of
    the vehicles at each base, and `floors` the row and the lacking hours (a variable) of each floor. `limits` is what
    one officer can do at most.
    """

    program: LinearProgram
    helps: list[list[tuple[int, Callable[[Officer], bool]]]]
    fills: list[int]
    hours: list[tuple[int, float]]
    out: dict[str, list[int]]
    floors: list[tuple[int, int]]
    limits: list[Limit]


def fractions(problem: RosterProblem, rules: Collection[str], *, hints: Sequence[Officer] = ()) -> Fractions:
    """The linear program of the worth that stays open.

    With `hints`, `HINT` of each such officer is there as well, near to everything: of the many prices that explain a
    cost it then finds those that hold for them.
    """
    program = LinearProgram()
    made = Fractions(program, [], [], [], {}, [], _limits(problem, rules))
    classes = _classes(problem, "leave" in rules, "reach" in rules)
    size = [float(len(members)) for members in classes.values()]
    sample = [problem.officers[members[0]] for members in classes.values()]
    highs = _most(problem, classes, "begun" in rules)
    for officer in hints:
        size.append(HINT)
        sample.append(officer)
        highs.append([0.0 if problem.is_begun[d] else HINT for d in range(len(problem.duties))])
    y = [[program.variable(number) for number in row] for row in highs]
    sent: list[list[tuple[int, float]]] = []
    mans: list[int] = []
    for d, duty in enumerate(problem.duties):
        manned = program.variable(1)
        there = [(row[d], 1.0) for row in y]
        # without a limit of its own, which would take a part of the price of the row
        lacks = program.variable(math.inf if hints else duty.strength, duty.value)
        filled = program.at_most([*((v, -f) for v, f in there), (lacks, -1)], -duty.strength)
        made.fills.append(program.at_most([*there, (manned, -duty.strength)], 0))
        sent.append(there)
        mans.append(manned)
        needs: list[tuple[int, Any]] = [(problem.fewest(d), lambda one: True)]
        if "in-charge" in rules:
            needs.append((1, lambda one, duty=duty: one.rank >= duty.in_charge))
        if "women" in rules:
            needs.append((duty.women, lambda one: one.is_woman))
        if "skill" in rules:
            day = problem.days[d]
            needs.extend((n, lambda one, s=s, day=day: one.can(s, day)) for s, n in duty.skills)
        helps = [(filled, lambda one: True)]
        for needed, counts in needs:
            who = [(y[c][d], -1.0) for c, one in enumerate(sample) if counts(one)]
            helps.append((program.at_most([(manned, needed), *who], 0), counts))
        made.helps.append(helps)
    for floor in problem.floors:
        least = least_min(problem, floor)
        lack = program.variable(-(-least // HOUR), problem.floor_price)
        covered = [(v, -problem.length(d)) for d in duties_of_floor(problem, floor) for v, _ in sent[d]]
        made.floors.append((program.at_most([(lack, -HOUR), *covered], -least), lack))
    if "vehicles" in rules:
        for limit in vehicle_limits(problem):
            row = program.at_most([(mans[d], 1) for d in limit.mobiles], limit.most)
            made.out.setdefault(limit.place, []).append(row)
    for on, members in zip(y, size, strict=True):
        for duties, sizes, most, is_week in made.limits:
            row = program.at_most([(on[d], n) for d, n in zip(duties, sizes, strict=True)], members * most)
            if is_week:
                made.hours.append((row, members))
    return made


def _limits(problem: RosterProblem, rules: Collection[str]) -> list[Limit]:
    """What one officer can do at most."""
    clashes = []
    if "one-place" in rules:
        clashes.append(clash_of_places(problem))
    if "rest" in rules:
        clashes.append(clash_of_rest(problem))
    found = [Limit(group, [1] * len(group), 1, False) for group in groups(problem, clashes)]
    for week in weeks(problem) if "load" in rules else ():
        found.append(Limit(week, [problem.length(d) for d in week], problem.max_week_min, True))
    for days, most in spans_of_nights(problem) if "night-limit" in rules else ():
        found += [Limit(nights, [1] * len(nights), most, False) for nights in night_spans(problem, days, most)]
    return found


def _most(problem: RosterProblem, classes: Mapping[tuple, list[int]], with_begun: bool) -> list[list[float]]:
    """How many officers of each class each duty can have: on one that has begun, those who are there."""
    found = []
    for key, members in classes.items():
        row = [float(len(members)) if key[0] >> d & 1 == 0 else 0.0 for d in range(len(problem.duties))]
        for d in range(len(problem.duties)) if with_begun else ():
            if problem.is_begun[d]:
                row[d] = sum((o, d) in problem.done_pairs for o in members)
        found.append(row)
    return found


def _classes(problem: RosterProblem, with_leave: bool, with_reach: bool = True) -> dict[tuple, list[int]]:
    """Officers by leave and reach (a bit mask of the duties that they forbid), rank, sex and skill."""
    ranks = sorted({duty.in_charge for duty in problem.duties})
    asked = sorted({(skill, problem.days[d]) for d, duty in enumerate(problem.duties) for skill, _ in duty.skills})
    far = {
        station: sum(1 << d for d, duty in enumerate(problem.duties) if is_too_far(problem, station, duty.place))
        for station in {officer.home_station for officer in problem.officers}
    }
    found: dict[tuple, list[int]] = {}
    for o, officer in enumerate(problem.officers):
        away = far[officer.home_station] if with_reach else 0
        for d, duty in enumerate(problem.duties):
            if with_leave and officer.leave and officer.is_on_leave(duty.window):
                away |= 1 << d
        able = tuple(officer.can(skill, day) for skill, day in asked)
        key = (away, sum(officer.rank >= rank for rank in ranks), officer.is_woman, able)
        found.setdefault(key, []).append(o)
    return found
