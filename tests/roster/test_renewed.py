"""A roster in the place of another: few changes, what has begun stays, breaches of old do not count."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from planner.core.people import Rank
from planner.core.time import Window
from planner.roster import RULES, RosterProblem, check, solve
from planner.roster.given import given
from planner.roster.goals.risk_covered import RiskCovered
from planner.roster.problem import Assigned
from tests.roster.days import at, duty, officer, problem, random_plan, random_problem


def _week(dice: random.Random) -> RosterProblem:
    """Four officers, four guards on two days; a change costs far less than a need that is open."""
    ranks = [Rank.ASI, Rank.ASI, Rank.CONSTABLE, Rank.CONSTABLE]
    people = [officer(f"O{i}", rank, woman=dice.random() < 0.5) for i, rank in enumerate(ranks)]
    guards = [
        duty(
            f"D{i}",
            at(dice.choice((6, 10, 14)), i // 2),
            4,
            strength=dice.choice((1, 2)),
            in_charge=dice.choice((Rank.ASI, Rank.CONSTABLE)),
            value=10,
        )
        for i in range(4)
    ]
    return problem(people, guards, change_price=1, fair_price=0, min_manned=1)


def _fewest(of: RosterProblem, covered: int) -> int:
    """By trying every roster: the fewest that are taken off, of all that keep the rules and cover no less."""
    free = [(o, d) for o in range(len(of.officers)) for d in range(len(of.duties))]
    before = {(of.officer_index[o], of.duty_index[d]) for o, d in of.before}
    places = sum(one.strength for one in of.duties)
    best = len(before)
    for size in range(places + 1):
        for pairs in combinations(free, size):
            plan = Assigned(of, pairs)
            is_better = len(before - plan.pairs) < best and RiskCovered().measure(of, plan) <= covered
            if is_better and not any(True for rule in RULES for _ in rule.violations(of, plan)):
                best = len(before - plan.pairs)
    return best


@pytest.mark.parametrize("seed", range(3))
def test_one_ill_changes_as_few_as_trying_every_roster_does(seed: int) -> None:
    """The same cover cannot be had with fewer taken off their duties."""
    dice = random.Random(seed)
    of = _week(dice)
    first = solve(of, seconds=5, seed=7).plan
    assert first is not None
    before = frozenset((a.officer, a.duty) for a in first.assignments)
    ill = max(sorted(o.id for o in of.officers), key=lambda name: sum(o == name for o, _ in before))
    people = tuple(
        officer(o.id, o.rank, woman=o.is_woman, leave=[Window(at(0), at(48))] if o.id == ill else ())
        for o in of.officers
    )
    anew = of.replace(officers=people, before=before)
    second = solve(anew, seconds=5, seed=7).plan
    assert second is not None
    assert second.violations == ()
    plan = Assigned.of(anew, second.assignments)
    dropped = before - {(a.officer, a.duty) for a in second.assignments}
    assert {name for name, _ in dropped} >= {ill}
    assert len(dropped) == _fewest(anew, RiskCovered().measure(anew, plan))


@pytest.mark.parametrize("seed", range(20))
def test_what_has_begun_stays_whatever_rule_it_broke(seed: int) -> None:
    """On random problems with a random past: the past stands, and nothing but its own breaches is found."""
    dice = random.Random(f"past {seed}")
    of = random_problem(dice).replace(must_fill=False)
    begun = [d for d in range(len(of.duties)) if of.spans[d][0] < dice.choice((600, 1500))]
    done = frozenset((of.officers[o].id, of.duties[d].id) for o, d in random_plan(dice, of) if d in begun)
    of = of.replace(begun=frozenset(of.duties[d].id for d in begun), done=done, before=of.before | done)
    plan = solve(of, seconds=2, seed=7).plan
    assert plan is not None
    assert {(a.officer, a.duty) for a in plan.assignments if a.duty in of.begun} == done
    assert set(check(of, plan.assignments)) <= given(of, RULES)
    assert plan.bound <= plan.objective
