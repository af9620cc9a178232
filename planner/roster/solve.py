"""A roster within a time limit, as an outcome: the best that was found, how good it is, or why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection

from planner.core.plan import Outcome, Plan, Status
from planner.roster.check import check, rules_on
from planner.roster.encoding import encode
from planner.roster.explain import explain
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.search import Clock, Found, search
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
    if problem.must_fill:
        enc = encode(problem, rules)
        solved = run(enc.model, seconds=clock.left() * (1 - EXPLAIN_SHARE), seed=seed, progress=progress, cancel=cancel)
        if not solved.has_answer:
            if solved.status is not Status.IMPOSSIBLE:
                return Outcome(Status.OUT_OF_TIME, None, ("The time ended before all duties could be filled.",))
            return Outcome(Status.IMPOSSIBLE, None, explain(problem, rules, seconds=clock.left(), seed=seed))
        found = Found(enc.pairs(solved), solved.objective or 0, solved.bound or 0, solved.is_repeatable)
    else:
        found = search(problem, rules, seed=seed, clock=clock)
    return _outcome(problem, found, seed=seed, rules_off=rules_off, seconds=clock.spent())


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


def plan_id(problem: RosterProblem, seed: int, rules_off: Collection[str]) -> str:
    """Short hash of what went in: the same inputs, seed and rules give the same name."""
    travel = sorted(problem.travel.items())
    text = repr((problem.replace(travel={}), travel, seed, sorted(rules_off)))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
