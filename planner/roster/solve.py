"""A roster within a time limit, as an outcome: the best that was found, how good it is, or why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence

from planner.core.plan import Outcome, Plan, Status
from planner.core.rule import Rule
from planner.roster.bound import open_worth
from planner.roster.check import check, rules_on
from planner.roster.encoding import encode
from planner.roster.explain import explain
from planner.roster.goals import GOALS
from planner.roster.greedy import first_roster
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.search import BOUND_SHARE, Clock, Found, search
from planner.roster.shortfall import uncovered
from planner.solver import Progress
from planner.solver import solve as run

EXPLAIN_SHARE = 0.5
"""Share of the time that is kept for saying why nothing fits."""


def solve(
    problem: RosterProblem,
    *,
    seconds: float,
    seed: int,
    rules_off: Collection[str] = (),
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Outcome:
    """The best roster found within `seconds` of wall time.

    Without a plan the outcome is `impossible` (every duty must be filled and cannot be: `why` says which rules meet)
    or `out-of-time`. Without `must_fill` there is always a plan, and what it leaves open stands in its `uncovered`.
    The same problem, seed and time give the same plan unless the clock or `cancel` ended the search; then `why` says
    so. `progress` and `cancel` are called in the caller's thread.

    Raises InputError for a rule in `rules_off` that does not exist.
    """
    rules = rules_on(rules_off)
    clock = Clock(seconds, progress, cancel)
    if not problem.must_fill:
        found = search(problem, rules, seed=seed, clock=clock)
    elif _is_hopeless(problem, rules, clock):
        return _impossible(problem, rules, seed, clock)
    else:
        enc = encode(problem, rules, GOALS, guess=first_roster(problem).pairs)
        share = clock.left() * (1 - EXPLAIN_SHARE)
        solved = run(enc.model, seconds=share, seed=seed, progress=progress, cancel=cancel)
        if solved.status is Status.IMPOSSIBLE:
            return _impossible(problem, rules, seed, clock)
        if not solved.has_answer:
            return Outcome(Status.OUT_OF_TIME, None, ("The time ended before all duties could be filled.",))
        found = Found(enc.pairs(solved), solved.objective or 0, solved.bound or 0, solved.is_repeatable)
    return _outcome(problem, found, seed=seed, rules_off=rules_off, seconds=clock.spent())


def _is_hopeless(problem: RosterProblem, rules: Sequence[Rule], clock: Clock) -> bool:
    """True when the linear bound alone shows that something must stay open."""
    return open_worth(problem, rules=[rule.name for rule in rules], seconds=clock.left() * BOUND_SHARE) > 0


def _impossible(problem: RosterProblem, rules: Sequence[Rule], seed: int, clock: Clock) -> Outcome:
    why = explain(problem, rules, seconds=clock.left(), seed=seed, cancel=clock.is_cancelled)
    return Outcome(Status.IMPOSSIBLE, None, why)


def _outcome(problem: RosterProblem, found: Found, *, seed: int, rules_off: Collection[str], seconds: float) -> Outcome:
    assignments = Assigned(problem, found.pairs).assignments(problem)
    status = Status.OPTIMAL if found.bound >= found.objective else Status.GOOD
    plan = Plan(
        plan_id=plan_id(problem, seed, rules_off),
        status=status,
        assignments=assignments,
        uncovered=uncovered(problem, assignments),
        objective=found.objective,
        bound=min(found.bound, found.objective),
        seconds=round(seconds, 3),
        seed=seed,
        rules_off=tuple(sorted(rules_off)),
        violations=check(problem, assignments, rules_off=rules_off),
    )
    why = [] if found.is_repeatable else ["The clock ended the search: the same seed may give another plan next time."]
    if rules_off:
        why.append(f"These rules were switched off: {', '.join(sorted(rules_off))}.")
    return Outcome(status, plan, tuple(why))


_SETS = ("before", "begun", "done")


def plan_id(problem: RosterProblem, seed: int, rules_off: Collection[str]) -> str:
    """Short hash of what went in: the same inputs, seed and rules give the same name, on every machine."""
    # sets have no order of their own: they are sorted, or the name would change from run to run
    people = [
        (
            o.id,
            o.rank,
            o.is_woman,
            sorted(map(str, o.skills)),
            o.home_station,
            o.leave,
            o.unit_since,
            sorted(o.languages),
        )
        for o in problem.officers
    ]
    floors = [(floor.name, sorted(floor.duties), floor.least_share) for floor in problem.floors]
    vehicles = None if problem.vehicles is None else sorted(problem.vehicles.items())
    mappings = [sorted(problem.travel.items()), sorted(problem.commute.items()), vehicles]
    sets = [sorted(getattr(problem, name)) for name in _SETS]
    numbers = problem.replace(officers=(), travel={}, commute={}, vehicles=None, floors=())
    numbers = numbers.replace(**dict.fromkeys(_SETS, frozenset()))
    text = repr((numbers, people, floors, mappings, *sets, seed, sorted(rules_off)))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
