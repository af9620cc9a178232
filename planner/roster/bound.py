"""What no roster can beat: the worth that stays open even if officers of a kind could share their hours freely.

Officers who are alike in everything that the duties ask for are one class; only the number of its officers on each duty
is decided, in fractions. Every roster is such a decision, so its lowest cost is a bound. Rules that are not named here
only make rosters worse: the bound stays true.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection
from typing import Any

from planner.roster.conflicts import groups
from planner.roster.problem import RosterProblem
from planner.roster.rules.load import weeks
from planner.roster.rules.one_place import clash_of_places
from planner.roster.rules.rest import clash_of_rest
from planner.roster.stretches import stretches
from planner.solver import LinearProgram

WAIT_S = 0.1
"""How often somebody who waits for the bound is asked whether to go on."""
ROUNDING = 1e-5
"""Slack for the arithmetic of the linear program before its cost is rounded up."""


def open_worth(problem: RosterProblem, *, rules: Collection[str], seconds: float) -> int:
    """A worth of open needs that no roster goes below. `rules` are the names of those that are on.

    When the time does not suffice for all days together, they are looked at one by one: quicker, and lower.
    """
    together = _lowest(problem, rules, seconds)
    if together is not None:
        return together
    alone = 0
    for days in stretches(problem, days=1):
        duties = tuple(problem.duties[d] for d in days)
        alone += _lowest(problem.replace(duties=duties), rules, seconds / 4) or 0
    return alone


class TightBound:
    """The same bound with whole officers: higher, and so slow that it is sought last, in a thread of its own."""

    def __init__(self, problem: RosterProblem, *, rules: Collection[str], seconds: float) -> None:
        self._found: list[int] = []

        def work() -> None:
            self._found.append(_lowest(problem, rules, seconds, whole=True) or 0)

        # no daemon: a program that ends while the engine runs is aborted by the engine's own threads
        self._thread = threading.Thread(target=work, name="bound", daemon=False)
        self._thread.start()

    def wait(self, stop: Callable[[], bool]) -> int:
        """What was found when it ended or `stop` said so; 0 when that is nothing."""
        while self._thread.is_alive() and not stop():
            self._thread.join(WAIT_S)
        return max(self._found, default=0)


def _lowest(problem: RosterProblem, rules: Collection[str], seconds: float, *, whole: bool = False) -> int | None:
    """The lowest cost for all duties together, or None when the time did not suffice."""
    if "filled" not in rules:
        return 0
    program = LinearProgram()
    classes = _classes(problem, "leave" in rules)
    size = [len(members) for members in classes.values()]
    sample = [members[0] for members in classes.values()]
    y = [
        [program.variable(size[c] if key[0] >> d & 1 == 0 else 0) for d in range(len(problem.duties))]
        for c, key in enumerate(classes)
    ]
    for d, duty in enumerate(problem.duties):
        manned = program.variable(1)
        there = [(row[d], 1.0) for row in y]
        program.at_most(
            [(v, -f) for v, f in there] + [(program.variable(duty.strength, duty.value), -1)], -duty.strength
        )
        program.at_most([*there, (manned, -duty.strength)], 0)
        needs: list[tuple[int, Any]] = [(problem.fewest(d), lambda o: True)]
        if "in-charge" in rules:
            needs.append((1, lambda o, duty=duty: problem.officers[o].rank >= duty.in_charge))
        if "women" in rules:
            needs.append((duty.women, lambda o: problem.officers[o].is_woman))
        if "skill" in rules:
            day = problem.days[d]
            needs.extend((n, lambda o, s=s, day=day: problem.officers[o].can(s, day)) for s, n in duty.skills)
        for needed, counts in needs:
            program.at_most([(manned, needed), *((y[c][d], -1) for c, o in enumerate(sample) if counts(o))], 0)
    clashes = []
    if "one-place" in rules:
        clashes.append(clash_of_places(problem))
    if "rest" in rules:
        clashes.append(clash_of_rest(problem))
    found = groups(problem, clashes)
    for c, row in enumerate(y):
        for group in found:
            program.at_most([(row[d], 1) for d in group], size[c])
        if "load" in rules:
            for week in weeks(problem):
                program.at_most([(row[d], problem.length(d)) for d in week], size[c] * problem.max_week_min)
    lowest = program.lowest(seconds=seconds, whole=whole)
    if lowest is None:
        return None
    # every cost is a multiple of the values' common divisor, so the bound may be rounded up to one
    unit = math.gcd(*(duty.value for duty in problem.duties)) or 1
    return max(0, math.ceil((lowest - ROUNDING) / unit) * unit)


def _classes(problem: RosterProblem, with_leave: bool) -> dict[tuple, list[int]]:
    """Officers by leave (a bit mask of the duties that it touches), rank, sex and skill, as far as duties ask."""
    ranks = sorted({duty.in_charge for duty in problem.duties})
    asked = sorted({(skill, problem.days[d]) for d, duty in enumerate(problem.duties) for skill, _ in duty.skills})
    found: dict[tuple, list[int]] = {}
    for o, officer in enumerate(problem.officers):
        away = 0
        for d, duty in enumerate(problem.duties):
            if with_leave and officer.leave and officer.is_on_leave(duty.window):
                away |= 1 << d
        able = tuple(officer.can(skill, day) for skill, day in asked)
        key = (away, sum(officer.rank >= rank for rank in ranks), officer.is_woman, able)
        found.setdefault(key, []).append(o)
    return found
